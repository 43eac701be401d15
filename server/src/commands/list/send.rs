//! `portico list send`: a mail to everybody who reads a list. A running server sends it.

use std::path::PathBuf;

use backend::service::list::send;
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The list's id
    #[arg(long, value_name = "ID")]
    list: String,
    /// What the mail is about, in one line
    #[arg(long)]
    subject: String,
    /// A text file; empty lines set paragraphs apart
    file: PathBuf,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { list, subject, file, database } = options;
    let unreadable = |error| format!("{} cannot be read: {error}", file.display());
    let text = std::fs::read_to_string(&file).map_err(unreadable)?;
    let readers =
        database.with_portico(async |portico| send(&portico, &list, &subject, &text).await.map_err(explain)).await?;
    println!("{}", said(readers));
    Ok(())
}

fn said(readers: usize) -> String {
    let people = if readers == 1 { "person" } else { "people" };
    format!("The mail waits in the outbox for {readers} {people}. The same words are never sent to anybody twice.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reader_is_a_person() {
        assert!(said(1).contains("for 1 person."));
        assert!(said(0).contains("for 0 people.") && said(2).contains("for 2 people."));
    }
}

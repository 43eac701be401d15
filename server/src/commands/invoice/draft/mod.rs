//! `portico invoice draft …`: invoices that are prepared and not issued. The customer sees nothing of them.

mod add;
mod change;
mod discard;
mod issue;
mod list;
mod show;

use backend::service::invoice::DraftView;
use clap::{Args, Subcommand};

use super::{content::Content, in_account, print};
use crate::commands::{Failure, database::DatabaseOptions};

#[derive(Debug, Subcommand)]
pub(in crate::commands) enum Command {
    /// Prepare an invoice from a JSON or CSV file
    Add(Box<add::Options>),
    /// Change all that a draft is to invoice
    Change(Box<change::Options>),
    /// Tell which drafts there are
    List(list::Options),
    /// Print a draft as a JSON file that `change` takes
    Show(Named),
    /// Throw a draft away
    Discard(Named),
    /// Issue a draft: it gets its number, and whoever receives invoices is told
    Issue(Named),
}

/// A draft that something is done to.
#[derive(Debug, Args)]
pub(in crate::commands) struct Named {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The draft's number
    draft: i64,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(options) => add::run(*options).await,
        Command::Change(options) => change::run(*options).await,
        Command::List(options) => list::run(options).await,
        Command::Show(named) => show::run(named).await,
        Command::Discard(named) => discard::run(named).await,
        Command::Issue(named) => issue::run(named).await,
    }
}

fn tell(draft: &DraftView) {
    println!("Draft {}: {} {}, not issued", draft.number, draft.total.plain(), draft.total.currency);
}

//! `portico brand …`: what this Portico is called and looks like.

mod reset;
mod set;
mod show;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Choose a name, a colour or a mark
    Set(set::Options),
    /// Say what is chosen
    Show(show::Options),
    /// Go back to Portico's own name, colour and mark
    Reset(reset::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Set(options) => set::run(options).await,
        Command::Show(options) => show::run(options).await,
        Command::Reset(options) => reset::run(options).await,
    }
}

/// The brand in a few lines.
fn describe(brand: &domain::brand::Brand) -> String {
    let accent = brand.accent.map_or_else(|| "Portico’s own".to_owned(), |accent| accent.colour().to_string());
    let mark = brand.mark.as_ref().map_or_else(
        || "Portico’s own".to_owned(),
        |mark| format!("{}, {} bytes", mark.media_type(), mark.bytes().len()),
    );
    format!("Name    {}\nAccent  {accent}\nMark    {mark}", brand.name)
}

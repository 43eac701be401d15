//! `portico audit …`: what the operator does with the history.

mod erase;
mod verify;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check that nobody changed, removed or added anything; ends with 1 when somebody did
    Verify(verify::Options),
    /// Erase a person's values; what was done, when and by whom stays
    Erase(erase::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Verify(options) => verify::run(options).await,
        Command::Erase(options) => erase::run(options).await,
    }
}

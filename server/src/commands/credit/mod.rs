//! `portico credit …`: what an account may order before it has paid.

mod set;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say how much an account may order before it has paid; 0 ends it
    Set(set::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Set(options) => set::run(options).await,
    }
}

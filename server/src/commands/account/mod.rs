//! `portico account …`: what the operator does for accounts.

mod create;
mod set_holder;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an account with its holder, and print the holder's first password
    Create(create::Options),
    /// Give an account whose holder is gone to another of its users
    SetHolder(set_holder::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Create(options) => create::run(options).await,
        Command::SetHolder(options) => set_holder::run(options).await,
    }
}

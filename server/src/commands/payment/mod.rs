//! `portico payment …`: what the operator does about payments.

mod refund;

use clap::Subcommand;

use super::Failure;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Give a payment back: a running server asks the provider for it
    Refund(refund::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Refund(options) => refund::run(options).await,
    }
}

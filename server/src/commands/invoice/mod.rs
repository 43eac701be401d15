//! `portico invoice …`: what the operator does with invoices. Each stands in the account's history.

mod content;
mod create;
mod credit;
mod draft;
mod record_payment;
mod summary;
mod void;

use backend::service::invoice::Issued;
use clap::Subcommand;
use domain::Problem;

use super::{Failure, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Prepare invoices that are issued later
    #[command(subcommand)]
    Draft(draft::Command),
    /// Issue an invoice from a JSON or CSV file
    Create(Box<create::Options>),
    /// Take back some or all of an invoice with a credit note
    Credit(credit::Options),
    /// Record money that came in by bank, for all or some of an invoice
    RecordPayment(Box<record_payment::Options>),
    /// Gather the open invoices of a period into one summary invoice
    Summary(summary::Options),
    /// Say that an invoice never counted; its number stays taken
    Void(void::Options),
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Draft(command) => draft::run(command).await,
        Command::Create(options) => create::run(*options).await,
        Command::Credit(options) => credit::run(options).await,
        Command::RecordPayment(options) => record_payment::run(*options).await,
        Command::Summary(options) => summary::run(options).await,
        Command::Void(options) => void::run(options).await,
    }
}

/// What went wrong in the account of this slug.
fn in_account(error: backend::Error, slug: &str) -> Failure {
    match error {
        backend::Error::Problem(Problem::NotFound) => {
            format!("There is no account {slug}: make it with `portico account create --slug {slug} …`.").into()
        }
        error => explain(error),
    }
}

fn print(what: &str, issued: &Issued) {
    println!("{what} {}: {} {}", issued.number, issued.total.plain(), issued.total.currency);
}

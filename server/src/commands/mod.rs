//! The commands of `portico`, one per file. Each parses, calls one thing, and prints the outcome.

mod account;
mod audit;
mod brand;
mod credit;
mod database;
mod demo;
mod import;
mod invoice;
mod issuer;
mod licence;
mod list;
mod migrate;
mod number;
mod operator_key;
mod order;
mod payment;
mod product;
mod progress;
mod serve;
mod tax;

use clap::{Parser, Subcommand};
use domain::Problem;

/// A portal where a company's customers look after their own accounts. Without a command it serves.
#[derive(Debug, Parser)]
#[command(name = "portico", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Options,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the portal (this is what happens without a command)
    Serve(Box<serve::Options>),
    /// Bring the database up to date and stop
    Migrate(migrate::Options),
    /// Look after accounts
    #[command(subcommand)]
    Account(account::Command),
    /// Look after the keys of the operator's own programs
    #[command(subcommand)]
    OperatorKey(operator_key::Command),
    /// Look after the companies that invoice
    #[command(subcommand)]
    Issuer(issuer::Command),
    /// Say what tax they charge
    #[command(subcommand)]
    Tax(tax::Command),
    /// Issue, credit, gather and void invoices
    #[command(subcommand)]
    Invoice(invoice::Command),
    /// Check the history, and erase a person's values from it
    #[command(subcommand)]
    Audit(audit::Command),
    /// Say what is sold, and for how much
    #[command(subcommand)]
    Product(product::Command),
    /// Say how much an account may order before it has paid
    #[command(subcommand)]
    Credit(credit::Command),
    /// Approve or refuse orders that wait
    #[command(subcommand)]
    Order(order::Command),
    /// Hold licences back, or end them
    #[command(subcommand)]
    Licence(licence::Command),
    /// Give payments back
    #[command(subcommand)]
    Payment(payment::Command),
    /// Look after the numbers that accounts have
    #[command(subcommand)]
    Number(number::Command),
    /// Look after mailing lists, and send to them
    #[command(subcommand)]
    List(list::Command),
    /// Choose what this Portico is called and looks like
    #[command(subcommand)]
    Brand(brand::Command),
    /// Load groups, users and administrators from two CSV files
    Import(import::Options),
    /// Load believable data to look around in
    Demo(demo::Options),
}

/// What a command ends with when it fails: a sentence for the terminal.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// A sentence for the terminal.
    pub async fn run(self) -> Result<(), Failure> {
        match self.command {
            None => serve::run(self.serve).await,
            Some(Command::Serve(options)) => serve::run(*options).await,
            Some(Command::Migrate(options)) => migrate::run(options).await,
            Some(Command::Account(command)) => account::run(command).await,
            Some(Command::OperatorKey(command)) => operator_key::run(command).await,
            Some(Command::Issuer(command)) => issuer::run(command).await,
            Some(Command::Tax(command)) => tax::run(command).await,
            Some(Command::Invoice(command)) => invoice::run(command).await,
            Some(Command::Audit(command)) => audit::run(command).await,
            Some(Command::Product(command)) => product::run(command).await,
            Some(Command::Credit(command)) => credit::run(command).await,
            Some(Command::Order(command)) => order::run(command).await,
            Some(Command::Licence(command)) => licence::run(command).await,
            Some(Command::Payment(command)) => payment::run(command).await,
            Some(Command::List(command)) => list::run(command).await,
            Some(Command::Number(command)) => number::run(command).await,
            Some(Command::Brand(command)) => brand::run(command).await,
            Some(Command::Import(options)) => import::run(options).await,
            Some(Command::Demo(options)) => demo::run(options).await,
        }
    }
}

/// What the use-case found wrong, as sentences for the terminal. A fault of ours is in the log.
fn explain(error: backend::Error) -> Failure {
    match error.into_problem("") {
        Problem::Invalid { errors } => errors.iter().map(|error| &*error.message).collect::<Vec<_>>().join("\n").into(),
        problem => problem.into(),
    }
}

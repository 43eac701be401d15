//! `portico operator-key …`: keys by which the operator's own programs reach every account.

use backend::service::program::{add_operator_key, end_operator_key, operator_keys};
use clap::{Args, Subcommand};
use domain::program::OperatorScope;

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key and print it, this once
    Add(Add),
    /// List the keys
    List(DatabaseOptions),
    /// End a key at once
    End(End),
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// What the key is for
    #[arg(long)]
    name: String,
    /// What it may do, such as accounts:read; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", required = true, value_parser = parse_scope)]
    scopes: Vec<OperatorScope>,
    /// After how many days it ends
    #[arg(long, default_value_t = 365)]
    days: i64,
    #[command(flatten)]
    database: DatabaseOptions,
}

#[derive(Debug, Args)]
pub(super) struct End {
    /// Its id, as `list` prints it
    id: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

fn parse_scope(name: &str) -> Result<OperatorScope, String> {
    let known = || OperatorScope::ALL.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", ");
    OperatorScope::of_name(name).ok_or_else(|| format!("there is no scope {name}; there are {}", known()))
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Add(Add { name, scopes, days, database }) => {
            let key = database
                .with_portico(async |portico| add_operator_key(&portico, &name, &scopes, days).await.map_err(explain))
                .await?;
            println!("{key}");
            eprintln!("The key is shown this once.");
        }
        Command::List(database) => {
            let keys = database.with_portico(async |portico| operator_keys(&portico).await.map_err(explain)).await?;
            for key in keys {
                let until = key.until.map_or_else(|| "over".to_owned(), |until| format!("until {until}"));
                let used = key.last_used.map_or_else(|| "never used".to_owned(), |at| format!("last used {at}"));
                println!("{}  {}  [{}]  {until}, {used}", key.id, key.name, key.scopes.join(" "));
            }
        }
        Command::End(End { id, database }) => {
            database.with_portico(async |portico| end_operator_key(&portico, &id).await.map_err(explain)).await?;
            println!("The key has ended.");
        }
    }
    Ok(())
}

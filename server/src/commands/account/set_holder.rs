//! `portico account set-holder`: for an account whose holder is gone. It ends with 0 when it was done, and with 1 when
//! nothing was changed.

use std::io::{IsTerminal as _, Write as _, stderr, stdin};

use backend::service::account::{HolderChange, plan_set_holder, set_holder};
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The User id of who is to hold it: a user of the account who can sign in
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// The account's part of the address once more, in place of typing it when asked: this cannot be undone by you
    #[arg(long, value_name = "SLUG")]
    confirm: Option<String>,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { account, user, confirm, database } = options;
    let HolderChange { account: name, from, to } = database
        .with_portico(async |portico| {
            let plan = plan_set_holder(&portico, &account, &user).await.map_err(explain)?;
            let typed = match confirm {
                Some(typed) => typed,
                None => ask(&account, &plan)?,
            };
            if typed.trim() != account {
                return Err(format!("“{}” is not {account}. Nothing was changed.", typed.trim()).into());
            }
            set_holder(&portico, &account, &user).await.map_err(explain)
        })
        .await?;
    println!("{to} holds {name} now, in place of {from}. Both, and whoever administers all of it, are told by mail.");
    Ok(())
}

/// Says what would be done, and reads the slug that confirms it.
fn ask(account: &str, plan: &HolderChange) -> Result<String, Failure> {
    let HolderChange { account: name, from, to } = plan;
    if !stdin().is_terminal() {
        return Err(format!("To make {to} the holder of {name} in place of {from}, add --confirm {account}.").into());
    }
    eprintln!("{to} becomes the holder of {name} in place of {from}, whose deputies’ time ends. An open offer ends.");
    eprint!("Type {account} to go on: ");
    stderr().flush()?;
    let mut typed = String::new();
    stdin().read_line(&mut typed)?;
    Ok(typed)
}

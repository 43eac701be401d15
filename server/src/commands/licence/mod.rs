//! `portico licence …`: the operator holds licences back, or ends them.

use backend::service::licence::{Stop, stop};
use clap::{Args, Subcommand};
use domain::Problem;

use super::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Hold a licence back: no machine can be activated until it is resumed
    Suspend(Options),
    /// Let a licence go on that was held back
    Resume(Options),
    /// End a licence for good
    Revoke(Options),
}

#[derive(Debug, Args)]
pub(super) struct Options {
    /// The account's part of the address
    #[arg(long, value_name = "SLUG")]
    account: String,
    /// The licence's key
    #[arg(long, value_name = "KEY")]
    licence: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(super) async fn run(command: Command) -> Result<(), Failure> {
    let (Options { account, licence, database }, what) = match command {
        Command::Suspend(options) => (options, Stop::Suspend),
        Command::Resume(options) => (options, Stop::Resume),
        Command::Revoke(options) => (options, Stop::Revoke),
    };
    let changed = database
        .with_portico(async |portico| match stop(&portico, &account, &licence, what).await {
            Err(backend::Error::Problem(Problem::NotFound)) => Err(format!("There is no account {account}.").into()),
            stopped => stopped.map_err(explain),
        })
        .await?;
    println!("{}", said(what, changed));
    Ok(())
}

/// What became of the licence. One that was revoked before is refused by then.
const fn said(what: Stop, changed: bool) -> &'static str {
    match (what, changed) {
        (Stop::Suspend, true) => "The licence was suspended. Machines that have its token go on until that ends.",
        (Stop::Suspend, false) => "The licence was suspended already. Nothing was changed.",
        (Stop::Resume, true) => "The licence was resumed.",
        (Stop::Resume, false) => "The licence was not suspended. Nothing was changed.",
        (Stop::Revoke, _) => "The licence was revoked. Machines that have its token go on until that ends.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_with_a_token_is_said_of_what_is_held_back() {
        let tells = |what, changed| said(what, changed).contains("token");
        assert!(tells(Stop::Suspend, true) && tells(Stop::Revoke, true));
        assert!(!tells(Stop::Resume, true));
        for what in [Stop::Suspend, Stop::Resume] {
            assert!(said(what, false).ends_with("Nothing was changed."), "{what:?}");
        }
    }
}

//! `portico account create`: the first step of every customer.

use backend::service::account::{NewAccount, create};
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// The account's part of the address: a-z, 0-9 and hyphens
    #[arg(long)]
    slug: String,
    /// The account's name, which its top group gets too
    #[arg(long)]
    name: String,
    /// The email address that the account holder signs in with
    #[arg(long, value_name = "EMAIL")]
    holder_email: String,
    /// The account holder's own name
    #[arg(long, value_name = "NAME")]
    holder_name: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { slug, name, holder_email, holder_name, database } = options;
    let new = database
        .with_portico(async |portico| {
            let password = backend::new_password::generate(&portico.entropy)?;
            let new = NewAccount { slug, name, holder_email, holder_name, password };
            create(&portico, &new).await.map_err(explain)?;
            Ok(new)
        })
        .await?;
    println!("The account {} is there. Its holder signs in with", new.slug);
    println!("  {}", new.holder_email);
    println!("  {}", new.password);
    println!("The password is shown this once.");
    Ok(())
}

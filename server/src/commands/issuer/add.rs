//! `portico issuer add`: a company that invoices.

use backend::service::issuer::{NewIssuer, add};
use clap::Args;

use crate::commands::{Failure, database::DatabaseOptions, explain};

#[derive(Debug, Args)]
pub(in crate::commands) struct Options {
    /// Its name in commands: a-z, 0-9 and hyphens
    #[arg(long)]
    slug: String,
    /// Its legal name
    #[arg(long)]
    name: String,
    /// Its postal address without the country; `\n` begins a new line
    #[arg(long, default_value = "", hide_default_value = true)]
    address: String,
    /// Its country (ISO 3166-1), such as SE
    #[arg(long)]
    country: String,
    /// Its VAT or tax id
    #[arg(long, default_value = "", hide_default_value = true, value_name = "ID")]
    tax_id: String,
    /// Where its invoices are paid to, such as "IBAN SE…"; `\n` begins a new line
    #[arg(long, default_value = "", hide_default_value = true)]
    payment: String,
    /// What its numbers start with, such as NL-
    #[arg(long, default_value = "", hide_default_value = true)]
    prefix: String,
    #[command(flatten)]
    database: DatabaseOptions,
}

pub(in crate::commands) async fn run(options: Options) -> Result<(), Failure> {
    let Options { slug, name, address, country, tax_id, payment, prefix, database } = options;
    let (address, payment) = (address.replace("\\n", "\n"), payment.replace("\\n", "\n"));
    let new = NewIssuer { slug, name, address, country, tax_id, payment, prefix };
    database.with_portico(async |portico| add(&portico, &new).await.map_err(explain)).await?;
    println!("{} is there. Say what tax it charges with", new.name);
    println!("  portico tax set --issuer {} --country {} --rate 25 --name VAT", new.slug, new.country);
    Ok(())
}

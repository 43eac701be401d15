//! `portico invoice draft issue`: a draft becomes an invoice.

use backend::service::invoice::issue_draft;

use super::{Named, in_account, print};
use crate::commands::Failure;

pub(super) async fn run(named: Named) -> Result<(), Failure> {
    let Named { account, draft, database } = named;
    let issued = database
        .with_portico(async |portico| {
            issue_draft(&portico, &account, draft).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    print("Invoice", &issued);
    Ok(())
}

//! `portico invoice draft discard`: a draft is thrown away.

use backend::service::invoice::discard_draft;

use super::{Named, in_account};
use crate::commands::Failure;

pub(super) async fn run(named: Named) -> Result<(), Failure> {
    let Named { account, draft, database } = named;
    database
        .with_portico(async |portico| {
            discard_draft(&portico, &account, draft).await.map_err(|error| in_account(error, &account))
        })
        .await?;
    println!("Draft {draft} is gone.");
    Ok(())
}

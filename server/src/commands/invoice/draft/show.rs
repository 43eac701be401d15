//! `portico invoice draft show`: what a draft is to invoice, as a file that can be changed and handed in again.

use backend::service::invoice::drafts;

use super::{Named, in_account};
use crate::commands::Failure;

pub(super) async fn run(named: Named) -> Result<(), Failure> {
    let Named { account, draft, database } = named;
    let found = database
        .with_portico(async |portico| drafts(&portico, &account).await.map_err(|error| in_account(error, &account)))
        .await?;
    let draft = found.into_iter().find(|one| one.number == draft);
    let draft = draft.ok_or("There is no such draft in this account, or it was issued.")?;
    println!("{}", serde_json::to_string_pretty(&draft.form)?);
    Ok(())
}

//! Offers the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Offers the account to another user.
#[server(endpoint = "handover/offer")]
pub async fn offer_account(
    account: String,
    #[server(default)] who: String,
    #[server(default)] confirm: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::handover::OfferForm { who, confirm };
    backend::service::handover::offer(&request.portico, &request.caller, &account, &form).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=account-offered"));
    Ok(())
}

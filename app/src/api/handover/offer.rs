//! Offers the account.

use crate::api::ApiError;
use leptos::prelude::*;

/// Offers the account to another user.
#[server(endpoint = "handover/offer")]
pub async fn offer_account(
    account: String,
    #[server(default)] who: String,
    #[server(default)] confirm: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::handover::OfferForm { who, confirm };
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::handover::offer(portico, caller, &account, &form, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/ownership?done=account-offered"));
    Ok(())
}

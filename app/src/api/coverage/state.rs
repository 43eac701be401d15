//! Reads what My Profile says about mail.

use crate::api::ApiError;
use domain::notification::MailState;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Whether mail reaches the person, and which mail nobody receives.
#[server(endpoint = "coverage/state", input = GetUrl)]
pub async fn view_mail_state(account: String) -> Result<MailState, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::notification::mail_state(&mut scope).await?)
}

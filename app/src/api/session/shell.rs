//! Reads what stands around every page of an account.

use crate::api::ApiError;
use domain::account::Shell;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What stands around every page of this account.
#[server(endpoint = "session/shell", input = GetUrl)]
pub async fn view_shell(account: String) -> Result<Shell, ApiError> {
    let scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::session::shell(&scope)?)
}

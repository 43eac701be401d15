//! Sets another user's password.

use crate::api::ApiError;
use domain::password::{PasswordSet, SetPasswordView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The dialog that sets a user's password, with one made for it.
#[server(endpoint = "user/plan_set_password", input = GetUrl)]
pub async fn plan_set_password(account: String, user: String) -> Result<SetPasswordView, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::user::plan_set_password(&request.portico, &mut scope, &user).await?)
}

/// Sets a user's password until they choose their own. The answer shows it, this once.
#[server(endpoint = "user/set_password")]
pub async fn set_user_password(
    account: String,
    user: String,
    #[server(default)] new_password: String,
    #[server(default)] your_password: String,
) -> Result<PasswordSet, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let (portico, caller) = (&request.portico, &request.caller);
    Ok(backend::service::user::set_password(portico, caller, &account, &user, new_password, your_password).await?)
}

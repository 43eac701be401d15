//! Gives access.

use crate::api::ApiError;
use leptos::prelude::*;

/// Gives somebody access to a group with everything below it.
#[server(endpoint = "access/give_group")]
pub async fn give_group_access(
    account: String,
    group: String,
    #[server(default)] who: String,
    #[server(default)] level: String,
    #[server(default)] until: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::grant::GrantForm { who, level, until };
    let on = backend::service::access::On::Group(group.clone());
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::access::give(portico, caller, &account, &on, &form, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/groups/{group}/access?done=access-given"));
    Ok(())
}

/// Gives somebody access to one user.
#[server(endpoint = "access/give_user")]
pub async fn give_user_access(
    account: String,
    user: String,
    #[server(default)] who: String,
    #[server(default)] level: String,
    #[server(default)] until: String,
    #[server(default)] your_password: String,
) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::grant::GrantForm { who, level, until };
    let on = backend::service::access::On::User(user.clone());
    let (portico, caller) = (&request.portico, &request.caller);
    backend::service::access::give(portico, caller, &account, &on, &form, your_password).await?;
    crate::navigation::go_to(&format!("/a/{account}/users/{user}/access?done=access-given"));
    Ok(())
}

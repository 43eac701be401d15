//! Adds a user.

use crate::api::ApiError;
use leptos::prelude::*;

/// Adds a user to a group and mails them an invitation.
#[server(endpoint = "user/add")]
pub async fn add_user(account: String, group: String, #[server(default)] email: String) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::user::NewUserForm { email };
    let id = backend::service::invitation::add(&request.portico, &request.caller, &account, &group, &form).await?;
    crate::navigation::go_to(&format!("{}?done=user-added", crate::links::Links::new(account).user(id)));
    Ok(())
}

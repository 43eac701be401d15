//! Binds a licence to a machine.

use crate::api::ApiError;
use domain::licence::Activated;
use leptos::prelude::*;

/// Gives a machine a seat. The answer shows its token, this once.
#[server(endpoint = "licence/activate")]
pub async fn activate_licence(
    account: String,
    licence: String,
    #[server(default)] machine: String,
    #[server(default)] machine_name: String,
) -> Result<Activated, ApiError> {
    let request = crate::request::RequestContext::current()?;
    let form = domain::licence::ActivateForm { machine, machine_name };
    let (portico, caller) = (&request.portico, &request.caller);
    Ok(backend::service::licence::activate(portico, caller, &account, &licence, &form).await?)
}

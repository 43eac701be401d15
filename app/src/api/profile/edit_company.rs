//! Edits the company's details.

use crate::api::ApiError;
use domain::profile::CompanyForm;
use leptos::prelude::*;

/// Saves the company's details.
#[server(endpoint = "profile/edit_company")]
pub async fn edit_company(account: String, company: CompanyForm) -> Result<(), ApiError> {
    let request = crate::request::RequestContext::current()?;
    backend::service::profile::edit_company(&request.portico, &request.caller, &account, &company).await?;
    crate::navigation::go_to(&format!("/a/{account}/profile?done=company-saved"));
    Ok(())
}

//! How the browser asks the server: one way for every server function, so that the code that sends and receives is in
//! the program once and not once per function. The server itself calls its functions directly.

use crate::api::ApiError;
use domain::Problem;
use leptos::server_fn::client::{Client, browser::BrowserClient};
use leptos::server_fn::request::{ClientReq, browser::BrowserRequest};
use leptos::server_fn::response::{ClientRes, browser::BrowserResponse};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// Reads from a server function: its answer as the JSON that came. Browser only.
///
/// # Errors
/// What the function refused, or that it could not be reached.
pub async fn read(path: &str, query: &str) -> Result<String, ApiError> {
    text(send(BrowserRequest::try_new_get(path, FORM, JSON, query)).await?).await
}

/// What a form was answered.
pub enum Answer {
    /// It leads to this path.
    Leads(String),
    /// It is to be shown: the JSON that came; `null` when there is nothing.
    Is(String),
}

/// Sends a form to a server function. Browser only.
///
/// # Errors
/// As [`read`].
pub async fn write(path: &str, form: String) -> Result<Answer, ApiError> {
    let response = send(BrowserRequest::try_new_post(path, FORM, JSON, form)).await?;
    Ok(match ClientRes::<ApiError>::has_redirect(&response) {
        true => Answer::Leads(ClientRes::<ApiError>::location(&response)),
        false => Answer::Is(text(response).await?),
    })
}

async fn send(request: Result<BrowserRequest, ApiError>) -> Result<BrowserResponse, ApiError> {
    let response = <BrowserClient as Client<ApiError>>::send(request?).await?;
    if ClientRes::<ApiError>::status(&response) < 400 {
        return Ok(response);
    }
    // Something between here and the server may have answered in words of its own.
    Err(serde_json::from_str(&text(response).await?).unwrap_or(ApiError { problem: Problem::Unavailable }))
}

async fn text(response: BrowserResponse) -> Result<String, ApiError> {
    response.try_into_string().await
}

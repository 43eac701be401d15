//! Answers server functions: JSON for the script, and for a form that a browser sent by itself, a page.
//!
//! Without the script a form that succeeds is answered with a redirect (303), so that loading again sends nothing
//! twice; one that is refused is answered with its own page, with what was typed and what is wrong (422 and its
//! like). A success that has something to show, such as a secret that is shown this once, is answered with its page,
//! too. This is the one place that does so, for every form.

use app::{
    api::ApiError,
    form::{FUNCTION, NOTHING, Returned},
    links::escape,
};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{Problem, password::Shown, redirect::local_path};

use super::pages;
use crate::{http::plain, state::AppState};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// When to come back, in seconds, to a server that cannot answer just now.
const SOON: u64 = 5;

pub(super) async fn answer(State(state): State<AppState>, request: Request) -> Response {
    call(&state, request).await
}

/// Runs a server function. An error has the status that fits it.
async fn call(state: &AppState, mut request: Request) -> Response {
    // Told that a script asks, Leptos leaves redirects and errors to us.
    request.headers_mut().insert(header::ACCEPT, JSON);
    let context = pages::context(state, &request).await;
    let response =
        leptos_axum::handle_server_fns_with_context(move || leptos::context::provide_context(context.clone()), request)
            .await
            .into_response();
    if response.status().is_success() || response.status().is_redirection() {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let body = read(body, state.config.body_limit).await;
    match serde_json::from_slice::<ApiError>(&body) {
        Ok(error) => {
            head.status = status(&error.problem);
            let retry_after = match error.problem {
                Problem::Throttled { retry_after } => Some(retry_after),
                Problem::Unavailable => Some(SOON),
                _ => None,
            };
            if let Some(seconds) = retry_after {
                head.headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            }
            head.headers.insert(header::CONTENT_TYPE, JSON);
            Response::from_parts(head, Body::from(body))
        }
        // Leptos' own words, for an address that is no function.
        Err(_) => plain(StatusCode::NOT_FOUND, "There is no such function.\n"),
    }
}

fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A body that the limit was checked for already, or that is our own.
async fn read(body: Body, limit: usize) -> Bytes {
    to_bytes(body, limit).await.unwrap_or_default()
}

/// Answers a form that a browser sent by itself. It comes to the address of its own page, with the server function in
/// [`FUNCTION`]: so the page that answers a refused form stands where it belongs, and can be sent again and woken.
pub(super) async fn answer_form(state: &AppState, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, state.config.body_limit).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "This form is larger than any of ours.\n");
    };
    let function = form_urlencoded::parse(&sent).find(|(name, _)| name == FUNCTION).map(|(_, path)| path.into_owned());
    let address = function.as_deref().filter(|path| path.starts_with("/api/")).and_then(|path| path.parse().ok());
    let (Some(function), Some(address)) = (function, address) else {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "Pages are read with GET.\n");
    };
    let page = parts.clone();
    let here = page.uri.path_and_query().map_or("/", |path| path.as_str());
    parts.uri = address;
    let response = call(state, Request::from_parts(parts, Body::from(sent.clone()))).await;
    let (head, body) = response.into_parts();
    let body = read(body, state.config.body_limit).await;
    if head.status.is_success() {
        let location = head.headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
        return match std::str::from_utf8(&body) {
            Ok(shown) if location.is_none() && !matches!(shown, "" | NOTHING) => {
                let returned = Returned { function, values: Vec::new(), outcome: Ok(Shown(shown.to_owned())) };
                with_cookies(show(state, page, returned).await, &head.headers)
            }
            _ => see_other(location.and_then(local_path).or(local_path(here)).unwrap_or("/"), &head.headers),
        };
    }
    match serde_json::from_slice(&body) {
        Ok(ApiError { problem }) => match problem.leads_to() {
            Some(first) => see_other(&format!("{first}?next={}", escape(here)), &head.headers),
            None => show(state, page, Returned { function, values: typed(&sent), outcome: Err(problem) }).await,
        },
        Err(_) => Response::from_parts(head, Body::from(body)),
    }
}

fn see_other(location: &str, from: &HeaderMap) -> Response {
    with_cookies((StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(), from)
}

fn with_cookies(mut response: Response, from: &HeaderMap) -> Response {
    for cookie in from.get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// Draws the page that a form was sent from, with what was typed and what is wrong, or with its answer.
async fn show(state: &AppState, mut page: Parts, returned: Returned) -> Response {
    let status = returned.outcome.as_ref().err().map_or(StatusCode::OK, status);
    page.method = Method::GET;
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        page.headers.remove(name);
    }
    let mut response = pages::draw(state, Request::from_parts(page, Body::empty()), Some(returned)).await;
    // A page that leads elsewhere, or that cannot be shown itself, says so.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// The fields of a form; a password or a one-time code is never sent back.
fn typed(sent: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(sent)
        .filter(|(name, _)| !name.contains("password") && name != "code")
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_sent_back() {
        let typed = typed(b"email=eva%40x.example&password=secret&new_password=secret&code=123456");
        assert_eq!(typed, [("email".to_owned(), "eva@x.example".to_owned())]);
    }
}

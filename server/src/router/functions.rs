//! Answers server functions: JSON for the script, and for a form that a browser sent by itself, a page.
//!
//! Without the script a form that succeeds is answered with a redirect (303), so that loading again sends nothing
//! twice; one that is refused is answered with its own page, with what was typed and what is wrong (422 and its
//! like). This is the one place that does so, for every form.

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
    routing::any,
};
use app::{api::ApiError, form::Refused, links::escape};
use domain::{Problem, redirect::local_path};

use super::pages;
use crate::{http::plain, state::AppState};

const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/api/{*function}", any(answer))
}

async fn answer(State(state): State<AppState>, request: Request) -> Response {
    let by_browser = request.method() == Method::POST && accepts_page(request.headers());
    if by_browser { answer_form(&state, request).await } else { call(&state, request).await }
}

fn accepts_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// Runs a server function. An error has the status that fits it.
async fn call(state: &AppState, request: Request) -> Response {
    let context = pages::context(state, &request);
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
            if let Problem::Throttled { retry_after } = error.problem {
                head.headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
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

async fn answer_form(state: &AppState, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, state.config.body_limit).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "This form is larger than any of ours.\n");
    };
    let from = page_of(&parts.headers, state.config.public_url.origin());
    let shown = parts.clone();
    // Told that a script asks, Leptos leaves redirects and errors to us.
    parts.headers.insert(header::ACCEPT, JSON);
    let response = call(state, Request::from_parts(parts, Body::from(sent.clone()))).await;
    let (head, body) = response.into_parts();
    if head.status.is_success() {
        let location = head.headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
        let location = location.and_then(local_path).or(from.as_deref()).unwrap_or("/").to_owned();
        return see_other(&location, &head.headers);
    }
    let body = read(body, state.config.body_limit).await;
    let Ok(ApiError { problem }) = serde_json::from_slice(&body) else {
        return Response::from_parts(head, Body::from(body));
    };
    match (problem, from) {
        (Problem::SignInRequired, from) => {
            let next = from.map(|from| format!("?next={}", escape(&from))).unwrap_or_default();
            see_other(&format!("/sign-in{next}"), &head.headers)
        }
        (problem, Some(from)) => show_refused(state, shown, &sent, &from, problem).await,
        (problem, None) => plain(status(&problem), format!("{problem}\n")),
    }
}

fn see_other(location: &str, from: &HeaderMap) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    for cookie in from.get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// The path of the page that sent a form, when it is one of this site's.
fn page_of(headers: &HeaderMap, origin: &str) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let referrer = text(header::REFERER)?;
    let uri: Uri = referrer.parse().ok()?;
    let ours = referrer.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let here = uri.authority().map(axum::http::uri::Authority::as_str) == text(header::HOST);
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    (ours || here).then(|| local_path(path)).flatten().map(ToOwned::to_owned)
}

/// Draws the page that a refused form was sent from, with what was typed and what is wrong.
async fn show_refused(state: &AppState, mut parts: Parts, sent: &[u8], from: &str, problem: Problem) -> Response {
    let function = parts.uri.path().to_owned();
    let status = status(&problem);
    let refused = Refused { function, values: typed(sent), problem };
    let Ok(uri) = from.parse() else { return plain(status, format!("{}\n", refused.problem)) };
    parts.method = Method::GET;
    parts.uri = uri;
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE] {
        parts.headers.remove(name);
    }
    let mut response = pages::draw(state, Request::from_parts(parts, Body::empty()), Some(refused)).await;
    // A page that leads elsewhere, or that cannot be shown itself, says so.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    response
}

/// The fields of a form; a password is never sent back.
fn typed(sent: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(sent)
        .filter(|(name, _)| !name.contains("password"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(referrer: &'static str) -> HeaderMap {
        HeaderMap::from_iter([
            (header::REFERER, HeaderValue::from_static(referrer)),
            (header::HOST, HeaderValue::from_static("inner:3000")),
        ])
    }

    #[test]
    fn only_our_own_pages_are_shown_again() {
        let origin = "https://portico.example";
        let page = |referrer| page_of(&headers(referrer), origin);
        assert_eq!(page("https://portico.example/a/x/users?q=1").as_deref(), Some("/a/x/users?q=1"));
        assert_eq!(page("http://inner:3000/sign-in").as_deref(), Some("/sign-in"));
        assert_eq!(page("https://portico.example.evil.example/sign-in"), None);
        assert_eq!(page("https://evil.example/sign-in"), None);
        assert_eq!(page("https://portico.example//evil.example"), None);
    }

    #[test]
    fn passwords_are_not_sent_back() {
        let typed = typed(b"email=eva%40x.example&password=secret&new_password=secret");
        assert_eq!(typed, [("email".to_owned(), "eva@x.example".to_owned())]);
    }
}

//! Draws the pages: every address that is nothing else is Leptos' to answer, whole in one piece.

use app::{
    document::{Files, document},
    form::Returned,
    navigation::{DEVICE, SESSION, THEME},
    request::RequestContext,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use axum_extra::extract::CookieJar;
use backend::{access::Caller, service::brand, token::Token};
use leptos::{WasmSplitManifest, context::provide_context, nonce::Nonce, prelude::ArcStoredValue};

use super::functions;
use crate::{
    assets::{Assets, PACKAGE},
    http::{ClientAddress, RequestId, plain},
    state::AppState,
};

pub(super) fn routes() -> Router<AppState> {
    // Whoever comes first wins; afterwards it is there, which is all that is wanted.
    let _ = any_spawner::Executor::init_tokio();
    Router::new().fallback(page)
}

async fn page(State(state): State<AppState>, request: Request) -> Response {
    match *request.method() {
        Method::GET | Method::HEAD => draw(&state, request, None).await,
        Method::POST => functions::answer_form(&state, request).await,
        _ => plain(StatusCode::METHOD_NOT_ALLOWED, "Pages are read with GET.\n"),
    }
}

/// The page of this request; with `returned`, as the answer to that form.
pub(super) async fn draw(state: &AppState, mut request: Request, returned: Option<Returned>) -> Response {
    // A page is what is asked for, whatever the client says it accepts: its redirects are HTTP's.
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("text/html"));
    let context = RequestContext { returned, ..context(state, &request).await };
    let nonce = request.extensions().get::<Nonce>().cloned();
    let assets = state.assets.clone();
    let files = Files {
        js: assets.js.clone(),
        wasm: assets.wasm.clone(),
        css: assets.css.clone(),
        parts: format!("{PACKAGE}/{}", assets.parts_script),
    };
    let provide = move || {
        provide_context(context.clone());
        // From this Leptos tells the browser to fetch the parts of the program that the page needs.
        let Assets { parts, parts_script, .. } = &*assets;
        let parts = (PACKAGE.to_owned(), parts.clone(), parts_script.clone());
        provide_context(WasmSplitManifest(ArcStoredValue::new(parts)));
        if let Some(nonce) = nonce.clone() {
            provide_context(nonce);
        }
    };
    leptos_axum::render_app_async_with_context(provide, move || document(&files))(request).await
}

/// What the application is told of a request.
pub(super) fn context(state: &AppState, request: &Request) -> impl Future<Output = RequestContext> + Send + use<> {
    let cookies = CookieJar::from_headers(request.headers());
    let theme = cookies.get(THEME).map(|cookie| cookie.value()).filter(|theme| matches!(*theme, "light" | "dark"));
    let (portico, caller, theme) = (state.portico.clone(), caller(request), theme.unwrap_or("system").to_owned());
    async move {
        RequestContext {
            // When it cannot be read, nothing else can: the page itself says so.
            brand: brand::shown(&portico).await.unwrap_or_default(),
            portico,
            caller,
            scope: backend::access::SharedScope::default(),
            returned: None,
            theme,
        }
    }
}

/// Where a request comes from.
pub(super) fn caller(request: &Request) -> Caller {
    let cookies = CookieJar::from_headers(request.headers());
    let token = |name| cookies.get(name).and_then(|cookie| Token::parse(cookie.value()));
    Caller {
        session: token(SESSION),
        device: token(DEVICE),
        address: request.extensions().get::<ClientAddress>().map(|ClientAddress(address)| *address),
        user_agent: text(request.headers(), header::USER_AGENT),
        request_id: request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default(),
        program: None,
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

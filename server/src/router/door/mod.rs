//! The pages of mailed links, of people who cannot sign in yet or any more, and the development mailbox.
//!
//! They are plain HTML from templates: a form and a few words, opened once in a long while, often on a device that has
//! never been here, and by a link that nothing else must get hold of. So they load no program, which also keeps what
//! everybody loads first small. A form is answered here: a redirect when it is done, its own page with what is wrong
//! when it is refused.

pub(super) mod card;
pub(super) mod change_email;
pub(super) mod choose_password;
pub(super) mod forgotten;
pub(super) mod invitation;
pub(super) mod mailbox;
pub(super) mod unsubscribe;

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use app::request::RequestContext;
use askama::Template;
use axum::{
    body::to_bytes,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use domain::{FieldError, Problem, brand::Brand};
use leptos::nonce::Nonce;

use super::pages;
use crate::{http::plain, state::AppState};

/// A request as these pages need it.
struct Visit {
    context: RequestContext,
    /// The fields of the form that was sent; none for a page that is read.
    fields: HashMap<String, String>,
    frame: Frame,
}

impl Visit {
    async fn of(state: &AppState, request: Request) -> Visit {
        let context = pages::context(state, &request).await;
        let nonce = request.extensions().get::<Nonce>().map(ToString::to_string).unwrap_or_default();
        let frame = Frame {
            title: Cow::Borrowed(""),
            failed: "",
            theme: context.theme.clone(),
            brand: context.brand.clone(),
            css: state.assets.css.clone(),
            nonce,
            wide: false,
            faults: Vec::new(),
        };
        // The layer around all routes has refused what is too long.
        let sent = to_bytes(request.into_body(), state.config.body_limit).await.unwrap_or_default();
        let fields = form_urlencoded::parse(&sent).map(|(name, value)| (name.into_owned(), value.into_owned()));
        Visit { context, fields: fields.collect(), frame }
    }

    /// The value of a field; empty when it was not sent.
    fn field(&self, name: &str) -> String {
        self.fields.get(name).cloned().unwrap_or_default()
    }

    /// What the person is told of an error.
    fn problem(&self, error: backend::Error) -> Problem {
        error.into_problem(&self.context.caller.request_id)
    }

    fn frame(&self, title: impl Into<Cow<'static, str>>) -> Frame {
        Frame { title: title.into(), ..self.frame.clone() }
    }
}

/// What is around every one of these pages.
#[derive(Clone)]
struct Frame {
    /// What the page is called.
    title: Cow<'static, str>,
    /// What did not happen, when the form was refused.
    failed: &'static str,
    theme: String,
    brand: Arc<Brand>,
    css: String,
    nonce: String,
    /// A broader card.
    wide: bool,
    /// What is wrong with the form that was sent.
    faults: Vec<FieldError>,
}

impl Frame {
    /// What is wrong with a field.
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|fault| fault.field == field).map(|fault| fault.message.as_str())
    }

    /// The page of a form that was refused.
    fn refused(self, failed: &'static str, problem: &Problem) -> Frame {
        let faults = match problem.field_errors() {
            [] => vec![FieldError::new("", problem.to_string())],
            faults => faults.to_vec(),
        };
        Frame { failed, faults, ..self }
    }
}

/// The page on which a password is chosen.
#[derive(Template)]
#[template(path = "choose_password.html")]
struct ChoosePassword {
    frame: Frame,
    /// Whose password it is: password managers want to know.
    email: String,
    /// What choosing it does.
    words: String,
    button: &'static str,
}

/// A page with nothing but a button: opening a link uses nothing up, this does.
#[derive(Template)]
#[template(path = "accept.html")]
struct Accept {
    frame: Frame,
    /// What it does.
    words: String,
    button: &'static str,
}

/// A page that says something, and where to go from there.
#[derive(Template)]
#[template(path = "said.html")]
struct Said {
    frame: Frame,
    sentences: Vec<String>,
    /// The words and the address.
    action: Option<(&'static str, String)>,
}

fn draw(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be laid out");
            plain(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.\n")
        }
    }
}

/// The page of a form that was refused, with the status that fits.
fn draw_refused(page: &impl Template, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = draw(page, status);
    if let Problem::Throttled { retry_after } = problem {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

/// Leads to a path of this site that we made ourselves.
fn see_other(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

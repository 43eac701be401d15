//! The development mailbox: without a mail server, mail can be read here. Who reads it can follow everybody's links, so
//! it is only there when nothing but this very machine reaches the server (see `config::MailOptions`); and it answers
//! only to its own name, so that no page elsewhere reads it through a browser on this machine by pointing a name of its
//! own here.

use askama::Template;
use axum::{
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::Response,
};
use backend::service::mail::{self, Delivered};

use super::{Frame, Visit, draw};
use crate::{
    http::{ClientAddress, plain},
    state::AppState,
};

#[derive(Template)]
#[template(path = "mailbox.html")]
struct List {
    frame: Frame,
    mails: Vec<Delivered>,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Mail {
    frame: Frame,
    subject: String,
    mail: Delivered,
}

/// Whether the request comes from this machine, and means it.
fn is_at_home(state: &AppState, request: &Request) -> bool {
    let host = request.headers().get(header::HOST).map(header::HeaderValue::as_bytes);
    let from = request.extensions().get::<ClientAddress>();
    state.config.mailer.is_development_mailbox()
        && host == Some(state.config.public_url.authority().as_bytes())
        && from.is_some_and(|ClientAddress(address)| address.is_loopback())
}

pub(in crate::router) async fn list(State(state): State<AppState>, request: Request) -> Response {
    if !is_at_home(&state, &request) {
        return nothing();
    }
    let visit = Visit::of(&state, request).await;
    match mail::mailbox(&state.portico, &state.config.mailer).await {
        Ok(mails) => draw(&List { frame: Frame { wide: true, ..visit.frame("Mailbox") }, mails }, StatusCode::OK),
        Err(error) => fault(&visit, error),
    }
}

pub(in crate::router) async fn open(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    if !is_at_home(&state, &request) {
        return nothing();
    }
    let visit = Visit::of(&state, request).await;
    match mail::open(&state.portico, &state.config.mailer, &id).await {
        Ok(mail) => {
            let frame = Frame { wide: true, ..visit.frame("Mail") };
            draw(&Mail { frame, subject: mail.mail.subject.clone(), mail }, StatusCode::OK)
        }
        Err(error) => fault(&visit, error),
    }
}

fn nothing() -> Response {
    plain(StatusCode::NOT_FOUND, "There is nothing here.\n")
}

fn fault(visit: &Visit, error: backend::Error) -> Response {
    let problem = visit.problem(error);
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    plain(status, format!("{problem}\n"))
}

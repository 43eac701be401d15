//! Somebody forgot their password. The answer is always the same, and so is the time it takes: whether there is such a
//! login is found out afterwards (see `backend::service::recovery`).

use askama::Template;
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use backend::service::recovery;

use super::{Frame, Said, Visit, draw, draw_refused, see_other};
use crate::state::AppState;

#[derive(Template)]
#[template(path = "forgotten.html")]
struct Form {
    frame: Frame,
    email: String,
}

const TITLE: &str = "Forgot your password?";

pub(in crate::router) async fn form(State(state): State<AppState>, request: Request) -> Response {
    let visit = Visit::of(&state, request).await;
    draw(&Form { frame: visit.frame(TITLE), email: String::new() }, StatusCode::OK)
}

pub(in crate::router) async fn ask(State(state): State<AppState>, request: Request) -> Response {
    let visit = Visit::of(&state, request).await;
    let email = visit.field("email");
    match recovery::ask(&state.portico, &visit.context.caller, &email).await {
        Ok(()) => see_other("/forgotten/sent"),
        Err(error) => {
            let problem = visit.problem(error);
            let frame = visit.frame(TITLE).refused("Nothing was sent", &problem);
            draw_refused(&Form { frame, email }, &problem)
        }
    }
}

pub(in crate::router) async fn sent(State(state): State<AppState>, request: Request) -> Response {
    let visit = Visit::of(&state, request).await;
    let sentences = [
        "If somebody signs in with this address, a mail is on its way that says what to do next.",
        "Nothing has come after a few minutes? Look among the unwanted mail, and make sure that it is the address that \
         you sign in with.",
    ];
    let page = Said {
        frame: visit.frame("Look at your mail"),
        sentences: sentences.map(ToOwned::to_owned).to_vec(),
        action: Some(("Back to sign-in", "/sign-in".to_owned())),
    };
    draw(&page, StatusCode::OK)
}

//! A mailed link is opened and an address becomes the one that somebody signs in with. Opening it uses nothing up; only
//! the form does. It needs no session: whoever asked typed their password, and who has the link reads the address's mail.

use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::service::security;
use domain::Problem;

use super::{Accept, Said, Visit, draw, draw_refused, see_other};
use crate::state::AppState;

const TITLE: &str = "Confirm your new address";

pub(in crate::router) async fn form(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match security::look_email(&state.portico, &link).await {
        Ok((old, new)) => {
            let words = format!(
                "You sign in with {new} from now on, no longer with {old}. Wherever else you are signed in, you are \
                 signed out."
            );
            draw(&Accept { frame: visit.frame(TITLE), words, button: "Use this address" }, StatusCode::OK)
        }
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

pub(in crate::router) async fn change(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match security::change_email(&state.portico, &visit.context.caller, &link).await {
        Ok(()) => see_other("/change-email/done"),
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

/// Instead of the form.
fn refuse(visit: &Visit, problem: &Problem) -> Response {
    let sentence = match *problem {
        Problem::NotFound => {
            "It works once and for an hour, and only while nothing else about your login has changed. \
                              Ask for a new one in My Profile."
                .to_owned()
        }
        _ => problem.to_string(),
    };
    let page = Said { frame: visit.frame("This link cannot be used"), sentences: vec![sentence], action: None };
    draw_refused(&page, problem)
}

pub(in crate::router) async fn done(State(state): State<AppState>, request: Request) -> Response {
    let visit = Visit::of(&state, request).await;
    let page = Said {
        frame: visit.frame("Your address was changed"),
        sentences: vec!["From now on you sign in with your new address. Your password is the same.".to_owned()],
        action: Some(("Go on", "/".to_owned())),
    };
    draw(&page, StatusCode::OK)
}

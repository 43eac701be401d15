//! A mailed link is opened and a new password chosen. Opening it uses nothing up: programs that look into mail open
//! links, too. Only the form does.

use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::service::recovery;
use domain::Problem;

use super::{ChoosePassword, Frame, Said, Visit, draw, draw_refused, see_other};
use crate::state::AppState;

fn page(frame: Frame, email: String) -> ChoosePassword {
    let words = format!("For {email}. Wherever you are signed in, you are signed out.");
    ChoosePassword { frame, email, words, button: "Set new password" }
}

const TITLE: &str = "Choose a new password";

pub(in crate::router) async fn form(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match recovery::look(&state.portico, &link).await {
        Ok(email) => draw(&page(visit.frame(TITLE), email), StatusCode::OK),
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

pub(in crate::router) async fn choose(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    let password = visit.field("new_password");
    let chosen = recovery::choose(&state.portico, &visit.context.caller, &link, password).await;
    let problem = match chosen {
        Ok(()) => return see_other("/choose-password/done"),
        Err(error) => visit.problem(error),
    };
    match recovery::look(&state.portico, &link).await {
        Ok(email) => {
            let frame = visit.frame(TITLE).refused("The password was not changed", &problem);
            draw_refused(&page(frame, email), &problem)
        }
        Err(_) => refuse(&visit, &problem),
    }
}

/// Instead of the form.
fn refuse(visit: &Visit, problem: &Problem) -> Response {
    let is_over = *problem == Problem::NotFound;
    let sentence = match is_over {
        true => {
            "It works once and for half an hour, and only while nothing else about your login has changed.".to_owned()
        }
        false => problem.to_string(),
    };
    let page = Said {
        frame: visit.frame("This link cannot be used"),
        sentences: vec![sentence],
        action: is_over.then_some(("Ask for a new one", "/forgotten".to_owned())),
    };
    draw_refused(&page, problem)
}

pub(in crate::router) async fn done(State(state): State<AppState>, request: Request) -> Response {
    let visit = Visit::of(&state, request).await;
    let page = Said {
        frame: visit.frame("Your password was changed"),
        sentences: vec!["Sign in with your new password.".to_owned()],
        action: Some(("Sign in", "/sign-in".to_owned())),
    };
    draw(&page, StatusCode::OK)
}

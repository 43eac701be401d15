//! Leaving a mailing list by the link in one of its mails (RFC 8058).
//!
//! A mail program sends a POST by itself: without a session, and without saying which site it comes from, which no browser
//! does, so the check against other sites lets it through. A person who follows the link gets a page with a button, because
//! programs that look at every link in a mail must change nothing. Both are the same, however often it is done.

use askama::Template;
use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::service::list::{self, Leaving};
use domain::Problem;

use super::{Frame, Said, Visit, draw, draw_refused};
use crate::state::AppState;

/// The page with the button.
#[derive(Template)]
#[template(path = "leave.html")]
struct Leave {
    frame: Frame,
    words: String,
}

pub(in crate::router) async fn ask(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match list::look(&state.portico, &link).await {
        Ok(Leaving { list, subscribed: true }) => {
            let words = format!("You receive {list} by mail. Unsubscribe, and no more of it is sent to you.");
            draw(&Leave { frame: visit.frame(format!("Unsubscribe from {list}")), words }, StatusCode::OK)
        }
        Ok(Leaving { list, .. }) => left(&visit, &list),
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

pub(in crate::router) async fn leave(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match list::unsubscribe(&state.portico, &link).await {
        Ok(Leaving { list, .. }) => left(&visit, &list),
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

fn left(visit: &Visit, list: &str) -> Response {
    let sentences = vec![
        format!("No more of {list} is sent to you."),
        "You can subscribe again under Mailing lists in My Profile.".to_owned(),
    ];
    let frame = visit.frame(format!("You have unsubscribed from {list}"));
    draw(&Said { frame, sentences, action: None }, StatusCode::OK)
}

fn refuse(visit: &Visit, problem: &Problem) -> Response {
    let sentence = match *problem == Problem::NotFound {
        true => "There is no subscription with this link. Mailing lists are in My Profile.".to_owned(),
        false => problem.to_string(),
    };
    let page = Said { frame: visit.frame("This link cannot be used"), sentences: vec![sentence], action: None };
    draw_refused(&page, problem)
}

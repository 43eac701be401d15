//! An invitation is opened and accepted. Opening it uses nothing up; only the form does. Which of its four pages comes
//! depends on whether the address has a login and who is signed in, which only whoever has the link gets to know.

use askama::Template;
use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::{
    mail::Purpose,
    service::invitation::{self, Invited, Next},
};
use domain::Problem;

use super::{Accept, ChoosePassword, Said, Visit, draw, draw_refused, see_other};
use crate::state::AppState;

pub(in crate::router) async fn open(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    match invitation::look(&state.portico, &visit.context.caller, &link).await {
        Ok(invited) => show(&visit, &link, invited, None),
        Err(error) => refuse(&visit, &visit.problem(error)),
    }
}

pub(in crate::router) async fn accept(
    State(state): State<AppState>,
    Path(link): Path<String>,
    request: Request,
) -> Response {
    let visit = Visit::of(&state, request).await;
    let (caller, password) = (&visit.context.caller, visit.field("new_password"));
    let problem = match invitation::accept(&state.portico, caller, &link, password).await {
        Ok(accepted) if accepted.is_temporary => return see_other("/invitation/accepted?password=given"),
        Ok(accepted) if accepted.is_new_login => return see_other("/invitation/accepted"),
        Ok(accepted) => return see_other(&format!("/a/{}", accepted.slug)),
        Err(error) => visit.problem(error),
    };
    match invitation::look(&state.portico, caller, &link).await {
        Ok(invited) => show(&visit, &link, invited, Some(&problem)),
        Err(_) => refuse(&visit, &problem),
    }
}

/// The page of an invitation that is in force; with `problem`, in answer to its form.
fn show(visit: &Visit, link: &str, invited: Invited, problem: Option<&Problem>) -> Response {
    let Invited { account, email, next } = invited;
    let frame = visit.frame(format!("Join {account}"));
    let frame = match problem {
        Some(problem) => frame.refused("The invitation was not accepted", problem),
        None => frame,
    };
    match next {
        Next::ChoosePassword => {
            let words = format!("{email} was added to {account}. Choose a password to sign in with.");
            answer(&ChoosePassword { frame, email, words, button: "Accept invitation" }, problem)
        }
        Next::TakePassword => {
            let words = format!(
                "{email} was added to {account}. Accept, and sign in with the password that whoever added you tells you; you \
                 choose your own then."
            );
            answer(&Accept { frame, words, button: "Accept invitation" }, problem)
        }
        Next::Accept => {
            let words = format!("{email} was added to {account}. Accept, and you find it among your accounts.");
            answer(&Accept { frame, words, button: "Accept invitation" }, problem)
        }
        Next::SignIn => {
            let sentences = vec![format!("{email} was added to {account}. Sign in with that address to accept.")];
            let page = format!("{}/{link}", Purpose::Invitation.path());
            let action = Some(("Sign in", format!("/sign-in?next={}", app::links::escape(&page))));
            answer(&Said { frame, sentences, action }, problem)
        }
    }
}

fn answer(page: &impl Template, problem: Option<&Problem>) -> Response {
    match problem {
        Some(problem) => draw_refused(page, problem),
        None => draw(page, StatusCode::OK),
    }
}

/// Instead of the form.
fn refuse(visit: &Visit, problem: &Problem) -> Response {
    let sentence = match *problem == Problem::NotFound {
        true => {
            "It works once and for a week, and only while whoever sent it may still invite you. Ask them for a new one."
                .to_owned()
        }
        false => problem.to_string(),
    };
    let page = Said { frame: visit.frame("This link cannot be used"), sentences: vec![sentence], action: None };
    draw_refused(&page, problem)
}

pub(in crate::router) async fn accepted(State(state): State<AppState>, request: Request) -> Response {
    let is_given = request.uri().query() == Some("password=given");
    let sentence = match is_given {
        true => "Sign in with your address and the password that you were told. You choose your own then.",
        false => "Sign in with your address and the password that you chose.",
    };
    let visit = Visit::of(&state, request).await;
    let page = Said {
        frame: visit.frame("You are in"),
        sentences: vec![sentence.to_owned()],
        action: Some(("Sign in", "/sign-in".to_owned())),
    };
    draw(&page, StatusCode::OK)
}

//! The pages on which Stripe's script works: where a card's number is typed, and where the bank asks whether it is the
//! payer. They are documents of their own, so that the policy which lets that script in is theirs alone; and the number
//! goes from the browser to Stripe, never to Portico.

use app::links::escape;
use askama::Template;
use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::service::payment::{confirm_card, pay, plan_card};
use domain::{
    Problem,
    payment::{CardForm, PayForm},
};

use super::{Frame, Visit, draw, draw_refused, see_other};
use crate::{http::StripeAllowed, state::AppState};

/// Where the card's number is typed.
#[derive(Template)]
#[template(path = "card.html")]
struct Card {
    frame: Frame,
    form: CardForm,
    account: String,
}

/// Where the bank asks whether it is the payer.
#[derive(Template)]
#[template(path = "confirm_card.html")]
struct Confirm {
    frame: Frame,
    publishable_key: String,
    client_secret: String,
    /// The payment's page.
    back: String,
}

pub(in crate::router) async fn form(
    State(state): State<AppState>,
    Path((account, invoice)): Path<(String, String)>,
    request: Request,
) -> Response {
    let here = request.uri().path().to_owned();
    let visit = Visit::of(&state, request).await;
    match plan(&visit, &account, &invoice).await {
        // Whatever there is to say instead of the form, the page of the invoice's payment says.
        Ok(form) if form.view.hindrance.is_some() || form.view.underway.is_some() => {
            see_other(&format!("/a/{account}/invoices/{invoice}/pay"))
        }
        Ok(form) => allowed(draw(&page(&visit, account, form), StatusCode::OK)),
        Err(error) => refuse(&visit, visit.problem(error), &here),
    }
}

pub(in crate::router) async fn send(
    State(state): State<AppState>,
    Path((account, invoice)): Path<(String, String)>,
    request: Request,
) -> Response {
    let here = request.uri().path().to_owned();
    let visit = Visit::of(&state, request).await;
    let sent = PayForm {
        key: visit.field("key"),
        amount: visit.field("amount").parse().unwrap_or_default(),
        method: visit.field("pay_with"),
    };
    let problem = match pay(&state.portico, &visit.context.caller, &account, &invoice, &sent).await {
        Ok(payment) => return see_other(&format!("/a/{account}/payments/{payment}")),
        Err(error) => visit.problem(error),
    };
    match plan(&visit, &account, &invoice).await {
        Ok(form) if !problem.field_errors().is_empty() => {
            let Card { frame, form, account } = page(&visit, account, form);
            let frame = frame.refused("Nothing was paid", &problem);
            allowed(draw_refused(&Card { frame, form, account }, &problem))
        }
        _ => refuse(&visit, problem, &here),
    }
}

pub(in crate::router) async fn confirm(
    State(state): State<AppState>,
    Path((account, payment)): Path<(String, String)>,
    request: Request,
) -> Response {
    let here = request.uri().path().to_owned();
    let visit = Visit::of(&state, request).await;
    let back = format!("/a/{account}/payments/{payment}");
    match confirm_card(&state.portico, &visit.context.caller, &account, &payment).await {
        Ok(None) => see_other(&back),
        Ok(Some(asked)) => {
            let frame = visit.frame("Confirm the payment");
            let (publishable_key, client_secret) = (asked.publishable_key, asked.client_secret);
            allowed(draw(&Confirm { frame, publishable_key, client_secret, back }, StatusCode::OK))
        }
        Err(error) => refuse(&visit, visit.problem(error), &here),
    }
}

async fn plan(visit: &Visit, account: &str, invoice: &str) -> backend::Result<CardForm> {
    plan_card(&visit.context.portico, &visit.context.caller, account, invoice).await
}

fn page(visit: &Visit, account: String, form: CardForm) -> Card {
    Card { frame: visit.frame(format!("Pay invoice {}", form.view.number)), form, account }
}

/// With the policy that lets Stripe's script in.
fn allowed(mut response: Response) -> Response {
    response.extensions_mut().insert(StripeAllowed);
    response
}

/// Instead of the page: to sign in and back, or what is wrong.
fn refuse(visit: &Visit, problem: Problem, here: &str) -> Response {
    match problem {
        Problem::SignInRequired => see_other(&format!("/sign-in?next={}", escape(here))),
        Problem::PasswordChangeRequired => see_other(&format!("/password?next={}", escape(here))),
        problem => {
            let page = super::Said {
                frame: visit.frame("This cannot be opened"),
                sentences: vec![problem.to_string()],
                action: Some(("Go to the start page", "/".to_owned())),
            };
            draw_refused(&page, &problem)
        }
    }
}

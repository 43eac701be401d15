//! Every address this server answers, and the order of what stands around them.
//!
//! `pages` draws Leptos' pages, `functions` answers its server functions and forms, `door` draws the pages of people who
//! cannot sign in, `export` sends files, `brand` the operator's mark and colour, `keys` the public key of licences,
//! `news` streams, `hooks` listens to the operator's machines, `stripe` to Stripe, and `v1` is for programs.

mod brand;
mod door;
mod export;
mod files;
mod functions;
mod health;
mod hooks;
mod keys;
mod news;
mod pages;
mod stripe;
pub mod v1;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, any, get, post},
};
use tower_http::{csrf::ConfigError, limit::RequestBodyLimitLayer};

use crate::{http, state::AppState};

/// An address, and what answers it.
pub type Answered = (&'static str, fn() -> MethodRouter<AppState>);

/// Every address that is no page, no file and not for the operator's machines. A test knows who may ask each of them.
pub const ROUTES: &[Answered] = &[
    ("/api/{*function}", || any(functions::answer)),
    ("/forgotten", || get(door::forgotten::form).post(door::forgotten::ask)),
    ("/forgotten/sent", || get(door::forgotten::sent)),
    ("/choose-password/{link}", || get(door::choose_password::form).post(door::choose_password::choose)),
    ("/choose-password/done", || get(door::choose_password::done)),
    ("/invitation/{link}", || get(door::invitation::open).post(door::invitation::accept)),
    ("/invitation/accepted", || get(door::invitation::accepted)),
    ("/a/{account}/invoices/{invoice}/card", || get(door::card::form).post(door::card::send)),
    ("/a/{account}/payments/{payment}/confirm", || get(door::card::confirm)),
    ("/hooks/stripe", || any(stripe::hear_stripe)),
    ("/unsubscribe/{link}", || get(door::unsubscribe::ask).post(door::unsubscribe::leave)),
    ("/hooks/bounce", || post(hooks::bounce)),
    ("/change-email/{link}", || get(door::change_email::form).post(door::change_email::change)),
    ("/change-email/done", || get(door::change_email::done)),
    ("/dev/mailbox", || get(door::mailbox::list)),
    ("/dev/mailbox/{mail}", || get(door::mailbox::open)),
    ("/brand/mark", || get(brand::mark)),
    ("/brand/accent.css", || get(brand::style_sheet)),
    ("/licence-key.json", || get(keys::licences)),
    ("/a/{account}/history/export.csv", || get(export::history)),
    ("/a/{account}/invoices/export.csv", || get(export::invoices)),
    ("/a/{account}/invoices/{invoice}/invoice.pdf", || get(export::invoice)),
    ("/a/{account}/history/news", || get(news::history)),
];

/// The whole server.
///
/// # Errors
/// When the public address cannot be an origin.
pub fn router(state: AppState) -> Result<Router, ConfigError> {
    let routes = ROUTES.iter().fold(Router::new(), |router, (path, method)| router.route(path, method()));
    assemble(state, routes.merge(pages::routes()))
}

/// The routes in `application` with health, files and everything that stands around a request.
///
/// # Errors
/// When the public address cannot be an origin.
pub fn assemble(state: AppState, application: Router<AppState>) -> Result<Router, ConfigError> {
    // The last layer is the outermost: it sees the request first and the response last.
    Ok(Router::new()
        .merge(health::routes())
        .merge(files::routes(&state.config.site))
        .merge(application)
        .layer(RequestBodyLimitLayer::new(state.config.body_limit))
        .layer(http::cross_site_layer(&state.config.public_url)?)
        // Programs come from anywhere, with a key and without cookies: there is nothing another site could abuse.
        .merge(v1::routes(&state))
        .layer(from_fn_with_state(state.clone(), http::limit_time))
        .layer(from_fn(http::catch_panic))
        .layer(from_fn(http::never_store))
        .layer(from_fn_with_state(state.clone(), http::protect))
        .layer(from_fn(v1::in_json))
        .layer(from_fn(http::record))
        .layer(from_fn_with_state(state.clone(), http::find_client_address))
        .layer(from_fn(http::assign_request_id))
        .with_state(state))
}

#[cfg(test)]
mod tests {
    use super::ROUTES;
    use backend::mail::Purpose;

    #[test]
    fn links_in_mails_lead_somewhere() {
        for purpose in [Purpose::ChoosePassword, Purpose::Invitation, Purpose::Unsubscribe, Purpose::ChangeEmail] {
            let path = format!("{}/{{link}}", purpose.path());
            assert!(ROUTES.iter().any(|(route, _)| *route == path), "{path}");
        }
    }
}

//! The start page: leads to sign-in, to the only account, or to the choice among several.

use super::{Load, load};
use crate::api::session::Accounts;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// The start page.
#[component]
pub fn Home() -> impl IntoView {
    let accounts = load(|| Accounts {});
    view! {
        <Load
            from=accounts
            children=|accounts| {
                let path = match accounts.as_slice() {
                    [only] => format!("/a/{}", only.slug),
                    _ => "/accounts".to_owned(),
                };
                view! { <Redirect path /> }
            }
        />
    }
}

//! The start page: leads to sign-in, to the only account, or to the choice among several.

use super::Load;
use crate::api::session::accounts;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// The start page.
#[component]
pub fn Home() -> impl IntoView {
    let accounts = Resource::new_blocking(|| (), |()| accounts());
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

//! Pages for what cannot be shown: each problem has its own words and a next step.

use crate::components::{EmptyKind, EmptyState, Title};
use crate::links::{escape, here};
use crate::navigation::set_status;
use domain::Problem;
use leptos::prelude::*;
use leptos_router::components::Redirect;

/// What stands where a page would, when it cannot be shown. Without a session it leads to sign-in and back,
/// and to what else has to be done first.
#[component]
pub fn ProblemPage(
    /// Why.
    problem: Problem,
) -> impl IntoView {
    if let Some(first) = problem.leads_to() {
        return view! { <Redirect path=format!("{first}?next={}", escape(&here())) /> }.into_any();
    }
    set_status(problem.status());
    let text = problem.to_string();
    let (kind, title) = match problem {
        Problem::Forbidden { .. } => (EmptyKind::NoAccess, "This is not yours to open"),
        Problem::NotFound => (EmptyKind::NotFound, "Not found"),
        _ => (EmptyKind::Error, "This could not be loaded"),
    };
    view! {
        <Title text=title over=true />
        <EmptyState kind title text page=true>
            <a class="button" href="/">
                "Go to the start page"
            </a>
        </EmptyState>
    }
    .into_any()
}

/// The page of an address that leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <crate::components::PlainFrame sign_in_href="/sign-in">
            <ProblemPage problem=Problem::NotFound />
        </crate::components::PlainFrame>
    }
}

//! The path from the account down to where the person is.

use super::{Icon, IconName};
use leptos::prelude::*;

/// One step of the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crumb {
    /// Its name.
    pub label: String,
    /// Where it leads; `None` where the person may not go.
    pub href: Option<String>,
}

/// The path; its last step is the page itself.
#[component]
pub fn Breadcrumb(
    /// From the account downwards.
    crumbs: Vec<Crumb>,
) -> impl IntoView {
    let last = crumbs.len().saturating_sub(1);
    let items = crumbs
        .into_iter()
        .enumerate()
        .map(|(index, Crumb { label, href })| {
            let current = (index == last).then_some("page");
            view! {
                <li class="breadcrumb__item">
                    {match href {
                        Some(href) => view! { <a href=href aria-current=current>{label}</a> }.into_any(),
                        None => view! { <span aria-current=current>{label}</span> }.into_any(),
                    }}
                    {(index < last).then(|| view! { <Icon name=IconName::ChevronRight /> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <nav aria-label="Path">
            <ol class="breadcrumb">{items}</ol>
        </nav>
    }
}

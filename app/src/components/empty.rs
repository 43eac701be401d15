//! What stands where content would. Empty, no match, no access, error and not found are different
//! truths, so they look and read differently, and each offers a next step.

use super::{Icon, IconName};
use leptos::prelude::*;

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyKind {
    /// Nothing has been made yet.
    Empty,
    /// There are things, none of them matches.
    NoMatch,
    /// There may be things; this person may not see them.
    NoAccess,
    /// It could not be loaded.
    Error,
    /// The address leads nowhere.
    NotFound,
}

impl EmptyKind {
    const fn icon(self) -> IconName {
        match self {
            Self::Empty => IconName::Plus,
            Self::NoMatch | Self::NotFound => IconName::Search,
            Self::NoAccess => IconName::Lock,
            Self::Error => IconName::Warning,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoMatch => "empty empty--no-match",
            Self::NoAccess => "empty empty--no-access",
            Self::Error => "empty empty--error",
            Self::NotFound => "empty empty--not-found",
        }
    }
}

/// An empty place with its reason and a next step.
#[component]
pub fn EmptyState(
    /// Why there is nothing.
    kind: EmptyKind,
    /// The reason in a few words.
    #[prop(into)]
    title: String,
    /// One sentence more.
    #[prop(optional, into)]
    text: String,
    /// It is the whole page, so its title is the page's heading.
    #[prop(optional)]
    page: bool,
    /// The next step: a link or button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=kind.class()>
            <span class="empty__icon">
                <Icon name=kind.icon() />
            </span>
            {if page { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() }}
            {(!text.is_empty()).then(|| view! { <p class="empty__text">{text}</p> })}
            {children.map(|children| view! { <div class="empty__action">{children()}</div> })}
        </div>
    }
}

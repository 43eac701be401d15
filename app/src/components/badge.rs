//! A word about a thing: its state, its kind, where its value comes from.

use leptos::prelude::*;

/// What the word means. The word itself carries the meaning; the colour only repeats it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BadgeTone {
    /// A plain fact.
    #[default]
    Neutral,
    /// Something that belongs to this very thing: a service, an own value.
    Accent,
    /// Good news.
    Ok,
    /// Something to watch.
    Warn,
    /// Something that is wrong or ended.
    Danger,
}

/// A badge.
#[component]
pub fn Badge(
    /// What the word means.
    #[prop(optional)]
    tone: BadgeTone,
    /// The word.
    children: Children,
) -> impl IntoView {
    let class = match tone {
        BadgeTone::Neutral => "badge",
        BadgeTone::Accent => "badge badge--accent",
        BadgeTone::Ok => "badge badge--ok",
        BadgeTone::Warn => "badge badge--warn",
        BadgeTone::Danger => "badge badge--danger",
    };
    view! { <span class=class>{children()}</span> }
}

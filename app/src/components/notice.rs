//! One sentence about the page or the last action.

use super::focus::hydrated;
use super::{Icon, IconName};
use leptos::prelude::*;

/// What kind of news it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeTone {
    /// Something to know.
    #[default]
    Info,
    /// It worked. Stands in the frame's live region, which reads it out politely.
    Ok,
    /// Something to watch.
    Warn,
    /// It failed. Read out at once.
    Danger,
}

/// A banner. It stays until the person leaves or dismisses it; nothing disappears by itself.
#[component]
pub fn Notice(
    /// What kind of news it is.
    #[prop(optional)]
    tone: NoticeTone,
    /// Offer to dismiss it, once the script runs; without one the next page clears it.
    #[prop(optional)]
    dismissable: bool,
    /// The sentence, with its links.
    children: ChildrenFn,
) -> impl IntoView {
    let (class, icon, role) = match tone {
        NoticeTone::Info => ("notice", IconName::Info, None),
        NoticeTone::Ok => ("notice notice--ok", IconName::Check, None),
        NoticeTone::Warn => ("notice notice--warn", IconName::Warning, None),
        NoticeTone::Danger => ("notice notice--danger", IconName::Warning, Some("alert")),
    };
    let ready = hydrated();
    let (open, set_open) = signal(true);
    view! {
        <Show when=move || open.get()>
            <div class=class role=role>
                <Icon name=icon />
                <div>{children()}</div>
                {move || {
                    (dismissable && ready.get())
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="notice__dismiss"
                                    aria-label="Dismiss"
                                    on:click=move |_| set_open.set(false)
                                >
                                    <Icon name=IconName::Close />
                                </button>
                            }
                        })
                }}
            </div>
        </Show>
    }
}

//! One user or group beside the tree; on a narrow screen, a page of its own.

use super::focus::{focus_by_id, has_moved};
use super::{Avatar, Icon, IconName};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// How much of the entry before the open one stays visible, in pixels, to tell that the strip scrolls.
const EDGE: i32 = 40;

/// An entry of the panel's menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelEntry {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the open one.
    pub current: bool,
    /// Whether it leads to something that destroys.
    pub danger: bool,
}

/// The panel: who it is about, its menu, and one section.
#[component]
pub fn Panel(
    /// The Friendly name, or the group's name.
    #[prop(into)]
    title: Signal<String>,
    /// Whose initials stand beside it; those of the title unless told.
    #[prop(optional, into)]
    initials_of: Option<String>,
    /// The User id, or the group's number of users.
    #[prop(optional, into)]
    subtitle: Signal<String>,
    /// Where closing leads: the tree.
    #[prop(into)]
    close_href: Signal<String>,
    /// The sections that this person may open.
    #[prop(optional, into)]
    menu: Signal<Vec<PanelEntry>>,
    /// Buttons beside the name.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
    /// The open section.
    children: Children,
) -> impl IntoView {
    let entries = move || {
        menu.get()
            .into_iter()
            .map(|entry| {
                let class = if entry.danger { "panel__link panel__link--danger" } else { "panel__link" };
                view! {
                    <li>
                        <a class=class href=entry.href aria-current=entry.current.then_some("page") data-noscroll="">
                            {entry.label}
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    // Where the menu is a strip that scrolls sideways, the open section must be in sight.
    let strip = NodeRef::<leptos::html::Nav>::new();
    Effect::new(move |_| {
        menu.track();
        let Some(strip) = strip.get() else { return };
        let open = strip.query_selector("[aria-current]").ok().flatten();
        if let Some(open) = open.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
            strip.set_scroll_left(open.offset_left() - EDGE);
        }
    });
    let opened_here = has_moved();
    Effect::new(move |_| {
        if opened_here {
            // Only then does it stand in the page.
            request_animation_frame(|| focus_by_id("panel-title"));
        }
    });
    view! {
        <aside class="panel" aria-labelledby="panel-title">
            <header class="panel__head">
                <Avatar name=initials_of.map_or(title, Signal::stored) large=true />
                <div class="panel__who">
                    <h2 id="panel-title" tabindex="-1">
                        {move || title.get()}
                    </h2>
                    {move || {
                        subtitle
                            .with(|words| !words.is_empty())
                            .then(|| view! { <p class="panel__subtitle">{move || subtitle.get()}</p> })
                    }}
                </div>
                {actions.map(|actions| view! { <div class="panel__actions">{actions.run()}</div> })}
                <a class="panel__close" href=move || close_href.get() aria-label="Close" data-noscroll="">
                    <Icon name=IconName::Close />
                </a>
            </header>
            <div class="panel__columns">
                <nav class="panel__menu" node_ref=strip aria-label="Sections">
                    <ul class="panel__entries">{entries}</ul>
                </nav>
                <div class="panel__body">{children()}</div>
            </div>
        </aside>
    }
}

/// The title of a panel's section with a sentence under it.
#[component]
pub fn SectionHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// A sentence.
    #[prop(optional, into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="section-head">
            <h3>{title}</h3>
            {(!text.is_empty()).then(|| view! { <p>{text}</p> })}
        </div>
    }
}

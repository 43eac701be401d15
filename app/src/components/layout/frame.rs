//! The frame of every signed-in page: bar, navigation, content, live region.

use super::super::focus::{follow, hydrated};
use super::super::{Avatar, Icon, IconName, Kept};
use super::{Mark, SkipLink, brand};
use crate::form::SearchForm;
use leptos::prelude::*;

/// How many places the bar of a narrow screen shows beside *More*.
const DOCKED: usize = 5;

/// A place in the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavEntry {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Its icon.
    pub icon: IconName,
    /// Whether the open page belongs to it.
    pub current: bool,
    /// Whether it starts a new group of places.
    pub gap: bool,
}

/// The frame around a signed-in page.
#[component]
pub fn Frame(
    /// Which page is open: when it changes, its content takes the focus.
    #[prop(into)]
    page: Signal<String>,
    /// Bar and navigation: a `<FrameHead/>`, or a `<BareHead/>` where there is nobody to greet.
    #[prop(into)]
    head: ViewFnOnce,
    /// What was just done.
    #[prop(into)]
    status: ViewFnOnce,
    /// The page.
    children: Children,
) -> impl IntoView {
    follow(page);
    view! {
        <SkipLink />
        <div class="frame">
            {head.run()}
            <main class="main" id="main" tabindex="-1">
                {children()}
            </main>
            <div class="status" role="status">
                {status.run()}
            </div>
        </div>
    }
}

/// The bar of an account that cannot be opened.
#[component]
pub fn BareHead() -> impl IntoView {
    view! {
        <header class="topbar">
            <Home />
        </header>
    }
}

#[component]
fn Home() -> impl IntoView {
    view! {
        <a class="brand" href="/" rel="external">
            <Mark />
            <span class="brand__name" id="brand">
                {brand()}
            </span>
        </a>
    }
}

/// Bar and navigation.
#[component]
pub fn FrameHead(
    /// The open account.
    account_name: String,
    /// Where the account can be changed.
    #[prop(into)]
    account_href: String,
    /// Who is signed in.
    person: String,
    /// The email address they signed in with.
    email: String,
    /// Their own page.
    profile_href: String,
    /// The page that answers a search, with the words in `q`; `None` where there is nothing to search.
    search_href: Option<String>,
    /// What was searched for on the open page.
    searched: Signal<String>,
    /// The places that this person may go.
    nav: Signal<Vec<NavEntry>>,
    /// Opens the palette, for those who do not use its keys.
    open_palette: Callback<()>,
    /// The choice of theme: a form.
    #[prop(into)]
    theme: ViewFnOnce,
    /// Sign out: a form with one button.
    #[prop(into)]
    sign_out: ViewFnOnce,
) -> impl IntoView {
    let docked = move || nav.get().into_iter().map(|entry| place(entry, false)).collect_view();
    let folded = move || nav.get().into_iter().skip(DOCKED).map(|entry| place(entry, true)).collect_view();
    let has_more = Memo::new(move |_| nav.with(|entries| entries.len() > DOCKED));
    let ready = hydrated();
    let me = format!("Your menu, {person}");
    let switch_href = account_href.clone();

    // A link inside either menu changes the page under it without loading a new one: the menu closes by hand.
    let menu = NodeRef::<leptos::html::Div>::new();
    let more = NodeRef::<leptos::html::Details>::new();
    let close_menu = move |_| {
        if let Some(menu) = menu.get_untracked() {
            // Refused only when it is closed already.
            let _ = menu.hide_popover();
        }
    };
    let close_more = move |_| {
        if let Some(more) = more.get_untracked() {
            let _ = more.remove_attribute("open");
        }
    };

    view! {
        <header class="topbar">
            <Home />
            <a class="button topbar__account" href=account_href rel="external">
                <span class="hidden-text">"Account: "</span>
                <span>{account_name}</span>
                <Icon name=IconName::ChevronDown />
            </a>
            {search_href
                .map(|href| {
                    view! {
                        <SearchForm class="search" action=href>
                            <Icon name=IconName::Search />
                            <input
                                class="search__input"
                                id="search"
                                type="search"
                                name="q"
                                prop:value=move || Kept(searched.get())
                                value=searched.get_untracked()
                                placeholder="Search users"
                                aria-label="Search users"
                                autocomplete="off"
                                spellcheck="false"
                            />
                            <button
                                type="button"
                                class="search__hint"
                                aria-keyshortcuts="Control+K Meta+K"
                                hidden=move || !ready.get()
                                on:click=move |_| open_palette.run(())
                            >
                                <span class="hidden-text">"Go to a page, a user or an action: "</span>
                                <kbd>{move || if ready.get() && is_apple() { "⌘K" } else { "Ctrl K" }}</kbd>
                            </button>
                        </SearchForm>
                    }
                })}
            <button
                type="button"
                class="topbar__me"
                popovertarget="me"
                aria-label=me
            >
                <Avatar name=person.clone() />
            </button>
            <div class="menu topbar__menu" id="me" popover="auto" node_ref=menu>
                <div class="menu__about">
                    <p class="menu__name">{person}</p>
                    <p class="menu__detail">{email}</p>
                </div>
                <a class="menu__item" href=profile_href on:click=close_menu>
                    <Icon name=IconName::User />
                    "My Profile"
                </a>
                <a class="menu__item" href=switch_href rel="external">
                    <Icon name=IconName::Building />
                    "Switch account"
                </a>
                <div class="menu__section">{theme.run()}</div>
                {sign_out.run()}
            </div>
        </header>
        <nav class="nav" aria-labelledby="brand">
            <ul class="nav__list">{docked}</ul>
            {move || {
                has_more
                    .get()
                    .then(|| {
                        view! {
                            <details class="nav__more" node_ref=more>
                                <summary class="nav__link">
                                    <Icon name=IconName::More />
                                    "More"
                                </summary>
                                <ul class="menu" on:click=close_more>{folded}</ul>
                            </details>
                        }
                    })
            }}
        </nav>
    }
}

/// One place, in the column or folded into *More*.
fn place(entry: NavEntry, folded: bool) -> impl IntoView {
    let gap = (entry.gap && !folded).then_some("nav__gap");
    view! {
        <li class=gap>
            <a class="nav__link" href=entry.href aria-current=entry.current.then_some("page")>
                <Icon name=entry.icon />
                <span>{entry.label}</span>
            </a>
        </li>
    }
}

/// Whether the keyboard has a ⌘ key. Browser only.
fn is_apple() -> bool {
    let platform = window().navigator().platform().unwrap_or_default();
    ["Mac", "iPhone", "iPad"].iter().any(|name| platform.starts_with(name))
}

//! The frame of every signed-in page: bar, navigation, content, live region.

use super::super::{Avatar, Icon, IconName};
use super::{Logo, SkipLink};
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
    /// The open account.
    #[prop(into)]
    account_name: Signal<String>,
    /// Where the account can be changed.
    #[prop(into)]
    account_href: String,
    /// Who is signed in.
    #[prop(into)]
    person: Signal<String>,
    /// The email address they signed in with.
    #[prop(into)]
    email: Signal<String>,
    /// Their own page.
    #[prop(into)]
    profile_href: String,
    /// The page that answers a search, with the words in `q`.
    #[prop(into)]
    search_href: String,
    /// The places that this person may go.
    #[prop(into)]
    nav: Signal<Vec<NavEntry>>,
    /// The choice of theme: a form.
    #[prop(into)]
    theme: ViewFnOnce,
    /// Sign out: a form with one button.
    #[prop(into)]
    sign_out: ViewFnOnce,
    /// The page.
    children: Children,
) -> impl IntoView {
    let docked = move || nav.get().into_iter().map(|entry| place(entry, false)).collect_view();
    let folded = move || nav.get().into_iter().skip(DOCKED).map(|entry| place(entry, true)).collect_view();
    let has_more = Memo::new(move |_| nav.with(|entries| entries.len() > DOCKED));
    let me = Signal::derive(move || format!("Your menu, {}", person.get()));
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
        <SkipLink />
        <div class="frame">
            <header class="topbar">
                <a class="brand" href="/">
                    <Logo />
                    <span class="brand__name">"Portico"</span>
                </a>
                <a class="button topbar__account" href=account_href>
                    <span class="hidden-text">"Account: "</span>
                    <span>{move || account_name.get()}</span>
                    <Icon name=IconName::ChevronDown />
                </a>
                <form class="search" role="search" method="get" action=search_href>
                    <Icon name=IconName::Search />
                    <input
                        class="search__input"
                        id="search"
                        type="search"
                        name="q"
                        placeholder="Search users, numbers, pages"
                        aria-label="Search users, numbers, pages"
                        aria-keyshortcuts="Control+K Meta+K"
                        autocomplete="off"
                        spellcheck="false"
                    />
                    <kbd class="search__hint" aria-hidden="true">
                        "Ctrl K"
                    </kbd>
                </form>
                <button
                    type="button"
                    class="topbar__me"
                    popovertarget="me"
                    aria-label=move || me.get()
                >
                    <Avatar name=person />
                </button>
                <div class="menu topbar__menu" id="me" popover="auto" node_ref=menu>
                    <div class="menu__about">
                        <p class="menu__name">{move || person.get()}</p>
                        <p class="menu__detail">{move || email.get()}</p>
                    </div>
                    <a class="menu__item" href=profile_href on:click=close_menu>
                        <Icon name=IconName::User />
                        "My Profile"
                    </a>
                    <a class="menu__item" href=switch_href on:click=close_menu>
                        <Icon name=IconName::Building />
                        "Switch account"
                    </a>
                    <div class="menu__section">{theme.run()}</div>
                    {sign_out.run()}
                </div>
            </header>
            <nav class="nav" aria-label="Portico">
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
            <main class="main" id="main" tabindex="-1">
                {children()}
            </main>
            <div class="status" id="status" role="status"></div>
        </div>
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

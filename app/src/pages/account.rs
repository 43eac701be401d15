//! What stands around every page of an account.

use super::palette::Palette;
use super::{DoneNotice, Load, Loaded, load, part, use_param};
use crate::api::session::{SignOut, ViewShell};
use crate::api::theme::{ChooseTheme, THEMES};
use crate::api::viewing::EndViewing;
use crate::components::{BareHead, Frame, FrameHead, Icon, IconName, NavEntry};
use crate::form::{SendForm, use_form};
use crate::links::Links;
use domain::account::{Section, Shell, Viewing};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;
use leptos_router::location::Location;

/// The account whose page is open, and what its frame shows.
#[derive(Clone, Copy)]
struct OpenAccount {
    slug: Memo<String>,
    shell: Loaded<Shell>,
}

/// The addresses of the account whose page is open.
#[must_use]
pub fn use_account() -> Links {
    Links::new(use_context::<OpenAccount>().map(|account| account.slug.get_untracked()).unwrap_or_default())
}

/// The frame around every page of an account: bar and navigation. The page stands beside what waits for them, not
/// inside it: what is inside is made anew at each look at what has loaded, with all that it loads itself.
#[component]
pub fn AccountFrame() -> impl IntoView {
    let slug = use_param("account");
    let shell = load(move || ViewShell { account: slug.get() });
    provide_context(OpenAccount { slug, shell });
    let path = use_location().pathname;
    // All of Users is one page: its panels and dialogs move the focus themselves.
    let page = Signal::derive(move || {
        let path = path.get();
        match path.split('/').nth(3) {
            Some("users" | "groups" | "revoke") if !path.ends_with("/history") => "users".to_owned(),
            _ => path,
        }
    });
    let head = move || {
        view! {
            <Transition fallback=BareHead>
                {move || Suspend::new(async move {
                    match shell.get().await {
                        Ok(shell) => view! { <Head shell /> }.into_any(),
                        Err(_) => view! { <BareHead /> }.into_any(),
                    }
                })}
            </Transition>
        }
    };
    view! {
        <Frame page head status=|| view! { <DoneNotice /> }>
            <Load
                quiet=true
                from=shell
                children=|shell| shell.viewing.map(|viewing| view! { <ViewingBanner viewing /> })
            />
            <Outlet />
        </Frame>
    }
}

#[component]
fn Head(shell: Shell) -> impl IntoView {
    let links = use_account();
    let Location { pathname: path, query, .. } = use_location();
    // Other lists search in their own addresses.
    let searched = Signal::derive(move || match path.with(|path| path.ends_with("/users")) {
        true => query.with(|query| query.get("q").unwrap_or_default()),
        false => String::new(),
    });
    let browse_users = shell.sections.contains(&Section::Users);
    let nav = {
        let links = links.clone();
        let sections = shell.sections;
        Signal::derive(move || {
            let here = path.get();
            let mut entries: Vec<NavEntry> = sections.iter().map(|section| entry(*section, &links, &here)).collect();
            entries.push(NavEntry {
                label: "My Profile".to_owned(),
                current: here.starts_with(&links.profile()) || here == links.ownership(),
                href: links.profile(),
                icon: IconName::User,
                gap: !entries.is_empty(),
            });
            entries
        })
    };
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let shortcut = window_event_listener(leptos::ev::keydown, move |event| {
            let only = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
            if only && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                open.set(true);
            }
        });
        on_cleanup(move || shortcut.remove());
    });
    // What is open already is not made anew when it is asked for again.
    let is_open = Memo::new(move |_| open.get());
    let palette = {
        let links = links.clone();
        move || {
            if !is_open.get() {
                return ().into_any();
            }
            let about = Palette { links: links.clone(), places: nav.get_untracked(), browse_users, open };
            Suspend::new(part::palette(about)).into_any()
        }
    };
    view! {
        <FrameHead
            account_name=shell.account_name
            account_href="/accounts"
            person=shell.name
            email=shell.email
            profile_href=links.profile()
            search_href=browse_users.then(|| links.users())
            searched
            nav
            open_palette=Callback::new(move |()| open.set(true))
            theme=|| view! { <ThemeChoice /> }
            sign_out=|| view! { <SignOutButton /> }
        />
        {palette}
    }
}

/// Where a section begins, what it is called, and its icon.
const fn place(section: Section) -> (&'static str, &'static str, IconName) {
    match section {
        Section::Users => ("users", "Users", IconName::Users),
        Section::Invoices => ("invoices", "Invoices", IconName::Receipt),
        Section::Products => ("products", "Products", IconName::Box),
        Section::Licences => ("licences", "Licences", IconName::Key),
        Section::History => ("history", "History", IconName::History),
    }
}

/// A section in the navigation while the page `here` is open.
fn entry(section: Section, links: &Links, here: &str) -> NavEntry {
    let (word, label, icon) = place(section);
    let open = here.split('/').nth(3).unwrap_or_default();
    // Groups are shown among the users. The history of one of them opens from their panel.
    let current = open == word
        || matches!(
            (word, open),
            ("users", "groups" | "deleted-users") | ("products", "orders") | ("invoices", "payments")
        );
    NavEntry { label: label.to_owned(), href: links.section(word), icon, current, gap: false }
}

/// Three buttons, one per theme. The page changes at once; the answer only remembers it.
#[component]
fn ThemeChoice() -> impl IntoView {
    let form = use_form::<ChooseTheme>();
    let chosen = RwSignal::new(shown_theme());
    let show = move |theme: &str| {
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-theme", theme);
        }
        chosen.set(theme.to_owned());
    };
    view! {
        <SendForm form class="" guarded=false>
            <fieldset>
                <legend>"Theme"</legend>
                <div class="segments">
                    {THEMES
                        .map(|(name, words)| {
                            view! {
                                <button
                                    class="segments__choice"
                                    type="submit"
                                    name="theme"
                                    value=name
                                    aria-pressed=move || if chosen.with(|chosen| chosen == name) { "true" } else { "false" }
                                    on:click=move |_| show(name)
                                >
                                    {words}
                                </button>
                            }
                        })}
                </div>
            </fieldset>
        </SendForm>
    }
}

/// The theme that the document was sent with.
fn shown_theme() -> String {
    #[cfg(feature = "ssr")]
    let theme = use_context::<crate::request::RequestContext>().map(|request| request.theme);
    #[cfg(not(feature = "ssr"))]
    let theme = document().document_element().and_then(|root| root.get_attribute("data-theme"));
    theme.unwrap_or_else(|| "system".to_owned())
}

/// Says as whom the account is seen, and leads back.
#[component]
fn ViewingBanner(viewing: Viewing) -> impl IntoView {
    let form = use_form::<EndViewing>();
    let words = format!(
        "{}, you see this account as {} does, until {}. Nothing can be changed.",
        viewing.by, viewing.name, viewing.until
    );
    view! {
        <div class="viewing" role="status">
            <p>{words}</p>
            <SendForm form class="">
                <input type="hidden" name="account" value=use_account().account().to_owned() />
                <button class="button button--small" type="submit">
                    "Stop viewing"
                </button>
            </SendForm>
        </div>
    }
}

#[component]
fn SignOutButton() -> impl IntoView {
    let form = use_form::<SignOut>();
    view! {
        <SendForm form class="">
            <button class="menu__item" type="submit">
                <Icon name=IconName::Logout />
                "Sign out"
            </button>
        </SendForm>
    }
}

/// An account's own address: leads to the first page that is the person's to open.
#[component]
pub fn AccountHome() -> impl IntoView {
    let open = use_context::<OpenAccount>();
    open.map(|OpenAccount { shell, .. }| {
        view! {
            <Load
                from=shell
                children=|shell| {
                    let links = use_account();
                    let path = match shell.sections.first() {
                        Some(section) => links.section(place(*section).0),
                        None => links.profile(),
                    };
                    view! { <Redirect path /> }
                }
            />
        }
    })
}

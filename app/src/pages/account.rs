//! What stands around every page of an account.

use super::{ProblemPage, use_param};
use crate::api::session::{SignOut, view_shell};
use crate::api::theme::{ChooseTheme, THEMES};
use crate::components::{Frame, Icon, IconName, NavEntry, PlainFrame};
use crate::links::Links;
use domain::account::Shell;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

/// The account whose page is open.
#[derive(Debug, Clone, Copy)]
struct OpenAccount(Memo<String>, StoredValue<Option<Shell>>);

/// The addresses of the account whose page is open.
#[must_use]
pub fn use_account() -> Links {
    Links::new(use_context::<OpenAccount>().map(|OpenAccount(account, _)| account.get_untracked()).unwrap_or_default())
}

/// The frame around every page of an account: bar and navigation.
#[component]
pub fn AccountFrame() -> impl IntoView {
    let account = use_param("account");
    let loaded = StoredValue::new(None);
    provide_context(OpenAccount(account, loaded));
    let shell = Resource::new_blocking(move || account.get(), view_shell);
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                match shell.await {
                    Ok(shell) => {
                        loaded.set_value(Some(shell.clone()));
                        view! { <Framed shell /> }.into_any()
                    }
                    Err(error) => {
                        view! {
                            <PlainFrame>
                                <h1 class="hidden-text">"Portico"</h1>
                                <ProblemPage problem=error.problem />
                            </PlainFrame>
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Framed(shell: Shell) -> impl IntoView {
    let links = use_account();
    let path = use_location().pathname;
    let nav = {
        let links = links.clone();
        let browse = shell.browse_users;
        Signal::derive(move || {
            let here = path.get();
            let users = links.users();
            let groups = format!("/a/{}/groups", links.account());
            browse
                .then(|| NavEntry {
                    label: "Users".to_owned(),
                    current: here.starts_with(&users) || here.starts_with(&groups),
                    href: users,
                    icon: IconName::Users,
                    gap: false,
                })
                .into_iter()
                .chain(std::iter::once(NavEntry {
                    label: "My Profile".to_owned(),
                    current: here.starts_with(&links.profile()),
                    href: links.profile(),
                    icon: IconName::User,
                    gap: browse,
                }))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { "Portico".to_owned() } else { format!("{title} · Portico") }
        } />
        <Frame
            account_name=shell.account_name
            account_href="/accounts"
            person=shell.name
            email=shell.email
            profile_href=links.profile()
            search_href=links.users()
            nav
            theme=|| view! { <ThemeChoice /> }
            sign_out=|| view! { <SignOutButton /> }
        >
            <Outlet />
        </Frame>
    }
}

/// Three buttons, one per theme.
#[component]
fn ThemeChoice() -> impl IntoView {
    let choose = ServerAction::<ChooseTheme>::new();
    Effect::new(move |_| {
        if let (Some(Ok(theme)), Some(root)) = (choose.value().get(), document().document_element()) {
            // When it fails the page keeps the theme it has.
            let _ = root.set_attribute("data-theme", &theme);
        }
    });
    view! {
        <ActionForm action=choose attr:class="theme">
            <fieldset class="theme__choice">
                <legend>"Theme"</legend>
                {THEMES
                    .map(|(name, words)| {
                        view! {
                            <button class="button button--quiet" type="submit" name="theme" value=name>
                                {words}
                            </button>
                        }
                    })}
            </fieldset>
        </ActionForm>
    }
}

#[component]
fn SignOutButton() -> impl IntoView {
    let sign_out = ServerAction::<SignOut>::new();
    view! {
        <ActionForm action=sign_out>
            <button class="menu__item" type="submit">
                <Icon name=IconName::Logout />
                "Sign out"
            </button>
        </ActionForm>
    }
}

/// An account's own address: leads to the first page that is the person's to open.
#[component]
pub fn AccountHome() -> impl IntoView {
    let links = use_account();
    let browse = use_context::<OpenAccount>()
        .and_then(|OpenAccount(_, shell)| shell.with_value(|shell| shell.as_ref().map(|shell| shell.browse_users)));
    let path = if browse == Some(true) { links.users() } else { links.profile() };
    view! { <Redirect path /> }
}

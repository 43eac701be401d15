//! The list: who may do what for the whole account, at a glance.

use super::logins;
use crate::api::login::ListLogins;
use crate::components::{Badge, BadgeTone, EmptyKind, EmptyState, Title};
use crate::links::Links;
use crate::pages::{Load, load, use_account};
use domain::login::{LoginRow, LoginsView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn List() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ListLogins { account: account.clone() });
    view! {
        <Title text="Authorized Logins" />
        <Load from=loaded children=page />
    }
}

/// The page as it stands behind the dialogs too.
pub(super) fn page(view: LoginsView) -> impl IntoView {
    let links = use_account();
    let add = format!("{}/add", logins(&links));
    let alone = view.logins.len() < 2;
    let rows = view.logins.into_iter().map(|login| row(&links, login)).collect_view();
    let none = alone.then(|| {
        view! {
            <EmptyState
                kind=EmptyKind::Empty
                title="Nobody but you so far"
                text="Add a login for whoever pays invoices, orders or activates licences for the company."
            />
        }
    });
    view! {
        <div class="page page--wide">
            <div class="page__head">
                <h1>"Authorized Logins"</h1>
                <a class="button button--primary" href=add>
                    "Add login"
                </a>
            </div>
            <p class="page__text">
                "Who may do something for the whole account, and which mail they receive. Only you, the account holder, see and change this. "
                <a href=links.section("help/account-types")>"Account types explained"</a>
            </p>
            <div class="sheet" role="region" aria-label="Authorized Logins" tabindex="0">
                <table class="sheet__table">
                    <thead>
                        <tr>
                            <th scope="col">"Login"</th>
                            <th scope="col">"Access"</th>
                            <th scope="col">"Mail"</th>
                            <th scope="col">"Last active"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {none}
        </div>
    }
}

fn row(links: &Links, login: LoginRow) -> impl IntoView + use<> {
    let badges = badges(&login);
    let access = match login.is_holder {
        true => "Everything".to_owned(),
        false if login.roles.is_empty() => "No role".to_owned(),
        false => login.roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", "),
    };
    let mail = if login.mail.is_empty() { "None".to_owned() } else { login.mail.join(", ") };
    let actions = if login.is_holder {
        view! { <a href=links.section("profile/coverage") aria-label="Edit your mail">"Edit mail"</a> }.into_any()
    } else {
        let at = format!("{}/{}", logins(links), login.id);
        view! {
            <a href=at.clone() aria-label=format!("Edit {}", login.name)>
                "Edit"
            </a>
            <a class="sheet__danger" href=format!("{at}/remove") aria-label=format!("Remove {}", login.name)>
                "Remove"
            </a>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row">
                <span class="sheet__name">{login.name}</span>
                <span class="sheet__detail">{login.email}</span>
                <span class="sheet__badges">{badges}</span>
                {(!login.bounced.is_empty()).then(|| view! { <span class="sheet__warning">{login.bounced}</span> })}
            </th>
            <td data-label="Access">{access}</td>
            <td data-label="Mail">{mail}</td>
            <td data-label="Last active">{login.last_active}</td>
            <td class="sheet__actions">{actions}</td>
        </tr>
    }
}

/// What is to be known of a login beside its access.
fn badges(login: &LoginRow) -> impl IntoView + use<> {
    let invited = (!login.invited_until.is_empty()).then(|| match login.invitation_over {
        true => "invitation is over".to_owned(),
        false => format!("invited until {}", login.invited_until),
    });
    let cannot = !login.can_sign_in && invited.is_none();
    view! {
        {login.is_holder.then(|| view! { <Badge tone=BadgeTone::Accent>"Account holder"</Badge> })}
        {login.suspended.then(|| view! { <Badge tone=BadgeTone::Danger>"suspended"</Badge> })}
        {invited.map(|words| view! { <Badge tone=BadgeTone::Warn>{words}</Badge> })}
        {cannot.then(|| view! { <Badge>"cannot sign in yet"</Badge> })}
        {(!login.bounced.is_empty()).then(|| view! { <Badge tone=BadgeTone::Warn>"mail comes back"</Badge> })}
    }
}

//! The list, with the account holder first.

use super::contacts;
use crate::api::contact::ListContacts;
use crate::components::{Badge, BadgeTone, Title};
use crate::links::Links;
use crate::pages::{Load, load, use_account};
use domain::contact::{ContactRow, ContactsView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn List() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ListContacts { account: account.clone() });
    view! {
        <Title text="Primary Contacts" />
        <Load from=loaded children=page />
    }
}

/// The page as it stands behind the dialogs too.
pub(super) fn page(view: ContactsView) -> impl IntoView {
    let links = use_account();
    let (add, profile, coverage) =
        (format!("{}/add", contacts(&links)), links.profile(), links.section("profile/coverage"));
    let rows = view.contacts.into_iter().map(|contact| row(&links, contact)).collect_view();
    view! {
        <div class="page page--wide">
            <div class="page__head">
                <h1>"Primary Contacts"</h1>
                <a class="button button--primary" href=add>
                    "Add contact"
                </a>
            </div>
            <p class="page__text">
                "Contacts receive mail about the account and cannot sign in. "
                <a href=coverage>"See who receives what"</a>
            </p>
            <div class="sheet" role="region" aria-label="Primary Contacts" tabindex="0">
                <table class="sheet__table">
                    <thead>
                        <tr>
                            <th scope="col">"Contact"</th>
                            <th scope="col">"Country"</th>
                            <th scope="col">"Notifications"</th>
                            <th scope="col">
                                <span class="visually-hidden">"Actions"</span>
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">
                                <span class="sheet__name">{view.holder}</span>
                                <span class="sheet__detail">{view.holder_email}</span>
                                <span class="sheet__badges">
                                    <Badge tone=BadgeTone::Accent>"Account holder"</Badge>
                                </span>
                            </th>
                            <td>"–"</td>
                            <td data-label="Notifications">{words(&view.holder_mail)}</td>
                            <td class="sheet__actions">
                                <a href=profile>"My Profile"</a>
                            </td>
                        </tr>
                        {rows}
                    </tbody>
                </table>
            </div>
        </div>
    }
}

fn row(links: &Links, contact: ContactRow) -> impl IntoView + use<> {
    let at = format!("{}/{}", contacts(links), contact.id);
    let (edit, remove) = (format!("Edit {}", contact.name), format!("Remove {}", contact.name));
    let bounced = (!contact.bounced.is_empty()).then(|| {
        view! {
            <span class="sheet__badges">
                <Badge tone=BadgeTone::Warn>"mail comes back"</Badge>
            </span>
            <span class="sheet__warning">{contact.bounced}</span>
        }
    });
    view! {
        <tr>
            <th scope="row">
                <span class="sheet__name">{contact.name}</span>
                <span class="sheet__detail">{contact.email}</span>
                {bounced}
            </th>
            <td data-label="Country">{contact.country}</td>
            <td data-label="Notifications">{words(&contact.mail)}</td>
            <td class="sheet__actions">
                <a href=at.clone() aria-label=edit>
                    "Edit"
                </a>
                <a class="sheet__danger" href=format!("{at}/remove") aria-label=remove>
                    "Remove"
                </a>
            </td>
        </tr>
    }
}

fn words(mail: &[String]) -> String {
    if mail.is_empty() { "None".to_owned() } else { mail.join(", ") }
}

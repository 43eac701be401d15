//! *Account types explained*: who is who in an account.

use crate::api::coverage::ViewMailState;
use crate::components::{Card, Title};
use crate::pages::{Load, load, use_account};
use domain::notification::MailState;
use leptos::prelude::*;

/// Each type: its name, what it is, what goes with it.
const TYPES: [(&str, &str, [&str; 3]); 6] = [
    (
        "Account holder",
        "The one person who owns the account.",
        [
            "Reaches everything in the account and cannot be suspended or removed.",
            "Alone looks after Authorized Logins, Primary Contacts, coverage and the company’s details.",
            "Hands the account over to another user in My Profile; both confirm it, and it takes three days.",
        ],
    ),
    (
        "Authorized Login",
        "A user who may do something for the whole account.",
        [
            "Has one or more roles: Activate Licenses, Make Purchases, View and Pay Invoices.",
            "Receives the types of mail that the account holder ticks.",
            "Sees nothing that their roles do not open. Asks the account holder for a new password.",
        ],
    ),
    (
        "Primary Contact",
        "An address that receives mail about the account.",
        [
            "Receives Standard Invoices, Summary Invoices or Important Notices.",
            "Cannot sign in and sees nothing of the account but that mail.",
            "Is written to in the language of their country.",
        ],
    ),
    (
        "Administrator",
        "A user who looks after a part of the organization.",
        [
            "Was given a group, with everything below it, or one user.",
            "Adds, moves and suspends users there, and gives others access to it.",
            "Never reaches further than what they were given, and has no role by it.",
        ],
    ),
    (
        "User",
        "A person in the organization.",
        [
            "Is in exactly one group of the account.",
            "Signs in with an email address, once they have accepted their invitation.",
            "Looks after their own profile, password and mailing lists.",
        ],
    ),
    (
        "System user",
        "A machine or a program.",
        ["Never signs in.", "Is given no access to others, and no role.", "Has an id of its own, such as gate7."],
    ),
];

/// The page.
#[component]
pub fn AccountTypes() -> impl IntoView {
    let account = use_account().account().to_owned();
    let loaded = load(move || ViewMailState { account: account.clone() });
    view! {
        <Title text="Account types explained" />
        <div class="page">
            <h1>"Account types explained"</h1>
            <Load from=loaded children=show />
        </div>
    }
}

/// It is a page of the account like every other: only its people read it, and it says who they are.
fn show(reader: MailState) -> impl IntoView {
    let profile = use_account().profile();
    let own = if reader.is_holder { "You are the account holder. " } else { "" };
    let cards = TYPES
        .map(|(name, what, points)| {
            let points = points.map(|point| view! { <li>{point}</li> }).collect_view();
            view! {
                <Card title=name text=what>
                    <ul class="card__list">{points}</ul>
                </Card>
            }
        })
        .collect_view();
    view! {
        <p class="page__text">
            "Who is who in an account. " {own} <a href=profile>"My Profile"</a>
        </p>
        {cards}
    }
}

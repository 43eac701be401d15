//! What My Profile says about who holds the account.

use crate::components::{Card, Notice, NoticeTone};
use crate::pages::use_account;
use domain::handover::{OwnershipView, Pending};
use leptos::prelude::*;

/// For the two whom it concerns: that the account is being handed over.
pub(in crate::pages) fn notice(ownership: OwnershipView) -> impl IntoView {
    ownership.pending.map(|pending| {
        let (words, href) = (sentence(&pending), use_account().ownership());
        let link = if pending.accept.allowed { "See what that means, and answer" } else { "See what that means" };
        view! {
            <Notice tone=NoticeTone::Warn>
                <p>{words.clone()} " " <a href=href.clone()>{link}</a></p>
            </Notice>
        }
    })
}

/// Who holds the account.
pub(in crate::pages) fn card(ownership: OwnershipView) -> impl IntoView {
    let href = use_account().ownership();
    let text = match ownership.is_holder {
        true => format!("You have held this account since {}.", ownership.since),
        false => format!("{} has held this account since {}.", ownership.holder, ownership.since),
    };
    view! {
        <Card
            title="Account ownership"
            text
            actions=move || view! { <a class="button" href=href.clone()>"Account ownership"</a> }
        >
            ""
        </Card>
    }
}

fn sentence(pending: &Pending) -> String {
    let Pending { from, to, lapses, .. } = pending;
    match (&pending.takes_effect, pending.to_reader) {
        (Some(at), true) => format!("You hold this account from {at} on, unless one of you cancels that."),
        (Some(at), false) => format!("{to} holds this account from {at} on, unless one of you cancels that."),
        (None, true) => format!("{from} offers you this account, until {lapses}."),
        (None, false) => format!("You offered this account to {to}, who can accept it until {lapses}."),
    }
}

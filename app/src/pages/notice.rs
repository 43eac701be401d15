//! What was just done, told on the page that the person was sent to.

use crate::components::{Notice, NoticeTone};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The sentence for the `done` of the address. The words are ours: an address cannot bring its own.
fn sentence(done: &str) -> Option<&'static str> {
    Some(match done {
        "user-added" => "The user was added and an invitation was sent.",
        "invitation-sent" => "An invitation was sent.",
        "invitation-withdrawn" => "The invitation was withdrawn.",
        "user-moved" => "The user was moved.",
        "group-moved" => "The group was moved with everything in it.",
        "group-added" => "The group was added.",
        "group-saved" => "The group was saved.",
        "group-deleted" => "The group was deleted.",
        "move-undone" => "The move was undone.",
        "access-given" => "Access was given.",
        "access-ended" => "The access was ended.",
        "deputy-appointed" => "The deputy was appointed.",
        "deputy-ended" => "The deputy’s time was ended.",
        "settings-saved" => "The settings were saved.",
        "user-suspended" => "The user was suspended.",
        "user-resumed" => "The suspension was ended.",
        "account-offered" => "The account was offered.",
        "account-accepted" => "You accepted the account.",
        "account-declined" => "You declined the account.",
        "offer-cancelled" => "The offer was cancelled.",
        "viewing-began" => "You see the account as this user now.",
        "viewing-ended" => "You see the account as yourself again.",
        "profile-saved" => "Your contact information was saved.",
        "password-changed" => "Your password was changed. All your other sessions have ended.",
        "second-factor-removed" => "Your second factor was removed. Your password is enough to sign in now.",
        "second-factor-reset" => "The second factor was reset, and all their sessions have ended.",
        "second-factor-required" => "Everybody in this account needs a second factor now.",
        "second-factor-optional" => "Nobody in this account needs a second factor any more.",
        "session-ended" => "The session was ended.",
        "sessions-ended" => "All your other sessions were ended.",
        "email-asked" => "A link was sent to your new address. Open it within an hour.",
        "company-saved" => "The company’s details were saved.",
        "key-ended" => "The key was ended.",
        "webhook-paused" => "The webhook was paused.",
        "webhook-resumed" => "The webhook is told of events again.",
        "webhook-deleted" => "The webhook was deleted.",
        "message-sent" => "The message is on its way.",
        "login-added" => "The login was added and an invitation was sent.",
        "login-saved" => "The login was saved.",
        "login-removed" => "The login was removed.",
        "contact-added" => "The contact was added.",
        "contact-saved" => "The contact was saved.",
        "contact-removed" => "The contact was removed.",
        "coverage-saved" => "Who receives which mail was saved.",
        "mail-retried" => "Mail to this address is tried again.",
        "lists-saved" => "Your mailing lists were saved.",
        "self-service-saved" => "Who may choose a new password by mail was saved.",
        "order-placed" => "The order was placed.",
        "order-cancelled" => "The order was cancelled.",
        "licence-deactivated" => "The machine was deactivated. Its seat is free.",
        _ => return None,
    })
}

/// What was just done, as the address has it: what a page shows is loaded again when this changes.
#[must_use]
pub fn use_done() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("done").unwrap_or_default()))
}

/// What was just done, when the address says so.
#[component]
pub fn DoneNotice() -> impl IntoView {
    let done = use_done();
    move || {
        done.with(|done| sentence(done)).map(|words| {
            view! {
                <Notice tone=NoticeTone::Ok dismissable=true>
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}

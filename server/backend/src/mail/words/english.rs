//! English.

use super::{Calendar, Draft, list};
use crate::mail::letter::Links;
use crate::mail::{Letter, Message, Purpose};

const CALENDAR: Calendar = Calendar {
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    after_day: "",
};

#[expect(clippy::too_many_lines, reason = "one arm for each message")]
pub(super) fn letter(message: &Message, links: &Links<'_>) -> Letter {
    match message {
        Message::ChoosePassword { link, until } => Draft::new("Choose a new password")
            .say(format!(
                "Somebody asked for a new password for this address. If it was you, open the link and choose one. The \
                 link works once, until {}.",
                CALENDAR.moment(*until)
            ))
            .action("Choose a new password", links.once(Purpose::ChoosePassword, *link))
            .note("If it was not you, there is nothing to do: without the link nobody can change your password."),
        Message::AskHolder { account, holder, administrators } => Draft::new("Ask for a new password")
            .say(format!(
                "Somebody asked for a new password for this address. It signs in to {account}, whose passwords are set \
                 by {account} itself, not by mail."
            ))
            .say(match list(administrators, "and", "and others") {
                None => format!("If it was you, ask {holder}, who holds the account."),
                Some(others) => {
                    format!(
                        "If it was you, ask {holder}, who holds the account. You are also administered by {others}."
                    )
                }
            })
            .note("If it was not you, there is nothing to do: nothing was changed."),
        Message::AskedForPassword { account, slug, user, name } => {
            Draft::new(format!("{name} asks for a new password"))
                .say(format!(
                    "{name} asked for a new password for {account} and was told to ask you. Nothing was changed."
                ))
                .say("Make sure that it is really them before you give them a new password.")
                .action(format!("Open {name}"), links.page(&format!("/a/{slug}/users/{user}")))
                .note("You get this mail because you hold the account, at most once a day for each person.")
        }
        Message::PasswordChosen { at } => Draft::new("Your password was changed")
            .say(format!(
                "A new password was chosen for this address by a mailed link, on {}. Wherever you were signed in, you \
                 are signed out.",
                CALENDAR.moment(*at)
            ))
            .action("Sign in", links.page("/sign-in"))
            .note(
                "If it was not you, somebody else reads your mail. Ask for a new password, and tell whoever runs your \
                 mail.",
            ),
        Message::Invitation { account, inviter, link, until } => {
            Draft::new(format!("{inviter} added you to {account}"))
                .say(format!(
                    "{inviter} added you to {account}. You can use it once you accept. The link works once, until {}.",
                    CALENDAR.moment(*until)
                ))
                .action(format!("Accept and open {account}"), links.once(Purpose::Invitation, *link))
                .note("If you do not know what this is about, there is nothing to do.")
        }
        Message::SecondFactorSetUp { at } => Draft::new("Your second factor was set up")
            .say(format!("Since {} signing in with this address asks for a code of an authenticator app. Your other sessions have ended.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorRemoved { at } => Draft::new("Your second factor was removed")
            .say(format!("Since {} signing in with this address asks for the password alone.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::SecondFactorReset { account, by, at } => Draft::new("Your second factor was reset")
            .say(format!("{by} took away the second factor of this address in {account}, on {}. Wherever you were signed in, you are signed out. Your password is enough to sign in now; set up a new second factor then.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note("If you did not ask for it, tell your account holder."),
        Message::RecoveryCodeUsed { at, left } => Draft::new("A recovery code was used")
            .say(format!("Somebody signed in with this address on {}, with its password and a recovery code. Recovery codes that are left: {left}.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note(NOT_YOU),
        Message::ConfirmEmail { old, link, until } => Draft::new("Confirm your new address")
            .say(format!("Somebody who signs in as {old} wants to sign in with this address from now on. If it was you, open the link. It works once, until {}.", CALENDAR.moment(*until)))
            .action("Confirm this address", links.once(Purpose::ChangeEmail, *link))
            .note("If it was not you, there is nothing to do: without the link nothing changes."),
        Message::EmailTaken => Draft::new("This address is in use already")
            .say("Somebody wanted to sign in with this address from now on. That is not possible, because it is in use here already. Nothing was changed.")
            .action("Sign in", links.page("/sign-in"))
            .note("If it was you, sign in with this address as before. If not, there is nothing to do."),
        Message::EmailChangeAsked { new, at } => Draft::new("Another address was asked for")
            .say(format!("On {} somebody signed in as you asked to sign in with {new} instead of this address. Nothing has changed yet: the link that was sent there has to be opened first.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note("If it was not you, somebody knows your password. Choose a new one at once: that ends the link, too."),
        Message::EmailChanged { new, at } => Draft::new("You sign in with another address now")
            .say(format!("Since {} you sign in with {new} and no longer with this address. Your other sessions have ended.", CALENDAR.moment(*at)))
            .action("Sign in", links.page("/sign-in"))
            .note("If it was not you, ask your account holder for help at once."),
        Message::HolderSet { account, holder, at } => Draft::new(format!("{account} has another holder"))
            .say(format!("Whoever runs this portal made {holder} the account holder of {account} on {}, because its holder was gone. It stands in the account’s history.", CALENDAR.moment(*at)))
            .action(format!("Open {account}"), links.page("/"))
            .note("You get this mail because you held the account, hold it now, or administer all of it. If it is not right, tell whoever runs this portal."),
        Message::InvoiceCreated { account, page, number, amount, due } => {
            Draft::new(format!("Invoice {number} for {account}"))
                .say(format!("There is a new invoice for {account}: {number}, over {amount}."))
                .say_if(due.map(|due| format!("It is to be paid by {}.", CALENDAR.day(due))))
                .page("Open the invoice", links, page.as_ref())
                .note(why(account))
        }
        Message::SummaryInvoiceCreated { account, page, number, invoices, amount, due } => {
            Draft::new(format!("Summary invoice {number} for {account}"))
                .say(format!(
                    "There is a new summary invoice for {account}: {number}, over {amount}. It sums up {invoices} \
                     invoices."
                ))
                .say_if(due.map(|due| format!("It is to be paid by {}.", CALENDAR.day(due))))
                .page("Open the summary invoice", links, page.as_ref())
                .note(why(account))
        }
        Message::InvoiceOverdue { account, page, number, left, due } => Draft::new(format!("Invoice {number} is overdue"))
            .say(format!("Invoice {number} of {account} was to be paid by {}. {left} is left to pay.", CALENDAR.day(*due)))
            .page("Open the invoice", links, page.as_ref())
            .note("If it was paid in the last few days, there is nothing to do.")
            .note(why(account)),
        Message::PaymentReceived { account, page, number, reference, amount, left, paid } => {
            let reference = if reference.is_empty() { String::new() } else { format!(" Its number is {reference}.") };
            Draft::new(format!("Payment of invoice {number} received"))
                .say(format!(
                    "Thank you. {amount} was paid on {} for invoice {number} of {account}.{reference}",
                    CALENDAR.day(*paid)
                ))
                .say(match left {
                    None => "Nothing is left to pay.".to_owned(),
                    Some(left) => format!("{left} is left to pay."),
                })
                .page("Open the receipt", links, page.as_ref())
                .note(why(account))
        }
        Message::LicenceAssigned { account, page, product, licence, to, until } => {
            Draft::new(format!("{product}: licence assigned to {to}"))
                .say(format!("The licence {licence} for {product} of {account} was assigned to {to}."))
                .say_if(until.map(|until| format!("It is valid until {}.", CALENDAR.day(until))))
                .page("Open the licence", links, page.as_ref())
                .note(why(account))
        }
        Message::AccountUpdate { account, page, subject, text } => {
            Draft::new(subject).say_all(text).page("Read more", links, page.as_ref()).note(why(account))
        }
        Message::CriticalNotice { account, page, subject, text, until: last } => {
            Draft::new(format!("Important: {subject}"))
                .say_all(text)
                .say_if(last.map(|last| format!("It can be done until {}.", CALENDAR.day(last))))
                .page("Open", links, page.as_ref())
                .note(why(account))
        }
        Message::ListMail { name, subscription, subject, text, .. } => Draft::new(subject)
            .say_all(text)
            .note(format!("You get this mail because you subscribed to {name}."))
            .leave(format!("Unsubscribe from {name}"), links.once(Purpose::Unsubscribe, *subscription)),
    }
    .done()
}

/// What to do when somebody else did it.
const NOT_YOU: &str =
    "If it was not you, somebody knows your password. Choose a new one at once, and end your sessions in My Profile.";

/// Why somebody is told.
fn why(account: &str) -> String {
    format!("You get this mail because {account} chose you for it. Its account holder can change that.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_say_their_zone() {
        let at = "2026-03-03T04:05:00Z".parse().expect("a moment");
        assert_eq!(CALENDAR.moment(at), "3 March 2026, 04:05 (UTC)");
    }
}

//! Every word of every mail, in English: a further language is a further file like this one.

use super::letter::Links;
use super::{Letter, Message, Purpose};
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) fn letter(message: &Message, links: &Links<'_>) -> Letter {
    let letter = |subject: String, paragraphs: Vec<String>, action: Option<(&str, String)>, notes: &[&str]| Letter {
        subject,
        paragraphs,
        action: action.map(|(words, address)| (words.to_owned(), address)),
        notes: notes.iter().map(|&note| note.to_owned()).collect(),
    };
    match message {
        Message::ChoosePassword { link, until } => letter(
            "Choose a new password".to_owned(),
            vec![format!(
                "Somebody asked for a new password for this address. If it was you, open the link and choose one. The \
                 link works once, until {}.",
                moment(*until)
            )],
            Some(("Choose a new password", links.once(Purpose::ChoosePassword, *link))),
            &["If it was not you, there is nothing to do: without the link nobody can change your password."],
        ),
        Message::AskHolder { account, holder, administrators } => letter(
            "Ask for a new password".to_owned(),
            vec![
                format!(
                    "Somebody asked for a new password for this address. It signs in to {account}, whose passwords are \
                     set by {account} itself, not by mail."
                ),
                match list(administrators) {
                    None => format!("If it was you, ask {holder}, who holds the account."),
                    Some(others) => {
                        format!(
                            "If it was you, ask {holder}, who holds the account. You are also administered by {others}."
                        )
                    }
                },
            ],
            None,
            &["If it was not you, there is nothing to do: nothing was changed."],
        ),
        Message::AskedForPassword { account, slug, user, name } => letter(
            format!("{name} asks for a new password"),
            vec![
                format!("{name} asked for a new password for {account} and was told to ask you. Nothing was changed."),
                "Make sure that it is really them before you give them a new password.".to_owned(),
            ],
            Some((&format!("Open {name}"), links.page(&format!("/a/{slug}/users/{user}")))),
            &["You get this mail because you hold the account, at most once a day for each person."],
        ),
        Message::PasswordChosen { at } => letter(
            "Your password was changed".to_owned(),
            vec![format!(
                "A new password was chosen for this address by a mailed link, on {}. Wherever you were signed in, you \
                 are signed out.",
                moment(*at)
            )],
            Some(("Sign in", links.page("/sign-in"))),
            &[
                "If it was not you, somebody else reads your mail. Ask for a new password, and tell whoever runs your mail.",
            ],
        ),
        Message::Invitation { account, inviter, link, until } => letter(
            format!("{inviter} added you to {account}"),
            vec![format!(
                "{inviter} added you to {account}. You can use it once you accept. The link works once, until {}.",
                moment(*until)
            )],
            Some((&format!("Accept and open {account}"), links.once(Purpose::Invitation, *link))),
            &["If you do not know what this is about, there is nothing to do."],
        ),
        Message::SecondFactorSetUp { .. }
        | Message::SecondFactorRemoved { .. }
        | Message::SecondFactorReset { .. }
        | Message::RecoveryCodeUsed { .. } => told(second_factor(message), links),
        Message::ConfirmEmail { .. }
        | Message::EmailTaken
        | Message::EmailChangeAsked { .. }
        | Message::EmailChanged { .. } => told(email(message, links), links),
        Message::HolderSet { account, holder, at } => letter(
            format!("{account} has another holder"),
            vec![format!(
                "Whoever runs this portal made {holder} the account holder of {account} on {}, because its holder was \
                 gone. It stands in the account’s history.",
                moment(*at)
            )],
            Some((&format!("Open {account}"), links.page("/"))),
            &["You get this mail because you held the account, hold it now, or administer all of it. If it is not \
                 right, tell whoever runs this portal."],
        ),
    }
}

/// A mail as [`told`] words it: its subject, its paragraph, what to do, and what to do if it was somebody else.
struct Told {
    subject: &'static str,
    paragraph: String,
    action: Option<(&'static str, String)>,
    note: &'static str,
}

fn told(told: Told, links: &Links<'_>) -> Letter {
    let (words, address) = told.action.unwrap_or_else(|| ("Sign in", links.page("/sign-in")));
    Letter {
        subject: told.subject.to_owned(),
        paragraphs: vec![told.paragraph],
        action: Some((words.to_owned(), address)),
        notes: vec![told.note.to_owned()],
    }
}

/// What is told of second factors.
fn second_factor(message: &Message) -> Told {
    const NOT_YOU: &str = "If it was not you, somebody knows your password. Choose a new one at once, and end your \
                           sessions in My Profile.";
    let (subject, paragraph, note) = match message {
        Message::SecondFactorSetUp { at } => (
            "Your second factor was set up",
            format!(
                "Since {} signing in with this address asks for a code of an authenticator app. Your other sessions \
                 have ended.",
                moment(*at)
            ),
            NOT_YOU,
        ),
        Message::SecondFactorReset { account, by, at } => (
            "Your second factor was reset",
            format!(
                "{by} took away the second factor of this address in {account}, on {}. Wherever you were signed in, \
                 you are signed out. Your password is enough to sign in now; set up a new second factor then.",
                moment(*at)
            ),
            "If you did not ask for it, tell your account holder.",
        ),
        Message::RecoveryCodeUsed { at, left } => (
            "A recovery code was used",
            format!(
                "Somebody signed in with this address on {}, with its password and a recovery code. {left} recovery \
                 codes are left.",
                moment(*at)
            ),
            NOT_YOU,
        ),
        _ => (
            "Your second factor was removed",
            format!(
                "Since {} signing in with this address asks for the password alone.",
                match message {
                    Message::SecondFactorRemoved { at } => moment(*at),
                    _ => String::new(),
                }
            ),
            NOT_YOU,
        ),
    };
    Told { subject, paragraph, action: None, note }
}

/// What is told of addresses that change.
fn email(message: &Message, links: &Links<'_>) -> Told {
    match message {
        Message::ConfirmEmail { old, link, until } => Told {
            subject: "Confirm your new address",
            paragraph: format!(
                "Somebody who signs in as {old} wants to sign in with this address from now on. If it was you, open \
                 the link. It works once, until {}.",
                moment(*until)
            ),
            action: Some(("Confirm this address", links.once(Purpose::ChangeEmail, *link))),
            note: "If it was not you, there is nothing to do: without the link nothing changes.",
        },
        Message::EmailChangeAsked { new, at } => Told {
            subject: "Another address was asked for",
            paragraph: format!(
                "On {} somebody signed in as you asked to sign in with {new} instead of this address. Nothing has \
                 changed yet: the link that was sent there has to be opened first.",
                moment(*at)
            ),
            action: None,
            note: "If it was not you, somebody knows your password. Choose a new one at once: that ends the link, too.",
        },
        Message::EmailChanged { new, at } => Told {
            subject: "You sign in with another address now",
            paragraph: format!(
                "Since {} you sign in with {new} and no longer with this address. Your other sessions have ended.",
                moment(*at)
            ),
            action: None,
            note: "If it was not you, ask your account holder for help at once.",
        },
        _ => Told {
            subject: "This address is in use already",
            paragraph: "Somebody wanted to sign in with this address from now on. That is not possible, because it is \
                        in use here already. Nothing was changed."
                .to_owned(),
            action: None,
            note: "If it was you, sign in with this address as before. If not, there is nothing to do.",
        },
    }
}

/// A moment as everybody reads it, whose time zone is not known: `21 November 2026, 12:30 (UTC)`.
fn moment(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
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
    ];
    let at = at.to_zoned(TimeZone::UTC);
    let month = usize::try_from(at.month()).ok().and_then(|month| MONTHS.get(month - 1)).unwrap_or(&"");
    format!("{} {month} {}, {:02}:{:02} (UTC)", at.day(), at.year(), at.hour(), at.minute())
}

/// `Anna`, `Anna and Bo`, `Anna, Bo and Carl`; of many the first few. `None` for nobody.
fn list(names: &[String]) -> Option<String> {
    const MOST: usize = 5;
    let (last, first) = names.get(..names.len().min(MOST))?.split_last()?;
    Some(match (first, names.len() > MOST) {
        ([], _) => last.clone(),
        (first, false) => format!("{} and {last}", first.join(", ")),
        (first, true) => format!("{}, {last} and others", first.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed() {
        let names = |count: usize| {
            ["Anna", "Bo", "Carl", "Dag", "Eva", "Finn"][..count].iter().map(|&n| n.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(list(&names(0)), None);
        assert_eq!(list(&names(1)).as_deref(), Some("Anna"));
        assert_eq!(list(&names(3)).as_deref(), Some("Anna, Bo and Carl"));
        assert_eq!(list(&names(6)).as_deref(), Some("Anna, Bo, Carl, Dag, Eva and others"));
    }

    #[test]
    fn moments_say_their_zone() {
        let at = "2026-03-03T04:05:00Z".parse().expect("a moment");
        assert_eq!(moment(at), "3 March 2026, 04:05 (UTC)");
    }
}

//! Handing the account over (access rule 6): who holds it, what is offered to whom, and when it goes over.

use crate::access::Offer;
use crate::{FieldError, HandoverId, Problem, UserId, text};
use serde::{Deserialize, Serialize};

/// Hours from accepting an account to holding it: access rule 6. Whoever notices that this is not what they want, or
/// that somebody else did it in their name, has that long to cancel it.
pub const HOURS_UNTIL_EFFECT: i64 = 72;

/// Days after which an offer that nobody answered lapses: as long as an invitation to an organization stands on GitHub,
/// and long enough for somebody who is away for a week.
pub const DAYS_UNTIL_LAPSE: i64 = 7;

/// Why an offer that was not let go of does not stand any more (access rule 6: "void if either side's credentials or
/// state change meanwhile").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Void {
    /// Whoever offered it does not hold the account any more.
    NotHolder,
    /// The one it was offered to is not a user any more.
    Gone,
    /// They were suspended.
    Suspended,
    /// They have no way to sign in any more.
    NoLogin,
    /// The holder's login, or its password, email address or second factor, changed since the offer.
    HolderChanged,
    /// The same of the one it was offered to.
    ReceiverChanged,
}

impl Void {
    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotHolder => "not_holder",
            Self::Gone => "gone",
            Self::Suspended => "suspended",
            Self::NoLogin => "no_login",
            Self::HolderChanged => "holder_changed",
            Self::ReceiverChanged => "receiver_changed",
        }
    }

    /// The reason as a sentence to both sides. It names nobody, so that the history may keep it.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::NotHolder => "Whoever offered the account does not hold it any more.",
            Self::Gone => "The one to whom the account was offered is not a user here any more.",
            Self::Suspended => "The one to whom the account was offered was suspended.",
            Self::NoLogin => "The one to whom the account was offered cannot sign in any more.",
            Self::HolderChanged => "How the account holder signs in was changed after the offer.",
            Self::ReceiverChanged => {
                "How the one to whom the account was offered signs in was changed after the offer."
            }
        }
    }
}

impl std::str::FromStr for Void {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::NotHolder, Self::Gone, Self::Suspended, Self::NoLogin, Self::HolderChanged, Self::ReceiverChanged]
            .into_iter()
            .find(|why| why.name() == name)
            .ok_or(())
    }
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// One of the two let go of it.
    Cancelled,
    /// The one to whom it was made did not want it.
    Declined,
    /// Nobody answered in time.
    Lapsed,
    /// Something changed.
    Void(Void),
    /// The account went over.
    Done,
}

impl Outcome {
    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Declined => "declined",
            Self::Lapsed => "lapsed",
            Self::Void(_) => "void",
            Self::Done => "done",
        }
    }

    /// The outcome that is stored as this name, with the reason of [`Void::name`].
    #[must_use]
    pub fn of_names(name: &str, why: Option<&str>) -> Option<Self> {
        match name {
            "cancelled" => Some(Self::Cancelled),
            "declined" => Some(Self::Declined),
            "lapsed" => Some(Self::Lapsed),
            "void" => why?.parse().ok().map(Self::Void),
            "done" => Some(Self::Done),
            _ => None,
        }
    }

    /// What became of an offer by `from` to `to` on this day, as a sentence to either of them.
    #[must_use]
    pub fn explain(self, from: &str, to: &str, day: &str) -> String {
        match self {
            Self::Cancelled => format!("The offer of {from} to {to} was cancelled on {day}."),
            Self::Declined => format!("{to} declined on {day} to take the account from {from}."),
            Self::Lapsed => format!("The offer of {from} to {to} lapsed on {day}: it was not answered in time."),
            Self::Void(why) => format!("The offer of {from} to {to} became void on {day}. {}", why.explain()),
            Self::Done => format!("The account went over from {from} to {to} on {day}."),
        }
    }
}

/// The form that offers the account, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferForm {
    /// The User id of whom it is offered to.
    #[serde(default)]
    pub who: String,
    /// The account's name, typed to confirm.
    #[serde(default)]
    pub confirm: String,
}

impl OfferForm {
    /// Parses what needs no knowledge of the account, so that every fault is told at once: the User id, and the name
    /// as typed. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<(String, String), Problem> {
        let mut errors = Vec::new();
        let who = crate::grant::parse_who(&self.who).map_err(|fault| errors.push(FieldError::new("who", fault)));
        let confirm = match text::line(&self.confirm, 100) {
            Ok(name) if name.is_empty() => {
                Err("The account’s name is missing; type it to confirm that you mean this account.".to_owned())
            }
            Ok(name) => Ok(name),
            Err(fault) => Err(format!("The account’s name {fault}.")),
        };
        let confirm = confirm.map_err(|fault| errors.push(FieldError::new("confirm", fault)));
        match (who, confirm) {
            (Ok(who), Ok(confirm)) => Ok((who, confirm)),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

/// The page about who holds the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipView {
    /// The account's name.
    pub account: String,
    /// Who holds it, by name.
    pub holder: String,
    /// The holder's user, when the reader may open it.
    pub holder_user: Option<UserId>,
    /// The reader holds it.
    pub is_holder: bool,
    /// Since which day, as the reader reads dates.
    pub since: String,
    /// The time zone in which times are told.
    pub zone: String,
    /// The reader may offer it: they hold it, and it is not offered already.
    pub may_offer: bool,
    /// Whether offering and accepting ask for the reader's own password.
    pub confirm: bool,
    /// What is under way, for the two whom it concerns.
    pub pending: Option<Pending>,
    /// What became of the last offer that concerned the reader, as a sentence; empty when there was none.
    pub last: String,
}

/// An offer that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    /// The offer.
    pub id: HandoverId,
    /// Who offers, by name.
    pub from: String,
    /// To whom.
    pub to: String,
    /// It is the reader to whom the account was offered; else they offered it.
    pub to_reader: bool,
    /// When it was offered, as the reader reads it.
    pub offered: String,
    /// When it lapses unless it is accepted.
    pub lapses: String,
    /// When the account goes over; `None` until it is accepted.
    pub takes_effect: Option<String>,
    /// Who stands in for the receiver, told to the receiver: each will act for the account's holder then.
    pub deputies: Vec<String>,
    /// Accept it.
    pub accept: Offer,
    /// Let go of it.
    pub cancel: Offer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_an_offer_is_told_at_once() {
        let Err(problem) = OfferForm::default().parse() else { panic!("accepted") };
        let fields: Vec<_> = problem.field_errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["who", "confirm"]);
        let form = OfferForm { who: " bo@ek.example".into(), confirm: " Nordic  Freight ".into() };
        assert!(form.parse().is_ok());
    }

    #[test]
    fn outcomes_are_stored_by_name() {
        let all = [
            Outcome::Cancelled,
            Outcome::Declined,
            Outcome::Lapsed,
            Outcome::Done,
            Outcome::Void(Void::NotHolder),
            Outcome::Void(Void::Gone),
            Outcome::Void(Void::Suspended),
            Outcome::Void(Void::NoLogin),
            Outcome::Void(Void::HolderChanged),
            Outcome::Void(Void::ReceiverChanged),
        ];
        for outcome in all {
            let why = if let Outcome::Void(why) = outcome { Some(why.name()) } else { None };
            assert_eq!(Outcome::of_names(outcome.name(), why), Some(outcome));
        }
        assert_eq!(Outcome::of_names("void", None), None);
    }
}

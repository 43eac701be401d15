//! Access that people give each other: the forms, and what the Access pages show.

use crate::access::{Level, Offer};
use crate::group::GroupLink;
use crate::{DeputyId, FieldError, GrantId, Problem, UserId, text};
use serde::{Deserialize, Serialize};

/// The form that gives somebody access, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantForm {
    /// The User id of whom it is given to: an email address.
    pub who: String,
    /// A [`Level`] by name.
    #[serde(default)]
    pub level: String,
    /// The last day on which it holds (ISO 8601, `2026-05-03`); empty when it does not end by itself.
    #[serde(default)]
    pub until: String,
}

/// The same, as far as it can be parsed without knowing the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantInput {
    /// The User id.
    pub who: String,
    /// How much.
    pub level: Level,
    /// The last day, not parsed yet: what day it is depends on the person's time zone.
    pub until: Option<String>,
}

impl GrantForm {
    /// Parses every field, so that every fault is told at once. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<GrantInput, Problem> {
        let mut errors = Vec::new();
        let who = parse_who(&self.who).map_err(|fault| errors.push(FieldError::new("who", fault)));
        let level = self.level.parse::<Level>();
        let level = level.map_err(|fault| errors.push(FieldError::new("level", format!("Level {fault}."))));
        let until = parse_day(&self.until).map_err(|fault| errors.push(FieldError::new("until", fault)));
        match (who, level, until) {
            (Ok(who), Ok(level), Ok(until)) => Ok(GrantInput { who, level, until }),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

/// The form that lets somebody act for oneself, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeputyForm {
    /// The User id of who acts.
    pub who: String,
    /// The first day (ISO 8601); empty is at once.
    #[serde(default)]
    pub from: String,
    /// The last day (ISO 8601).
    pub until: String,
}

/// The same, as far as it can be parsed without knowing the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeputyInput {
    /// The User id.
    pub who: String,
    /// The first day.
    pub from: Option<String>,
    /// The last day.
    pub until: String,
}

impl DeputyForm {
    /// As [`GrantForm::parse`].
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<DeputyInput, Problem> {
        let mut errors = Vec::new();
        let who = parse_who(&self.who).map_err(|fault| errors.push(FieldError::new("who", fault)));
        let from = parse_day(&self.from).map_err(|fault| errors.push(FieldError::new("from", fault)));
        let until = parse_day(&self.until)
            .and_then(|day| day.ok_or_else(|| "Last day is missing; a deputy acts for a while only.".to_owned()))
            .map_err(|fault| errors.push(FieldError::new("until", fault)));
        match (who, from, until) {
            (Ok(who), Ok(from), Ok(until)) => Ok(DeputyInput { who, from, until }),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

fn parse_who(typed: &str) -> Result<String, String> {
    match text::line(typed, 254) {
        Ok(who) if who.is_empty() => Err("User id is missing; give the email address of a user.".to_owned()),
        Ok(who) => Ok(who),
        Err(fault) => Err(format!("User id {fault}.")),
    }
}

/// A day of the shape `2026-05-03`; whether there is such a day is found out where dates are known.
fn parse_day(typed: &str) -> Result<Option<String>, String> {
    let typed = typed.trim();
    let is_day = typed.len() == 10
        && typed
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    match typed {
        "" => Ok(None),
        day if is_day => Ok(Some(day.to_owned())),
        _ => Err("Day must be year, month and day, such as 2026-05-03.".to_owned()),
    }
}

/// Who reaches a group or a user, and through what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// The grant; `None` for the account holder's ownership.
    pub grant: Option<GrantId>,
    /// Their name.
    pub name: String,
    /// Their user, when the actor may open it.
    pub user: Option<UserId>,
    /// How much they may; the account holder counts as an administrator.
    pub level: Level,
    /// The group it is on, when it is not the one that is shown; the actor may not be able to open it.
    pub from: Option<GroupLink>,
    /// Through what, as a sentence about them: "Anna Berg administers Operations, granted by Eva Lind on 3 May 2026."
    pub why: String,
    /// The last day, as the actor reads dates; empty when it does not end by itself.
    pub until: String,
    /// They are suspended: it sleeps.
    pub sleeps: bool,
    /// Who set their address last, as a sentence, where that may matter; empty when they did themselves.
    pub email_note: String,
    /// End it; `None` for what cannot be ended (ownership, a deputy's).
    pub revoke: Option<Offer>,
}

/// The Access page of a group or a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// What it is about.
    pub name: String,
    /// Given right here, the newest first.
    pub direct: Vec<Access>,
    /// What reaches here from above, the nearest first, and the account holder last.
    pub inherited: Vec<Access>,
    /// Give somebody access here.
    pub grant: Offer,
    /// Whether giving asks for the actor's own password.
    pub confirm: bool,
    /// The last day up to which the actor can give, when theirs ends (ISO 8601).
    pub latest: String,
}

/// Something that a person reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// The grant; `None` for what they hold as a deputy or by ownership.
    pub grant: Option<GrantId>,
    /// How much.
    pub level: Level,
    /// The group with everything below it; `None` for one user.
    pub group: Option<GroupLink>,
    /// The user.
    pub person: Option<(UserId, String)>,
    /// Users in it.
    pub users: i32,
    /// Through what, as a sentence.
    pub why: String,
    /// The last day, as the actor reads dates; empty when it does not end by itself.
    pub until: String,
    /// End it.
    pub revoke: Option<Offer>,
}

/// What a person can reach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachView {
    /// Who.
    pub name: String,
    /// They hold the account, and so reach everything.
    pub is_holder: bool,
    /// They are suspended: all of it sleeps.
    pub suspended: bool,
    /// What the actor sees of it, in tree order.
    pub reached: Vec<Reached>,
    /// Whether there is more that the actor does not see; never what.
    pub more: bool,
    /// Who acts for them, or for whom they act, as far as it is the actor's to know.
    pub deputies: Vec<Deputyship>,
}

/// An appointment of a deputy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputyship {
    /// The appointment.
    pub id: DeputyId,
    /// Who is away.
    pub principal: String,
    /// Who acts for them.
    pub deputy: String,
    /// The first day, as the actor reads dates.
    pub from: String,
    /// The last day.
    pub until: String,
    /// It holds at this moment.
    pub is_now: bool,
    /// Who set the deputy's address last, as a sentence; empty when they did themselves.
    pub email_note: String,
    /// End it.
    pub end: Offer,
}

/// One's own deputies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeputyView {
    /// Who acts for the person, and for whom they act.
    pub deputies: Vec<Deputyship>,
    /// They have something that another could do for them.
    pub appoint: bool,
    /// Whether appointing asks for the person's own password.
    pub confirm: bool,
}

/// The form that ends a grant: what would fall with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevokeView {
    /// What it is, as a sentence.
    pub why: String,
    /// Whose it is.
    pub name: String,
    /// The grants that rest on it and end with it, each as a sentence.
    pub ends: Vec<String>,
    /// Those among them that the actor could give themselves, and so keep.
    pub keepable: Vec<String>,
    /// Whether ending it asks for the actor's own password.
    pub confirm: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let form = GrantForm { who: " ".into(), level: "owner".into(), until: "tomorrow".into() };
        let Err(problem) = form.parse() else { panic!("accepted") };
        let fields: Vec<_> = problem.field_errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["who", "level", "until"]);
        let form = DeputyForm { who: "bo@ek.example".into(), from: "2026-5-3".into(), until: String::new() };
        let Err(problem) = form.parse() else { panic!("accepted") };
        let fields: Vec<_> = problem.field_errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["from", "until"]);
    }

    #[test]
    fn a_day_is_optional() {
        let form = GrantForm { who: " bo@ek.example ".into(), level: "viewer".into(), until: String::new() };
        let input = GrantInput { who: "bo@ek.example".into(), level: Level::Viewer, until: None };
        assert_eq!(form.parse(), Ok(input));
    }
}

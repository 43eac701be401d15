//! Groups: the nodes of an account's tree.

use crate::access::Offer;
use crate::grant::Access;
use crate::relocation::LastMove;
use crate::text;
use crate::{FieldError, GroupId, Problem};
use serde::{Deserialize, Serialize};

/// How many levels a tree may have, the root counted.
pub const MOST_LEVELS: usize = 32;

/// Parses a group's name: 1 to 100 characters without `/`, which separates names in a path.
///
/// # Errors
/// What is wrong with it, as the end of a sentence that starts with the field's name.
pub fn parse_name(typed: &str) -> Result<String, String> {
    let name = text::line(typed, 100)?;
    if name.is_empty() {
        return Err("is missing; give the group a name".to_owned());
    }
    if name.contains('/') {
        return Err("holds a “/”, which separates groups in a path; use another sign".to_owned());
    }
    Ok(name)
}

/// Parses a group's description: at most 1,000 characters on one line, may be empty.
///
/// # Errors
/// As [`parse_name`].
pub fn parse_description(typed: &str) -> Result<String, String> {
    text::line(typed, 1000)
}

/// Parses a billing code: at most 40 characters, `None` when empty.
///
/// # Errors
/// As [`parse_name`].
pub fn parse_billing_code(typed: &str) -> Result<Option<String>, String> {
    text::line(typed, 40).map(|code| (!code.is_empty()).then_some(code))
}

/// The form that adds or edits a group, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupForm {
    /// See [`parse_name`].
    pub name: String,
    /// See [`parse_description`].
    #[serde(default)]
    pub description: String,
    /// See [`parse_billing_code`].
    #[serde(default)]
    pub billing_code: String,
}

/// The same, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupInput {
    /// Its name.
    pub name: String,
    /// Its description, possibly empty.
    pub description: String,
    /// Its billing code.
    pub billing_code: Option<String>,
}

impl GroupForm {
    /// Parses every field, so that every fault is told at once. The browser calls this too.
    ///
    /// # Errors
    /// [`Problem::Invalid`] with a fault for each field that has one.
    pub fn parse(&self) -> Result<GroupInput, Problem> {
        let mut errors = Vec::new();
        let mut keep = |field: &str, label: &str, fault: String| {
            errors.push(FieldError::new(field, format!("{label} {fault}.")));
        };
        let name = parse_name(&self.name).map_err(|fault| keep("name", "Name", fault));
        let description =
            parse_description(&self.description).map_err(|fault| keep("description", "Description", fault));
        let billing_code =
            parse_billing_code(&self.billing_code).map_err(|fault| keep("billing_code", "Billing code", fault));
        match (name, description, billing_code) {
            (Ok(name), Ok(description), Ok(billing_code)) => Ok(GroupInput { name, description, billing_code }),
            _ => Err(Problem::Invalid { errors }),
        }
    }
}

/// A group by name, as part of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupLink {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Whether the actor may open it; names of groups above are visible to everyone below, nothing else of them is.
    pub open: bool,
}

/// A group's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupView {
    /// The group.
    pub id: GroupId,
    /// Its name.
    pub name: String,
    /// Its description, possibly empty.
    pub description: String,
    /// Its billing code, possibly empty.
    pub billing_code: String,
    /// The groups above it, from the root down.
    pub path: Vec<GroupLink>,
    /// Whether it is the account's top group.
    pub is_root: bool,
    /// Users directly in it.
    pub direct_users: i32,
    /// Users in it and everything below.
    pub subtree_users: i32,
    /// Groups below it.
    pub subtree_groups: i32,
    /// Counts up with each change; a form sends back the one that it was filled from.
    pub version: i32,
    /// Why the actor may see it.
    pub why: String,
    /// Who may administer or view it, and through what; the nearest first.
    pub administrators: Vec<Access>,
    /// What may be done to it.
    pub may: GroupOffers,
    /// Its last move, while that can be undone.
    pub last_move: Option<LastMove>,
}

/// What may be done to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupOffers {
    /// Add a group below it.
    pub add_group: Offer,
    /// Add a user to it.
    pub add_user: Offer,
    /// Change its description.
    pub describe: Offer,
    /// Change its name.
    pub rename: Offer,
    /// Change its billing code.
    pub set_billing_code: Offer,
    /// Delete it; also refused while it is not empty.
    pub delete: Offer,
    /// Move it somewhere.
    pub relocate: Offer,
    /// Read what was done to it and everything below it.
    pub history: Offer,
}

/// A place to which a group or user could go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// The group.
    pub id: GroupId,
    /// Its name with those above it, as far as the actor sees, joined with ` / `.
    pub path: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once() {
        let form = GroupForm { name: "a/b".into(), description: "x".repeat(1001), billing_code: "y".repeat(41) };
        let Err(problem) = form.parse() else { panic!("accepted") };
        let fields: Vec<_> = problem.field_errors().iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["name", "description", "billing_code"]);
    }

    #[test]
    fn an_empty_billing_code_is_none() {
        assert_eq!(parse_billing_code("  "), Ok(None));
        assert_eq!(parse_billing_code(" NF-210 "), Ok(Some("NF-210".to_owned())));
    }
}

//! Moving a group or a user: what is foretold, and what can be undone.

use crate::access::Offer;
use crate::group::Destination;
use serde::{Deserialize, Serialize};

/// For how many days a move can be undone.
pub const UNDO_DAYS: i32 = 30;

/// The *Move to…* dialog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveView {
    /// The name of what moves.
    pub name: String,
    /// Where it is now.
    pub from: String,
    /// Users that move along; 1 for a user.
    pub users: i32,
    /// Groups that move along, the moved one not counted.
    pub groups: i32,
    /// The chosen destination, when there is one.
    pub to: Option<Destination>,
    /// Why the move to the chosen destination would be refused.
    pub refused: Option<String>,
    /// What the move to the chosen destination changes, unless it is refused.
    pub preview: Option<MovePreview>,
    /// Destinations that match what was searched, at most [`MoveView::MOST`].
    pub destinations: Vec<Destination>,
    /// Whether there are more than are listed.
    pub more: bool,
}

impl MoveView {
    /// How many destinations one page lists.
    pub const MOST: usize = 50;
}

/// What a move changes beside the place. It is worked out by what carries it out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovePreview {
    /// Who can administer or view from then on, or more than before.
    pub gains: Names,
    /// Who no longer can, or less than before.
    pub losses: Names,
    /// Settings whose value changes.
    pub settings: Vec<SettingChange>,
    /// The billing code under which it counts, before and after, when it changes; empty for none.
    pub billing_code: Option<(String, String)>,
    /// Access that ends because what it rests on does not reach there, each as a sentence.
    pub ends: Vec<String>,
    /// Access that would end but goes on as given by whoever moves.
    pub keeps: Vec<String>,
}

/// Some people by name, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// What is said of each, at most [`Names::MOST`].
    pub first: Vec<String>,
    /// How many there are in all.
    pub count: usize,
}

impl Names {
    /// How many are named.
    pub const MOST: usize = 20;

    /// Names the first of these and counts them all.
    #[must_use]
    pub fn of(mut all: Vec<String>) -> Self {
        let count = all.len();
        all.truncate(Self::MOST);
        Self { first: all, count }
    }
}

/// A setting that has another value afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingChange {
    /// The setting's name.
    pub name: String,
    /// Its value before.
    pub from: String,
    /// Its value after.
    pub to: String,
    /// For how many users.
    pub users: i64,
}

/// The last move of a group or a user, for as long as it can be undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastMove {
    /// The move.
    pub id: String,
    /// What it was, as a sentence.
    pub what: String,
    /// Undo it.
    pub undo: Offer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_twenty_are_named_and_all_are_counted() {
        let all: Vec<String> = (0..25).map(|number| number.to_string()).collect();
        let names = Names::of(all);
        assert_eq!((names.first.len(), names.count), (20, 25));
    }
}

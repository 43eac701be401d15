//! The Users page: what is asked for in its address, and the rows that answer.

use crate::user::UserKind;
use crate::{GroupId, UserId};
use serde::{Deserialize, Serialize};

/// Users of one group that the tree lists before "N more".
pub const USERS_PER_GROUP: i64 = 25;
/// Subgroups of one group that the tree lists before "N more groups".
pub const GROUPS_PER_GROUP: i32 = 100;
/// Groups that can stand open at once; the page stays at a few hundred rows.
pub const MOST_OPEN: usize = 40;
/// Rows of one page of a list.
pub const LIST_PAGE: i64 = 50;
/// A search gathers at most this many users, then asks to be narrowed.
pub const MOST_FOUND: i64 = 1000;

/// What the Users page shows, as it stands in the address's query. All text, as typed: what does not parse is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeView {
    /// Open groups, by id, separated by dots. Empty: the actor's top groups and what `reveal` needs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub open: String,
    /// A group or user that must be visible: the groups above it are opened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reveal: String,
    /// A group whose subgroups are all listed, not only the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub all: String,
    /// Search: part of a User id or name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// Only users of this [`UserKind`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Only this group with everything below it, as a list.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// Where a page of a list begins: [`ListPage::next`] of the page before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl TreeView {
    /// Whether this asks for a list of users under their groups rather than for the tree.
    #[must_use]
    pub fn is_list(&self) -> bool {
        !(self.q.trim().is_empty() && self.kind.is_empty() && self.within.is_empty())
    }

    /// The open groups.
    #[must_use]
    pub fn open_groups(&self) -> Vec<GroupId> {
        self.open.split('.').filter_map(|id| id.parse().ok()).take(MOST_OPEN).collect()
    }

    /// The value of `open` with one more group, or with one fewer.
    #[must_use]
    pub fn toggled(open: &[GroupId], group: GroupId) -> String {
        let mut ids: Vec<_> = open.iter().filter(|id| **id != group).map(ToString::to_string).collect();
        if ids.len() == open.len() {
            ids.push(group.to_string());
        }
        if ids.is_empty() { "none".to_owned() } else { ids.join(".") }
    }
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_so(value: &bool) -> bool {
    *value
}

/// What every second row does not say is left out on the wire.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// A group in the tree. (One letter a field on the wire: a page has a hundred rows, and each is sent with its names.)
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRow {
    /// The group.
    #[serde(rename = "i")]
    pub id: GroupId,
    /// Its name.
    #[serde(rename = "n")]
    pub name: String,
    /// Levels below the topmost row, from 0.
    #[serde(rename = "d")]
    pub depth: u8,
    /// Users in it and everything below.
    #[serde(rename = "u")]
    pub users: i32,
    /// Groups below it.
    #[serde(rename = "s", default, skip_serializing_if = "is_default")]
    pub groups: i32,
    /// Its billing code, possibly empty.
    #[serde(rename = "b", default, skip_serializing_if = "String::is_empty")]
    pub billing_code: String,
    /// It is the account's top group.
    #[serde(rename = "r", default, skip_serializing_if = "is_default")]
    pub is_root: bool,
    /// Its users and groups are listed below.
    #[serde(rename = "o", default, skip_serializing_if = "is_default")]
    pub open: bool,
    /// The actor may add to it. Not sent when it is so: whoever sees many groups mostly administers them.
    #[serde(rename = "a", default = "yes", skip_serializing_if = "is_so")]
    pub may_add: bool,
    /// The actor may move it from where it is. Not sent when it is so.
    #[serde(rename = "m", default = "yes", skip_serializing_if = "is_so")]
    pub may_move: bool,
}

/// A user in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserRow {
    /// The user.
    #[serde(rename = "i")]
    pub id: UserId,
    /// The group they are in.
    #[serde(rename = "g")]
    pub group: GroupId,
    /// Person or system.
    #[serde(rename = "k")]
    pub kind: UserKind,
    /// Their User id.
    #[serde(rename = "h")]
    pub handle: String,
    /// Their friendly name, else their own name, possibly empty.
    #[serde(rename = "n")]
    pub name: String,
    /// Levels below the topmost row, from 0.
    #[serde(rename = "d")]
    pub depth: u8,
    /// They hold the account.
    #[serde(rename = "e", default, skip_serializing_if = "is_default")]
    pub is_holder: bool,
    /// They are suspended.
    #[serde(rename = "x", default, skip_serializing_if = "is_default")]
    pub suspended: bool,
    /// What they administer as far as the actor sees it: the name of one group and how many more.
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub administers: Option<(String, i64)>,
    /// When they were last active, in a few words; empty when never.
    #[serde(rename = "t", default, skip_serializing_if = "String::is_empty")]
    pub active: String,
    /// The actor may move them from where they are.
    #[serde(rename = "m", default, skip_serializing_if = "is_default")]
    pub may_move: bool,
}

/// One row of the Users page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Row {
    /// A group.
    Group(GroupRow),
    /// A user.
    User(UserRow),
    /// Users of the group above that are not listed.
    MoreUsers {
        /// That group.
        #[serde(rename = "g")]
        group: GroupId,
        /// How many.
        #[serde(rename = "c")]
        count: i32,
        /// Levels below the topmost row.
        #[serde(rename = "d")]
        depth: u8,
    },
    /// Subgroups of the group above are not all listed.
    MoreGroups {
        /// That group.
        #[serde(rename = "g")]
        group: GroupId,
        /// Levels below the topmost row.
        #[serde(rename = "d")]
        depth: u8,
    },
}

/// What a list found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// Users found by a search, at most [`MOST_FOUND`]; `None` without one.
    pub found: Option<i64>,
    /// The name of the group it is limited to.
    pub within: Option<String>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// The Users page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreePage {
    /// In the order in which they stand.
    pub rows: Vec<Row>,
    /// The groups that stand open.
    pub open: Vec<GroupId>,
    /// Users that the actor sees in all.
    pub total_users: i64,
    /// Groups that the actor sees in all.
    pub total_groups: i64,
    /// Present when this is a list.
    pub list: Option<ListPage>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn toggling_twice_is_toggling_never() {
        let (a, b) = (GroupId(Uuid::from_u128(1)), GroupId(Uuid::from_u128(2)));
        let view = |open: String| TreeView { open, ..TreeView::default() }.open_groups();
        assert_eq!(view(TreeView::toggled(&[a], b)), [a, b]);
        assert_eq!(view(TreeView::toggled(&[a, b], b)), [a]);
        assert_eq!(TreeView::toggled(&[a], a), "none", "an empty list means the default, so nothing open has a word");
    }

    #[test]
    fn what_does_not_parse_is_ignored() {
        let view = TreeView { open: "x..7".into(), ..TreeView::default() };
        assert_eq!(view.open_groups(), []);
    }
}

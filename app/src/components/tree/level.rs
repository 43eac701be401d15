//! One level of the tree, for a screen that has room for no more: a group with its users and subgroups, and the path to
//! it above them.
//!
//! The rows are those of the whole tree. Each that is no part of the level says so in `data-level`, and a narrow screen
//! leaves it out; so it works by links alone, and turning the device loses nothing.

use domain::GroupId;
use domain::tree::{Row, TreePage, TreeView};

/// What is shown of each row.
#[derive(Debug, Default)]
pub(super) struct Level {
    places: Vec<Option<&'static str>>,
    ways: Vec<Option<String>>,
}

impl Level {
    /// The level of the group that was opened last; that of the topmost groups when none was and there are several.
    pub(super) fn of(page: &TreePage, view: &TreeView) -> Self {
        let rows = &page.rows;
        let here = here(page, view);
        let path = here.map(|here| path_to(rows, here)).unwrap_or_default();
        // Where the level lies among the rows, and how deep.
        let (inside, level_depth) = here.map_or((0..rows.len(), 0), |here| {
            let below = rows[here + 1..].iter().take_while(|row| depth(row) > depth(&rows[here])).count();
            (here + 1..here + 1 + below, depth(&rows[here]) + 1)
        });
        let place = |at: usize, row: &Row| match at {
            _ if here == Some(at) => Some("here"),
            _ if path.contains(&at) => Some("path"),
            _ if inside.contains(&at) && depth(row) == level_depth => None,
            _ => Some("beyond"),
        };
        let mut above: Vec<(u8, GroupId)> = Vec::new();
        let mut way = |at: usize, row: &Row| {
            let Row::Group(group) = row else { return None };
            while above.pop_if(|(depth, _)| *depth >= group.depth).is_some() {}
            above.push((group.depth, group.id));
            let ids = above.iter().map(|(_, id)| id.to_string());
            (group.open && here != Some(at)).then(|| ids.collect::<Vec<_>>().join("."))
        };
        Self {
            places: rows.iter().enumerate().map(|(at, row)| place(at, row)).collect(),
            ways: rows.iter().enumerate().map(|(at, row)| way(at, row)).collect(),
        }
    }

    /// The value of the row's `data-level`: none for what the level lists.
    pub(super) fn place(&self, at: usize) -> Option<&'static str> {
        self.places.get(at).copied().flatten()
    }

    /// The groups to be open for a screen to show the level of the group in this row, when it stands open already.
    pub(super) fn way_to(&self, at: usize) -> Option<String> {
        self.ways.get(at).cloned().flatten()
    }
}

/// Where the group stands that was opened last.
fn here(page: &TreePage, view: &TreeView) -> Option<usize> {
    let open =
        |id: GroupId| page.rows.iter().position(|row| matches!(row, Row::Group(group) if group.open && group.id == id));
    let last = view.open_groups().into_iter().rev().find_map(open);
    let mut tops = page.rows.iter().filter(|row| depth(row) == 0);
    let only = tops.next().filter(|_| tops.next().is_none());
    last.or_else(|| match only {
        Some(Row::Group(group)) => open(group.id),
        _ => None,
    })
}

/// Where the groups around the row at `here` stand.
fn path_to(rows: &[Row], here: usize) -> Vec<usize> {
    let mut lowest = depth(&rows[here]);
    let mut path = Vec::new();
    for at in (0..here).rev() {
        if depth(&rows[at]) < lowest {
            lowest = depth(&rows[at]);
            path.push(at);
        }
    }
    path
}

const fn depth(row: &Row) -> u8 {
    match row {
        Row::Group(group) => group.depth,
        Row::User(user) => user.depth,
        Row::MoreUsers { depth, .. } | Row::MoreGroups { depth, .. } => *depth,
    }
}

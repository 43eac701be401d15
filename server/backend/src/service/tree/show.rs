//! The tree of groups and users, or a list of users under their groups.

use crate::Result;
use crate::access::{Member, Scope};
use crate::store;
use crate::store::tree::{Cursor, Search, Sight, TreeGroup, TreeUser};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::{Action, GroupFacts, Target, UserFacts};
use domain::tree::{GroupRow, LIST_PAGE, ListPage, MOST_OPEN, Row, TreePage, TreeView, UserRow};
use domain::user::UserKind;
use domain::{GroupId, Problem, UserId};
use std::collections::HashMap;
use uuid::Uuid;

/// The Users page as `view` asks for it, with exactly what the actor sees.
///
/// # Errors
/// [`Problem::Forbidden`] when the actor administers nothing; [`Problem::NotFound`] when `view.within` names a group
/// that they do not see.
pub async fn show(scope: &mut Scope, view: &TreeView) -> Result<TreePage> {
    scope.require(Action::BrowseUsers, &Target::Account(scope.account()))?;
    let member = scope.member()?.clone();
    let sight = Sight {
        account: scope.account(),
        scopes: member.roots().iter().map(|root| root.sort_path.clone()).collect(),
        now: scope.now(),
    };
    let alone = alone(scope, &member, &sight).await?;
    let roots = member.roots();
    let total_users =
        roots.iter().map(|root| i64::from(root.users)).sum::<i64>() + i64::try_from(alone.len()).unwrap_or(i64::MAX);
    let (rows, open, list) = if view.is_list() {
        let (rows, list) = list(scope, &member, &sight, alone, view).await?;
        (rows, Vec::new(), Some(list))
    } else {
        let (rows, open) = tree(scope, &member, &sight, &alone, view).await?;
        (rows, open, None)
    };
    Ok(TreePage {
        rows,
        open,
        total_users,
        total_groups: roots.iter().map(|root| i64::from(root.groups) + 1).sum(),
        list,
    })
}

/// Users that the actor was given one by one and who are in no group that they see.
async fn alone(scope: &mut Scope, member: &Member, sight: &Sight) -> Result<Vec<TreeUser>> {
    let singles = member.singles();
    if singles.is_empty() {
        return Ok(Vec::new());
    }
    let mut users = store::tree::users(scope.tx(), sight, &singles).await?;
    users.retain(|user| !member.sees(&user.sort_path));
    Ok(users)
}

async fn tree(
    scope: &mut Scope,
    member: &Member,
    sight: &Sight,
    alone: &[TreeUser],
    view: &TreeView,
) -> Result<(Vec<Row>, Vec<GroupId>)> {
    let roots: Vec<Uuid> = member.roots().iter().map(|root| root.id.0).collect();
    let reveal: Option<Uuid> = view.reveal.parse().ok();
    let wanted: Vec<Uuid> = if view.open.is_empty() {
        roots.iter().copied().take(MOST_OPEN).collect()
    } else {
        view.open_groups().into_iter().map(Uuid::from).collect()
    };
    let all_of: Option<Uuid> = view.all.parse().ok();
    let groups = store::tree::groups(scope.tx(), sight.account, &roots, &wanted, reveal, all_of).await?;
    let open: Vec<Uuid> = groups.iter().filter(|group| group.open).map(|group| group.id).collect();
    let mut users: HashMap<Uuid, Vec<TreeUser>> = HashMap::new();
    for user in store::tree::users_of(scope.tx(), sight, &open, reveal).await? {
        users.entry(user.group_id).or_default().push(user);
    }

    let mut writer = Writer::new(scope, member);
    let mut unlisted: Vec<(usize, GroupId)> = Vec::new();
    for group in groups {
        let depth = writer.enter(&group);
        // Groups that are left behind tell of the subgroups that they did not list.
        while let Some((at, id)) = unlisted.pop_if(|(at, _)| *at >= depth) {
            writer.rows.push(Row::MoreGroups { group: id, depth: level(at + 1) });
        }
        writer.group(&group, depth);
        if group.open {
            let listed = users.remove(&group.id).unwrap_or_default();
            let rest = group.direct_users - i32::try_from(listed.len()).unwrap_or(i32::MAX);
            for user in &listed {
                writer.user(user, depth + 1);
            }
            if rest > 0 {
                writer.rows.push(Row::MoreUsers { group: GroupId(group.id), count: rest, depth: level(depth + 1) });
            }
        }
        if group.more {
            unlisted.push((depth, GroupId(group.id)));
        }
    }
    while let Some((at, id)) = unlisted.pop() {
        writer.rows.push(Row::MoreGroups { group: id, depth: level(at + 1) });
    }
    let mut rows = writer.rows;
    let mut writer = Writer::new(scope, member);
    for user in alone {
        writer.user(user, 0);
    }
    rows.append(&mut writer.rows);
    Ok((rows, open.into_iter().map(GroupId).collect()))
}

async fn list(
    scope: &mut Scope,
    member: &Member,
    sight: &Sight,
    alone: Vec<TreeUser>,
    view: &TreeView,
) -> Result<(Vec<Row>, ListPage)> {
    let kind: Option<UserKind> = view.kind.parse().ok();
    let after = decode(&view.after).unwrap_or_default();
    let within = match view.within.as_str() {
        "" => None,
        id => {
            let id: GroupId = crate::service::id(id)?;
            let group =
                store::groups::find(scope.tx(), sight.account, id, &member.held).await?.ok_or(Problem::NotFound)?;
            scope.require(Action::ViewGroup, &Target::Group(group.facts.clone()))?;
            Some(group)
        }
    };
    let starts = within.as_ref().map_or_else(|| sight.scopes.clone(), |group| vec![group.sort_path.clone()]);
    let term = view.q.trim();
    let (found, mut users) = if term.is_empty() {
        (None, page(scope, sight, &starts, kind, &after).await?)
    } else {
        let whole_account = within.is_none() && member.roots().iter().any(|root| root.id == member.root);
        let singles = if within.is_some() { Vec::new() } else { member.singles() };
        let search = Search { term, scopes: (!whole_account).then_some(&starts), singles: &singles, kind };
        let (found, users) = store::tree::search(scope.tx(), sight, &search, &after).await?;
        (Some(found), users)
    };
    let most = usize::try_from(LIST_PAGE).unwrap_or(usize::MAX);
    let next = (users.len() > most).then(|| {
        users.truncate(most);
        users.last().map(|last| Cursor { sort_path: last.sort_path.clone(), handle_key: last.handle_key.clone() })
    });
    let next = next.flatten().as_ref().map(encode);
    // A walk through the groups does not meet them; a search does.
    if found.is_none() && within.is_none() && after == Cursor::default() {
        users.extend(alone.into_iter().filter(|user| kind.is_none_or(|kind| kind.name() == user.kind)));
    }

    let mut in_groups: Vec<GroupId> = users.iter().map(|user| GroupId(user.group_id)).collect();
    in_groups.sort();
    in_groups.dedup();
    let mut groups = store::tree::groups_above(scope.tx(), sight.account, &in_groups).await?;
    groups.retain(|group| member.sees(&group.sort_path));
    let mut writer = Writer::new(scope, member);
    // Users in no group that the actor sees were given to them one by one; they stand first, without a group.
    let (alone, users): (Vec<_>, Vec<_>) = users.into_iter().partition(|user| !member.sees(&user.sort_path));
    let mut users = users.into_iter().peekable();
    for user in &alone {
        writer.user(user, 0);
    }
    for group in &groups {
        let depth = writer.enter(group);
        writer.group(group, depth);
        while let Some(user) = users.next_if(|user| user.group_id == group.id) {
            writer.user(&user, depth + 1);
        }
    }
    Ok((writer.rows, ListPage { found, within: within.map(|group| group.name), next }))
}

/// One page over several subtrees, which are in tree order and apart from each other.
async fn page(
    scope: &mut Scope,
    sight: &Sight,
    starts: &[String],
    kind: Option<UserKind>,
    after: &Cursor,
) -> Result<Vec<TreeUser>> {
    let most = usize::try_from(LIST_PAGE + 1).unwrap_or(usize::MAX);
    let mut users = Vec::new();
    for start in starts {
        let left_behind = *start < after.sort_path && !after.sort_path.starts_with(start);
        if users.len() < most && !left_behind {
            users.extend(store::tree::list(scope.tx(), sight, start, kind, after).await?);
        }
    }
    users.truncate(most);
    Ok(users)
}

/// Writes rows, with what the actor may do on each.
struct Writer<'a> {
    scope: &'a Scope,
    member: &'a Member,
    /// The groups around the current row, from the topmost down, and where each stands in tree order.
    around: Vec<(GroupId, String)>,
    rows: Vec<Row>,
}

impl<'a> Writer<'a> {
    fn new(scope: &'a Scope, member: &'a Member) -> Self {
        Self { scope, member, around: Vec::new(), rows: Vec::new() }
    }

    /// Steps into a group, out of those that it does not stand in; gives its depth.
    fn enter(&mut self, group: &TreeGroup) -> usize {
        while self.around.pop_if(|(_, path)| !group.sort_path.starts_with(path.as_str())).is_some() {}
        self.around.push((GroupId(group.id), group.sort_path.clone()));
        self.around.len() - 1
    }

    /// What is known of the current group. The groups above the topmost one are left out: nothing that the actor holds
    /// is on them, so they decide nothing.
    fn facts(&self) -> GroupFacts {
        GroupFacts { account: self.scope.account(), path: self.around.iter().map(|(id, _)| *id).collect() }
    }

    fn group(&mut self, group: &TreeGroup, depth: usize) {
        let facts = self.facts();
        let is_root = group.parent_id.is_none();
        let target = Target::Group(facts.clone());
        // A row is draggable when some move of it could be allowed: when it may be taken from where it is.
        let may_move = !is_root
            && facts
                .parent()
                .is_some_and(|parent| self.scope.offer(Action::MoveGroup, &Target::GroupMove(facts, parent)).allowed);
        self.rows.push(Row::Group(GroupRow {
            id: GroupId(group.id),
            name: group.name.clone(),
            depth: level(depth),
            users: group.subtree_users,
            groups: group.subtree_groups,
            billing_code: group.billing_code.clone().unwrap_or_default(),
            is_root,
            open: group.open,
            may_add: self.scope.offer(Action::AddGroup, &target).allowed,
            may_move,
        }));
    }

    fn user(&mut self, user: &TreeUser, depth: usize) {
        let member = self.member;
        let name = [&user.friendly_name, &user.full_name].into_iter().find(|name| !name.is_empty());
        let administers = user.administered.as_ref().and_then(|names| {
            let rest = i64::try_from(names.len()).unwrap_or(i64::MAX) - 1;
            names.first().map(|first| (first.clone(), rest))
        });
        self.rows.push(Row::User(UserRow {
            id: UserId(user.id),
            group: GroupId(user.group_id),
            kind: user.kind.parse().unwrap_or(UserKind::Person),
            handle: user.handle.clone(),
            name: name.cloned().unwrap_or_default(),
            depth: level(depth),
            is_holder: UserId(user.id) == member.holder,
            suspended: user.suspended,
            administers,
            active: user.last_active_at.map(|at| member.reader.ago(at.to_jiff(), self.scope.now())).unwrap_or_default(),
            may_move: depth > 0 && self.may_move_user(UserId(user.id)),
        }));
    }

    /// As for a group: whether the user may be taken from where they are.
    fn may_move_user(&self, id: UserId) -> bool {
        let group = self.facts();
        let user = UserFacts { id, group: group.clone() };
        self.scope.offer(Action::MoveUser, &Target::UserMove(user, group)).allowed
    }
}

fn level(depth: usize) -> u8 {
    u8::try_from(depth).unwrap_or(u8::MAX)
}

/// A cursor as it stands in an address.
fn encode(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}\u{2}{}", cursor.sort_path, cursor.handle_key))
}

fn decode(text: &str) -> Option<Cursor> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    // What an address says goes into a comparison only; a text that PostgreSQL cannot hold is no cursor.
    let (sort_path, handle_key) = text.split_once('\u{2}').filter(|_| !text.contains('\0'))?;
    Some(Cursor { sort_path: sort_path.to_owned(), handle_key: handle_key.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_address() {
        let cursor = Cursor { sort_path: "nordic\u{1}abc\u{1}".into(), handle_key: "eva@x.example".into() };
        assert_eq!(decode(&encode(&cursor)), Some(cursor));
        assert_eq!(decode("!"), None);
        assert_eq!(decode(""), None);
    }
}

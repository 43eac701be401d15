//! What an import changes: the files' rows compared with the account as it stands.

use super::fault::{Faults, shown};
use super::rows::{GroupLine, Key, Path, UserLine, key_below};
use super::{Phase, Progress, Report};
use crate::access::Scope;
use crate::clock::Entropy;
use crate::store::bulk::{self, BATCH, BulkGrant, BulkGroup, BulkUser};
use crate::{Result, store};
use domain::access::Level;
use domain::user::UserKind;
use domain::{GrantId, GroupId, UserId};
use std::collections::{BTreeMap, HashMap};

/// What is to be written.
#[derive(Default)]
pub(super) struct Plan {
    /// New groups by level, so that parents come first.
    pub(super) groups: BTreeMap<usize, Vec<BulkGroup>>,
    pub(super) descriptions: Vec<(GroupId, String)>,
    pub(super) users: Vec<BulkUser>,
    pub(super) moves: Vec<(UserId, GroupId)>,
    pub(super) grants: Vec<BulkGrant>,
    /// What came of each row.
    pub(super) report: Report,
}

/// The account's groups by key, those of the file included.
struct Groups {
    by_key: HashMap<Key, GroupId>,
    root_key: Key,
    root_name: String,
}

/// Compares. Faults go to the file in which they stand; with any of them the plan is worth nothing.
pub(super) async fn plan(
    scope: &mut Scope,
    entropy: &Entropy,
    groups: Vec<GroupLine>,
    users: Vec<UserLine>,
    faults: (&mut Faults, &mut Faults),
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Plan> {
    let (in_groups, in_users) = faults;
    let mut plan = Plan::default();
    let mut known = plan.groups(scope, entropy, groups, in_groups).await?;
    let total = u64::try_from(users.len()).ok();
    let mut users = users.into_iter();
    let mut done = 0;
    loop {
        let batch: Vec<UserLine> = users.by_ref().take(BATCH).collect();
        if batch.is_empty() || in_users.enough() {
            return Ok(plan);
        }
        done += u64::try_from(batch.len()).unwrap_or_default();
        plan.users(scope, entropy, batch, &mut known, in_users).await?;
        progress(Progress { phase: Phase::Comparing, done, total });
    }
}

impl Plan {
    async fn groups(
        &mut self,
        scope: &mut Scope,
        entropy: &Entropy,
        rows: Vec<GroupLine>,
        faults: &mut Faults,
    ) -> Result<Groups> {
        let (account, now) = (scope.account(), scope.now());
        let mut known = Groups { by_key: HashMap::new(), root_key: Key::new(), root_name: String::new() };
        let mut keys: HashMap<GroupId, Key> = HashMap::new();
        let mut descriptions: HashMap<GroupId, String> = HashMap::new();
        for group in store::bulk::known_groups(scope.tx(), account).await? {
            let above = group.parent.and_then(|parent| keys.get(&parent)).map(String::as_str).unwrap_or_default();
            let key = key_below(above, &group.key);
            if group.parent.is_none() {
                (known.root_key, known.root_name) = (key.clone(), group.name);
            }
            keys.insert(group.id, key.clone());
            descriptions.insert(group.id, group.description);
            known.by_key.insert(key, group.id);
        }

        let mut new = Vec::new();
        for row in rows {
            if let Some(id) = known.by_key.get(&row.path.key) {
                if descriptions.get(id) == Some(&row.description) {
                    self.report.groups.skipped += 1;
                } else {
                    self.report.groups.updated += 1;
                    self.descriptions.push((*id, row.description));
                }
            } else if !row.path.key.starts_with(&known.root_key) {
                faults.push(row.line, "path", known.no_such_root());
            } else {
                new.push(row);
            }
        }
        // Parents may stand below their children in the file, so every new group is known before any parent is asked for.
        for row in &new {
            known.by_key.insert(row.path.key.clone(), GroupId(entropy.id(now)?));
        }
        for row in new {
            let id = known.by_key.get(&row.path.key);
            let parent = row.path.parent.as_ref().and_then(|key| known.by_key.get(key));
            let (Some(id), Some(parent)) = (id, parent) else {
                let reason =
                    format!("the group above “{}” is neither in this file nor in the account", shown(&row.path.name));
                faults.push(row.line, "path", reason);
                continue;
            };
            self.report.groups.created += 1;
            let group = BulkGroup {
                id: *id,
                parent: *parent,
                name: row.path.name,
                description: row.description,
                billing_code: None,
            };
            self.groups.entry(level(&row.path.key)).or_default().push(group);
        }
        Ok(known)
    }

    async fn users(
        &mut self,
        scope: &mut Scope,
        entropy: &Entropy,
        rows: Vec<UserLine>,
        groups: &mut Groups,
        faults: &mut Faults,
    ) -> Result<()> {
        let (account, now) = (scope.account(), scope.now());
        let keys: Vec<String> = rows.iter().map(|row| row.email.key()).collect();
        let known: HashMap<String, _> = bulk::known_users(scope.tx(), account, &keys)
            .await?
            .into_iter()
            .map(|user| (user.key, (user.id, user.group, user.kind)))
            .collect();
        let holders: Vec<_> = known.values().map(|(id, ..)| id.0).collect();
        let held: HashMap<(UserId, GroupId), bool> = bulk::known_grants(scope.tx(), account, &holders, now)
            .await?
            .into_iter()
            .map(|grant| ((grant.user, grant.group), grant.administers))
            .collect();

        for row in rows {
            let group = groups.find(&row.group).map_err(|reason| faults.push(row.line, "group", reason));
            let mut administers = Vec::new();
            for path in &row.administers {
                match groups.find(path) {
                    Ok(group) => administers.push(group),
                    Err(reason) => faults.push(row.line, "administers", reason),
                }
            }
            let Ok(group) = group else { continue };
            let user = match known.get(&row.email.key()) {
                Some((_, _, UserKind::System)) if !administers.is_empty() => {
                    let reason = format!("“{}” is a system user; system users administer nothing", row.email);
                    faults.push(row.line, "administers", reason);
                    continue;
                }
                Some((id, at, _)) => {
                    if *at == group {
                        self.report.users.skipped += 1;
                    } else {
                        self.report.users.updated += 1;
                        self.moves.push((*id, group));
                    }
                    *id
                }
                None => {
                    self.report.users.created += 1;
                    let id = UserId(entropy.id(now)?);
                    self.users.push(BulkUser::person(id, group, row.email.as_str().to_owned()));
                    id
                }
            };
            for group in administers {
                match held.get(&(user, group)) {
                    Some(true) => {
                        self.report.grants.skipped += 1;
                        continue;
                    }
                    Some(false) => self.report.grants.updated += 1,
                    None => self.report.grants.created += 1,
                }
                let id = GrantId(entropy.id(now)?);
                let level = Level::Administrator;
                self.grants.push(BulkGrant { id, user, group, level, granted_by: None, rests_on: None });
            }
        }
        Ok(())
    }
}

impl Groups {
    fn find(&self, path: &Path) -> Result<GroupId, String> {
        self.by_key.get(&path.key).copied().ok_or_else(|| {
            if path.key.starts_with(&self.root_key) {
                format!(
                    "there is no group “{}” at this path, neither in the groups file nor in the account",
                    shown(&path.name)
                )
            } else {
                self.no_such_root()
            }
        })
    }

    fn no_such_root(&self) -> String {
        format!("the path does not start with “{}”, the account's top group", shown(&self.root_name))
    }
}

/// Levels above the group of this key.
fn level(key: &str) -> usize {
    key.matches('\u{1}').count()
}

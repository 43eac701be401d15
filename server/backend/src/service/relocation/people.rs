//! Who gains and who loses access by a move: whoever reaches the one place and not the other.

use crate::access::Scope;
use crate::store::grants::{Grant, GrantOn, Which};
use crate::{Result, store};
use domain::access::{GroupFacts, Level, outlasts};
use domain::relocation::Names;
use domain::{GroupId, UserId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How much somebody may before and after, by the groups above.
#[derive(Default)]
struct Change {
    name: String,
    before: Option<Level>,
    after: Option<Level>,
}

/// Who reaches further when something goes from below `from` to below `to`, whether they are suspended or not.
pub(super) async fn gaining(scope: &mut Scope, from: &GroupFacts, to: &GroupFacts) -> Result<Vec<UserId>> {
    let (account, now) = (scope.account(), scope.now());
    let both: Vec<Uuid> = from.path.iter().chain(&to.path).map(|id| id.0).collect();
    let grants = store::grants::find(scope.tx(), account, Which::OnGroups(&both), now).await?;
    let is_below = |place: &GroupFacts, grant: &Grant| match grant.on {
        GrantOn::Group { id, .. } => place.path.contains(&id),
        GrantOn::User { .. } => false,
    };
    let had = |new: &Grant| {
        let covers = |old: &Grant| old.level >= new.level && outlasts(old.ends(), new.ends());
        grants.iter().any(|old| old.holder == new.holder && is_below(from, old) && covers(old))
    };
    Ok(grants.iter().filter(|grant| is_below(to, grant) && !had(grant)).map(|grant| grant.holder).collect())
}

/// Who gains and who loses when something goes from below `from` to below `to`. What was given on the thing itself and
/// below goes with it and is not counted here.
pub(super) async fn changes(scope: &mut Scope, from: &GroupFacts, to: &GroupFacts) -> Result<(Names, Names)> {
    let (account, now) = (scope.account(), scope.now());
    let both: Vec<Uuid> = from.path.iter().chain(&to.path).map(|id| id.0).collect();
    let grants = store::grants::find(scope.tx(), account, Which::OnGroups(&both), now).await?;
    let deputies = store::deputies::of(scope.tx(), account, None, None, now).await?;
    let holder = scope.member()?.holder;

    let mut changes: BTreeMap<(UserId, Option<UserId>), Change> = BTreeMap::new();
    let mut add = |who: (UserId, Option<UserId>), name: String, level: Level, on: GroupId| {
        let change = changes.entry(who).or_default();
        change.name = name;
        if from.path.contains(&on) {
            change.before = change.before.max(Some(level));
        }
        if to.path.contains(&on) {
            change.after = change.after.max(Some(level));
        }
    };
    // Who is suspended has nothing to gain or lose, and the account holder reaches everything.
    for grant in grants.iter().filter(|grant| !grant.sleeps) {
        let GrantOn::Group { id, .. } = grant.on else { continue };
        add((grant.holder, None), grant.holder_name.clone(), grant.level, id);
        let acting = deputies.iter().filter(|one| one.principal == grant.holder && one.is_now(now));
        for deputy in acting.filter(|one| !one.deputy_suspended && one.deputy != holder) {
            let name = format!("{} for {}", deputy.deputy_name, deputy.principal_name);
            add((deputy.deputy, Some(deputy.principal)), name, grant.level, id);
        }
    }

    let (mut gains, mut losses) = (Vec::new(), Vec::new());
    for Change { name, before, after } in changes.into_values() {
        match (before, after) {
            (before, after) if before == after => {}
            (None, Some(level)) => gains.push(format!("{name} ({})", level.name())),
            (Some(_), Some(level)) if before < after => gains.push(format!("{name} (now {})", level.name())),
            (Some(_), Some(level)) => losses.push(format!("{name} (now only {})", level.name())),
            (Some(level), None) => losses.push(format!("{name} ({})", level.name())),
            (None, None) => {}
        }
    }
    gains.sort();
    losses.sort();
    Ok((Names::of(gains), Names::of(losses)))
}

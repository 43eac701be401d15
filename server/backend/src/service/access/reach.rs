//! What a person can reach.

use super::{explain, given, places};
use crate::access::Scope;
use crate::store::grants::{GrantOn, Which};
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::grant::{Deputyship, ReachView, Reached};
use domain::group::GroupLink;

/// What a user reaches, as far as the actor sees it: all of it when it is themselves.
///
/// # Errors
/// [`domain::Problem::NotFound`] when the actor does not see the user.
pub async fn reach(scope: &mut Scope, id: &str) -> Result<ReachView> {
    let user = crate::service::user::visible(scope, id).await?;
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let (mut reached, mut more) = (Vec::new(), false);
    let mut grants = store::grants::find(scope.tx(), account, Which::HeldBy(user.id), now).await?;
    grants.sort_by(|a, b| a.on.sort_path().cmp(b.on.sort_path()));
    let places = places(scope, &grants).await?;
    for grant in grants {
        if !member.sees(grant.on.sort_path()) && member.actor.user != user.id {
            more = true;
            continue;
        }
        let Some(on) = places.get(&grant.id) else { continue };
        let revoke = scope.offer(Action::RevokeAccess, &given(&grant, on.clone()));
        let open = member.sees(grant.on.sort_path());
        let (group, person, users) = match &grant.on {
            GrantOn::Group { id, name, users, .. } => {
                (Some(GroupLink { id: *id, name: name.clone(), open }), None, *users)
            }
            GrantOn::User { id, name, .. } => (None, Some((*id, name.clone())), 1),
        };
        reached.push(Reached {
            grant: Some(grant.id),
            level: grant.level,
            group,
            person,
            users,
            why: explain(&member, &grant),
            until: grant.until.map(|until| member.reader.last_day(until)).unwrap_or_default(),
            revoke: Some(revoke),
        });
    }
    let deputies = deputies(scope, user.id).await?;
    Ok(ReachView {
        name: user.display_name().to_owned(),
        is_holder: user.id == member.holder,
        suspended: user.suspended,
        reached,
        more,
        deputies,
    })
}

/// Who acts for a user and for whom they act: names of administrators are no secret to those who see either.
pub(crate) async fn deputies(scope: &mut Scope, user: domain::UserId) -> Result<Vec<Deputyship>> {
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let mut all = store::deputies::of(scope.tx(), account, Some(user), None, now).await?;
    all.extend(store::deputies::of(scope.tx(), account, None, Some(user), now).await?);
    let acting: Vec<domain::UserId> = all.iter().map(|one| one.deputy).filter(|deputy| *deputy != user).collect();
    let notes = super::email_notes(scope, &acting).await?;
    Ok(all
        .into_iter()
        .map(|one| {
            let target = Target::Deputy { account, principal: one.principal, deputy: one.deputy };
            Deputyship {
                id: one.id,
                end: scope.offer(Action::EndDeputy, &target),
                is_now: one.is_now(now),
                email_note: notes.get(&one.deputy).cloned().unwrap_or_default(),
                from: member.reader.day(one.from),
                until: member.reader.last_day(one.until),
                principal: one.principal_name,
                deputy: one.deputy_name,
            }
        })
        .collect())
}

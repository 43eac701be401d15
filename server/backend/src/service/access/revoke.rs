//! Somebody ends an access.

use super::fall::{First, entry};
use super::{explain, fall, given, places, what_falls};
use crate::access::{Caller, Scope};
use crate::service::session::confirm;
use crate::store::grants::{Grant, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::grant::RevokeView;
use domain::{GrantId, Problem};

/// The dialog that ends a grant: what it is, what falls with it, and what of that the actor could keep.
///
/// # Errors
/// [`Problem::NotFound`] when there is none that the actor may know of; [`Problem::Forbidden`] when it is not theirs
/// to end.
pub async fn plan_revoke(scope: &mut Scope, id: &str) -> Result<RevokeView> {
    let (grant, target) = find(scope, id).await?;
    scope.require(Action::RevokeAccess, &target)?;
    let certainly = First { certainly: &[grant.id], perhaps: &[] };
    let mut all = what_falls(scope, certainly, false, None).await?;
    all.ended.retain(|other| other.id != grant.id);
    let kept = what_falls(scope, certainly, true, None).await?;
    let (ends, _) = all.sentences(scope)?;
    let (_, keepable) = kept.sentences(scope)?;
    let confirm = scope.must_confirm(Action::RevokeAccess);
    Ok(RevokeView { why: explain(scope.member()?, &grant), name: grant.holder_name, ends, keepable, confirm })
}

/// Ends a grant and what rests on it. With `keep`, the actor takes over what they could give themselves. `own` is the
/// actor's own password, where it is asked for.
///
/// # Errors
/// As [`plan_revoke`] and [`confirm`].
pub async fn revoke(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    keep: bool,
    own: String,
) -> Result<GrantId> {
    confirm(portico, caller, Action::RevokeAccess, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (grant, target) = find(&mut scope, id).await?;
    scope.require(Action::RevokeAccess, &target)?;
    let first = First { certainly: &[grant.id], perhaps: &[] };
    let mut falling = what_falls(&mut scope, first, keep, None).await?;
    let mut permit = scope.authorize(Action::RevokeAccess, &target)?;
    falling.ended.retain(|other| other.id != grant.id);
    fall(&mut permit, portico, &falling).await?;
    store::grants::delete(&mut permit, &[grant.id]).await?;
    permit.commit(portico, entry(Event::AccessRevoked, &grant, super::fall::as_value(&grant))).await?;
    Ok(grant.id)
}

/// A grant in force, as something that can be ended.
async fn find(scope: &mut Scope, id: &str) -> Result<(Grant, Target)> {
    let id: GrantId = crate::service::id(id)?;
    let (account, now) = (scope.account(), scope.now());
    let mut found = store::grants::find(scope.tx(), account, Which::Ids(&[id.0]), now).await?;
    let grant = found.pop().ok_or(Problem::NotFound)?;
    let on = places(scope, std::slice::from_ref(&grant)).await?.remove(&grant.id).ok_or(Problem::NotFound)?;
    let target = given(&grant, on);
    Ok((grant, target))
}

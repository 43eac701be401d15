//! What Portico does about open offers by itself: the account goes over when its time has come, and an offer that
//! lapsed or became void ends.

use super::{end, facts, overdue};
use crate::access::{Permit, Scope};
use crate::service::access::{Falling, fall, reach_grew};
use crate::service::deputy::end_one;
use crate::service::program::end_all;
use crate::service::webhook::pause_all;
use crate::store::grants::Which as Grants;
use crate::store::handovers::{Handover, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Basis, Decision, Target};
use domain::handover::Outcome;
use domain::{AccountId, UserId};

/// Sees to every offer, in all accounts, whose time is over or that something made void. Any number of processes may do
/// so at once: each takes the account's lock, and whoever comes second finds nothing to do. Gives what became of how
/// many; an account in which it fails is told to the log and does not keep the others waiting.
///
/// # Errors
/// When the database does not say which they are.
pub async fn settle(portico: &Portico) -> Result<Vec<(AccountId, Outcome)>> {
    let mut settled = Vec::new();
    for account in store::handovers::to_settle(&portico.pool, portico.clock.now()).await? {
        match settle_one(portico, account).await {
            Ok(outcome) => settled.extend(outcome.map(|outcome| (account, outcome))),
            Err(error) => tracing::error!(%account, %error, "an offer of the account could not be seen to"),
        }
    }
    Ok(settled)
}

/// Decides afresh about the open offer of an account, behind its lock.
async fn settle_one(portico: &Portico, account: AccountId) -> Result<Option<Outcome>> {
    let mut scope = Scope::open_as_system(portico, account).await?;
    let Some(seen) = store::handovers::find(scope.tx(), account, Which::Open).await? else { return Ok(None) };
    store::handovers::hold_credentials(scope.tx(), &seen).await?;
    // Read again: what changed before the credentials were held is seen now, and nothing changes any more.
    let Some(open) = store::handovers::find(scope.tx(), account, Which::Open).await? else { return Ok(None) };
    let offer = facts(&mut scope, &open).await?;
    let over = overdue(&offer);
    let target = Target::OpenOffer(Box::new(offer));
    if let Some(outcome) = over {
        let mut permit = scope.authorize(Action::EndOffer, &target)?;
        let entry = end(&mut permit, &open, outcome).await?;
        permit.commit(portico, entry).await?;
        return Ok(Some(outcome));
    }
    if let Decision::Granted(_) = scope.decide(Action::HandOver, &target) {
        hand_over(portico, scope.authorize(Action::HandOver, &target)?, &open).await?;
        return Ok(Some(Outcome::Done));
    }
    Ok(None)
}

/// The account has another holder. Who held it keeps what they were given as a user and nothing that they had by
/// ownership: their deputies' time ends with what those gave, the keys that they made end, the webhooks that they added
/// are paused, and what they gave themselves goes on as the new holder's.
async fn hand_over(portico: &Portico, mut permit: Permit, handover: &Handover) -> Result<()> {
    pass_on(&mut permit, portico, handover.from.user, handover.to.user).await?;
    let entry = end(&mut permit, handover, Outcome::Done).await?;
    permit.commit(portico, entry).await
}

/// What changes with the holder, as [`hand_over`] says.
pub(crate) async fn pass_on(permit: &mut Permit, portico: &Portico, from: UserId, to: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    for deputy in store::deputies::of(permit.tx(), account, Some(from), None, now).await? {
        let entry = end_one(permit, portico, &deputy).await?;
        permit.record(portico, &entry).await?;
    }
    let mut given = store::grants::find(permit.tx(), account, Grants::GivenBy(from), now).await?;
    given.retain(|grant| grant.basis == Basis::default());
    let kept = given.into_iter().map(|grant| (grant, Basis::default())).collect();
    fall(permit, portico, &Falling { ended: Vec::new(), kept, keeper: Some(to) }).await?;
    end_all(permit, portico, from).await?;
    pause_all(permit, portico, from).await?;
    store::accounts::set_holder(permit, to).await?;
    reach_grew(permit, portico, &[to]).await?;
    Ok(())
}

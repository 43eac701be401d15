//! The one to whom the account was offered does not want it.

use super::{between, end, is_over, of_id};
use crate::access::{Caller, Scope};
use crate::{Portico, Result};
use domain::access::Action;
use domain::handover::Outcome;

/// Declines an offer. To have declined it already is no error; who accepted it before cancels it.
///
/// # Errors
/// [`domain::Problem::NotFound`] when the actor may know of no such offer; [`domain::Problem::Forbidden`] when it was
/// not made to them; [`domain::Problem::Invalid`] when it ended otherwise.
pub async fn decline(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let handover = of_id(&mut scope, id).await?;
    let target = between(scope.account(), &handover);
    // It is theirs to decline exactly when it is theirs to accept.
    scope.require(Action::AcceptAccount, &target)?;
    match handover.ended {
        Some((_, Outcome::Declined)) => return Ok(()),
        Some((_, outcome)) => return Err(is_over(&handover, outcome, &scope)?.into()),
        None => {}
    }
    let outcome = if handover.accepted_at.is_some() { Outcome::Cancelled } else { Outcome::Declined };
    let mut permit = scope.authorize(Action::CancelOffer, &target)?;
    let entry = end(&mut permit, &handover, outcome).await?;
    permit.commit(portico, entry).await
}

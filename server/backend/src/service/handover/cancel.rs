//! Either side lets go of an offer, also after it was accepted.

use super::{between, end, is_over, of_id};
use crate::access::{Caller, Scope};
use crate::{Portico, Result};
use domain::access::Action;
use domain::handover::Outcome;

/// Cancels an offer that has not taken effect. To have cancelled it already is no error.
///
/// # Errors
/// [`domain::Problem::NotFound`] when the actor may know of no such offer; [`domain::Problem::Invalid`] when it ended
/// otherwise.
pub async fn cancel(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let handover = of_id(&mut scope, id).await?;
    let target = between(scope.account(), &handover);
    scope.require(Action::CancelOffer, &target)?;
    match handover.ended {
        Some((_, Outcome::Cancelled)) => return Ok(()),
        Some((_, outcome)) => return Err(is_over(&handover, outcome, &scope)?.into()),
        None => {}
    }
    let mut permit = scope.authorize(Action::CancelOffer, &target)?;
    let entry = end(&mut permit, &handover, Outcome::Cancelled).await?;
    permit.commit(portico, entry).await
}

//! One's own deputies.

use crate::Result;
use crate::access::Scope;
use crate::service::access::deputies;
use domain::grant::DeputyView;

/// Who acts for the signed-in person, and for whom they act.
///
/// # Errors
/// When nobody is signed in.
pub async fn list(scope: &mut Scope) -> Result<DeputyView> {
    let actor = scope.member()?.actor.clone();
    let deputies = deputies(scope, actor.user).await?;
    let own = actor.is_holder || actor.grants.iter().any(|grant| grant.basis.deputy.is_none());
    Ok(DeputyView { deputies, appoint: own && scope.member()?.viewer.is_none() })
}

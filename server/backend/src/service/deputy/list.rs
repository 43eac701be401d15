//! One's own deputies.

use crate::Result;
use crate::access::Scope;
use crate::service::access::deputies;
use domain::access::Action;
use domain::grant::DeputyView;

/// Who acts for the signed-in person, and for whom they act.
///
/// # Errors
/// When nobody is signed in.
pub async fn list(scope: &mut Scope) -> Result<DeputyView> {
    let actor = scope.member()?.actor.clone();
    let deputies = deputies(scope, actor.user).await?;
    let appoint = actor.holds_of_their_own() && scope.member()?.viewer.is_none();
    Ok(DeputyView { deputies, appoint, confirm: scope.must_confirm(Action::AppointDeputy) })
}

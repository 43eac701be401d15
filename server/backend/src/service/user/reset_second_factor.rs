//! Somebody takes another's second factor away, who has lost their app and their recovery codes.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::mail::{Message, To};
use crate::service::handover;
use crate::service::mail::post;
use crate::service::session::confirm;
use crate::store::users::User;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::identity::ResetFactorView;
use serde_json::json;

/// The dialog.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see the user; [`Problem::Forbidden`] when their second factor is not the
/// actor's to take away.
pub async fn plan_reset_factor(scope: &mut Scope, id: &str) -> Result<ResetFactorView> {
    let (user, _) = allowed(scope, id).await?;
    let login = store::second_factors::login_of_user(scope.tx(), user.id).await?;
    Ok(ResetFactorView {
        name: user.display_name().to_owned(),
        is_set_up: login.is_some_and(|(.., is_set_up)| is_set_up),
        confirm: scope.must_confirm(Action::ResetSecondFactor),
    })
}

/// Takes a user's second factor away. All their sessions end, the browsers they signed in from are forgotten, and they are
/// told by mail. `own` is the actor's own password, where it is asked for.
///
/// # Errors
/// As [`plan_reset_factor`], and [`Problem::Invalid`] when there is none; as [`confirm`].
pub async fn reset_factor(portico: &Portico, caller: &Caller, slug: &str, id: &str, own: String) -> Result<()> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    allowed(&mut scope, id).await?;
    drop(scope);
    confirm(portico, caller, Action::ResetSecondFactor, own).await?;

    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (user, target) = allowed(&mut scope, id).await?;
    let member = scope.member()?.clone();
    let mut permit = scope.authorize(Action::ResetSecondFactor, &target)?;
    let now = permit.now();
    let login = store::second_factors::login_of_user(permit.tx(), user.id).await?;
    let (login, email, _) = login.ok_or(Problem::NotFound)?;
    if !store::second_factors::remove(permit.tx(), login, now).await? {
        return Err(Problem::field("", "They have no second factor any more; there is nothing to reset.").into());
    }
    store::sessions::end_others(permit.tx(), login, None).await?;
    store::sessions::forget_devices(permit.tx(), login).await?;
    let by = if member.full_name.is_empty() { member.handle } else { member.full_name };
    let told = Message::SecondFactorReset { account: member.account_name, by, at: now };
    let event = format!("second-factor-reset:{}", portico.entropy.id(now)?);
    let to = To { email: &email, language: store::logins::language_of_login(permit.tx(), &email).await? };
    post(portico, permit.tx(), event, to, &told, now).await?;
    handover::recheck(&mut permit, portico).await?;
    let (before, after) = (json!({}), json!({}));
    let entry = Entry { event: Event::SecondFactorReset, target_kind: "user", target: user.id.0, before, after };
    permit.commit(portico, entry).await
}

/// The user, when their second factor is the actor's to take away.
async fn allowed(scope: &mut Scope, id: &str) -> Result<(User, Target)> {
    let user = visible(scope, id).await?;
    let person = crate::service::access::person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    let target = Target::Person(Box::new(person));
    scope.require(Action::ResetSecondFactor, &target)?;
    Ok((user, target))
}

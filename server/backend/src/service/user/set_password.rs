//! Somebody sets another's password: for a week, and to be changed at the first sign-in.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::new_password::{generate, judge};
use crate::service::session::confirm;
use crate::store::users::User;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::password::{PasswordSet, SetPasswordView, Shown, TEMPORARY_DAYS};
use jiff::SignedDuration;
use serde_json::json;

/// The dialog, with a new password that the actor may keep or replace.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see the user; [`Problem::Forbidden`] when their password is not the
/// actor's to set.
pub async fn plan_set_password(portico: &Portico, scope: &mut Scope, id: &str) -> Result<SetPasswordView> {
    let (user, _) = allowed(scope, id).await?;
    let suggested = Shown(generate(&portico.entropy)?);
    let (name, confirm) = (user.display_name().to_owned(), scope.must_confirm(Action::SetPassword));
    Ok(SetPasswordView { name, email: user.handle, suggested, confirm })
}

/// Sets the password of a user's login. All its sessions end, and the browsers that it was signed in from are
/// forgotten. `own` is the actor's own password, where it is asked for.
///
/// # Errors
/// As [`plan_set_password`], and [`Problem::Invalid`] for a password that is too short or too easy to guess; as
/// [`confirm`].
pub async fn set_password(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    password: String,
    own: String,
) -> Result<PasswordSet> {
    // Asked before anything is hashed, in a transaction that is over by then, and again behind the account's lock.
    let mut scope = Scope::open(portico, caller, slug).await?;
    let (user, _) = allowed(&mut scope, id).await?;
    let account_name = scope.member()?.account_name.clone();
    drop(scope);
    let context = [&*user.handle, &*user.full_name, &*user.friendly_name, &*account_name];
    judge("new_password", "New password", &password, &context)?;
    confirm(portico, caller, Action::SetPassword, own).await?;
    let _place = portico.hasher.place()?;
    let hash = portico.hasher.hash(password.clone(), &portico.entropy).await?;

    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let (user, target) = allowed(&mut scope, id).await?;
    let reader = scope.member()?.reader.clone();
    let mut permit = scope.authorize(Action::SetPassword, &target)?;
    let length = SignedDuration::from_hours(24 * TEMPORARY_DAYS);
    let until = permit.now().saturating_add(length).unwrap_or(permit.now());
    if !store::logins::set_temporary(&mut permit, user.id, &hash, until).await? {
        return Err(Problem::NotFound.into());
    }
    let after = json!({ "until": until.to_string() });
    let entry = Entry { event: Event::PasswordSet, target_kind: "user", target: user.id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    let (name, until) = (user.display_name().to_owned(), reader.moment(until));
    Ok(PasswordSet { name, email: user.handle, password: Shown(password), until })
}

/// The user, when their password is the actor's to set.
async fn allowed(scope: &mut Scope, id: &str) -> Result<(User, Target)> {
    let user = visible(scope, id).await?;
    let person = crate::service::access::person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    let target = Target::Person(Box::new(person));
    scope.require(Action::SetPassword, &target)?;
    Ok((user, target))
}

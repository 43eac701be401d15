//! Proving again that it is really they: a session may have been left open, or stolen.

use super::sign_in::key;
use super::{session, signed_in};
use crate::access::Caller;
use crate::store::logins::Count;
use crate::store::sessions::SessionLogin;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;

/// The field that asks for it, wherever something else is the form's purpose.
const FIELD: &str = "your_password";

/// Goes on only when the signed-in person has proved who they are a short while ago, or does so now with `password`.
/// Which actions ask for it, [`Action::needs_confirmation`] says.
///
/// # Errors
/// [`Problem::Invalid`] without the right password; [`Problem::Throttled`] after too many tries; as [`signed_in`].
pub async fn confirm(portico: &Portico, caller: &Caller, action: Action, password: String) -> Result<()> {
    let who = signed_in(portico, caller).await?;
    if !action.needs_confirmation() || is_fresh(portico, &who) {
        return Ok(());
    }
    if password.is_empty() {
        let message = "Your password is missing; type it again, because you last did some time ago.";
        return Err(Problem::field(FIELD, message).into());
    }
    prove(portico, caller, &who, FIELD, password).await
}

/// Whether a session has proved its person's password a short while ago.
pub(crate) fn is_fresh(portico: &Portico, who: &SessionLogin) -> bool {
    portico.clock.now().duration_since(who.confirmed_at) < portico.policy.confirmed
}

/// Checks a person's own password and notes that they proved it. Every wrong one counts against their login.
///
/// # Errors
/// [`Problem::Invalid`] at `field`; [`Problem::Throttled`].
pub(crate) async fn prove(
    portico: &Portico,
    caller: &Caller,
    who: &SessionLogin,
    field: &str,
    password: String,
) -> Result<()> {
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    let _place = portico.hasher.place()?;
    let now = portico.clock.now();
    let count = Count { key: key(&["confirm", &who.login.to_string()]), limit: portico.policy.confirm };
    if let Some(room) = store::logins::charge_one(&portico.pool, &count, now).await? {
        let seconds = room.duration_since(now).as_secs().max(1);
        return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
    }
    let fits = password.chars().count() <= domain::password::MOST;
    if !fits || !portico.hasher.verify(password, who.password_hash.as_deref()).await? {
        return Err(Problem::field(field, "This is not your password; type the one that you sign in with.").into());
    }
    // It may have been changed while it was checked: then the session is over, or this was the old one.
    if session(portico, caller).await?.password_hash != who.password_hash {
        return Err(Problem::field(field, "Your password was just changed; type the new one.").into());
    }
    store::logins::confirm(&portico.pool, token, &count, now).await
}

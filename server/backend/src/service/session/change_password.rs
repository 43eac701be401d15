//! A person chooses their own password: because they want to, or because the one they have was set by somebody else.

use super::confirm::{is_fresh, prove};
use super::session;
use crate::access::{Caller, Entry, Scope};
use crate::new_password::judge;
use crate::store::logins::OwnUser;
use crate::store::sessions::SessionLogin;
use crate::token::Token;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Refusal};
use domain::audit::Event;
use domain::password::OwnPasswordView;
use serde_json::json;

/// The form, as typed.
pub struct ChangePassword {
    /// The password that the person has; empty where it need not be typed.
    pub current: String,
    /// The one that they chose.
    pub new: String,
}

/// What the page asks for. A temporary password that was typed a short while ago is not asked for again; any other
/// password always is.
///
/// # Errors
/// [`Problem::SignInRequired`] without a living session.
pub async fn plan_password(portico: &Portico, caller: &Caller) -> Result<OwnPasswordView> {
    let who = session(portico, caller).await?;
    Ok(OwnPasswordView { confirm: asks(portico, &who), temporary: who.temporary, email: who.email })
}

/// Sets the password that a person chose. All their other sessions end, and this one goes on under the token that is
/// given back. It stands in the history of every account that they belong to.
///
/// # Errors
/// [`Problem::Invalid`] for a wrong current password and for a new one that is too short, too easy to guess or not new;
/// [`Problem::Throttled`] after too many wrong ones; [`Problem::Forbidden`] while they look as somebody else.
pub async fn change_password(portico: &Portico, caller: &Caller, form: ChangePassword) -> Result<Token> {
    let who = session(portico, caller).await?;
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    if who.viewing {
        return Err(Problem::Forbidden { reason: Refusal::Viewing.explain().to_owned() }.into());
    }
    let asks = asks(portico, &who);
    domain::password::check_change(asks.then_some(form.current.as_str()), &form.new)?;
    let users = store::logins::users_of(&portico.pool, who.login).await?;
    judge("new_password", "New password", &form.new, &context(&who, &users))?;
    if asks {
        prove(portico, caller, &who, "current_password", form.current).await?;
    }
    let old = who.password_hash.as_deref();
    if portico.hasher.verify(form.new.clone(), old).await? {
        return Err(Problem::field("new_password", "New password is the one you have; choose another one.").into());
    }
    let new = portico.hasher.hash(form.new, &portico.entropy).await?;

    let session = Token::generate(&portico.entropy)?;
    let (first, others) = users.split_first().ok_or(Problem::NotFound)?;
    let scope = Scope::open_own(portico, caller, first).await?;
    let mut permit = scope.authorize_own(Action::ChangePassword, first).await?;
    let (passwords, tokens) = ((old.unwrap_or_default(), new.as_str()), (token, &session));
    if !store::logins::choose_password(&mut permit, who.login, passwords, tokens, caller.device.as_ref()).await? {
        // It was changed, or the session ended, since it was looked up.
        return Err(Problem::SignInRequired.into());
    }
    let mut last = first;
    for user in others {
        permit.record(portico, &entry(last)).await?;
        permit = permit.also_in(portico, Action::ChangePassword, user).await?;
        last = user;
    }
    permit.commit(portico, entry(last)).await?;
    Ok(session)
}

/// Whether the current password is asked for.
fn asks(portico: &Portico, who: &SessionLogin) -> bool {
    !who.temporary || !is_fresh(portico, who)
}

/// What belongs to a person, so that their password is not made of it.
fn context<'a>(who: &'a SessionLogin, users: &'a [OwnUser]) -> Vec<&'a str> {
    let of_user = |user: &'a OwnUser| [&*user.account_name, &*user.full_name, &*user.friendly_name];
    std::iter::once(who.email.as_str()).chain(users.iter().flat_map(of_user)).collect()
}

fn entry(user: &OwnUser) -> Entry {
    let (before, after) = (json!({}), json!({}));
    Entry { event: Event::PasswordChanged, target_kind: "user", target: user.user.0, before, after }
}

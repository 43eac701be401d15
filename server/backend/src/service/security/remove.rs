//! A person removes their second factor.

use super::own;
use crate::access::Caller;
use crate::mail::{Message, To};
use crate::service::mail::post;
use crate::service::session::{prove, prove_factor};
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::{FieldError, Problem};
use serde_json::json;

/// Removes it, with its recovery codes. It takes the password and a code, whenever they were typed last.
///
/// # Errors
/// [`Problem::Invalid`] for a wrong password or code, and when an account of theirs requires a second factor;
/// [`Problem::Throttled`].
pub async fn remove(portico: &Portico, caller: &Caller, password: String, code: &str) -> Result<()> {
    let who = own(portico, caller).await?;
    let login = who.login;
    let required_by = store::second_factors::required_by(&portico.pool, login).await?;
    if let Some(account) = required_by.first() {
        return Err(Problem::field("", format!("{account} requires a second factor; it stays.")).into());
    }
    let none = || Problem::field("", "You have no second factor.");
    let stored = store::second_factors::find(&portico.pool, login).await?.ok_or_else(none)?;
    let mut errors = Vec::new();
    if password.is_empty() {
        errors.push(FieldError::new("current_password", "Your password is missing."));
    }
    if code.trim().is_empty() {
        errors.push(FieldError::new("code", "Code is missing; type the one that your app shows now."));
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors }.into());
    }
    prove(portico, caller, &who, "current_password", password).await?;
    let (proof, count) = prove_factor(portico, login, &stored.secret, code).await?;

    let now = portico.clock.now();
    let users = store::logins::users_of(&portico.pool, login).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    proof.accept(&mut tx, login, now).await?;
    if !store::second_factors::remove(&mut tx, login, now).await? {
        return Err(none().into());
    }
    store::second_factors::forgive(&mut tx, &count).await?;
    let event = format!("second-factor-removed:{}", portico.entropy.id(now)?);
    let to = To { email: &who.email, language: store::logins::language_of_login(&mut tx, &who.email).await? };
    post(portico, &mut tx, event, to, &Message::SecondFactorRemoved { at: now }, now).await?;
    let (action, event) = (Action::ChangeSecondFactor, Event::SecondFactorRemoved);
    let tx = crate::service::own::record(portico, tx, caller, &users, action, event, &json!({})).await?;
    tx.commit().await
}

//! A person sets up their second factor.

use super::own;
use crate::access::Caller;
use crate::mail::{Message, To};
use crate::second_factor::{Factor, Typed, qr_path, read, recovery_codes};
use crate::service::brand;
use crate::service::mail::post;
use crate::service::session::{confirm, is_fresh};
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::identity::{NewCodes, SetUpView};
use domain::password::Shown;
use serde_json::json;

/// What the page shows: a new secret; or, with `setup` from a form that was refused, the same one again.
///
/// # Errors
/// [`Problem::SignInRequired`] without a living session; [`Problem::Forbidden`] while they look as somebody else.
pub async fn plan_set_up(portico: &Portico, caller: &Caller, setup: &str) -> Result<SetUpView> {
    let who = own(portico, caller).await?;
    let (key, now) = (&portico.audit_key, portico.clock.now());
    let factor = match Factor::offered(key, who.login, setup, now) {
        Some(factor) => factor,
        None => Factor::generate(&portico.entropy)?,
    };
    let issuer = &brand::shown(portico).await?.name;
    let (qr, qr_size) = qr_path(&factor.uri(issuer, &who.email))?;
    Ok(SetUpView {
        is_set_up: store::second_factors::find(&portico.pool, who.login).await?.is_some(),
        secret: Shown(factor.in_groups()),
        qr: Shown(qr),
        qr_size,
        setup: factor.offer(key, &portico.entropy, who.login, now)?,
        confirm: !is_fresh(portico, &who),
        email: who.email,
    })
}

/// Sets up the second factor whose secret the page showed (`setup`), proved by a code of it; gives the recovery codes,
/// which nobody sees again. All other sessions end: they were begun without it.
///
/// # Errors
/// [`Problem::Invalid`] for a wrong code, a page that was open too long, and when there is one already; as [`confirm`].
pub async fn set_up(portico: &Portico, caller: &Caller, setup: &str, code: &str, password: String) -> Result<NewCodes> {
    let who = own(portico, caller).await?;
    confirm(portico, caller, Action::ChangeSecondFactor, password).await?;
    let (key, now, login) = (&portico.audit_key, portico.clock.now(), who.login);
    let old = || Problem::field("", "This page was open for too long. Open it again, and scan the new code.");
    let factor = Factor::offered(key, login, setup, now).ok_or_else(old)?;
    let step = match read(key, login, code) {
        Some(Typed::Code(code)) => factor.step_of(&code, now),
        _ => None,
    };
    let wrong = || Problem::field("code", "This is not the code that your app shows now; type its six digits.");
    let step = step.ok_or_else(wrong)?;
    let sealed = factor.seal(key, &portico.entropy, login)?;
    let codes = recovery_codes(key, &portico.entropy, login)?;
    let kept: Vec<Vec<u8>> = codes.iter().map(|(_, kept)| kept.clone()).collect();

    let users = store::logins::users_of(&portico.pool, login).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    if !store::second_factors::set_up(&mut tx, login, &sealed, step, now).await? {
        return Err(Problem::field("", "You have a second factor already. Remove it to set up another one.").into());
    }
    store::second_factors::replace_codes(&mut tx, login, &kept).await?;
    store::sessions::end_others(&mut tx, login, caller.session.as_ref()).await?;
    let event = format!("second-factor-set-up:{}", portico.entropy.id(now)?);
    let to = To { email: &who.email, language: store::logins::language_of_login(&mut tx, &who.email).await? };
    post(portico, &mut tx, event, to, &Message::SecondFactorSetUp { at: now }, now).await?;
    let (action, event) = (Action::ChangeSecondFactor, Event::SecondFactorSetUp);
    let tx = crate::service::own::record(portico, tx, caller, &users, action, event, &json!({})).await?;
    tx.commit().await?;
    Ok(NewCodes { codes: codes.into_iter().map(|(code, _)| Shown(code)).collect() })
}

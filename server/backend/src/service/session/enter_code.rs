//! Whoever has typed the right password types the code of their second factor.

use super::sign_in::{SignedIn, key};
use crate::access::Caller;
use crate::mail::{Message, To};
use crate::second_factor::{Factor, Typed, read};
use crate::service::mail::post;
use crate::service::own;
use crate::store::Tx;
use crate::store::logins::Count;
use crate::store::second_factors::{Entered, Waiting};
use crate::token::Token;
use crate::{Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::{LoginId, Problem};
use jiff::Timestamp;
use serde_json::json;

/// Begins the session for which the right password was typed. The code is one of the app's, or a recovery code, which is
/// used up; its owner is told by mail then.
///
/// # Errors
/// [`Problem::Invalid`] when it is none of them, was used already, or the sign-in does not wait any more;
/// [`Problem::Throttled`] after too many tries.
pub async fn enter_code(portico: &Portico, caller: &Caller, code: &str) -> Result<SignedIn> {
    let now = portico.clock.now();
    let waited = caller.session.as_ref().ok_or_else(over)?;
    let waiting = store::second_factors::waiting(&portico.door, waited, now).await?.ok_or_else(over)?;
    let count = charge(portico, waiting.login, now).await?;
    let Waiting { login, email, secret } = waiting;
    let proof = parse(portico, login, &secret, code, now)?;

    let session = Token::generate(&portico.entropy)?;
    // A token that this login is not known by may be somebody else's, who would then count as known.
    let device = Token::generate(&portico.entropy)?;
    let mut tx = Tx::begin(&portico.door).await?;
    if !store::second_factors::take_waiting(&mut tx, waited, now).await? {
        return Err(over());
    }
    accept(&mut tx, login, &proof, now).await?;
    let lifetime = portico.policy.absolute;
    let entered = Entered { login, waited, session: &session, device: &device, now, lifetime, count: &count };
    store::second_factors::enter(&mut tx, caller, &entered).await?;
    if matches!(proof, Proof::Recovery(_)) {
        let left = store::second_factors::codes_left(&mut tx, login).await?;
        let event = format!("recovery-code-used:{}", portico.entropy.id(now)?);
        let to = To { email: &email, language: store::logins::language_of_login(&mut tx, &email).await? };
        post(portico, &mut tx, event, to, &Message::RecoveryCodeUsed { at: now, left }, now).await?;
        let users = store::logins::users_of(&portico.door, login).await?;
        let (action, event) = (Action::ChangeSecondFactor, Event::RecoveryCodeUsed);
        tx = own::record(portico, tx, caller, &users, action, event, &json!({ "codes_left": left })).await?;
    }
    tx.commit().await?;
    Ok(SignedIn { session, device: Some(device), lasts: lifetime })
}

/// What proves a second factor, unless it was used already.
pub(crate) enum Proof {
    /// A code of the app, of this time step.
    Step(i64),
    /// A recovery code, as the database keeps it.
    Recovery(Vec<u8>),
}

/// Charges a try, and reads the code that somebody who is signed in typed as their own. It is used up by [`Proof::accept`].
///
/// # Errors
/// [`Problem::Invalid`], [`Problem::Throttled`].
pub(crate) async fn prove_factor(
    portico: &Portico,
    login: LoginId,
    secret: &[u8],
    code: &str,
) -> Result<(Proof, Count)> {
    let now = portico.clock.now();
    let count = charge(portico, login, now).await?;
    Ok((parse(portico, login, secret, code, now)?, count))
}

impl Proof {
    /// Uses the code up, in the transaction of what it allows.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it was used already.
    pub(crate) async fn accept(&self, tx: &mut Tx, login: LoginId, now: Timestamp) -> Result<()> {
        accept(tx, login, self, now).await
    }
}

async fn accept(tx: &mut Tx, login: LoginId, proof: &Proof, now: Timestamp) -> Result<()> {
    let fresh = match proof {
        Proof::Step(step) => store::second_factors::use_step(tx, login, *step).await?,
        Proof::Recovery(code) => store::second_factors::use_code(tx, login, code, now).await?,
    };
    if fresh { Ok(()) } else { Err(wrong()) }
}

async fn charge(portico: &Portico, login: LoginId, now: Timestamp) -> Result<Count> {
    let count = Count { key: key(&["second factor", &login.to_string()]), limit: portico.policy.second_factor };
    if let Some(room) = store::logins::charge_one(&portico.door, &count, now).await? {
        let seconds = room.duration_since(now).as_secs().max(1);
        return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
    }
    Ok(count)
}

fn parse(portico: &Portico, login: LoginId, secret: &[u8], code: &str, now: Timestamp) -> Result<Proof> {
    let typed = read(&portico.audit_key, login, code).ok_or_else(wrong)?;
    match typed {
        Typed::Recovery(code) => Ok(Proof::Recovery(code)),
        Typed::Code(code) => {
            let factor = Factor::unseal(&portico.audit_key, login, secret)?;
            factor.step_of(&code, now).map(Proof::Step).ok_or_else(wrong)
        }
    }
}

fn wrong() -> crate::Error {
    let message = "This code is not right, or was used already; type the one that your app shows now, six digits, or a \
                   recovery code.";
    Problem::field("code", message).into()
}

fn over() -> crate::Error {
    Problem::field("", "This sign-in has taken too long. Start again with your password.").into()
}

//! A person signs in with another address from now on: they ask with their password, and follow a link that is mailed
//! to the new address, which shows that it is theirs. The old one is told of both.

use super::own;
use crate::access::{Caller, Entry, Scope};
use crate::mail::{Message, Purpose, To, link_token};
use crate::service::mail::post;
use crate::service::session::{key, prove};
use crate::store::Tx;
use crate::store::email_changes::Change;
use crate::store::logins::Count;
use crate::token::Token;
use crate::{Error, Portico, Result, store};
use domain::access::Action;
use domain::audit::Event;
use domain::email::Email;
use domain::{FieldError, Problem};
use jiff::SignedDuration;
use serde_json::json;

/// The link works for this long.
const WORKS_FOR: SignedDuration = SignedDuration::from_hours(1);

/// Mails a link to the new address, and tells the old one. The answer is the same when the address is in use already: then
/// the mail there says so, and has no link.
///
/// # Errors
/// [`Problem::Invalid`] for what is no address or the one they have, and for a wrong password; [`Problem::Throttled`].
pub async fn ask_email(portico: &Portico, caller: &Caller, new: &str, password: String) -> Result<()> {
    let who = own(portico, caller).await?;
    let mut errors = Vec::new();
    let email = new.parse::<Email>();
    match &email {
        Err(_) if new.trim().is_empty() => {
            errors.push(FieldError::new(
                "new_email",
                "New email address is missing; write the one you want to sign in with.",
            ));
        }
        Err(fault) => errors.push(FieldError::new("new_email", format!("New email address {fault}."))),
        Ok(email) if email.key() == who.email.to_lowercase() => {
            errors.push(FieldError::new("new_email", "New email address is the one you have; type another one."));
        }
        Ok(_) => {}
    }
    if password.is_empty() {
        errors.push(FieldError::new("current_password", "Your password is missing."));
    }
    let (Ok(email), true) = (email, errors.is_empty()) else { return Err(Problem::Invalid { errors }.into()) };
    prove(portico, caller, &who, "current_password", password).await?;
    let now = portico.clock.now();
    let counts = [
        Count { key: key(&["email change", &who.login.to_string()]), limit: portico.policy.email_changes },
        Count { key: key(&["email change to", &email.key()]), limit: portico.policy.email_changes_to },
    ];
    if let Some(room) = store::logins::charge_each(&portico.pool, &counts, now).await? {
        let seconds = room.duration_since(now).as_secs().max(1);
        return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
    }

    let link = portico.entropy.id(now)?;
    let token = link_token(&portico.audit_key, Purpose::ChangeEmail, link);
    let until = now.saturating_add(WORKS_FOR).unwrap_or(now);
    let mut tx = Tx::begin(&portico.pool).await?;
    store::email_changes::insert(&mut tx, &token, who.login, &email, until).await?;
    let message = match store::email_changes::is_taken(&mut tx, who.login, &email).await? {
        true => Message::EmailTaken,
        false => Message::ConfirmEmail { old: who.email.clone(), link, until },
    };
    let language = store::logins::language_of_login(&mut tx, &who.email).await?;
    let to = To { email: email.as_str(), language };
    post(portico, &mut tx, format!("confirm-email:{link}"), to, &message, now).await?;
    let told = Message::EmailChangeAsked { new: email.to_string(), at: now };
    post(portico, &mut tx, format!("email-change-asked:{link}"), To { email: &who.email, language }, &told, now)
        .await?;
    tx.commit().await
}

/// The old and the new address of a link. Looking uses nothing up.
///
/// # Errors
/// [`Problem::NotFound`] when the link is unknown, used or over, or void because the login's address or credentials changed
/// or the address was taken meanwhile; which of these is not told.
pub async fn look_email(portico: &Portico, link: &str) -> Result<(String, String)> {
    let mut tx = Tx::begin(&portico.door).await?;
    let (change, _) = find(portico, &mut tx, link).await?;
    Ok((change.old, change.new))
}

/// Changes the address of the link's login, and the User id by which it goes in each of its accounts. All its sessions end
/// but the one from which the link is followed.
///
/// # Errors
/// As [`look_email`].
pub async fn change_email(portico: &Portico, caller: &Caller, link: &str) -> Result<()> {
    let now = portico.clock.now();
    let mut tx = Tx::begin(&portico.pool).await?;
    let (Change { login, old, .. }, email) = find(portico, &mut tx, link).await?;
    let users = store::logins::users_of(&portico.pool, login).await?;
    store::email_changes::carry_out(&mut tx, login, &email, now).await.map_err(taken)?;
    store::sessions::end_others(&mut tx, login, caller.session.as_ref()).await?;
    store::sessions::forget_devices(&mut tx, login).await?;
    let event = format!("email-changed:{}", portico.entropy.id(now)?);
    let to = To { email: &old, language: store::logins::language_of_login(&mut tx, email.as_str()).await? };
    post(portico, &mut tx, event, to, &Message::EmailChanged { new: email.to_string(), at: now }, now).await?;
    for user in &users {
        let scope = Scope::of_link(tx, caller, user.account, user.user, now).await?;
        let mut permit = scope.authorize_own(Action::ChangeEmail, user).await?;
        store::email_changes::set_handle(&mut permit, user.user, &email).await.map_err(taken)?;
        let (before, after) = (json!({ "email": old }), json!({ "email": email }));
        let entry = Entry { event: Event::EmailChanged, target_kind: "user", target: user.user.0, before, after };
        tx = permit.hand_on(portico, &entry).await?;
    }
    tx.commit().await
}

/// The change of a link, held until the transaction ends, and its address.
async fn find(portico: &Portico, tx: &mut Tx, link: &str) -> Result<(Change, Email)> {
    let over = || Error::from(Problem::NotFound);
    let token = Token::parse(link).ok_or_else(over)?;
    let change = store::email_changes::of_link(tx, &token, portico.clock.now()).await?.ok_or_else(over)?;
    let email = change.new.parse::<Email>().map_err(|_| over())?;
    match store::email_changes::is_taken(tx, change.login, &email).await? {
        true => Err(over()),
        false => Ok((change, email)),
    }
}

/// Somebody took the address in this very moment: the link is void, and nobody is told why.
fn taken(error: Error) -> Error {
    match error {
        Error::Problem(Problem::Invalid { .. }) => Problem::NotFound.into(),
        error => error,
    }
}

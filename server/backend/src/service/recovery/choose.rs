//! Whoever has a mailed link chooses a new password.

use crate::access::{Caller, Entry, Scope};
use crate::mail::{Message, To};
use crate::new_password::judge;
use crate::service::mail::post;
use crate::store::Tx;
use crate::store::recovery::Forgotten;
use crate::token::Token;
use crate::{Error, Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Recovery, Target, recovery};
use domain::audit::Event;
use jiff::Timestamp;
use serde_json::json;

/// The address of the login for which a link chooses a password. Looking uses nothing up.
///
/// # Errors
/// [`Problem::NotFound`] when the link is unknown, used or over, or void because the login's address or credentials
/// changed or its account does not let it choose by mail any more; which of these is not told.
pub async fn look(portico: &Portico, link: &str) -> Result<String> {
    let mut tx = Tx::begin(&portico.door).await?;
    let forgotten = find(&mut tx, link, portico.clock.now()).await?;
    Ok(forgotten.email)
}

/// Gives the login of this link the password that its owner chose. The link is used up, with all others of this login,
/// and whoever is signed in is signed out. Each account of the login has it in its history.
///
/// # Errors
/// As [`look`]; [`Problem::Invalid`] when the password is none; [`Problem::Unavailable`] when too many wait.
pub async fn choose(portico: &Portico, caller: &Caller, link: &str, password: String) -> Result<()> {
    // Before the password is judged or hashed: whoever has no link is told so, and costs nothing.
    let mut tx = Tx::begin(&portico.door).await?;
    let forgotten = find(&mut tx, link, portico.clock.now()).await?;
    drop(tx);
    let names = forgotten.places.iter().flat_map(|place| [place.account_name.as_str(), place.user_name.as_str()]);
    let context: Vec<&str> = names.chain([forgotten.email.as_str()]).collect();
    judge("new_password", "New password", &password, &context)?;
    let place = portico.hasher.place()?;
    let hash = portico.hasher.hash(password, &portico.entropy).await?;
    drop(place);

    let now = portico.clock.now();
    let mut tx = Tx::begin(&portico.pool).await?;
    let forgotten = find(&mut tx, link, now).await?;
    store::recovery::set_password(&mut tx, forgotten.login, &hash, now).await?;
    let event = format!("password-chosen:{}", portico.entropy.id(now)?);
    let to = To { email: &forgotten.email, language: forgotten.language() };
    post(portico, &mut tx, event, to, &Message::PasswordChosen { at: now }, now).await?;
    for place in &forgotten.places {
        let mut scope = Scope::of_link(tx, caller, place.account, place.user, now).await?;
        let user = store::users::find(scope.tx(), place.account, place.user, &[]).await?.ok_or(Problem::NotFound)?;
        let permit = scope.authorize(Action::RecoverPassword, &Target::User(user.facts()))?;
        let entry = Entry {
            event: Event::PasswordRecovered,
            target_kind: "user",
            target: place.user.0,
            before: json!({}),
            after: json!({}),
        };
        tx = permit.hand_on(portico, &entry).await?;
    }
    tx.commit().await
}

/// The login of a link, held by a lock until the transaction ends; decided afresh, because what its account allows may
/// have changed since the link was mailed (access rule 11).
async fn find(tx: &mut Tx, link: &str, now: Timestamp) -> Result<Forgotten> {
    let over = || Error::from(Problem::NotFound);
    let token = Token::parse(link).ok_or_else(over)?;
    let email_key = store::recovery::of_link(tx, &token, now).await?.ok_or_else(over)?;
    let forgotten = store::recovery::find(tx, &email_key, now).await?.ok_or_else(over)?;
    match recovery(&forgotten.belongs_to()) {
        Recovery::Link => Ok(forgotten),
        Recovery::AskHolder => Err(over()),
    }
}

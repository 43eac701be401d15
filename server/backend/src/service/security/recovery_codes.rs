//! A person makes new recovery codes.

use super::own;
use crate::access::Caller;
use crate::second_factor::recovery_codes;
use crate::service::session::confirm;
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::identity::NewCodes;
use domain::password::Shown;
use serde_json::json;

/// Makes new ones, which nobody sees again. The old ones are worth nothing then.
///
/// # Errors
/// [`Problem::Invalid`] without a second factor; as [`confirm`].
pub async fn new_codes(portico: &Portico, caller: &Caller, password: String) -> Result<NewCodes> {
    let who = own(portico, caller).await?;
    confirm(portico, caller, Action::ChangeSecondFactor, password).await?;
    let login = who.login;
    let codes = recovery_codes(&portico.audit_key, &portico.entropy, login)?;
    let kept: Vec<Vec<u8>> = codes.iter().map(|(_, kept)| kept.clone()).collect();
    let users = store::logins::users_of(&portico.pool, login).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    if !store::second_factors::hold(&mut tx, login).await? {
        return Err(Problem::field("", "You have no second factor; set one up first.").into());
    }
    store::second_factors::replace_codes(&mut tx, login, &kept).await?;
    let (action, event) = (Action::ChangeSecondFactor, Event::RecoveryCodesMade);
    let tx = crate::service::own::record(portico, tx, caller, &users, action, event, &json!({})).await?;
    tx.commit().await?;
    Ok(NewCodes { codes: codes.into_iter().map(|(code, _)| Shown(code)).collect() })
}

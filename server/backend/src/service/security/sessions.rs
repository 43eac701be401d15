//! A person ends sessions of theirs: what is open with them closes at once.

use super::own;
use crate::access::Caller;
use crate::store::Tx;
use crate::store::sessions::SessionLogin;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use serde_json::json;

/// Ends one session.
///
/// # Errors
/// [`Problem::NotFound`] when the person has no such session; [`Problem::Forbidden`] while they look as somebody else.
pub async fn end_session(portico: &Portico, caller: &Caller, id: &str) -> Result<()> {
    let who = own(portico, caller).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    if !store::sessions::end_one(&mut tx, who.login, id).await? {
        return Err(Problem::NotFound.into());
    }
    finish(portico, tx, caller, &who, 1).await
}

/// Ends all but this one, and forgets the browsers that the person signed in from.
///
/// # Errors
/// [`Problem::Forbidden`] while they look as somebody else.
pub async fn end_others(portico: &Portico, caller: &Caller) -> Result<()> {
    let who = own(portico, caller).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    let ended = store::sessions::end_others(&mut tx, who.login, caller.session.as_ref()).await?;
    store::sessions::forget_devices(&mut tx, who.login).await?;
    finish(portico, tx, caller, &who, ended).await
}

async fn finish(portico: &Portico, tx: Tx, caller: &Caller, who: &SessionLogin, ended: u64) -> Result<()> {
    let users = store::logins::users_of(&portico.pool, who.login).await?;
    let (action, event, after) = (Action::EndSessions, Event::SessionsEnded, json!({ "ended": ended }));
    let tx = crate::service::own::record(portico, tx, caller, &users, action, event, &after).await?;
    tx.commit().await
}

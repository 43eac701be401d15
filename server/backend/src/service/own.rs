//! What a person does to their own login concerns every account that they belong to: it stands in the history of each.

use crate::access::{Caller, Entry, Scope};
use crate::store::Tx;
use crate::store::logins::OwnUser;
use crate::{Portico, Result};
use domain::access::Action;
use domain::audit::Event;
use serde_json::{Value, json};

/// Writes an entry into the history of each of these accounts, in the transaction that changed the login; asks in each
/// whether the person may do it.
pub(super) async fn record(
    portico: &Portico,
    mut tx: Tx,
    caller: &Caller,
    users: &[OwnUser],
    action: Action,
    event: Event,
    after: &Value,
) -> Result<Tx> {
    for user in users {
        let scope = Scope::of_link(tx, caller, user.account, user.user, portico.clock.now()).await?;
        let permit = scope.authorize_own(action, user).await?;
        let (before, after) = (json!({}), after.clone());
        let entry = Entry { event, target_kind: "user", target: user.user.0, before, after };
        tx = permit.hand_on(portico, &entry).await?;
    }
    Ok(tx)
}

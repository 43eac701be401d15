//! Somebody forgot their password.

use crate::access::Caller;
use crate::service::session::{key, network_of};
use crate::store::logins::Count;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::email::Email;

/// Notes that somebody forgot the password of this address. Nothing tells whether there is such a login.
///
/// # Errors
/// [`Problem::Invalid`] when this is no address; [`Problem::Throttled`] after too many requests for this address or from
/// this network.
pub async fn ask(portico: &Portico, caller: &Caller, email: &str) -> Result<()> {
    let email = email.parse::<Email>().map_err(|fault| Problem::field("email", format!("Email address {fault}.")))?;
    let now = portico.clock.now();
    let network = caller.address.map_or_else(|| "unknown".to_owned(), network_of);
    let counts = [
        Count { key: key(&["forgotten from", &network]), limit: portico.policy.forgotten_network },
        Count { key: key(&["forgotten", &email.key()]), limit: portico.policy.forgotten },
    ];
    if let Some(room) = store::logins::charge_each(&portico.door, &counts, now).await? {
        let seconds = room.duration_since(now).as_secs().max(1);
        return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
    }
    store::recovery::ask(&portico.door, portico.entropy.id(now)?, &email, now).await
}

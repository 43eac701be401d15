//! Signing in and out.

mod accounts;
mod change_password;
mod confirm;
mod enter_code;
mod shell;
mod sign_in;
mod sign_out;
mod sweep;

pub use accounts::accounts;
pub use change_password::{ChangePassword, change_password, plan_password};
pub use confirm::confirm;
pub(crate) use confirm::{is_fresh, prove};
pub use enter_code::enter_code;
pub(crate) use enter_code::prove_factor;
pub use shell::shell;
pub use sign_in::{SignedIn, sign_in};
pub(crate) use sign_in::{key, network_of};
pub use sign_out::sign_out;
pub use sweep::{DEVICE, sweep};

use crate::access::Caller;
use crate::store::sessions::SessionLogin;
use crate::{Portico, Result, store};
use domain::Problem;

/// Whose session it is.
async fn session(portico: &Portico, caller: &Caller) -> Result<SessionLogin> {
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    let found = store::sessions::login(&portico.pool, token, portico.clock.now(), portico.policy.idle).await?;
    found.ok_or_else(|| Problem::SignInRequired.into())
}

/// Whose session it is, when they may do anything with it but choose their own password.
///
/// # Errors
/// [`Problem::SignInRequired`] without a living session; [`Problem::PasswordChangeRequired`] while its password is
/// somebody else's choice.
pub(crate) async fn signed_in(portico: &Portico, caller: &Caller) -> Result<SessionLogin> {
    let found = session(portico, caller).await?;
    if found.temporary { Err(Problem::PasswordChangeRequired.into()) } else { Ok(found) }
}

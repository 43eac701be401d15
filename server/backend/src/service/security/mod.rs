//! Sign-in and security: one's second factor, one's sessions and the address that one signs in with; and whether
//! everybody in the account needs a second factor.

mod change_email;
mod recovery_codes;
mod remove;
mod require;
mod sessions;
mod set_up;
mod view;

pub use change_email::{ask_email, change_email, look_email};
pub use recovery_codes::new_codes;
pub use remove::remove;
pub use require::require;
pub use sessions::{end_others, end_session};
pub use set_up::{plan_set_up, set_up};
pub use view::view;

use crate::access::Caller;
use crate::store::sessions::SessionLogin;
use crate::{Portico, Result};
use domain::Problem;
use domain::access::Refusal;

/// Whose session it is, to change their login: not while they look as somebody else.
async fn own(portico: &Portico, caller: &Caller) -> Result<SessionLogin> {
    let who = crate::service::session::signed_in(portico, caller).await?;
    match who.viewing {
        false => Ok(who),
        true => Err(Problem::Forbidden { reason: Refusal::Viewing.explain().to_owned() }.into()),
    }
}

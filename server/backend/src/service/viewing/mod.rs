//! Looking at the account as another user sees it: only reading, for a quarter of an hour, and told to that user.

use crate::access::{Caller, Entry, Scope};
use crate::service::user::visible;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use jiff::SignedDuration;
use serde_json::json;

/// For how long at once.
const LENGTH: SignedDuration = SignedDuration::from_mins(15);

/// Begins to look as this user.
///
/// # Errors
/// [`Problem::NotFound`] when the actor does not see the user; [`Problem::Forbidden`] when they do not cover all that
/// the user reaches.
pub async fn begin(portico: &Portico, caller: &Caller, slug: &str, user: &str) -> Result<()> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, user).await?;
    let person = crate::service::access::person(&mut scope, user.id).await?.ok_or(Problem::NotFound)?;
    let mut permit = scope.authorize(Action::ViewAs, &Target::Person(Box::new(person)))?;
    let until = permit.now().saturating_add(LENGTH).unwrap_or(permit.now());
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    store::sessions::set_viewing(&mut permit, token, user.id, until).await?;
    let after = json!({ "until": until.to_string() });
    let entry = Entry { event: Event::ViewingBegan, target_kind: "user", target: user.id.0, before: json!({}), after };
    permit.commit(portico, entry).await
}

/// Stops looking as another user; to have stopped already is no error.
///
/// # Errors
/// [`Problem::SignInRequired`] without a session.
pub async fn end(portico: &Portico, caller: &Caller) -> Result<()> {
    crate::service::session::signed_in(portico, caller).await?;
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    store::sessions::clear_viewing(&portico.pool, token).await
}

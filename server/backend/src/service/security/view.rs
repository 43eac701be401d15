//! The page *Sign-in and security*.

use super::own;
use crate::access::{Caller, Scope};
use crate::service::session::is_fresh;
use crate::user_agent::in_words;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::identity::{EverybodyView, FactorView, SecurityView, SessionView};

/// The page of whoever opened the account.
///
/// # Errors
/// [`Problem::Forbidden`] while they look as somebody else.
pub async fn view(portico: &Portico, caller: &Caller, scope: &mut Scope) -> Result<SecurityView> {
    let who = own(portico, caller).await?;
    let token = caller.session.as_ref().ok_or(Problem::SignInRequired)?;
    let (account, now, reader) = (scope.account(), scope.now(), scope.member()?.reader.clone());
    let sessions = store::sessions::of_login(&portico.pool, who.login, token, now, portico.policy.idle).await?;
    let sessions = sessions.into_iter().map(|session| SessionView {
        id: session.id,
        device: in_words(&session.user_agent),
        address: session.address.unwrap_or_default(),
        since: reader.moment(session.created_at),
        last_seen: reader.ago(session.last_seen_at, now),
        current: session.current,
    });
    let factor = store::second_factors::find(&portico.pool, who.login).await?;
    let everybody = match scope.offer(Action::RequireSecondFactor, &Target::Account(account)).allowed {
        true => Some(EverybodyView {
            required: store::accounts::second_factor_required(scope.tx(), account).await?,
            confirm: scope.must_confirm(Action::RequireSecondFactor),
        }),
        false => None,
    };
    Ok(SecurityView {
        factor: factor.map(|found| FactorView { since: reader.day(found.since), codes_left: found.codes_left }),
        required_by: store::second_factors::required_by(&portico.pool, who.login).await?,
        sessions: sessions.collect(),
        everybody,
        confirm: !is_fresh(portico, &who),
        email: who.email,
    })
}

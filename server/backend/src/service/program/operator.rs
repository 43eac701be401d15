//! The operator's own keys, by command on the machine itself.

use crate::token::Token;
use crate::{Portico, Result, store};
use domain::program::{OPERATOR_KEY_PREFIX, OperatorScope, parse_name};
use domain::{KeyId, Problem};
use jiff::SignedDuration;

/// A key of the operator, as the command lists it.
#[derive(Debug, Clone)]
pub struct OperatorKeyLine {
    /// Which.
    pub id: KeyId,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Until when it can be used; `None` when it is over.
    pub until: Option<String>,
    /// When it was used last.
    pub last_used: Option<String>,
}

/// Makes a key of the operator, for so many days; gives it, this once.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the input.
pub async fn add_operator_key(portico: &Portico, name: &str, scopes: &[OperatorScope], days: i64) -> Result<String> {
    let name = parse_name(name).map_err(|fault| Problem::field("name", fault))?;
    if scopes.is_empty() {
        return Err(Problem::field("scope", "A key needs at least one scope.").into());
    }
    if !(1..=3650).contains(&days) {
        return Err(Problem::field("days", "A key is made for 1 to 3650 days.").into());
    }
    let now = portico.clock.now();
    let (id, token) = (KeyId(portico.entropy.id(now)?), Token::generate(&portico.entropy)?);
    let expires_at = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now);
    store::keys::insert_operator(&portico.pool, id, &name, scopes, &token, now, expires_at).await?;
    Ok(token.with_prefix(OPERATOR_KEY_PREFIX))
}

/// The operator's keys, the newest first; also those that are over.
///
/// # Errors
/// When the database does not answer.
pub async fn operator_keys(portico: &Portico) -> Result<Vec<OperatorKeyLine>> {
    let now = portico.clock.now();
    let keys = store::keys::of_operator(&portico.pool).await?;
    let line = |key: store::keys::OperatorKey| OperatorKeyLine {
        id: key.id,
        name: key.name,
        scopes: key.scopes,
        until: (key.ended_at.is_none() && key.expires_at > now).then(|| key.expires_at.to_string()),
        last_used: key.last_used_at.map(|at| at.to_string()),
    };
    Ok(keys.into_iter().map(line).collect())
}

/// Ends a key of the operator.
///
/// # Errors
/// [`Problem::NotFound`] when there is none of this id that could be ended.
pub async fn end_operator_key(portico: &Portico, id: &str) -> Result<()> {
    let id: KeyId = crate::service::id(id)?;
    let ended = store::keys::end_operator(&portico.pool, id, portico.clock.now()).await?;
    if ended { Ok(()) } else { Err(Problem::NotFound.into()) }
}

//! Who a program is, and whether it may ask just now.

use crate::access::{Caller, Claim, Program};
use crate::portico::Limit;
use crate::service::session::{key as limit_key, network_of};
use crate::store::logins::Count;
use crate::token::Token;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::program::{KEY_PREFIX, OPERATOR_KEY_PREFIX};

/// A program that was let in, and how much it may still ask.
#[derive(Debug)]
pub struct Admission {
    /// The program, as a caller of use-cases.
    pub program: Program,
    /// Its limit.
    pub limit: Limit,
    /// How many more requests fit at once.
    pub remaining: i64,
    /// Seconds until its limit is empty again.
    pub reset: i64,
    /// Seconds to wait, when there was no room for this one.
    pub retry_after: Option<i64>,
}

/// Lets a program in by its key, and charges one request to its limit. What is no key in force counts against the network
/// that it comes from.
///
/// # Errors
/// [`Problem::SignInRequired`] when the key is not in force; [`Problem::Throttled`] after too many of those.
pub async fn admit(portico: &Portico, caller: &Caller, key: &str) -> Result<Admission> {
    let (now, limit) = (portico.clock.now(), portico.policy.program);
    let token = Token::parse_prefixed(key, &[KEY_PREFIX, OPERATOR_KEY_PREFIX]);
    let admitted = match &token {
        Some(token) => store::keys::admit(&portico.pool, token, now, limit).await?,
        None => None,
    };
    let (Some(token), Some(admitted)) = (token, admitted) else {
        let network = caller.address.map_or_else(|| "unknown".to_owned(), network_of);
        let count = Count { key: limit_key(&["no key from", &network]), limit: portico.policy.network };
        if let Some(room) = store::logins::charge_one(&portico.pool, &count, now).await? {
            let seconds = room.duration_since(now).as_secs().max(1);
            return Err(Problem::Throttled { retry_after: seconds.unsigned_abs() }.into());
        }
        return Err(Problem::SignInRequired.into());
    };
    let used = admitted.full_at.duration_since(now).as_micros().max(0);
    let every = limit.every.as_micros().max(1);
    let fitting = i128::from(limit.burst) - used.div_euclid(every) - i128::from(used.rem_euclid(every) > 0);
    let seconds = |micros: i128| i64::try_from((micros + 999_999).div_euclid(1_000_000)).unwrap_or(i64::MAX);
    let wait = used - every * i128::from(limit.burst - 1);
    Ok(Admission {
        program: Program { token, key: admitted.key, claim: None },
        limit,
        remaining: i64::try_from(fitting.max(0)).unwrap_or_default(),
        reset: seconds(used),
        retry_after: (!admitted.has_room).then(|| seconds(wait).max(1)),
    })
}

/// Keeps the answer to what a program claimed, so that asking again is answered the same.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_answer(portico: &Portico, program: &Program, claim: &Claim, status: u16, body: &str) -> Result<()> {
    store::requests::keep(&portico.pool, program.key, claim, status, body).await
}

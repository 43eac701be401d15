//! The operator says how much an account may order before it has paid: a command, or a program.

use super::{account, currency};
use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::money::{Currency, Money};
use serde_json::json;

/// The highest credit, in the currency's smallest units.
const MOST: i64 = 100_000_000_000_000;

/// What an account may order before it has paid. Amounts are plain, like `1234.50`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditDetails {
    /// The currency that it buys in (ISO 4217).
    pub currency: String,
    /// The highest sum of its open invoices; `None` when it has no credit in that currency.
    pub limit: Option<String>,
    /// How much is open.
    pub open: String,
}

/// What the account may order before it has paid, in the currency that it buys in.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn view_credit(scope: &mut Scope) -> Result<CreditDetails> {
    scope.require(Action::ViewCredit, &account(scope))?;
    let (currency, account_id) = (currency(scope).await?, scope.account());
    let (limit, open) = store::orders::credit(scope.tx(), account_id, currency.code()).await?;
    let plain = |minor| Money::new(minor, currency).plain();
    Ok(CreditDetails { currency: currency.to_string(), limit: limit.map(plain), open: plain(open) })
}

/// Sets the account's credit, in the currency that it buys in. The limit that it has already leaves no trace.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when it is another currency or no amount.
pub async fn set_credit(portico: &Portico, slug: &str, currency: &str, limit: &str) -> Result<Money> {
    carry_out(portico, Scope::open_as_operator(portico, slug).await?, currency, limit).await
}

/// The same, by an operator's key.
///
/// # Errors
/// As [`set_credit`]; [`Problem::Forbidden`] when the key has no scope for it.
pub async fn set_credit_by_key(portico: &Portico, caller: &Caller, slug: &str, code: &str, limit: &str) -> Result<()> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    scope.require(Action::SetCredit, &account(&scope))?;
    carry_out(portico, scope, code, limit).await.map(drop)
}

async fn carry_out(portico: &Portico, mut scope: Scope, code: &str, limit: &str) -> Result<Money> {
    let asked: Currency = code.parse().map_err(|fault| Problem::field("currency", format!("Currency {fault}.")))?;
    let currency = currency(&mut scope).await?;
    if asked != currency {
        let message = format!("This account buys in {currency}; give its limit in that.");
        return Err(Problem::field("currency", message).into());
    }
    let amount = currency.parse(limit).map_err(|fault| Problem::field("limit", format!("Limit {fault}.")))?;
    if !(0..=MOST).contains(&amount.minor) {
        let most = Money::new(MOST, currency).plain();
        return Err(Problem::field("limit", format!("Limit “{limit}” is not from 0 to {most}.")).into());
    }
    let target = account(&scope);
    let account_id = scope.account();
    let mut permit = scope.authorize(Action::SetCredit, &target)?;
    let before = store::orders::set_credit(&mut permit, currency.code(), amount.minor).await?;
    let before = before.and_then(|(code, minor)| Some(Money::new(minor, code.parse().ok()?)));
    if before == Some(amount) {
        permit.change_nothing(account_id.0).await?;
        return Ok(amount);
    }
    let words = |amount: Money| format!("{} {}", amount.plain(), amount.currency);
    let entry = Entry {
        event: Event::CreditSet,
        target_kind: "account",
        target: account_id.0,
        before: json!({ "credit": before.map(words) }),
        after: json!({ "credit": words(amount) }),
    };
    permit.commit(portico, entry).await?;
    Ok(amount)
}

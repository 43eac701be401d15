//! The operator says how much an account may order before it has paid: a command.

use super::account;
use crate::access::{Entry, Scope};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::Action;
use domain::audit::Event;
use domain::money::{Currency, Money};
use serde_json::json;

/// The highest credit, in the currency's smallest units.
const MOST: i64 = 100_000_000_000_000;

/// Sets the account's credit, in the currency that it buys in.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when it is no currency or no amount.
pub async fn set_credit(portico: &Portico, slug: &str, currency: &str, limit: &str) -> Result<Money> {
    let currency: Currency =
        currency.parse().map_err(|fault| Problem::field("currency", format!("Currency “{currency}” {fault}.")))?;
    let amount = currency.parse(limit).map_err(|fault| Problem::field("limit", format!("Limit {fault}.")))?;
    if !(0..=MOST).contains(&amount.minor) {
        return Err(Problem::field("limit", format!("Limit “{limit}” is below 0 or too high.")).into());
    }
    let scope = Scope::open_as_operator(portico, slug).await?;
    let target = account(&scope);
    let account_id = scope.account();
    let mut permit = scope.authorize(Action::SetCredit, &target)?;
    let before = store::orders::set_credit(&mut permit, currency.code(), amount.minor).await?;
    let before = before.and_then(|(code, minor)| Some(Money::new(minor, code.parse().ok()?)));
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

//! The operator adds a number to an account's inventory: a command, or a program.

use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, phone, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{NumberId, Problem};
use serde_json::json;

/// Adds a number to the account's inventory; gives it as E.164.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when it is no number, or in an inventory
/// already.
pub async fn add(portico: &Portico, slug: &str, number: &str) -> Result<String> {
    Ok(carry_out(portico, Scope::open_as_operator(portico, slug).await?, number).await?.1)
}

/// The same, by an operator's key; gives its id.
///
/// # Errors
/// As [`add`]; [`Problem::Forbidden`] when the key has no scope for it.
pub async fn add_by_key(portico: &Portico, caller: &Caller, slug: &str, number: &str) -> Result<NumberId> {
    Ok(carry_out(portico, Scope::open_to_change(portico, caller, slug).await?, number).await?.0)
}

async fn carry_out(portico: &Portico, scope: Scope, typed: &str) -> Result<(NumberId, String)> {
    let target = Target::Account(scope.account());
    let mut permit = scope.authorize(Action::ManageNumbers, &target)?;
    let fault = |what: String| Problem::field("number", format!("Number {what}, like +46 8 505 010 00."));
    let typed = typed.trim();
    let parsed = phone::parse(typed, "")
        .map_err(|_| fault(format!("“{typed}” is not one that exists; write it with its country code")))?;
    let number = parsed.ok_or_else(|| fault("is missing; write it with its country code".to_owned()))?;
    let id = NumberId(portico.entropy.id(permit.now())?);
    if !store::numbers::insert(&mut permit, id, &number).await? {
        let message = format!("{number} is in an inventory already, this account’s or another’s.");
        return Err(Problem::field("number", message).into());
    }
    let after = json!({ "number": number });
    let entry = Entry { event: Event::NumberAdded, target_kind: "number", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok((id, number))
}

//! The operator takes a number out of an account's inventory: a command, or a program.

use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, phone, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use serde_json::json;

/// Takes a number out of the account's inventory; gives it as E.164.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when it has no such number.
pub async fn remove(portico: &Portico, slug: &str, number: &str) -> Result<String> {
    let unknown = || Problem::field("number", format!("The account has no number {number}."));
    let e164 = phone::parse(number, "").ok().flatten().ok_or_else(unknown)?;
    match carry_out(portico, Scope::open_as_operator(portico, slug).await?, &e164).await? {
        true => Ok(e164),
        false => Err(unknown().into()),
    }
}

/// The same, by an operator's key, by its id or as E.164.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it; [`Problem::NotFound`] when the account has no such number.
pub async fn remove_by_key(portico: &Portico, caller: &Caller, slug: &str, which: &str) -> Result<()> {
    match carry_out(portico, Scope::open_to_change(portico, caller, slug).await?, which).await? {
        true => Ok(()),
        false => Err(Problem::NotFound.into()),
    }
}

async fn carry_out(portico: &Portico, scope: Scope, which: &str) -> Result<bool> {
    let account = scope.account();
    let mut permit = scope.authorize(Action::ManageNumbers, &Target::Account(account))?;
    let Some(number) = store::numbers::find(permit.tx(), account, which).await? else { return Ok(false) };
    store::numbers::delete(&mut permit, number.id).await?;
    let before = json!({ "number": number.number });
    let target = number.id.0;
    let entry = Entry { event: Event::NumberRemoved, target_kind: "number", target, before, after: json!({}) };
    permit.commit(portico, entry).await?;
    Ok(true)
}

//! The keys of an account.

use crate::access::Scope;
use crate::store::keys::Key;
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::program::{KeyView, KeysView};
use jiff::SignedDuration;

/// For how long a key that is over stays in the list.
const LISTED: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The account's keys, and those that ended in the last thirty days.
///
/// # Errors
/// [`domain::Problem::Forbidden`] for anyone but the account holder.
pub async fn list(scope: &mut Scope) -> Result<KeysView> {
    let (account, now) = (scope.account(), scope.now());
    let target = Target::Account(account);
    scope.require(Action::ViewKeys, &target)?;
    let since = now.saturating_sub(LISTED).unwrap_or(now);
    let keys = store::keys::of_account(scope.tx(), account, since).await?;
    let keys = keys.into_iter().map(|key| view(scope, key)).collect::<Result<_>>()?;
    let manage = scope.decide(Action::ManageKeys, &target).is_granted();
    Ok(KeysView { keys, confirm: scope.must_confirm(Action::ManageKeys), manage })
}

fn view(scope: &Scope, key: Key) -> Result<KeyView> {
    let (member, now) = (scope.member()?, scope.now());
    let reader = &member.reader;
    let over = match key.ended_at {
        Some(ended) => format!("Ended on {}", reader.day(ended)),
        None if key.expires_at <= now => format!("Expired on {}", reader.day(key.expires_at)),
        None if key.maker != member.holder => "Its maker no longer holds the account".to_owned(),
        None => String::new(),
    };
    Ok(KeyView {
        id: key.id,
        name: key.name,
        scopes: key.scopes,
        maker: key.maker_name,
        made: reader.day(key.made_at),
        expires: reader.day(key.expires_at),
        last_used: key.last_used_at.map(|at| reader.ago(at, now)).unwrap_or_default(),
        over,
    })
}

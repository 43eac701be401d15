//! The operator gives an account whose holder is gone to another of its users.

use crate::access::{Entry, Scope};
use crate::mail::{Message, To};
use crate::service::access::person;
use crate::service::handover;
use crate::service::mail::post;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{Problem, UserId};
use serde_json::json;

/// Who holds an account, and who is to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolderChange {
    /// The account's name.
    pub account: String,
    /// Who holds it, by name.
    pub from: String,
    /// Who is to hold it, by name.
    pub to: String,
}

/// What [`set_holder`] would do. Nothing is changed.
///
/// # Errors
/// As there.
pub async fn plan_set_holder(portico: &Portico, slug: &str, email: &str) -> Result<HolderChange> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    Ok(plan(&mut scope, email).await?.change)
}

/// Gives the account to the user of this address, who must be able to sign in there. What its holder had by ownership ends
/// or goes on as the new holder's, as when an account is handed over; an open offer of it ends. Both, and whoever
/// administers all of it, are told by mail.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account; [`Problem::Invalid`] when it has no such user, or they hold it;
/// [`Problem::Forbidden`] when they cannot hold it.
pub async fn set_holder(portico: &Portico, slug: &str, email: &str) -> Result<HolderChange> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let Planned { change, from, to, target } = plan(&mut scope, email).await?;
    let mut permit = scope.authorize(Action::SetHolder, &target)?;
    let (account, now) = (permit.account(), permit.now());
    let told = store::accounts::told_of_holder(permit.tx(), account, &[from, to], now).await?;
    handover::pass_on(&mut permit, portico, from, to).await?;
    handover::recheck(&mut permit, portico).await?;
    let id = portico.entropy.id(now)?;
    let message = Message::HolderSet { account: change.account.clone(), holder: change.to.clone(), at: now };
    for address in told {
        let to = To { email: &address, language: store::logins::language_of_login(permit.tx(), &address).await? };
        post(portico, permit.tx(), format!("holder-set:{id}:{address}"), to, &message, now).await?;
    }
    let (before, after) = (json!({ "holder": from }), json!({ "holder": to }));
    let entry = Entry { event: Event::HolderSet, target_kind: "account", target: account.0, before, after };
    permit.commit(portico, entry).await?;
    Ok(change)
}

struct Planned {
    change: HolderChange,
    from: UserId,
    to: UserId,
    target: Target,
}

async fn plan(scope: &mut Scope, email: &str) -> Result<Planned> {
    let account = scope.account();
    let nobody = || Problem::field("user", format!("{email} is nobody’s User id in this account."));
    let to = store::persons::of_handle(scope.tx(), account, email).await?.ok_or_else(nobody)?;
    let user = store::users::find(scope.tx(), account, to, &[]).await?.ok_or_else(nobody)?;
    let (from, name, _) = store::accounts::holder(scope.tx(), account).await?.ok_or(Problem::NotFound)?;
    if from == to {
        return Err(Problem::field("user", format!("{name} holds this account already.")).into());
    }
    let target = Target::Person(Box::new(person(scope, to).await?.ok_or_else(nobody)?));
    scope.require(Action::SetHolder, &target)?;
    let called = store::accounts::name(scope.tx(), account).await?;
    let change = HolderChange { account: called, from: name, to: user.display_name().to_owned() };
    Ok(Planned { change, from, to, target })
}

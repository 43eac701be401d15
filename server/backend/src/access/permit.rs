//! The right to write.

use super::Scope;
use crate::store::logins::OwnUser;
use crate::store::{self, Tx};
use crate::{Portico, Result};
use domain::AccountId;
use domain::access::{Action, Actor, Basis, Reason, Target};
use domain::audit::Event;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

/// What the audit log keeps of a change. No secret ever enters it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What was done.
    pub event: Event,
    /// The kind of thing it was done to: `group`, `user`, `account`.
    pub target_kind: &'static str,
    /// That thing.
    pub target: Uuid,
    /// The values that changed, as they were.
    pub before: Value,
    /// The same, as they are now.
    pub after: Value,
}

/// The right to write in one transaction. Made by [`Scope::authorize`] and nowhere else. What was written is lost
/// unless it is committed with its entry in the audit log.
#[derive(Debug)]
pub struct Permit {
    scope: Scope,
    reason: Reason,
}

impl Permit {
    pub(super) fn of(scope: Scope, reason: Reason) -> Self {
        Self { scope, reason }
    }

    /// What a grant that is given under this permit rests on.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.reason.basis()
    }

    /// Goes on in another account of the same login, in the same transaction: for what is a person's own in all of them.
    ///
    /// # Errors
    /// As [`Scope::require`], asked anew there.
    pub(crate) async fn also_in(self, portico: &Portico, action: Action, user: &OwnUser) -> Result<Self> {
        let Scope { tx, caller, .. } = self.scope;
        Scope::of_own(portico, tx, caller, user).await?.authorize_own(action, user).await
    }

    /// Goes on only when the actor may do this too: for a change that needs several rights.
    ///
    /// # Errors
    /// As [`Scope::require`].
    pub fn also(&self, action: Action, target: &Target) -> Result<()> {
        self.scope.require(action, target).map(drop)
    }

    /// The open account.
    #[must_use]
    pub fn account(&self) -> AccountId {
        self.scope.account()
    }

    /// The moment at which everything under this permit happens.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.scope.now()
    }

    /// The scope, for reading what is about to change.
    pub fn scope(&mut self) -> &mut Scope {
        &mut self.scope
    }

    /// The transaction, for the store's writes.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.scope.tx
    }

    /// Writes one more entry into the audit log: for a change that is several.
    ///
    /// # Errors
    /// When the database does not do it.
    pub async fn record(&mut self, portico: &Portico, entry: &Entry) -> Result<()> {
        store::audit::append(self, portico, entry).await
    }

    /// Writes the audit log's entry and makes everything last.
    ///
    /// # Errors
    /// When the database does not do it; then nothing was changed.
    pub async fn commit(mut self, portico: &Portico, entry: Entry) -> Result<()> {
        self.record(portico, &entry).await?;
        store::requests::claim(&mut self, entry.target).await?;
        self.scope.tx.commit().await
    }

    /// Ends a request that found everything as it was to be: nothing lasts but that a program asked for it.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub(crate) async fn change_nothing(mut self, target: Uuid) -> Result<()> {
        store::requests::claim(&mut self, target).await?;
        self.scope.tx.commit().await
    }

    /// Makes last what the operator changed outside every account: the catalogue, taxes, mailing lists, the brand. No
    /// account has it in its history, so the log says what was done, and which key did it. The account that is open here
    /// does not exist, so that nothing of an account can be written under such a permit.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub(crate) async fn commit_outside(mut self, target: Uuid, done: &str) -> Result<()> {
        store::requests::claim(&mut self, target).await?;
        let (by, key) = (self.actor_kind(), self.actor_id().map(tracing::field::display));
        let request = self.scope.caller.request_id.clone();
        self.scope.tx.commit().await?;
        tracing::info!(by, key, %target, request, "{done}");
        Ok(())
    }

    /// Writes the audit log's entry and gives the transaction back, for a change that concerns several accounts.
    pub(crate) async fn hand_on(mut self, portico: &Portico, entry: &Entry) -> Result<Tx> {
        self.record(portico, entry).await?;
        Ok(self.scope.tx)
    }

    /// For whom a deputy acts, for the audit log.
    pub(crate) fn on_behalf_of(&self) -> Option<Uuid> {
        self.reason.principal().map(|principal| principal.id.0)
    }

    /// Who acts.
    pub(crate) fn actor(&self) -> &Actor {
        &self.scope.actor
    }

    /// What kind of actor acts, for the audit log.
    pub(crate) fn actor_kind(&self) -> &'static str {
        match self.scope.actor {
            Actor::User(_) | Actor::Viewing(_) => "user",
            Actor::Operator => "operator",
            Actor::System => "system",
            Actor::Key(_) => "key",
            Actor::OperatorKey(_) => "operator_key",
        }
    }

    /// Which user acts; `None` for programs, for the operator and for Portico itself.
    pub(crate) fn actor_user(&self) -> Option<Uuid> {
        match &self.scope.actor {
            Actor::User(actor) => Some(actor.user.0),
            _ => None,
        }
    }

    /// Which user or key acts, for the audit log; `None` for the operator's commands and for Portico itself.
    pub(crate) fn actor_id(&self) -> Option<Uuid> {
        match &self.scope.actor {
            Actor::User(actor) => Some(actor.user.0),
            Actor::Key(key) => Some(key.key.0),
            Actor::OperatorKey(key) => Some(key.key.0),
            Actor::Viewing(_) | Actor::Operator | Actor::System => None,
        }
    }
}

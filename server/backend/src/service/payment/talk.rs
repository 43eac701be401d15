//! What is noted of the talk with the payment provider.

use crate::store::{self, Tx};
use crate::{Portico, Result};
use domain::AccountId;

/// The right to note how the talk with the provider goes: what it calls a payment, whether it waits for the payer, and
/// when it is asked next. Nobody decides about that and it stands in no history, because it says nothing of what was
/// paid: that takes a permit. It is made here and nowhere else, holds the account's lock as a permit does, and the store
/// lets it write to payments alone.
#[derive(Debug)]
pub(crate) struct Talk {
    tx: Tx,
    account: AccountId,
}

impl Talk {
    /// In a transaction of its own.
    pub(super) async fn open(portico: &Portico, account: AccountId) -> Result<Self> {
        Self::within(Tx::begin(&portico.pool).await?, account).await
    }

    /// In a transaction that does more.
    pub(super) async fn within(mut tx: Tx, account: AccountId) -> Result<Self> {
        store::accounts::open_of(&mut tx, account).await?;
        Ok(Self { tx, account })
    }

    /// Makes it last.
    pub(super) async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }

    /// The account.
    pub(crate) fn account(&self) -> AccountId {
        self.account
    }

    /// The transaction, for the store.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

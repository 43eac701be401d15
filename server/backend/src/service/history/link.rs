//! Entries become links of their account's chain. Writing an entry takes no part of the chain, so that a long
//! transaction does not hold up everybody else's; whoever links does that afterwards, for one account at a time and
//! elected by a lock, in whichever process it runs.

use crate::audit::{Checkpoint, link_mac};
use crate::store::history::Link;
use crate::store::{self, Tx};
use crate::{Error, Portico, Result};
use domain::AccountId;

/// How many entries one transaction links.
const MOST: i64 = 1000;

/// The right to link: an open transaction of the one process that links this account just now. Nobody decides about
/// it, because it says nothing new: it only fixes what was written already. It is made here and nowhere else, and the
/// store lets it write to the chain and to what waits for it, nothing besides.
#[derive(Debug)]
pub(crate) struct Linker {
    tx: Tx,
    account: AccountId,
}

impl Linker {
    /// Elects this process; `None` while another one links the account.
    async fn elect(portico: &Portico, account: AccountId) -> Result<Option<Self>> {
        let mut tx = Tx::begin(&portico.pool).await?;
        store::accounts::set_current(&mut tx, account).await?;
        Ok(store::history::try_lock(&mut tx, account).await?.then_some(Self { tx, account }))
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

/// Links every entry that waits, in all accounts; gives a checkpoint for each account that has grown.
///
/// # Errors
/// When the database does not do it; then what is not linked yet waits for the next time.
pub async fn link(portico: &Portico) -> Result<Vec<Checkpoint>> {
    let mut checkpoints = Vec::new();
    for account in store::history::accounts_to_link(&portico.pool).await? {
        let mut last = None;
        // Each round is one transaction, so that a large import is not held in memory.
        while let Some((checkpoint, more)) = link_some(portico, account).await? {
            last = Some(checkpoint);
            if !more {
                break;
            }
        }
        checkpoints.extend(last);
    }
    Ok(checkpoints)
}

/// Links the next entries of an account; `None` when there are none, or another process does it.
async fn link_some(portico: &Portico, account: AccountId) -> Result<Option<(Checkpoint, bool)>> {
    let Some(mut linker) = Linker::elect(portico, account).await? else { return Ok(None) };
    let waiting = store::history::pending(linker.tx(), account, MOST).await?;
    // After the lock, so that this is the head that stays until the end.
    let head = store::history::head(linker.tx(), account).await?;
    let (mut number, mut previous) = match head {
        Some((number, mac)) => {
            let mac = mac.try_into().map_err(|_| Error::internal("linking the history", "a code has 32 bytes"))?;
            (number, Some(mac))
        }
        None => (0, None),
    };
    let mut links = Vec::with_capacity(waiting.len());
    for (entry, seal) in &waiting {
        number += 1;
        let mac = link_mac(&portico.audit_key, account.0, number, previous.as_ref(), seal);
        links.push(Link { number, entry: *entry, mac });
        previous = Some(mac);
    }
    let (Some(mac), false) = (previous, links.is_empty()) else { return Ok(None) };
    let now = portico.clock.now();
    store::history::append(&mut linker, &links, now).await?;
    linker.tx.commit().await?;
    let more = waiting.len() >= usize::try_from(MOST).unwrap_or(usize::MAX);
    Ok(Some((Checkpoint::sign(&portico.audit_key, account.0, number, mac, now), more)))
}

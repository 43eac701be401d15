//! Hearing of changes: what stays open (a stream of events) asks again whether it may, and what is new, whenever
//! something was done in its account or a session of its login ended (access rule 9).
//!
//! PostgreSQL tells every process (`NOTIFY`, migration 0007), so it does not matter which one made the change. A notice
//! only says that it is time to ask.

use crate::{Portico, Result};
use domain::{AccountId, LoginId};
use sqlx::postgres::PgListener;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::broadcast;
use uuid::Uuid;

/// Where PostgreSQL says what changed.
const CHANNEL: &str = "portico";

/// Notices that somebody slow may miss before they are told to ask about everything.
const BACKLOG: usize = 1024;

/// How long to wait at most while PostgreSQL is heard: nothing should depend on it.
const HEARD: Duration = Duration::from_secs(15);

/// The same while it is not: a right that has ended is noticed within a second all the same.
const UNHEARD: Duration = Duration::from_millis(900);

/// How many watches one login may have open in one process: tabs, not a flood.
const MOST: u32 = 16;

/// What has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    In(AccountId),
    Of(LoginId),
    /// Notices may have been lost.
    Anything,
}

/// Passes on what PostgreSQL tells. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Live {
    changes: broadcast::Sender<Change>,
    hears: Arc<AtomicBool>,
    open: Arc<Mutex<HashMap<LoginId, u32>>>,
}

impl Live {
    pub(crate) fn new() -> Self {
        Self { changes: broadcast::Sender::new(BACKLOG), hears: Arc::default(), open: Arc::default() }
    }

    /// Hears of everything that happens from now on.
    #[must_use]
    pub fn watch(&self) -> Watch {
        Watch { live: self.clone(), changes: self.changes.subscribe(), seat: None }
    }

    fn tell(&self, change: Change) {
        // Nobody may be watching.
        let _ = self.changes.send(change);
    }

    fn hears(&self, hears: bool) {
        self.hears.store(hears, Ordering::Relaxed);
        self.tell(Change::Anything);
    }
}

/// Hears of changes.
#[derive(Debug)]
pub struct Watch {
    live: Live,
    changes: broadcast::Receiver<Change>,
    /// Counted among this login's.
    seat: Option<LoginId>,
}

impl Watch {
    /// Counts this among the login's; false when it has too many already.
    #[must_use]
    pub fn sit(&mut self, login: LoginId) -> bool {
        let mut open = self.live.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(login).or_default();
        if self.seat.is_none() && *count < MOST {
            *count += 1;
            self.seat = Some(login);
        }
        self.seat == Some(login)
    }

    /// Waits until something may have changed for this login in this account, and no longer than `most`.
    pub async fn changed(&mut self, account: AccountId, login: LoginId, most: Duration) {
        let patience = if self.live.hears.load(Ordering::Relaxed) { HEARD } else { UNHEARD };
        let heard = async {
            loop {
                match self.changes.recv().await {
                    Ok(Change::In(other)) if other != account => {}
                    Ok(Change::Of(other)) if other != login => {}
                    // Too slow to hear all of it: it may have been about these.
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
                    Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
                }
            }
        };
        // Whichever it was, it is time to ask.
        let _ = tokio::time::timeout(patience.min(most), heard).await;
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(login) = self.seat else { return };
        let mut open = self.live.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&login) {
            *count -= 1;
            if *count == 0 {
                open.remove(&login);
            }
        }
    }
}

/// Passes on what PostgreSQL tells, until the connection to it is lost.
///
/// # Errors
/// When there is no connection to be had.
pub async fn listen(portico: &Portico) -> Result<()> {
    let mut listener = PgListener::connect_with(&portico.pool).await?;
    listener.listen(CHANNEL).await?;
    portico.live.hears(true);
    // `None`: the connection was lost, and with it perhaps notices.
    let lost = loop {
        match listener.try_recv().await {
            Ok(Some(notice)) => {
                if let Some(change) = read(notice.payload()) {
                    portico.live.tell(change);
                }
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error.into()),
        }
    };
    portico.live.hears(false);
    lost
}

fn read(notice: &str) -> Option<Change> {
    let (what, id) = notice.split_once(' ')?;
    let id: Uuid = id.parse().ok()?;
    match what {
        "account" => Some(Change::In(AccountId(id))),
        "login" => Some(Change::Of(LoginId(id))),
        _ => None,
    }
}

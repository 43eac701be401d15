//! What the server does without being asked. Each piece of work may run in several servers at the same time.

use std::{collections::BTreeMap, time::Duration};

use backend::{
    Portico,
    audit::{Checkpoint, CheckpointFile},
    mail::Mailer,
    service::{self, handover, history, invoice, payment, recovery, session},
    webhook::WebhookClient,
};
use tokio_util::sync::CancellationToken;

/// How often what is over is removed. Nothing depends on it: what is over counts for nothing from that moment on.
const SWEEP: Duration = Duration::from_secs(10 * 60);

/// How often entries of the history are linked: within a second each.
const LINK: Duration = Duration::from_millis(500);

/// How long until a lost connection to what the database tells is tried again.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);
/// How often open offers of accounts are seen to. What has become void counts for nothing before that, and an account
/// that goes over after 72 hours may do so half a minute later.
const SETTLE: Duration = Duration::from_secs(30);

/// How often mail is looked after: somebody may be waiting for it in front of the sign-in page.
const MAIL: Duration = Duration::from_millis(500);

/// How often messages to programs are looked after.
const TELL: Duration = Duration::from_millis(500);

/// Removes sessions, limits and links that are over, and addresses of old mail, again and again.
pub async fn sweep(portico: Portico) {
    loop {
        match session::sweep(&portico).await {
            Ok(rows) => tracing::debug!(rows, "swept"),
            Err(error) => tracing::warn!(%error, "sessions that are over could not be removed"),
        }
        if let Err(error) = service::mail::sweep(&portico).await {
            tracing::warn!(%error, "addresses of old mail could not be erased");
        }
        if let Err(error) = payment::sweep(&portico).await {
            tracing::warn!(%error, "old news of payments could not be forgotten");
        }
        if let Err(error) = service::program::sweep(&portico).await {
            tracing::warn!(%error, "what programs asked and were told could not be removed");
        }
        if let Err(error) = service::user::sweep(&portico).await {
            tracing::warn!(%error, "users who were deleted long ago could not be forgotten");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

/// Passes on what the database tells of changes, and connects again when it does not answer.
pub async fn listen(portico: Portico) {
    loop {
        if let Err(error) = backend::live::listen(&portico).await {
            tracing::debug!(%error, "the database cannot be listened to; it is tried again");
        }
        tokio::time::sleep(LISTEN_AGAIN).await;
    }
}

/// Makes accounts go over whose time has come, and ends offers that lapsed or became void, again and again.
pub async fn settle(portico: Portico) {
    loop {
        match handover::settle(&portico).await {
            Ok(settled) => {
                for (account, outcome) in settled {
                    tracing::info!(%account, outcome = outcome.name(), "an offer of the account has ended");
                }
            }
            Err(error) => tracing::warn!(%error, "open offers of accounts could not be seen to; it is tried again"),
        }
        tokio::time::sleep(SETTLE).await;
    }
}

/// How often invoices are looked for that are overdue: the day is told, and not the hour.
const REMIND: Duration = Duration::from_secs(10 * 60);

/// Tells of invoices that are overdue, again and again.
pub async fn remind(portico: Portico) {
    loop {
        match invoice::remind(&portico).await {
            Ok(told) => tracing::debug!(told, "told of overdue invoices"),
            Err(error) => tracing::warn!(%error, "overdue invoices could not be looked for; it is tried again"),
        }
        tokio::time::sleep(REMIND).await;
    }
}

/// How often payments are looked after: somebody may be waiting in front of their page.
const PAYMENTS: Duration = Duration::from_millis(500);

/// Finds out what became of payments that nobody looks after any more, again and again. It may be ended at any time:
/// whatever it was doing is found out again.
pub async fn payments(portico: Portico) {
    let mut failing = false;
    loop {
        let done = payment::see_to_due(&portico).await;
        match &done {
            // Told once and not twice a second.
            Err(error) if !failing => tracing::error!(%error, "payments cannot be looked after; it is tried again"),
            Ok(_) if failing => tracing::info!("payments are looked after again"),
            _ => {}
        }
        failing = done.is_err();
        tokio::time::sleep(PAYMENTS).await;
    }
}

/// How long mail on its way may take once the server is asked to end. What is not noted by then may be sent again.
const LAST_MAIL: Duration = Duration::from_secs(10);

/// Answers whoever forgot their password and sends what is due, again and again, until it is asked to stop.
pub async fn mail(portico: Portico, mailer: Mailer, stop: CancellationToken) {
    let mut failing = false;
    loop {
        let step = async {
            recovery::answer(&portico).await?;
            service::mail::send_due(&portico, &mailer).await
        };
        tokio::pin!(step);
        let done = tokio::select! {
            done = &mut step => done,
            () = stop.cancelled() => {
                drop(tokio::time::timeout(LAST_MAIL, step).await);
                return;
            }
        };
        match &done {
            // Told once and not twice a second.
            Err(error) if !failing => tracing::error!(%error, "mail cannot be looked after; it is tried again"),
            Ok(_) if failing => tracing::info!("mail is looked after again"),
            _ => {}
        }
        failing = done.is_err();
        tokio::select! {
            () = tokio::time::sleep(MAIL) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Tells programs of events, again and again.
pub async fn tell_programs(portico: Portico, client: WebhookClient) {
    let mut failing = false;
    loop {
        let done = service::webhook::deliver_due(&portico, &client).await;
        match &done {
            Err(error) if !failing => tracing::error!(%error, "programs cannot be told of events; it is tried again"),
            Ok(_) if failing => tracing::info!("programs are told of events again"),
            _ => {}
        }
        failing = done.is_err();
        // Where more waits, it is not kept waiting.
        if !done.is_ok_and(|tried| tried > 0) {
            tokio::time::sleep(TELL).await;
        }
    }
}

/// Links what is written into the history, again and again, and once more when it is asked to stop. How far each
/// account has come goes to the log and to the file, which the database cannot take back.
pub async fn link(portico: Portico, file: CheckpointFile, stop: CancellationToken) {
    let mut linking = Linking { portico, file, unsaved: BTreeMap::new(), failing: false };
    loop {
        linking.step().await;
        tokio::select! {
            () = tokio::time::sleep(LINK) => {}
            () = stop.cancelled() => break,
        }
    }
    linking.step().await;
}

struct Linking {
    portico: Portico,
    file: CheckpointFile,
    /// The newest checkpoint of each account that is not in the file yet.
    unsaved: BTreeMap<uuid::Uuid, Checkpoint>,
    /// The last step failed. It is told once and not twice a second.
    failing: bool,
}

impl Linking {
    async fn step(&mut self) {
        let failed = match history::link(&self.portico).await {
            Ok(checkpoints) => {
                for checkpoint in checkpoints {
                    tracing::info!(target: "portico::history", checkpoint = checkpoint.line(), "linked");
                    self.unsaved.insert(checkpoint.account, checkpoint);
                }
                self.save().await
            }
            Err(error) => Some(error.to_string()),
        };
        match &failed {
            Some(error) if !self.failing => {
                tracing::error!(target: "portico::history", error, "the history cannot be linked; it is tried again");
            }
            None if self.failing => tracing::info!(target: "portico::history", "the history is linked again"),
            _ => {}
        }
        self.failing = failed.is_some();
    }

    /// Writes what is not in the file yet; gives what is wrong.
    async fn save(&mut self) -> Option<String> {
        if self.unsaved.is_empty() {
            return None;
        }
        let (file, checkpoints) = (self.file.clone(), self.unsaved.values().copied().collect::<Vec<_>>());
        let saved = tokio::task::spawn_blocking(move || file.append(&checkpoints)).await;
        match saved {
            Ok(Ok(())) => {
                self.unsaved.clear();
                None
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(error) => Some(error.to_string()),
        }
    }
}

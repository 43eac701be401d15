//! What the server does without being asked. Each piece of work may run in several servers at the same time.

use std::time::Duration;

use backend::{Portico, service::session};

/// How often what is over is removed. Nothing depends on it: what is over counts for nothing from that moment on.
const SWEEP: Duration = Duration::from_secs(10 * 60);

/// Removes sessions and limits that are over, again and again.
pub async fn sweep(portico: Portico) {
    loop {
        match session::sweep(&portico).await {
            Ok(rows) => tracing::debug!(rows, "swept"),
            Err(error) => tracing::warn!(%error, "sessions that are over could not be removed"),
        }
        tokio::time::sleep(SWEEP).await;
    }
}

//! Accepting connections, and going away in good order: what is in flight is finished, up to a deadline.

use std::{future::Future, io, net::SocketAddr, time::Duration};

use axum::{Router, serve::ListenerExt};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

/// Listens on `address`. The address may be taken again at once after a restart.
///
/// # Errors
/// The address is in use or not ours.
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Serves until `stop` is done, then finishes what is in flight for at most `grace`; cuts it off earlier when
/// `hurry` is done.
///
/// # Errors
/// The listener broke.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    hurry: impl Future<Output = ()>,
    grace: Duration,
) -> io::Result<()> {
    // A streamed page goes out in small parts, which would otherwise wait for each other's acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY cannot be set");
        }
    });
    let (stopping, mut stopped) = watch::channel(false);
    let served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            stop.await;
            stopping.send_replace(true);
        });
    let deadline = async {
        // An error means that serving has ended, and then this is not waited for.
        if stopped.wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::select! {
            () = tokio::time::sleep(grace) => {}
            () = hurry => {}
        }
    };
    tokio::select! {
        outcome = served => outcome,
        () = deadline => {
            tracing::warn!("requests are still in flight; they are cut off");
            Ok(())
        }
    }
}

/// The signals that ask a server to end. From here on they no longer kill it.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Starts to listen for SIGTERM and SIGINT.
    ///
    /// # Errors
    /// The system does not allow it.
    pub fn listen() -> io::Result<Signals> {
        Ok(Signals { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for either.
    pub async fn received(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

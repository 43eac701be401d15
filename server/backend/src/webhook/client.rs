//! Calling an address that a person gave.

use super::Reach;
use crate::{Error, Result};
use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, header, redirect};
use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;

/// How long a call may take, from the name's look-up to the end of the answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much of an answer is read, in bytes, before the connection is let go: what it says counts for nothing.
const READ: usize = 4096;

/// Calls addresses: over TLS the public internet, and what the operator allows.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    reach: Reach,
    tls: Client,
    plain: Client,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum Fault {
    /// The URL cannot be called, or leads into a network that may not be.
    #[error("The address is in a network that cannot be told of events.")]
    OutOfReach,
    /// It did not answer in time.
    #[error("No answer within 10 seconds.")]
    Timeout,
    /// There was no connection: the name is unknown, nobody listens, or TLS failed.
    #[error("No connection.")]
    NoConnection,
}

/// What was answered: the status, and nothing of what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer(pub(crate) u16);

impl Answer {
    /// Whether the message was taken.
    #[must_use]
    pub(crate) const fn is_taken(self) -> bool {
        matches!(self.0, 200..=299)
    }
}

/// A message on its way.
pub(crate) struct Message<'a> {
    pub(crate) id: &'a str,
    pub(crate) seconds: i64,
    pub(crate) signature: &'a str,
    pub(crate) body: String,
}

impl WebhookClient {
    /// With networks that may be called although they are not public.
    ///
    /// # Errors
    /// When the machine's trusted certificates cannot be read.
    pub fn new(allowed: &[IpNet]) -> Result<Self> {
        let reach = Reach::new(allowed);
        let client = |with_tls: bool| -> Result<Client> {
            let names = Names { reach: reach.clone(), with_tls };
            // Nothing is followed and no proxy is asked: both would connect elsewhere than was checked.
            ClientBuilder::new()
                .redirect(redirect::Policy::none())
                .no_proxy()
                .https_only(with_tls)
                .timeout(PATIENCE)
                .pool_max_idle_per_host(0)
                .dns_resolver(std::sync::Arc::new(names))
                .build()
                .map_err(|error| Error::internal("setting up what tells programs of events", error))
        };
        Ok(Self { tls: client(true)?, plain: client(false)?, reach })
    }

    /// Sends a message to an address.
    ///
    /// # Errors
    /// Why there was no answer.
    pub(crate) async fn send(&self, url: &str, message: Message<'_>) -> Result<Answer, Fault> {
        let url = self.reach.parse(url).map_err(|_| Fault::OutOfReach)?;
        let client = if url.scheme() == "https" { &self.tls } else { &self.plain };
        let answer = client
            .post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", message.id)
            .header("webhook-timestamp", message.seconds)
            .header("webhook-signature", message.signature)
            .body(message.body)
            .send()
            .await;
        let mut answer = answer.map_err(|error| fault(&error))?;
        let status = answer.status().as_u16();
        let mut read = 0;
        while read < READ {
            match answer.chunk().await {
                Ok(Some(chunk)) => read += chunk.len(),
                Ok(None) | Err(_) => break,
            }
        }
        Ok(Answer(status))
    }
}

fn fault(error: &reqwest::Error) -> Fault {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        if error.is::<Refused>() {
            return Fault::OutOfReach;
        }
        cause = error.source();
    }
    if error.is_timeout() { Fault::Timeout } else { Fault::NoConnection }
}

/// Looks names up, and forgets the addresses that may not be called: what is checked is what is connected to.
struct Names {
    reach: Reach,
    with_tls: bool,
}

/// A name leads only to where nobody may call.
#[derive(Debug, Error)]
#[error("refused")]
struct Refused;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let (reach, with_tls) = (self.reach.clone(), self.with_tls);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found.filter(|found| reach.allows(found.ip(), with_tls)).collect();
            if allowed.is_empty() {
                return Err(Refused.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

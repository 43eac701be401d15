//! How one server is set up, already parsed: nothing behind this module reads the environment.

mod mail;
mod network;
mod payment;
mod period;
mod public_url;

use std::{path::PathBuf, time::Duration};

use backend::mail::Mailer;

pub use self::{
    mail::{BounceSecret, MailOptions},
    network::{Network, client_address},
    payment::PaymentOptions,
    period::parse_period,
    public_url::PublicUrl,
};

/// How one server is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where people reach it.
    pub public_url: PublicUrl,
    /// The directory of the browser's files.
    pub site: PathBuf,
    /// Proxies whose word on the client's address counts.
    pub trusted_proxies: Vec<Network>,
    /// How mail leaves.
    pub mailer: Mailer,
    /// What whoever tells which mail came back has to know; `None`: nobody is listened to.
    pub bounce_secret: Option<BounceSecret>,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// How long a request may take.
    pub request_timeout: Duration,
}

impl Config {
    /// The usual limits: 256 KiB and 30 seconds. Mail waits in the outbox.
    pub fn new(public_url: PublicUrl, site: PathBuf) -> Config {
        Config {
            mailer: Mailer::none(public_url.origin()),
            public_url,
            site,
            trusted_proxies: Vec::new(),
            bounce_secret: None,
            body_limit: 256 << 10,
            request_timeout: Duration::from_secs(30),
        }
    }
}

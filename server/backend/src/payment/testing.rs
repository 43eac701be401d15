//! For tests: a running localstripe, which speaks Stripe's API, and a connection to it that can be made to fail.

use super::{PaymentProvider, Stripe, StripeKeys};
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// A localstripe of one test's own. It ends with the test.
#[derive(Debug)]
pub struct LocalStripe {
    address: SocketAddr,
    _child: Child,
}

impl LocalStripe {
    /// Starts one with the Python that `PORTICO_LOCALSTRIPE` names, or else where `cargo xtask setup --tests` put it.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start() -> Result<Self> {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let usual = || here.join("../../target/localstripe/bin/python");
        let python = std::env::var_os("PORTICO_LOCALSTRIPE").map_or_else(usual, PathBuf::from);
        let missing = |error| {
            let words = format!("{} does not start ({error}): run `cargo xtask setup --tests`", python.display());
            Error::new(ErrorKind::NotFound, words)
        };
        let mut child = Command::new(&python)
            .arg(here.join("testdata/localstripe/start.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(missing)?;
        let mut port = String::new();
        let said = child.stdout.take().ok_or_else(|| Error::other("localstripe says nothing"))?;
        BufReader::new(said).read_line(&mut port).await?;
        let port: u16 = port.trim().parse().map_err(Error::other)?;
        Ok(Self { address: SocketAddr::from(([127, 0, 0, 1], port)), _child: child })
    }

    /// Where its API is.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// It as the provider of payments, directly or through `line`.
    ///
    /// # Errors
    /// When there can be no client.
    pub fn provider(&self, line: Option<&Line>) -> reqwest::Result<PaymentProvider> {
        let keys = StripeKeys {
            secret: "sk_test_portico".to_owned(),
            publishable: "pk_test_portico".to_owned(),
            webhook: "whsec_portico".to_owned(),
        };
        let api = line.map_or_else(|| self.url(), Line::url);
        Stripe::new(keys, Some(api)).map(PaymentProvider::Stripe)
    }

    /// A connection to it that can be made to fail.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn line(&self) -> Result<Line> {
        Line::start(self.address).await
    }
}

/// How a connection fails.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    None,
    /// Nobody answers.
    Down,
    /// Requests whose head has this get through, and their answers do not.
    Mute(&'static str),
    /// Requests whose head has this do not get through.
    Deaf(&'static str),
}

/// A connection that can be made to fail.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    fault: Arc<Mutex<Fault>>,
}

impl Line {
    async fn start(to: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let fault = Arc::new(Mutex::new(Fault::None));
        let shared = Arc::clone(&fault);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, to, Arc::clone(&shared)));
            }
        });
        Ok(Self { address, fault })
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// From now on nobody answers.
    pub fn go_down(&self) {
        self.set(Fault::Down);
    }

    /// From now on the answers to requests whose head has these words are lost: what was asked for is done.
    pub fn lose_answers_to(&self, words: &'static str) {
        self.set(Fault::Mute(words));
    }

    /// From now on requests whose head has these words are lost.
    pub fn lose_requests_with(&self, words: &'static str) {
        self.set(Fault::Deaf(words));
    }

    /// From now on everything gets through.
    pub fn mend(&self) {
        self.set(Fault::None);
    }
}

/// Carries one connection until it ends, or is made to.
async fn carry(mut client: TcpStream, to: SocketAddr, fault: Arc<Mutex<Fault>>) -> Result<()> {
    let mut server = TcpStream::connect(to).await?;
    let (mut asked, mut answered) = ([0; 16 << 10], [0; 16 << 10]);
    let mut mute = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let chunk = asked.get(..read?).unwrap_or_default();
                let has = |words: &str| chunk.windows(words.len()).any(|window| window == words.as_bytes());
                let fault = fault.lock().unwrap_or_else(PoisonError::into_inner).clone();
                match fault {
                    Fault::Down => return Ok(()),
                    Fault::Deaf(words) if has(words) => return Ok(()),
                    Fault::Mute(words) if has(words) => mute = true,
                    _ if chunk.is_empty() => return Ok(()),
                    _ => {}
                }
                server.write_all(chunk).await?;
            }
            read = server.read(&mut answered) => {
                let chunk = answered.get(..read?).unwrap_or_default();
                if mute || chunk.is_empty() {
                    return Ok(());
                }
                client.write_all(chunk).await?;
            }
        }
    }
}

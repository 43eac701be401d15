//! A mail server for tests: it speaks SMTP (RFC 5321) over a real connection and keeps what it is given.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// A mail as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    /// To whom the envelope says.
    pub to: String,
    /// Headers and body.
    pub raw: String,
}

/// A running mail server.
#[derive(Debug)]
pub struct MailServer {
    address: std::net::SocketAddr,
    mails: UnboundedReceiver<Received>,
    conduct: Arc<Conduct>,
}

/// How it treats what it is given.
#[derive(Debug, Default)]
struct Conduct {
    /// So many recipients are refused for now (451).
    refusals: AtomicUsize,
    /// What it answers to every recipient that it refuses for good.
    for_good: Mutex<Option<&'static str>>,
    /// It takes mails and never says so.
    silent: AtomicBool,
}

impl MailServer {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let (sender, mails) = unbounded_channel();
        let conduct = Arc::new(Conduct::default());
        let shared = Arc::clone(&conduct);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, sender.clone(), Arc::clone(&shared)));
            }
        });
        Ok(Self { address, mails, conduct })
    }

    /// Its address, as in the settings.
    #[must_use]
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// Refuses the next recipients for now.
    pub fn refuse(&self, recipients: usize) {
        self.conduct.refusals.store(recipients, Ordering::SeqCst);
    }

    /// From now on refuses every recipient with this reply, such as `550 5.1.1 no such user`.
    pub fn refuse_for_good(&self, reply: &'static str) {
        *self.conduct.for_good.lock().unwrap_or_else(PoisonError::into_inner) = Some(reply);
    }

    /// From now on takes mails and never says so; or does again.
    pub fn be_silent(&self, silent: bool) {
        self.conduct.silent.store(silent, Ordering::SeqCst);
    }

    /// The next mail; waits for it.
    pub async fn next(&mut self) -> Option<Received> {
        self.mails.recv().await
    }

    /// Every mail that has arrived and was not looked at.
    pub fn arrived(&mut self) -> Vec<Received> {
        std::iter::from_fn(|| self.mails.try_recv().ok()).collect()
    }
}

/// One connection. What goes wrong with it ends it.
async fn converse(stream: TcpStream, mails: UnboundedSender<Received>, conduct: Arc<Conduct>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut to = String::new();
    stream.write_all(b"220 test ESMTP\r\n").await.ok()?;
    loop {
        let line = line(&mut stream).await?;
        let command = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let for_good = *conduct.for_good.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(reply), "RCPT") = (for_good, command.as_str()) {
            stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
            continue;
        }
        let answer: &[u8] = match command.as_str() {
            "EHLO" | "HELO" => b"250-test\r\n250 8BITMIME\r\n",
            "RCPT"
                if conduct
                    .refusals
                    .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                    .is_ok() =>
            {
                b"451 come back later\r\n"
            }
            "RCPT" => {
                to = line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(to, _)| to.to_owned())?;
                b"250 ok\r\n"
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                let raw = data(&mut stream).await?;
                mails.send(Received { to: to.clone(), raw }).ok()?;
                if conduct.silent.load(Ordering::SeqCst) {
                    std::future::pending::<()>().await;
                }
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 ok\r\n",
        };
        stream.write_all(answer).await.ok()?;
    }
}

/// A line without its end; `None` when the other side is gone.
async fn line(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.ok()?;
    (length > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A mail up to the single dot.
async fn data(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut raw = String::new();
    loop {
        let line = line(stream).await?;
        if line == "." {
            return Some(raw);
        }
        raw.push_str(line.strip_prefix('.').unwrap_or(&line));
        raw.push_str("\r\n");
    }
}

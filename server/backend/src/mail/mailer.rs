//! How mail leaves.

use super::letter::{Links, render};
use super::{Message, Rendered, Unsubscribe};
use crate::Portico;
use domain::language::Language;
use lettre::address::AddressError;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use std::time::Duration;
use thiserror::Error;
use uuid::Uuid;

/// How long one command of an SMTP server may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How mail leaves, and the address that its links start with. Cloning shares the connections.
#[derive(Clone)]
pub struct Mailer {
    origin: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp {
        server: AsyncSmtpTransport<Tokio1Executor>,
        from: Mailbox,
    },
    /// It stays in the outbox, where the operator reads it in a browser.
    DevelopmentMailbox,
    /// It waits in the outbox until there is a server.
    None,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mailer").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Why mail cannot be sent.
#[derive(Debug, Error)]
pub enum MailError {
    /// The address of the server is none. Its words may hold a password and are not repeated.
    #[error("the mail server’s address must look like smtps://user:password@mail.example.com")]
    Server,
    /// The sender's address is none.
    #[error("the sender of mails must look like Portico <portal@example.com>: {0}")]
    Sender(#[source] AddressError),
    /// What it is about is not known to this version.
    #[error("what the mail is about is not known to this version")]
    Unknown,
    /// It could not be laid out.
    #[error("the mail could not be laid out: {0}")]
    Layout(#[from] askama::Error),
    /// The mail could not be put together.
    #[error("the mail could not be put together: {0}")]
    Message(#[source] lettre::error::Error),
    /// A recipient's address is none.
    #[error("the recipient’s address is none")]
    Recipient,
    /// There is no such mailbox, and there will be none: the reply's codes, such as `550 5.1.1`.
    #[error("there is no such mailbox ({0})")]
    NoMailbox(String),
    /// The server did not take it. Its words may name the recipient and are not repeated.
    #[error("the mail server did not take it ({0})")]
    Refused(String),
}

impl Mailer {
    /// Sends by the SMTP server at `url` (`smtp://`, `smtps://`, or `smtp://…?tls=required` for STARTTLS), as `from`;
    /// links start with `origin`.
    ///
    /// # Errors
    /// When one of them cannot be understood.
    pub fn smtp(origin: &str, url: &str, from: &str) -> Result<Self, MailError> {
        let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| MailError::Server)?;
        let server = server.timeout(Some(PATIENCE)).build();
        let from = from.parse().map_err(MailError::Sender)?;
        Ok(Self { origin: origin.to_owned(), way: Way::Smtp { server, from } })
    }

    /// Sends nothing: mail waits in the outbox until there is a server.
    #[must_use]
    pub fn none(origin: &str) -> Self {
        Self { origin: origin.to_owned(), way: Way::None }
    }

    /// Delivers into a mailbox that the operator reads in a browser. Only for trying things out: its reader can follow
    /// everybody's links.
    #[must_use]
    pub fn development_mailbox(origin: &str) -> Self {
        Self { origin: origin.to_owned(), way: Way::DevelopmentMailbox }
    }

    /// Whether mail goes anywhere at all.
    #[must_use]
    pub fn delivers(&self) -> bool {
        !matches!(self.way, Way::None)
    }

    /// Whether mail goes into the mailbox that the operator reads.
    #[must_use]
    pub fn is_development_mailbox(&self) -> bool {
        matches!(self.way, Way::DevelopmentMailbox)
    }

    /// The mail that a message becomes.
    ///
    /// # Errors
    /// When it cannot be laid out.
    pub fn render(&self, portico: &Portico, language: Language, message: &Message) -> Result<Rendered, MailError> {
        render(language, message, &Links { origin: &self.origin, key: &portico.audit_key })
    }

    /// Sends one mail. `id` becomes its Message-ID: a mail that is sent again has the same.
    pub(crate) async fn send(&self, id: Uuid, recipient: &str, mail: Rendered) -> Result<(), MailError> {
        let Way::Smtp { server, from } = &self.way else { return Ok(()) };
        let to = recipient.parse().map_err(|_| MailError::Recipient)?;
        let host = self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host);
        let domain = host.split(':').next().unwrap_or(host);
        let mut message = lettre::Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(AutoSubmitted);
        if let Some(Unsubscribe { list, address }) = mail.unsubscribe {
            message = message
                .header(ListId(format!("<{list}.{domain}>")))
                .header(ListUnsubscribe(format!("<{address}>")))
                .header(ListUnsubscribePost);
        }
        let message =
            message.multipart(MultiPart::alternative_plain_html(mail.text, mail.html)).map_err(MailError::Message)?;
        let sent = server.send(message).await;
        sent.map(drop).map_err(|error| {
            let words = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            match error.status() {
                Some(code) if error.is_permanent() && no_mailbox(&words).is_some() => {
                    MailError::NoMailbox(format!("{code} {}", no_mailbox(&words).unwrap_or_default()))
                }
                Some(code) => MailError::Refused(code.to_string()),
                None => MailError::Refused(kind(&error).to_owned()),
            }
        })
    }
}

/// The status at the beginning of a reply's words, when it says that the recipient's mailbox is not there, or is closed
/// (RFC 3463, sections 3.2 and 3.3). A refusal without one may be of the sender or of what the mail says, and is tried
/// again.
fn no_mailbox(words: &str) -> Option<&str> {
    let status = words.split_whitespace().next()?;
    ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"].contains(&status).then_some(status)
}

/// What kind of trouble it was, without anybody's words.
fn kind(error: &lettre::transport::smtp::Error) -> &'static str {
    match () {
        () if error.is_timeout() => "it took too long",
        () if error.is_tls() => "TLS",
        () if error.is_response() => "its answer was not understood",
        () => "no connection",
    }
}

/// A header of a fixed name that we write and never read.
macro_rules! headers {
    ($($(#[$doc:meta])* $header:ident $(($value:ident))? = $name:literal, $text:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Clone)]
        struct $header $((headers!(@text $value)))?;

        impl Header for $header {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }

            fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Err("it is only written".into())
            }

            fn display(&self) -> HeaderValue {
                $(let Self($value) = self;)?
                HeaderValue::new(Self::name(), $text)
            }
        }
    )+};
    (@text $value:ident) => { String };
}

headers! {
    /// No machine answers a machine (RFC 3834).
    AutoSubmitted = "Auto-Submitted", "auto-generated".to_owned();
    /// Which list it was sent to (RFC 2919).
    ListId(id) = "List-Id", id.clone();
    /// How it is left (RFC 2369).
    ListUnsubscribe(address) = "List-Unsubscribe", address.clone();
    /// By a request alone (RFC 8058).
    ListUnsubscribePost = "List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_of_the_mailbox_counts_against_it() {
        assert_eq!(no_mailbox("5.1.1 <bo@acme.example>: no such user"), Some("5.1.1"));
        assert_eq!(no_mailbox("5.2.1 this mailbox is closed"), Some("5.2.1"));
        for other in
            ["", "no such user", "5.7.1 spam", "5.1.8 bad sender", "5.2.2 mailbox full", "4.1.1 later", "5.1.11"]
        {
            assert_eq!(no_mailbox(other), None, "{other}");
        }
    }
}

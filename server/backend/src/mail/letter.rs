//! A mail in words, and how it is laid out: as text for every program there is, and as HTML.

use super::{MailError, Message, Purpose, link_token, words};
use crate::audit::AuditKey;
use askama::Template;
use domain::language::Language;

/// A mail in the words of one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about, in one line.
    pub subject: String,
    /// What it says, paragraph by paragraph.
    pub paragraphs: Vec<String>,
    /// The words of the one thing to do, and its address.
    pub action: Option<(String, String)>,
    /// What follows that, in smaller letters.
    pub notes: Vec<String>,
    /// At the very end: words and an address.
    pub leave: Option<(String, String)>,
}

/// How a mailing list is left, for mail programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    /// The list's id.
    pub list: String,
    /// The address that leaves it (RFC 8058).
    pub address: String,
}

/// A mail as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// What it is about, in one line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// How the list is left that it was sent to.
    pub unsubscribe: Option<Unsubscribe>,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'static str,
    copy: &'static str,
    letter: &'a Letter,
}

/// Where the links of mails lead, and what they are made from.
pub(super) struct Links<'a> {
    /// The configured public address, such as `https://portal.example.com`: never one that a request brought.
    pub(super) origin: &'a str,
    pub(super) key: &'a AuditKey,
}

impl Links<'_> {
    /// A one-time link.
    pub(super) fn once(&self, purpose: Purpose, link: uuid::Uuid) -> String {
        format!("{}{}/{}", self.origin, purpose.path(), link_token(self.key, purpose, link).secret())
    }

    /// A page.
    pub(super) fn page(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }
}

/// The mail that a message becomes.
pub(super) fn render(language: Language, message: &Message, links: &Links<'_>) -> Result<Rendered, MailError> {
    let letter = words::letter(language, message, links);
    let text = Text { letter: &letter }.render()?;
    let html = Html { language: language.tag(), copy: words::copy(language), letter: &letter }.render()?;
    let unsubscribe = match message {
        Message::ListMail { list, subscription, .. } => {
            Some(Unsubscribe { list: list.clone(), address: links.once(Purpose::Unsubscribe, *subscription) })
        }
        _ => None,
    };
    Ok(Rendered { subject: letter.subject, text, html, unsubscribe })
}

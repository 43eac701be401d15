//! How mail leaves, from the operator's settings.

use std::{convert::Infallible, fmt, net::SocketAddr, str::FromStr};

use backend::mail::{MailError, Mailer};
use clap::Args;
use sha2::{Digest as _, Sha256};

use super::PublicUrl;

/// How mail leaves.
#[derive(Debug, Args)]
pub struct MailOptions {
    /// The mail server: smtps://user:password@mail.example.com, or smtp://…?tls=required for STARTTLS
    #[arg(long, env = "PORTICO_SMTP_URL", value_name = "URL", hide_env_values = true, requires = "mail_from")]
    smtp_url: Option<SmtpUrl>,
    /// Who sends mail, such as "Portico <portal@example.com>"
    #[arg(long, env = "PORTICO_MAIL_FROM", value_name = "MAILBOX")]
    mail_from: Option<String>,
    /// What the mail server shows as a bearer token when it tells which mail came back, to POST /hooks/bounce; at least
    /// 16 characters. Without it nothing is told
    #[arg(long, env = "PORTICO_BOUNCE_SECRET", value_name = "SECRET", hide_env_values = true)]
    bounce_secret: Option<BounceSecret>,
}

/// What whoever tells which mail came back has to know. It is not printed.
#[derive(Clone)]
pub struct BounceSecret([u8; 32]);

impl BounceSecret {
    /// Whether this is it. Digests are compared, so the time it takes tells nothing about the secret.
    pub fn is(&self, shown: &str) -> bool {
        digest(shown) == self.0
    }
}

fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl FromStr for BounceSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<BounceSecret, &'static str> {
        match text.len() {
            0..16 => Err("is shorter than 16 characters"),
            _ => Ok(BounceSecret(digest(text))),
        }
    }
}

impl fmt::Debug for BounceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BounceSecret(…)")
    }
}

/// The address of a mail server. It may hold a password and is not printed.
#[derive(Clone)]
struct SmtpUrl(String);

impl FromStr for SmtpUrl {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<SmtpUrl, Infallible> {
        Ok(SmtpUrl(text.to_owned()))
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

impl MailOptions {
    /// What whoever tells which mail came back has to know.
    pub fn bounce_secret(&self) -> Option<BounceSecret> {
        self.bounce_secret.clone()
    }

    /// How mail leaves a server that people reach at `public_url` and that listens on `listening`. Without a mail server
    /// it lands in a mailbox that can be read in a browser, when nothing but this machine reaches it; otherwise it waits.
    ///
    /// # Errors
    /// When a setting cannot be understood.
    pub fn mailer(&self, public_url: &PublicUrl, listening: SocketAddr) -> Result<Mailer, MailError> {
        let origin = public_url.origin();
        match (&self.smtp_url, &self.mail_from) {
            (Some(SmtpUrl(url)), Some(from)) => Mailer::smtp(origin, url, from),
            _ if public_url.is_this_machine() && listening.ip().is_loopback() => {
                Ok(Mailer::development_mailbox(origin))
            }
            _ => Ok(Mailer::none(origin)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailer(smtp: Option<&str>, public_url: &str, listening: &str) -> Mailer {
        let options = MailOptions {
            smtp_url: smtp.map(|url| SmtpUrl(url.to_owned())),
            mail_from: smtp.map(|_| "Portico <portal@example.com>".to_owned()),
            bounce_secret: None,
        };
        let public_url = public_url.parse().unwrap_or_else(|error| panic!("{error}"));
        options.mailer(&public_url, listening.parse().expect("an address")).expect("a mailer")
    }

    #[tokio::test]
    async fn the_mailbox_is_only_there_where_nobody_else_reaches_it() {
        assert!(mailer(None, "http://localhost:3000", "127.0.0.1:3000").is_development_mailbox());
        for (smtp, public_url, listening) in [
            (Some("smtp://127.0.0.1"), "http://localhost:3000", "127.0.0.1:3000"),
            (None, "https://portal.example.com", "127.0.0.1:3000"),
            (None, "http://localhost:3000", "0.0.0.0:3000"),
        ] {
            assert!(!mailer(smtp, public_url, listening).is_development_mailbox(), "{smtp:?} {public_url} {listening}");
        }
        assert!(!mailer(None, "https://portal.example.com", "127.0.0.1:3000").delivers());
    }

    #[test]
    fn a_password_is_not_printed() {
        let url = SmtpUrl("smtps://portal:secret@mail.example.com".to_owned());
        assert!(!format!("{url:?}").contains("secret"));
    }
}

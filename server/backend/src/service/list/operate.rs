//! What the operator does with lists, by command.

use crate::mail::{Message, To};
use crate::service::mail::post;
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::{FieldError, Problem, text};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A list as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operated {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many people read it.
    pub readers: i64,
}

/// Every list.
///
/// # Errors
/// When the database does not answer.
pub async fn all(portico: &Portico) -> Result<Vec<Operated>> {
    let lists = store::lists::all(&portico.pool).await?;
    Ok(lists.into_iter().map(|list| Operated { id: list.id, name: list.name, readers: list.readers }).collect())
}

/// Adds a list, which nobody reads yet.
///
/// # Errors
/// [`Problem::Invalid`] when its id or name cannot be, or there is one of this id.
pub async fn add(portico: &Portico, id: &str, name: &str, about: &str) -> Result<()> {
    let mut errors = Vec::new();
    if id.parse::<domain::account::Slug>().is_err() {
        let message =
            format!("The id {id} must be 2 to 40 of a–z, 0–9 and single hyphens between them, like product-news.");
        errors.push(FieldError::new("id", message));
    }
    let mut line = |field: &str, typed: &str, most| {
        text::line(typed, most)
            .map_err(|fault| errors.push(FieldError::new(field, format!("The {field} {fault}."))))
            .unwrap_or_default()
    };
    let (name, about) = (line("name", name, 100), line("about", about, 300));
    if name.is_empty() {
        errors.push(FieldError::new("name", "The name is missing."));
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors }.into());
    }
    if store::lists::insert(&portico.pool, id, &name, &about, portico.clock.now()).await? {
        Ok(())
    } else {
        Err(Problem::field("id", format!("There is a list {id} already.")).into())
    }
}

/// Mails everybody who reads a list; gives how many. Paragraphs are set apart by empty lines. The same words go to the same
/// reader once, however often they are sent.
///
/// # Errors
/// [`Problem::Invalid`] without a list of this id, a subject or a text.
pub async fn send(portico: &Portico, id: &str, subject: &str, text: &str) -> Result<usize> {
    let subject =
        text::line(subject, 150).map_err(|fault| Problem::field("subject", format!("The subject {fault}.")))?;
    let text = text.replace("\r\n", "\n");
    let paragraphs: Vec<String> =
        text.split("\n\n").map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect();
    if subject.is_empty() || paragraphs.is_empty() {
        return Err(Problem::field("text", "The subject or the text is missing.").into());
    }
    let now = portico.clock.now();
    let mut tx = Tx::begin(&portico.pool).await?;
    let unknown = || Problem::field("list", format!("There is no list {id}."));
    let name = store::lists::name_of(&mut tx, id).await?.ok_or_else(unknown)?;
    let words =
        Sha256::digest(format!("{subject}\n\n{text}")).iter().take(16).fold(String::new(), |mut words, byte| {
            let _ = write!(words, "{byte:02x}");
            words
        });
    let readers = store::lists::readers(&mut tx, id).await?;
    for reader in &readers {
        let message = Message::ListMail {
            list: id.to_owned(),
            name: name.clone(),
            subscription: reader.subscription,
            subject: subject.clone(),
            text: paragraphs.clone(),
        };
        let to = To { email: &reader.email, language: reader.language };
        post(portico, &mut tx, format!("list:{id}:{words}:{}", reader.subscription), to, &message, now).await?;
    }
    tx.commit().await?;
    Ok(readers.len())
}

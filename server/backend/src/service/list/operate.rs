//! What the operator does with lists: by command, and but for sending by a program.

use crate::access::{Caller, Scope};
use crate::mail::{Message, To};
use crate::service::mail::post;
use crate::store::Tx;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::{FieldError, Problem, text};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use uuid::Uuid;

/// A list as the operator sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operated {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is in it, possibly empty.
    pub about: String,
    /// How many people read it.
    pub readers: i64,
}

/// A list to be added, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewList {
    /// Its id: 2 to 40 of a–z, 0–9 and single hyphens between them.
    pub id: String,
    /// What people call it, 1 to 100 characters.
    pub name: String,
    /// What is in it, at most 300 characters.
    pub about: String,
}

/// Every list.
///
/// # Errors
/// When the database does not answer.
pub async fn all(portico: &Portico) -> Result<Vec<Operated>> {
    every(Scope::for_command(portico).await?).await
}

/// The same for an operator's key: by id, those after this id, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(
    portico: &Portico,
    caller: &Caller,
    after: &str,
    most: usize,
) -> Result<(Vec<Operated>, bool)> {
    let mut found = every(Scope::for_operator(portico, &caller.without_claim()).await?).await?;
    found.sort_by(|one, other| one.id.cmp(&other.id));
    found.retain(|list| list.id.as_str() > after);
    Ok(crate::service::page(found, most))
}

/// One list, for an operator's key.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when there is no such list.
pub async fn view_by_key(portico: &Portico, caller: &Caller, id: &str) -> Result<Operated> {
    let found = every(Scope::for_operator(portico, &caller.without_claim()).await?).await?;
    Ok(found.into_iter().find(|list| list.id == id).ok_or(Problem::NotFound)?)
}

/// Every list, for whoever may see them: an operator has a few.
async fn every(mut scope: Scope) -> Result<Vec<Operated>> {
    scope.require(Action::ViewLists, &Target::Portico)?;
    let lists = store::lists::all(scope.tx()).await?;
    let operated = |list: store::lists::Listed| Operated {
        id: list.id,
        name: list.name,
        about: list.about,
        readers: list.readers,
    };
    Ok(lists.into_iter().map(operated).collect())
}

/// Adds a list, which nobody reads yet.
///
/// # Errors
/// [`Problem::Invalid`] when its id or name cannot be, or there is one of this id.
pub async fn add(portico: &Portico, new: &NewList) -> Result<()> {
    carry_out(portico, Scope::for_command(portico).await?, new).await.map(drop)
}

/// The same, by an operator's key; gives what the request is known by.
///
/// # Errors
/// As [`add`]; [`Problem::Forbidden`] when the key has no scope for it.
pub async fn add_by_key(portico: &Portico, caller: &Caller, new: &NewList) -> Result<Uuid> {
    carry_out(portico, Scope::for_operator(portico, caller).await?, new).await
}

async fn carry_out(portico: &Portico, scope: Scope, new: &NewList) -> Result<Uuid> {
    let mut permit = scope.authorize(Action::ManageLists, &Target::Portico)?;
    let NewList { id, name, about } = new;
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
    let now = permit.now();
    if !store::lists::insert(permit.tx(), id, &name, &about, now).await? {
        return Err(Problem::field("id", format!("There is a list {id} already.")).into());
    }
    // A list is known by its name in words; what a program asked for, by a number.
    let asked = portico.entropy.id(now)?;
    permit.commit_outside(asked, &format!("the mailing list {id} was added")).await?;
    Ok(asked)
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
    let missing = [("subject", subject.is_empty()), ("text", paragraphs.is_empty())].into_iter().filter(|(_, is)| *is);
    let errors: Vec<_> = missing.map(|(field, _)| FieldError::new(field, format!("The {field} is missing."))).collect();
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors }.into());
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

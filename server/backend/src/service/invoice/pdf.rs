//! One invoice as a file.

use super::view::document;
use crate::access::{Caller, Scope};
use crate::{Portico, Result};
use domain::access::{Action, Target};
use domain::invoice::State;

/// An invoice, a summary invoice or a credit note as PDF/A, with its number: as it was issued, in the reader's way of
/// writing dates and amounts.
///
/// # Errors
/// As [`super::view`].
pub async fn pdf(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<(String, Vec<u8>)> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::ViewInvoices, &Target::Account(scope.account()))?;
    let (invoice, document) = document(&mut scope, id).await?;
    let language = scope.reader().language.tag();
    // The transaction is over before the file is written.
    drop(scope);
    let is_void = invoice.state == State::Void;
    let file = crate::pdf::invoice(&document, is_void, invoice.issued_on, language)?;
    Ok((invoice.number, file))
}

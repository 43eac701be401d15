//! One invoice as a file.

use super::summarize::described;
use super::view::document;
use crate::access::{Caller, Scope};
use crate::pdf::Words;
use crate::{Portico, Result};
use domain::access::{Action, Target};
use domain::invoice::State;
use domain::money::percent;

/// An invoice, a summary invoice or a credit note as PDF/A, with its number: as it was issued, in the reader's language.
/// What the operator wrote stays in theirs: lines, notes, and what a tax is called.
///
/// # Errors
/// As [`super::view`].
pub async fn pdf(portico: &Portico, caller: &Caller, slug: &str, id: &str) -> Result<(String, Vec<u8>)> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::ViewInvoices, &Target::Account(scope.account()))?;
    let (invoice, mut document) = document(&mut scope, id).await?;
    let reader = scope.reader();
    // The transaction is over before the file is written.
    drop(scope);
    let (is_void, language) = (invoice.state == State::Void, reader.language);
    let words = Words::of(language);
    document.title = words.title(invoice.kind, is_void);
    for (text, sum) in document.taxes.iter_mut().zip(&invoice.taxes) {
        let rate = percent(sum.tax.basis_points, language);
        text.label = words.tax_on(&sum.tax.name, &rate, &sum.base.format(language));
    }
    if document.is_summary {
        for line in &mut document.lines {
            if let Some((number, day)) = described(&line.description) {
                line.description = words.invoice_of(number, &reader.date(day));
            }
        }
    }
    let file = crate::pdf::invoice(&document, is_void, invoice.issued_on, language)?;
    Ok((invoice.number, file))
}

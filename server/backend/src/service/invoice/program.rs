//! Invoices as programs read and make them.

use super::announce::announce;
use super::issue::write;
use super::void::void_in;
use crate::access::{Caller, Scope};
use crate::store::invoices::{Invoice, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::invoice::NewInvoice;
use domain::program::{InvoiceDetails, InvoiceLine};
use domain::{InvoiceId, IssuerId, Problem};

/// The account's documents before this one, the newest first, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(scope: &mut Scope, before: &str, most: usize) -> Result<(Vec<InvoiceDetails>, bool)> {
    let account = scope.account();
    scope.require(Action::ViewInvoices, &Target::Account(account))?;
    let before = before.parse().ok().map(|InvoiceId(id)| id);
    let (found, more) =
        crate::service::page(store::invoices::before(scope.tx(), account, before, most + 1).await?, most);
    Ok((found.iter().map(details).collect(), more))
}

/// One document with its lines.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when the account has no such document.
pub async fn view_by_key(scope: &mut Scope, id: &str) -> Result<(InvoiceDetails, Vec<InvoiceLine>)> {
    let account = scope.account();
    scope.require(Action::ViewInvoices, &Target::Account(account))?;
    let id: InvoiceId = crate::service::id(id)?;
    let invoice = store::invoices::one(scope.tx(), account, id).await?.ok_or(Problem::NotFound)?;
    let lines = store::invoices::lines(scope.tx(), account, id).await?;
    let lines = lines.into_iter().map(|stored| InvoiceLine {
        unit_price: invoice.money(stored.line.unit_price).plain(),
        net: invoice.money(stored.net).plain(),
        quantity: thousandths(stored.line.quantity),
        description: stored.line.description,
        unit: stored.line.unit,
    });
    Ok((details(&invoice), lines.collect()))
}

/// Issues an invoice, by an operator's key.
///
/// # Errors
/// [`Problem::NotFound`] when the key reaches no such account; [`Problem::Forbidden`] when it has no scope for it; as
/// [`super::issue_within`].
pub async fn issue_by_key(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    issuer: IssuerId,
    new: &NewInvoice,
) -> Result<InvoiceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let at = permit.now();
    let (issued, entry) = write(&mut permit, portico, issuer, new, at).await?;
    announce(&mut permit, portico, &issued).await?;
    permit.commit(portico, entry).await?;
    Ok(issued.id)
}

/// Says that an invoice never counted, by an operator's key.
///
/// # Errors
/// As [`super::void`]; [`Problem::NotFound`] when the account has no such document.
pub async fn void_by_key(portico: &Portico, caller: &Caller, slug: &str, id: &str, because: &str) -> Result<InvoiceId> {
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::VoidInvoices, &Target::Account(account))?;
    let id: InvoiceId = crate::service::id(id)?;
    let found = store::invoices::find(permit.tx(), account, Which::Id(id), true).await?.pop();
    void_in(permit, portico, &found.ok_or(Problem::NotFound)?, because).await?;
    Ok(id)
}

fn details(invoice: &Invoice) -> InvoiceDetails {
    let plain = |minor| invoice.money(minor).plain();
    InvoiceDetails {
        id: invoice.id,
        number: invoice.number.clone(),
        kind: invoice.kind.name(),
        state: invoice.state.name(),
        issuer: invoice.issuer,
        currency: invoice.currency.to_string(),
        net: plain(invoice.net),
        tax: plain(invoice.tax),
        total: plain(invoice.total),
        paid: plain(invoice.paid),
        due: plain(invoice.due),
        issued_on: invoice.issued_on.to_string(),
        due_on: invoice.due_on.to_string(),
        reference: invoice.reference.clone(),
        note: invoice.note.clone(),
    }
}

/// A number of thousandths with as few decimals as it needs.
fn thousandths(quantity: i64) -> String {
    let text = format!("{}.{:03}", quantity / 1000, quantity.rem_euclid(1000));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn quantities_are_plain_numbers() {
        assert_eq!(
            ["1", "1.5", "0.001", "12"],
            [1000, 1500, 1, 12_000].map(thousandths).each_ref().map(String::as_str)
        );
    }
}

//! What others need to know of an invoice, such as whoever takes money for it.

use crate::access::Scope;
use crate::{Result, store};
use domain::invoice::{Kind, State};
use domain::money::Money;
use domain::{InvoiceId, Problem};

/// What is known of an invoice without its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Which.
    pub id: InvoiceId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: Kind,
    /// Where it is in its life.
    pub state: State,
    /// What it asks for.
    pub total: Money,
    /// What is left to pay.
    pub due: Money,
    /// What was paid for what was credited later.
    pub to_refund: Money,
}

/// The facts of an invoice of the open account. Whoever calls has asked for `ViewInvoices`, or more.
///
/// # Errors
/// [`Problem::NotFound`] when the account has no such invoice.
pub async fn facts(scope: &mut Scope, id: InvoiceId) -> Result<Facts> {
    let account = scope.account();
    let invoice = store::invoices::one(scope.tx(), account, id).await?.ok_or(Problem::NotFound)?;
    Ok(Facts {
        id,
        kind: invoice.kind,
        state: invoice.state,
        total: invoice.money(invoice.total),
        due: invoice.money(invoice.due),
        to_refund: invoice.money(invoice.standing().to_refund()),
        number: invoice.number,
    })
}

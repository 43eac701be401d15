//! The page on which an invoice is paid.

use super::{money, payable};
use crate::access::Scope;
use crate::payment::PaymentProvider;
use crate::store::payments::Which;
use crate::{Portico, Result, store};
use domain::InvoiceId;
use domain::access::{Action, Target};
use domain::payment::{PayBy, PayView, PaymentLink, TestCard};

/// What is to be paid, to whom, and with what.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role; [`domain::Problem::NotFound`] when there is no such invoice.
pub async fn plan_pay(portico: &Portico, scope: &mut Scope, invoice: &str) -> Result<PayView> {
    let account = scope.account();
    scope.require(Action::PayInvoices, &Target::Account(account))?;
    let invoice = payable(scope, invoice).await?;
    let underway = store::payments::find(scope.tx(), account, Which::Open(invoice.id)).await?;
    let underway = underway.map(|payment| PaymentLink { id: payment.id, payer: payment.payer_name });
    let due = money(invoice.due, &invoice.currency)?;
    let by = match &portico.provider {
        provider if !provider.takes(due) => PayBy::Nothing,
        PaymentProvider::Sandbox => PayBy::Sandbox {
            cards: TestCard::ALL.map(|card| (card.number().to_owned(), card.words().to_owned())).into(),
        },
        PaymentProvider::Stripe(_) => PayBy::Stripe,
    };
    let reader = &scope.member()?.reader;
    Ok(PayView {
        invoice: InvoiceId(invoice.id),
        seller: invoice.seller,
        due_day: reader.start_of(&invoice.due_on).map(|at| reader.day(at)).unwrap_or_default(),
        due: due.format(reader.language),
        amount: invoice.due,
        key: portico.entropy.id(scope.now())?.to_string(),
        hindrance: (invoice.due == 0).then(|| "Nothing is left to pay.".to_owned()),
        number: invoice.number,
        underway,
        by,
    })
}

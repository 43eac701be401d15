//! One payment: how it stands, and when it is done, its receipt.

use super::{find, money};
use crate::access::Scope;
use crate::payment::PaymentProvider;
use crate::store::payments::Payment;
use crate::{Result, store};
use domain::access::{Action, Decision, Target};
use domain::language::Language;
use domain::payment::{Decline, PaymentState, PaymentView};
use domain::{InvoiceId, Problem};

/// How a payment stands.
///
/// # Errors
/// [`Problem::Forbidden`] without the role; [`Problem::NotFound`] when there is no such payment.
pub async fn view(scope: &mut Scope, payment: &str) -> Result<PaymentView> {
    let account = scope.account();
    let target = Target::Account(account);
    scope.require(Action::ViewInvoices, &target)?;
    let payment = find(scope, payment).await?;
    let invoice = store::payments::payable(scope.tx(), account, payment.invoice).await?.ok_or(Problem::NotFound)?;
    let reader = &scope.member()?.reader;
    let reason = payment.reason.map(Decline::explain).unwrap_or_default();
    Ok(PaymentView {
        id: payment.id,
        state: payment.state,
        invoice: InvoiceId(invoice.id),
        number: invoice.number,
        receipt: payment.receipt(),
        seller: invoice.seller,
        buyer: invoice.buyer,
        amount: money(payment.amount, &payment.currency)?.format(reader.language),
        payer: payment.payer_name.clone(),
        method: payment.method.clone(),
        at: reader.moment(payment.settled_at.unwrap_or(payment.created_at)),
        reason: reason.to_owned(),
        waits: payment.waits && payment.state.is_open(),
        sandbox: payment.provider == PaymentProvider::Sandbox.name(),
        refund: refund(&payment, reader.language)?,
        may_pay: matches!(scope.decide(Action::PayInvoices, &target), Decision::Granted(_)),
    })
}

/// What went back, or is about to.
fn refund(payment: &Payment, language: Language) -> Result<String> {
    if payment.state != PaymentState::Succeeded || payment.to_refund == 0 {
        return Ok(String::new());
    }
    let amount = money(payment.to_refund, &payment.currency)?.format(language);
    let goes = if payment.refunded >= payment.to_refund { "went back" } else { "goes back" };
    // Of what the seller gives back later, the invoice had taken something until it went.
    let unneeded = payment.applied == 0 && payment.refunded < payment.to_refund;
    Ok(match unneeded {
        true => format!("When the money arrived, the invoice needed none any more: {amount} {goes} to the card."),
        false => format!("{amount} {goes} to the card."),
    })
}

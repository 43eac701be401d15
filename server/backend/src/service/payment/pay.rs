//! Somebody pays an invoice.

use super::settle::{Became, settle};
use super::{Talk, money, payable};
use crate::access::{Caller, Entry, Scope};
use crate::payment::{Order, ProviderError};
use crate::store::payments::{NewPayment, Which};
use crate::{Error, Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::payment::{Decline, PayForm};
use domain::{AccountId, PaymentId, Problem};
use jiff::SignedDuration;
use serde_json::json;
use uuid::Uuid;

/// Whoever began a payment looks after it for this long: more than its requests to the provider can take together. Then
/// the worker does.
const OWN: SignedDuration = SignedDuration::from_secs(60);

/// After a lost answer the worker asks this soon.
const SOON: SignedDuration = SignedDuration::from_secs(1);

/// Pays what is still due of an invoice; gives the payment, whatever became of it. A form that is sent again gives the
/// same payment, and while somebody is paying already it gives theirs.
///
/// # Errors
/// [`Problem::Invalid`] when nothing or another amount is due than the form says, or it names nothing to pay with; as
/// [`super::plan_pay`].
pub async fn pay(portico: &Portico, caller: &Caller, slug: &str, invoice: &str, form: &PayForm) -> Result<PaymentId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let target = Target::Account(account);
    scope.require(Action::PayInvoices, &target)?;
    let invoice = payable(&mut scope, invoice).await?;
    let key: Uuid = form.key.parse().map_err(|_| Problem::field("", "Open this page again, then pay."))?;
    for which in [Which::Form(invoice.id, key), Which::Open(invoice.id)] {
        if let Some(known) = store::payments::find(scope.tx(), account, which).await? {
            return Ok(known.id);
        }
    }
    let reader = &scope.member()?.reader;
    if invoice.due == 0 {
        return Err(Problem::field("", "This invoice has been paid: nothing is left to pay.").into());
    }
    if form.amount != invoice.due {
        let due = money(invoice.due, &invoice.currency)?.format(reader.language);
        let words =
            format!("Meanwhile what is left to pay has changed: it is {due} now. Open this page again to pay it.");
        return Err(Problem::field("", words).into());
    }
    let amount = money(invoice.due, &invoice.currency)?;
    if !portico.provider.accepts(&form.method) || !portico.provider.takes(amount) {
        return Err(Problem::field("pay_with", "Choose what to pay with.").into());
    }

    let member = scope.member()?.clone();
    let id = PaymentId(portico.entropy.id(scope.now())?);
    let mut permit = scope.authorize(Action::PayInvoices, &target)?;
    let name = if member.full_name.is_empty() { &member.handle } else { &member.full_name };
    let new = NewPayment {
        id,
        invoice: invoice.id,
        form: key,
        provider: portico.provider.name(),
        amount: invoice.due,
        currency: &invoice.currency,
        payer: member.actor.user,
        payer_name: name,
        next_check: permit.now().saturating_add(OWN).unwrap_or_else(|_| permit.now()),
    };
    store::payments::insert(&mut permit, &new).await?;
    let after = json!({ "invoice": invoice.number, "amount": amount.plain(), "currency": invoice.currency });
    let entry = Entry { event: Event::PaymentBegun, target_kind: "payment", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;

    // It goes on when whoever asked does not wait for it.
    let (portico, method) = (portico.clone(), form.method.clone());
    let carried_out = tokio::spawn(async move {
        let order = Order { payment: id.0, amount, method: &method, invoice: &invoice.number };
        carry_out(&portico, account, id, &order).await
    });
    carried_out.await.map_err(|error| Error::internal("paying", error))??;
    Ok(id)
}

/// Lets the provider move the money of a payment that was noted. An answer that gets lost is the worker's to find out.
async fn carry_out(portico: &Portico, account: AccountId, id: PaymentId, order: &Order<'_>) -> Result<()> {
    let made = match portico.provider.create(portico, order).await {
        Ok(made) => made,
        Err(ProviderError::Ours(error)) => return Err(error),
        Err(error) => {
            // What may have been made over there moves no money: nobody will ask it to.
            tracing::warn!(payment = %id, %error, "a payment could not be begun");
            return settle(portico, account, id, Became::Cancelled(Some(Decline::TryLater))).await;
        }
    };
    let mut talk = Talk::open(portico, account).await?;
    let is_ours = store::payments::note_reference(&mut talk, id, &made.reference, &made.method).await?;
    talk.commit().await?;
    if !is_ours {
        return Ok(());
    }
    match portico.provider.confirm(portico, &made.reference).await {
        Ok(standing) => settle(portico, account, id, Became::of(standing)).await,
        Err(error) => {
            tracing::warn!(payment = %id, %error, "whether a payment went through is not known; it is looked up");
            let mut talk = Talk::open(portico, account).await?;
            let soon = portico.clock.now().saturating_add(SOON).unwrap_or_else(|_| portico.clock.now());
            store::payments::note_next(&mut talk, id, false, soon).await?;
            talk.commit().await
        }
    }
}

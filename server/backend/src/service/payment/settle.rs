//! What became of a payment is noted and applied to its invoice, in one transaction. Told twice, it changes nothing the
//! second time.

use super::{Talk, money};
use crate::access::{Entry, Permit, Scope};
use crate::payment::Standing;
use crate::service::invoice::announce::{Receipt, receipt};
use crate::service::invoice::{Source, record_payment, record_refund};
use crate::store::payments::{Payment, Which};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::money::Money;
use domain::payment::{Decline, Heard, PaymentState};
use domain::{AccountId, InvoiceId, PaymentId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// What became of a payment, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Became {
    /// The provider works on it, or waits for the payer.
    Underway {
        /// For the payer.
        waits: bool,
    },
    /// It moves no money any more, and perhaps why.
    Cancelled(Option<Decline>),
    /// The provider said no.
    Declined(Decline),
    /// The money has moved, and so many minor units of it have gone back.
    Paid {
        /// Minor units that went back.
        refunded: i64,
    },
}

impl Became {
    /// What the provider's word means. That nobody asked to move money is for whoever looks after the payment to end.
    pub(super) const fn of(standing: Standing) -> Self {
        match standing {
            Standing::Unconfirmed | Standing::Processing => Self::Underway { waits: false },
            Standing::WaitsForPayer => Self::Underway { waits: true },
            Standing::Cancelled => Self::Cancelled(None),
            Standing::Declined(reason) => Self::Declined(reason),
            Standing::Paid { refunded } => Self::Paid { refunded },
        }
    }

    const fn heard(self) -> Heard {
        match self {
            Self::Underway { .. } => Heard::Underway,
            Self::Cancelled(_) => Heard::Cancelled,
            Self::Declined(_) => Heard::Declined,
            Self::Paid { .. } => Heard::Paid,
        }
    }

    const fn reason(self) -> Option<Decline> {
        match self {
            Self::Cancelled(reason) => reason,
            Self::Declined(reason) => Some(reason),
            Self::Underway { .. } | Self::Paid { .. } => None,
        }
    }
}

/// The longest pause between two questions about a payment.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(10);

/// When the provider is asked again about a payment that it was asked about so often: sooner at first, because somebody
/// may be looking at the page.
pub(super) fn ask_again(now: Timestamp, checks: i32) -> Timestamp {
    let seconds = 2_i64.saturating_pow(u32::try_from(checks).unwrap_or_default().min(20));
    now.saturating_add(SignedDuration::from_secs(seconds).min(LONGEST_PAUSE)).unwrap_or(now)
}

/// Notes what became of a payment.
pub(super) async fn settle(portico: &Portico, account: AccountId, id: PaymentId, became: Became) -> Result<()> {
    let mut scope = Scope::open_as_system(portico, account).await?;
    let Some(payment) = store::payments::find(scope.tx(), account, Which::Id(id)).await? else { return Ok(()) };
    let now = scope.now();
    let state = payment.state.after(became.heard());
    if let (true, Became::Underway { waits }) = (state.is_open(), became) {
        drop(scope);
        return note(portico, account, id, waits, ask_again(now, payment.checks)).await;
    }
    let news = match (became, state == payment.state) {
        (Became::Paid { refunded }, true) if refunded > payment.refunded => Event::PaymentRefunded,
        (_, true) => {
            drop(scope);
            return note(portico, account, id, false, ask_again(now, payment.checks)).await;
        }
        (Became::Paid { .. }, false) => Event::PaymentSucceeded,
        (Became::Declined(_), false) => Event::PaymentFailed,
        (_, false) => Event::PaymentCancelled,
    };
    let mut permit = scope.authorize(Action::SettlePayment, &Target::Account(account))?;
    let mut after = Payment { state, waits: false, reason: became.reason(), settled_at: Some(now), ..payment.clone() };
    if let Became::Paid { refunded } = became {
        if payment.state == PaymentState::Succeeded {
            after.settled_at = payment.settled_at;
            after.applied = payment.applied.min(payment.amount.saturating_sub(refunded).max(0));
            give_back(&mut permit, portico, &payment, payment.applied - after.applied, refunded).await?;
        } else {
            after.applied = take(&mut permit, portico, &payment, refunded).await?;
            after.to_refund = payment.amount - after.applied;
        }
        // Somebody may have given money back on the provider's own pages.
        after.refunded = refunded.min(payment.amount);
        after.to_refund = after.to_refund.max(after.refunded);
    }
    let next = (after.refunded < after.to_refund).then_some(now);
    store::payments::update(&mut permit, &after, next).await?;
    permit.commit(portico, entry(news, &payment, &after)).await
}

/// Notes when the provider is asked again: about what is open, and about money that is still to go back.
async fn note(portico: &Portico, account: AccountId, id: PaymentId, waits: bool, next: Timestamp) -> Result<()> {
    let mut talk = Talk::open(portico, account).await?;
    store::payments::note_next(&mut talk, id, waits, next).await?;
    talk.commit().await
}

/// What stands in the history.
fn entry(event: Event, before: &Payment, after: &Payment) -> Entry {
    let told = |payment: &Payment| {
        let mut told = json!({ "state": payment.state.name() });
        for (name, minor) in [("applied", payment.applied), ("refunded", payment.refunded)] {
            if minor > 0 {
                told[name] = money(minor, &payment.currency).map(Money::plain).unwrap_or_default().into();
            }
        }
        told
    };
    Entry { event, target_kind: "payment", target: after.id.0, before: told(before), after: told(after) }
}

/// Applies the money to the invoice, as far as it asks for it; gives how much. What is over goes back.
async fn take(permit: &mut Permit, portico: &Portico, payment: &Payment, refunded: i64) -> Result<i64> {
    let account = permit.account();
    let arrived = payment.amount - refunded.clamp(0, payment.amount);
    let due = store::payments::payable(permit.tx(), account, payment.invoice).await?.map_or(0, |invoice| invoice.due);
    let applied = arrived.min(due);
    if applied > 0 {
        let amount = money(applied, &payment.currency)?;
        let source = Source { kind: "payment".to_owned(), reference: payment.id.to_string() };
        record_payment(permit, portico, InvoiceId(payment.invoice), amount, &source).await?;
        send_receipt(permit, portico, payment, applied, due - applied).await?;
    }
    Ok(applied)
}

/// Takes from the invoice what went back of the money that it took, when so much has gone back in all.
async fn give_back(permit: &mut Permit, portico: &Portico, payment: &Payment, amount: i64, in_all: i64) -> Result<()> {
    if amount > 0 {
        let source = Source { kind: "refund".to_owned(), reference: format!("{}:{in_all}", payment.id) };
        let amount = money(amount, &payment.currency)?;
        record_refund(permit, portico, InvoiceId(payment.invoice), amount, &source).await?;
    }
    Ok(())
}

/// Mails the receipt to whoever paid, and to those who are told of invoices.
async fn send_receipt(
    permit: &mut Permit,
    portico: &Portico,
    payment: &Payment,
    applied: i64,
    left: i64,
) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let Some(invoice) = store::payments::payable(permit.tx(), account, payment.invoice).await? else { return Ok(()) };
    let of = Receipt {
        event: format!("payment:{}", payment.id),
        page: format!("payments/{}", payment.id),
        number: invoice.number,
        reference: payment.receipt(),
        amount: money(applied, &payment.currency)?,
        left: money(left, &payment.currency)?,
        paid: now.to_zoned(TimeZone::UTC).date(),
        payer: Some(payment.payer),
    };
    receipt(permit, portico, &of).await
}

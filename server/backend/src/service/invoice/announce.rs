//! Whoever receives invoices by mail is told of what becomes of one, in the transaction in which it does: that it is new,
//! paid or overdue.

use super::Issued;
use crate::access::Permit;
use crate::mail::Message;
use crate::service::notification::{Recipient, tell, tell_user};
use crate::store::invoices::Invoice;
use crate::{Portico, Result, store};
use domain::UserId;
use domain::invoice::Kind;
use domain::money::Money;
use domain::notification::MailType;
use domain::role::Role;
use jiff::civil::Date;

/// Tells of an invoice.
pub(super) async fn announce(permit: &mut Permit, portico: &Portico, issued: &Issued) -> Result<()> {
    let told = Told::of(permit, issued).await?;
    let message = |to: &Recipient| Message::InvoiceCreated {
        account: told.account.clone(),
        page: to.page(Some(Role::PayInvoices), &told.page),
        number: issued.number.clone(),
        amount: issued.total.format(to.language),
        due: Some(issued.due_on),
    };
    tell(permit, portico, MailType::InvoiceCreated, &told.event, message).await.map(drop)
}

/// Tells of a summary invoice that gathers so many.
pub(super) async fn announce_summary(
    permit: &mut Permit,
    portico: &Portico,
    issued: &Issued,
    gathers: usize,
) -> Result<()> {
    let told = Told::of(permit, issued).await?;
    let message = |to: &Recipient| Message::SummaryInvoiceCreated {
        account: told.account.clone(),
        page: to.page(Some(Role::PayInvoices), &told.page),
        number: issued.number.clone(),
        invoices: u32::try_from(gathers).unwrap_or(u32::MAX),
        amount: issued.total.format(to.language),
        due: Some(issued.due_on),
    };
    tell(permit, portico, MailType::SummaryInvoiceCreated, &told.event, message).await.map(drop)
}

/// Tells that an invoice, or a summary invoice, is overdue.
pub(super) async fn announce_overdue(permit: &mut Permit, portico: &Portico, invoice: &Invoice) -> Result<()> {
    let account = permit.account();
    let (slug, account) = store::accounts::names(permit.tx(), account).await?;
    let page = format!("/a/{slug}/invoices/{}", invoice.id);
    let of_type = match invoice.kind {
        Kind::Summary => MailType::SummaryInvoiceCreated,
        Kind::Invoice | Kind::CreditNote => MailType::InvoiceCreated,
    };
    let left = invoice.money(invoice.due);
    let message = |to: &Recipient| Message::InvoiceOverdue {
        account: account.clone(),
        page: to.page(Some(Role::PayInvoices), &page),
        number: invoice.number.clone(),
        left: left.format(to.language),
        due: invoice.due_on,
    };
    tell(permit, portico, of_type, &format!("overdue:{}", invoice.id), message).await.map(drop)
}

/// A payment that somebody gets a receipt for.
pub(crate) struct Receipt {
    /// What happened, such as `payment:<id>`.
    pub(crate) event: String,
    /// Where it is seen, after the account's part of the address: `payments/<id>`.
    pub(crate) page: String,
    /// The invoice's number.
    pub(crate) number: String,
    /// What the payment is called.
    pub(crate) reference: String,
    pub(crate) amount: Money,
    /// What is left to pay.
    pub(crate) left: Money,
    /// The day on which it was paid.
    pub(crate) paid: Date,
    /// Who paid here, and gets the receipt whatever they receive otherwise.
    pub(crate) payer: Option<UserId>,
}

/// Mails the receipt of a payment to whoever paid, and to those who are told of invoices.
pub(crate) async fn receipt(permit: &mut Permit, portico: &Portico, receipt: &Receipt) -> Result<()> {
    let account = permit.account();
    let (slug, account) = store::accounts::names(permit.tx(), account).await?;
    let message = |to: &Recipient| Message::PaymentReceived {
        account: account.clone(),
        page: to.page(Some(Role::PayInvoices), &format!("/a/{slug}/{}", receipt.page)),
        number: receipt.number.clone(),
        reference: receipt.reference.clone(),
        amount: receipt.amount.format(to.language),
        left: (receipt.left.minor > 0).then(|| receipt.left.format(to.language)),
        paid: receipt.paid,
    };
    if let Some(payer) = receipt.payer {
        tell_user(permit, portico, payer, MailType::InvoiceCreated, &receipt.event, message).await?;
    }
    tell(permit, portico, MailType::InvoiceCreated, &receipt.event, message).await?;
    Ok(())
}

/// What every mail about a document says.
struct Told {
    account: String,
    page: String,
    event: String,
}

impl Told {
    async fn of(permit: &mut Permit, issued: &Issued) -> Result<Self> {
        let account = permit.account();
        let (slug, account) = store::accounts::names(permit.tx(), account).await?;
        let page = format!("/a/{slug}/invoices/{}", issued.id);
        Ok(Self { account, page, event: format!("invoice:{}", issued.id) })
    }
}

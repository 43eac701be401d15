//! Whoever receives invoices by mail is told of a new one, in the transaction that issues it.

use super::Issued;
use crate::access::Permit;
use crate::mail::Message;
use crate::service::notification::{Recipient, tell};
use crate::{Portico, Result, store};
use domain::notification::MailType;
use domain::role::Role;

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

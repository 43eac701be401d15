//! Whoever is told of invoices is told of each that is overdue: once, whatever is started anew and however many servers
//! look.

use super::announce::announce_overdue;
use super::entry;
use super::locked;
use crate::access::Scope;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::{AccountId, InvoiceId};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// How many invoices are seen to at a time.
const MOST: i32 = 200;

/// West of here nobody lives: after this long a day of UTC is over for everybody.
const LAST_ZONE: SignedDuration = SignedDuration::from_hours(12);

/// Tells of every invoice, in all accounts, whose day is over wherever its reader is; gives of how many. A summary invoice
/// is told of in the place of those that it gathers.
///
/// # Errors
/// When the database does not say which they are.
pub async fn remind(portico: &Portico) -> Result<usize> {
    let mut told = 0;
    for (account, id) in store::invoices::to_remind(&portico.pool, last_day(portico), MOST).await? {
        match remind_of(portico, account, id).await {
            Ok(now) => told += usize::from(now),
            Err(error) => tracing::error!(invoice = %id, %error, "nobody could be told of an overdue invoice"),
        }
    }
    Ok(told)
}

/// What is due before this day is overdue for everybody.
fn last_day(portico: &Portico) -> Date {
    let now = portico.clock.now();
    now.saturating_sub(LAST_ZONE).unwrap_or(now).to_zoned(TimeZone::UTC).date()
}

/// Tells of one invoice, unless another server did, or it was settled meanwhile.
async fn remind_of(portico: &Portico, account: AccountId, id: InvoiceId) -> Result<bool> {
    let scope = Scope::open_as_system(portico, account).await?;
    let mut permit = scope.authorize(Action::RemindOfInvoice, &Target::Account(account))?;
    if store::invoices::set_reminded(&mut permit, Some(id), last_day(portico)).await? == 0 {
        return Ok(false);
    }
    let invoice = locked(&mut permit, id).await?;
    announce_overdue(&mut permit, portico, &invoice).await?;
    let entry = entry(Event::InvoiceReminded, &invoice, Some(invoice.money(invoice.due)));
    permit.commit(portico, entry).await?;
    Ok(true)
}

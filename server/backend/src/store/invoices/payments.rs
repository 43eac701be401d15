//! Money that was applied to invoices, or taken back from them.

use crate::Result;
use crate::access::Permit;
use crate::store::Tx;
use domain::{AccountId, InvoiceId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// Money that came in for an invoice, or went back (then less than nothing).
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) invoice: InvoiceId,
    /// The summary invoice through which it came.
    pub(crate) through: Option<InvoiceId>,
    /// Minor units.
    pub(crate) amount: i64,
    pub(crate) source_kind: String,
    pub(crate) source_ref: String,
    pub(crate) at: Timestamp,
}

/// Which payments are looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Payments<'a> {
    /// Of one invoice.
    Of(InvoiceId),
    /// That came through a summary invoice.
    Through(InvoiceId),
    /// From one source, by its kind and reference.
    From(&'a str, &'a str),
}

/// Payments in the order in which they came.
pub(crate) async fn payments(tx: &mut Tx, account: AccountId, which: Payments<'_>) -> Result<Vec<Payment>> {
    let (invoice, through, kind, reference) = match which {
        Payments::Of(invoice) => (Some(invoice.0), None, None, None),
        Payments::Through(summary) => (None, Some(summary.0), None, None),
        Payments::From(kind, reference) => (None, None, Some(kind), Some(reference)),
    };
    let rows = sqlx::query!(
        r#"select invoice_id, through_id, amount_minor, source_kind, source_ref, at as "at: jiff_sqlx::Timestamp"
           from invoice_payments
           where account_id = $1
             and (invoice_id = $2 or through_id = $3 or (source_kind = $4 and source_ref = $5))
           order by at, id"#,
        account.0,
        invoice,
        through,
        kind,
        reference,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Payment {
            invoice: InvoiceId(row.invoice_id),
            through: row.through_id.map(InvoiceId),
            amount: row.amount_minor,
            source_kind: row.source_kind,
            source_ref: row.source_ref,
            at: row.at.to_jiff(),
        })
        .collect())
}

/// Adds a payment.
pub(crate) async fn insert_payment(permit: &mut Permit, id: Uuid, payment: &Payment) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "insert into invoice_payments (account_id, id, invoice_id, through_id, amount_minor, source_kind, source_ref, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account.0,
        id,
        payment.invoice.0,
        payment.through.map(|id| id.0),
        payment.amount,
        payment.source_kind,
        payment.source_ref,
        payment.at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

//! What the operator prepares and has not issued.

use super::broken;
use crate::access::Permit;
use crate::store::Tx;
use crate::{Error, Result};
use domain::invoice::InvoiceForm;
use domain::money::Money;
use domain::{AccountId, InvoiceId, IssuerId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use uuid::Uuid;

/// A draft.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) id: Uuid,
    /// Its name in commands.
    pub(crate) number: i64,
    pub(crate) issuer: IssuerId,
    pub(crate) form: InvoiceForm,
    /// What it would come to when it was changed last.
    pub(crate) total: Money,
    pub(crate) changed_at: Timestamp,
    /// What became of it.
    pub(crate) invoice: Option<InvoiceId>,
}

/// The account's drafts: one by its number, or with `None` all that are not issued.
pub(crate) async fn drafts(tx: &mut Tx, account: AccountId, number: Option<i64>) -> Result<Vec<Draft>> {
    let rows = sqlx::query!(
        r#"select id, number as "number!", issuer_id, form, currency, total_minor,
               changed_at as "changed_at: jiff_sqlx::Timestamp", invoice_id
           from invoice_drafts
           where account_id = $1 and (number = $2 or ($2::bigint is null and invoice_id is null))
           order by number"#,
        account.0,
        number,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Draft {
                id: row.id,
                number: row.number,
                issuer: IssuerId(row.issuer_id),
                form: serde_json::from_value(row.form).map_err(broken)?,
                total: Money::new(row.total_minor, row.currency.parse().map_err(|fault: String| broken(fault))?),
                changed_at: row.changed_at.to_jiff(),
                invoice: row.invoice_id.map(InvoiceId),
            })
        })
        .collect()
}

/// Adds a draft; gives its number.
pub(crate) async fn insert_draft(
    permit: &mut Permit,
    id: Uuid,
    issuer: IssuerId,
    form: &InvoiceForm,
    total: Money,
) -> Result<i64> {
    let (account, now) = (permit.account(), permit.now());
    let number = sqlx::query_scalar!(
        r#"insert into invoice_drafts (account_id, id, issuer_id, form, currency, total_minor, changed_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning number as "number!""#,
        account.0,
        id,
        issuer.0,
        json(form)?,
        total.currency.code(),
        total.minor,
        now.to_sqlx() as _,
    )
    .fetch_one(permit.tx().conn())
    .await?;
    Ok(number)
}

/// Changes what a draft is to invoice.
pub(crate) async fn set_draft(permit: &mut Permit, id: Uuid, form: &InvoiceForm, total: Money) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update invoice_drafts set form = $3, currency = $4, total_minor = $5, changed_at = $6
         where account_id = $1 and id = $2 and invoice_id is null",
        account.0,
        id,
        json(form)?,
        total.currency.code(),
        total.minor,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Says what became of a draft.
pub(crate) async fn set_draft_issued(permit: &mut Permit, id: Uuid, invoice: InvoiceId) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update invoice_drafts set invoice_id = $3 where account_id = $1 and id = $2",
        account.0,
        id,
        invoice.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Removes a draft that is not issued.
pub(crate) async fn delete_draft(permit: &mut Permit, id: Uuid) -> Result<()> {
    let account = permit.account();
    sqlx::query!("delete from invoice_drafts where account_id = $1 and id = $2 and invoice_id is null", account.0, id,)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

fn json(form: &InvoiceForm) -> Result<Value> {
    serde_json::to_value(form).map_err(|error| Error::internal("writing a draft", error))
}

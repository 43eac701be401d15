//! Documents without their lines: looked up, written, and how they stand.

use super::broken;
use crate::access::Permit;
use crate::store::Tx;
use crate::{Error, Result};
use domain::invoice::{Kind, Party, Standing, State, TaxSum};
use domain::money::{Currency, Money};
use domain::{AccountId, InvoiceId, IssuerId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// A document without its lines. Amounts are minor units of its currency.
#[derive(Debug, Clone)]
pub(crate) struct Invoice {
    pub(crate) id: InvoiceId,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) issuer: IssuerId,
    pub(crate) number: String,
    pub(crate) currency: Currency,
    pub(crate) seller: Party,
    pub(crate) buyer: Party,
    pub(crate) reference: String,
    pub(crate) note: String,
    /// First and last day.
    pub(crate) period: Option<(Date, Date)>,
    pub(crate) issued_at: Timestamp,
    pub(crate) issued_on: Date,
    pub(crate) due_on: Date,
    pub(crate) net: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
    pub(crate) paid: i64,
    pub(crate) credited: i64,
    pub(crate) due: i64,
    pub(crate) taxes: Vec<TaxSum>,
    /// What a credit note takes back.
    pub(crate) credits: Option<InvoiceId>,
    /// The summary invoice that gathers it.
    pub(crate) summary: Option<InvoiceId>,
    pub(crate) void_because: Option<String>,
}

impl Invoice {
    /// How it stands. A summary invoice asks for what was paid through it and what its invoices still ask for.
    pub(crate) fn standing(&self) -> Standing {
        let (total, credited) = match self.kind {
            Kind::Summary => (self.paid.saturating_add(self.due), 0),
            Kind::Invoice | Kind::CreditNote => (self.total, self.credited),
        };
        Standing { kind: self.kind, state: self.state, total, paid: self.paid, credited }
    }

    /// An amount in its currency.
    pub(crate) fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }
}

struct Row {
    id: Uuid,
    kind: String,
    state: String,
    issuer_id: Uuid,
    number: String,
    currency: String,
    seller: Value,
    buyer: Value,
    reference: String,
    note: String,
    period_from: Option<jiff_sqlx::Date>,
    period_to: Option<jiff_sqlx::Date>,
    issued_at: jiff_sqlx::Timestamp,
    issued_on: jiff_sqlx::Date,
    due_on: jiff_sqlx::Date,
    net_minor: i64,
    tax_minor: i64,
    total_minor: i64,
    paid_minor: i64,
    credited_minor: i64,
    due_minor: i64,
    taxes: Value,
    credits_id: Option<Uuid>,
    summary_id: Option<Uuid>,
    void_because: Option<String>,
}

impl TryFrom<Row> for Invoice {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: InvoiceId(row.id),
            kind: row.kind.parse().map_err(broken)?,
            state: row.state.parse().map_err(broken)?,
            issuer: IssuerId(row.issuer_id),
            number: row.number,
            currency: row.currency.parse().map_err(|fault: String| broken(fault))?,
            seller: serde_json::from_value(row.seller).map_err(broken)?,
            buyer: serde_json::from_value(row.buyer).map_err(broken)?,
            reference: row.reference,
            note: row.note,
            period: row.period_from.zip(row.period_to).map(|(from, to)| (from.to_jiff(), to.to_jiff())),
            issued_at: row.issued_at.to_jiff(),
            issued_on: row.issued_on.to_jiff(),
            due_on: row.due_on.to_jiff(),
            net: row.net_minor,
            tax: row.tax_minor,
            total: row.total_minor,
            paid: row.paid_minor,
            credited: row.credited_minor,
            due: row.due_minor,
            taxes: serde_json::from_value(row.taxes).map_err(broken)?,
            credits: row.credits_id.map(InvoiceId),
            summary: row.summary_id.map(InvoiceId),
            void_because: row.void_because,
        })
    }
}

/// Which documents are looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    Id(InvoiceId),
    Number(&'a str),
    /// Those that a summary invoice gathers, the one that is due first before the others.
    GatheredBy(InvoiceId),
    /// The credit notes to one.
    Crediting(InvoiceId),
}

/// Documents of the account. With `lock`, nobody else changes them until the transaction ends.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which<'_>, lock: bool) -> Result<Vec<Invoice>> {
    let (id, number, summary, credits) = match which {
        Which::Id(id) => (Some(id.0), None, None, None),
        Which::Number(number) => (None, Some(number), None, None),
        Which::GatheredBy(summary) => (None, None, Some(summary.0), None),
        Which::Crediting(invoice) => (None, None, None, Some(invoice.0)),
    };
    if lock {
        sqlx::query!(
            "select from invoices where account_id = $1 and (id = $2 or number = $3 or summary_id = $4 or credits_id = $5)
             order by id for update",
            account.0,
            id,
            number,
            summary,
            credits,
        )
        .fetch_all(tx.conn())
        .await?;
    }
    let rows = sqlx::query_as!(
        Row,
        r#"select id, kind, state, issuer_id, number, currency, seller, buyer, reference, note,
               period_from as "period_from: jiff_sqlx::Date", period_to as "period_to: jiff_sqlx::Date",
               issued_at as "issued_at: jiff_sqlx::Timestamp", issued_on as "issued_on: jiff_sqlx::Date",
               due_on as "due_on: jiff_sqlx::Date", net_minor, tax_minor, total_minor, paid_minor, credited_minor,
               due_minor, taxes, credits_id, summary_id, void_because
           from invoices
           where account_id = $1 and (id = $2 or number = $3 or summary_id = $4 or credits_id = $5)
           order by due_on, issued_on, number, id"#,
        account.0,
        id,
        number,
        summary,
        credits,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The documents before this one, the newest first.
pub(crate) async fn before(tx: &mut Tx, account: AccountId, before: Option<Uuid>, most: usize) -> Result<Vec<Invoice>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, kind, state, issuer_id, number, currency, seller, buyer, reference, note,
               period_from as "period_from: jiff_sqlx::Date", period_to as "period_to: jiff_sqlx::Date",
               issued_at as "issued_at: jiff_sqlx::Timestamp", issued_on as "issued_on: jiff_sqlx::Date",
               due_on as "due_on: jiff_sqlx::Date", net_minor, tax_minor, total_minor, paid_minor, credited_minor,
               due_minor, taxes, credits_id, summary_id, void_because
           from invoices
           where account_id = $1 and id < $2
           order by id desc limit $3"#,
        account.0,
        before.unwrap_or(Uuid::max()),
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One document.
pub(crate) async fn one(tx: &mut Tx, account: AccountId, id: InvoiceId) -> Result<Option<Invoice>> {
    Ok(find(tx, account, Which::Id(id), false).await?.pop())
}

/// Adds a document.
pub(crate) async fn insert(permit: &mut Permit, invoice: &Invoice) -> Result<()> {
    let account = permit.account();
    let json = |value: serde_json::Result<Value>| value.map_err(|error| Error::internal("writing an invoice", error));
    sqlx::query!(
        "insert into invoices (account_id, id, kind, state, issuer_id, number, currency, seller, buyer, reference, note,
             period_from, period_to, issued_at, issued_on, due_on, net_minor, tax_minor, total_minor, paid_minor,
             credited_minor, due_minor, taxes, credits_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
             $23, $24)",
        account.0,
        invoice.id.0,
        invoice.kind.name(),
        invoice.state.name(),
        invoice.issuer.0,
        invoice.number,
        invoice.currency.code(),
        json(serde_json::to_value(&invoice.seller))?,
        json(serde_json::to_value(&invoice.buyer))?,
        invoice.reference,
        invoice.note,
        invoice.period.map(|(from, _)| from.to_sqlx()) as _,
        invoice.period.map(|(_, to)| to.to_sqlx()) as _,
        invoice.issued_at.to_sqlx() as _,
        invoice.issued_on.to_sqlx() as _,
        invoice.due_on.to_sqlx() as _,
        invoice.net,
        invoice.tax,
        invoice.total,
        invoice.paid,
        invoice.credited,
        invoice.due,
        json(serde_json::to_value(&invoice.taxes))?,
        invoice.credits.map(|id| id.0),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Writes how an invoice stands after something happened to it.
pub(crate) async fn set_standing(permit: &mut Permit, id: InvoiceId, standing: &Standing) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update invoices set state = $3, paid_minor = $4, credited_minor = $5, due_minor = $6
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        standing.state.name(),
        standing.paid,
        standing.credited,
        standing.due(),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Brings a summary invoice up to date with what its invoices still ask for, and with what was paid through it.
pub(crate) async fn refresh_summary(permit: &mut Permit, id: InvoiceId) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update invoices s set due_minor = n.due, paid_minor = n.paid,
             state = case when n.due > 0 then 'open' else 'paid' end
         from (select coalesce((select sum(due_minor)::bigint from invoices
                                where account_id = $1 and summary_id = $2), 0) as due,
                      coalesce((select sum(amount_minor)::bigint from invoice_payments
                                where account_id = $1 and through_id = $2), 0) as paid) n
         where s.account_id = $1 and s.id = $2 and s.state <> 'void'",
        account.0,
        id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Says that a document never counted. A summary invoice lets go of what it gathered.
pub(crate) async fn set_void(permit: &mut Permit, id: InvoiceId, because: &str) -> Result<()> {
    let account = permit.account();
    sqlx::query!("update invoices set summary_id = null where account_id = $1 and summary_id = $2", account.0, id.0)
        .execute(permit.tx().conn())
        .await?;
    sqlx::query!(
        "update invoices set state = 'void', due_minor = 0, void_because = $3 where account_id = $1 and id = $2",
        account.0,
        id.0,
        because,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Puts invoices into a summary invoice.
pub(crate) async fn gather(permit: &mut Permit, summary: InvoiceId, invoices: &[InvoiceId]) -> Result<()> {
    let account = permit.account();
    let ids: Vec<Uuid> = invoices.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update invoices set summary_id = $2 where account_id = $1 and id = any($3)",
        account.0,
        summary.0,
        &ids,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The invoices that a summary invoice could gather: open, in this currency, issued in this period, and in no other. They
/// are locked; the one that is due first comes before the others.
pub(crate) async fn to_gather(
    permit: &mut Permit,
    issuer: IssuerId,
    currency: Currency,
    (from, to): (Date, Date),
) -> Result<Vec<InvoiceId>> {
    let account = permit.account();
    let ids = sqlx::query_scalar!(
        "select id from invoices
         where account_id = $1 and issuer_id = $2 and currency = $3 and kind = 'invoice' and state = 'open'
             and summary_id is null and issued_on between $4 and $5
         order by due_on, issued_on, number, id for update",
        account.0,
        issuer.0,
        currency.code(),
        from.to_sqlx() as _,
        to.to_sqlx() as _,
    )
    .fetch_all(permit.tx().conn())
    .await?;
    Ok(ids.into_iter().map(InvoiceId).collect())
}

/// Invoices, in all accounts, that were due before this day and of which nobody was told, `most` at most.
pub(crate) async fn to_remind(pool: &PgPool, day: Date, most: i32) -> Result<Vec<(AccountId, InvoiceId)>> {
    let rows = sqlx::query!(
        r#"select account_id as "account_id!", id as "id!" from invoices_to_remind($1, $2)"#,
        day.to_sqlx() as _,
        most,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account_id), InvoiceId(row.id))).collect())
}

/// Notes that people were told that an invoice is overdue, or with `None` all that were due before this day; gives how
/// many those were. What is settled, gathered or was told of is left as it is.
pub(crate) async fn set_reminded(permit: &mut Permit, id: Option<InvoiceId>, day: Date) -> Result<u64> {
    let (account, now) = (permit.account(), permit.now());
    let noted = sqlx::query!(
        "update invoices set overdue_told_at = $4
         where account_id = $1 and ($2::uuid is null or id = $2) and due_on < $3
             and state = 'open' and summary_id is null and overdue_told_at is null",
        account.0,
        id.map(|id| id.0),
        day.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(noted.rows_affected())
}

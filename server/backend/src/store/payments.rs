//! Payments of invoices. What somebody does is written with a [`Permit`]; what is noted about the talk with the provider
//! (its reference, when to ask again) takes a [`Talk`].

use super::Tx;
use crate::access::Permit;
use crate::service::payment::Talk;
use crate::{Error, Result};
use domain::payment::{Decline, PaymentState};
use domain::{AccountId, PaymentId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// An attempt to pay an invoice.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) id: PaymentId,
    pub(crate) invoice: Uuid,
    pub(crate) provider: String,
    pub(crate) reference: Option<String>,
    pub(crate) method: String,
    /// Minor units.
    pub(crate) amount: i64,
    /// ISO 4217.
    pub(crate) currency: String,
    pub(crate) state: PaymentState,
    /// The payer has to confirm at their bank.
    pub(crate) waits: bool,
    pub(crate) reason: Option<Decline>,
    pub(crate) payer: UserId,
    pub(crate) payer_name: String,
    pub(crate) created_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    /// How much of it the invoice took.
    pub(crate) applied: i64,
    pub(crate) to_refund: i64,
    pub(crate) refunded: i64,
    /// How often the provider was asked about it.
    pub(crate) checks: i32,
}

impl Payment {
    /// The number of its receipt: short enough to be read out, and found again by it.
    pub(crate) fn receipt(&self) -> String {
        receipt(self.id)
    }
}

fn receipt(id: PaymentId) -> String {
    let digits = id.0.simple().to_string().to_uppercase();
    format!("P-{}", digits.get(20..).unwrap_or(&digits))
}

struct Row {
    id: Uuid,
    invoice_id: Uuid,
    provider: String,
    reference: Option<String>,
    method: String,
    amount: i64,
    currency: String,
    state: String,
    waits: bool,
    reason: Option<String>,
    payer_id: Uuid,
    payer_name: String,
    created_at: jiff_sqlx::Timestamp,
    settled_at: Option<jiff_sqlx::Timestamp>,
    applied: i64,
    to_refund: i64,
    refunded: i64,
    checks: i32,
}

impl TryFrom<Row> for Payment {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let unreadable = |fault: &'static str| Error::internal("reading a payment", fault);
        Ok(Self {
            id: PaymentId(row.id),
            invoice: row.invoice_id,
            provider: row.provider,
            reference: row.reference,
            method: row.method,
            amount: row.amount,
            currency: row.currency,
            state: row.state.parse().map_err(unreadable)?,
            waits: row.waits,
            reason: row.reason.map(|reason| reason.parse()).transpose().map_err(unreadable)?,
            payer: UserId(row.payer_id),
            payer_name: row.payer_name,
            created_at: row.created_at.to_jiff(),
            settled_at: row.settled_at.map(jiff_sqlx::Timestamp::to_jiff),
            applied: row.applied,
            to_refund: row.to_refund,
            refunded: row.refunded,
            checks: row.checks,
        })
    }
}

/// An invoice, as far as whoever pays it needs it.
#[derive(Debug, Clone)]
pub(crate) struct Payable {
    pub(crate) id: Uuid,
    pub(crate) number: String,
    pub(crate) currency: String,
    /// Minor units that are left to pay.
    pub(crate) due: i64,
    /// By when: `2026-05-03`.
    pub(crate) due_on: String,
    pub(crate) seller: String,
    pub(crate) buyer: String,
}

/// Finds the invoice that is to be paid, or was.
pub(crate) async fn payable(tx: &mut Tx, account: AccountId, invoice: Uuid) -> Result<Option<Payable>> {
    let found = sqlx::query_as!(
        Payable,
        r#"select id, number, currency, due_minor as due, due_on::text as "due_on!", coalesce(seller ->> 'name', '') as "seller!",
               coalesce(buyer ->> 'name', '') as "buyer!"
           from invoices where account_id = $1 and id = $2"#,
        account.0,
        invoice,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found)
}

/// Which payment is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    Id(PaymentId),
    /// The one that was sent from this form.
    Form(Uuid, Uuid),
    /// The one of this invoice that is not settled.
    Open(Uuid),
}

/// Finds a payment.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which) -> Result<Option<Payment>> {
    let (id, invoice, form) = match which {
        Which::Id(id) => (Some(id.0), None, None),
        Which::Form(invoice, key) => (None, Some(invoice), Some(key)),
        Which::Open(invoice) => (None, Some(invoice), None),
    };
    let row = sqlx::query_as!(
        Row,
        r#"select id, invoice_id, provider, reference, method, amount, currency, state, waits, reason, payer_id,
               payer_name, created_at as "created_at: jiff_sqlx::Timestamp",
               settled_at as "settled_at: jiff_sqlx::Timestamp", applied, to_refund, refunded, checks
           from payments
           where account_id = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or invoice_id = $3)
             and ($4::uuid is null or form_key = $4)
             and ($2 is not null or $4 is not null or state in ('created', 'processing'))"#,
        account.0,
        id,
        invoice,
        form,
    )
    .fetch_optional(tx.conn())
    .await?;
    row.map(Payment::try_from).transpose()
}

/// What a payment is called.
pub(crate) struct Name {
    pub(crate) id: Uuid,
    /// The number of its receipt, and that of its invoice.
    pub(crate) name: String,
    /// ISO 4217.
    pub(crate) currency: String,
}

/// What the payments among these ids are called.
pub(crate) async fn names(tx: &mut Tx, account: AccountId, ids: &[Uuid]) -> Result<Vec<Name>> {
    let rows = sqlx::query!(
        "select p.id, p.currency, i.number from payments p
         join invoices i on i.account_id = p.account_id and i.id = p.invoice_id
         where p.account_id = $1 and p.id = any($2)",
        account.0,
        ids,
    )
    .fetch_all(tx.conn())
    .await?;
    let name = |id, number: &str| format!("{} for {number}", receipt(PaymentId(id)));
    Ok(rows
        .into_iter()
        .map(|row| Name { id: row.id, name: name(row.id, &row.number), currency: row.currency })
        .collect())
}

/// The account's payments before this one, the newest first, at most so many.
pub(crate) async fn before(tx: &mut Tx, account: AccountId, before: Option<Uuid>, most: usize) -> Result<Vec<Payment>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, invoice_id, provider, reference, method, amount, currency, state, waits, reason, payer_id,
               payer_name, created_at as "created_at: jiff_sqlx::Timestamp",
               settled_at as "settled_at: jiff_sqlx::Timestamp", applied, to_refund, refunded, checks
           from payments
           where account_id = $1 and id < $2
           order by id desc limit $3"#,
        account.0,
        before.unwrap_or(Uuid::max()),
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Payment::try_from).collect()
}

/// A payment that somebody begins.
pub(crate) struct NewPayment<'a> {
    pub(crate) id: PaymentId,
    pub(crate) invoice: Uuid,
    pub(crate) form: Uuid,
    pub(crate) provider: &'a str,
    pub(crate) amount: i64,
    pub(crate) currency: &'a str,
    pub(crate) payer: UserId,
    pub(crate) payer_name: &'a str,
    /// When it is looked after, should whoever begins it not come to do so.
    pub(crate) next_check: Timestamp,
}

/// Notes a payment that begins.
pub(crate) async fn insert(permit: &mut Permit, new: &NewPayment<'_>) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into payments (account_id, id, invoice_id, form_key, provider, amount, currency, state, payer_id,
             payer_name, created_at, next_check_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'created', $8, $9, $10, $11)",
        account.0,
        new.id.0,
        new.invoice,
        new.form,
        new.provider,
        new.amount,
        new.currency,
        new.payer.0,
        new.payer_name,
        now.to_sqlx() as _,
        new.next_check.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Notes what the provider calls a payment, before it is asked to move money; says whether the payment still waited for
/// that.
pub(crate) async fn note_reference(talk: &mut Talk, id: PaymentId, reference: &str, method: &str) -> Result<bool> {
    let account = talk.account();
    let done = sqlx::query!(
        "update payments set reference = $3, method = $4, state = 'processing'
         where account_id = $1 and id = $2 and state = 'created'",
        account.0,
        id.0,
        reference,
        method,
    )
    .execute(talk.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes what became of a payment.
pub(crate) async fn update(permit: &mut Permit, payment: &Payment, next_check: Option<Timestamp>) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update payments set state = $3, waits = $4, reason = $5, settled_at = $6, applied = $7, to_refund = $8,
             refunded = $9, next_check_at = $10
         where account_id = $1 and id = $2",
        account.0,
        payment.id.0,
        payment.state.name(),
        payment.waits,
        payment.reason.map(Decline::name),
        payment.settled_at.map(|at| at.to_sqlx()) as _,
        payment.applied,
        payment.to_refund,
        payment.refunded,
        next_check.map(|at| at.to_sqlx()) as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Notes whether the payer has to confirm, and when the provider is asked next: about what is not settled, and about
/// money that is still to go back.
pub(crate) async fn note_next(talk: &mut Talk, id: PaymentId, waits: bool, next_check: Timestamp) -> Result<()> {
    let account = talk.account();
    sqlx::query!(
        "update payments set waits = $3 and state = 'processing',
             next_check_at = case when state in ('created', 'processing') or refunded < to_refund then $4::timestamptz end
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        waits,
        next_check.to_sqlx() as _,
    )
    .execute(talk.tx().conn())
    .await?;
    Ok(())
}

/// Takes a payment to be looked after: until `until` nobody else does. Says whether it was still due.
pub(crate) async fn claim(talk: &mut Talk, id: PaymentId, now: Timestamp, until: Timestamp) -> Result<bool> {
    let account = talk.account();
    let done = sqlx::query!(
        "update payments set next_check_at = $4, checks = checks + 1
         where account_id = $1 and id = $2 and next_check_at <= $3",
        account.0,
        id.0,
        now.to_sqlx() as _,
        until.to_sqlx() as _,
    )
    .execute(talk.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets the provider be asked about a payment at once, whatever is known of it.
pub(crate) async fn hurry(talk: &mut Talk, id: PaymentId, now: Timestamp) -> Result<()> {
    let account = talk.account();
    sqlx::query!(
        "update payments set next_check_at = $3, checks = 0 where account_id = $1 and id = $2",
        account.0,
        id.0,
        now.to_sqlx() as _,
    )
    .execute(talk.tx().conn())
    .await?;
    Ok(())
}

/// Payments of all accounts about which the provider is to be asked now.
pub(crate) async fn due(pool: &PgPool, now: Timestamp, most: i32) -> Result<Vec<(AccountId, PaymentId)>> {
    let rows = sqlx::query!(
        r#"select account_id as "account!", id as "id!" from payments_due($1, $2)"#,
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (AccountId(row.account), PaymentId(row.id))).collect())
}

/// Which payment a provider means.
pub(crate) async fn of_reference(
    tx: &mut Tx,
    provider: &str,
    reference: &str,
) -> Result<Option<(AccountId, PaymentId)>> {
    let row =
        sqlx::query!(r#"select account_id as "account!", id as "id!" from payment_of($1, $2)"#, provider, reference,)
            .fetch_optional(tx.conn())
            .await?;
    Ok(row.map(|row| (AccountId(row.account), PaymentId(row.id))))
}

/// Notes that a provider told of this event; says whether it is the first time.
pub(crate) async fn note_event(tx: &mut Tx, provider: &str, id: &str, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "insert into provider_events (provider, id, received_at) values ($1, $2, $3) on conflict do nothing",
        provider,
        id,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets events that were told before this.
pub(crate) async fn forget_events(pool: &PgPool, before: Timestamp) -> Result<u64> {
    let done =
        sqlx::query!("delete from provider_events where received_at < $1", before.to_sqlx() as _).execute(pool).await?;
    Ok(done.rows_affected())
}

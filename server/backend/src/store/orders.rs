//! Orders, and the credit that they are weighed against.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::order::{OrderKind, OrderState};
use domain::{AccountId, InvoiceId, IssuerId, LicenceId, OrderId, ProductId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// An order as it is stored, with what its product is called now.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) id: OrderId,
    pub(crate) number: i32,
    pub(crate) attempt: Uuid,
    pub(crate) kind: OrderKind,
    pub(crate) state: OrderState,
    pub(crate) product: ProductId,
    pub(crate) product_name: String,
    pub(crate) quantity: i32,
    pub(crate) currency: String,
    pub(crate) unit_net: i64,
    pub(crate) net: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
    /// The licence that a renewal extends.
    pub(crate) licence: Option<LicenceId>,
    pub(crate) invoice: Option<InvoiceId>,
    pub(crate) invoice_number: Option<String>,
    pub(crate) placed_by: Option<UserId>,
    /// Their name and where they stand in tree order, while they are there.
    pub(crate) placed_by_name: Option<(String, String)>,
    pub(crate) placed_at: Timestamp,
    pub(crate) fulfilled_at: Option<Timestamp>,
}

/// Which orders are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// The one of this id.
    Id(OrderId),
    /// The one of this number.
    Number(i32),
    /// The one that this form placed.
    Attempt(Uuid),
    /// The one that made this invoice.
    Invoice(InvoiceId),
    /// All, the newest first, those after this one.
    All(Option<OrderId>),
}

/// Orders as [`Which`] says, at most `most`.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which, most: i64) -> Result<Vec<Order>> {
    let (mut id, mut number, mut attempt, mut invoice, mut after) = (None, None, None, None, None);
    match which {
        Which::Id(one) => id = Some(one.0),
        Which::Number(one) => number = Some(one),
        Which::Attempt(one) => attempt = Some(one),
        Which::Invoice(one) => invoice = Some(one.0),
        Which::All(last) => after = last.map(|last| last.0),
    }
    let rows = sqlx::query!(
        r#"select o.id, o.number, o.attempt, o.kind, o.state, o.product_id, p.name as product_name, o.quantity, o.currency,
               o.unit_net, o.net, o.tax, o.total, o.licence_id, o.invoice_id, i.number as "invoice_number?", o.placed_by,
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as by_name,
               g.sort_path as "by_path?", o.placed_at as "placed_at: jiff_sqlx::Timestamp",
               o.fulfilled_at as "fulfilled_at: jiff_sqlx::Timestamp"
           from orders o
           join products p on p.id = o.product_id
           left join invoices i on i.account_id = o.account_id and i.id = o.invoice_id
           left join users u on u.account_id = o.account_id and u.id = o.placed_by
           left join groups g on g.account_id = u.account_id and g.id = u.group_id
           where o.account_id = $1 and ($2::uuid is null or o.id = $2) and ($3::integer is null or o.number = $3)
             and ($4::uuid is null or o.attempt = $4) and ($5::uuid is null or o.invoice_id = $5)
             and ($6::uuid is null or o.number < (select x.number from orders x where x.account_id = $1 and x.id = $6))
           order by o.number desc
           limit $7"#,
        account.0,
        id,
        number,
        attempt,
        invoice,
        after,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    let stored = |fault: &str| crate::Error::internal("a stored order", fault.to_owned());
    rows.into_iter()
        .map(|row| {
            Ok(Order {
                id: OrderId(row.id),
                number: row.number,
                attempt: row.attempt,
                kind: row.kind.parse().map_err(stored)?,
                state: row.state.parse().map_err(stored)?,
                product: ProductId(row.product_id),
                product_name: row.product_name,
                quantity: row.quantity,
                currency: row.currency,
                unit_net: row.unit_net,
                net: row.net,
                tax: row.tax,
                total: row.total,
                licence: row.licence_id.map(LicenceId),
                invoice: row.invoice_id.map(InvoiceId),
                invoice_number: row.invoice_number,
                placed_by: row.placed_by.map(UserId),
                placed_by_name: row.by_name.zip(row.by_path),
                placed_at: row.placed_at.to_jiff(),
                fulfilled_at: row.fulfilled_at.map(jiff_sqlx::Timestamp::to_jiff),
            })
        })
        .collect()
}

/// The number that the account's next order has. The account's lock is held.
pub(crate) async fn next_number(tx: &mut Tx, account: AccountId) -> Result<i32> {
    let last = sqlx::query_scalar!("select max(number) from orders where account_id = $1", account.0)
        .fetch_one(tx.conn())
        .await?;
    Ok(last.unwrap_or(0) + 1)
}

/// Adds an order.
pub(crate) async fn insert(permit: &mut Permit, order: &Order) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "insert into orders (account_id, id, number, attempt, kind, state, product_id, quantity, currency, unit_net, net,
             tax, total, licence_id, invoice_id, placed_by, placed_at, fulfilled_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        account.0,
        order.id.0,
        order.number,
        order.attempt,
        order.kind.name(),
        order.state.name(),
        order.product.0,
        order.quantity,
        order.currency,
        order.unit_net,
        order.net,
        order.tax,
        order.total,
        order.licence.map(|id| id.0),
        order.invoice.map(|id| id.0),
        order.placed_by.map(|id| id.0),
        order.placed_at.to_sqlx() as _,
        order.fulfilled_at.map(|at| at.to_sqlx()) as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Puts an order into another state.
pub(crate) async fn set_state(permit: &mut Permit, id: OrderId, state: OrderState) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update orders set state = $3, fulfilled_at = case when $3 = 'fulfilled' then $4 else fulfilled_at end
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        state.name(),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Who sells: the company that was added first; `None` while there is none.
pub(crate) async fn seller(tx: &mut Tx) -> Result<Option<IssuerId>> {
    let id =
        sqlx::query_scalar!("select id from issuers order by created_at, id limit 1").fetch_optional(tx.conn()).await?;
    Ok(id.map(IssuerId))
}

/// How much the account may order before it has paid, in this currency, and how much of that is open.
pub(crate) async fn credit(tx: &mut Tx, account: AccountId, currency: &str) -> Result<(Option<i64>, i64)> {
    let row = sqlx::query!(
        r#"select (select amount from credit_limits where account_id = $1 and currency = $2) as "limit",
               (select coalesce(sum(due_minor), 0)::bigint from invoices
                where account_id = $1 and currency = $2 and kind = 'invoice' and state = 'open') as "open!""#,
        account.0,
        currency,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.limit, row.open))
}

/// Says how much the account may order before it has paid; gives what it was.
pub(crate) async fn set_credit(permit: &mut Permit, currency: &str, amount: i64) -> Result<Option<(String, i64)>> {
    let (account, now) = (permit.account(), permit.now());
    let before = sqlx::query!("select currency, amount from credit_limits where account_id = $1", account.0)
        .fetch_optional(permit.tx().conn())
        .await?;
    sqlx::query!(
        "insert into credit_limits (account_id, currency, amount, set_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update set currency = excluded.currency, amount = excluded.amount,
             set_at = excluded.set_at",
        account.0,
        currency,
        amount,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(before.map(|row| (row.currency, row.amount)))
}

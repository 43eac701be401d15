//! The list of documents: filtered, ordered, page by page, and what is left to pay of all of them.

use super::broken;
use crate::Result;
use crate::store::Tx;
use domain::invoice::{Kind, Standing, Status};
use domain::money::{Currency, Money};
use domain::{AccountId, InvoiceId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;

/// What the list asks for. What is `None` is not filtered.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Words in the number, the reference or a line, in small letters.
    pub(crate) words: Option<String>,
    pub(crate) status: Option<Status>,
    pub(crate) kind: Option<Kind>,
    pub(crate) year: Option<i32>,
    pub(crate) order: Order,
    /// Only what comes after this place in the order.
    pub(crate) after: Option<Place>,
}

/// The order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Newest,
    Oldest,
    DueFirst,
    /// Amounts of one currency after those of another: no rate makes them comparable.
    Largest,
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) currency: String,
    pub(crate) rank: i64,
    pub(crate) id: InvoiceId,
}

/// A document in the list.
pub(crate) struct Listed {
    pub(crate) id: InvoiceId,
    pub(crate) place: Place,
    pub(crate) number: String,
    pub(crate) standing: Standing,
    pub(crate) reference: String,
    pub(crate) issued_on: Date,
    pub(crate) due_on: Date,
    pub(crate) total: Money,
    pub(crate) due: Money,
}

/// The documents that are asked for, `most` at most. Whether one is overdue is told by `today`.
pub(crate) async fn list(
    tx: &mut Tx,
    account: AccountId,
    asked: &Asked,
    today: Date,
    most: i64,
) -> Result<Vec<Listed>> {
    let order = match asked.order {
        Order::Newest => "newest",
        Order::Oldest => "oldest",
        Order::DueFirst => "due",
        Order::Largest => "amount",
    };
    let after = asked.after.as_ref();
    let rows = sqlx::query!(
        r#"select i.id, i.number, i.kind, i.state, i.currency, i.reference, i.issued_on as "issued_on: jiff_sqlx::Date",
               due_on as "due_on: jiff_sqlx::Date", total_minor, paid_minor, credited_minor, due_minor,
               p.currency as "place_currency!", p.rank as "place_rank!"
           from invoices i
           cross join lateral (
               select case $2 when 'amount' then i.currency else '' end as currency,
                   case $2 when 'newest' then -(extract(epoch from i.issued_at) * 1000)::bigint
                       when 'oldest' then (extract(epoch from i.issued_at) * 1000)::bigint
                       when 'due' then (i.due_on - date '2000-01-01')::bigint
                       else -i.total_minor end as rank) p(currency, rank)
           where i.account_id = $1
             and ($3::text is null or i.kind = $3)
             and ($4::integer is null or extract(year from i.issued_on) = $4)
             and ($5::text is null or strpos(lower(i.number || ' ' || i.reference), $5) > 0
                  or exists (select from invoice_lines l where l.account_id = i.account_id and l.invoice_id = i.id
                             and strpos(lower(l.description), $5) > 0))
             and ($6::text is null or $6 = case
                 when i.state = 'void' then 'void'
                 when i.state = 'open' then case when i.due_on < $7 then 'overdue' else 'open' end
                 when i.kind = 'credit_note' or (i.credited_minor > 0 and i.paid_minor = 0) then 'credited'
                 else 'paid' end)
             and ($8::text is null or (p.currency, p.rank, i.id) > ($8, $9, $10))
           order by p.currency, p.rank, i.id
           limit $11"#,
        account.0,
        order,
        asked.kind.map(Kind::name),
        asked.year,
        asked.words,
        asked.status.map(Status::name),
        today.to_sqlx() as _,
        after.map(|place| &*place.currency),
        after.map(|place| place.rank),
        after.map(|place| place.id.0),
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse().map_err(|fault: String| broken(fault))?;
            let kind = row.kind.parse().map_err(broken)?;
            let state = row.state.parse().map_err(broken)?;
            let id = InvoiceId(row.id);
            let (total, paid, credited) = (row.total_minor, row.paid_minor, row.credited_minor);
            Ok(Listed {
                id,
                place: Place { currency: row.place_currency, rank: row.place_rank, id },
                number: row.number,
                standing: Standing { kind, state, total, paid, credited },
                reference: row.reference,
                issued_on: row.issued_on.to_jiff(),
                due_on: row.due_on.to_jiff(),
                total: Money::new(total, currency),
                due: Money::new(row.due_minor, currency),
            })
        })
        .collect()
}

/// The years in which something was issued, the newest first.
pub(crate) async fn years(tx: &mut Tx, account: AccountId) -> Result<Vec<i32>> {
    let years = sqlx::query_scalar!(
        r#"select distinct extract(year from issued_on)::integer as "year!" from invoices
           where account_id = $1 order by 1 desc"#,
        account.0,
    );
    Ok(years.fetch_all(tx.conn()).await?)
}

/// What is left to pay of invoices in each currency, and how much of that is overdue. What a summary invoice gathers
/// counts once, with its own day.
pub(crate) async fn left(tx: &mut Tx, account: AccountId, today: Date) -> Result<Vec<(Money, Money)>> {
    let rows = sqlx::query!(
        r#"select currency, sum(due_minor)::bigint as "due!",
               coalesce(sum(due_minor) filter (where due_on < $2), 0)::bigint as "overdue!"
           from invoices where account_id = $1 and state = 'open' and summary_id is null
           group by currency order by currency"#,
        account.0,
        today.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let currency: Currency = row.currency.parse().map_err(|fault: String| broken(fault))?;
            Ok((Money::new(row.due, currency), Money::new(row.overdue, currency)))
        })
        .collect()
}

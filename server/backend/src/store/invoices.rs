//! Invoices, summary invoices and credit notes, with their lines and what was paid for them.

use super::Tx;
use crate::access::Permit;
use crate::{Error, Result};
use domain::invoice::{Discount, Kind, Line, Party, Standing, State, Status, Tax, TaxSum, Totals};
use domain::money::{Currency, Money};
use domain::{AccountId, InvoiceId, IssuerId};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
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

fn broken(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::internal("reading an invoice", error)
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

/// A line as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredLine {
    pub(crate) line: Line,
    /// Its net amount, in minor units.
    pub(crate) net: i64,
}

/// Adds the lines of a document with their net amounts; on a credit note, `credits` says which lines they take back.
pub(crate) async fn insert_lines(
    permit: &mut Permit,
    invoice: InvoiceId,
    lines: &[Line],
    totals: &Totals,
    credits: Option<&[i32]>,
) -> Result<()> {
    let account = permit.account();
    let positions: Vec<i32> = (1..).take(lines.len()).collect();
    let descriptions: Vec<String> = lines.iter().map(|line| line.description.clone()).collect();
    let quantities: Vec<i64> = lines.iter().map(|line| line.quantity).collect();
    let units: Vec<String> = lines.iter().map(|line| line.unit.clone()).collect();
    let prices: Vec<i64> = lines.iter().map(|line| line.unit_price).collect();
    let (shares, amounts): (Vec<Option<i32>>, Vec<Option<i64>>) = lines
        .iter()
        .map(|line| match line.discount {
            Discount::None => (None, None),
            Discount::Share(points) => (i32::try_from(points).ok(), None),
            Discount::Amount(minor) => (None, Some(minor)),
        })
        .unzip();
    let nets: Vec<i64> = totals.lines.iter().map(|net| net.minor).collect();
    let rates: Vec<i32> = lines.iter().map(|line| i32::try_from(line.tax.basis_points).unwrap_or(i32::MAX)).collect();
    let names: Vec<String> = lines.iter().map(|line| line.tax.name.clone()).collect();
    let credits: Vec<Option<i32>> =
        credits.map_or_else(|| vec![None; lines.len()], |credits| credits.iter().copied().map(Some).collect());
    sqlx::query!(
        "insert into invoice_lines (account_id, invoice_id, position, description, quantity, unit, unit_price_minor,
             discount_share, discount_amount, net_minor, tax_basis_points, tax_name, credits_position)
         select $1, $2, n.* from unnest($3::integer[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::integer[],
             $9::bigint[], $10::bigint[], $11::integer[], $12::text[], $13::integer[]) n",
        account.0,
        invoice.0,
        &positions,
        &descriptions,
        &quantities,
        &units,
        &prices,
        &shares as _,
        &amounts as _,
        &nets,
        &rates,
        &names,
        &credits as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The lines of a document, in order.
pub(crate) async fn lines(tx: &mut Tx, account: AccountId, invoice: InvoiceId) -> Result<Vec<StoredLine>> {
    let rows = sqlx::query!(
        "select description, quantity, unit, unit_price_minor, discount_share, discount_amount, net_minor,
             tax_basis_points, tax_name
         from invoice_lines where account_id = $1 and invoice_id = $2 order by position",
        account.0,
        invoice.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| StoredLine {
            line: Line {
                description: row.description,
                quantity: row.quantity,
                unit: row.unit,
                unit_price: row.unit_price_minor,
                discount: match (row.discount_share, row.discount_amount) {
                    (Some(points), _) => Discount::Share(points.unsigned_abs()),
                    (None, Some(minor)) => Discount::Amount(minor),
                    (None, None) => Discount::None,
                },
                tax: Tax { basis_points: row.tax_basis_points.unsigned_abs(), name: row.tax_name },
            },
            net: row.net_minor,
        })
        .collect())
}

/// How much of each line of an invoice its credit notes took back, by the line's place: thousandths.
pub(crate) async fn credited(tx: &mut Tx, account: AccountId, invoice: InvoiceId) -> Result<Vec<(i32, i64)>> {
    let rows = sqlx::query!(
        r#"select l.credits_position as "position!", sum(l.quantity)::bigint as "quantity!"
           from invoices c join invoice_lines l on l.account_id = c.account_id and l.invoice_id = c.id
           where c.account_id = $1 and c.credits_id = $2 and l.credits_position is not null
           group by l.credits_position"#,
        account.0,
        invoice.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.position, row.quantity)).collect())
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

//! The catalogue, which belongs to no account: products, and what they cost from when on.

use super::Tx;
use crate::Result;
use domain::ProductId;
use domain::product::{ProductInput, ProductKind};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use std::collections::HashMap;
use uuid::Uuid;

/// A product with what one of it costs now in the currency that was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Product {
    pub(crate) id: ProductId,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) kind: ProductKind,
    pub(crate) description: String,
    pub(crate) seats: Option<i32>,
    pub(crate) months: Option<i32>,
    pub(crate) retired: bool,
    /// In the currency's smallest units; `None` when it has no price there yet.
    pub(crate) price: Option<i64>,
}

struct Row {
    id: uuid::Uuid,
    sku: String,
    name: String,
    kind: String,
    description: String,
    seats: Option<i32>,
    term_months: Option<i32>,
    retired: bool,
    price: Option<i64>,
}

impl TryFrom<Row> for Product {
    type Error = crate::Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            id: ProductId(row.id),
            sku: row.sku,
            name: row.name,
            kind: row.kind.parse().map_err(|fault: &str| crate::Error::internal("a stored product's kind", fault))?,
            description: row.description,
            seats: row.seats,
            months: row.term_months,
            retired: row.retired,
            price: row.price,
        })
    }
}

/// Which products are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    /// All, by kind and name.
    All,
    /// The one of this id.
    Id(ProductId),
    /// The one with this code.
    Sku(&'a str),
}

/// Products as [`Which`] says, with their prices in a currency.
pub(crate) async fn find(tx: &mut Tx, which: Which<'_>, currency: &str, now: Timestamp) -> Result<Vec<Product>> {
    let (id, sku) = match which {
        Which::All => (None, None),
        Which::Id(id) => (Some(id.0), None),
        Which::Sku(sku) => (None, Some(sku)),
    };
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id, p.sku, p.name, p.kind, p.description, p.seats, p.term_months,
               p.retired_at is not null as "retired!",
               (select r.net from product_prices r
                where r.product_id = p.id and r.currency = $3 and r.valid_from <= $4
                order by r.valid_from desc limit 1) as price
           from products p
           where ($1::uuid is null or p.id = $1) and ($2::text is null or p.sku = $2)
           order by p.kind, p.name, p.id"#,
        id,
        sku,
        currency,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Product::try_from).collect()
}

/// What is for sale in a currency, by code, after this code, at most so much.
pub(crate) async fn after(tx: &mut Tx, sku: &str, currency: &str, now: Timestamp, most: usize) -> Result<Vec<Product>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select p.id, p.sku, p.name, p.kind, p.description, p.seats, p.term_months, false as "retired!",
               r.net as "price?"
           from products p cross join lateral (
               select net from product_prices
               where product_id = p.id and currency = $2 and valid_from <= $3
               order by valid_from desc limit 1) r
           where p.sku > $1 and p.retired_at is null
           order by p.sku
           limit $4"#,
        // PostgreSQL's text holds no NUL, and no code has one.
        sku.split('\0').next().unwrap_or_default(),
        currency,
        now.to_sqlx() as _,
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Product::try_from).collect()
}

/// Every product by code, after this code, at most so much; without its price.
pub(crate) async fn every_after(tx: &mut Tx, sku: &str, most: usize) -> Result<Vec<Product>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id, sku, name, kind, description, seats, term_months, retired_at is not null as "retired!",
               null::bigint as price
           from products where sku > $1 order by sku limit $2"#,
        // PostgreSQL's text holds no NUL, and no code has one.
        sku.split('\0').next().unwrap_or_default(),
        i64::try_from(most).unwrap_or(i64::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Product::try_from).collect()
}

/// Adds a product.
pub(crate) async fn insert(tx: &mut Tx, id: ProductId, new: &ProductInput, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into products (id, sku, name, kind, description, seats, term_months, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        new.sku,
        new.name,
        new.kind.name(),
        new.description,
        new.seats,
        new.months,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Gives a product a price from a moment on.
pub(crate) async fn set_price(tx: &mut Tx, id: ProductId, currency: &str, net: i64, from: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into product_prices (product_id, currency, valid_from, net) values ($1, $2, $3, $4)
         on conflict (product_id, currency, valid_from) do update set net = excluded.net",
        id.0,
        currency,
        from.to_sqlx() as _,
        net,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes a product off the catalogue; says whether it stood there.
pub(crate) async fn retire(tx: &mut Tx, sku: &str, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "update products set retired_at = $2 where sku = $1 and retired_at is null",
        sku,
        now.to_sqlx() as _
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The prices of these products, each by currency: those that count now, and those to come.
pub(crate) async fn prices(
    tx: &mut Tx,
    ids: &[ProductId],
    now: Timestamp,
) -> Result<HashMap<ProductId, Vec<(String, i64, Timestamp)>>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select product_id, currency, net, valid_from as "valid_from: jiff_sqlx::Timestamp" from product_prices p
           where product_id = any ($1) and valid_from >= coalesce((
               select max(c.valid_from) from product_prices c
               where c.product_id = p.product_id and c.currency = p.currency and c.valid_from <= $2), p.valid_from)
           order by currency, valid_from"#,
        &ids,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut prices: HashMap<ProductId, Vec<_>> = HashMap::new();
    for row in rows {
        let price = (row.currency, row.net, row.valid_from.to_jiff());
        prices.entry(ProductId(row.product_id)).or_default().push(price);
    }
    Ok(prices)
}

//! The companies that invoice. They belong to no account.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::IssuerId;
use domain::invoice::{Kind, Party};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

/// A company that invoices.
#[derive(Debug, Clone)]
pub(crate) struct Issuer {
    pub(crate) id: IssuerId,
    /// Its name in commands.
    pub(crate) slug: String,
    pub(crate) party: Party,
}

/// The rate that an issuer charges to buyers in a country.
#[derive(Debug, Clone)]
pub(crate) struct Rate {
    pub(crate) country: String,
    pub(crate) basis_points: u32,
    pub(crate) name: String,
}

/// Adds an issuer with its series of numbers.
pub(crate) async fn insert(tx: &mut Tx, issuer: &Issuer, prefixes: [(Kind, &str); 3], now: Timestamp) -> Result<()> {
    let Issuer { id, slug, party } = issuer;
    sqlx::query!(
        "insert into issuers (id, slug, name, address, country, tax_id, payment, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        slug,
        party.name,
        party.address,
        party.country,
        party.tax_id,
        party.payment,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    for (kind, prefix) in prefixes {
        sqlx::query!(
            "insert into issuer_series (issuer_id, kind, prefix) values ($1, $2, $3)",
            id.0,
            kind.name(),
            prefix,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Sets the rate that an issuer charges to buyers in a country.
pub(crate) async fn set_rate(tx: &mut Tx, issuer: IssuerId, rate: &Rate) -> Result<()> {
    sqlx::query!(
        "insert into tax_rates (issuer_id, country, basis_points, name) values ($1, $2, $3, $4)
         on conflict (issuer_id, country) do update set basis_points = excluded.basis_points, name = excluded.name",
        issuer.0,
        rate.country,
        i32::try_from(rate.basis_points).unwrap_or(i32::MAX),
        rate.name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The next number of the series for such documents. The series is locked until the transaction ends, and what is
/// rolled back gives its number back; `None` when there is no such issuer.
pub(crate) async fn next_number(permit: &mut Permit, issuer: IssuerId, kind: Kind) -> Result<Option<String>> {
    let row = sqlx::query!(
        r#"update issuer_series set next = next + 1 where issuer_id = $1 and kind = $2
           returning prefix, next - 1 as "number!""#,
        issuer.0,
        kind.name(),
    )
    .fetch_optional(permit.tx().conn())
    .await?;
    Ok(row.map(|row| format!("{}{:05}", row.prefix, row.number)))
}

/// Every issuer, by its name in commands.
pub(crate) async fn all(pool: &PgPool) -> Result<Vec<Issuer>> {
    let rows = sqlx::query!("select id, slug, name, address, country, tax_id, payment from issuers order by slug")
        .fetch_all(pool)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Issuer {
            id: IssuerId(row.id),
            slug: row.slug,
            party: Party {
                name: row.name,
                address: row.address,
                country: row.country,
                tax_id: row.tax_id,
                payment: row.payment,
            },
        })
        .collect())
}

/// An issuer.
pub(crate) async fn find(tx: &mut Tx, id: IssuerId) -> Result<Option<Issuer>> {
    let row = sqlx::query!("select slug, name, address, country, tax_id, payment from issuers where id = $1", id.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| Issuer {
        id,
        slug: row.slug,
        party: Party {
            name: row.name,
            address: row.address,
            country: row.country,
            tax_id: row.tax_id,
            payment: row.payment,
        },
    }))
}

/// What an issuer charges, by country.
pub(crate) async fn rates(pool: &PgPool, issuer: IssuerId) -> Result<Vec<Rate>> {
    let rows = sqlx::query!(
        "select country, basis_points, name from tax_rates where issuer_id = $1 order by country",
        issuer.0
    )
    .fetch_all(pool)
    .await?;
    let rate = |country, basis_points: i32, name| Rate { country, basis_points: basis_points.unsigned_abs(), name };
    Ok(rows.into_iter().map(|row| rate(row.country, row.basis_points, row.name)).collect())
}

/// What an issuer charges to buyers in a country.
pub(crate) async fn rate(tx: &mut Tx, issuer: IssuerId, country: &str) -> Result<Option<Rate>> {
    let row = sqlx::query!(
        "select basis_points, name from tax_rates where issuer_id = $1 and country = $2",
        issuer.0,
        country
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Rate {
        country: country.to_owned(),
        basis_points: row.basis_points.unsigned_abs(),
        name: row.name,
    }))
}

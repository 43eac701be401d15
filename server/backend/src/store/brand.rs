//! The brand, in one row.

use super::Tx;
use crate::Result;
use domain::brand::{Brand, Mark};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// What the operator has chosen; `None`: nothing.
pub(crate) async fn find(tx: &mut Tx) -> Result<Option<Brand>> {
    let row = sqlx::query!("select name, accent, mark from brand").fetch_optional(tx.conn()).await?;
    Ok(row.map(|row| Brand {
        name: row.name,
        accent: row.accent.and_then(|accent| accent.parse().ok()),
        mark: row.mark.and_then(|mark| Mark::new(mark).ok()),
    }))
}

/// The same for whoever is about to change it: until they have, nobody else does.
pub(crate) async fn find_to_change(tx: &mut Tx) -> Result<Option<Brand>> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('portico.brand', 0))").execute(tx.conn()).await?;
    find(tx).await
}

/// Keeps what the operator chose.
pub(crate) async fn put(tx: &mut Tx, brand: &Brand, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into brand (name, accent, mark, changed_at) values ($1, $2, $3, $4)
         on conflict (one) do update
         set name = excluded.name, accent = excluded.accent, mark = excluded.mark, changed_at = excluded.changed_at",
        brand.name,
        brand.accent.map(|accent| accent.colour().to_string()),
        brand.mark.as_ref().map(Mark::bytes),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets what the operator chose.
pub(crate) async fn delete(tx: &mut Tx) -> Result<()> {
    sqlx::query!("delete from brand").execute(tx.conn()).await?;
    Ok(())
}

//! The numbers of an account.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::{AccountId, NumberId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// A number of an account.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) id: NumberId,
    /// E.164.
    pub(crate) number: String,
    pub(crate) added_at: Timestamp,
}

/// The account's numbers in their order: those after one, at most so many.
pub(crate) async fn after(tx: &mut Tx, account: AccountId, after: &str, most: i64) -> Result<Vec<Number>> {
    let rows = sqlx::query!(
        r#"select id, number, added_at as "added_at: jiff_sqlx::Timestamp" from numbers
           where account_id = $1 and number > $2 order by number limit $3"#,
        account.0,
        after,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    let number = |id, number, at: jiff_sqlx::Timestamp| Number { id: NumberId(id), number, added_at: at.to_jiff() };
    Ok(rows.into_iter().map(|row| number(row.id, row.number, row.added_at)).collect())
}

/// One of them, by its id or as E.164.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: &str) -> Result<Option<Number>> {
    let row = sqlx::query!(
        r#"select id, number, added_at as "added_at: jiff_sqlx::Timestamp" from numbers
           where account_id = $1 and (id::text = $2 or number = $2)"#,
        account.0,
        which,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Number { id: NumberId(row.id), number: row.number, added_at: row.added_at.to_jiff() }))
}

/// Adds a number, unless it is in an inventory already, of whichever account; says whether it was added.
pub(crate) async fn insert(permit: &mut Permit, id: NumberId, number: &str) -> Result<bool> {
    let (account, now) = (permit.account(), permit.now());
    let done = sqlx::query!(
        "insert into numbers (account_id, id, number, added_at) values ($1, $2, $3, $4) on conflict (number) do nothing",
        account.0,
        id.0,
        number,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes a number out of the inventory.
pub(crate) async fn delete(permit: &mut Permit, id: NumberId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("delete from numbers where account_id = $1 and id = $2", account.0, id.0)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

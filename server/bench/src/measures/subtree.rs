//! The first page of a subtree of every size, against a page of the whole account in no tree at all; and a page far
//! into the list, against the first.

use anyhow::{Context, Result};
use domain::tree::LIST_PAGE;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;

use super::{milliseconds, timed, worst};
use crate::facts::Place;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::World;

/// The rows' name and goal.
pub const NAME: (&str, &str) = ("first page of any subtree", "≤ 2×");

/// The same columns in the order of user ids, from the first on.
const FLAT: &str = "select u.id, u.group_id, u.kind, u.handle, u.handle_key, u.full_name, u.friendly_name,
        u.suspended_at is not null, u.last_active_at, administered($1, u.id, $3, $4)
    from users u where u.account_id = $1 and u.handle_key > $2 order by u.handle_key limit $5";

/// Milliseconds of the statement, inside the server's own kind of transaction.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let facts = world.facts.clone();
    let mut connection = world.inside().await?;
    let scopes = [facts.root.sort_path.clone()];
    let list = world.statements.list;
    let page = async |connection: &mut PgConnection, start: &str, after: &Place| -> Result<()> {
        sqlx::query(list)
            .bind(facts.account)
            .bind(start)
            .bind(None::<String>)
            .bind(&after.sort_path)
            .bind(&after.handle_key)
            .bind(&scopes)
            .bind(Timestamp::now().to_sqlx())
            .bind(LIST_PAGE + 1)
            .fetch_all(connection)
            .await?;
        Ok(())
    };
    let flat = async |connection: &mut PgConnection| -> Result<()> {
        sqlx::query(FLAT)
            .bind(facts.account)
            .bind("")
            .bind(&scopes)
            .bind(Timestamp::now().to_sqlx())
            .bind(LIST_PAGE + 1)
            .fetch_all(connection)
            .await?;
        Ok(())
    };
    let first = Place { sort_path: String::new(), handle_key: String::new() };

    let mut sizes = Vec::new();
    for subtree in &facts.sizes {
        let measured = compare(
            &mut connection,
            THROUGHPUT_TOLERANCE,
            async |connection| timed(connection, &flat).await,
            async |connection| {
                timed(connection, async |connection| page(connection, &subtree.sort_path, &first).await).await
            },
        )
        .await?;
        sizes.push((format!("{} users", subtree.users), measured));
    }
    let mut rows = vec![worst(measure, goal, 2.0, &sizes).context("the account has no subtrees")?];

    // Nine tenths into the list: page 18,000 of a million users.
    let number = i64::from(facts.root.users) * 9 / 10 / LIST_PAGE;
    let far = facts.place(&mut world.owner, number * LIST_PAGE).await?;
    let root = &facts.root.sort_path;
    let measured = compare(
        &mut connection,
        THROUGHPUT_TOLERANCE,
        async |connection| timed(connection, async |connection| page(connection, root, &first).await).await,
        async |connection| timed(connection, async |connection| page(connection, root, &far).await).await,
    )
    .await?;
    rows.push(Row::compared(
        &format!("page {number} of the list, against page 1"),
        &measured,
        THROUGHPUT_TOLERANCE,
        milliseconds,
        "≤ 1.2×",
        |ratio| ratio <= 1.2,
    ));
    Ok(rows)
}

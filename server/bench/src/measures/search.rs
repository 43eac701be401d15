//! A search inside the subtree of everybody, against the same search without a subtree.

use anyhow::{Context, Result};
use domain::tree::{LIST_PAGE, MOST_FOUND};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{timed, worst};
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::World;

/// The row's name and goal.
pub const NAME: (&str, &str) = ("search inside the largest subtree", "≤ 3×");

/// Milliseconds of the statement, for terms of every kind.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let facts = world.facts.clone();
    let statement = world.statements.search;
    let mut connection = world.inside().await?;
    let sight = [facts.root.sort_path.clone()];
    let search = async |connection: &mut PgConnection, scopes: Option<&[String]>, term: &str| -> Result<()> {
        sqlx::query(statement)
            .bind(facts.account)
            .bind(scopes)
            .bind(Vec::<Uuid>::new())
            .bind(term)
            .bind(None::<String>)
            .bind(i32::try_from(MOST_FOUND)?)
            .bind("")
            .bind("")
            .bind(LIST_PAGE + 1)
            .bind(&sight)
            .bind(Timestamp::now().to_sqlx())
            .fetch_all(connection)
            .await?;
        Ok(())
    };
    let mut terms = Vec::new();
    for term in &facts.terms {
        let measured = compare(
            &mut connection,
            THROUGHPUT_TOLERANCE,
            async |connection| timed(connection, async |connection| search(connection, None, term).await).await,
            async |connection| timed(connection, async |connection| search(connection, Some(&sight), term).await).await,
        )
        .await?;
        terms.push((format!("“{term}”"), measured));
    }
    Ok(vec![worst(measure, goal, 3.0, &terms).context("there is nothing to search for")?])
}

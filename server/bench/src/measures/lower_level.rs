//! The Users page of somebody who administers one lower level, against the same page for who administers everything.

use anyhow::{Context, Result};

use super::milliseconds;
use crate::facts;
use crate::http::Request;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::{CONNECTIONS, World};

/// The row's name and goal.
pub const NAME: (&str, &str) = ("Users page of an administrator of one lower level, against the root's", "≤ 1.2×");

/// The subtree that [`ADMINISTRATOR`] administers.
const SIZE: i32 = 10_000;

/// The number of who administers the subtree of 10,000 users: the fifth in the order of sizes.
const ADMINISTRATOR: usize = 4;

/// Milliseconds of a connection's time for each page of 50 rows.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let subtree = world.facts.sizes.iter().find(|subtree| subtree.users == SIZE);
    let subtree = subtree.context("there is no subtree of 10,000 users")?.id;
    let path = format!("/a/large/users?within={subtree}");
    let lower = world.cookie_of(&facts::address(ADMINISTRATOR)).await?;
    let mut sides = (
        world.load(CONNECTIONS, vec![Request::get(&path, "text/html", &world.cookie())]).await?,
        world.load(CONNECTIONS, vec![Request::get(&path, "text/html", &lower)]).await?,
    );
    let time = world.stretch;
    let each = |rate: f64| 1000.0 * CONNECTIONS as f64 / rate;
    let measured = compare(
        &mut sides,
        THROUGHPUT_TOLERANCE,
        async |(root, _)| Ok(each(root.run(time).await?.rate())),
        async |(_, lower)| Ok(each(lower.run(time).await?.rate())),
    )
    .await?;
    Ok(vec![Row::compared(measure, &measured, THROUGHPUT_TOLERANCE, milliseconds, goal, |ratio| ratio <= 1.2)])
}

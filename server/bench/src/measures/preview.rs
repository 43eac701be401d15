//! What a move foretells, for a branch of 1,365 groups with 10,000 users and 500 grants in it.

use std::time::Instant;

use anyhow::{Result, bail};
use serde_json::json;

use super::milliseconds;
use crate::http::{Connection, Request};
use crate::report::Row;
use crate::stats::median;
use crate::world::World;

/// The row's name and goal.
pub const NAME: (&str, &str) = ("preview of a move: 1,365 groups, 10,000 users, 500 grants", "≤ 200 ms");

/// How often it is asked for.
const RUNS: usize = 25;

/// Milliseconds of the whole answer.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let (top, to) = (world.branch.top, world.branch.places[1]);
    let path = format!("/api/group/plan_move?account=large&group={top}&to={to}");
    let request = Request::get(&path, "application/json", &world.cookie());
    let mut connection = Connection::open(world.portico.address).await?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let begun = Instant::now();
        let answer = connection.send(&request).await?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        let said = String::from_utf8_lossy(&answer.body);
        if answer.status != 200 || !said.contains("There") {
            bail!("the preview was answered with {}: {said}", answer.status);
        }
    }
    let time = median(&times);
    Ok(vec![Row::plain(measure, milliseconds(time), goal, time <= 200.0, json!({ "milliseconds": times }))])
}

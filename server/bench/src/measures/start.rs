//! How long Portico takes from its start to its first answer, and its memory before anybody came.

use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::{MIB, milliseconds};
use crate::report::Row;
use crate::rounds::ROUNDS;
use crate::stats::median;
use crate::world::World;

/// The rows' name and goal.
pub const NAME: (&str, &str) = ("start with the database up", "≤ 100 ms");

/// How long the server is left alone before its memory is looked at.
const PAUSE: Duration = Duration::from_secs(1);

/// Milliseconds until `/readyz` answers, then memory a second later.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let mut times = Vec::new();
    let mut memory = Vec::new();
    for _ in 0..ROUNDS {
        let server = world.setting.serve().await?;
        times.push(server.started_in.as_secs_f64() * 1000.0);
        tokio::time::sleep(PAUSE).await;
        memory.push(server.memory()? as f64 / MIB);
        server.stop().await?;
    }
    let (time, idle) = (median(&times), median(&memory));
    Ok(vec![
        Row::plain(measure, milliseconds(time), goal, time <= 100.0, json!({ "milliseconds": times })),
        Row::plain("memory idle", format!("{idle:.0} MB"), "≤ 32 MB", idle <= 32.0, json!({ "mib": memory })),
    ])
}

//! The most memory that Portico ever had during all the other measures.

use anyhow::Result;
use serde_json::json;

use super::MIB;
use crate::report::Row;
use crate::world::World;

/// The row's name and goal.
pub const NAME: (&str, &str) = ("memory under load", "≤ 200 MB");

/// The peak, by the kernel's account.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let peak = world.portico.peak_memory()? as f64 / MIB;
    Ok(vec![Row::plain(measure, format!("{peak:.0} MB"), goal, peak <= 200.0, json!({ "mib": peak }))])
}

//! The measures, one file each. Each gives rows of the table.

pub mod download;
pub mod lower_level;
pub mod memory;
pub mod pages_during_sign_ins;
pub mod permission;
pub mod preview;
pub mod search;
pub mod sign_in;
pub mod start;
pub mod subtree;
pub mod subtree_move;
pub mod tree_function;
pub mod users_page;

use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};
use sqlx::PgConnection;

use crate::report::{self, Row, Verdict};
use crate::stats::{Comparison, THROUGHPUT_TOLERANCE, median};

/// Runs of a statement for one number.
const RUNS: usize = 150;
/// No longer than this for one number, so that a slow statement does not take the whole evening.
const LONGEST: Duration = Duration::from_millis(1500);

/// Bytes in a mebibyte.
const MIB: f64 = 1024.0 * 1024.0;

/// How long a statement takes, in milliseconds: the median of many runs.
async fn timed(connection: &mut PgConnection, run: impl AsyncFn(&mut PgConnection) -> Result<()>) -> Result<f64> {
    let mut times = Vec::with_capacity(RUNS);
    let start = Instant::now();
    while times.len() < RUNS && start.elapsed() < LONGEST {
        let begun = Instant::now();
        run(connection).await?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(&times))
}

fn milliseconds(number: f64) -> String {
    if number < 10.0 { format!("{number:.2} ms") } else { format!("{number:.0} ms") }
}

fn per_second(number: f64) -> String {
    format!("{number:.0}/s")
}

/// One row for several comparisons that share a goal: the worst of them. One that misses the goal decides, then one
/// that is void.
fn worst(measure: &str, goal: &str, most: f64, compared: &[(String, Comparison)]) -> Option<Row> {
    let ranked = |(_, measured): &(String, Comparison)| {
        let void = !measured.holds_still(THROUGHPUT_TOLERANCE);
        let missed = !void && measured.ratio() > most;
        (missed, void, measured.ratio())
    };
    let (what, measured) = compared.iter().max_by(|a, b| {
        let ((missed, void, ratio), (other_missed, other_void, other_ratio)) = (ranked(a), ranked(b));
        (missed, void).cmp(&(other_missed, other_void)).then(ratio.total_cmp(&other_ratio))
    })?;
    let title = format!("{measure}; worst: {what}");
    let mut row = Row::compared(&title, measured, THROUGHPUT_TOLERANCE, milliseconds, goal, |ratio| ratio <= most);
    let all: serde_json::Map<String, Value> = compared
        .iter()
        .map(|(what, measured)| {
            (what.clone(), json!({ "ratio": measured.ratio(), "measured": report::details(measured) }))
        })
        .collect();
    row.details = Value::Object(all);
    if let Verdict::Void(reason) = &mut row.verdict {
        reason.push_str(&format!(" ({what})"));
    }
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Side;

    fn compared(what: &str, limit: f64, again: f64, portico: f64) -> (String, Comparison) {
        let limit = Side { first: vec![limit], second: vec![again] };
        let portico = Side { first: vec![portico], second: vec![portico] };
        (what.to_owned(), Comparison { limit, portico, tries: 1 })
    }

    #[test]
    fn the_worst_decides() {
        let verdict = |compared: &[(String, Comparison)]| {
            worst("page", "≤ 2×", 2.0, compared).map(|row| (row.measure, row.verdict))
        };
        let (fine, better) = (compared("a", 1.0, 1.0, 1.5), compared("b", 1.0, 1.0, 0.5));
        let (void, slow) = (compared("c", 1.0, 2.0, 1.0), compared("d", 1.0, 1.0, 2.5));
        let name = |what: &str| format!("page; worst: {what}");
        assert_eq!(verdict(&[]), None);
        assert_eq!(verdict(&[better.clone(), fine.clone()]), Some((name("a"), Verdict::Holds)));
        assert!(matches!(verdict(&[fine.clone(), void.clone()]), Some((_, Verdict::Void(_)))));
        assert_eq!(verdict(&[void, slow, fine]), Some((name("d"), Verdict::FallsShort)));
    }
}

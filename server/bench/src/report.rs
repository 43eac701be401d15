//! What was found: one table for people, one file for machines.

use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use serde_json::{Value, json};

use crate::stats::Comparison;

/// What a measure says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "verdict", content = "reason")]
pub enum Verdict {
    /// The goal is reached.
    Holds,
    /// It is not.
    FallsShort,
    /// Nothing can be said, and why.
    Void(String),
}

impl Verdict {
    /// Whether the goal is reached.
    pub fn of(reached: bool) -> Verdict {
        if reached { Verdict::Holds } else { Verdict::FallsShort }
    }

    fn words(&self) -> String {
        match self {
            Verdict::Holds => "holds".to_owned(),
            Verdict::FallsShort => "FALLS SHORT".to_owned(),
            Verdict::Void(reason) => format!("VOID: {reason}"),
        }
    }
}

/// One line of the table.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured.
    pub measure: String,
    /// Portico's number with its unit.
    pub portico: String,
    /// Its limit's.
    pub limit: String,
    /// The one as a part of the other, or nothing where the goal is a plain number.
    pub ratio: Option<f64>,
    /// What is to be reached.
    pub goal: String,
    /// Whether it was.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Everything that was measured for it.
    pub details: Value,
}

impl Row {
    /// A row out of a comparison; `unit` writes one of its numbers.
    pub fn compared(
        measure: &str,
        measured: &Comparison,
        tolerance: f64,
        unit: impl Fn(f64) -> String,
        goal: &str,
        reached: impl Fn(f64) -> bool,
    ) -> Row {
        let ratio = measured.ratio();
        let verdict = if measured.holds_still(tolerance) {
            Verdict::of(reached(ratio))
        } else {
            Verdict::Void(format!("the limit differs from itself by {:.0} %", measured.limit.drift() * 100.0))
        };
        Row {
            measure: measure.to_owned(),
            portico: unit(measured.portico.median()),
            limit: unit(measured.limit.median()),
            ratio: Some(ratio),
            goal: goal.to_owned(),
            verdict,
            details: details(measured),
        }
    }

    /// A row whose goal is a plain number.
    pub fn plain(measure: &str, portico: String, goal: &str, reached: bool, details: Value) -> Row {
        Row {
            measure: measure.to_owned(),
            portico,
            limit: "–".to_owned(),
            ratio: None,
            goal: goal.to_owned(),
            verdict: Verdict::of(reached),
            details,
        }
    }

    /// A measure that could not be made.
    pub fn void(measure: &str, goal: &str, reason: String) -> Row {
        let dash = || "–".to_owned();
        let verdict = Verdict::Void(reason);
        let (measure, goal) = (measure.to_owned(), goal.to_owned());
        Row { measure, portico: dash(), limit: dash(), ratio: None, goal, verdict, details: Value::Null }
    }
}

/// The numbers of a comparison, for the file.
pub fn details(measured: &Comparison) -> Value {
    let side = |side: &crate::stats::Side| json!({ "first": side.first, "second": side.second });
    json!({
        "tries": measured.tries,
        "limit_differs_from_itself_by": measured.limit.drift(),
        "limit": side(&measured.limit),
        "portico": side(&measured.portico),
    })
}

/// The table.
pub fn table(rows: &[Row]) -> String {
    let head = ["measure", "Portico", "limit", "ratio", "goal", ""].map(ToOwned::to_owned);
    let lines: Vec<[String; 6]> = std::iter::once(head)
        .chain(rows.iter().map(|row| {
            let ratio = row.ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}×"));
            let Row { measure, portico, limit, goal, verdict, .. } = row.clone();
            [measure, portico, limit, ratio, goal, verdict.words()]
        }))
        .collect();
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: [usize; 6] = std::array::from_fn(width);
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        let cells: Vec<String> = line.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(cells.join(" │ ").trim_end());
        text.push('\n');
        if number == 0 {
            text.push_str(&widths.map(|width| "─".repeat(width)).join("─┼─"));
            text.push('\n');
        }
    }
    text
}

/// Writes the file.
pub fn write(path: &Path, about: Value, rows: &[Row]) -> Result<()> {
    let json = serde_json::to_vec_pretty(&json!({ "about": about, "measures": rows }))?;
    std::fs::write(path, json).with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Side, THROUGHPUT_TOLERANCE};

    fn compared(limit: f64, again: f64, portico: f64) -> Row {
        let limit = Side { first: vec![limit], second: vec![again] };
        let portico = Side { first: vec![portico], second: vec![portico] };
        let measured = Comparison { limit, portico, tries: 1 };
        let unit = |number: f64| format!("{number:.0}/s");
        Row::compared("pages", &measured, THROUGHPUT_TOLERANCE, unit, "≥ 0.5×", |ratio| ratio >= 0.5)
    }

    #[test]
    fn a_verdict_is_earned() {
        assert_eq!(compared(100.0, 100.0, 50.0).verdict, Verdict::Holds);
        assert_eq!(compared(100.0, 100.0, 49.0).verdict, Verdict::FallsShort);
        let void = compared(100.0, 130.0, 90.0).verdict;
        assert_eq!(void, Verdict::Void("the limit differs from itself by 30 %".into()));
    }

    #[test]
    fn the_table_has_a_line_for_each() {
        let rows = [compared(100.0, 100.0, 81.0), Row::void("rest", "≤ 2×", "no limit".into())];
        assert_eq!(
            table(&rows),
            "measure │ Portico │ limit │ ratio │ goal   │\n\
             ────────┼─────────┼───────┼───────┼────────┼───────────────\n\
             pages   │ 81/s    │ 100/s │ 0.81× │ ≥ 0.5× │ holds\n\
             rest    │ –       │ –     │ –     │ ≤ 2×   │ VOID: no limit\n"
        );
    }
}

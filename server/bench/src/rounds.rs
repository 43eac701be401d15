//! Measuring two things in turn: A B A B in each round, so that a machine that grows slower does so for both.

use anyhow::Result;

use crate::stats::Comparison;

/// Rounds of one try.
pub const ROUNDS: usize = 5;
/// Tries before a measure is void.
pub const TRIES: usize = 3;

/// Measures a limit (A) and Portico (B) in turn until the limit agrees with itself within `tolerance`, at most
/// [`TRIES`] times; gives the last try. `subject` is what both sides work on.
pub async fn compare<S>(
    subject: &mut S,
    tolerance: f64,
    limit: impl AsyncFn(&mut S) -> Result<f64>,
    portico: impl AsyncFn(&mut S) -> Result<f64>,
) -> Result<Comparison> {
    // Once each for nothing: plans, caches and connections are warm from here on.
    limit(subject).await?;
    portico(subject).await?;
    let mut tries = 0;
    loop {
        tries += 1;
        let mut measured = Comparison { tries, ..Comparison::default() };
        for _ in 0..ROUNDS {
            measured.limit.first.push(limit(subject).await?);
            measured.portico.first.push(portico(subject).await?);
            measured.limit.second.push(limit(subject).await?);
            measured.portico.second.push(portico(subject).await?);
        }
        if tries == TRIES || measured.holds_still(tolerance) {
            return Ok(measured);
        }
        eprintln!("    the limit differs from itself by {:.0} %; once more", measured.limit.drift() * 100.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::THROUGHPUT_TOLERANCE;

    /// Notes who was measured, and answers with what is next.
    struct Script {
        order: String,
        limits: std::vec::IntoIter<f64>,
    }

    async fn play(limits: Vec<f64>) -> (Comparison, String) {
        let mut script = Script { order: String::new(), limits: limits.into_iter() };
        let measured = compare(
            &mut script,
            THROUGHPUT_TOLERANCE,
            async |script| {
                script.order.push('A');
                Ok(script.limits.next().unwrap_or(100.0))
            },
            async |script| {
                script.order.push('B');
                Ok(50.0)
            },
        )
        .await
        .expect("nothing fails");
        (measured, script.order)
    }

    #[tokio::test]
    async fn sides_take_turns() {
        let (measured, order) = play(Vec::new()).await;
        assert_eq!(order, "AB".repeat(1 + 2 * ROUNDS));
        assert_eq!(measured.tries, 1);
        assert_eq!(measured.ratio(), 0.5);
    }

    #[tokio::test]
    async fn a_limit_that_moves_is_tried_twice_more() {
        let restless: Vec<f64> = [100.0, 150.0].into_iter().cycle().take(10).collect();
        let once = [vec![100.0], restless.clone()].concat();
        let (measured, _) = play(once).await;
        assert_eq!(measured.tries, 2);
        assert!(measured.holds_still(THROUGHPUT_TOLERANCE));

        let always = [vec![100.0], restless.repeat(TRIES)].concat();
        let (measured, order) = play(always).await;
        assert_eq!(measured.tries, TRIES);
        assert!(!measured.holds_still(THROUGHPUT_TOLERANCE), "void");
        assert_eq!(order.len(), 2 + 4 * ROUNDS * TRIES);
    }
}

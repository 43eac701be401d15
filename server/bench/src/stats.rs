//! What is made of many numbers: medians, percentiles, and whether a comparison can be believed.

use std::time::Duration;

/// How far a limit may be from itself before its measure is void.
pub const THROUGHPUT_TOLERANCE: f64 = 0.10;
/// The same for a p99, which is noisier.
pub const P99_TOLERANCE: f64 = 0.20;

/// The median; the mean of the two in the middle of an even number. Zero for no numbers.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    match (sorted.len() % 2, sorted.get(middle.wrapping_sub(1)), sorted.get(middle)) {
        (0, Some(below), Some(above)) => below.midpoint(*above),
        (_, _, Some(middle)) => *middle,
        _ => 0.0,
    }
}

/// The smallest duration that at least `percent` of them do not exceed (nearest rank). Zero for none.
pub fn percentile(durations: &[Duration], percent: f64) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied().unwrap_or_default()
}

/// One side of a comparison, measured twice in each round.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The first of each round.
    pub first: Vec<f64>,
    /// The second of each round.
    pub second: Vec<f64>,
}

impl Side {
    /// The median of all.
    pub fn median(&self) -> f64 {
        median(&[self.first.as_slice(), self.second.as_slice()].concat())
    }

    /// How far this side is from itself: the median of the first ones against that of the second ones, as a part of the
    /// smaller. Nothing but the time lies between the two, so what differs is the machine.
    pub fn drift(&self) -> f64 {
        let (first, second) = (median(&self.first), median(&self.second));
        let (small, large) = (first.min(second), first.max(second));
        if small > 0.0 { large / small - 1.0 } else { f64::INFINITY }
    }
}

/// Portico and its limit, measured in turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// What nothing can be better than.
    pub limit: Side,
    /// Portico.
    pub portico: Side,
    /// Which try this is, from 1.
    pub tries: usize,
}

impl Comparison {
    /// Portico as a part of its limit.
    pub fn ratio(&self) -> f64 {
        self.portico.median() / self.limit.median()
    }

    /// Whether the limit agrees with itself.
    pub fn holds_still(&self, tolerance: f64) -> bool {
        self.limit.drift() <= tolerance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(numbers: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        numbers.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(&[]), 0.0);
        assert_eq!(median(&[7.0]), 7.0);
        assert_eq!(median(&[9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(&[9.0, 1.0, 5.0, 6.0]), 5.5);
    }

    #[test]
    fn one_in_a_hundred_is_above_the_p99() {
        assert_eq!(percentile(&[], 99.0), Duration::ZERO);
        assert_eq!(percentile(&millis([4]), 99.0), Duration::from_millis(4));
        assert_eq!(percentile(&millis(1..=100), 99.0), Duration::from_millis(99));
        assert_eq!(percentile(&millis((1..=1000).rev()), 99.0), Duration::from_millis(990));
        assert_eq!(percentile(&millis(1..=10), 99.0), Duration::from_millis(10));
        assert_eq!(percentile(&millis(1..=10), 50.0), Duration::from_millis(5));
    }

    #[test]
    fn a_limit_that_moves_cannot_be_believed() {
        let side = |first: &[f64], second: &[f64]| Side { first: first.to_vec(), second: second.to_vec() };
        assert!((side(&[100.0], &[110.0]).drift() - 0.10).abs() < 1e-9);
        assert!((side(&[110.0], &[100.0]).drift() - 0.10).abs() < 1e-9);
        assert!(side(&[0.0], &[100.0]).drift().is_infinite(), "a limit of nothing is none");
        let comparison = |second: f64| Comparison {
            limit: side(&[100.0, 100.0, 900.0], &[second; 3]),
            portico: side(&[50.0; 3], &[50.0; 3]),
            tries: 1,
        };
        assert!(comparison(109.0).holds_still(THROUGHPUT_TOLERANCE), "one stray round is outvoted");
        assert!(!comparison(111.0).holds_still(THROUGHPUT_TOLERANCE));
        assert!(comparison(111.0).holds_still(P99_TOLERANCE));
        assert!(!comparison(121.0).holds_still(P99_TOLERANCE));
    }

    #[test]
    fn a_ratio_is_of_medians() {
        let limit = Side { first: vec![100.0, 100.0, 1.0], second: vec![100.0, 100.0, 100.0] };
        let portico = Side { first: vec![60.0, 60.0, 9.0], second: vec![60.0, 60.0, 60.0] };
        assert_eq!(Comparison { limit, portico, tries: 1 }.ratio(), 0.6);
    }
}

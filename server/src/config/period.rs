//! Lengths of time as people write them on a command line.

use std::time::Duration;

/// Reads `90s`, `30m`, `8h` or `7d`.
///
/// # Errors
/// One sentence on how to write it; also when it is nothing or too long to count.
pub fn parse_period(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is not a length of time such as 30m, 8h or 7d");
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
    let seconds: u64 = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    // Up to a century, so that no sum with a date overflows.
    let number: u64 = number.parse().map_err(|_| wrong())?;
    match number.checked_mul(seconds) {
        Some(seconds @ 1..=3_155_760_000) => Ok(Duration::from_secs(seconds)),
        _ => Err(wrong()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read() {
        assert_eq!(parse_period("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_period("8h"), Ok(Duration::from_secs(28_800)));
        assert_eq!(parse_period("7d"), Ok(Duration::from_secs(604_800)));
        for wrong in ["", "h", "8", "-1h", "0s", "8 h", "1w", "99999999999999999d", "5é"] {
            assert!(parse_period(wrong).is_err(), "{wrong}");
        }
    }
}

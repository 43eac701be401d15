//! Numbers as people read them.

/// A whole number with its thousands apart.
#[must_use]
pub fn thousands(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        written.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_apart() {
        for (number, written) in [(0, "0"), (999, "999"), (1276, "1,276"), (1_000_000, "1,000,000"), (-1276, "−1,276")]
        {
            assert_eq!(thousands(number), written);
        }
    }
}

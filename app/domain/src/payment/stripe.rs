//! How Stripe counts amounts, where it is not as ISO 4217 does (<https://docs.stripe.com/currencies#special-cases>): krónur
//! and Ugandan shillings in hundredths that must be whole ones, and currencies of three decimals in amounts whose last
//! digit is 0. What it has no rule for is not taken, rather than to be wrong by a factor.

use crate::money::Money;

/// Without decimals, and counted by Stripe in hundredths for those who began before they lost them.
const IN_HUNDREDTHS: [&str; 2] = ["ISK", "UGX"];

/// With three decimals, of which card networks know two.
const LAST_DIGIT_ZERO: [&str; 5] = ["BHD", "JOD", "KWD", "OMR", "TND"];

/// With three decimals, and none of Stripe's currencies.
const UNKNOWN: [&str; 2] = ["IQD", "LYD"];

/// What Stripe is to be told to move this amount exactly; `None` when that cannot be said.
#[must_use]
pub fn to_stripe(amount: Money) -> Option<i64> {
    let code = amount.currency.code();
    if IN_HUNDREDTHS.contains(&code) {
        return amount.minor.checked_mul(100);
    }
    let is_known = !UNKNOWN.contains(&code);
    let is_exact = !LAST_DIGIT_ZERO.contains(&code) || amount.minor % 10 == 0;
    (is_known && is_exact).then_some(amount.minor)
}

/// The minor units of an amount that Stripe tells in this currency (ISO 4217, in capitals). Fractions of what has none
/// count for nothing.
#[must_use]
pub fn of_stripe(told: i64, currency: &str) -> i64 {
    if IN_HUNDREDTHS.contains(&currency) { told / 100 } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(minor: i64, code: &str) -> Option<i64> {
        let currency = code.parse().unwrap_or_else(|fault| panic!("{fault}"));
        to_stripe(Money::new(minor, currency))
    }

    #[test]
    fn amounts_are_told_as_stripe_counts_them() {
        assert_eq!(told(1000, "USD"), Some(1000), "10 dollars");
        assert_eq!(told(500, "JPY"), Some(500), "500 yen, which have no decimals here or there");
        assert_eq!(told(5, "ISK"), Some(500), "5 krónur, in hundredths");
        assert_eq!(told(5, "UGX"), Some(500));
        assert_eq!(told(1045, "HUF"), Some(1045), "only payouts are whole forints");
        assert_eq!(told(5120, "KWD"), Some(5120), "5.120 dinars");
        assert_eq!(told(5124, "KWD"), None, "the last digit has to be 0, and no invoice is rounded");
        assert_eq!(told(5120, "LYD"), None);
        assert_eq!(told(i64::MAX, "ISK"), None, "more than can be told");
    }

    #[test]
    fn what_is_told_comes_back() {
        for (minor, code) in [(1, "EUR"), (1, "JPY"), (7, "ISK"), (90, "UGX"), (5120, "KWD"), (10, "TND")] {
            assert_eq!(told(minor, code).map(|told| of_stripe(told, code)), Some(minor), "{code}");
        }
    }
}

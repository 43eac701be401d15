//! Amounts of money: whole minor units with their currency, and never a float. The server writes them as their reader
//! expects; pages get strings, so that the browser needs no tables.
//!
//! Where a share of an amount is taken (a price times a quantity, a discount, a tax), the exact result is rounded once,
//! to the currency's minor unit, and halves go away from zero: commercial rounding (DIN 1333), which EN 16931 leaves
//! to the issuer.

use crate::language::Language;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Code and exponent of the currencies of ISO 4217 in which people invoice: funds, metals and test codes are left out,
/// and so are the two that are not decimal (MGA, MRU).
const CURRENCIES: &[(&str, u8)] = &[
    ("AED", 2),
    ("AFN", 2),
    ("ALL", 2),
    ("AMD", 2),
    ("AOA", 2),
    ("ARS", 2),
    ("AUD", 2),
    ("AWG", 2),
    ("AZN", 2),
    ("BAM", 2),
    ("BBD", 2),
    ("BDT", 2),
    ("BHD", 3),
    ("BIF", 0),
    ("BMD", 2),
    ("BND", 2),
    ("BOB", 2),
    ("BRL", 2),
    ("BSD", 2),
    ("BTN", 2),
    ("BWP", 2),
    ("BYN", 2),
    ("BZD", 2),
    ("CAD", 2),
    ("CDF", 2),
    ("CHF", 2),
    ("CLP", 0),
    ("CNY", 2),
    ("COP", 2),
    ("CRC", 2),
    ("CUP", 2),
    ("CVE", 2),
    ("CZK", 2),
    ("DJF", 0),
    ("DKK", 2),
    ("DOP", 2),
    ("DZD", 2),
    ("EGP", 2),
    ("ERN", 2),
    ("ETB", 2),
    ("EUR", 2),
    ("FJD", 2),
    ("FKP", 2),
    ("GBP", 2),
    ("GEL", 2),
    ("GHS", 2),
    ("GIP", 2),
    ("GMD", 2),
    ("GNF", 0),
    ("GTQ", 2),
    ("GYD", 2),
    ("HKD", 2),
    ("HNL", 2),
    ("HTG", 2),
    ("HUF", 2),
    ("IDR", 2),
    ("ILS", 2),
    ("INR", 2),
    ("IQD", 3),
    ("IRR", 2),
    ("ISK", 0),
    ("JMD", 2),
    ("JOD", 3),
    ("JPY", 0),
    ("KES", 2),
    ("KGS", 2),
    ("KHR", 2),
    ("KMF", 0),
    ("KPW", 2),
    ("KRW", 0),
    ("KWD", 3),
    ("KYD", 2),
    ("KZT", 2),
    ("LAK", 2),
    ("LBP", 2),
    ("LKR", 2),
    ("LRD", 2),
    ("LSL", 2),
    ("LYD", 3),
    ("MAD", 2),
    ("MDL", 2),
    ("MKD", 2),
    ("MMK", 2),
    ("MNT", 2),
    ("MOP", 2),
    ("MUR", 2),
    ("MVR", 2),
    ("MWK", 2),
    ("MXN", 2),
    ("MYR", 2),
    ("MZN", 2),
    ("NAD", 2),
    ("NGN", 2),
    ("NIO", 2),
    ("NOK", 2),
    ("NPR", 2),
    ("NZD", 2),
    ("OMR", 3),
    ("PAB", 2),
    ("PEN", 2),
    ("PGK", 2),
    ("PHP", 2),
    ("PKR", 2),
    ("PLN", 2),
    ("PYG", 0),
    ("QAR", 2),
    ("RON", 2),
    ("RSD", 2),
    ("RUB", 2),
    ("RWF", 0),
    ("SAR", 2),
    ("SBD", 2),
    ("SCR", 2),
    ("SDG", 2),
    ("SEK", 2),
    ("SGD", 2),
    ("SHP", 2),
    ("SLE", 2),
    ("SOS", 2),
    ("SRD", 2),
    ("SSP", 2),
    ("STN", 2),
    ("SVC", 2),
    ("SYP", 2),
    ("SZL", 2),
    ("THB", 2),
    ("TJS", 2),
    ("TMT", 2),
    ("TND", 3),
    ("TOP", 2),
    ("TRY", 2),
    ("TTD", 2),
    ("TWD", 2),
    ("TZS", 2),
    ("UAH", 2),
    ("UGX", 0),
    ("USD", 2),
    ("UYU", 2),
    ("UZS", 2),
    ("VES", 2),
    ("VND", 0),
    ("VUV", 0),
    ("WST", 2),
    ("XAF", 0),
    ("XCD", 2),
    ("XOF", 0),
    ("XPF", 0),
    ("YER", 2),
    ("ZAR", 2),
    ("ZMW", 2),
];

/// A currency by its alphabetic code of ISO 4217.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    exponent: u8,
}

impl Currency {
    /// The code: three capital letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// How many decimals its minor unit has: 0, 2 or 3.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// Minor units in one major unit.
    const fn scale(self) -> i128 {
        10_i128.pow(self.exponent as u32)
    }

    /// Reads an amount as programs write it: `1234.5` or `-12`, with a point and without grouping.
    ///
    /// # Errors
    /// What is wrong with it, as the end of a sentence that starts with the field's name.
    pub fn parse(self, typed: &str) -> Result<Money, String> {
        let minor = decimal(typed.trim(), self.exponent).ok_or_else(|| {
            let example = match self.exponent {
                0 => "1250",
                2 => "1250.50",
                _ => "1250.500",
            };
            format!(
                "“{typed}” is no amount in {self}; write digits with a point and at most {} decimals, like {example}",
                self.exponent
            )
        })?;
        Ok(Money::new(minor, self))
    }
}

/// Reads a decimal number with at most `exponent` decimals as a whole number of its smallest unit.
#[must_use]
pub fn decimal(typed: &str, exponent: u8) -> Option<i64> {
    let (negative, digits) = typed.strip_prefix('-').map_or((false, typed), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let room = usize::from(exponent);
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || fraction.len() > room {
        return None;
    }
    if digits.ends_with('.') {
        return None;
    }
    let value: i64 = format!("{whole}{fraction:0<room$}").parse().ok()?;
    Some(if negative { -value } else { value })
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        let found = CURRENCIES.iter().find(|(known, _)| *known == code);
        found
            .map(|(code, exponent)| Self { code, exponent: *exponent })
            .ok_or_else(|| format!("“{code}” is not one of ISO 4217’s currency codes, such as EUR, SEK or JPY"))
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Why an amount could not be worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Amounts of two currencies are not added.
    #[error("amounts in {0} and {1} are not added up")]
    Currencies(Currency, Currency),
    /// It does not fit 64 bits.
    #[error("the amount is too large")]
    TooLarge,
}

/// An amount in whole minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// Minor units: öre, cents, yen.
    pub minor: i64,
    /// Of this currency.
    pub currency: Currency,
}

impl Money {
    /// So many minor units.
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum.
    ///
    /// # Errors
    /// Of two currencies, or too large.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        self.minor.checked_add(other.minor).map(|minor| Self { minor, ..self }).ok_or(MoneyError::TooLarge)
    }

    /// The difference.
    ///
    /// # Errors
    /// Of two currencies, or too large.
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same(other)?;
        self.minor.checked_sub(other.minor).map(|minor| Self { minor, ..self }).ok_or(MoneyError::TooLarge)
    }

    /// The sum of amounts in one currency.
    ///
    /// # Errors
    /// Of two currencies, or too large.
    pub fn sum(currency: Currency, amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// This times `numerator / denominator`, rounded as this module says.
    ///
    /// # Errors
    /// When it is too large, or `denominator` is not positive.
    pub fn share(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        if denominator <= 0 {
            return Err(MoneyError::TooLarge);
        }
        let (exact, denominator) = (i128::from(self.minor) * i128::from(numerator), i128::from(denominator));
        let rounded = (exact.abs() * 2 + denominator) / (denominator * 2) * exact.signum();
        i64::try_from(rounded).map(|minor| Self { minor, ..self }).map_err(|_| MoneyError::TooLarge)
    }

    /// As programs read it: `1234.50`, without the currency.
    #[must_use]
    pub fn plain(self) -> String {
        let sign = if self.minor < 0 { "-" } else { "" };
        let (whole, fraction) = self.parts();
        match self.currency.exponent {
            0 => format!("{sign}{whole}"),
            decimals => format!("{sign}{whole}.{fraction:0>width$}", width = usize::from(decimals)),
        }
    }

    /// As a reader of this language expects it, with the code that leaves no doubt which krona or dollar is meant:
    /// `SEK 1,234.50` in English, `1 234,50 SEK` in Swedish, `1.234,50 SEK` in German, `1 234,50 SEK` in French. Marks
    /// and spaces are those of the Unicode CLDR; no space in it breaks a line.
    #[must_use]
    pub fn format(self, language: Language) -> String {
        let (whole, fraction) = self.parts();
        let digits = written(self.minor < 0, whole, fraction, usize::from(self.currency.exponent), language);
        match language {
            Language::English => match digits.strip_prefix('-') {
                Some(digits) => format!("-{}\u{a0}{digits}", self.currency),
                None => format!("{}\u{a0}{digits}", self.currency),
            },
            Language::Swedish | Language::German | Language::French => format!("{digits}\u{a0}{}", self.currency),
        }
    }

    fn parts(self) -> (i128, i128) {
        let minor = i128::from(self.minor).abs();
        (minor / self.currency.scale(), minor % self.currency.scale())
    }

    fn same(self, other: Self) -> Result<(), MoneyError> {
        match self.currency == other.currency {
            true => Ok(()),
            false => Err(MoneyError::Currencies(self.currency, other.currency)),
        }
    }
}

/// A number of thousandths as a reader of this language expects it, without needless zeros: `1,250.5`.
#[must_use]
pub fn quantity(thousandths: i64, language: Language) -> String {
    trimmed(thousandths, 3, language)
}

/// Basis points as per cent: `25 %`, in English `25%`.
#[must_use]
pub fn percent(basis_points: u32, language: Language) -> String {
    let number = trimmed(i64::from(basis_points), 2, language);
    match language {
        Language::English => format!("{number}%"),
        Language::Swedish | Language::German | Language::French => format!("{number}\u{a0}%"),
    }
}

fn trimmed(value: i64, decimals: u32, language: Language) -> String {
    let scale = 10_i128.pow(decimals);
    let size = i128::from(value).abs();
    let (mut fraction, mut width) = (size % scale, decimals);
    while width > 0 && fraction % 10 == 0 {
        fraction /= 10;
        width -= 1;
    }
    written(value < 0, size / scale, fraction, width as usize, language)
}

/// A number with the marks of a language (Unicode CLDR 46).
fn written(negative: bool, whole: i128, fraction: i128, decimals: usize, language: Language) -> String {
    let (minus, group, mark) = match language {
        Language::English => ("-", ',', '.'),
        Language::Swedish => ("\u{2212}", '\u{a0}', ','),
        Language::German => ("-", '.', ','),
        Language::French => ("-", '\u{202f}', ','),
    };
    let digits = whole.to_string();
    let mut text = if negative { minus.to_owned() } else { String::new() };
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if decimals > 0 {
        text.push(mark);
        text.push_str(&format!("{fraction:0>decimals$}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(amount: &str, code: &str) -> Money {
        code.parse::<Currency>().and_then(|currency| currency.parse(amount)).unwrap_or_else(|fault| panic!("{fault}"))
    }

    #[test]
    fn currencies_have_their_exponents() {
        for (code, exponent) in
            [("JPY", 0), ("EUR", 2), ("USD", 2), ("SEK", 2), ("GBP", 2), ("CHF", 2), ("KWD", 3), ("BHD", 3)]
        {
            assert_eq!(code.parse::<Currency>().map(Currency::exponent), Ok(exponent), "{code}");
        }
        for unknown in ["", "eur", "EURO", "XXX", "XAU", "€"] {
            assert!(unknown.parse::<Currency>().is_err(), "{unknown}");
        }
        assert!(CURRENCIES.is_sorted_by(|one, other| one.0 < other.0), "each is there once, in order");
    }

    #[test]
    fn amounts_are_read_and_written() {
        for (amount, code, minor) in
            [("1234.5", "EUR", 123_450), ("-0.05", "EUR", -5), ("1250", "JPY", 1250), ("1.001", "KWD", 1001)]
        {
            assert_eq!(money(amount, code).minor, minor, "{amount}");
        }
        let euro = money("1", "EUR").currency;
        for bad in ["", "1,50", "1.505", "1.", ".5", "1e3", "--1", "1 000", "99999999999999999999", "+1"] {
            assert!(euro.parse(bad).is_err(), "{bad}");
        }
        assert!(money("0", "JPY").currency.parse("1.5").is_err());
        assert_eq!(money("-0.05", "EUR").plain(), "-0.05");
        assert_eq!(money("7", "JPY").plain(), "7");
        assert_eq!(money("7.1", "KWD").plain(), "7.100");
    }

    #[test]
    fn each_language_has_its_marks() {
        use Language::{English, French, German, Swedish};
        let amount = money("-1234567.5", "EUR");
        assert_eq!(amount.format(English), "-EUR\u{a0}1,234,567.50");
        assert_eq!(amount.format(Swedish), "\u{2212}1\u{a0}234\u{a0}567,50\u{a0}EUR");
        assert_eq!(amount.format(German), "-1.234.567,50\u{a0}EUR");
        assert_eq!(amount.format(French), "-1\u{202f}234\u{202f}567,50\u{a0}EUR");
        assert_eq!(money("125000", "JPY").format(English), "JPY\u{a0}125,000");
        assert_eq!(money("0.005", "KWD").format(German), "0,005\u{a0}KWD");
        assert_eq!((quantity(1_250_500, English), quantity(2000, German)), ("1,250.5".to_owned(), "2".to_owned()));
        assert_eq!((percent(2500, English), percent(550, French)), ("25%".to_owned(), "5,5\u{a0}%".to_owned()));
    }

    #[test]
    fn halves_go_away_from_zero() {
        let euro = |minor| Money::new(minor, money("0", "EUR").currency);
        for (minor, rounded) in [(5, 3), (-5, -3), (4, 2), (1, 1), (-1, -1), (0, 0)] {
            assert_eq!(euro(minor).share(1, 2), Ok(euro(rounded)), "half of {minor}");
        }
        assert_eq!(euro(i64::MAX).share(2, 1), Err(MoneyError::TooLarge));
        assert_eq!(euro(1).share(1, 0), Err(MoneyError::TooLarge));
        assert_eq!(euro(i64::MAX).plus(euro(1)), Err(MoneyError::TooLarge));
        assert!(matches!(euro(1).plus(money("1", "SEK")), Err(MoneyError::Currencies(..))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(minor: i64, code in proptest::sample::select(vec!["JPY", "EUR", "KWD"])) {
            prop_assume!(minor != i64::MIN);
            let money = Money::new(minor, money("0", code).currency);
            prop_assert_eq!(money.currency.parse(&money.plain()), Ok(money));
        }

        #[test]
        fn a_share_is_off_by_half_a_unit_at_most(minor in -1_000_000_000_i64..1_000_000_000, part in 0_i64..100_000) {
            let share = Money::new(minor, money("0", "EUR").currency).share(part, 10_000).map(|share| share.minor);
            let off = i128::from(share.unwrap_or_default()) * 10_000 - i128::from(minor) * i128::from(part);
            prop_assert!(off.abs() <= 5_000);
        }
    }
}

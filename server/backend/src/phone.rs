//! Phone numbers: typed in any common form, kept as E.164 (ITU-T).

use phonenumber::Mode;

/// Parses a phone number; one without a country code is read as a number of `country` (ISO 3166-1 alpha-2).
/// `None` when nothing was typed.
///
/// # Errors
/// What is wrong with it and what is expected, as a sentence.
pub fn parse(typed: &str, country: &str) -> Result<Option<String>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let international = typed.starts_with('+') || typed.starts_with("00");
    let region = country.parse().ok();
    if !international && region.is_none() {
        return Err(format!(
            "Phone “{typed}” has no country code; write it like +46 8 505 010 00, or choose a country."
        ));
    }
    // People write the trunk prefix in brackets: it is dialled only inside the country.
    let number = match typed.strip_prefix("00") {
        Some(rest) => format!("+{rest}").replacen("(0)", "", 1),
        None if international => typed.replacen("(0)", "", 1),
        None => typed.to_owned(),
    };
    match phonenumber::parse(region, &number) {
        Ok(parsed) if phonenumber::is_valid(&parsed) => Ok(Some(parsed.format().mode(Mode::E164).to_string())),
        _ if international => Err(format!(
            "Phone “{typed}” is not a number that exists; write it with its country code, like +46 8 505 010 00."
        )),
        _ => {
            let name = domain::country::of_code(country).map_or(country, |(_, name)| name);
            Err(format!(
                "Phone “{typed}” is not a number of {name}; write it like +46 8 505 010 00, or choose another country."
            ))
        }
    }
}

/// An E.164 number as people write it: `+46 8 505 010 00`. What does not parse is given back as it is.
#[must_use]
pub fn display(e164: &str) -> String {
    phonenumber::parse(None, e164)
        .map_or_else(|_| e164.to_owned(), |n| n.format().mode(Mode::International).to_string())
}

/// The country (ISO 3166-1 alpha-2) of an E.164 number.
#[must_use]
pub fn country(e164: &str) -> Option<String> {
    let number = phonenumber::parse(None, e164).ok()?;
    number.country().id().map(|id| id.as_ref().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_forms_become_e164() {
        for (typed, country) in [
            ("08-505 010 00", "SE"),
            ("+46 8 505 010 00", ""),
            ("0046850501000", "DE"),
            ("+46 (0)8 505 010 00", "US"),
            (" 08 50501000 ", "SE"),
        ] {
            assert_eq!(parse(typed, country), Ok(Some("+46850501000".to_owned())), "{typed} in {country}");
        }
        assert_eq!(parse("(415) 555-2671", "US"), Ok(Some("+14155552671".to_owned())));
        assert_eq!(parse("  ", "SE"), Ok(None));
    }

    #[test]
    fn what_is_no_number_is_refused_with_the_reason() {
        assert!(parse("12", "SE").is_err_and(|fault| fault.contains("not a number of Sweden")));
        assert!(parse("call me", "SE").is_err());
        assert!(parse("+46 1", "").is_err_and(|fault| fault.contains("country code")));
        assert!(parse("08-505 010 00", "").is_err_and(|fault| fault.contains("no country code")));
    }

    #[test]
    fn display_and_country() {
        assert_eq!(country("+46850501000").as_deref(), Some("SE"));
        assert!(display("+46850501000").starts_with("+46 8"));
    }
}

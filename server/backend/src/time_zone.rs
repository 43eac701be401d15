//! Time zones by their IANA names.

use jiff::tz::{TimeZone, db};

/// The zone of this name, when there is one.
#[must_use]
pub fn of_name(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok().filter(|zone| zone.iana_name() == Some(name))
}

/// The names of the zones that people live in (`Region/City`), and UTC first.
#[must_use]
pub fn names() -> Vec<String> {
    const REGIONS: [&str; 10] =
        ["Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
    let mut names = vec!["UTC".to_owned()];
    names.extend(
        db().available()
            .map(|name| name.as_str().to_owned())
            .filter(|name| name.split_once('/').is_some_and(|(region, _)| REGIONS.contains(&region))),
    );
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_and_unknown() {
        assert!(of_name("Europe/Stockholm").is_some());
        assert!(of_name("Europe/Atlantis").is_none());
        assert!(of_name("../etc/passwd").is_none());
        let names = names();
        assert_eq!(names.first().map(String::as_str), Some("UTC"));
        assert!(names.len() > 300 && names.iter().any(|n| n == "Europe/Stockholm"));
    }
}

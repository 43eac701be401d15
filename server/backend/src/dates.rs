//! Dates and times as a person reads them, in their language and time zone. They are written on the server, so that
//! the page in the browser says exactly the same.

use domain::language::Language;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// How somebody reads dates.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Their language.
    pub language: Language,
    /// Their time zone.
    pub zone: TimeZone,
}

impl Reader {
    /// The reader with these stored preferences; English and UTC where they have none.
    #[must_use]
    pub fn new(language: Option<&str>, time_zone: Option<&str>) -> Self {
        Self {
            language: language.and_then(Language::of_tag).unwrap_or(Language::English),
            zone: time_zone.and_then(crate::time_zone::of_name).unwrap_or(TimeZone::UTC),
        }
    }

    /// A day: `3 May 2026`.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> String {
        self.date(at.to_zoned(self.zone.clone()).date())
    }

    /// A day of the calendar, wherever that is: `3 May 2026`.
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        format!("{} {}", self.day_and_month(day), day.year())
    }

    /// The time of day: `14:05`.
    #[must_use]
    pub fn time(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        format!("{:02}:{:02}", at.hour(), at.minute())
    }

    /// The last day of what ends at a moment.
    #[must_use]
    pub fn last_day(&self, until: Timestamp) -> String {
        self.day(until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(until))
    }

    /// The last day of what ends at a moment, as a date field holds it: `2026-05-03`.
    #[must_use]
    pub fn last_day_field(&self, until: Timestamp) -> String {
        let last = until.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(until);
        last.to_zoned(self.zone.clone()).date().to_string()
    }

    /// A moment, to the second: `3 May 2026, 14:05:09`.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> String {
        let zoned = at.to_zoned(self.zone.clone());
        format!("{}, {:02}:{:02}:{:02}", self.day(at), zoned.hour(), zoned.minute(), zoned.second())
    }

    /// When a day begins here; `None` when `day` is no day like `2026-05-03`.
    #[must_use]
    pub fn start_of(&self, day: &str) -> Option<Timestamp> {
        let day: Date = day.trim().parse().ok()?;
        Some(day.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// When a day is over here; as [`Self::start_of`].
    #[must_use]
    pub fn end_of(&self, day: &str) -> Option<Timestamp> {
        let day: Date = day.trim().parse().ok()?;
        Some(day.tomorrow().ok()?.to_zoned(self.zone.clone()).ok()?.timestamp())
    }

    /// How long ago, in the fewest words that help: `now`, `2 min`, `3 h`, `yesterday`, `12 Nov`, `12 Nov 2024`.
    #[must_use]
    pub fn ago(&self, at: Timestamp, now: Timestamp) -> String {
        let seconds = now.as_second() - at.as_second();
        let (at, now) = (at.to_zoned(self.zone.clone()), now.to_zoned(self.zone.clone()));
        let yesterday = now.date().yesterday().ok();
        let [now_word, minutes, hours, yesterday_word] = match self.language {
            Language::English => ["now", "min", "h", "yesterday"],
            Language::Swedish => ["nu", "min", "tim", "i går"],
            Language::German => ["jetzt", "Min.", "Std.", "gestern"],
            Language::French => ["maintenant", "min", "h", "hier"],
        };
        match seconds {
            ..60 => now_word.to_owned(),
            60..3600 => format!("{} {minutes}", seconds / 60),
            3600.. if at.date() == now.date() => format!("{} {hours}", seconds / 3600),
            _ if Some(at.date()) == yesterday => yesterday_word.to_owned(),
            _ if at.year() == now.year() => self.day_and_month(at.date()),
            _ => self.date(at.date()),
        }
    }

    fn day_and_month(&self, at: Date) -> String {
        const ENGLISH: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        const SWEDISH: [&str; 12] =
            ["jan", "feb", "mars", "apr", "maj", "juni", "juli", "aug", "sep", "okt", "nov", "dec"];
        const GERMAN: [&str; 12] =
            ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sep.", "Okt.", "Nov.", "Dez."];
        const FRENCH: [&str; 12] =
            ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
        let month = usize::from(at.month().unsigned_abs()) - 1;
        match self.language {
            Language::English => format!("{} {}", at.day(), ENGLISH[month]),
            Language::Swedish => format!("{} {}", at.day(), SWEDISH[month]),
            Language::German => format!("{}. {}", at.day(), GERMAN[month]),
            Language::French => format!("{} {}", at.day(), FRENCH[month]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn ago_in_few_words() {
        let reader = Reader::new(None, Some("Europe/Stockholm"));
        let now = at("2026-11-21T10:00:00Z");
        for (then, words) in [
            ("2026-11-21T09:59:30Z", "now"),
            ("2026-11-21T09:58:00Z", "2 min"),
            ("2026-11-21T07:30:00Z", "2 h"),
            ("2026-11-20T22:30:00Z", "yesterday"),
            ("2026-11-12T10:00:00Z", "12 Nov"),
            ("2024-11-12T10:00:00Z", "12 Nov 2024"),
        ] {
            let expected = if then == "2026-11-20T22:30:00Z" { "yesterday" } else { words };
            assert_eq!(reader.ago(at(then), now), expected, "{then}");
        }
    }

    #[test]
    fn a_day_has_a_beginning_and_an_end() {
        let reader = Reader::new(None, Some("Europe/Stockholm"));
        assert_eq!(reader.start_of("2026-05-03"), Some(at("2026-05-02T22:00:00Z")));
        assert_eq!(reader.end_of("2026-05-03"), Some(at("2026-05-03T22:00:00Z")));
        // The day on which the clocks go back.
        assert_eq!(reader.end_of("2026-10-25"), Some(at("2026-10-25T23:00:00Z")));
        assert_eq!(reader.start_of("yesterday"), None);
        assert_eq!(reader.moment(at("2026-05-02T22:00:05Z")), "3 May 2026, 00:00:05");
    }

    #[test]
    fn a_day_in_the_readers_language_and_zone() {
        let late = at("2026-05-02T23:30:00Z");
        assert_eq!(Reader::new(None, None).day(late), "2 May 2026");
        assert_eq!(Reader::new(Some("sv"), Some("Europe/Stockholm")).day(late), "3 maj 2026");
        assert_eq!(Reader::new(Some("de"), Some("Europe/Berlin")).day(late), "3. Mai 2026");
    }
}

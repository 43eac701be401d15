//! Every word of every mail, a file for each language. A file that lacks a message does not compile.

mod english;

use super::letter::Links;
use super::{Letter, Message};
use domain::language::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A message in the words of a language.
pub(super) fn letter(language: Language, message: &Message, links: &Links<'_>) -> Letter {
    match language {
        Language::English | Language::Swedish | Language::German | Language::French => english::letter(message, links),
    }
}

/// What stands before an address that can be copied.
pub(super) const fn copy(language: Language) -> &'static str {
    match language {
        Language::English => "Or copy this address:",
        Language::Swedish => "Eller kopiera den här adressen:",
        Language::German => "Oder kopieren Sie diese Adresse:",
        Language::French => "Ou copiez cette adresse :",
    }
}

/// What the files of all languages build a letter from.
struct Draft {
    letter: Letter,
}

impl Draft {
    fn new(subject: impl Into<String>) -> Self {
        let (paragraphs, notes) = (Vec::new(), Vec::new());
        Self { letter: Letter { subject: subject.into(), paragraphs, action: None, notes } }
    }

    fn say(mut self, paragraph: impl Into<String>) -> Self {
        self.letter.paragraphs.push(paragraph.into());
        self
    }

    fn say_all(mut self, paragraphs: &[String]) -> Self {
        self.letter.paragraphs.extend(paragraphs.iter().cloned());
        self
    }

    fn say_if(self, paragraph: Option<String>) -> Self {
        match paragraph {
            Some(paragraph) => self.say(paragraph),
            None => self,
        }
    }

    fn action(mut self, words: impl Into<String>, address: String) -> Self {
        self.letter.action = Some((words.into(), address));
        self
    }

    /// The page, for whoever can open it.
    fn page(self, words: &str, links: &Links<'_>, page: Option<&String>) -> Self {
        match page {
            Some(page) => self.action(words, links.page(page)),
            None => self,
        }
    }

    fn note(mut self, note: impl Into<String>) -> Self {
        self.letter.notes.push(note.into());
        self
    }

    fn done(self) -> Letter {
        self.letter
    }
}

/// The names of the months and how a day is put together.
struct Calendar {
    months: [&'static str; 12],
    /// Stands after the number of the day.
    after_day: &'static str,
}

impl Calendar {
    /// A day: `21 November 2026`.
    fn day(&self, day: Date) -> String {
        let month = usize::try_from(day.month()).ok().and_then(|month| self.months.get(month - 1)).unwrap_or(&"");
        format!("{}{} {month} {}", day.day(), self.after_day, day.year())
    }

    /// A moment as everybody reads it, whose time zone is not known: `21 November 2026, 12:30 (UTC)`.
    fn moment(&self, at: Timestamp) -> String {
        let at = at.to_zoned(TimeZone::UTC);
        format!("{}, {:02}:{:02} (UTC)", self.day(at.date()), at.hour(), at.minute())
    }
}

/// `Anna`, `Anna and Bo`, `Anna, Bo and Carl`; of many the first few `and others`. `None` for nobody.
fn list(names: &[String], and: &str, and_others: &str) -> Option<String> {
    const MOST: usize = 5;
    let (last, first) = names.get(..names.len().min(MOST))?.split_last()?;
    Some(match (first, names.len() > MOST) {
        ([], _) => last.clone(),
        (first, false) => format!("{} {and} {last}", first.join(", ")),
        (first, true) => format!("{}, {last} {and_others}", first.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_listed() {
        let names = |count: usize| {
            ["Anna", "Bo", "Carl", "Dag", "Eva", "Finn"][..count].iter().map(|&n| n.to_owned()).collect::<Vec<_>>()
        };
        let list = |count| list(&names(count), "and", "and others");
        assert_eq!(list(0), None);
        assert_eq!(list(1).as_deref(), Some("Anna"));
        assert_eq!(list(3).as_deref(), Some("Anna, Bo and Carl"));
        assert_eq!(list(6).as_deref(), Some("Anna, Bo, Carl, Dag, Eva and others"));
    }
}

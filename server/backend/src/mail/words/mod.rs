//! Every word of every mail, a file for each language. A file that lacks a message does not compile.

mod english;
mod french;
mod german;
mod swedish;

use super::letter::Links;
use super::{Letter, Message};
use domain::language::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A message in the words of a language.
pub(super) fn letter(language: Language, message: &Message, links: &Links<'_>) -> Letter {
    match language {
        Language::English => english::letter(message, links),
        Language::Swedish => swedish::letter(message, links),
        Language::German => german::letter(message, links),
        Language::French => french::letter(message, links),
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
        Self { letter: Letter { subject: subject.into(), paragraphs, action: None, notes, leave: None } }
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

    /// How a list is left.
    fn leave(mut self, words: impl Into<String>, address: String) -> Self {
        self.letter.leave = Some((words.into(), address));
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

    /// One of each message. One that is missing here does not compile.
    fn every_message() -> Vec<Message> {
        let (id, at) = (uuid::Uuid::from_u128(7), "2026-03-03T04:05:00Z".parse().expect("a moment"));
        let (day, account): (Date, _) = ("2026-03-03".parse().expect("a day"), || "Acme".to_owned());
        let (page, subject) = (Some("/a/acme/x".to_owned()), || "Subject".to_owned());
        let (number, amount, text) = (|| "2026-7".to_owned(), || "SEK 7.00".to_owned(), || vec!["Text.".to_owned()]);
        let first = Message::ChoosePassword { link: id, until: at };
        let next = |message: &Message| match message {
            Message::ChoosePassword { .. } => Some(Message::AskHolder {
                account: account(),
                holder: "Hilma".to_owned(),
                administrators: vec!["Anna".to_owned(), "Bo".to_owned()],
            }),
            Message::AskHolder { .. } => Some(Message::AskedForPassword {
                account: account(),
                slug: "acme".to_owned(),
                user: id,
                name: "Bo".to_owned(),
            }),
            Message::AskedForPassword { .. } => Some(Message::PasswordChosen { at }),
            Message::PasswordChosen { .. } => {
                Some(Message::Invitation { account: account(), inviter: "Anna".to_owned(), link: id, until: at })
            }
            Message::Invitation { .. } => Some(Message::SecondFactorSetUp { at }),
            Message::SecondFactorSetUp { .. } => Some(Message::SecondFactorRemoved { at }),
            Message::SecondFactorRemoved { .. } => {
                Some(Message::SecondFactorReset { account: account(), by: "Anna".to_owned(), at })
            }
            Message::SecondFactorReset { .. } => Some(Message::RecoveryCodeUsed { at, left: 9 }),
            Message::RecoveryCodeUsed { .. } => {
                Some(Message::ConfirmEmail { old: "bo@ek.example".to_owned(), link: id, until: at })
            }
            Message::ConfirmEmail { .. } => Some(Message::EmailTaken),
            Message::EmailTaken => Some(Message::EmailChangeAsked { new: "b@ek.example".to_owned(), at }),
            Message::EmailChangeAsked { .. } => Some(Message::EmailChanged { new: "b@ek.example".to_owned(), at }),
            Message::EmailChanged { .. } => {
                Some(Message::HolderSet { account: account(), holder: "Bo".to_owned(), at })
            }
            Message::HolderSet { .. } => Some(Message::InvoiceCreated {
                account: account(),
                page: page.clone(),
                number: number(),
                amount: amount(),
                due: Some(day),
            }),
            Message::InvoiceCreated { .. } => Some(Message::SummaryInvoiceCreated {
                account: account(),
                page: page.clone(),
                number: number(),
                invoices: 3,
                amount: amount(),
                due: Some(day),
            }),
            Message::SummaryInvoiceCreated { .. } => Some(Message::InvoiceOverdue {
                account: account(),
                page: page.clone(),
                number: number(),
                left: amount(),
                due: day,
            }),
            Message::InvoiceOverdue { .. } => Some(Message::PaymentReceived {
                account: account(),
                page: page.clone(),
                number: number(),
                reference: "P-1".to_owned(),
                amount: amount(),
                left: None,
                paid: day,
            }),
            Message::PaymentReceived { .. } => Some(Message::LicenceAssigned {
                account: account(),
                page: page.clone(),
                product: "Gate".to_owned(),
                licence: "L-1".to_owned(),
                to: "Bo".to_owned(),
                until: Some(day),
            }),
            Message::LicenceAssigned { .. } => Some(Message::AccountUpdate {
                account: account(),
                page: page.clone(),
                subject: subject(),
                text: text(),
            }),
            Message::AccountUpdate { .. } => Some(Message::CriticalNotice {
                account: account(),
                page: page.clone(),
                subject: subject(),
                text: text(),
                until: Some(day),
            }),
            Message::CriticalNotice { .. } => Some(Message::ListMail {
                list: "news".to_owned(),
                name: "News".to_owned(),
                subscription: id,
                subject: subject(),
                text: text(),
            }),
            Message::ListMail { .. } => None,
        };
        std::iter::successors(Some(first), next).collect()
    }

    #[test]
    fn every_message_is_worded_in_every_language() {
        let key = crate::audit::AuditKey::new([7; 32]);
        let links = Links { origin: "https://portal.example", key: &key };
        for message in every_message() {
            let rendered = Language::ALL
                .map(|language| crate::mail::letter::render(language, &message, &links).expect("laid out"));
            for (mail, language) in rendered.iter().zip(Language::ALL) {
                let said = format!("{language:?}: {mail:?}");
                assert!(!mail.subject.trim().is_empty() && !mail.text.trim().is_empty(), "{said}");
                assert!(!mail.text.contains(['{', '}']) && !mail.subject.contains(['{', '}']), "{said}");
                assert!(mail.html.contains(&format!("<html lang=\"{}\">", language.tag())), "{said}");
            }
            // Nothing was left in another language's words, and every link is the same.
            let texts: std::collections::BTreeSet<&str> = rendered.iter().map(|mail| mail.text.as_str()).collect();
            assert_eq!(texts.len(), Language::ALL.len(), "{texts:?}");
            let links = rendered.iter().map(|mail| {
                mail.text.split_whitespace().filter(|word| word.starts_with("https://")).collect::<Vec<_>>()
            });
            assert_eq!(links.collect::<std::collections::BTreeSet<_>>().len(), 1, "{message:?}");
        }
    }

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

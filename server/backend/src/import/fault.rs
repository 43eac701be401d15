//! What is wrong with a file, for the person who will mend it.

use std::fmt;

/// Faults that are told; the rest are counted.
const MOST_TOLD: usize = 100;

/// A file with more faults than this is not read further: it is not what it was taken for.
const MOST_COUNTED: usize = 1_000;

/// Characters of a value that a fault repeats.
const MOST_SHOWN: usize = 60;

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1; of a record on several lines the first.
    pub line: u64,
    /// The column by its name; empty when the fault is the whole line's.
    pub column: String,
    /// What is wrong and what is expected.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}", self.file, self.line)?;
        if !self.column.is_empty() {
            write!(f, ", {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// The faults of one file as they are found.
#[derive(Debug)]
pub(super) struct Faults {
    file: String,
    told: Vec<Fault>,
    more: usize,
}

impl Faults {
    pub(super) fn of(file: &str) -> Self {
        Self { file: shown(file), told: Vec::new(), more: 0 }
    }

    pub(super) fn push(&mut self, line: u64, column: &str, reason: impl Into<String>) {
        if self.told.len() < MOST_TOLD {
            let (file, column) = (self.file.clone(), column.to_owned());
            self.told.push(Fault { file, line, column, reason: reason.into() });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.told.len() + self.more
    }

    /// Whether there is no point in looking for more.
    pub(super) fn enough(&self) -> bool {
        self.count() >= MOST_COUNTED
    }

    /// The faults of both files: those that are told, and how many more there are.
    pub(super) fn joined(mut self, other: Self) -> (Vec<Fault>, usize) {
        self.told.sort_by_key(|fault| fault.line);
        let mut told = other.told;
        told.sort_by_key(|fault| fault.line);
        self.told.append(&mut told);
        let cut = self.told.len().saturating_sub(MOST_TOLD);
        self.told.truncate(MOST_TOLD);
        (self.told, self.more + other.more + cut)
    }
}

/// A value as a fault repeats it: cut, and without what a terminal would obey.
pub(super) fn shown(value: &str) -> String {
    let mut text: String = value.chars().take(MOST_SHOWN).flat_map(char::escape_debug).collect();
    if value.chars().nth(MOST_SHOWN).is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_faults_are_cut_and_counted() {
        let (mut groups, mut users) = (Faults::of("groups.csv"), Faults::of("users.csv"));
        for line in (0..150).rev() {
            groups.push(line, "path", "is wrong");
            users.push(line, "", "is wrong");
        }
        assert!(!groups.enough());
        let (told, more) = groups.joined(users);
        assert_eq!((told.len(), more), (100, 200));
        assert_eq!(told[0].to_string(), "groups.csv, line 50, path: is wrong");
    }

    #[test]
    fn a_value_is_harmless_to_a_terminal() {
        assert_eq!(shown("a\u{1b}[31m\0"), "a\\u{1b}[31m\\0");
        assert_eq!(shown("å/ä"), "å/ä");
        assert_eq!(shown(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
    }
}

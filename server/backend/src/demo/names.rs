//! Names and numbers of people who do not exist, the same each time.

use crate::Result;
use crate::clock::Entropy;
use std::collections::HashSet;

const FIRST: [&str; 64] = [
    "Agneta", "Aksel", "Alma", "Anders", "Anja", "Arne", "Astrid", "Axel", "Birgitta", "Björn", "Bodil", "Britt",
    "Carina", "Dag", "Ebba", "Einar", "Elin", "Elsa", "Emil", "Erik", "Filip", "Freja", "Frida", "Gunnar", "Gustav",
    "Hanna", "Harald", "Hedvig", "Helene", "Henrik", "Ida", "Inger", "Ingrid", "Jens", "Johan", "Jonas", "Kajsa",
    "Karin", "Kjell", "Klara", "Kristian", "Lars", "Linnea", "Liv", "Magnus", "Maja", "Malin", "Mats", "Mikkel",
    "Nils", "Nora", "Ola", "Olof", "Oskar", "Pernilla", "Per", "Ragnhild", "Signe", "Sigrid", "Sven", "Tove", "Ulla",
    "Viktor", "Åsa",
];

const LAST: [&str; 64] = [
    "Aasen",
    "Ahlgren",
    "Andersen",
    "Bakke",
    "Berglund",
    "Bjerke",
    "Björk",
    "Blom",
    "Bråten",
    "Bengtsson",
    "Dahl",
    "Dalgaard",
    "Ekström",
    "Eklund",
    "Engström",
    "Eriksen",
    "Falk",
    "Forsberg",
    "Fredriksson",
    "Friis",
    "Gustafsson",
    "Haugen",
    "Hedlund",
    "Hellström",
    "Holmberg",
    "Hvid",
    "Isaksson",
    "Jakobsen",
    "Johansson",
    "Juhl",
    "Karlsson",
    "Kjær",
    "Krogh",
    "Larsson",
    "Lindgren",
    "Lindqvist",
    "Lund",
    "Løkken",
    "Madsen",
    "Moberg",
    "Moen",
    "Møller",
    "Nilsson",
    "Nordin",
    "Nygård",
    "Nyström",
    "Olsen",
    "Palm",
    "Pedersen",
    "Persson",
    "Rask",
    "Rosén",
    "Sandberg",
    "Sjöberg",
    "Solberg",
    "Strand",
    "Svensson",
    "Sørensen",
    "Thorsen",
    "Wallin",
    "Wiberg",
    "Ødegård",
    "Öberg",
    "Åkesson",
];

/// Chances that fall the same each time.
pub(super) struct Dice {
    source: Entropy,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { source: Entropy::seeded(seed) }
    }

    /// A number below `most`; 0 when there is none.
    pub(super) fn below(&self, most: usize) -> Result<usize> {
        let mut bytes = [0; 8];
        self.source.fill(&mut bytes)?;
        let drawn = u64::from_le_bytes(bytes) % u64::try_from(most).unwrap_or(u64::MAX).max(1);
        Ok(usize::try_from(drawn).unwrap_or_default())
    }

    /// One of these.
    pub(super) fn one_of<'a>(&self, all: &[&'a str]) -> Result<&'a str> {
        Ok(all.get(self.below(all.len())?).copied().unwrap_or_default())
    }

    /// Whether something of this many chances in a hundred happens.
    pub(super) fn percent(&self, chances: usize) -> Result<bool> {
        Ok(self.below(100)? < chances)
    }

    /// First and last name.
    pub(super) fn name(&self) -> Result<(&'static str, &'static str)> {
        Ok((self.one_of(&FIRST)?, self.one_of(&LAST)?))
    }
}

/// The local part of an email address for this name, which nobody in `taken` has.
pub(super) fn local_part(first: &str, last: &str, taken: &mut HashSet<String>) -> String {
    let plain = format!("{}.{}", ascii(first), ascii(last));
    let mut local = plain.clone();
    let mut number = 2;
    while !taken.insert(local.clone()) {
        local = format!("{plain}{number}");
        number += 1;
    }
    local
}

/// The name as Scandinavians write it where only ASCII goes.
pub(super) fn ascii(name: &str) -> String {
    let mut text = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'å' | 'ä' => text.push('a'),
            'æ' => text.push_str("ae"),
            'ö' | 'ø' => text.push('o'),
            'é' => text.push('e'),
            'a'..='z' => text.push(letter),
            _ => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_plain_and_each_is_given_once() {
        let mut taken = HashSet::new();
        assert_eq!(local_part("Åsa", "Kjær", &mut taken), "asa.kjaer");
        assert_eq!(local_part("Åsa", "Kjær", &mut taken), "asa.kjaer2");
        for name in FIRST.iter().chain(&LAST) {
            assert!(ascii(name).len() >= name.chars().count(), "{name}");
        }
    }
}

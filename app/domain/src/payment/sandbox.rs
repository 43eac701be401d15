//! The cards of the sandbox. They are chosen from a list, so that nobody can type the number of a real one.

use std::str::FromStr;

/// A card that exists only in the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TestCard {
    /// Pays at once.
    Pays,
    /// Is declined.
    Declined,
    /// Is declined because there is not enough money.
    NoMoney,
    /// Pays, and the answer is lost on its way back.
    AnswerLost,
    /// Asks the payer to confirm first.
    AsksFirst,
}

impl TestCard {
    /// Every card, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Pays, Self::Declined, Self::NoMoney, Self::AnswerLost, Self::AsksFirst];

    /// The number, under which it is sent and kept. These are the ones that Stripe's test mode has, where it has one.
    #[must_use]
    pub const fn number(self) -> &'static str {
        match self {
            Self::Pays => "4242424242424242",
            Self::Declined => "4000000000000002",
            Self::NoMoney => "4000000000009995",
            Self::AnswerLost => "4000000000000408",
            Self::AsksFirst => "4000002500003155",
        }
    }

    /// What it does.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Pays => "pays at once",
            Self::Declined => "is declined",
            Self::NoMoney => "is declined: not enough money",
            Self::AnswerLost => "pays, and the answer gets lost",
            Self::AsksFirst => "asks you to confirm first",
        }
    }

    /// The last four digits, as a receipt has them.
    #[must_use]
    pub fn last_four(self) -> &'static str {
        let number = self.number();
        number.get(number.len().saturating_sub(4)..).unwrap_or(number)
    }
}

impl FromStr for TestCard {
    type Err = &'static str;

    fn from_str(number: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|card| card.number() == number).ok_or("must be one of the sandbox’s test cards")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_is_found_by_its_number() {
        for card in TestCard::ALL {
            assert_eq!(card.number().parse(), Ok(card));
            assert_eq!(card.last_four().len(), 4);
        }
        assert!("5555555555554444".parse::<TestCard>().is_err());
    }
}

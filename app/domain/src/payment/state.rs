//! What becomes of one attempt to pay, as a pure state machine.
//!
//! News of an attempt comes from the request that made it, from the provider's webhooks and from looking it up; it comes
//! late, twice and in any order. So each state has a rank and news only ever raises it: whatever the order, what is left
//! is the highest that was heard. That money has moved outranks everything, because it is a fact that nothing which was
//! noted here before can undo.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Where an attempt to pay stands. In the order of rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// It is noted, and the provider does not know how to move money for it yet.
    Created,
    /// The provider was asked to move the money.
    Processing,
    /// It was given up before money moved.
    Cancelled,
    /// The provider said no.
    Failed,
    /// The money has moved.
    Succeeded,
}

/// What is heard of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heard {
    /// The provider works on it, or waits for the payer.
    Underway,
    /// It was given up, and the provider moves no money for it any more.
    Cancelled,
    /// The provider said no.
    Declined,
    /// The money has moved.
    Paid,
}

impl Heard {
    /// The state that this alone leads to.
    const fn state(self) -> PaymentState {
        match self {
            Self::Underway => PaymentState::Processing,
            Self::Cancelled => PaymentState::Cancelled,
            Self::Declined => PaymentState::Failed,
            Self::Paid => PaymentState::Succeeded,
        }
    }
}

impl PaymentState {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Created, Self::Processing, Self::Cancelled, Self::Failed, Self::Succeeded];

    /// The state after this was heard.
    #[must_use]
    pub fn after(self, heard: Heard) -> Self {
        self.max(heard.state())
    }

    /// Whether it is still to be found out what becomes of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Processing)
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Created | Self::Processing => "Under way",
            Self::Cancelled => "Cancelled",
            Self::Failed => "Declined",
            Self::Succeeded => "Received",
        }
    }

    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Processing => "processing",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Succeeded => "succeeded",
        }
    }
}

impl FromStr for PaymentState {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|state| state.name() == name);
        found.ok_or("must be created, processing, cancelled, failed or succeeded")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heard() -> impl Strategy<Value = Heard> {
        prop::sample::select(vec![Heard::Underway, Heard::Cancelled, Heard::Declined, Heard::Paid])
    }

    fn outcome(news: &[Heard]) -> PaymentState {
        news.iter().fold(PaymentState::Created, |state, heard| state.after(*heard))
    }

    proptest! {
        #[test]
        fn the_order_of_the_news_does_not_matter(
            (news, shuffled) in prop::collection::vec(heard(), 0..12)
                .prop_flat_map(|news| (Just(news.clone()), Just(news).prop_shuffle()))
        ) {
            prop_assert_eq!(outcome(&news), outcome(&shuffled));
        }

        #[test]
        fn hearing_it_again_changes_nothing(news in prop::collection::vec(heard(), 1..12), again in any::<prop::sample::Index>()) {
            let twice = [news.as_slice(), &[*again.get(&news)]].concat();
            prop_assert_eq!(outcome(&news), outcome(&twice));
        }

        #[test]
        fn it_succeeds_exactly_when_money_has_moved(news in prop::collection::vec(heard(), 0..12)) {
            prop_assert_eq!(outcome(&news) == PaymentState::Succeeded, news.contains(&Heard::Paid));
        }

        #[test]
        fn what_is_settled_is_never_open_again(news in prop::collection::vec(heard(), 0..12)) {
            let mut state = PaymentState::Created;
            for heard in news {
                let next = state.after(heard);
                prop_assert!(state.is_open() || !next.is_open());
                state = next;
            }
        }
    }

    #[test]
    fn every_state_is_found_by_its_name() {
        for state in PaymentState::ALL {
            assert_eq!(state.name().parse(), Ok(state));
        }
        assert!("paid".parse::<PaymentState>().is_err());
    }
}

//! Why a provider said no, as far as it tells and as far as it helps the payer.

use std::str::FromStr;

/// Why a provider said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decline {
    /// The bank did not say why.
    Declined,
    /// There is not enough money.
    InsufficientFunds,
    /// The card is no longer valid.
    Expired,
    /// The number, the date or the code is wrong.
    WrongDetails,
    /// The payer did not confirm that it is they who pay.
    NotConfirmed,
    /// The provider or the bank could not be reached.
    TryLater,
}

impl Decline {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::Declined,
        Self::InsufficientFunds,
        Self::Expired,
        Self::WrongDetails,
        Self::NotConfirmed,
        Self::TryLater,
    ];

    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::InsufficientFunds => "insufficient_funds",
            Self::Expired => "expired",
            Self::WrongDetails => "wrong_details",
            Self::NotConfirmed => "not_confirmed",
            Self::TryLater => "try_later",
        }
    }

    /// What the payer is told, and what they can do.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Declined => "The bank declined the card and did not say why. Ask the bank, or use another card.",
            Self::InsufficientFunds => "There is not enough money on the card. Use another card.",
            Self::Expired => "The card has expired. Use another card.",
            Self::WrongDetails => "The card’s number, date or security code is wrong. Type them again.",
            Self::NotConfirmed => "The bank asked whether it is you who pays, and that was not confirmed.",
            Self::TryLater => "The payment provider or the bank could not be reached. Try again in a few minutes.",
        }
    }

    /// What Stripe's `decline_code` or `code` of an error says
    /// (<https://docs.stripe.com/declines/codes>, <https://docs.stripe.com/error-codes>).
    #[must_use]
    pub fn of_stripe(code: &str) -> Self {
        match code {
            "insufficient_funds" | "withdrawal_count_limit_exceeded" | "card_velocity_exceeded" => {
                Self::InsufficientFunds
            }
            "expired_card" => Self::Expired,
            "incorrect_number"
            | "invalid_number"
            | "incorrect_cvc"
            | "invalid_cvc"
            | "incorrect_zip"
            | "invalid_expiry_month"
            | "invalid_expiry_year" => Self::WrongDetails,
            "authentication_required" | "payment_intent_authentication_failure" => Self::NotConfirmed,
            "processing_error" | "issuer_not_available" | "reenter_transaction" | "try_again_later" => Self::TryLater,
            _ => Self::Declined,
        }
    }
}

impl FromStr for Decline {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|reason| reason.name() == name).ok_or("must be the name of a reason")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_found_by_its_name() {
        for reason in Decline::ALL {
            assert_eq!(reason.name().parse(), Ok(reason));
        }
    }

    #[test]
    fn an_unknown_code_is_a_plain_no() {
        assert_eq!(Decline::of_stripe("do_not_honor"), Decline::Declined);
        assert_eq!(Decline::of_stripe("insufficient_funds"), Decline::InsufficientFunds);
    }
}

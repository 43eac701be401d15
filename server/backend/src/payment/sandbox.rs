//! The built-in sandbox: a payment provider that keeps real books and moves no money. It is as far away as Stripe is:
//! its books change in transactions of their own, and what it did stays done when an answer is lost.

use super::{Made, Order, ProviderError, Result, Standing};
use crate::store::sandbox::{self as books, State};
use crate::{Portico, Result as Answer};
use domain::payment::{Decline, TestCard};

/// Something that is not in the books.
fn unknown() -> ProviderError {
    ProviderError::Refused("there is no such payment".to_owned())
}

pub(super) async fn create(portico: &Portico, order: &Order<'_>) -> Result<Made> {
    let card: TestCard = order.method.parse().map_err(|fault: &str| ProviderError::Refused(fault.to_owned()))?;
    let reference = format!("sandbox_{}", order.payment.simple());
    let now = portico.clock.now();
    books::insert(&portico.pool, &reference, order.amount.minor, order.amount.currency.code(), card, now).await?;
    Ok(Made { reference, method: format!("Test card ending in {}", card.last_four()) })
}

pub(super) async fn confirm(portico: &Portico, reference: &str) -> Result<Standing> {
    let card = books::find(&portico.pool, reference).await?.ok_or_else(unknown)?.card;
    let to = match card {
        TestCard::Pays | TestCard::AnswerLost => State::Paid,
        TestCard::Declined | TestCard::NoMoney => State::Declined,
        TestCard::AsksFirst => State::Asks,
    };
    let moved = books::step(&portico.pool, reference, &[State::Unconfirmed], to).await?;
    if moved && card == TestCard::AnswerLost {
        return Err(ProviderError::Unclear("this test card loses the answer".to_owned()));
    }
    look_up(portico, reference).await
}

pub(super) async fn look_up(portico: &Portico, reference: &str) -> Result<Standing> {
    let booked = books::find(&portico.pool, reference).await?.ok_or_else(unknown)?;
    Ok(match (booked.state, booked.card) {
        (State::Unconfirmed, _) => Standing::Unconfirmed,
        (State::Asks, _) => Standing::WaitsForPayer,
        (State::Paid, _) => Standing::Paid { refunded: booked.refunded },
        (State::Declined, TestCard::NoMoney) => Standing::Declined(Decline::InsufficientFunds),
        (State::Declined, TestCard::AsksFirst) => Standing::Declined(Decline::NotConfirmed),
        (State::Declined, _) => Standing::Declined(Decline::Declined),
        (State::Cancelled, _) => Standing::Cancelled,
    })
}

pub(super) async fn cancel(portico: &Portico, reference: &str) -> Result<Standing> {
    books::step(&portico.pool, reference, &[State::Unconfirmed, State::Asks], State::Cancelled).await?;
    look_up(portico, reference).await
}

pub(super) async fn refund(portico: &Portico, reference: &str, in_all: i64) -> Result<()> {
    match books::refund(&portico.pool, reference, in_all).await? {
        true => Ok(()),
        false => Err(ProviderError::Refused("more was to go back than was paid".to_owned())),
    }
}

/// The payer's answer when they are asked whether it is they who pay.
pub(super) async fn answer(portico: &Portico, reference: &str, yes: bool) -> Answer<()> {
    let to = if yes { State::Paid } else { State::Declined };
    books::step(&portico.pool, reference, &[State::Asks], to).await?;
    Ok(())
}

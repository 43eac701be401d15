//! The sandbox's books. They belong to no account: the sandbox stands for somebody outside.

use crate::{Error, Result};
use domain::payment::TestCard;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;

/// How a payment stands in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Unconfirmed,
    /// It waits for the payer's yes.
    Asks,
    Paid,
    Declined,
    Cancelled,
}

impl State {
    const ALL: [Self; 5] = [Self::Unconfirmed, Self::Asks, Self::Paid, Self::Declined, Self::Cancelled];

    const fn name(self) -> &'static str {
        match self {
            Self::Unconfirmed => "unconfirmed",
            Self::Asks => "asks",
            Self::Paid => "paid",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A payment in the books.
pub(crate) struct Booked {
    pub(crate) card: TestCard,
    pub(crate) state: State,
    /// Minor units that went back.
    pub(crate) refunded: i64,
}

/// Books a payment that moves nothing yet, unless it is there.
pub(crate) async fn insert(
    pool: &PgPool,
    reference: &str,
    amount: i64,
    currency: &str,
    card: TestCard,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into sandbox_payments (reference, amount, currency, card, created_at) values ($1, $2, $3, $4, $5)
         on conflict (reference) do nothing",
        reference,
        amount,
        currency,
        card.number(),
        now.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What stands in the books about a payment.
pub(crate) async fn find(pool: &PgPool, reference: &str) -> Result<Option<Booked>> {
    let row = sqlx::query!("select card, state, refunded from sandbox_payments where reference = $1", reference)
        .fetch_optional(pool)
        .await?;
    row.map(|row| {
        let state = State::ALL.into_iter().find(|state| state.name() == row.state);
        Ok(Booked {
            card: row.card.parse().map_err(|fault: &str| Error::internal("reading a test card", fault))?,
            state: state.ok_or_else(|| Error::internal("reading the sandbox’s books", row.state))?,
            refunded: row.refunded,
        })
    })
    .transpose()
}

/// Takes a payment from one of these states into another; says whether it was in one of them.
pub(crate) async fn step(pool: &PgPool, reference: &str, from: &[State], to: State) -> Result<bool> {
    let from: Vec<String> = from.iter().map(|state| state.name().to_owned()).collect();
    let done = sqlx::query!(
        "update sandbox_payments set state = $3 where reference = $1 and state = any($2)",
        reference,
        &from,
        to.name(),
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives back until so much has gone back in all; says whether so much was paid.
pub(crate) async fn refund(pool: &PgPool, reference: &str, in_all: i64) -> Result<bool> {
    let done = sqlx::query!(
        "update sandbox_payments set refunded = greatest(refunded, $2)
         where reference = $1 and state = 'paid' and amount >= $2",
        reference,
        in_all,
    )
    .execute(pool)
    .await?;
    Ok(done.rows_affected() == 1)
}

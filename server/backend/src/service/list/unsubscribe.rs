//! Leaving a list by the link in one of its mails, without signing in (RFC 8058): mail programs do it by themselves.
//!
//! The link is bound to one login and one list, and says nothing about either to whoever has it. It is no account's
//! business and stands in no history.

use crate::token::Token;
use crate::{Portico, Result, store};
use domain::Problem;

/// What a link is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The list's name.
    pub list: String,
    /// It is still read.
    pub subscribed: bool,
}

/// The list of a link. Looking changes nothing.
///
/// # Errors
/// [`Problem::NotFound`] when the link is none of ours.
pub async fn look(portico: &Portico, link: &str) -> Result<Leaving> {
    let token = Token::parse(link).ok_or(Problem::NotFound)?;
    let (list, subscribed) = store::lists::of_link(&portico.pool, &token).await?.ok_or(Problem::NotFound)?;
    Ok(Leaving { list, subscribed })
}

/// Ends what the link is for. Doing it again changes nothing and is answered alike.
///
/// # Errors
/// As [`look`].
pub async fn unsubscribe(portico: &Portico, link: &str) -> Result<Leaving> {
    let leaving = look(portico, link).await?;
    let token = Token::parse(link).ok_or(Problem::NotFound)?;
    store::lists::unsubscribe(&portico.pool, &token, portico.clock.now()).await?;
    Ok(Leaving { subscribed: false, ..leaving })
}

//! The operator says what tax an issuer charges to buyers in a country.

use super::by_slug;
use crate::store::Tx;
use crate::store::issuers::Rate;
use crate::{Portico, Result, store};
use domain::access::{Action, Actor, Target, decide};
use domain::invoice::form::basis_points;
use domain::{FieldError, Problem, country, text};

/// A tax rate, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewRate {
    /// The issuer's name in commands.
    pub issuer: String,
    /// The buyers' country: ISO 3166-1 alpha-2.
    pub country: String,
    /// Per cent with at most two decimals, such as `25` or `5.5%`.
    pub rate: String,
    /// What invoices call it, 1 to 60 characters.
    pub name: String,
}

/// Sets the rate that an issuer charges to buyers in a country, from the next invoice on.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the input.
pub async fn set_tax(portico: &Portico, new: &NewRate) -> Result<()> {
    if !decide(&Actor::Operator, Action::ManageIssuers, &Target::Portico).is_granted() {
        return Err(Problem::NotFound.into());
    }
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: String| errors.push(FieldError::new(field, message));
    let country = country::of_code(&new.country).map(|(code, _)| code.to_owned());
    if country.is_none() {
        fault("country", format!("Country “{}” is no code of ISO 3166-1, such as SE.", new.country));
    }
    let typed = new.rate.trim();
    let points = basis_points(typed.strip_suffix('%').unwrap_or(typed));
    if points.is_none() {
        fault("rate", format!("Rate “{typed}” is not from 0% to 100%, like 25%."));
    }
    let name = match text::line(&new.name, 60) {
        Ok(name) if name.is_empty() => Err("is missing; say what invoices call this tax".to_owned()),
        other => other,
    };
    let name = name.map_err(|what| fault("name", format!("Name {what}.")));
    let (Some(country), Some(basis_points), Ok(name)) = (country, points, name) else {
        return Err(Problem::Invalid { errors }.into());
    };
    let issuer = by_slug(portico, &new.issuer).await?;
    let mut tx = Tx::begin(&portico.pool).await?;
    store::issuers::set_rate(&mut tx, issuer, &Rate { country, basis_points, name }).await?;
    tx.commit().await?;
    tracing::info!(issuer = new.issuer, country = new.country, basis_points, "a tax rate was set");
    Ok(())
}

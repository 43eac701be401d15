//! The operator says what tax an issuer charges to buyers in a country.

use super::by_slug;
use crate::access::{Caller, Scope};
use crate::store::issuers::Rate;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::invoice::form::basis_points;
use domain::{FieldError, IssuerId, Problem, country, text};

/// A tax rate, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewRate {
    /// The issuer's name in commands; for a program, its id.
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
    let rate = parse(new)?;
    let issuer = by_slug(portico, &new.issuer).await?;
    carry_out(Scope::for_command(portico).await?, issuer, &rate).await
}

/// The same, by an operator's key.
///
/// # Errors
/// As [`set_tax`]; [`Problem::NotFound`] when there is no such issuer; [`Problem::Forbidden`] when the key has no scope for
/// it.
pub async fn set_tax_by_key(portico: &Portico, caller: &Caller, new: &NewRate) -> Result<()> {
    let mut scope = Scope::for_operator(portico, caller).await?;
    scope.require(Action::ManageIssuers, &Target::Portico)?;
    let issuer: IssuerId = crate::service::id(&new.issuer)?;
    store::issuers::find(scope.tx(), issuer).await?.ok_or(Problem::NotFound)?;
    carry_out(scope, issuer, &parse(new)?).await
}

fn parse(new: &NewRate) -> Result<Rate> {
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: String| errors.push(FieldError::new(field, message));
    let country = country::of_code(&new.country).map(|(code, _)| code.to_owned());
    if country.is_none() {
        fault("country", format!("Country “{}” is no code of ISO 3166-1, such as SE.", new.country));
    }
    let typed = new.rate.trim();
    let points = basis_points(typed.strip_suffix('%').unwrap_or(typed));
    if points.is_none() {
        fault("rate", format!("Rate “{typed}” is not from 0% to 100% with at most two decimals, like 25% or 5.5%."));
    }
    let name = match text::line(&new.name, 60) {
        Ok(name) if name.is_empty() => Err("is missing; say what invoices call this tax".to_owned()),
        other => other,
    };
    let name = name.map_err(|what| fault("name", format!("Name {what}.")));
    let (Some(country), Some(basis_points), Ok(name)) = (country, points, name) else {
        return Err(Problem::Invalid { errors }.into());
    };
    Ok(Rate { country, basis_points, name })
}

async fn carry_out(scope: Scope, issuer: IssuerId, rate: &Rate) -> Result<()> {
    let mut permit = scope.authorize(Action::ManageIssuers, &Target::Portico)?;
    store::issuers::set_rate(permit.tx(), issuer, rate).await?;
    let done = format!("the tax for buyers in {} was set to {} basis points", rate.country, rate.basis_points);
    permit.commit_outside(issuer.0, &done).await
}

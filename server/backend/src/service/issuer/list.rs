//! The companies that invoice, and what tax they charge.

use crate::access::{Caller, Scope};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::{IssuerId, Problem};

/// A company that invoices.
#[derive(Debug, Clone)]
pub struct IssuerView {
    /// Which.
    pub id: IssuerId,
    /// Its name in commands.
    pub slug: String,
    /// Its legal name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// What it charges, by country.
    pub rates: Vec<RateView>,
}

/// The tax that is charged to buyers in a country.
#[derive(Debug, Clone)]
pub struct RateView {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// In basis points.
    pub basis_points: u32,
    /// What it is called.
    pub name: String,
}

/// Every issuer, by its name in commands.
///
/// # Errors
/// When the database does not answer.
pub async fn list(portico: &Portico) -> Result<Vec<IssuerView>> {
    Scope::for_command(portico).await?.require(Action::ViewIssuers, &Target::Portico)?;
    every(portico).await
}

/// The same for an operator's key: those after this name in commands, at most so many; and whether there are more.
///
/// # Errors
/// [`Problem::Forbidden`] when the key has no scope for it.
pub async fn list_by_key(
    portico: &Portico,
    caller: &Caller,
    after: &str,
    most: usize,
) -> Result<(Vec<IssuerView>, bool)> {
    let mut found = of_program(portico, caller).await?;
    found.sort_by(|one, other| one.slug.cmp(&other.slug));
    found.retain(|issuer| issuer.slug.as_str() > after);
    Ok(crate::service::page(found, most))
}

/// One issuer, for an operator's key.
///
/// # Errors
/// As [`list_by_key`]; [`Problem::NotFound`] when there is no such issuer.
pub async fn view_by_key(portico: &Portico, caller: &Caller, id: &str) -> Result<IssuerView> {
    let found = of_program(portico, caller).await?;
    let id: IssuerId = crate::service::id(id)?;
    Ok(found.into_iter().find(|issuer| issuer.id == id).ok_or(Problem::NotFound)?)
}

/// Every issuer, for a program that may see them: an operator has a few.
async fn of_program(portico: &Portico, caller: &Caller) -> Result<Vec<IssuerView>> {
    let scope = Scope::for_operator(portico, &caller.without_claim()).await?;
    scope.require(Action::ViewIssuers, &Target::Portico)?;
    drop(scope);
    every(portico).await
}

async fn every(portico: &Portico) -> Result<Vec<IssuerView>> {
    let mut views = Vec::new();
    for issuer in store::issuers::all(&portico.pool).await? {
        let rates = store::issuers::rates(&portico.pool, issuer.id).await?;
        let rate = |rate: store::issuers::Rate| RateView {
            country: rate.country,
            basis_points: rate.basis_points,
            name: rate.name,
        };
        views.push(IssuerView {
            id: issuer.id,
            slug: issuer.slug,
            name: issuer.party.name,
            country: issuer.party.country,
            rates: rates.into_iter().map(rate).collect(),
        });
    }
    Ok(views)
}

/// The issuer of this name in commands.
///
/// # Errors
/// [`Problem::Invalid`] when there is none.
pub async fn by_slug(portico: &Portico, slug: &str) -> Result<IssuerId> {
    let issuers = store::issuers::all(&portico.pool).await?;
    let found = issuers.iter().find(|issuer| issuer.slug == slug).map(|issuer| issuer.id);
    let known = issuers.iter().map(|issuer| &*issuer.slug).collect::<Vec<_>>().join(", ");
    let known = if known.is_empty() { "there is none yet; add one".to_owned() } else { format!("there are {known}") };
    found.ok_or_else(|| Problem::field("issuer", format!("Issuer “{slug}” is not there: {known}.")).into())
}

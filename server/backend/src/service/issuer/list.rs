//! The companies that invoice, and what tax they charge.

use crate::{Portico, Result, store};
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

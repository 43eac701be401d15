//! The operator adds a company that invoices.

use crate::store::Tx;
use crate::store::issuers::Issuer;
use crate::{Portico, Result, store};
use domain::access::{Action, Actor, Target, decide};
use domain::account::Slug;
use domain::invoice::{Kind, Party};
use domain::{FieldError, IssuerId, Problem, country, text};

/// A company that invoices, as typed.
#[derive(Debug, Clone, Default)]
pub struct NewIssuer {
    /// Its name in commands: shaped like an account's slug.
    pub slug: String,
    /// Its legal name, 1 to 100 characters.
    pub name: String,
    /// Its postal address on several lines, without the country; at most 500 characters.
    pub address: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Its VAT or tax id, at most 30 characters.
    pub tax_id: String,
    /// Where its invoices are paid to, on several lines; at most 300 characters.
    pub payment: String,
    /// What the numbers of its documents start with: at most 8 of A–Z, 0–9 and hyphens.
    pub prefix: String,
}

/// Adds an issuer. Its invoices are numbered from `<prefix>00001`, its summary invoices from `<prefix>S-00001`, its
/// credit notes from `<prefix>C-00001`, each without gaps.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the input, and for a slug that is taken.
pub async fn add(portico: &Portico, new: &NewIssuer) -> Result<IssuerId> {
    if !decide(&Actor::Operator, Action::ManageIssuers, &Target::Portico).is_granted() {
        return Err(Problem::NotFound.into());
    }
    let mut errors = Vec::new();
    let mut checked = |field: &str, label: &str, read: Result<String, String>| {
        read.map_err(|fault| errors.push(FieldError::new(field, format!("{label} {fault}.")))).unwrap_or_default()
    };
    let slug = new.slug.parse::<Slug>().map(|slug| slug.to_string());
    let slug = checked("slug", &format!("Slug “{}”", new.slug), slug.map_err(ToOwned::to_owned));
    let name = checked("name", "Name", domain::account::parse_name(&new.name));
    let address = checked("address", "Address", text::lines(&new.address, 500));
    let tax_id = checked("tax_id", "VAT or tax id", text::line(&new.tax_id, 30));
    let payment = checked("payment", "Payment", text::lines(&new.payment, 300));
    let country = country::of_code(&new.country).map(|(code, _)| code.to_owned());
    let country = country.ok_or_else(|| "is no code of ISO 3166-1, such as SE".to_owned());
    let country = checked("country", &format!("Country “{}”", new.country), country);
    let well_formed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    if new.prefix.len() > 8 || !new.prefix.chars().all(well_formed) {
        let message = format!("Prefix “{}” must be at most 8 of A–Z, 0–9 and hyphens, like NL-.", new.prefix);
        errors.push(FieldError::new("prefix", message));
    }
    if !errors.is_empty() {
        return Err(Problem::Invalid { errors }.into());
    }
    let now = portico.clock.now();
    let id = IssuerId(portico.entropy.id(now)?);
    let issuer = Issuer { id, slug, party: Party { name, address, country, tax_id, payment } };
    let (summary, credit) = (format!("{}S-", new.prefix), format!("{}C-", new.prefix));
    let prefixes = [(Kind::Invoice, &*new.prefix), (Kind::Summary, &*summary), (Kind::CreditNote, &*credit)];
    let mut tx = Tx::begin(&portico.pool).await?;
    store::issuers::insert(&mut tx, &issuer, prefixes, now).await?;
    tx.commit().await?;
    tracing::info!(issuer = issuer.slug, "an issuer was added");
    Ok(id)
}

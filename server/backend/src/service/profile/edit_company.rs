//! The account holder changes the company's details.

use crate::access::{Caller, Entry, Scope};
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::profile::CompanyForm;
use serde_json::json;

/// Saves the company's details. Nothing is overwritten that changed since the form was filled.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder; [`Problem::Invalid`] for faults of the form;
/// [`Problem::Conflict`] after a concurrent edit.
pub async fn edit_company(portico: &Portico, caller: &Caller, slug: &str, form: &CompanyForm) -> Result<()> {
    let company = form.parse()?;
    let scope = Scope::open_to_change(portico, caller, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::EditCompany, &Target::Account(account))?;
    let stored = store::accounts::company(permit.tx(), account).await?.ok_or(Problem::NotFound)?;
    if !store::accounts::update_company(&mut permit, &company, form.version).await? {
        let fields = [
            ("company", stored.company.as_str(), company.company.as_str()),
            ("address", &stored.address, &company.address),
            ("country", &stored.country, company.country.unwrap_or_default()),
            ("tax_id", &stored.tax_id, &company.tax_id),
        ];
        return Err(crate::service::conflict(fields, stored.version).into());
    }
    let before = json!({
        "company": stored.company, "address": stored.address, "country": stored.country, "tax_id": stored.tax_id,
    });
    let after = json!({
        "company": company.company, "address": company.address, "country": company.country, "tax_id": company.tax_id,
    });
    let entry = Entry { event: Event::CompanyEdited, target_kind: "account", target: account.0, before, after };
    permit.commit(portico, entry).await
}

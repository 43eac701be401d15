//! The profile page.

use super::own;
use crate::access::Scope;
use crate::{Result, phone, store};
use domain::access::{Action, Target};
use domain::profile::{ContactForm, ProfileView};

/// The signed-in person's profile; with the company's details for the account holder.
///
/// # Errors
/// When the database does not answer.
pub async fn view(scope: &mut Scope) -> Result<ProfileView> {
    let user = own(scope).await?;
    scope.require(Action::ViewProfile, &Target::User(user.facts()))?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let edit = scope.offer(Action::EditProfile, &Target::User(user.facts())).allowed;
    let company = match scope.offer(Action::EditCompany, &Target::Account(account)).allowed {
        true => store::accounts::company(scope.tx(), account).await?,
        false => None,
    };
    let self_service_reset = match scope.offer(Action::SetSelfServiceReset, &Target::Account(account)).allowed {
        true => Some(store::accounts::self_service_reset(scope.tx(), account).await?),
        false => None,
    };
    let stored = user.phone.clone().unwrap_or_default();
    let phone_display = phone::display(&stored);
    let phone_country = phone::country(&stored).or(member.account_country).unwrap_or_default();
    Ok(ProfileView {
        contact: ContactForm {
            full_name: user.full_name,
            phone: phone_display.clone(),
            phone_country,
            language: user.language.unwrap_or_default(),
            time_zone: user.time_zone.unwrap_or_default(),
            version: user.version,
        },
        email: member.email,
        phone_display,
        company,
        self_service_reset,
        edit,
    })
}

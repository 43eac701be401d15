//! The operator makes an account with its root group and its holder.

use crate::access::{Entry, Permit, Scope};
use crate::new_password::judge;
use crate::store::users::NewUser;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::account::{self, Slug};
use domain::audit::Event;
use domain::email::Email;
use domain::user::UserKind;
use domain::{AccountId, FieldError, GroupId, LoginId, Problem, UserId};
use serde_json::json;

/// An account to be made, as typed.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its place in addresses.
    pub slug: String,
    /// Its display name; its root group gets the same.
    pub name: String,
    /// The account holder's email address.
    pub holder_email: String,
    /// The account holder's own name.
    pub holder_name: String,
    /// The account holder's first password.
    pub password: String,
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    /// The account.
    pub account: AccountId,
    /// Its root group.
    pub root: GroupId,
    /// Its holder.
    pub holder: UserId,
}

/// Makes an account.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the input, a slug that is taken, or an address that already has a login: its
/// password is not ours to set.
pub async fn create(portico: &Portico, new: &NewAccount) -> Result<Created> {
    let mut errors = Vec::new();
    let mut fault = |field: &str, message: String| errors.push(FieldError::new(field, message));
    let slug = new.slug.parse::<Slug>().map_err(|e| fault("slug", format!("Slug “{}” {e}.", new.slug)));
    let name = account::parse_name(&new.name).map_err(|e| fault("name", format!("Name {e}.")));
    let root_name = domain::group::parse_name(&new.name).map_err(|e| fault("name", format!("Name {e}.")));
    let email = new.holder_email.parse::<Email>();
    let email = email.map_err(|e| fault("holder_email", format!("Email address “{}” {e}.", new.holder_email)));
    let holder_name = domain::text::line(&new.holder_name, 100).map_err(|e| fault("holder_name", format!("Name {e}.")));
    let context = [new.name.as_str(), &new.holder_email, &new.holder_name, &new.slug];
    if let Err(crate::Error::Problem(problem)) = judge("password", "Password", &new.password, &context) {
        problem.field_errors().iter().for_each(|error| fault(&error.field, error.message.clone()));
    }
    let (Ok(slug), Ok(name), Ok(root_name), Ok(email), Ok(holder_name), true) =
        (slug, name, root_name, email, holder_name, errors.is_empty())
    else {
        return Err(Problem::Invalid { errors }.into());
    };

    let hash = portico.hasher.hash(new.password.clone(), &portico.entropy).await?;
    let scope = Scope::for_new_account(portico).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    let now = permit.now();
    let root = GroupId(portico.entropy.id(now)?);
    let holder = UserId(portico.entropy.id(now)?);
    let login = LoginId(portico.entropy.id(now)?);
    store::accounts::insert(&mut permit, slug.as_str(), &name, root, holder).await?;
    store::groups::insert_root(&mut permit, root, &root_name).await?;
    if store::logins::insert(&mut permit, login, &email, &hash).await?.is_none() {
        let message = format!("{email} already has a login; give the new account to another address.");
        return Err(Problem::field("holder_email", message).into());
    }
    let user = NewUser {
        id: holder,
        group: root,
        kind: UserKind::Person,
        handle: email.as_str(),
        full_name: &holder_name,
        friendly_name: "",
        login: Some(login),
    };
    store::users::insert(&mut permit, &user).await?;
    let created = Created { account: permit.account(), root, holder };
    record(portico, permit, &slug, &name, created).await?;
    Ok(created)
}

async fn record(portico: &Portico, permit: Permit, slug: &Slug, name: &str, created: Created) -> Result<()> {
    let after = json!({ "slug": slug, "name": name, "root": created.root, "holder": created.holder });
    let target = created.account.0;
    let entry = Entry { event: Event::AccountCreated, target_kind: "account", target, before: json!({}), after };
    permit.commit(portico, entry).await
}

//! The operator makes an account with its root group and its holder.

use crate::access::{Caller, Entry, Permit, Scope};
use crate::new_password::judge;
use crate::store::users::NewUser;
use crate::token::Token;
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

/// An account to be made by a program: as [`NewAccount`], without a password.
#[derive(Debug, Clone)]
pub struct ProgramAccount {
    /// Its place in addresses.
    pub slug: String,
    /// Its display name.
    pub name: String,
    /// The account holder's email address.
    pub holder_email: String,
    /// The account holder's own name.
    pub holder_name: String,
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

/// Makes an account, by the operator's command.
///
/// # Errors
/// [`Problem::Invalid`] for faults of the input, a slug that is taken, or an address that already has a login: its
/// password is not ours to set.
pub async fn create(portico: &Portico, new: &NewAccount) -> Result<Created> {
    let context = [new.name.as_str(), &new.holder_email, &new.holder_name, &new.slug];
    let weak = match judge("password", "Password", &new.password, &context) {
        Err(crate::Error::Problem(problem)) => problem.field_errors().to_vec(),
        _ => Vec::new(),
    };
    let parsed = parse(&new.slug, &new.name, &new.holder_email, &new.holder_name, weak)?;
    let hash = portico.hasher.hash(new.password.clone(), &portico.entropy).await?;
    let scope = Scope::for_command(portico).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    let created = insert(portico, &mut permit, &parsed, &hash).await?;
    record(portico, permit, &parsed, created).await?;
    Ok(created)
}

/// Makes an account, for a program with an operator's key. Nobody has its holder's password: they are mailed a link by
/// which they choose one.
///
/// # Errors
/// As [`create`]; [`Problem::Forbidden`] when the key has no scope for it.
pub async fn create_by_key(portico: &Portico, caller: &Caller, new: &ProgramAccount) -> Result<AccountId> {
    Scope::for_operator(portico, &caller.without_claim()).await?.require(Action::CreateAccount, &Target::Portico)?;
    let parsed = parse(&new.slug, &new.name, &new.holder_email, &new.holder_name, Vec::new())?;
    let nobodys = Token::generate(&portico.entropy)?.secret();
    let hash = portico.hasher.hash(nobodys, &portico.entropy).await?;
    let scope = Scope::for_operator(portico, caller).await?;
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    let created = insert(portico, &mut permit, &parsed, &hash).await?;
    let asked = portico.entropy.id(permit.now())?;
    store::recovery::ask_under(&mut permit, asked, &parsed.email).await?;
    record(portico, permit, &parsed, created).await?;
    Ok(created.account)
}

/// An account to be made, in the domain's types.
struct Parsed {
    slug: Slug,
    name: String,
    root_name: String,
    email: Email,
    holder_name: String,
}

fn parse(
    slug: &str,
    name: &str,
    holder_email: &str,
    holder_name: &str,
    mut errors: Vec<FieldError>,
) -> Result<Parsed, Problem> {
    let mut fault = |field: &str, message: String| errors.push(FieldError::new(field, message));
    let parsed_slug = slug.parse::<Slug>().map_err(|e| fault("slug", format!("Slug “{slug}” {e}.")));
    let parsed_name = account::parse_name(name).map_err(|e| fault("name", format!("Name {e}.")));
    let root_name = domain::group::parse_name(name).map_err(|e| fault("name", format!("Name {e}.")));
    let email = holder_email.parse::<Email>();
    let email = email.map_err(|e| fault("holder_email", format!("Email address “{holder_email}” {e}.")));
    let holder_name = domain::text::line(holder_name, 100).map_err(|e| fault("holder_name", format!("Name {e}.")));
    match (parsed_slug, parsed_name, root_name, email, holder_name, errors.is_empty()) {
        (Ok(slug), Ok(name), Ok(root_name), Ok(email), Ok(holder_name), true) => {
            Ok(Parsed { slug, name, root_name, email, holder_name })
        }
        _ => Err(Problem::Invalid { errors }),
    }
}

async fn insert(portico: &Portico, permit: &mut Permit, new: &Parsed, hash: &str) -> Result<Created> {
    let now = permit.now();
    let root = GroupId(portico.entropy.id(now)?);
    let holder = UserId(portico.entropy.id(now)?);
    let login = LoginId(portico.entropy.id(now)?);
    store::accounts::insert(permit, new.slug.as_str(), &new.name, root, holder).await?;
    store::groups::insert_root(permit, root, &new.root_name).await?;
    if store::logins::insert(permit, login, &new.email, hash).await?.is_none() {
        let message = format!("{} already has a login; give the new account to another address.", new.email);
        return Err(Problem::field("holder_email", message).into());
    }
    let user = NewUser {
        id: holder,
        group: root,
        kind: UserKind::Person,
        handle: new.email.as_str(),
        full_name: &new.holder_name,
        friendly_name: "",
        login: Some(login),
    };
    store::users::insert(permit, &user).await?;
    Ok(Created { account: permit.account(), root, holder })
}

async fn record(portico: &Portico, permit: Permit, new: &Parsed, created: Created) -> Result<()> {
    let after = json!({ "slug": new.slug, "name": new.name, "root": created.root, "holder": created.holder });
    let target = created.account.0;
    let entry = Entry { event: Event::AccountCreated, target_kind: "account", target, before: json!({}), after };
    permit.commit(portico, entry).await
}

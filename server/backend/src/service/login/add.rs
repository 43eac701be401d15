//! An address becomes an Authorized Login. See [`super`] for what is told about it, and when.

use super::{as_value, labels, require};
use crate::access::{Caller, Entry, Scope};
use crate::new_password::judge;
use crate::service::access::reach_grew;
use crate::service::invitation::{charge, invite};
use crate::service::session::confirm;
use crate::store::notifications::Who;
use crate::store::users::NewUser;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::email::Email;
use domain::login::LoginForm;
use domain::user::UserKind;
use domain::{FieldError, Problem, UserId};
use serde_json::json;

/// The field of a refusal in which the id of the user stands who has the address already, for the page to lead there.
pub const KNOWN: &str = "known_user";

/// What only the form's sender knows.
pub struct Secrets {
    /// The new login's first password.
    pub new_password: String,
    /// The same again.
    pub confirm_password: String,
    /// The actor's own, where it is asked for.
    pub own: String,
}

/// Adds a user at the account's root with these roles and mail, and mails them an invitation; gives their id. Whether the
/// address has a login elsewhere makes no difference and is not told.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder; [`Problem::Invalid`] for faults of the form, also when the
/// address is that of a user of this account (told with who that is); [`Problem::Throttled`] after too many invitations;
/// as [`confirm`].
pub async fn add(portico: &Portico, caller: &Caller, slug: &str, form: &LoginForm, secrets: Secrets) -> Result<UserId> {
    let Secrets { new_password, confirm_password, own } = secrets;
    let (email, login) = form.parse_new(&new_password, &confirm_password)?;
    // Asked before anything is hashed, in a transaction that is over by then, and again behind the account's lock.
    let mut scope = Scope::open(portico, caller, slug).await?;
    require(&scope, Action::ManageLogins)?;
    refuse_known(&mut scope, &email).await?;
    let member = scope.member()?.clone();
    drop(scope);
    judge("new_password", "New Password", &new_password, &[email.as_str(), &login.full_name, &member.account_name])?;
    confirm(portico, caller, Action::ManageLogins, own).await?;
    charge(portico, member.actor.user, email.as_str()).await?;
    let place = portico.hasher.place()?;
    let hash = portico.hasher.hash(new_password, &portico.entropy).await?;
    drop(place);

    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageLogins)?;
    refuse_known(&mut scope, &email).await?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let root = store::groups::find(scope.tx(), account, member.root, &member.held).await?.ok_or(Problem::NotFound)?;
    let mail = labels(&mut scope, &login.types).await?;
    let mut permit = scope.authorize(Action::ManageLogins, &Target::Account(account))?;
    permit.also(Action::AddUser, &Target::Group(root.facts))?;
    let id = UserId(portico.entropy.id(permit.now())?);
    let user = NewUser {
        id,
        group: root.id,
        kind: UserKind::Person,
        handle: email.as_str(),
        full_name: &login.full_name,
        friendly_name: "",
        login: None,
    };
    store::users::insert(&mut permit, &user).await?;
    store::authorized::save(&mut permit, id, &login.full_name, &login.roles, 1).await?;
    store::notifications::set(&mut permit, Who::User(id), &login.types).await?;
    reach_grew(&mut permit, portico, &[id]).await?;
    invite(&mut permit, portico, id, email.as_str(), Some(&hash)).await?;
    let mut after = as_value(&login.full_name, &login.roles, &mail);
    after["handle"] = json!(email);
    let entry = Entry { event: Event::LoginSaved, target_kind: "user", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await?;
    Ok(id)
}

/// An address is added to an account once; the holder, who sees everybody, is told who has it.
async fn refuse_known(scope: &mut Scope, email: &Email) -> Result<()> {
    let account = scope.account();
    let Some(known) = store::invitations::user_of_address(scope.tx(), account, email).await? else { return Ok(()) };
    let message = format!("{email} is already a user here. Give that user roles instead of adding the address again.");
    let errors = vec![FieldError::new("email", message), FieldError::new(KNOWN, known.to_string())];
    Err(Problem::Invalid { errors }.into())
}

//! The account holder changes what a user may do for the whole account, and which mail they receive.

use super::view::{CANNOT_ACT, cannot_act, find};
use super::{as_value, labels, require};
use crate::access::{Caller, Entry, Scope};
use crate::service::access::{person, reach_grew};
use crate::service::session::confirm;
use crate::store::notifications::Who;
use crate::{Portico, Result, store};
use domain::Problem;
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::login::LoginForm;
use domain::role::Role;

/// Saves a user's name, roles and mail; it makes an Authorized Login of a user who was none. Roles that are taken end with
/// the next request. When a role is added, passwords and invitations that others made for the user end (access rule 4).
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder, and about whom no role is given to; [`Problem::NotFound`];
/// [`Problem::Invalid`] for faults of the form; [`Problem::Conflict`] after a concurrent edit; as [`confirm`].
pub async fn edit(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    form: &LoginForm,
    own: String,
) -> Result<()> {
    let login = form.parse()?;
    require(&Scope::open(portico, caller, slug).await?, Action::ManageLogins)?;
    confirm(portico, caller, Action::ManageLogins, own).await?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    require(&scope, Action::ManageLogins)?;
    let listed = find(&mut scope, id).await?;
    let target = Target::Person(Box::new(person(&mut scope, listed.id).await?.ok_or(Problem::NotFound)?));
    scope.require(Action::GiveRoles, &target)?;
    if cannot_act(&listed) {
        return Err(Problem::field("", CANNOT_ACT).into());
    }
    let old: Vec<_> = store::notifications::registry(scope.tx()).await?;
    let old: Vec<_> = old.into_iter().filter(|known| listed.mail.iter().any(|id| id == known.of_type.id())).collect();
    let old: Vec<String> = old.into_iter().map(|known| known.label).collect();
    let new = labels(&mut scope, &login.types).await?;
    let mut permit = scope.authorize(Action::GiveRoles, &target)?;
    if !store::authorized::save(&mut permit, listed.id, &login.full_name, &login.roles, form.version).await? {
        let words = |roles: &[Role]| roles.iter().map(|role| role.label()).collect::<Vec<_>>().join(", ");
        let fields = [
            ("full_name", listed.full_name.as_str(), login.full_name.as_str()),
            ("roles", &words(&listed.roles), &words(&login.roles)),
        ];
        return Err(crate::service::conflict(fields, listed.version).into());
    }
    store::notifications::set(&mut permit, Who::User(listed.id), &login.types).await?;
    if login.roles.iter().any(|role| !listed.roles.contains(role)) {
        reach_grew(&mut permit, portico, &[listed.id]).await?;
    }
    let before = as_value(&listed.full_name, &listed.roles, &old);
    let after = as_value(&login.full_name, &login.roles, &new);
    let event = Event::LoginSaved;
    permit.commit(portico, Entry { event, target_kind: "user", target: listed.id.0, before, after }).await
}

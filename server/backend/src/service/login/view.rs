//! One login, in the dialogs that edit and remove it.

use super::{boxes, require, row};
use crate::access::Scope;
use crate::service::access::{email_notes, person};
use crate::store::authorized::Listed;
use crate::{Result, store};
use domain::access::{Action, Decision, Target};
use domain::login::LoginView;
use domain::{Problem, UserId};

/// A user, as somebody to whom roles and mail are given: whoever of the account it is.
///
/// # Errors
/// [`Problem::Forbidden`] for anyone but the account holder, whatever the id; [`Problem::NotFound`] when there is nobody
/// of this id.
pub async fn view(scope: &mut Scope, id: &str) -> Result<LoginView> {
    require(scope, Action::ViewLogins)?;
    let listed = find(scope, id).await?;
    let (now, member) = (scope.now(), scope.member()?.clone());
    let registry = store::notifications::registry(scope.tx()).await?;
    let target = Target::Person(Box::new(person(scope, listed.id).await?.ok_or(Problem::NotFound)?));
    let email_note = email_notes(scope, &[listed.id]).await?.remove(&listed.id).unwrap_or_default();
    let no_roles = match scope.decide(Action::GiveRoles, &target) {
        _ if listed.is_holder => {
            "The account holder has every role. What they receive is set under coverage.".to_owned()
        }
        Decision::Forbidden(refusal) => refusal.explain().to_owned(),
        _ if cannot_act(&listed) => CANNOT_ACT.to_owned(),
        _ => String::new(),
    };
    Ok(LoginView {
        login: row(&member, now, &registry, &listed),
        types: boxes(&registry, &listed.mail),
        no_roles,
        is_listed: listed.is_authorized,
        email_note,
        set_password: listed.can_sign_in && scope.offer(Action::SetPassword, &target).allowed,
        confirm: scope.must_confirm(Action::ManageLogins),
        full_name: listed.full_name,
        version: listed.version,
    })
}

/// Why no role is given to whoever has no way to sign in.
pub(super) const CANNOT_ACT: &str =
    "This user cannot sign in yet. Invite them first, on their page; roles can be given once they accept.";

/// Whether nobody is known to be behind this user: they have no login, and were not invited as an Authorized Login.
pub(super) fn cannot_act(listed: &Listed) -> bool {
    !listed.can_sign_in && !listed.is_authorized
}

/// The user of this id.
pub(super) async fn find(scope: &mut Scope, id: &str) -> Result<Listed> {
    let id: UserId = crate::service::id(id)?;
    let account = scope.account();
    store::authorized::list(scope.tx(), account, Some(id)).await?.pop().ok_or_else(|| Problem::NotFound.into())
}

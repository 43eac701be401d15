//! A user's page.

use super::{administrators, visible};
use crate::access::Scope;
use crate::{Result, phone, store};
use domain::access::{Action, Target};
use domain::user::UserView;

/// The user's page, when the actor sees them.
///
/// # Errors
/// [`domain::Problem::NotFound`] when they do not.
pub async fn view(scope: &mut Scope, id: &str) -> Result<UserView> {
    let user = visible(scope, id).await?;
    let facts = user.facts();
    let why = scope.require(Action::ViewUser, &Target::User(facts.clone()))?.explain();
    let administrators = administrators(scope, &user.group, Some(user.id)).await?;
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let administers = store::grants::held_groups(scope.tx(), account, user.id, now).await?;
    let history = scope.offer(Action::ViewHistory, &Target::User(facts.clone()));
    let relocate = scope.offer(Action::MoveUser, &Target::UserMove(facts.clone(), facts.group));
    Ok(UserView {
        id: user.id,
        kind: user.kind,
        phone: user.phone.as_deref().map(phone::display).unwrap_or_default(),
        is_holder: user.id == member.holder,
        suspended: user.suspended,
        can_sign_in: user.can_sign_in,
        group: user.group.id,
        path: user.group.path,
        added: member.reader.day(user.created_at),
        last_active: user.last_active_at.map(|at| member.reader.ago(at, now)).unwrap_or_else(|| "never".to_owned()),
        why,
        administrators,
        administers: administers.into_iter().filter(|(_, path)| member.sees(path)).map(|(link, _)| link).collect(),
        relocate,
        history,
        handle: user.handle,
        full_name: user.full_name,
        friendly_name: user.friendly_name,
    })
}

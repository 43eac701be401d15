//! A user goes to another group.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::service::group::destination;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::group::{Destination, MoveView};
use domain::{Problem, UserId};
use serde_json::json;

/// The *Move to…* dialog for a user, as [`crate::service::group::plan_move`] is for a group.
///
/// # Errors
/// [`Problem::Forbidden`] when they may not be taken from where they are.
pub async fn plan_move(scope: &mut Scope, user: &str, to: &str, search: &str) -> Result<MoveView> {
    let user = visible(scope, user).await?;
    let facts = user.facts();
    scope.require(Action::MoveUser, &Target::UserMove(facts.clone(), facts.group.clone()))?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let (chosen, refused) = match to {
        "" => (None, None),
        to => {
            let to = destination(scope, to).await?;
            let offer = scope.offer(Action::MoveUser, &Target::UserMove(facts, to.facts.clone()));
            (Some(Destination { id: to.id, path: to.path_text() }), (!offer.allowed).then_some(offer.why))
        }
    };
    let mut destinations =
        store::groups::destinations(scope.tx(), account, &member.administered(), search, None, MoveView::MOST + 1)
            .await?;
    let more = destinations.len() > MoveView::MOST;
    destinations.truncate(MoveView::MOST);
    Ok(MoveView {
        name: user.display_name().to_owned(),
        from: user.group.path_text(),
        users: 1,
        groups: 0,
        to: chosen,
        refused,
        destinations,
        more,
    })
}

/// Puts a user into the group `to`.
///
/// # Errors
/// [`Problem::Forbidden`] by the tree rules; [`Problem::Invalid`] when they are in that group already.
pub async fn relocate(portico: &Portico, caller: &Caller, slug: &str, user: &str, to: &str) -> Result<UserId> {
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let user = visible(&mut scope, user).await?;
    let to = destination(&mut scope, to).await?;
    let mut permit = scope.authorize(Action::MoveUser, &Target::UserMove(user.facts(), to.facts.clone()))?;
    if user.group.id == to.id {
        let message = format!("{} is in {} already; choose another group.", user.display_name(), to.name);
        return Err(Problem::field("to", message).into());
    }
    store::users::reparent(&mut permit, &user, to.id).await?;
    let (before, after) = (json!({ "group": user.group.id }), json!({ "group": to.id }));
    let entry = Entry { event: Event::UserMoved, target_kind: "user", target: user.id.0, before, after };
    permit.commit(portico, entry).await?;
    Ok(user.id)
}

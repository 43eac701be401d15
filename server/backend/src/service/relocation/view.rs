//! The *Move to…* dialog.

use super::plan::Plan;
use super::{Subject, What, destination};
use crate::access::Scope;
use crate::{Result, store};
use domain::group::Destination;
use domain::relocation::MoveView;

/// The *Move to…* dialog: where the subject is, what goes with it, where it can go; and when `to` is given, what that
/// would change, or why it would be refused.
///
/// # Errors
/// [`domain::Problem::Forbidden`] when it may not be taken from where it is.
pub async fn plan_move(scope: &mut Scope, what: &What, to: &str, search: &str) -> Result<MoveView> {
    let subject = Subject::find(scope, what).await?;
    let (action, leaving) = subject.leaving();
    scope.require(action, &leaving)?;
    let (account, member) = (scope.account(), scope.member()?.clone());
    let (mut chosen, mut refused, mut preview) = (None, None, None);
    if !to.is_empty() {
        let to = destination(scope, to).await?;
        let (action, target) = subject.going(to.facts.clone());
        let offer = scope.offer(action, &target);
        let from = subject.from().filter(|from| offer.allowed && from.id() != Some(to.id));
        if let Some(from) = from {
            preview = Some(Plan::of(scope, &subject, &from, &to).await?.preview(scope)?);
        }
        refused = (!offer.allowed).then_some(offer.why);
        chosen = Some(Destination { id: to.id, path: to.path_text() });
    }
    let (without, users, groups) = match &subject {
        Subject::Group(group) => (Some(group.sort_path.as_str()), group.subtree_users, group.subtree_groups),
        Subject::User(_) => (None, 1, 0),
    };
    let roots = member.administered();
    let mut destinations =
        store::groups::destinations(scope.tx(), account, &roots, search, without, MoveView::MOST + 1).await?;
    let more = destinations.len() > MoveView::MOST;
    destinations.truncate(MoveView::MOST);
    Ok(MoveView {
        name: subject.name().to_owned(),
        from: subject.place_text(),
        users,
        groups,
        to: chosen,
        refused,
        preview,
        destinations,
        more,
    })
}

//! A group's page.

use super::visible;
use crate::Result;
use crate::access::Scope;
use crate::store::moves::Which;
use domain::access::{Action, Offer, Target};
use domain::group::{GroupOffers, GroupView};

/// The group's page, when the actor sees it.
///
/// # Errors
/// [`domain::Problem::NotFound`] when they do not.
pub async fn view(scope: &mut Scope, id: &str) -> Result<GroupView> {
    let group = visible(scope, id).await?;
    let target = Target::Group(group.facts.clone());
    let why = scope.require(Action::ViewGroup, &target)?.explain();
    let administrators = crate::service::access::reaching(scope, &group, None).await?;
    let is_root = group.facts.parent().is_none();
    let mut delete = scope.offer(Action::DeleteGroup, &target);
    let empty = group.direct_users == 0 && group.subtree_groups == 0;
    if delete.allowed && !empty {
        delete =
            Offer { allowed: false, why: "Only an empty group can be deleted; move out what is in it first.".into() };
    }
    // Whether it may leave where it is; where it may go is decided when that is chosen.
    let parent = group.facts.parent().unwrap_or_else(|| group.facts.clone());
    let may = GroupOffers {
        add_group: scope.offer(Action::AddGroup, &target),
        add_user: scope.offer(Action::AddUser, &target),
        describe: scope.offer(Action::DescribeGroup, &target),
        rename: scope.offer(Action::RenameGroup, &target),
        set_billing_code: scope.offer(Action::SetBillingCode, &target),
        delete,
        history: scope.offer(Action::ViewHistory, &target),
        relocate: scope.offer(Action::MoveGroup, &Target::GroupMove(group.facts.clone(), parent)),
    };
    let last_move = crate::service::relocation::last_move(scope, Which::LastOfGroup(group.id)).await?;
    Ok(GroupView {
        id: group.id,
        name: group.name,
        description: group.description,
        billing_code: group.billing_code.unwrap_or_default(),
        path: group.path.into_iter().rev().skip(1).rev().collect(),
        is_root,
        direct_users: group.direct_users,
        subtree_users: group.subtree_users,
        subtree_groups: group.subtree_groups,
        version: group.version,
        why,
        administrators,
        may,
        last_move,
    })
}

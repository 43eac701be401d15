//! A user's page.

use super::visible;
use crate::access::{Member, Scope};
use crate::service::access::email_notes;
use crate::store::grants::{Grant, GrantOn, Which};
use crate::store::moves;
use crate::{Result, phone, store};
use domain::Problem;
use domain::access::{Action, Level, Offer, Target};
use domain::group::GroupLink;
use domain::user::{InvitationView, UserOffers, UserView};

/// The user's page, when the actor sees them.
///
/// # Errors
/// [`domain::Problem::NotFound`] when they do not.
pub async fn view(scope: &mut Scope, id: &str) -> Result<UserView> {
    let user = visible(scope, id).await?;
    let facts = user.facts();
    let why = scope.require(Action::ViewUser, &Target::User(facts.clone()))?.explain();
    let administrators = crate::service::access::reaching(scope, &user.group, Some(user.id)).await?;
    let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
    let administers = store::grants::find(scope.tx(), account, Which::HeldBy(user.id), now).await?;
    let history = scope.offer(Action::ViewHistory, &Target::User(facts.clone()));
    let relocate = scope.offer(Action::MoveUser, &Target::UserMove(facts.clone(), facts.group));
    let person = crate::service::access::person(scope, user.id).await?.ok_or(Problem::NotFound)?;
    let person = Target::Person(Box::new(person));
    let may = UserOffers {
        suspend: scope.offer(Action::SuspendUser, &person),
        delete: scope.offer(Action::DeleteUser, &person),
        invite: scope.offer(Action::InviteUser, &person),
        set_password: match user.id == member.actor.user {
            true => Offer { allowed: false, why: "You change your own in My Profile.".to_owned() },
            false => scope.offer(Action::SetPassword, &person),
        },
        reset_second_factor: match store::second_factors::login_of_user(scope.tx(), user.id).await? {
            Some((.., true)) => scope.offer(Action::ResetSecondFactor, &person),
            // Whether there is one, only who may take it away is told.
            _ => Offer { allowed: false, why: String::new() },
        },
        view_as: scope.offer(Action::ViewAs, &person),
    };
    let invitation = store::invitations::of_user(scope.tx(), account, user.id).await?.map(|open| InvitationView {
        sent: member.reader.day(open.created_at),
        until: member.reader.last_day(open.expires_at),
        is_over: open.expires_at <= now,
    });
    let last_move = crate::service::relocation::last_move(scope, moves::Which::LastOfUser(user.id)).await?;
    let email_note = email_notes(scope, &[user.id]).await?.remove(&user.id).unwrap_or_default();
    Ok(UserView {
        id: user.id,
        email_note,
        kind: user.kind,
        phone: user.phone.as_deref().map(phone::display).unwrap_or_default(),
        is_holder: user.id == member.holder,
        suspended: user.suspended,
        can_sign_in: user.can_sign_in,
        invitation,
        group: user.group.id,
        path: user.group.path,
        added: member.reader.day(user.created_at),
        last_active: user.last_active_at.map(|at| member.reader.ago(at, now)).unwrap_or_else(|| "never".to_owned()),
        why,
        administrators,
        administers: administered(&member, administers),
        relocate,
        may,
        last_move,
        history,
        handle: user.handle,
        full_name: user.full_name,
        friendly_name: user.friendly_name,
    })
}

/// The groups that these grants let somebody administer, as far as the actor sees them, in tree order.
fn administered(member: &Member, mut grants: Vec<Grant>) -> Vec<GroupLink> {
    grants.retain(|grant| grant.level == Level::Administrator && member.sees(grant.on.sort_path()));
    grants.sort_by(|a, b| a.on.sort_path().cmp(b.on.sort_path()));
    let group = |grant: Grant| match grant.on {
        GrantOn::Group { id, name, .. } => Some(GroupLink { id, name, open: true }),
        GrantOn::User { .. } => None,
    };
    grants.into_iter().filter_map(group).collect()
}

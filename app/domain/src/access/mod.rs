//! Who may do what. [`decide`] is the only place that knows a rule; everything else asks it.
//!
//! The rules by number, each where it is decided:
//!
//! 1. An administrator of a group may see and edit the users in its subtree, its settings, and the groups below it.
//!    Renaming, moving or deleting *the group itself*, or changing its billing code, takes access to its parent
//!    (`places`).
//! 2. A move takes administrator access on the moved node's old parent *and* its new parent. A group never goes below
//!    itself; the root never moves (`places`).
//! 3. Only administrators grant: never to themselves, only to users they see, within their own scope, at most their
//!    own level, ending no later than their own. Who gave a grant, who holds it, or an administrator of its target's
//!    parent ends it (`grants`).
//! 4. Nobody takes over someone stronger: what lets the actor become or speak for somebody takes rights that cover
//!    all that they reach. Only the account holder covers the account holder, or anyone with a role (`persons`).
//! 5. Suspending follows rule 4 (`persons`).
//! 6. The account holder is only replaced by a handover that both sides confirm, after a while and when nothing has
//!    changed until then (`handover`).
//! 7. Authorized Logins, roles, company details, Primary Contacts, self-service reset, keys for programs and ownership
//!    are the account holder's alone. Invoices, purchases and licences take the role for them (`account`).
//! 8. System users hold no grants and no passwords. A program acts by a key, which is nothing but its scopes
//!    (`programs`).
//! 9. A right that has ended is no right: what an actor holds is read anew for each request, and nothing here
//!    remembers.
//! 10. What the actor may not see answers like what does not exist: [`Decision::Hidden`].
//! 11. What was pending is decided when it takes effect, by asking again.
//! 12. Who looks as somebody else sees what both may see, and changes nothing ([`Viewing`]).
//!
//! Deputies hold what their principal holds, without roles, ownership and what gives power over a person's login; and
//! they appoint nobody.
//!
//! Nothing crosses accounts. The decision is pure: the caller gathers the facts, on the server, inside the
//! transaction that will write.

mod account;
mod action;
mod actor;
mod answer;
mod fallout;
mod grants;
mod handover;
mod persons;
mod places;
mod programs;
mod recovery;
mod target;

pub use action::Action;
pub use actor::{Actor, HeldGrant, Level, Moment, Principal, Reach, UserActor, Viewing, outlasts};
pub use answer::{Basis, Decision, Offer, Reason, Refusal};
pub use fallout::{Fallout, Standing, all_that_fall, fallout};
pub use programs::{KeyActor, OperatorKeyActor};
pub use recovery::{Belonging, Recovery, recovery};
pub use target::{
    GivenGrant, GroupFacts, Holding, NewGrant, NewGrantOn, OpenOffer, PersonFacts, Place, Target, UserFacts,
};

use Decision::{Forbidden, Granted, Hidden};

/// Decides whether `actor` may do `action` to `target`. An action that does not fit its target's kind is hidden.
#[must_use]
pub fn decide(actor: &Actor, action: Action, target: &Target) -> Decision {
    match actor {
        Actor::Operator => match action {
            Action::CreateAccount
            | Action::ImportOrganization
            | Action::ResetDemoPassword
            | Action::EraseHistory
            | Action::ViewCatalogue
            | Action::EditCatalogue
            | Action::SetCredit
            | Action::AnswerOrder
            | Action::StopLicence
            | Action::ViewNumbers
            | Action::ManageNumbers
            | Action::RefundPayment
            | Action::ViewIssuers
            | Action::ManageIssuers
            | Action::ViewLists
            | Action::ManageLists
            | Action::ChangeBrand
            | Action::IssueInvoices
            | Action::VoidInvoices
            | Action::RecordTransfer => Granted(Reason::Operator),
            Action::SetHolder => match target {
                Target::Person(person) => person.can_hold(),
                _ => Hidden,
            },
            _ => Hidden,
        },
        Actor::System => match (action, target) {
            (Action::EndOffer, Target::OpenOffer(offer)) => offer.end(),
            (Action::HandOver, Target::OpenOffer(offer)) => offer.hand_over(),
            // What the provider says of money that moved is noted, whoever asked for it.
            (Action::SettlePayment | Action::RemindOfInvoice, Target::Account(_)) => Granted(Reason::System),
            _ => Hidden,
        },
        Actor::User(user) => user.decide(action, target),
        Actor::Viewing(viewing) => viewing.decide(action, target),
        Actor::Key(key) => key.decide(action, target),
        Actor::OperatorKey(key) => key.decide(action, target),
    }
}

impl UserActor {
    fn decide(&self, action: Action, target: &Target) -> Decision {
        if target.account() != Some(self.account) {
            return Hidden;
        }
        match (action, target) {
            (Action::BrowseUsers, Target::Account(_)) => {
                self.any_administration().map_or(Forbidden(Refusal::NoAdministration), Granted)
            }
            (Action::ViewGroup, Target::Group(group)) => self.over_group(group).map_or(Hidden, Granted),
            (
                Action::AddGroup
                | Action::AddUser
                | Action::RestoreUser
                | Action::DescribeGroup
                | Action::SetGroupSettings,
                Target::Group(group),
            ) => administers(self.over_group(group)),
            (Action::RenameGroup | Action::SetBillingCode | Action::DeleteGroup, Target::Group(group)) => {
                self.of_its_parent(group, Refusal::NeedsParent)
            }
            (Action::MoveGroup, Target::GroupMove(group, to)) => self.move_group(group, to),
            (Action::ViewHistory | Action::ExportHistory, Target::Group(group)) => administers(self.over_group(group)),

            (Action::ViewUser, Target::User(user)) => self.over_user(user).map_or(Hidden, Granted),
            (Action::MoveUser, Target::UserMove(user, to)) => self.move_user(user, to),
            // What was done to oneself is one's own to read; as a file it is an administrator's.
            (Action::ViewHistory, Target::User(user)) if user.id == self.user => Granted(Reason::Own),
            (Action::ViewHistory | Action::ExportHistory, Target::User(user)) => administers(self.over_user(user)),
            (
                Action::ViewProfile
                | Action::EditProfile
                | Action::ChangePassword
                | Action::ChangeSecondFactor
                | Action::ChangeEmail
                | Action::EndSessions,
                Target::User(user),
            ) if user.id == self.user => Granted(Reason::Own),

            (Action::RecoverPassword | Action::AcceptInvitation, Target::User(user)) if user.id == self.user => {
                Granted(Reason::Own)
            }

            (Action::SuspendUser | Action::DeleteUser, Target::Person(person)) => self.suspend_or_delete(person),
            (Action::InviteUser, Target::Person(person)) => self.invite(person),
            (Action::SetPassword | Action::ResetSecondFactor | Action::ViewAs, Target::Person(person)) => {
                self.become_them(action, person)
            }
            (Action::GiveRoles, Target::Person(person)) => self.give_roles(person),
            (Action::OfferAccount, Target::Person(person)) => self.offer_account(person),
            (Action::AppointDeputy, Target::Person(person)) => self.appoint(person),
            (Action::EndDeputy, Target::Deputy { principal, deputy, .. }) => self.end_deputy(*principal, *deputy),
            (Action::AcceptAccount, Target::Handover { from, to, .. }) => self.answer(&[*to], &[*from, *to]),
            (Action::CancelOffer, Target::Handover { from, to, .. }) => self.answer(&[*from, *to], &[*from, *to]),

            (Action::ViewOffer, Target::Handover { from, to, .. }) => self.answer(&[*from, *to], &[*from, *to]),

            (Action::GrantAccess, Target::NewGrant(new)) => self.grant(new),
            (Action::RevokeAccess, Target::GivenGrant(given)) => self.revoke(given),

            (_, Target::Account(_)) => self.of_account(action),
            _ => Hidden,
        }
    }

    fn any_administration(&self) -> Option<Reason> {
        if self.is_holder {
            return Some(Reason::Ownership);
        }
        self.strongest(|_| Some(0))
    }
}

impl Viewing {
    fn decide(&self, action: Action, target: &Target) -> Decision {
        let shown = self.shown.decide(action, target);
        if !action.only_reads() {
            return if shown == Hidden { Hidden } else { Forbidden(Refusal::Viewing) };
        }
        // What is the shown user's own, whoever looks sees as they see the user.
        let (action, target) = match (action, target) {
            (Action::ViewProfile, Target::User(user)) => (Action::ViewUser, Target::User(user.clone())),
            _ => (action, target.clone()),
        };
        match self.by.decide(action, &target) {
            Granted(_) => shown,
            Forbidden(_) | Hidden => Hidden,
        }
    }
}

/// Turns "sees it, through this" into "may change it".
fn administers(seen: Option<Reason>) -> Decision {
    match seen {
        None => Hidden,
        Some(Reason::Grant { level: Level::Viewer, .. }) => Forbidden(Refusal::ViewerOnly),
        Some(reason) => Granted(reason),
    }
}

//! Rule 7: what belongs to the account as a whole, by role or as the account holder's alone.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{Action, Decision, Reason, Refusal, UserActor};
use crate::role::Role;

impl Action {
    /// The role that it takes; the account holder has all of them.
    const fn role(self) -> Option<Role> {
        match self {
            Self::ViewLicences | Self::ActivateLicences => Some(Role::ActivateLicenses),
            Self::ViewPurchases | Self::MakePurchases => Some(Role::MakePurchases),
            Self::ViewInvoices | Self::PayInvoices => Some(Role::PayInvoices),
            _ => None,
        }
    }

    /// Whether it is the account holder's alone (rule 7).
    const fn is_the_holders(self) -> bool {
        matches!(
            self,
            Self::ViewAccount
                | Self::EditCompany
                | Self::SetSelfServiceReset
                | Self::ViewLogins
                | Self::ManageLogins
                | Self::ViewContacts
                | Self::ManageContacts
                | Self::ViewKeys
                | Self::ManageKeys
                | Self::RequireSecondFactor
        )
    }
}

impl UserActor {
    /// What is done to the account as a whole.
    pub(super) fn of_account(&self, action: Action) -> Decision {
        match action.role() {
            Some(_) if self.is_holder => Granted(Reason::Ownership),
            Some(role) if self.roles.contains(&role) => Granted(Reason::Role { role }),
            Some(role) => Forbidden(Refusal::NeedsRole(role)),
            None if !action.is_the_holders() => Hidden,
            None if self.is_holder => Granted(Reason::Ownership),
            None => Forbidden(Refusal::HolderOnly),
        }
    }
}

//! Programs: they act by a key, and a key is nothing but its scopes. What no scope allows, no
//! program does: nothing about passwords, people's access or the text of messages is among
//! them.

use super::Decision::{Forbidden, Granted, Hidden};
use super::{Action, Decision, Reason, Refusal, Target};
use crate::program::{KeyScope, OperatorScope};
use crate::{AccountId, KeyId};

/// A key of an account, which its holder made. It reaches that account and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyActor {
    /// The account that it belongs to.
    pub account: AccountId,
    /// Which key.
    pub key: KeyId,
    /// What it may do there.
    pub scopes: Vec<KeyScope>,
}

/// A key of whoever operates this Portico. It reaches every account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorKeyActor {
    /// Which key.
    pub key: KeyId,
    /// What it may do.
    pub scopes: Vec<OperatorScope>,
}

impl Action {
    /// What an account's key needs for it, any of them: whoever may write something may read it. Empty when no key of an
    /// account does it.
    const fn key_scopes(self) -> &'static [KeyScope] {
        match self {
            Self::ViewAccount => &[KeyScope::AccountRead],
            Self::ViewContacts => &[KeyScope::ContactsRead, KeyScope::ContactsWrite],
            Self::ManageContacts => &[KeyScope::ContactsWrite],
            Self::ViewInvoices => &[KeyScope::InvoicesRead],
            Self::ViewPurchases => &[KeyScope::OrdersRead, KeyScope::OrdersWrite],
            Self::MakePurchases => &[KeyScope::OrdersWrite],
            Self::ViewLicences => &[KeyScope::LicencesRead, KeyScope::LicencesWrite],
            Self::ActivateLicences => &[KeyScope::LicencesWrite],
            _ => &[],
        }
    }

    /// The same for an operator's key.
    const fn operator_scopes(self) -> &'static [OperatorScope] {
        match self {
            Self::ListAccounts | Self::ViewAccount => &[OperatorScope::AccountsRead, OperatorScope::AccountsWrite],
            Self::CreateAccount => &[OperatorScope::AccountsWrite],
            Self::ViewInvoices => &[OperatorScope::InvoicesRead, OperatorScope::InvoicesWrite],
            Self::IssueInvoices | Self::VoidInvoices | Self::RecordTransfer => &[OperatorScope::InvoicesWrite],
            Self::ViewIssuers => {
                &[OperatorScope::InvoicesRead, OperatorScope::InvoicesWrite, OperatorScope::TaxesWrite]
            }
            Self::ManageIssuers => &[OperatorScope::TaxesWrite],
            Self::ViewPurchases => &[OperatorScope::OrdersRead, OperatorScope::OrdersWrite],
            Self::MakePurchases | Self::AnswerOrder => &[OperatorScope::OrdersWrite],
            Self::ViewLicences => &[OperatorScope::LicencesRead, OperatorScope::LicencesWrite],
            Self::ActivateLicences | Self::StopLicence => &[OperatorScope::LicencesWrite],
            Self::ViewCatalogue => {
                &[OperatorScope::OrdersRead, OperatorScope::OrdersWrite, OperatorScope::CatalogueWrite]
            }
            Self::EditCatalogue => &[OperatorScope::CatalogueWrite],
            Self::ViewCredit => &[OperatorScope::OrdersRead, OperatorScope::OrdersWrite, OperatorScope::CreditWrite],
            Self::SetCredit => &[OperatorScope::CreditWrite],
            Self::ViewNumbers => &[OperatorScope::NumbersRead, OperatorScope::NumbersWrite],
            Self::ManageNumbers => &[OperatorScope::NumbersWrite],
            Self::ViewLists => &[OperatorScope::ListsRead, OperatorScope::ListsWrite],
            Self::ManageLists => &[OperatorScope::ListsWrite],
            Self::ChangeBrand => &[OperatorScope::BrandWrite],
            _ => &[],
        }
    }
}

impl KeyActor {
    pub(super) fn decide(&self, action: Action, target: &Target) -> Decision {
        let scopes = action.key_scopes();
        match (target, scopes.first()) {
            (Target::Account(account), Some(_)) if *account != self.account => Hidden,
            (Target::Account(_), Some(_)) if scopes.iter().any(|scope| self.scopes.contains(scope)) => {
                Granted(Reason::Key)
            }
            (Target::Account(_), Some(scope)) => Forbidden(Refusal::NeedsScope(*scope)),
            _ => Hidden,
        }
    }
}

impl OperatorKeyActor {
    pub(super) fn decide(&self, action: Action, target: &Target) -> Decision {
        let scopes = action.operator_scopes();
        match (target, scopes.first()) {
            (Target::Portico | Target::Account(_), Some(_))
                if scopes.iter().any(|scope| self.scopes.contains(scope)) =>
            {
                Granted(Reason::Key)
            }
            (Target::Portico | Target::Account(_), Some(scope)) => Forbidden(Refusal::NeedsOperatorScope(*scope)),
            _ => Hidden,
        }
    }
}

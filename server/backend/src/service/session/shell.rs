//! What stands around every page of an account.

use crate::Result;
use crate::access::Scope;
use domain::access::{Action, GroupFacts, Target};
use domain::account::{Section, Shell, Viewing};

/// What stands around every page of the open account.
///
/// # Errors
/// When nobody is signed in.
pub fn shell(scope: &Scope) -> Result<Shell> {
    let member = scope.member()?;
    let name = if member.full_name.is_empty() { &member.handle } else { &member.full_name };
    let root = GroupFacts { account: scope.account(), path: vec![member.root] };
    let account = Target::Account(scope.account());
    let sections = [
        (Section::Users, Action::BrowseUsers, &account),
        (Section::Invoices, Action::ViewInvoices, &account),
        (Section::Products, Action::ViewPurchases, &account),
        (Section::Licences, Action::ViewLicences, &account),
        (Section::History, Action::ViewHistory, &Target::Group(root)),
    ];
    Ok(Shell {
        account_name: member.account_name.clone(),
        name: name.clone(),
        email: member.email.clone(),
        viewing: member.viewer.as_ref().map(|viewer| Viewing {
            name: name.clone(),
            by: viewer.name.clone(),
            until: member.reader.time(viewer.until),
        }),
        sections: sections
            .into_iter()
            .filter(|(_, action, target)| scope.decide(*action, target).is_granted())
            .map(|(section, ..)| section)
            .collect(),
    })
}

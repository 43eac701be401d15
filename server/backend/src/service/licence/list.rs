//! The list of the account's licences.

use super::{account, row};
use crate::access::Scope;
use crate::store::licences::Filter;
use crate::{Result, store};
use domain::access::Action;
use domain::licence::{LicenceKey, LicenceOrder, LicencePage, LicenceView, PAGE};

/// One page of the account's licences, filtered and in the order that is asked for.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role for it.
pub async fn list(scope: &mut Scope, view: &LicenceView) -> Result<LicencePage> {
    let why = scope.require(Action::ViewLicences, &account(scope))?.explain();
    let (account, now) = (scope.account(), scope.now());
    let reader = scope.member()?.reader.clone();
    let typed = view.q.trim();
    // A whole key is found however it was typed.
    let term = typed.parse::<LicenceKey>().map_or_else(|_| typed.to_lowercase(), |key| key.as_str().to_lowercase());
    let filter = Filter {
        // PostgreSQL's text holds no NUL: what has one matches nothing.
        term: &term.replace('\0', "\u{FFFD}"),
        state: view.state.parse().ok(),
        order: LicenceOrder::of_name(&view.sort),
        after: view.after.parse().ok(),
    };
    let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
    let mut licences = store::licences::list(scope.tx(), account, filter, now, most + 1).await?;
    let more = licences.len() > PAGE;
    licences.truncate(PAGE);
    let next = licences.last().filter(|_| more).map(|last| last.id);
    let may_renew = scope.offer(Action::MakePurchases, &super::account(scope)).allowed;
    let licences = licences.iter().map(|licence| row(licence, &reader, now)).collect();
    Ok(LicencePage { why, may_renew, licences, next })
}

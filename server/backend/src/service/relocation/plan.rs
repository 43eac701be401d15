//! What a move changes beside the place.

use super::Subject;
use super::people::changes;
use crate::access::Scope;
use crate::service::access::{Falling, First, what_falls};
use crate::store::grants::Which;
use crate::store::groups::Group;
use crate::store::settings::Own;
use crate::{Result, store};
use domain::GrantId;
use domain::access::GroupFacts;
use domain::relocation::{MovePreview, Names, SettingChange};
use domain::setting::Setting;
use uuid::Uuid;

/// What a move changes: what is foretold is what is done.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) gains: Names,
    pub(super) losses: Names,
    pub(super) settings: Vec<SettingChange>,
    pub(super) billing_code: Option<(String, String)>,
    /// Access that rests on what does not reach there.
    pub(super) falling: Falling,
}

impl Plan {
    /// Works out what changes when the subject goes from below `from` to below `to`.
    pub(super) async fn of(scope: &mut Scope, subject: &Subject, from: &GroupFacts, to: &Group) -> Result<Self> {
        let (gains, losses) = changes(scope, from, &to.facts).await?;
        let (settings, billing_code) = handed_down(scope, subject, from, &to.facts).await?;
        let falling = falling(scope, subject, from, &to.facts).await?;
        Ok(Self { gains, losses, settings, billing_code, falling })
    }

    /// The plan as a page shows it.
    pub(super) fn preview(self, scope: &Scope) -> Result<MovePreview> {
        let (ends, keeps) = self.falling.sentences(scope)?;
        Ok(MovePreview {
            gains: self.gains,
            losses: self.losses,
            settings: self.settings,
            billing_code: self.billing_code,
            ends,
            keeps,
        })
    }
}

/// What was given in the moved part by a right that does not reach it there.
async fn falling(scope: &mut Scope, subject: &Subject, from: &GroupFacts, to: &GroupFacts) -> Result<Falling> {
    let (account, now) = (scope.account(), scope.now());
    let left: Vec<Uuid> = from.path.iter().filter(|id| !to.path.contains(id)).map(|id| id.0).collect();
    let (group, user) = match subject {
        Subject::Group(group) => (Some(group.id), None),
        Subject::User(user) => (None, Some(user.id)),
    };
    let which = Which::Below { group, user, rest_on: &left };
    let first = store::grants::find(scope.tx(), account, which, now).await?;
    let first: Vec<GrantId> = first.iter().map(|grant| grant.id).collect();
    let relocation = subject.relocation(to.clone());
    what_falls(scope, First { certainly: &[], perhaps: &first }, true, Some(&relocation)).await
}

/// Settings and billing code that the subject takes from above, where that changes.
async fn handed_down(
    scope: &mut Scope,
    subject: &Subject,
    from: &GroupFacts,
    to: &GroupFacts,
) -> Result<(Vec<SettingChange>, Option<(String, String)>)> {
    let account = scope.account();
    let before = store::settings::along(scope.tx(), account, &from.path).await?;
    let after = store::settings::along(scope.tx(), account, &to.path).await?;
    let whole = scope.member()?.account_country.clone();
    let own = match subject {
        Subject::Group(group) => store::settings::along(scope.tx(), account, &[group.id]).await?.pop(),
        Subject::User(_) => None,
    };
    let heirs = match subject {
        Subject::Group(group) => store::settings::heirs(scope.tx(), account, &group.sort_path).await?,
        Subject::User(user) => {
            let (country, language) = store::settings::of_user(scope.tx(), account, user.id).await?.unwrap_or_default();
            (i64::from(country.is_none()), i64::from(language.is_none()))
        }
    };
    let mut settings = Vec::new();
    for setting in Setting::ALL {
        let (users, default) = match setting {
            Setting::Country => (heirs.0, whole.as_deref()),
            Setting::Language => (heirs.1, None),
        };
        let (old, new) = (nearest(&before, setting).or(default), nearest(&after, setting).or(default));
        let sets_own = own.as_ref().is_some_and(|own| own.value(setting).is_some());
        if old != new && !sets_own && users > 0 {
            let (from, to) = (setting.display(old), setting.display(new));
            settings.push(SettingChange { name: setting.label().to_owned(), from, to, users });
        }
    }
    let code = |along: &[Own]| along.iter().find_map(|own| own.billing_code.clone()).unwrap_or_default();
    let (old, new) = (code(&before), code(&after));
    let sets_own = own.is_some_and(|own| own.billing_code.is_some());
    Ok((settings, (old != new && !sets_own).then_some((old, new))))
}

/// The value that the lowest group with one of its own hands down.
fn nearest(along: &[Own], setting: Setting) -> Option<&str> {
    along.iter().find_map(|own| own.value(setting))
}

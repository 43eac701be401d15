//! The settings that a group hands down: what it sets itself, where the rest comes from, and for how many.

use super::visible;
use crate::access::{Caller, Entry, Scope};
use crate::store::groups::Group;
use crate::store::settings::Own;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::setting::{GroupSettings, GroupSettingsForm, Setting, SettingView, Source};
use serde_json::json;

/// A group's settings, each with where its value comes from.
///
/// # Errors
/// [`domain::Problem::NotFound`] when the actor does not see the group.
pub async fn view_settings(scope: &mut Scope, id: &str) -> Result<GroupSettings> {
    let group = visible(scope, id).await?;
    let account = scope.account();
    let along = store::settings::along(scope.tx(), account, &group.facts.path).await?;
    let (country_heirs, language_heirs) = store::settings::below(scope.tx(), account, &group.sort_path).await?;
    let whole = scope.member()?.account_country.clone();
    let change = scope.offer(Action::SetGroupSettings, &Target::Group(group.facts.clone()));
    let settings = Setting::ALL
        .into_iter()
        .map(|setting| {
            let (users, default) = match setting {
                Setting::Country => (country_heirs, whole.as_deref()),
                Setting::Language => (language_heirs, None),
            };
            resolve(setting, &group, &along, default, users)
        })
        .collect();
    Ok(GroupSettings { name: group.name, version: group.version, settings, change })
}

fn resolve(setting: Setting, group: &Group, along: &[Own], default: Option<&str>, users: i64) -> SettingView {
    let own = along.iter().find(|own| own.id == group.id).and_then(|own| own.value(setting));
    let above = along.iter().filter(|own| own.id != group.id);
    let inherited = above.clone().find_map(|own| Some((own, own.value(setting)?)));
    let (inherited_value, inherited_from) = match inherited {
        Some((from, value)) => (Some(value), group.path.iter().find(|link| link.id == from.id).cloned()),
        None => (default, None),
    };
    SettingView {
        setting,
        own: own.unwrap_or_default().to_owned(),
        value: setting.display(own.or(inherited_value)),
        inherited: setting.display(inherited_value),
        source: match (own, inherited_from) {
            (Some(_), _) => Source::Own,
            (None, Some(group)) => Source::Group(group),
            (None, None) => Source::Account,
        },
        users,
    }
}

/// Changes what a group sets itself; an empty value takes what is above.
///
/// # Errors
/// [`domain::Problem::Invalid`] for a value that is none; [`domain::Problem::Conflict`] when the group has changed
/// since `version`; [`domain::Problem::Forbidden`] when it is not the actor's to set.
pub async fn edit_settings(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    id: &str,
    form: &GroupSettingsForm,
    version: i32,
) -> Result<()> {
    let input = form.parse()?;
    let mut scope = Scope::open_to_change(portico, caller, slug).await?;
    let group = visible(&mut scope, id).await?;
    let account = scope.account();
    let own = store::settings::along(scope.tx(), account, &[group.id]).await?.pop();
    let (country, language) = own.map(|own| (own.country, own.language)).unwrap_or_default();
    let mut permit = scope.authorize(Action::SetGroupSettings, &Target::Group(group.facts.clone()))?;
    let (new_country, new_language) = (input.country.as_deref(), input.language.as_deref());
    if !store::settings::update_group(&mut permit, group.id, new_country, new_language, version).await? {
        let of = |value: &Option<String>| value.clone().unwrap_or_default();
        let (stored, typed) = ([of(&country), of(&language)], [of(&input.country), of(&input.language)]);
        let fields = [("country", stored[0].as_str(), typed[0].as_str()), ("language", &stored[1], &typed[1])];
        return Err(crate::service::conflict(fields, group.version).into());
    }
    let before = json!({ "country": country, "language": language });
    let after = json!({ "country": input.country, "language": input.language });
    let entry = Entry { event: Event::GroupSettingsChanged, target_kind: "group", target: group.id.0, before, after };
    permit.commit(portico, entry).await
}

//! The settings that a group hands down.

use crate::api::group::{EditGroupSettings, ViewGroupSettings};
use crate::components::{
    Badge, BadgeTone, ErrorSummary, FormActions, Panel, Property, PropertyList, SectionHead, SelectField, SubmitButton,
    Title, thousands,
};
use crate::form::{Form, SendForm, use_form};
use crate::links::Links;
use crate::pages::panel::{close_href, group_sections};
use crate::pages::{Load, load, use_account, use_param};
use domain::country;
use domain::language::Language;
use domain::setting::{GroupSettings, Setting, SettingView, Source};
use leptos::prelude::*;

/// The settings of a group: each with its value, where it comes from, and how many users take it from here.
#[component]
pub fn Settings() -> impl IntoView {
    let account = use_account().account().to_owned();
    let group = use_param("group");
    let form = use_form::<EditGroupSettings>();
    let loaded = load(move || ViewGroupSettings { account: account.clone(), group: group.get() });
    view! {
        <div class="users__open">
            <Load from=loaded children=move |settings| show(form, group.get_untracked(), settings) />
        </div>
    }
}

fn show(form: Form, group: String, settings: GroupSettings) -> impl IntoView {
    let links = use_account();
    let menu = group_sections(&links, &group, "settings");
    let values = settings.settings.iter().map(|setting| value(&links, setting)).collect_view();
    let change = match settings.change.allowed {
        true => fields(form, group, &settings).into_any(),
        false => view! { <p class="people__none">{settings.change.why.clone()}</p> }.into_any(),
    };
    view! {
        <Title text=format!("Settings of {}", settings.name) />
        <Panel title=settings.name close_href=close_href(&links) menu=menu>
            <SectionHead
                title="Country and language"
                text="Everybody in this group and below has these values, unless they or a group between set their own."
            />
            <PropertyList rows=true>{values}</PropertyList>
            <SectionHead title="Set here" />
            {change}
        </Panel>
    }
}

fn value(links: &Links, setting: &SettingView) -> impl IntoView + use<> {
    let source = match &setting.source {
        Source::Own => view! { <Badge tone=BadgeTone::Accent>"set here"</Badge> }.into_any(),
        Source::Account => view! { <Badge>"of the account"</Badge> }.into_any(),
        Source::Group(group) => match group.open {
            true => view! {
                <span>
                    "from " <a href=format!("{}/settings", links.group(group.id))>{group.name.clone()}</a>
                </span>
            }
            .into_any(),
            false => view! { <span>{format!("from {}", group.name)}</span> }.into_any(),
        },
    };
    let (label, value) = (setting.setting.label(), setting.value.clone());
    view! { <Property label=label>{value} " " {source}</Property> }
}

fn fields(form: Form, group: String, settings: &GroupSettings) -> impl IntoView + use<> {
    let links = use_account();
    let version = form.version(settings.version);
    let selects = settings.settings.iter().map(|setting| select(form, setting)).collect_view();
    view! {
        <ErrorSummary title="The settings were not saved" errors=form.errors() />
        <SendForm form>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name="group" value=group />
            <input type="hidden" name="version" value=move || version.get() />
            {selects}
            <FormActions>
                <SubmitButton label="Save settings" pending=form.pending() />
            </FormActions>
        </SendForm>
    }
}

fn select(form: Form, setting: &SettingView) -> impl IntoView + use<> {
    let (name, values): (_, Vec<(String, String)>) = match setting.setting {
        Setting::Country => {
            ("country", country::ALL.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect())
        }
        Setting::Language => {
            ("language", Language::ALL.iter().map(|one| (one.tag().to_owned(), one.name().to_owned())).collect())
        }
    };
    let inherit = (String::new(), format!("Inherited: {}", setting.inherited));
    let users = match setting.users {
        1 => "1 user takes".to_owned(),
        users => format!("{} users take", thousands(users)),
    };
    view! {
        <SelectField
            name=name
            label=setting.setting.label()
            hint=format!("{users} what is set here.")
            options=std::iter::once(inherit).chain(values).collect()
            selected=form.value(name, &setting.own)
            error=form.error(name)
        />
    }
}

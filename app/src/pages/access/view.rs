//! The Access page of a group and of a user.

use super::give::give;
use super::list::list;
use crate::api::access::{GiveGroupAccess, GiveUserAccess, ViewGroupAccess, ViewUserAccess};
use crate::components::{Panel, SectionHead, Title};
use crate::form::{Form, use_form};
use crate::pages::panel::{close_href, group_sections, user_sections};
use crate::pages::{Load, load, use_account, use_param};
use domain::grant::AccessView;
use leptos::prelude::*;

/// What the page is about, in its address and its forms.
#[derive(Clone)]
pub(super) struct About {
    /// `group` or `user`.
    pub(super) field: &'static str,
    /// Its id.
    pub(super) id: String,
    /// The page itself, from the account on: `groups/<id>/access`.
    pub(super) page: String,
}

/// Who reaches a group with everything below it.
#[component]
pub fn OfGroup() -> impl IntoView {
    let account = use_account().account().to_owned();
    let group = use_param("group");
    let form = use_form::<GiveGroupAccess>();
    let loaded = load(move || ViewGroupAccess { account: account.clone(), group: group.get() });
    view! {
        <div class="users__open">
            <Load
                from=loaded
                children=move |access| {
                    let id = group.get_untracked();
                    let page = format!("groups/{id}/access");
                    panel(form, About { field: "group", id, page }, access)
                }
            />
        </div>
    }
}

/// Who reaches a user.
#[component]
pub fn OfUser() -> impl IntoView {
    let account = use_account().account().to_owned();
    let user = use_param("user");
    let form = use_form::<GiveUserAccess>();
    let loaded = load(move || ViewUserAccess { account: account.clone(), user: user.get() });
    view! {
        <div class="users__open">
            <Load
                from=loaded
                children=move |access| {
                    let id = user.get_untracked();
                    let page = format!("users/{id}/access");
                    panel(form, About { field: "user", id, page }, access)
                }
            />
        </div>
    }
}

fn panel(form: Form, about: About, access: AccessView) -> impl IntoView {
    let links = use_account();
    let of = if about.field == "group" { "this group and everything below it" } else { "this user" };
    let menu = match about.field {
        "group" => group_sections(&links, &about.id, "access"),
        _ => user_sections(&links, &about.id, "access"),
    };
    let title = format!("Access to {}", access.name);
    let (direct, inherited) = (list(&links, &about.page, access.direct), list(&links, &about.page, access.inherited));
    let give = give(form, &about, access.grant, access.latest, access.confirm);
    view! {
        <Title text=title />
        <Panel title=access.name close_href=close_href(&links) menu=menu>
            <SectionHead title="Given here" text=format!("Who was given access to {of}.") />
            {direct}
            <SectionHead title="Reaches here from elsewhere" text="Through a group above, or by holding the account." />
            {inherited}
            <SectionHead
                title="Give access"
                text="A password that somebody set for them ends with it: they need a new one then."
            />
            {give}
        </Panel>
    }
}

//! *Move to…* for a group.

use crate::api::group::{MoveGroup, PlanGroupMove};
use crate::form::use_form;
use crate::pages::relocate::{Moving, dialog, use_choice};
use crate::pages::{Load, load, use_account, use_param};
use leptos::prelude::*;

/// The dialog that moves a group.
#[component]
pub fn Relocate() -> impl IntoView {
    let links = use_account();
    let group = use_param("group");
    let choice = use_choice();
    let form = use_form::<MoveGroup>();
    let loaded = load(move || {
        let (to, search) = choice.get();
        PlanGroupMove { account: links.account().to_owned(), group: group.get(), to, search }
    });
    view! {
        <Load
            from=loaded
            children=move |plan| {
                let moving = Moving {
                    own: format!("/a/{}/groups/{}", use_account().account(), group.get_untracked()),
                    field: "group",
                    id: group.get_untracked(),
                    search: choice.get_untracked().1,
                };
                dialog(form, moving, plan)
            }
        />
    }
}

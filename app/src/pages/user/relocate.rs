//! *Move to…* for a user.

use crate::api::user::{MoveUser, PlanUserMove};
use crate::form::use_form;
use crate::pages::relocate::{Moving, dialog, use_choice};
use crate::pages::{Load, load, use_account, use_param};
use leptos::prelude::*;

/// The dialog that moves a user.
#[component]
pub fn Relocate() -> impl IntoView {
    let links = use_account();
    let user = use_param("user");
    let choice = use_choice();
    let form = use_form::<MoveUser>();
    let loaded = load(move || {
        let (to, search) = choice.get();
        PlanUserMove { account: links.account().to_owned(), user: user.get(), to, search }
    });
    view! {
        <Load
            from=loaded
            children=move |plan| {
                let moving = Moving {
                    own: format!("{}/{}", use_account().users(), user.get_untracked()),
                    field: "user",
                    id: user.get_untracked(),
                    search: choice.get_untracked().1,
                };
                dialog(form, moving, plan)
            }
        />
    }
}

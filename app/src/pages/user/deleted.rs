//! The users who were deleted of late, and the way back for each.

use crate::api::user::{ListDeleted, RestoreUser};
use crate::components::{Card, ErrorSummary};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::user::{DeletedUser, DeletedUsers, RESTORE_DAYS};
use leptos::prelude::*;

/// The page.
#[component]
pub fn Deleted() -> impl IntoView {
    let links = use_account();
    let account = links.account().to_owned();
    let form = use_form::<RestoreUser>();
    let loaded = load(move || ListDeleted { account: account.clone() });
    view! {
        <FormTitle form title="Deleted users" />
        <div class="page">
            <h1>"Deleted users"</h1>
            <p class="page__text">
                {format!(
                    "For {RESTORE_DAYS} days a deleted user can be restored. They come back without access, roles, keys and sessions. ",
                )} <a href=links.users()>"Back to Users"</a>
            </p>
            <ErrorSummary title="The user was not restored" errors=form.errors() />
            <Load from=loaded children=move |deleted| show(form, deleted) />
        </div>
    }
}

fn show(form: Form, DeletedUsers { users, more }: DeletedUsers) -> impl IntoView {
    let none = users.is_empty().then(|| view! { <p class="people__none">"Nobody whom you could restore."</p> });
    let more = more.then(|| view! { <p class="people__none">"Only the latest are listed."</p> });
    let rows = users.into_iter().map(|user| row(form, user)).collect_view();
    view! { <Card title="Can be restored">{none} <ul class="people">{rows}</ul> {more}</Card> }
}

fn row(form: Form, user: DeletedUser) -> impl IntoView {
    let links = use_account();
    let DeletedUser { id, name, handle, deleted, until, group } = user;
    let label = format!("Restore {name}");
    let handle = (handle != name).then(|| view! { <span class="people__detail">{handle}</span> });
    view! {
        <li class="people__item">
            <span class="people__name">{name}</span>
            {handle}
            <span class="people__detail">{format!("{deleted}. Can be restored until {until}.")}</span>
            <p class="people__detail">"Comes back in " <a href=links.group(group.id)>{group.name}</a> "."</p>
            <SendForm form class="">
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="user" value=id.to_string() />
                <button class="people__action people__action--back" type="submit" aria-label=label>
                    "Restore"
                </button>
            </SendForm>
        </li>
    }
}

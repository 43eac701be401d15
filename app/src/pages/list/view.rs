//! Which mailing lists one reads.

use crate::api::list::{ChooseLists, ViewLists};
use crate::components::{Card, CheckField, EmptyKind, EmptyState, ErrorSummary, FormActions, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::notification::ListsView;
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<ChooseLists>();
    let loaded = load(move || ViewLists { account: account.clone() });
    view! {
        <FormTitle form title="Mailing lists" />
        <div class="page">
            <h1>"Mailing lists"</h1>
            <Load from=loaded children=move |view| show(form, view) />
        </div>
    }
}

fn show(form: Form, view: ListsView) -> impl IntoView {
    let links = use_account();
    if view.lists.is_empty() {
        return view! {
            <EmptyState kind=EmptyKind::Empty title="There are no mailing lists" text="You will find them here once there are.">
                <a class="button" href=links.profile()>
                    "My Profile"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    let boxes = view
        .lists
        .into_iter()
        .map(|list| {
            let name = format!("lists[{}]", list.id);
            let checked = form.ticked(&name, list.subscribed);
            view! { <CheckField name=name label=list.name hint=list.about checked=checked /> }
        })
        .collect_view();
    let text = format!("They are sent to {}. Every mail has a link to unsubscribe.", view.email);
    view! {
        <Card title="What you receive" text>
            <ErrorSummary title="Your mailing lists were not saved" errors=form.errors() />
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                {boxes}
                <FormActions>
                    <SubmitButton label="Save mailing lists" pending=form.pending() />
                    <a class="button" href=links.profile()>
                        "Cancel"
                    </a>
                </FormActions>
            </SendForm>
        </Card>
    }
    .into_any()
}

//! The dialog that ends an access.

use crate::api::access::{PlanRevoke, RevokeAccess};
use crate::components::{CancelLink, CheckField, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account, use_param};
use domain::grant::RevokeView;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The dialog. The address says which page it was opened from and leads back to.
#[component]
pub fn Revoke() -> impl IntoView {
    let account = use_account().account().to_owned();
    let (grant, query) = (use_param("grant"), use_query_map());
    let back = move || query.with_untracked(|query| query.get("back").unwrap_or_else(|| "users".to_owned()));
    let form = use_form::<RevokeAccess>();
    let loaded = load(move || PlanRevoke { account: account.clone(), grant: grant.get() });
    view! {
        <div class="users__open">
            <Load from=loaded children=move |plan| dialog(form, grant.get_untracked(), back(), plan) />
        </div>
    }
}

fn dialog(form: Form, grant: String, back: String, plan: RevokeView) -> impl IntoView {
    let links = use_account();
    let close = format!("/a/{}/{back}", links.account());
    let title = format!("End the access of {}?", plan.name);
    let falls = falls(plan.ends, plan.keepable, "What rests on it ends too:");
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close danger=true>
            <ErrorSummary title="The access was not ended" errors=form.errors() />
            <p class="dialog__text">{plan.why}</p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="grant" value=grant />
                <input type="hidden" name="back" value=back />
                {falls}
                <ConfirmField form needed=plan.confirm />
                <FormActions>
                    <CancelLink label="Keep it" />
                    <SubmitButton label="End access" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}

/// What ends with something, and the offer to take over what of it one could give oneself.
pub(in crate::pages) fn falls(ends: Vec<String>, keepable: Vec<String>, words: &'static str) -> impl IntoView {
    let list = |all: Vec<String>| all.into_iter().map(|one| view! { <li>{one}</li> }).collect_view();
    let hint = if keepable.len() == ends.len() { "All of it.".to_owned() } else { keepable.join(" ") };
    let keep = (!keepable.is_empty()).then(|| {
        view! { <CheckField name="keep" label="Keep what I could give myself, as given by me" hint /> }
    });
    (!ends.is_empty()).then(|| {
        view! {
            <p class="dialog__text">{words}</p>
            <ul class="dialog__list">{list(ends)}</ul>
            {keep}
        }
    })
}

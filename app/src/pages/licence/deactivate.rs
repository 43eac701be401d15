//! The dialog that takes a machine off its licence.

use super::View;
use crate::api::licence::{DeactivateLicence, PlanDeactivate};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account, use_param};
use domain::licence::DeactivateView;
use leptos::prelude::*;

/// The dialog, over the licence's page.
#[component]
pub fn Deactivate() -> impl IntoView {
    let account = use_account().account().to_owned();
    let activation = use_param("activation");
    let form = use_form::<DeactivateLicence>();
    let loaded = load(move || PlanDeactivate { account: account.clone(), activation: activation.get() });
    view! {
        <View />
        <Load from=loaded children=move |plan| dialog(form, activation.get_untracked(), plan) />
    }
}

fn dialog(form: Form, activation: String, plan: DeactivateView) -> impl IntoView {
    let links = use_account();
    let DeactivateView { licence, product, machine, seat, until } = plan;
    let title = format!("Deactivate {product} on {machine}?");
    let keeps = format!(
        "Take the licence off the machine too: its token lets the program run there until {until} at the latest, because it asks nobody."
    );
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=links.licence(&licence.to_string()) danger=true>
            <ErrorSummary title="The machine was not deactivated" errors=form.errors() />
            <p class="dialog__text">{format!("Seat {seat} is free for another machine at once.")}</p>
            <p class="dialog__text">{keeps}</p>
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="activation" value=activation />
                <FormActions>
                    <CancelLink label="Keep it active" />
                    <SubmitButton label="Deactivate machine" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}

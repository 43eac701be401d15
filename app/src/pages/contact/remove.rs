//! The dialog that removes a contact.

use super::contacts;
use super::list::page;
use crate::api::contact::{ListContacts, RemoveContact, ViewContact};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton, SubmitTone};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account, use_param};
use domain::contact::ContactView;
use leptos::prelude::*;

/// The page with the dialog.
#[component]
pub fn Remove() -> impl IntoView {
    let account = use_account().account().to_owned();
    let contact = use_param("contact");
    let form = use_form::<RemoveContact>();
    let list = {
        let account = account.clone();
        load(move || ListContacts { account: account.clone() })
    };
    let loaded = load(move || ViewContact { account: account.clone(), recipient: contact.get() });
    view! {
        <Load quiet=true from=list children=page />
        <Load from=loaded children=move |view| dialog(form, view) />
    }
}

fn dialog(form: Form, view: ContactView) -> impl IntoView {
    let links = use_account();
    let title = format!("Remove {}?", view.contact.name);
    let missed = (!view.only.is_empty()).then(|| {
        view! {
            <p class="dialog__text">
                {format!("Nobody else receives these: {}. They go to nobody then.", view.only.join(", "))}
            </p>
        }
    });
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=contacts(&links) danger=true>
            <ErrorSummary title="The contact was not removed" errors=form.errors() />
            <p class="dialog__text">
                {format!("{} receives no more mail of the account.", view.contact.email)}
            </p>
            {missed}
            <SendForm form>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="recipient" value=view.contact.id.to_string() />
                <FormActions>
                    <CancelLink label="Keep the contact" />
                    <SubmitButton label="Remove contact" tone=SubmitTone::Danger pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}

//! The dialog that adds a contact.

use super::list::page;
use super::{contacts, fields};
use crate::api::contact::{AddContact, ListContacts};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::contact::{ContactForm, ContactsView};
use leptos::prelude::*;

/// The page with the dialog.
#[component]
pub fn Add() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<AddContact>();
    let loaded = load(move || ListContacts { account: account.clone() });
    view! {
        <Load
            from=loaded
            children=move |view: ContactsView| {
                let dialog = dialog(form, view.clone());
                view! {
                    {page(view)}
                    {dialog}
                }
            }
        />
    }
}

fn dialog(form: Form, view: ContactsView) -> impl IntoView {
    let links = use_account();
    let empty = ContactForm { country: view.country, ..ContactForm::default() };
    view! {
        <FormTitle form title="Add a Primary Contact" />
        <Dialog title="Add a Primary Contact" close_href=contacts(&links)>
            <ErrorSummary title="The contact was not added" errors=form.errors() />
            <SendForm form check=fields::check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                {fields::fields(form, &empty, view.types)}
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Save" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}

//! The dialog that edits a contact.

use super::list::page;
use super::{contacts, fields};
use crate::api::contact::{EditPrimaryContact, ListContacts, ViewContact};
use crate::components::{CancelLink, Dialog, ErrorSummary, FormActions, SelectField, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account, use_param};
use domain::contact::ContactView;
use domain::language::Language;
use leptos::prelude::*;

/// The page with the dialog.
#[component]
pub fn Edit() -> impl IntoView {
    let account = use_account().account().to_owned();
    let contact = use_param("contact");
    let form = use_form::<EditPrimaryContact>();
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
    let title = format!("Edit {}", view.contact.name);
    let version = form.version(view.form.version);
    let languages = std::iter::once((String::new(), "As in their country".to_owned()))
        .chain(Language::ALL.map(|language| (language.tag().to_owned(), language.name().to_owned())))
        .collect::<Vec<_>>();
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=contacts(&links)>
            <ErrorSummary title="The contact was not saved" errors=form.errors() />
            <SendForm form check=fields::check>
                <input type="hidden" name="account" value=links.account().to_owned() />
                <input type="hidden" name="recipient" value=view.contact.id.to_string() />
                <input type="hidden" name="person[version]" value=move || version.get() />
                {fields::fields(form, &view.form, view.types)}
                <SelectField
                    name="person[language]"
                    id="language"
                    label="Language of the mail"
                    options=languages
                    selected=form.value("language", &view.form.language)
                    error=form.error("language")
                />
                <FormActions>
                    <CancelLink />
                    <SubmitButton label="Save contact" pending=form.pending() />
                </FormActions>
            </SendForm>
        </Dialog>
    }
}

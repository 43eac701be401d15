//! One's own contact information as a form.

use crate::api::profile::{EditContact as EditContactFunction, TimeZones, ViewProfile};
use crate::components::{ErrorSummary, FormActions, SelectField, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, load, use_account};
use domain::Problem;
use domain::country;
use domain::language::Language;
use domain::profile::ContactForm;
use leptos::prelude::*;

/// The form. Phone numbers and time zones need the server's tables; the rest is checked here as well.
#[component]
pub fn EditContact() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<EditContactFunction>();
    let profile = load(move || ViewProfile { account: account.clone() });
    let zones = load(|| TimeZones {});
    view! {
        <FormTitle form title="Edit contact information" />
        <div class="page">
            <h1>"Edit contact information"</h1>
            <Load
                from=profile
                children=move |profile| {
                    let contact = profile.contact;
                    view! { <Load from=zones children=move |zones| fields(form, contact.clone(), zones) /> }
                }
            />
        </div>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let contact = ContactForm {
        full_name: typed.get("contact[full_name]"),
        language: typed.get("contact[language]"),
        ..ContactForm::default()
    };
    let mut errors = Vec::new();
    match contact.parse(&mut errors) {
        Some(_) => Ok(()),
        None => Err(Problem::Invalid { errors }),
    }
}

fn fields(form: Form, contact: ContactForm, zones: Vec<String>) -> impl IntoView {
    let links = use_account();
    let version = form.version(contact.version);
    let countries = country::ALL.map(|(code, name)| (code.to_owned(), name.to_owned()));
    let countries = with_none("No country", countries);
    let languages = Language::ALL.map(|language| (language.tag().to_owned(), language.name().to_owned()));
    let languages = with_none("As the account", languages);
    let zones = with_none(
        "UTC",
        zones.into_iter().filter(|zone| zone != "UTC").map(|zone| (zone.clone(), zone.replace('_', " "))),
    );
    view! {
        <ErrorSummary title="Your contact information was not saved" errors=form.errors() />
        <SendForm form check=check>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name="contact[version]" value=move || version.get() />
            <TextField
                name="contact[full_name]"
                id="full_name"
                label="Name"
                value=form.value("full_name", &contact.full_name)
                error=form.error("full_name")
                autocomplete="name"
                maxlength=100
                required=true
            />
            <TextField
                name="contact[phone]"
                id="phone"
                label="Phone"
                kind="tel"
                hint="In any common form; without a country code it is read as a number of the country below."
                value=form.value("phone", &contact.phone)
                error=form.error("phone")
                autocomplete="tel"
            />
            <SelectField
                name="contact[phone_country]"
                id="phone_country"
                label="Country of the phone number"
                options=countries
                selected=form.value("phone_country", &contact.phone_country)
                autocomplete="country"
            />
            <SelectField
                name="contact[language]"
                id="language"
                label="Language"
                hint="Of dates, numbers and the mail that you receive."
                options=languages
                selected=form.value("language", &contact.language)
                error=form.error("language")
            />
            <SelectField
                name="contact[time_zone]"
                id="time_zone"
                label="Time zone"
                options=zones
                selected=form.value("time_zone", &contact.time_zone)
                error=form.error("time_zone")
            />
            <FormActions>
                <SubmitButton label="Save contact information" pending=form.pending() />
                <a class="button" href=links.profile()>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
}

/// A select's options with an empty one first.
pub(super) fn with_none(words: &str, options: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), words.to_owned())).chain(options).collect()
}

//! The fields that the dialogs which add and edit share.

use crate::components::{SelectField, TextField};
use crate::form::{Form, Typed};
use crate::pages::login::mail;
use domain::Problem;
use domain::contact::ContactForm;
use domain::country;
use domain::notification::MailTypeView;
use leptos::prelude::*;

/// The rules of both, as far as they need no server.
pub(super) fn check(typed: &Typed) -> Result<(), Problem> {
    let get = |field: &str| typed.get(&format!("person[{field}]"));
    let form = ContactForm {
        first_name: get("first_name"),
        last_name: get("last_name"),
        email: get("email"),
        country: get("country"),
        language: get("language"),
        ..ContactForm::default()
    };
    form.parse().map(drop)
}

/// Names, address, country and notifications.
pub(super) fn fields(form: Form, stored: &ContactForm, types: Vec<MailTypeView>) -> impl IntoView + use<> {
    let countries = std::iter::once((String::new(), "Choose a country".to_owned()))
        .chain(country::ALL.map(|(code, name)| (code.to_owned(), name.to_owned())))
        .collect::<Vec<_>>();
    view! {
        <TextField
            name="person[first_name]"
            id="first_name"
            label="First Name"
            value=form.value("first_name", &stored.first_name)
            error=form.error("first_name")
            autocomplete="off"
            maxlength=100
            required=true
            autofocus=true
        />
        <TextField
            name="person[last_name]"
            id="last_name"
            label="Last Name"
            value=form.value("last_name", &stored.last_name)
            error=form.error("last_name")
            autocomplete="off"
            maxlength=100
            required=true
        />
        <TextField
            name="person[email]"
            id="email"
            label="Email Address"
            kind="email"
            value=form.value("email", &stored.email)
            error=form.error("email")
            autocomplete="off"
            required=true
        />
        <SelectField
            name="person[country]"
            id="country"
            label="Country"
            options=countries
            selected=form.value("country", &stored.country)
            error=form.error("country")
            required=true
        />
        {mail(form, "person", "Notifications", types)}
    }
}

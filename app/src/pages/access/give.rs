//! The form that gives access.

use super::view::About;
use crate::components::{ErrorSummary, FormActions, SelectField, SubmitButton, TextField};
use crate::form::{Form, SendForm, Typed};
use crate::pages::person::UserIdField;
use crate::pages::{ConfirmField, use_account};
use domain::Problem;
use domain::access::Offer;
use domain::grant::GrantForm;
use leptos::prelude::*;

fn check(typed: &Typed) -> Result<(), Problem> {
    let [who, level, until] = ["who", "level", "until"].map(|field| typed.get(field));
    GrantForm { who, level, until }.parse().map(drop)
}

/// The form, or why there is none. `latest` is the last day that can be given; empty when any can.
pub(super) fn give(form: Form, about: &About, offer: Offer, latest: String, confirm: bool) -> impl IntoView + use<> {
    if !offer.allowed {
        let why = if offer.why.is_empty() { "This is not yours to give.".to_owned() } else { offer.why };
        return view! { <p class="people__none">{why}</p> }.into_any();
    }
    let links = use_account();
    let (field, id) = (about.field, about.id.clone());
    let levels = [("viewer", "Viewer: sees, changes nothing"), ("administrator", "Administrator: sees and changes")]
        .map(|(value, words)| (value.to_owned(), words.to_owned()))
        .to_vec();
    let hint = match latest.as_str() {
        "" => "Empty: until somebody ends it.".to_owned(),
        _ => format!("Yours ends on {latest}, so this ends by then."),
    };
    view! {
        <ErrorSummary title="Access was not given" errors=form.errors() />
        <SendForm form check=check>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name=field value=id />
            <UserIdField form hint="The email address of a user whom you see." />
            <SelectField
                name="level"
                label="Level"
                options=levels
                selected=form.value("level", "viewer")
                error=form.error("level")
            />
            <TextField
                name="until"
                label="Last day"
                kind="date"
                hint
                value=form.value("until", &latest)
                error=form.error("until")
            />
            <ConfirmField form needed=confirm />
            <FormActions>
                <SubmitButton label="Give access" pending=form.pending() />
            </FormActions>
        </SendForm>
    }
    .into_any()
}

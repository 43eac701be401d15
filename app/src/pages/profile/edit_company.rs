//! The company's details as a form, for the account holder.

use super::edit_contact::with_none;
use crate::api::profile::{EditCompany as EditCompanyFunction, ViewProfile};
use crate::components::{ErrorSummary, FormActions, SelectField, SubmitButton, TextAreaField, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::pages::{Load, ProblemPage, load, use_account};
use domain::Problem;
use domain::access::Refusal;
use domain::country;
use domain::profile::{CompanyForm, ProfileView};
use leptos::prelude::*;

/// The form.
#[component]
pub fn EditCompany() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<EditCompanyFunction>();
    let loaded = load(move || ViewProfile { account: account.clone() });
    let show = move |profile: ProfileView| match profile.company {
        Some(company) => fields(form, company).into_any(),
        None => view! {
            <ProblemPage problem=Problem::Forbidden { reason: Refusal::HolderOnly.explain().to_owned() } />
        }
        .into_any(),
    };
    view! {
        <FormTitle form title="Edit company" />
        <div class="page">
            <h1>"Edit company"</h1>
            <Load from=loaded children=show />
        </div>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let company = CompanyForm {
        company: typed.get("company[company]"),
        address: typed.get("company[address]"),
        country: typed.get("company[country]"),
        tax_id: typed.get("company[tax_id]"),
        ..CompanyForm::default()
    };
    company.parse().map(drop)
}

fn fields(form: Form, company: CompanyForm) -> impl IntoView {
    let links = use_account();
    let version = form.version(company.version);
    let countries = country::ALL.map(|(code, name)| (code.to_owned(), name.to_owned()));
    view! {
        <ErrorSummary title="The company’s details were not saved" errors=form.errors() />
        <SendForm form check=check>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name="company[version]" value=move || version.get() />
            <TextField
                name="company[company]"
                id="company"
                label="Company"
                value=form.value("company", &company.company)
                error=form.error("company")
                autocomplete="organization"
                maxlength=100
            />
            <TextAreaField
                name="company[address]"
                id="address"
                label="Address"
                value=form.value("address", &company.address)
                error=form.error("address")
            />
            <SelectField
                name="company[country]"
                id="country"
                label="Country"
                options=with_none("No country", countries)
                selected=form.value("country", &company.country)
                error=form.error("country")
                autocomplete="country"
            />
            <TextField
                name="company[tax_id]"
                id="tax_id"
                label="VAT or tax id"
                value=form.value("tax_id", &company.tax_id)
                error=form.error("tax_id")
                maxlength=30
            />
            <FormActions>
                <SubmitButton label="Save company" pending=form.pending() />
                <a class="button" href=links.profile()>
                    "Cancel"
                </a>
            </FormActions>
        </SendForm>
    }
}

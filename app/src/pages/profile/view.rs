//! My Profile: what is known of the person, and of the company for the account holder.

use crate::api::coverage::ViewMailState;
use crate::api::handover::ViewOwnership;
use crate::api::profile::{SetSelfServiceReset, ViewProfile};
use crate::components::{
    Card, CheckField, ErrorSummary, FormActions, Property, PropertyList, SubmitButton, SubmitTone, Title,
};
use crate::form::{Form, SendForm, use_form};
use crate::pages::coverage::state;
use crate::pages::ownership::{card, notice};
use crate::pages::{Load, load, use_account};
use domain::country;
use domain::language::Language;
use domain::profile::{CompanyForm, ProfileView};
use leptos::prelude::*;

/// My Profile.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let self_service = use_form::<SetSelfServiceReset>();
    let history = format!("{}/history", use_account().profile());
    let ownership = {
        let account = account.clone();
        load(move || ViewOwnership { account: account.clone() })
    };
    let mail = {
        let account = account.clone();
        load(move || ViewMailState { account: account.clone() })
    };
    let profile = load(move || ViewProfile { account: account.clone() });
    view! {
        <Title text="My Profile" />
        <div class="page">
            <div class="page__head">
                <h1>"My Profile"</h1>
                <a class="button" href=history>
                    "Your history"
                </a>
            </div>
            <Load quiet=true from=ownership children=notice />
            <Load from=profile children=move |profile| show(self_service, profile) />
            <Load quiet=true from=mail children=state />
            <Load quiet=true from=ownership children=card />
        </div>
    }
}

fn show(self_service: Form, profile: ProfileView) -> impl IntoView {
    let links = use_account();
    let ProfileView { contact, email, phone_display, company, self_service_reset, edit } = profile;
    let language = Language::of_tag(&contact.language).map_or("As the account", Language::name);
    let edit_contact = format!("{}/contact", links.profile());
    let edit_company = format!("{}/company", links.profile());
    let deputies = format!("{}/deputies", links.profile());
    let password = format!("{}/password", links.profile());
    let security = format!("{}/security", links.profile());
    let email_page = format!("{}/email", links.profile());
    let programs = company.is_some().then(programs);
    view! {
        <Card
            title="Contact information"
            actions=move || {
                edit.then(|| {
                    view! {
                        <a class="button" href=email_page.clone()>
                            "Change email"
                        </a>
                        <a class="button" href=edit_contact.clone()>
                            "Edit contact information"
                        </a>
                    }
                })
            }
        >
            <PropertyList>
                <Property label="Name">{or_dash(contact.full_name)}</Property>
                <Property label="Email">{email}</Property>
                <Property label="Phone">{or_dash(phone_display)}</Property>
                <Property label="Language">{language}</Property>
                <Property label="Time zone">
                    {if contact.time_zone.is_empty() { "UTC".to_owned() } else { contact.time_zone }}
                </Property>
            </PropertyList>
        </Card>
        {company.map(|company| show_company(company, edit_company))}
        {programs}
        {self_service_reset.map(|allowed| forgotten_passwords(self_service, allowed))}
        {edit
            .then(|| {
                view! {
                    <Card
                        title="Password"
                        text="Changing it ends all your other sessions."
                        actions=move || view! { <a class="button" href=password.clone()>"Change password"</a> }
                    >
                        ""
                    </Card>
                    <Card
                        title="Sign-in and security"
                        text="Your second factor, and where you are signed in."
                        actions=move || view! { <a class="button" href=security.clone()>"Open sign-in and security"</a> }
                    >
                        ""
                    </Card>
                }
            })}
        <Card
            title="Deputies"
            text="While you are away, somebody else can act for you."
            actions=move || view! { <a class="button" href=deputies.clone()>"Deputies"</a> }
        >
            ""
        </Card>
    }
}

fn show_company(company: CompanyForm, edit: String) -> impl IntoView {
    let country = country::of_code(&company.country).map_or("–", |(_, name)| name);
    view! {
        <Card
            title="Company"
            text="Only you, the account holder, see and change this here."
            actions=move || view! { <a class="button" href=edit.clone()>"Edit company"</a> }
        >
            <PropertyList>
                <Property label="Company">{or_dash(company.company)}</Property>
                <Property label="Address">
                    <span class="property__lines">{or_dash(company.address)}</span>
                </Property>
                <Property label="Country">{country}</Property>
                <Property label="VAT or tax id">{or_dash(company.tax_id)}</Property>
            </PropertyList>
        </Card>
    }
}

/// What the account holder gives to programs.
fn programs() -> impl IntoView {
    let profile = use_account().profile();
    view! {
        <Card
            title="Programs"
            text="Keys by which programs work with this account, and addresses that are told of what happens in it."
            actions=move || {
                view! {
                    <a class="button" href=format!("{profile}/keys")>
                        "Keys for programs"
                    </a>
                    <a class="button" href=format!("{profile}/webhooks")>
                        "Webhooks"
                    </a>
                }
            }
        >
            ""
        </Card>
    }
}

/// The account holder says who chooses a new password by mail.
fn forgotten_passwords(form: Form, allowed: bool) -> impl IntoView {
    view! {
        <Card
            title="Forgotten passwords"
            text="You, and whoever signs in to other accounts too, always choose a new password by a link that is mailed to them. Everybody else is told to ask you, unless you let them do the same."
        >
            <ErrorSummary title="This was not saved" errors=form.errors() />
            <SendForm form guarded=false>
                <input type="hidden" name="account" value=use_account().account().to_owned() />
                <CheckField
                    name="allowed"
                    label="Everybody may choose a new password by mail"
                    hint="Whoever reads somebody’s mail can then sign in as them."
                    checked=allowed
                />
                <FormActions>
                    <SubmitButton label="Save choice" tone=SubmitTone::Plain pending=form.pending() />
                </FormActions>
            </SendForm>
        </Card>
    }
}

fn or_dash(value: String) -> String {
    if value.is_empty() { "–".to_owned() } else { value }
}

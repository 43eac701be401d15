//! My Profile: what is known of the person, and of the company for the account holder.

use crate::api::handover::ViewOwnership;
use crate::api::profile::ViewProfile;
use crate::components::{Card, Property, PropertyList, Title};
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
    let history = format!("{}/history", use_account().profile());
    let ownership = {
        let account = account.clone();
        load(move || ViewOwnership { account: account.clone() })
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
            <Load from=profile children=show />
            <Load quiet=true from=ownership children=card />
        </div>
    }
}

fn show(profile: ProfileView) -> impl IntoView {
    let links = use_account();
    let ProfileView { contact, email, phone_display, company, edit } = profile;
    let language = Language::of_tag(&contact.language).map_or("As the account", Language::name);
    let edit_contact = format!("{}/contact", links.profile());
    let edit_company = format!("{}/company", links.profile());
    let deputies = format!("{}/deputies", links.profile());
    let password = format!("{}/password", links.profile());
    view! {
        <Card
            title="Contact information"
            actions=move || {
                edit.then(|| view! { <a class="button" href=edit_contact.clone()>"Edit contact information"</a> })
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

fn or_dash(value: String) -> String {
    if value.is_empty() { "–".to_owned() } else { value }
}

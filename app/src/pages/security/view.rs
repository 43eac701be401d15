//! Sign-in and security: the second factor, sessions, and what the account holder asks of everybody.

use super::{page, sessions};
use crate::api::security::{EndOtherSessions, EndSession, RequireFactor, ViewSecurity};
use crate::components::{
    Badge, BadgeTone, Card, CheckField, ErrorSummary, FormActions, Property, PropertyList, SubmitButton, SubmitTone,
    Title,
};
use crate::form::{Form, SendForm, use_form};
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::identity::{EverybodyView, FactorView, RECOVERY_CODES, SecurityView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let forms = Forms {
        everybody: use_form::<RequireFactor>(),
        end: use_form::<EndSession>(),
        end_others: use_form::<EndOtherSessions>(),
    };
    let loaded = load(move || ViewSecurity { account: account.clone() });
    view! {
        <Title text="Sign-in and security" />
        <div class="page">
            <h1>"Sign-in and security"</h1>
            <p class="page__text">
                "This is about your login: it is the same for every account that you belong to."
            </p>
            <Load from=loaded children=move |security| show(forms, security) />
        </div>
    }
}

/// The forms of the page.
#[derive(Clone, Copy)]
struct Forms {
    everybody: Form,
    end: Form,
    end_others: Form,
}

fn show(forms: Forms, security: SecurityView) -> impl IntoView {
    let SecurityView { factor, required_by, sessions, everybody, .. } = security;
    view! {
        {second_factor(factor, required_by)}
        {everybody.map(|everybody| for_everybody(forms.everybody, everybody))}
        {sessions::list(forms.end, forms.end_others, sessions)}
    }
}

fn second_factor(factor: Option<FactorView>, required_by: Vec<String>) -> impl IntoView {
    let [set_up, codes, remove] = ["set-up", "recovery-codes", "remove"].map(|word| format!("{}/{word}", page()));
    let required = (!required_by.is_empty()).then(|| {
        let names = required_by.join(", ");
        view! { <p class="card__text">{format!("Required by {names}. It cannot be removed while it is.")}</p> }
    });
    let removable = required_by.is_empty();
    match factor {
        None => view! {
            <Card
                title="Second factor"
                text="With one, signing in also asks for a code that an app on your phone shows: your password alone is worth nothing to a thief."
                actions=move || {
                    view! {
                        <a class="button button--primary" href=set_up>
                            "Set up second factor"
                        </a>
                    }
                }
            >
                <PropertyList>
                    <Property label="State">
                        <Badge>"off"</Badge>
                    </Property>
                </PropertyList>
                {required}
            </Card>
        }
        .into_any(),
        Some(FactorView { since, codes_left }) => view! {
            <Card
                title="Second factor"
                text="Signing in asks for a code of your authenticator app."
                actions=move || {
                    view! {
                        <a class="button" href=codes>
                            "Make new recovery codes"
                        </a>
                        {removable
                            .then(|| {
                                view! {
                                    <a class="button" href=remove>
                                        "Remove second factor"
                                    </a>
                                }
                            })}
                    }
                }
            >
                <PropertyList>
                    <Property label="State">
                        <Badge tone=BadgeTone::Ok>"on"</Badge>
                    </Property>
                    <Property label="Since">{since}</Property>
                    <Property label="Recovery codes left">{format!("{codes_left} of {RECOVERY_CODES}")}</Property>
                </PropertyList>
                {required}
            </Card>
        }
        .into_any(),
    }
}

fn for_everybody(form: Form, everybody: EverybodyView) -> impl IntoView {
    view! {
        <Card
            title="Second factor for everybody"
            text="Only you, the account holder, see and change this. Whoever has no second factor is led to set one up before anything else in this account."
        >
            <ErrorSummary title="This was not saved" errors=form.errors() />
            <SendForm form guarded=false>
                <input type="hidden" name="account" value=use_account().account().to_owned() />
                <CheckField
                    name="required"
                    label="Everybody in this account needs a second factor"
                    hint="You need one yourself first. What people without one have open in this account closes at once."
                    checked=everybody.required
                />
                <ConfirmField form needed=everybody.confirm />
                <FormActions>
                    <SubmitButton label="Save requirement" tone=SubmitTone::Plain pending=form.pending() />
                </FormActions>
            </SendForm>
        </Card>
    }
}

//! One's own deputies: appointing and ending them.

use super::deputyships;
use crate::api::deputy::{AppointDeputy, ListDeputies};
use crate::components::{Card, ErrorSummary, FormActions, SubmitButton, TextField, Title};
use crate::form::{Form, SendForm, Typed, use_form};
use crate::pages::person::UserIdField;
use crate::pages::{ConfirmField, Load, load, use_account};
use domain::Problem;
use domain::grant::{DeputyForm, DeputyView};
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let form = use_form::<AppointDeputy>();
    let loaded = load(move || ListDeputies { account: account.clone() });
    view! {
        <Title text="Deputies" />
        <div class="page">
            <h1>"Deputies"</h1>
            <p class="page__text">
                "While you are away, somebody else can act for you. A deputy has what you have, without your roles, without holding the account, and without power over anybody’s login. What they give to others ends with their time. A password that somebody set for them ends, so that nobody acts for you in their place."
            </p>
            <Load from=loaded children=move |view| show(form, view) />
        </div>
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let [who, from, until] = ["who", "from", "until"].map(|field| typed.get(field));
    DeputyForm { who, from, until }.parse().map(drop)
}

fn show(form: Form, view: DeputyView) -> impl IntoView {
    let links = use_account();
    let list = if view.deputies.is_empty() {
        view! { <p class="people__none">"Nobody acts for you, and you act for nobody."</p> }.into_any()
    } else {
        deputyships(&links, "profile/deputies", view.deputies).into_any()
    };
    let appoint = move || match view.appoint {
        true => fields(form, view.confirm).into_any(),
        false => view! { <p class="people__none">"You administer nothing that somebody could look after for you."</p> }
            .into_any(),
    };
    view! {
        <Card title="Now and to come">{list}</Card>
        <Card title="Appoint a deputy">{appoint()}</Card>
    }
}

fn fields(form: Form, confirm: bool) -> impl IntoView {
    let links = use_account();
    view! {
        <ErrorSummary title="The deputy was not appointed" errors=form.errors() />
        <SendForm form check=check>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <UserIdField form hint="The email address of a user whom you see." />
            <TextField
                name="from"
                label="First day"
                kind="date"
                hint="Empty: at once."
                value=form.value("from", "")
                error=form.error("from")
            />
            <TextField
                name="until"
                label="Last day"
                kind="date"
                value=form.value("until", "")
                error=form.error("until")
                required=true
            />
            <ConfirmField form needed=confirm />
            <FormActions>
                <SubmitButton label="Appoint deputy" pending=form.pending() />
            </FormActions>
        </SendForm>
    }
}

//! The dialog that binds a licence to a machine, and shows the machine's token this once.

use super::View;
use crate::api::licence::{ActivateLicence, ViewLicence};
use crate::components::{CancelLink, CopyButton, Dialog, ErrorSummary, FormActions, SubmitButton, TextField};
use crate::form::{Form, FormTitle, SendForm, Typed, use_form};
use crate::links::escape;
use crate::pages::{Load, load, use_account, use_param};
use domain::Problem;
use domain::licence::{ActivateForm, Activated, LicenceDetail};
use leptos::prelude::*;

/// The dialog, over the licence's page.
#[component]
pub fn Activate() -> impl IntoView {
    let account = use_account().account().to_owned();
    let licence = use_param("licence");
    let form = use_form::<ActivateLicence>();
    let loaded = load(move || ViewLicence { account: account.clone(), licence: licence.get() });
    view! {
        <View />
        <Load quiet=true from=loaded children=move |detail| dialog(form, licence.get_untracked(), &detail) />
    }
}

fn check(typed: &Typed) -> Result<(), Problem> {
    let [machine, machine_name] = ["machine", "machine_name"].map(|field| typed.get(field));
    ActivateForm { machine, machine_name }.parse().map(drop)
}

fn dialog(form: Form, licence: String, detail: &LicenceDetail) -> impl IntoView + use<> {
    let close = use_account().licence(&licence);
    let title = format!("Activate {} on a machine", detail.licence.product);
    let (left, offer) = (detail.licence.seats - detail.licence.used, detail.activate.clone());
    let content = move || match form.answer::<Activated>() {
        Some(activated) => told(activated).into_any(),
        None if offer.allowed || left == 0 => fields(form, licence.clone(), left).into_any(),
        None => hindered(offer.why.clone()).into_any(),
    };
    view! {
        <FormTitle form title=title.clone() />
        <Dialog title close_href=close>
            {content}
        </Dialog>
    }
}

fn hindered(why: String) -> impl IntoView {
    view! {
        <p class="dialog__text">{why}</p>
        <FormActions>
            <CancelLink label="Back to the licence" first=true />
        </FormActions>
    }
}

fn fields(form: Form, licence: String, left: i32) -> impl IntoView {
    let free = match left {
        0 => "No seat is free. A machine that has one gets its token again.".to_owned(),
        1 => "One seat is free. A machine that has one already gets its token again, and no second seat.".to_owned(),
        _ => format!("{left} seats are free. A machine that has one already gets its token again, and no second seat."),
    };
    view! {
        <ErrorSummary title="The machine was not activated" errors=form.errors() />
        <p class="dialog__text">{free}</p>
        <SendForm form check=check guarded=false>
            <input type="hidden" name="account" value=use_account().account().to_owned() />
            <input type="hidden" name="licence" value=licence />
            <TextField
                name="machine"
                label="Machine id"
                hint="The program shows it when it asks for a licence."
                value=form.value("machine", "")
                error=form.error("machine")
                autocomplete="off"
                required=true
                autofocus=true
            />
            <TextField
                name="machine_name"
                label="Name"
                hint="What you call the machine, such as its place."
                value=form.value("machine_name", "")
                error=form.error("machine_name")
                autocomplete="off"
            />
            <FormActions>
                <CancelLink />
                <SubmitButton label="Activate machine" pending=form.pending() />
            </FormActions>
        </SendForm>
    }
}

/// The token. It takes the focus, because the button that had it is gone.
fn told(activated: Activated) -> impl IntoView {
    let element = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        if let Some(told) = element.get() {
            let _ = told.focus();
        }
    });
    let Activated { machine, seat, again, token, until } = activated;
    let said = match again {
        true => format!("{machine} has seat {seat} already. This is its token again:"),
        false => format!("{machine} has seat {seat} now. This is its token:"),
    };
    let file = format!("{}.licence", machine.as_str().replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', "-"));
    let href = format!("data:application/jwt,{}", escape(&token.0));
    view! {
        <div class="told" tabindex="-1" role="status" node_ref=element>
            <p>{said}</p>
            <p class="told__secret told__secret--long">{token.0.clone()}</p>
            <ul class="dialog__list">
                <li>"Give it to the program on that machine. It checks the token by itself, without asking us."</li>
                <li>{format!("It holds until {until}; activate the machine again for a newer one.")}</li>
                <li>"It is shown only now and kept nowhere."</li>
            </ul>
        </div>
        <FormActions>
            <CancelLink label="Done" />
            <a class="button" href=href download=file rel="external">
                "Download token"
            </a>
            <CopyButton label="Copy token" text=token.0 />
        </FormActions>
    }
}

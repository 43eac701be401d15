//! The boxes that the dialogs share: what a login may do, and the mail it receives.

use crate::components::CheckField;
use crate::form::Form;
use domain::notification::MailTypeView;
use domain::role::Role;
use leptos::prelude::*;

/// What each role lets somebody do.
const fn explain(role: Role) -> &'static str {
    match role {
        Role::ActivateLicenses => "Sees the account’s licences and binds them to machines.",
        Role::MakePurchases => "Sees the catalogue and the orders, and orders for the account.",
        Role::PayInvoices => "Sees invoices and payments, and pays.",
    }
}

/// The roles as boxes; a sentence in their place where none can be given.
pub(super) fn roles(form: Form, held: &[Role], refused: &str) -> impl IntoView + use<> {
    if !refused.is_empty() {
        return view! { <p class="dialog__text">{refused.to_owned()}</p> }.into_any();
    }
    let boxes = Role::ALL
        .map(|role| {
            let name = format!("login[{}]", role.name());
            let checked = form.ticked(&name, held.contains(&role));
            view! { <CheckField name=name label=role.label() hint=explain(role) checked=checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="boxes">
            <legend class="boxes__legend">"Access"</legend>
            {boxes}
        </fieldset>
    }
    .into_any()
}

/// The types of mail as boxes; `of` is the form's field that they are in.
pub(in crate::pages) fn mail(
    form: Form,
    of: &'static str,
    legend: &'static str,
    types: Vec<MailTypeView>,
) -> impl IntoView {
    let boxes = types
        .into_iter()
        .map(|known| {
            let name = format!("{of}[mail][{}]", known.id);
            let checked = form.ticked(&name, known.receives);
            view! { <CheckField name=name label=known.label checked=checked /> }
        })
        .collect_view();
    view! {
        <fieldset class="boxes">
            <legend class="boxes__legend">{legend}</legend>
            {boxes}
        </fieldset>
    }
}

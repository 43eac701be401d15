//! The matrix: people by types of mail, with what nobody receives above it.

use crate::api::coverage::{RetryMail, SaveCoverage, ViewCoverage};
use crate::components::{ErrorSummary, FormActions, Notice, NoticeTone, SubmitButton};
use crate::form::{Form, FormTitle, SendForm, use_form};
use crate::pages::{Load, load, use_account};
use domain::notification::{CoverageRow, CoverageType, CoverageView, row_key};
use leptos::prelude::*;

/// The page.
#[component]
pub fn View() -> impl IntoView {
    let account = use_account().account().to_owned();
    let (save, retry) = (use_form::<SaveCoverage>(), use_form::<RetryMail>());
    let loaded = load(move || ViewCoverage { account: account.clone() });
    let links = use_account();
    view! {
        <FormTitle form=save title="Notification coverage" />
        <div class="page page--wide">
            <h1>"Notification coverage"</h1>
            <p class="page__text">
                "Who receives which mail of the account: "
                <a href=links.section("profile/logins")>"Authorized Logins"</a> " and "
                <a href=links.section("profile/contacts")>"Primary Contacts"</a> "."
            </p>
            <ErrorSummary title="This was not saved" errors=save.errors() />
            <ErrorSummary title="The address is not tried again" errors=retry.errors() />
            <Load from=loaded children=move |view| show(save, retry, view) />
        </div>
    }
}

fn show(save: Form, retry: Form, view: CoverageView) -> impl IntoView {
    let links = use_account();
    let gaps = view.types.iter().map(|known| known.gap.clone()).filter(|gap| !gap.is_empty()).collect::<Vec<_>>();
    let gaps = gaps
        .into_iter()
        .map(|gap| {
            view! {
                <Notice tone=NoticeTone::Warn>
                    <p>{gap.clone()}</p>
                </Notice>
            }
        })
        .collect_view();
    let heads = view.types.iter().map(head).collect_view();
    let bounced = view.people.iter().filter(|person| person.bounced).map(|person| again(retry, person)).collect_view();
    let types = view.types;
    let rows = view.people.into_iter().map(|person| row(save, &types, person)).collect_view();
    let version = save.version(view.version);
    view! {
        {gaps}
        <SendForm form=save class="card__stack">
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name="version" value=move || version.get() />
            <div class="sheet" role="region" aria-label="Who receives what" tabindex="0">
                <table class="sheet__table sheet__table--boxes">
                    <thead>
                        <tr>
                            <th scope="col">"Recipient"</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <FormActions>
                <SubmitButton label="Save coverage" pending=save.pending() />
            </FormActions>
        </SendForm>
        {bounced}
    }
}

fn head(known: &CoverageType) -> impl IntoView + use<> {
    let contacts = known.contact_label.clone();
    let contacts = (!contacts.is_empty()).then(|| view! { <span class="sheet__detail">{contacts}</span> });
    view! {
        <th scope="col">
            {known.label.clone()} {contacts}
            {(!known.gap.is_empty()).then(|| view! { <span class="sheet__warning">"reaches nobody"</span> })}
        </th>
    }
}

fn row(form: Form, types: &[CoverageType], person: CoverageRow) -> impl IntoView + use<> {
    let cells = types
        .iter()
        .zip(person.cells)
        .map(|(known, receives)| {
            let Some(receives) = receives else {
                return view! { <td class="sheet__box">"–"</td> }.into_any();
            };
            let head = known.label.clone();
            let name = format!("ticked[{}][{}]", row_key(&person.id), known.id);
            let checked = form.ticked(&name, receives);
            let label = format!("{} receives {}", person.name, known.label);
            view! {
                <td class="sheet__box" data-label=head>
                    <label class="sheet__tick">
                        <input
                            class="check__box"
                            type="checkbox"
                            name=name
                            value="true"
                            checked=checked
                            aria-label=label
                        />
                    </label>
                </td>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <tr>
            <th scope="row">
                <span class="sheet__name">{person.name}</span>
                <span class="sheet__detail">{person.email}</span>
                <span class="sheet__detail">{person.kind.label()}</span>
                {(!person.unreached.is_empty())
                    .then(|| view! { <span class="sheet__warning">{person.unreached}</span> })}
            </th>
            {cells}
        </tr>
    }
}

/// Beside the matrix, because a form does not stand in another.
fn again(form: Form, person: &CoverageRow) -> impl IntoView + use<> {
    let links = use_account();
    let (id, label) = (person.id.clone(), format!("Try mail to {} again", person.email));
    view! {
        <SendForm form class="" guarded=false>
            <input type="hidden" name="account" value=links.account().to_owned() />
            <input type="hidden" name="recipient" value=id />
            <button class="button" type="submit">
                {label}
            </button>
        </SendForm>
    }
}

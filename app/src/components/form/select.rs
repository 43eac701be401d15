//! One of several values.

use super::super::{Icon, IconName};
use super::error::Described;
use super::field::Field;
use leptos::prelude::*;

/// A labelled select.
#[component]
pub fn SelectField(
    /// The name under which it is sent.
    #[prop(into)]
    name: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// The values and their words, in the order shown.
    options: Vec<(String, String)>,
    /// The value chosen at first; the first option unless told.
    #[prop(optional_no_strip, into)]
    selected: Option<String>,
    /// Its id, where the name alone is not unique in the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// One sentence that helps to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The purpose, in the words of the HTML standard.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Something must be chosen. A select without an empty option is never marked as optional.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let described = Described::new(id.clone(), hint.is_some(), error);
    let by = described.clone();
    let can_be_empty = options.iter().any(|(value, _)| value.is_empty());
    let choices = options
        .into_iter()
        .map(|(value, words)| {
            let chosen = selected.as_ref() == Some(&value);
            view! {
                <option value=value selected=chosen>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <Field id=id.clone() label required={required || !can_be_empty} hint error>
            <div class="field__select">
                <select
                    class="input"
                    id=id
                    name=name
                    autocomplete=autocomplete
                    required=required
                    aria-invalid=move || described.invalid()
                    aria-describedby=move || by.by()
                >
                    {choices}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
        </Field>
    }
}

//! The fields of a filter above a list. They show what the address says.

use super::{EmptyKind, EmptyState, Icon, IconName, Kept};
use crate::form::SearchForm;
use leptos::prelude::*;

/// A filter above a list: its fields, the button that filters, and the way back to everything.
#[component]
pub fn Filter(
    /// What it does, for those who do not see it: “Filter the invoices”.
    label: &'static str,
    /// The address of the whole list.
    #[prop(into)]
    all: String,
    /// Whether less than the whole list is shown.
    filtered: bool,
    /// Its fields: `FilterText` and `FilterSelect`.
    children: Children,
) -> impl IntoView {
    let clear = filtered.then(|| all.clone());
    view! {
        <SearchForm class="filter" label action=all>
            {children()}
            <div class="filter__actions">
                <button class="button" type="submit">
                    "Filter"
                </button>
                {clear.map(|href| view! { <a class="button" href=href>"Show all"</a> })}
            </div>
        </SearchForm>
    }
}

/// A line of text, or a day, to look for.
#[component]
pub fn FilterText(
    /// The name under which it stands in the address.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// `search`, `date` or `text`.
    #[prop(default = "search")]
    kind: &'static str,
    /// What the address says.
    value: String,
    /// The keyboard that a touch screen shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What is wrong with it; an `ErrorSummary` leads to it by its name then.
    #[prop(optional_no_strip)]
    fault: Option<String>,
) -> impl IntoView {
    let described = fault.as_ref().map(|_| format!("{name}-error"));
    let error = fault.as_ref().map(|fault| {
        view! {
            <span class="field__error" id=described.clone()>
                <Icon name=IconName::Warning />
                {fault.clone()}
            </span>
        }
    });
    view! {
        <label class="filter__field">
            <span class="filter__label">{label}</span>
            <input
                class="input"
                id=fault.as_ref().map(|_| name)
                aria-invalid=fault.as_ref().map(|_| "true")
                aria-describedby=described
                type=kind
                name=name
                value=value.clone()
                prop:value=Kept(value)
                inputmode=inputmode
                autocomplete="off"
            />
            {error}
        </label>
    }
}

/// One of several values; the first when the address says none of them.
#[component]
pub fn FilterSelect(
    /// The name under which it stands in the address.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// What the address says.
    chosen: String,
    /// The values and their words, in the order shown.
    options: Vec<(String, String)>,
) -> impl IntoView {
    let chosen = options.iter().position(|(value, _)| *value == chosen).unwrap_or_default();
    let options = options
        .into_iter()
        .enumerate()
        .map(|(place, (value, words))| {
            let selected = place == chosen;
            view! {
                <option value=value selected=selected prop:selected=Kept(selected)>
                    {words}
                </option>
            }
        })
        .collect_view();
    view! {
        <label class="filter__field">
            <span class="filter__label">{label}</span>
            <span class="field__select">
                <select class="input" name=name>
                    {options}
                </select>
                <Icon name=IconName::ChevronDown />
            </span>
        </label>
    }
}

/// Instead of a list in which the filter finds nothing.
#[component]
pub fn NoMatch(
    /// What does not match: “No invoice matches”.
    title: &'static str,
    /// What may help.
    text: &'static str,
    /// The address of the whole list.
    #[prop(into)]
    all: String,
) -> impl IntoView {
    view! {
        <EmptyState kind=EmptyKind::NoMatch title text>
            <a class="button" href=all>
                "Show all"
            </a>
        </EmptyState>
    }
}

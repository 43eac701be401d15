//! Several of many.

use super::error::{Described, FieldError};
use leptos::prelude::*;

/// Boxes under one legend, sent under one name as a list.
#[component]
pub fn CheckGroup(
    /// The name under which they are sent, without the brackets of a list.
    name: &'static str,
    /// What is chosen.
    legend: &'static str,
    /// Each value with its words and, where the words alone do not say it, its name for programs.
    options: Vec<(String, String)>,
    /// The values that are ticked at first.
    ticked: Vec<String>,
    /// What is wrong with the choice.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let described = Described::new(name.to_owned(), false, error);
    let boxes = options
        .into_iter()
        .enumerate()
        .map(|(number, (value, words))| {
            // A link from the error summary leads to the first.
            let id = if number == 0 { name.to_owned() } else { format!("{name}-{number}") };
            let checked = ticked.contains(&value);
            view! {
                <li class="check">
                    <input
                        class="check__box"
                        id=id.clone()
                        type="checkbox"
                        name=format!("{name}[]")
                        value=value.clone()
                        checked=checked
                    />
                    <label class="check__label" for=id>
                        {words}
                        " "
                        <code class="check__value">{value}</code>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field check-group" aria-describedby=move || described.by()>
            <legend class="field__label">{legend}</legend>
            <ul class="check-group__boxes">{boxes}</ul>
            <FieldError id=name.to_owned() error />
        </fieldset>
    }
}

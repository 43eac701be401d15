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
    /// Each value with its words, under headings; a heading may be empty.
    options: Vec<(String, Vec<(String, String)>)>,
    /// The values that are ticked at first.
    ticked: Vec<String>,
    /// What is wrong with the choice.
    #[prop(into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let described = Described::new(name.to_owned(), false, error);
    let mut number = 0;
    let mut check = |(value, words): (String, String)| {
        // A link from the error summary leads to the first.
        let id = if number == 0 { name.to_owned() } else { format!("{name}-{number}") };
        number += 1;
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
    };
    let parts = options
        .into_iter()
        .enumerate()
        .map(|(part, (heading, boxes))| {
            let id = (!heading.is_empty()).then(|| format!("{name}-about-{part}"));
            let heading = id.clone().map(|id| {
                view! {
                    <p class="check-group__heading" id=id>
                        {heading}
                    </p>
                }
            });
            let boxes = boxes.into_iter().map(&mut check).collect_view();
            view! {
                {heading}
                <ul class="check-group__boxes" aria-labelledby=id>
                    {boxes}
                </ul>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field check-group" aria-describedby=move || described.by()>
            <legend class="field__label">{legend}</legend>
            {parts}
            <FieldError id=name.to_owned() error />
        </fieldset>
    }
}

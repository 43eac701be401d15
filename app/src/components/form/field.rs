//! What every labelled field shares: its label above, its hint and error below.

use super::error::{FieldError, FieldHint};
use leptos::prelude::*;

/// The frame of one field.
#[component]
pub(super) fn Field(
    /// The id of the control.
    id: String,
    /// Its label.
    label: String,
    /// Optional fields say so; required ones are the rule and carry no mark.
    required: bool,
    /// One sentence that helps to fill it in.
    hint: Option<String>,
    /// What is wrong with it.
    error: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {label}
                {(!required).then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            {children()}
            <FieldHint id=id.clone() hint />
            <FieldError id error />
        </div>
    }
}

//! The words of a field's error, and how the field points to them.

use super::super::{Icon, IconName};
use leptos::prelude::*;

/// The ids that describe a field.
#[derive(Clone, Debug)]
pub(super) struct Described {
    id: String,
    hinted: bool,
    error: Signal<Option<String>>,
}

impl Described {
    pub(super) const fn new(id: String, hinted: bool, error: Signal<Option<String>>) -> Self {
        Self { id, hinted, error }
    }

    /// The value of `aria-describedby`: the hint, then the error while there is one.
    pub(super) fn by(&self) -> Option<String> {
        let hint = self.hinted.then(|| hint_id(&self.id));
        let error = self.error.with(Option::is_some).then(|| error_id(&self.id));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    /// The value of `aria-invalid`.
    pub(super) fn invalid(&self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }
}

pub(super) fn hint_id(id: &str) -> String {
    format!("{id}-hint")
}

fn error_id(id: &str) -> String {
    format!("{id}-error")
}

/// The error beside the field, while there is one.
#[component]
pub(super) fn FieldError(id: String, error: Signal<Option<String>>) -> impl IntoView {
    let id = error_id(&id);
    move || {
        error.get().map(|words| {
            view! {
                <p class="field__error" id=id.clone()>
                    <Icon name=IconName::Warning />
                    <span>{words}</span>
                </p>
            }
        })
    }
}

/// The hint below the field, if it has one.
#[component]
pub(super) fn FieldHint(id: String, hint: Option<String>) -> impl IntoView {
    hint.map(|words| {
        view! {
            <p class="field__hint" id=hint_id(&id)>
                {words}
            </p>
        }
    })
}

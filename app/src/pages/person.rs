//! Naming a person in a form: what is typed is completed from those whom one sees.

use crate::api::access::SuggestPeople;
use crate::components::PersonField;
use crate::form::Form;
use crate::pages::use_account;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos::task::spawn_local;

/// The field `who` of a form: a User id, completed from those whom the person sees.
#[component]
pub(super) fn UserIdField(form: Form, hint: &'static str) -> impl IntoView {
    let (suggested, on_typed) = suggestions();
    view! {
        <PersonField
            name="who"
            label="User id"
            hint
            value=form.value("who", "")
            error=form.error("who")
            suggested
            on_typed
        />
    }
}

/// What is suggested, as User id and name, and what to call with what was typed. Browser only; without the script the
/// whole User id is typed.
fn suggestions() -> (ReadSignal<Vec<(String, String)>>, Callback<String>) {
    let (suggested, set) = signal(Vec::new());
    let account = StoredValue::new(use_account().account().to_owned());
    let asked = StoredValue::new(String::new());
    let on_typed = Callback::new(move |typed: String| {
        if typed.trim().len() < 2 {
            return;
        }
        asked.set_value(typed.clone());
        let query = account.with_value(|account| {
            let escape = crate::links::escape;
            format!("account={}&typed={}", escape(account), escape(&typed))
        });
        spawn_local(async move {
            let answer = crate::wire::read(SuggestPeople::PATH, &query).await;
            let people = answer.ok().and_then(|text| serde_json::from_str(&text).ok());
            // An answer to what was typed before is late.
            if let (Some(people), Some(true)) = (people, asked.try_with_value(|asked| *asked == typed)) {
                set.set(people);
            }
        });
    });
    (suggested, on_typed)
}

//! What was just done, told on the page that the person was sent to.

use crate::components::{Notice, NoticeTone};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// A line for each `done` that an address may have: its name, and the sentence. Text, because a `match` as long as this
/// is a larger program, and everybody loads it first.
const SENTENCES: &str = include_str!("notice.txt");

/// The sentence for the `done` of the address. The words are ours: an address cannot bring its own.
fn sentence(done: &str) -> Option<&'static str> {
    let mut lines = SENTENCES.lines().filter_map(|line| line.split_once(": "));
    lines.find_map(|(name, words)| (name == done).then_some(words))
}

/// Changes whenever something was done that leads to where one is: what is shown there is loaded and told anew.
#[derive(Clone, Copy)]
pub struct Again(RwSignal<bool>);

impl Again {
    /// To be called once, at the top of the application.
    pub fn provide() {
        provide_context(Self(RwSignal::new(false)));
    }

    /// It was done once more.
    pub fn happened(self) {
        self.0.update(|odd| *odd = !*odd);
    }
}

/// What was just done, as the address has it, with a blank after it every other time that it was done there once more:
/// what a page shows is loaded again when this changes.
#[must_use]
pub fn use_done() -> Memo<String> {
    let (query, again) = (use_query_map(), use_context());
    Memo::new(move |_| {
        let mut done = query.with(|query| query.get("done").unwrap_or_default());
        if again.is_some_and(|Again(odd)| odd.get()) {
            done.push(' ');
        }
        done
    })
}

/// What was just done, when the address says so.
#[component]
pub fn DoneNotice() -> impl IntoView {
    let done = use_done();
    move || {
        done.with(|done| sentence(done.trim_end())).map(|words| {
            view! {
                <Notice tone=NoticeTone::Ok dismissable=true>
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}

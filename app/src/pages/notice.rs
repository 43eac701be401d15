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

/// What was just done, as the address has it: what a page shows is loaded again when this changes.
#[must_use]
pub fn use_done() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("done").unwrap_or_default()))
}

/// What was just done, when the address says so.
#[component]
pub fn DoneNotice() -> impl IntoView {
    let done = use_done();
    move || {
        done.with(|done| sentence(done)).map(|words| {
            view! {
                <Notice tone=NoticeTone::Ok dismissable=true>
                    <p>{words}</p>
                </Notice>
            }
        })
    }
}

//! The frames around every page.

mod frame;
mod plain;

pub use frame::{BareHead, Frame, FrameHead, NavEntry};
pub use plain::PlainFrame;

use super::focus::focus_by_id;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

/// The mark: an arch within an arch.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="brand__mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <rect width="24" height="24" rx="6"></rect>
            <path d="M6.5 17.8v-5.6a5.5 5.5 0 0 1 11 0v5.6M9.9 17.8v-5.3a2.1 2.1 0 0 1 4.2 0v5.3"></path>
        </svg>
    }
}

/// The first link of every page. With the script awake the router would only scroll, so the focus is
/// moved by hand.
#[component]
fn SkipLink() -> impl IntoView {
    let skip = |event: MouseEvent| {
        event.prevent_default();
        focus_by_id("main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>
            "Skip to content"
        </a>
    }
}

//! The frames around every page.

mod frame;
mod plain;

pub use frame::{BareHead, Frame, FrameHead, NavEntry};
pub use plain::PlainFrame;

use super::focus::focus_by_id;
use leptos::prelude::*;
use leptos::web_sys::MouseEvent;

/// The address of the operator's mark.
pub const MARK: &str = "/brand/mark";

#[component]
fn Mark() -> impl IntoView {
    view! { <img class="brand__mark" src=MARK alt="" width="24" height="24" /> }
}

/// What this Portico is called; the document says it to the browser.
pub(super) fn brand() -> String {
    #[cfg(feature = "ssr")]
    let brand = use_context::<crate::request::RequestContext>().map(|request| request.brand.name.clone());
    #[cfg(not(feature = "ssr"))]
    let brand = document().document_element().and_then(|root| root.get_attribute("data-brand"));
    brand.unwrap_or_else(|| "Portico".to_owned())
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

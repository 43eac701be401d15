//! The history of an account, of a group with everything below it, of a user, and one's own: one page, four addresses.

mod browse;
mod news;

use browse::Browse;
use domain::history::{HistoryView, ONESELF};
use leptos::prelude::*;

use crate::pages::use_param;

/// The account's history.
#[component]
pub fn OfAccount() -> impl IntoView {
    let of = Signal::derive(HistoryView::default);
    view! { <Browse of /> }
}

/// What was done to a group and everything below it.
#[component]
pub fn OfGroup() -> impl IntoView {
    let group = use_param("group");
    let of = Signal::derive(move || HistoryView { group: group.get(), ..HistoryView::default() });
    view! { <Browse of /> }
}

/// What was done to a user.
#[component]
pub fn OfUser() -> impl IntoView {
    let user = use_param("user");
    let of = Signal::derive(move || HistoryView { user: user.get(), ..HistoryView::default() });
    view! { <Browse of /> }
}

/// What was done to oneself.
#[component]
pub fn Own() -> impl IntoView {
    let of = Signal::derive(|| HistoryView { user: ONESELF.to_owned(), ..HistoryView::default() });
    view! { <Browse of /> }
}

//! Invoices: the list, and one of them.

mod list;
mod view;

pub use list::List;
pub use view::View;

use crate::components::{Badge, BadgeTone, Crumb};
use crate::links::Links;
use domain::InvoiceId;
use domain::invoice::Status;
use domain::invoice::view::ListView;
use leptos::prelude::*;

/// The path to the page `here`: from the list, and over a document where it belongs to one.
pub(in crate::pages) fn crumbs(links: &Links, document: Option<(InvoiceId, String)>, here: String) -> Vec<Crumb> {
    let list = Crumb { label: "Invoices".to_owned(), href: Some(links.invoices(&ListView::default())) };
    let document = document.map(|(id, number)| Crumb { label: number, href: Some(links.invoice(id)) });
    std::iter::once(list).chain(document).chain([Crumb { label: here, href: None }]).collect()
}

/// How a document stands, as a word whose colour repeats it.
fn status(status: Status) -> impl IntoView {
    let tone = match status {
        Status::Open => BadgeTone::Accent,
        Status::Overdue => BadgeTone::Danger,
        Status::Paid => BadgeTone::Ok,
        Status::Credited | Status::Void => BadgeTone::Neutral,
    };
    view! { <Badge tone>{status.label()}</Badge> }
}

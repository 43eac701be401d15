//! Invoices: the list, and one of them.

mod list;
mod view;

pub use list::List;
pub use view::View;

use crate::components::{Badge, BadgeTone};
use domain::invoice::Status;
use leptos::prelude::*;

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

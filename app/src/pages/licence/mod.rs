//! Licences, and the machines that use them.

mod activate;
mod deactivate;
mod list;
mod view;

pub use activate::Activate;
pub use deactivate::Deactivate;
pub use list::List;
pub use view::View;

use crate::components::{Badge, BadgeTone};
use domain::licence::{LicenceRow, LicenceState};
use leptos::prelude::*;

/// The word for a licence's state.
pub(in crate::pages) fn state(licence: &LicenceRow) -> impl IntoView + use<> {
    let (tone, label) = match licence.state {
        LicenceState::Active if licence.ends_soon => (BadgeTone::Warn, "Ends soon"),
        LicenceState::Active => (BadgeTone::Ok, "Active"),
        LicenceState::Expired => (BadgeTone::Warn, "Expired"),
        LicenceState::Suspended => (BadgeTone::Danger, "Suspended"),
        LicenceState::Revoked => (BadgeTone::Danger, "Revoked"),
    };
    view! { <Badge tone>{label}</Badge> }
}

/// Its last day in words.
pub(in crate::pages) fn until(licence: &LicenceRow) -> String {
    if licence.until.is_empty() { "Never ends".to_owned() } else { licence.until.clone() }
}

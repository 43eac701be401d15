//! Orders.

mod cancel;
mod list;
mod place;
mod view;

pub use cancel::Cancel;
pub use list::List;
pub use place::{Buy, Renew};
pub use view::View;

use crate::components::{Badge, BadgeTone};
use domain::order::OrderState;
use leptos::prelude::*;

/// The word for an order's state.
fn state(state: OrderState) -> impl IntoView {
    let tone = match state {
        OrderState::Fulfilled => BadgeTone::Ok,
        OrderState::AwaitingPayment | OrderState::AwaitingApproval => BadgeTone::Warn,
        OrderState::Refused => BadgeTone::Danger,
        OrderState::Placed | OrderState::Approved | OrderState::Cancelled => BadgeTone::Neutral,
    };
    view! { <Badge tone>{state.label()}</Badge> }
}

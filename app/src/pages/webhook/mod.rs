//! Addresses at which programs are told of events.

mod add;
mod delete;
mod list;
mod log;

pub use add::AddWebhook;
pub use delete::DeleteWebhook;
pub use list::Webhooks;
pub use log::Webhook;

use crate::components::{Badge, BadgeTone};
use domain::program::WebhookView;
use leptos::prelude::*;

/// Where an address stands.
fn state(endpoint: &WebhookView) -> impl IntoView + use<> {
    let failing = (!endpoint.failing_since.is_empty()).then(|| format!("failing since {}", endpoint.failing_since));
    view! {
        {endpoint.paused.then(|| view! { <Badge tone=BadgeTone::Warn>"paused"</Badge> })}
        {failing.map(|words| view! { <Badge tone=BadgeTone::Danger>{words}</Badge> })}
    }
}

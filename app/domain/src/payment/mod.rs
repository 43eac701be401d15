//! Paying an invoice: what an attempt can become, and what its pages show.

mod decline;
mod sandbox;
mod state;
pub mod stripe;
mod view;

pub use decline::Decline;
pub use sandbox::TestCard;
pub use state::{Heard, PaymentState};
pub use view::{CardForm, PayBy, PayForm, PayView, PaymentLink, PaymentView};

//! My Profile.

mod edit_company;
mod edit_contact;
mod self_service;
mod view;

pub use edit_company::*;
pub use edit_contact::*;
pub use self_service::*;
pub use view::*;

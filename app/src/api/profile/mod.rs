//! My Profile.

mod edit_company;
mod edit_contact;
mod view;

pub use edit_company::*;
pub use edit_contact::*;
pub use view::*;

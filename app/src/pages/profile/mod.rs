//! My Profile.

mod edit_company;
mod edit_contact;
mod view;

pub use edit_company::EditCompany;
pub use edit_contact::EditContact;
pub use view::View;

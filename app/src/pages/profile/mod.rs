//! My Profile.

mod edit_company;
mod edit_contact;
mod password;
mod view;

pub use edit_company::EditCompany;
pub use edit_contact::EditContact;
pub use password::{Choose, Password};
pub use view::View;

//! Forms that work before the script does: label above, hint and error below, errors in a summary.
//!
//! Inputs are uncontrolled. The server renders what was typed as their initial value, and nothing ever
//! writes over what a person is typing.

mod actions;
mod check;
mod choices;
mod error;
mod field;
mod password;
mod person;
mod select;
mod summary;
mod text;
mod text_area;

pub use actions::{FormActions, SubmitButton, SubmitTone};
pub use check::CheckField;
pub use choices::CheckGroup;
pub use password::PasswordField;
pub use person::PersonField;
pub use select::SelectField;
pub use summary::ErrorSummary;
pub use text::TextField;
pub use text_area::TextAreaField;

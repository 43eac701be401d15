//! The design system as components: presentational, without server functions, whole as plain HTML.
//!
//! Every component renders something that works before (and without) the browser's script; what
//! hydration adds is comfort: focus that moves, a dialog that traps it, a password that can be shown.

mod avatar;
mod badge;
mod breadcrumb;
mod card;
mod copy;
mod dialog;
mod empty;
mod escape;
mod filter;
mod focus;
mod form;
mod icon;
mod kept;
mod layout;
mod notice;
mod number;
mod panel;
mod property;
mod title;
pub mod tree;
mod unsaved;

pub use avatar::Avatar;
pub use badge::{Badge, BadgeTone};
pub use breadcrumb::{Breadcrumb, Crumb};
pub use card::Card;
pub use copy::CopyButton;
pub use dialog::{CancelLink, Dialog};
pub use empty::{EmptyKind, EmptyState};
pub use escape::answer_escape;
pub use filter::{Filter, FilterSelect, FilterText, NoMatch};
pub use focus::focus_by_id;
pub use form::{
    CheckField, CheckGroup, ErrorSummary, FormActions, PasswordField, PersonField, SelectField, SubmitButton,
    SubmitTone, TextAreaField, TextField,
};
pub use icon::{Icon, IconName};
pub use kept::Kept;
pub use layout::{BareHead, Frame, FrameHead, MARK, NavEntry, PlainFrame};
pub use notice::{Notice, NoticeTone};
pub use number::thousands;
pub use panel::{Panel, PanelEntry, SectionHead};
pub use property::{Property, PropertyList};
pub use title::{DocumentTitle, Title};
pub(crate) use unsaved::REFUSED;
pub use unsaved::{Unsaved, UnsavedChanges, address};

#[cfg(all(test, feature = "ssr"))]
mod tests;

//! One group's pages.

mod add;
mod add_user;
mod delete;
mod edit;
mod overview;
mod relocate;
mod settings;

pub use add::Add;
pub use add_user::AddUser;
pub use delete::Delete;
pub use edit::Edit;
pub use overview::Overview;
pub use relocate::Relocate;
pub use settings::Settings;

use crate::api::group::ViewGroup;
use crate::pages::{Loaded, load, use_account, use_param};
use domain::group::GroupView;
use leptos::prelude::*;

/// The group of the current route.
fn use_group() -> Loaded<GroupView> {
    let account = use_account().account().to_owned();
    let group = use_param("group");
    load(move || ViewGroup { account: account.clone(), group: group.get() })
}

//! One group's pages.

mod add;
mod delete;
mod edit;
mod overview;
mod relocate;

pub use add::Add;
pub use delete::Delete;
pub use edit::Edit;
pub use overview::Overview;
pub use relocate::Relocate;

use crate::api::ApiError;
use crate::api::group::view_group;
use crate::pages::{use_account, use_done, use_param};
use domain::group::GroupView;
use leptos::prelude::*;

/// The group of the current route.
fn use_group() -> Resource<Result<GroupView, ApiError>> {
    let account = use_account().account().to_owned();
    let (group, done) = (use_param("group"), use_done());
    Resource::new_blocking(
        move || (account.clone(), group.get(), done.get()),
        |(account, group, _)| view_group(account, group),
    )
}

//! Reads the Users page.

use crate::api::ApiError;
use domain::tree::{TreePage, TreeView};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The Users page as `view` asks for it.
#[server(endpoint = "user/tree", input = GetUrl)]
pub async fn user_tree(account: String, #[server(default)] view: TreeView) -> Result<TreePage, ApiError> {
    let mut scope = crate::request::RequestContext::open(&account).await?;
    Ok(backend::service::tree::show(&mut scope, &view).await?)
}

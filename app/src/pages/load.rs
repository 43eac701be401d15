//! What a page loads, and what it shows meanwhile and when that fails.

use super::ProblemPage;
use crate::api::ApiError;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A part of the current route's path; empty when it has no such part.
#[must_use]
pub fn use_param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// Shows what was loaded, or why it could not be. While it is loaded again, what stood there stays.
#[component]
pub fn Load<T, V, F>(
    /// Says nothing when it fails, because what loads beside it says why.
    #[prop(optional)]
    quiet: bool,
    /// What is loaded.
    from: Resource<Result<T, ApiError>>,
    /// How it is shown.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| ()>
            {move || {
                let children = children.clone();
                Suspend::new(async move {
                    match from.await {
                        Ok(loaded) => children(loaded).into_any(),
                        Err(_) if quiet => ().into_any(),
                        Err(ApiError { problem }) => view! { <ProblemPage problem /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

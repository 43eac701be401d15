//! What a page loads, and what it shows meanwhile and when that fails.
//!
//! In the browser the parts that are the same for everything that is loaded are not generic, because each instance of
//! them would be code that is sent: what was loaded is kept as JSON, and read where it is shown.

use super::{ProblemPage, use_done};
use crate::api::ApiError;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use std::sync::Arc;

/// A part of the current route's path; empty when it has no such part.
#[must_use]
pub fn use_param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// The answer of a server function.
pub struct Loaded<T: Send + Sync + 'static> {
    #[cfg(feature = "ssr")]
    answer: Resource<Result<T, ApiError>>,
    #[cfg(not(feature = "ssr"))]
    answer: Resource<Result<Box<serde_json::value::RawValue>, ApiError>>,
    #[cfg(not(feature = "ssr"))]
    read_as: std::marker::PhantomData<fn() -> T>,
}

impl<T: Send + Sync> Clone for Loaded<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Loaded<T> {}

impl<T: Clone + Send + Sync + DeserializeOwned + 'static> Loaded<T> {
    /// The answer, once it is there.
    ///
    /// # Errors
    /// What the server refused, or that it could not be reached.
    pub async fn get(self) -> Result<T, ApiError> {
        #[cfg(feature = "ssr")]
        return self.answer.await;
        #[cfg(not(feature = "ssr"))]
        serde_json::from_str(self.answer.await?.get()).map_err(|_| unreadable())
    }
}

/// The browser and the server do not speak of the same thing: one of them is newer.
#[cfg(not(feature = "ssr"))]
fn unreadable() -> ApiError {
    ApiError { problem: domain::Problem::Unavailable }
}

/// Asks a server function: on the server at once, in the browser when the page brought no answer along, and again
/// whenever the question changes or something was done.
#[must_use]
pub fn load<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Loaded<F::Output>
where
    F: ServerFn<Error = ApiError> + Serialize + 'static,
    F::Output: Clone + Send + Sync + Serialize + DeserializeOwned + 'static,
{
    let done = use_done();
    let ask = Arc::new(ask);
    let question = {
        let ask = Arc::clone(&ask);
        move || (serde_qs::to_string(&ask()).unwrap_or_default(), done.get())
    };
    #[cfg(feature = "ssr")]
    return Loaded { answer: Resource::new_blocking(question, move |_| untrack(|| ask()).run_body()) };
    #[cfg(not(feature = "ssr"))]
    Loaded { answer: answer(F::PATH, Box::new(question)), read_as: std::marker::PhantomData }
}

#[cfg(not(feature = "ssr"))]
fn answer(
    path: &'static str,
    question: Box<dyn Fn() -> (String, String) + Send + Sync>,
) -> Resource<Result<Box<serde_json::value::RawValue>, ApiError>> {
    Resource::new_blocking(question, move |(query, _)| async move {
        let answer = crate::wire::read(path, &query).await?;
        serde_json::value::RawValue::from_string(answer).map_err(|_| unreadable())
    })
}

/// Shows what was loaded, or why it could not be. While it is loaded again, what stood there stays.
#[component]
pub fn Load<T, V, F>(
    /// Says nothing when it fails, because what loads beside it says why.
    #[prop(optional)]
    quiet: bool,
    /// What is loaded.
    from: Loaded<T>,
    /// How it is shown.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + DeserializeOwned + 'static,
    V: IntoView + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
{
    let show = move || -> Shown {
        let children = children.clone();
        Box::pin(async move { from.get().await.map(|loaded| children(loaded).into_any()) })
    };
    waiting(quiet, Arc::new(show))
}

type Shown = Pin<Box<dyn Future<Output = Result<AnyView, ApiError>> + Send>>;

fn waiting(quiet: bool, show: Arc<dyn Fn() -> Shown + Send + Sync>) -> impl IntoView {
    view! {
        <Transition fallback=|| ()>
            {move || {
                let shown = show();
                Suspend::new(async move {
                    match shown.await {
                        Ok(view) => view,
                        Err(_) if quiet => ().into_any(),
                        Err(ApiError { problem }) => view! { <ProblemPage problem /> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

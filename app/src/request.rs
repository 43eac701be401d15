//! What the server knows of the request that it answers: given as context by the router, used by server functions.

use crate::api::ApiError;
use crate::form::Returned;
use backend::Portico;
use backend::access::{Caller, Scope, SharedScope};
use domain::brand::Brand;
use leptos::prelude::*;
use std::ops::DerefMut;
use std::sync::Arc;

/// The request that is being answered.
#[derive(Debug, Clone)]
pub struct RequestContext {
    /// The use-cases.
    pub portico: Portico,
    /// Where the request comes from.
    pub caller: Caller,
    /// The transaction in which everything is read.
    pub scope: SharedScope,
    /// The form that a browser sent by itself, when this page is the answer to it.
    pub returned: Option<Returned>,
    /// The theme that the person chose: `light`, `dark` or `system`.
    pub theme: String,
    /// What this Portico is called and looks like.
    pub brand: Arc<Brand>,
}

impl RequestContext {
    /// The request that is being answered.
    ///
    /// # Errors
    /// When it is asked for outside a request.
    pub fn current() -> Result<Self, ApiError> {
        use_context().ok_or_else(|| ApiError::internal("a server function runs outside a request"))
    }

    /// The account of this slug, opened for reading.
    ///
    /// # Errors
    /// As [`Scope::open`].
    pub async fn open(account: &str) -> Result<impl DerefMut<Target = Scope>, ApiError> {
        let Self { portico, caller, scope, .. } = Self::current()?;
        Ok(scope.get(&portico, &caller, account).await?)
    }
}

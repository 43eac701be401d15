//! One scope for everything that one request reads.

use super::{Caller, Scope};
use crate::{Portico, Result};
use domain::Problem;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

/// One scope for everything that one request reads: a page that is put together from several parts looks its session
/// up once. Cloning shares it; with the last clone the transaction ends.
#[derive(Debug, Clone, Default)]
pub struct SharedScope {
    opened: Arc<Mutex<Option<(String, Scope)>>>,
}

impl SharedScope {
    /// The scope of this account, opened by whoever asks first.
    ///
    /// # Errors
    /// As [`Scope::open`]; [`Problem::NotFound`] when the request has opened another account already.
    pub async fn get(
        &self,
        portico: &Portico,
        caller: &Caller,
        slug: &str,
    ) -> Result<OwnedMappedMutexGuard<Option<(String, Scope)>, Scope>> {
        let mut opened = Arc::clone(&self.opened).lock_owned().await;
        if opened.is_none() {
            *opened = Some((slug.to_owned(), Scope::open(portico, caller, slug).await?));
        }
        OwnedMutexGuard::try_map(opened, |opened| {
            opened.as_mut().filter(|(open, _)| open == slug).map(|(_, scope)| scope)
        })
        .map_err(|_| Problem::NotFound.into())
    }
}

//! A transaction whose connection only the store can reach.

use crate::Result;
use sqlx::{PgConnection, PgPool, Postgres, Transaction};

/// A transaction. Dropped, it is rolled back.
#[derive(Debug)]
pub(crate) struct Tx {
    inner: Transaction<'static, Postgres>,
}

impl Tx {
    /// Begins.
    pub(crate) async fn begin(pool: &PgPool) -> Result<Self> {
        Ok(Self { inner: pool.begin().await? })
    }

    /// Makes everything last.
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.inner.commit().await?)
    }

    /// The connection, for the store's statements.
    pub(in crate::store) fn conn(&mut self) -> &mut PgConnection {
        &mut self.inner
    }
}

//! Brings the schema up to date, and says whether it is. The SQL is in `migrations/`.

use std::sync::LazyLock;

use sqlx::{AssertSqlSafe, PgConnection, PgPool, migrate::Migrator};

use super::{DatabaseError, NotReady};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

static VERSIONS: LazyLock<Vec<i64>> = LazyLock::new(|| MIGRATIONS.iter().map(|migration| migration.version).collect());

/// Runs what is missing. Processes that start together wait for each other at sqlx's advisory lock.
///
/// # Errors
/// A migration that fails (it is rolled back), or one in the database that this program does not know.
pub async fn migrate(connection: &mut PgConnection) -> Result<(), DatabaseError> {
    // Not `run`: the compiler cannot tell that its future may move between threads.
    MIGRATIONS.run_direct(None, &mut *connection, false).await?;
    // `portico_app` must be able to see that the schema is current; its role exists only now. Under a lock, because
    // two processes that grant at the same moment would fail with "tuple concurrently updated".
    sqlx::raw_sql(
        "begin; select pg_advisory_xact_lock(hashtextextended('portico.grant', 0));
         grant select on _sqlx_migrations to portico_app; commit",
    )
    .execute(connection)
    .await
    .map_err(DatabaseError::Check)?;
    Ok(())
}

/// Whether every migration of this program has run.
pub(super) async fn current(pool: &PgPool) -> Result<(), NotReady> {
    let applied: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success and version = any ($1)")
        .bind(&*VERSIONS)
        .fetch_one(pool)
        .await
        .map_err(|error| match &error {
            // No such table, or not ours to read: nobody has migrated.
            sqlx::Error::Database(database)
                if database.code().is_some_and(|code| matches!(&*code, "42P01" | "42501")) =>
            {
                NotReady::Outdated
            }
            _ => NotReady::Silent(error),
        })?;
    if usize::try_from(applied) == Ok(VERSIONS.len()) { Ok(()) } else { Err(NotReady::Outdated) }
}

/// In the private cluster `portico_app` connects itself: only the cluster's user reaches the socket.
pub(super) async fn let_app_log_in(connection: &mut PgConnection) -> Result<(), DatabaseError> {
    sqlx::raw_sql(
        "begin; select pg_advisory_xact_lock(hashtextextended('portico.grant', 0));
         alter role portico_app login; commit",
    )
    .execute(connection)
    .await
    .map_err(DatabaseError::Check)?;
    Ok(())
}

/// Lets the role of DATABASE_URL become `portico_app`. Where the owner may not grant that, the server says so when
/// it cannot become it.
pub(super) async fn let_become_app(connection: &mut PgConnection, user: &str) -> Result<(), DatabaseError> {
    let user = user.replace('"', "\"\"");
    let granted = sqlx::raw_sql(AssertSqlSafe(format!(
        "begin; select pg_advisory_xact_lock(hashtextextended('portico.grant', 0));
         grant portico_app to \"{user}\"; commit"
    )))
    .execute(connection)
    .await;
    match granted {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "42501") => Ok(()),
        Err(error) => Err(DatabaseError::Check(error)),
    }
}

/// A name for this exact set of migrations, for databases that are made once and copied.
#[cfg(any(test, feature = "testing"))]
pub(super) fn fingerprint() -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for migration in MIGRATIONS.iter() {
        hash.update(&*migration.checksum);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

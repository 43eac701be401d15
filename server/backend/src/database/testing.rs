//! A fresh database for each test, copied from a template that is migrated once. Real PostgreSQL, real roles: what a
//! test sees is what the server sees.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

use super::{Database, DatabaseConfig, Source, app_pool, migration};

/// A database of one test's own. Dropping it removes the database.
#[derive(Debug)]
pub struct TestDatabase {
    /// Connections as `portico_app`, as the server has them.
    pub pool: PgPool,
    /// Connections as the superuser who owns the tables, to arrange and to look behind row-level security.
    pub owner_pool: PgPool,
    name: String,
    server: PgConnectOptions,
}

impl TestDatabase {
    /// Makes one on the cluster at `PORTICO_TEST_DATABASE_URL` (a superuser's).
    ///
    /// # Panics
    /// When the variable is missing or the cluster does not answer.
    pub async fn new() -> TestDatabase {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Ok(url) = std::env::var("PORTICO_TEST_DATABASE_URL") else {
            panic!("PORTICO_TEST_DATABASE_URL is not set: run `make test`, or start a cluster with `cargo xtask db`");
        };
        let server: PgConnectOptions =
            url.parse().unwrap_or_else(|error| panic!("PORTICO_TEST_DATABASE_URL is not a PostgreSQL URL: {error}"));
        let name = format!("portico_test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        if let Err(error) = create(&server, &name).await {
            panic!("the test database {name} could not be made: {error}");
        }

        let options = server.clone().database(&name);
        let config =
            DatabaseConfig { max_connections: 8, ..DatabaseConfig::new(Source::External { url, owner_url: None }) };
        let pool = app_pool(options.clone(), true, &config)
            .await
            .unwrap_or_else(|error| panic!("the test database {name} does not open: {error}"));
        let owner_pool = PgPoolOptions::new().max_connections(4).connect_lazy_with(options);
        TestDatabase { pool, owner_pool, name, server }
    }

    /// The same as the server holds it.
    pub fn database(&self) -> Database {
        Database::from_pool(self.pool.clone())
    }

    /// How to connect to this database as the superuser.
    pub fn owner_options(&self) -> PgConnectOptions {
        self.server.clone().database(&self.name)
    }
}

/// Copies the template, which is made first where this set of migrations has none.
async fn create(server: &PgConnectOptions, name: &str) -> Result<(), Box<dyn std::error::Error>> {
    let template = format!("portico_template_{}", migration::fingerprint());
    let mut connection = PgConnection::connect_with(server).await?;
    // Test processes start together; one makes the template, the others wait.
    sqlx::query("select pg_advisory_lock(hashtextextended($1, 0))").bind(&template).execute(&mut connection).await?;
    let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&template)
        .fetch_one(&mut connection)
        .await?;
    if !exists {
        let unfinished = format!("{template}_unfinished");
        run(&mut connection, format!("drop database if exists {unfinished} with (force)")).await?;
        run(&mut connection, format!("create database {unfinished}")).await?;
        let mut inside = PgConnection::connect_with(&server.clone().database(&unfinished)).await?;
        super::migrate(&mut inside).await?;
        inside.close().await?;
        run(&mut connection, format!("alter database {unfinished} rename to {template}")).await?;
    }
    sqlx::query("select pg_advisory_unlock(hashtextextended($1, 0))").bind(&template).execute(&mut connection).await?;
    run(&mut connection, format!("drop database if exists {name} with (force)")).await?;
    run(&mut connection, format!("create database {name} template {template}")).await?;
    connection.close().await?;
    Ok(())
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let server = self.server.clone();
        let sql = format!("drop database if exists {} with (force)", self.name);
        // The test's own runtime cannot be waited for here.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect_with(&server).await?;
                run(&mut connection, sql).await?;
                connection.close().await
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the test database {} stays behind", self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() {
        let (one, two) = tokio::join!(TestDatabase::new(), TestDatabase::new());
        assert_ne!(one.name, two.name);
        assert!(super::super::probe(&one.pool).await.is_ok());
        assert!(super::super::probe(&one.owner_pool).await.is_err());
        assert!(two.database().ready().await.is_ok());

        let (name, server) = (two.name.clone(), two.server.clone());
        drop(two);
        let Ok(mut connection) = PgConnection::connect_with(&server).await else { panic!("the cluster is gone") };
        let left = sqlx::query("select from pg_database where datname = $1").bind(name).fetch_optional(&mut connection);
        assert!(matches!(left.await, Ok(None)));
    }
}

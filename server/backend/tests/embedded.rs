//! The private cluster with a real PostgreSQL: starting, sharing, dying and coming back. Nothing here sleeps for luck:
//! every wait asks until the answer is there or a deadline has passed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    time::{Duration, Instant},
};

use backend::database::{
    APP_ROLE, Cluster, Database, DatabaseConfig, DatabaseError, NotReady, Source,
    embedded::{Left, OWNER},
    probe,
};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tempfile::TempDir;

/// As long as a slow machine may take.
const DEADLINE: Duration = Duration::from_secs(60);

/// A directory that PostgreSQL's user can enter, also when the tests run as root.
fn directory() -> TempDir {
    tempfile::Builder::new().prefix("portico").permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap()
}

fn embedded(directory: &Path) -> DatabaseConfig {
    DatabaseConfig::new(Source::Embedded(directory.to_owned()))
}

fn external(cluster: &Cluster, user: &str, database: &str) -> DatabaseConfig {
    let socket = cluster.options(user).get_socket().unwrap().display().to_string();
    let url = format!("postgres://{user}@localhost/{database}?host={socket}");
    DatabaseConfig::new(Source::External { url, owner_url: None })
}

fn owner_pool(cluster: &Cluster) -> PgPool {
    PgPoolOptions::new().max_connections(2).connect_lazy_with(cluster.options(OWNER))
}

fn kill(process: i32) {
    kill_process(Pid::from_raw(process).unwrap(), Signal::KILL).unwrap();
}

async fn until(what: &str, mut question: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !question().await {
        assert!(Instant::now() < deadline, "{what}: not within {DEADLINE:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn add_login(pool: &PgPool, email: &str) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into logins (id, email, email_key, credentials_changed_at, created_at)
         values (gen_random_uuid(), $1, $1, now(), now())",
    )
    .bind(email)
    .execute(pool)
    .await
    .map(drop)
}

async fn logins(pool: &PgPool) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select count(*) from logins").fetch_one(pool).await
}

#[tokio::test]
async fn starts_works_as_the_app_role_stops_and_keeps_its_data() {
    let directory = directory();
    let config = embedded(directory.path());

    let database = Database::connect(&config).await.unwrap();
    assert!(database.is_embedded());
    database.ready().await.unwrap();
    let role: String = sqlx::query_scalar("select current_user::text").fetch_one(&database.pool).await.unwrap();
    assert_eq!(role, APP_ROLE);
    let network: String = sqlx::query_scalar("show listen_addresses").fetch_one(&database.pool).await.unwrap();
    assert_eq!(network, "");
    let encoding: String = sqlx::query_scalar("show server_encoding").fetch_one(&database.pool).await.unwrap();
    assert_eq!(encoding, "UTF8");
    add_login(&database.pool, "ada@example.com").await.unwrap();
    let cluster = database.cluster().unwrap();
    let mode = fs::metadata(cluster.options(OWNER).get_socket().unwrap()).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "whoever enters the socket's directory is the owner of everything");
    let process_file = cluster.directory().join("postmaster.pid");
    assert!(process_file.exists());

    database.shutdown().await;
    assert!(!process_file.exists());
    // A second goodbye is not an error.
    database.shutdown().await;

    let database = Database::connect(&config).await.unwrap();
    assert_eq!(logins(&database.pool).await.unwrap(), 1);
    database.shutdown().await;
}

#[tokio::test]
async fn two_share_one_cluster_and_the_last_stops_it() {
    let directory = directory();
    let first = Cluster::join(directory.path()).await.unwrap();
    let second = Cluster::join(directory.path()).await.unwrap();
    assert_eq!(first.process_id(), second.process_id());

    assert_eq!(first.leave().await.unwrap(), Left::Running);
    let one: i32 = sqlx::query_scalar("select 1").fetch_one(&owner_pool(&second)).await.unwrap();
    assert_eq!(one, 1);
    assert_eq!(second.leave().await.unwrap(), Left::Stopped);
    assert!(!second.directory().join("postmaster.pid").exists());
}

#[tokio::test]
async fn many_start_together_on_an_empty_directory() {
    let directory = directory();
    let config = embedded(directory.path());
    let starting: Vec<_> = (0..6)
        .map(|_| {
            let config = config.clone();
            tokio::spawn(async move { Database::connect(&config).await })
        })
        .collect();
    let mut databases = Vec::new();
    for database in starting {
        databases.push(database.await.unwrap().unwrap());
    }
    for (n, database) in databases.iter().enumerate() {
        add_login(&database.pool, &format!("{n}@example.com")).await.unwrap();
    }
    assert_eq!(logins(&databases[0].pool).await.unwrap(), 6);

    // The same with databases that somebody else runs: every process migrates, and each migration runs once.
    let cluster = databases[0].cluster().unwrap();
    let owner = owner_pool(cluster);
    sqlx::raw_sql("create database elsewhere").execute(&owner).await.unwrap();
    let config = external(cluster, OWNER, "elsewhere");
    let migrating: Vec<_> = (0..6)
        .map(|_| {
            let config = config.clone();
            tokio::spawn(async move { Database::connect(&config).await })
        })
        .collect();
    for database in migrating {
        let database = database.await.unwrap().unwrap();
        assert!(!database.is_embedded());
        let role: String = sqlx::query_scalar("select current_user::text").fetch_one(&database.pool).await.unwrap();
        assert_eq!(role, APP_ROLE);
        database.shutdown().await;
    }
    for database in databases {
        database.shutdown().await;
    }
}

#[tokio::test]
async fn a_killed_postgres_comes_back_under_the_same_pool() {
    let directory = directory();
    let database = Database::connect(&embedded(directory.path())).await.unwrap();
    add_login(&database.pool, "ada@example.com").await.unwrap();
    let killed = database.cluster().unwrap().process_id();

    kill(killed);
    until("the supervisor starts PostgreSQL again", async || {
        database.cluster().unwrap().process_id() != killed && logins(&database.pool).await.is_ok()
    })
    .await;
    assert_eq!(logins(&database.pool).await.unwrap(), 1);
    database.shutdown().await;
    assert!(!database.cluster().unwrap().directory().join("postmaster.pid").exists());
}

#[tokio::test]
async fn an_orphan_is_adopted_and_a_dead_one_replaced() {
    let directory = directory();
    let lost = Cluster::join(directory.path()).await.unwrap();
    let process = lost.process_id();
    // As kill -9 leaves it: the locks are gone, PostgreSQL runs on.
    drop(lost);

    let adopted = Cluster::join(directory.path()).await.unwrap();
    assert_eq!(adopted.process_id(), process);
    drop(adopted);

    // Both killed: postmaster.pid still names the dead one.
    kill(process);
    let restarted = Cluster::join(directory.path()).await.unwrap();
    assert_ne!(restarted.process_id(), process);
    assert_eq!(restarted.leave().await.unwrap(), Left::Stopped);

    // After the machine was restarted its number belongs to somebody else, here to this test.
    let stale =
        format!("{}\n{}\n1700000000\n5432\n\n\n0 0\nready   \n", std::process::id(), restarted.directory().display());
    fs::write(restarted.directory().join("postmaster.pid"), stale).unwrap();
    let again = Cluster::join(directory.path()).await.unwrap();
    assert_ne!(again.process_id(), i32::try_from(std::process::id()).unwrap());
    assert_eq!(again.leave().await.unwrap(), Left::Stopped);
}

#[tokio::test]
async fn a_role_that_row_level_security_does_not_bind_is_refused() {
    let directory = directory();
    let cluster = Cluster::join(directory.path()).await.unwrap();
    let owner = owner_pool(&cluster);

    // Nobody has migrated, and this role may not.
    sqlx::raw_sql("create role portico_app login").execute(&owner).await.unwrap();
    let as_app = external(&cluster, APP_ROLE, "portico");
    let refused = Database::connect(&as_app).await.unwrap_err();
    assert!(matches!(refused, DatabaseError::NotReady(NotReady::Outdated)), "{refused}");
    assert!(matches!(Database::migrate(&as_app).await.unwrap_err(), DatabaseError::NoOwner));

    let as_owner = external(&cluster, OWNER, "portico");
    Database::migrate(&as_owner).await.unwrap();
    Database::connect(&as_app).await.unwrap().shutdown().await;

    let why = async |pool: &PgPool| probe(pool).await.unwrap_err().to_string();
    assert!(why(&owner).await.contains("portico is a superuser"), "{}", why(&owner).await);

    for (break_it, expected, mend_it) in [
        ("alter role portico_app superuser", "is a superuser", "alter role portico_app nosuperuser"),
        ("alter role portico_app bypassrls", "has BYPASSRLS", "alter role portico_app nobypassrls"),
        ("alter table sessions owner to portico_app", "owns tables", "alter table sessions owner to portico"),
        (
            "alter table security_probe disable row level security",
            "sees a row",
            "alter table security_probe enable row level security",
        ),
    ] {
        sqlx::raw_sql(break_it).execute(&owner).await.unwrap();
        for config in [&as_app, &as_owner] {
            let refused = Database::connect(config).await.unwrap_err().to_string();
            assert!(refused.contains(expected), "{break_it}: {refused}");
        }
        sqlx::raw_sql(mend_it).execute(&owner).await.unwrap();
    }
    Database::connect(&as_owner).await.unwrap().shutdown().await;

    // Somebody took the migrations back: such a server must get no requests.
    let database = Database::connect(&as_app).await.unwrap();
    sqlx::raw_sql("delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)")
        .execute(&owner)
        .await
        .unwrap();
    assert!(matches!(database.ready().await.unwrap_err(), NotReady::Outdated));
    database.shutdown().await;
    owner.close().await;
    cluster.leave().await.unwrap();
}

#[tokio::test]
async fn a_long_path_gets_its_socket_elsewhere() {
    let directory = directory();
    let deep = directory.path().join("a-very-long-name-of-a-directory/".repeat(4));
    let cluster = Cluster::join(&deep).await.unwrap();
    let options = cluster.options(OWNER);
    let socket = options.get_socket().unwrap().clone();
    assert!(!socket.starts_with(directory.path()), "{}", socket.display());
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o077, 0);
    let one: i32 = sqlx::query_scalar("select 1").fetch_one(&owner_pool(&cluster)).await.unwrap();
    assert_eq!(one, 1);
    cluster.leave().await.unwrap();

    // Somebody else could have made that directory.
    fs::set_permissions(&socket, fs::Permissions::from_mode(0o777)).unwrap();
    let refused = Cluster::join(&deep).await.unwrap_err().to_string();
    assert!(refused.contains("only we can enter"), "{refused}");
    fs::remove_dir_all(&socket).unwrap();
}

#[tokio::test]
async fn what_an_interrupted_start_left_does_not_matter() {
    let directory = directory();
    let half = directory.path().join("postgres.new");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("PG_VERSION"), "15").unwrap();
    let cluster = Cluster::join(directory.path()).await.unwrap();
    assert!(!half.exists());
    cluster.leave().await.unwrap();
}

#[tokio::test]
async fn data_of_another_version_is_left_alone() {
    let directory = directory();
    fs::create_dir(directory.path().join("postgres")).unwrap();
    fs::write(directory.path().join("postgres/PG_VERSION"), "9\n").unwrap();
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(directory.path().join("postgres"), Some(65534), None).unwrap();
    }
    let refused = Cluster::join(directory.path()).await.unwrap_err().to_string();
    assert!(refused.contains("was made by PostgreSQL 9"), "{refused}");
}

#[tokio::test]
async fn below_a_directory_of_roots_alone_the_data_goes_to_a_system_place() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let directory = directory();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let cluster = Cluster::join(directory.path()).await.unwrap();
    let place = cluster.directory().to_owned();
    assert!(place.starts_with("/var/lib/portico"), "{}", place.display());
    assert_eq!(directory.path().join("postgres").canonicalize().unwrap(), place);
    cluster.leave().await.unwrap();

    let cluster = Cluster::join(directory.path()).await.unwrap();
    assert_eq!(cluster.directory(), place);
    cluster.leave().await.unwrap();
    fs::remove_dir_all(place.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn a_backend_that_outlives_its_postmaster_only_delays_the_restart() {
    let directory = directory();
    let cluster = Cluster::join(directory.path()).await.unwrap();
    let owner = owner_pool(&cluster);
    // It computes without ever waiting, so it notices neither that its client nor that its postmaster is gone.
    let pool = owner.clone();
    let working =
        tokio::spawn(
            async move { sqlx::query("select count(*) from generate_series(1, 20000000)").execute(&pool).await },
        );
    until("the backend works", async || {
        let active: i64 = sqlx::query_scalar("select count(*) from pg_stat_activity where query like '%series(1%'")
            .fetch_one(&owner)
            .await
            .unwrap();
        active > 1
    })
    .await;
    let killed = cluster.process_id();
    kill(killed);
    until("PostgreSQL runs again", async || {
        cluster.process_id() != killed && sqlx::query("select 1").execute(&owner).await.is_ok()
    })
    .await;
    drop(working.await.unwrap());
    owner.close().await;
    assert_eq!(cluster.leave().await.unwrap(), Left::Stopped);
}

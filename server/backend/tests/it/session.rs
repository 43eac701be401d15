//! Signing in and out, and when a session is over.

use crate::support::{PASSWORD, World, problem};
use backend::access::{Caller, Scope};
use backend::service::session::{SignedIn, accounts, sign_in, sign_out};
use backend::token::Token;
use domain::Problem;
use jiff::SignedDuration;
use sqlx::Row as _;

const EMAIL: &str = "holder@acme.example";

fn from(address: &str) -> Caller {
    Caller { address: Some(address.parse().unwrap()), ..Caller::default() }
}

async fn attempt(world: &World, caller: &Caller, email: &str, password: &str) -> Result<SignedIn, Problem> {
    sign_in(&world.portico, caller, email, password.to_owned()).await.map_err(|error| error.into_problem(""))
}

fn is_throttled(result: &Result<SignedIn, Problem>) -> bool {
    matches!(result, Err(Problem::Throttled { .. }))
}

fn with(session: &Token) -> Caller {
    Caller { session: Some(session.clone()), ..Caller::default() }
}

#[tokio::test]
async fn wrong_and_unknown_are_answered_alike() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let nobody = world.person(&account, account.root, "nobody@acme.example").await;
    let caller = from("192.0.2.1");
    let wrong = attempt(&world, &caller, EMAIL, "not the right password").await.unwrap_err();
    let unknown = attempt(&world, &caller, "stranger@acme.example", PASSWORD).await.unwrap_err();
    let without = attempt(&world, &caller, "nobody@acme.example", PASSWORD).await.unwrap_err();
    let long = attempt(&world, &caller, EMAIL, &"x".repeat(300)).await.unwrap_err();
    assert_eq!((&wrong, &wrong, &wrong), (&unknown, &without, &long));
    assert!(
        problem(sign_in(&world.portico, &caller, EMAIL, String::new()).await).field_errors()[0].field == "password"
    );
    assert_eq!(world.count("select count(*) from trusted_devices").await, 0);

    let right = attempt(&world, &caller, " Holder@ACME.example ", PASSWORD).await.unwrap();
    let home = accounts(&world.portico, &with(&right.session)).await.unwrap();
    assert_eq!(home.len(), 1);
    assert!(Scope::open(&world.portico, &nobody.caller, "acme").await.is_ok());
}

#[tokio::test]
async fn the_database_holds_no_token() {
    let world = World::new().await;
    world.account("acme").await;
    let signed_in = attempt(&world, &from("192.0.2.1"), EMAIL, PASSWORD).await.unwrap();
    for (table, token) in [("sessions", &signed_in.session), ("trusted_devices", signed_in.device.as_ref().unwrap())] {
        let rows = sqlx::query(sqlx::AssertSqlSafe(format!("select token_hash, t::text from {table} t")))
            .fetch_all(world.owner())
            .await
            .unwrap();
        assert!(rows.iter().any(|row| row.get::<Vec<u8>, _>(0) == token.hash()), "{table}");
        let raw: String = token.secret();
        assert!(rows.iter().all(|row| !row.get::<String, _>(1).contains(&raw)), "{table}");
        assert!(rows.iter().all(|row| Token::parse(&raw).is_some() && row.get::<Vec<u8>, _>(0).len() == 32));
    }
}

#[tokio::test]
async fn a_burst_then_a_pause() {
    let world = World::new().await;
    let account = world.account("acme").await;
    world.account("other").await;
    let caller = from("192.0.2.1");
    for n in 0..5 {
        assert!(!is_throttled(&attempt(&world, &caller, EMAIL, "not the right password").await), "try {n}");
    }
    let refused = attempt(&world, &caller, EMAIL, PASSWORD).await;
    assert_eq!(refused.unwrap_err(), Problem::Throttled { retry_after: 60 }, "the right password does not help");
    assert!(
        is_throttled(&attempt(&world, &from("192.0.2.200"), "HOLDER@acme.example", PASSWORD).await),
        "the same network, other letters"
    );
    assert!(
        is_throttled(&attempt(&world, &from("::ffff:192.0.2.9"), EMAIL, PASSWORD).await),
        "the same network in IPv6"
    );
    assert!(attempt(&world, &from("198.51.100.1"), EMAIL, PASSWORD).await.is_ok(), "another network");
    assert!(attempt(&world, &caller, "holder@other.example", PASSWORD).await.is_ok(), "another login");
    assert!(Scope::open(&world.portico, &account.caller, "acme").await.is_ok(), "who is inside stays inside");

    // A success from elsewhere clears only what that network was charged.
    assert!(is_throttled(&attempt(&world, &caller, EMAIL, PASSWORD).await));
    world.portico.clock.advance(SignedDuration::from_secs(60));
    assert!(attempt(&world, &caller, EMAIL, PASSWORD).await.is_ok(), "one more each minute");
}

#[tokio::test]
async fn somebody_elses_failures_do_not_lock_the_owner_out() {
    let world = World::new().await;
    world.account("acme").await;
    let home = from("192.0.2.1");
    let first = attempt(&world, &home, EMAIL, PASSWORD).await.unwrap();
    let mut tried = 0;
    for network in 0..10 {
        for _ in 0..5 {
            let attacker = from(&format!("198.51.{network}.1"));
            tried += usize::from(!is_throttled(&attempt(&world, &attacker, EMAIL, "not the right password").await));
        }
    }
    assert_eq!(tried, 20, "from everywhere together");
    assert!(is_throttled(&attempt(&world, &home, EMAIL, PASSWORD).await), "a browser that is not known");
    let known = Caller { device: first.device.clone(), ..home.clone() };
    let again = attempt(&world, &known, EMAIL, PASSWORD).await.unwrap();
    assert_eq!(again.device, first.device);

    // Another login's browser is not a known one here, and a known browser has a limit too.
    world.account("other").await;
    let others = attempt(&world, &from("203.0.113.1"), "holder@other.example", PASSWORD).await.unwrap();
    let borrowed = Caller { device: others.device, ..home };
    assert!(is_throttled(&attempt(&world, &borrowed, EMAIL, PASSWORD).await));
    let mut wrong = 0;
    while !is_throttled(&attempt(&world, &known, EMAIL, "not the right password").await) {
        wrong += 1;
    }
    assert_eq!(wrong, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn racing_tries_do_not_exceed_the_burst() {
    let world = std::sync::Arc::new(World::new().await);
    world.account("acme").await;
    let tasks: Vec<_> = (0..30)
        .map(|_| {
            let world = std::sync::Arc::clone(&world);
            tokio::spawn(async move { attempt(&world, &from("192.0.2.1"), EMAIL, "not the right password").await })
        })
        .collect();
    let mut tried = 0;
    for task in tasks {
        tried += usize::from(!is_throttled(&task.await.unwrap()));
    }
    assert_eq!(tried, 5);
}

/// Opens the account and waits until it is noted that the session was active now.
async fn be_active(world: &World, caller: &Caller) {
    Scope::open(&world.portico, caller, "acme").await.unwrap();
    let hash = caller.session.as_ref().unwrap().hash();
    let noted = async || {
        let at: jiff_sqlx::Timestamp = sqlx::query_scalar("select last_seen_at from sessions where token_hash = $1")
            .bind(&hash)
            .fetch_one(world.owner())
            .await
            .unwrap();
        at.to_jiff() == world.now()
    };
    for _ in 0..500 {
        if noted().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the activity was not noted");
}

#[tokio::test]
async fn a_session_ends_when_idle_and_in_any_case() {
    let mut world = World::new().await;
    world.portico.policy.absolute = SignedDuration::from_hours(12);
    let account = world.account("acme").await;
    let (idle, busy) =
        (account.caller.clone(), with(&attempt(&world, &from("192.0.2.1"), EMAIL, PASSWORD).await.unwrap().session));
    let hours = |count| SignedDuration::from_hours(count);

    world.portico.clock.advance(hours(7));
    be_active(&world, &busy).await;
    world.portico.clock.advance(hours(1));
    assert_eq!(
        problem(Scope::open(&world.portico, &idle, "acme").await),
        Problem::SignInRequired,
        "idle for eight hours"
    );
    assert_eq!(problem(accounts(&world.portico, &idle).await), Problem::SignInRequired);
    world.portico.clock.advance(hours(3));
    be_active(&world, &busy).await;
    world.portico.clock.advance(hours(1));
    assert_eq!(problem(Scope::open(&world.portico, &busy, "acme").await), Problem::SignInRequired, "twelve hours old");
    backend::service::session::sweep(&world.portico).await.unwrap();
    assert_eq!(world.count("select count(*) from sessions").await, 0);
}

#[tokio::test]
async fn signing_out_ends_this_session_only() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let other = with(&attempt(&world, &from("192.0.2.1"), EMAIL, PASSWORD).await.unwrap().session);
    sign_out(&world.portico, &account.caller).await.unwrap();
    sign_out(&world.portico, &account.caller).await.unwrap();
    sign_out(&world.portico, &Caller::default()).await.unwrap();
    assert_eq!(problem(Scope::open(&world.portico, &account.caller, "acme").await), Problem::SignInRequired);
    assert!(Scope::open(&world.portico, &other, "acme").await.is_ok());
    assert_eq!(problem(Scope::open(&world.portico, &Caller::default(), "acme").await), Problem::SignInRequired);
    let forged = with(&Token::generate(&world.portico.entropy).unwrap());
    assert_eq!(problem(Scope::open(&world.portico, &forged, "acme").await), Problem::SignInRequired);
}

#[tokio::test]
async fn who_is_suspended_is_out_at_once() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let person = world.person(&account, account.root, "bo@acme.example").await;
    assert!(Scope::open(&world.portico, &person.caller, "acme").await.is_ok());
    sqlx::query("update users set suspended_at = now() where id = $1")
        .bind(person.id.0)
        .execute(world.owner())
        .await
        .unwrap();
    assert_eq!(problem(Scope::open(&world.portico, &person.caller, "acme").await), Problem::NotFound);
    assert_eq!(accounts(&world.portico, &person.caller).await.unwrap(), []);
}

#[tokio::test]
async fn a_right_that_ended_is_not_used() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let sales = world.group(&account, account.root, "Sales").await;
    let on = crate::support::On::Group(sales);
    let anna =
        world.delegate(&account, account.root, "anna@acme.example", domain::access::Level::Administrator, on).await;
    let add = async |name: &str| {
        let form = domain::group::GroupForm { name: name.to_owned(), ..Default::default() };
        backend::service::group::add(&world.portico, &anna.caller, "acme", &sales.to_string(), &form).await
    };
    assert!(add("One").await.is_ok());
    sqlx::query("update grants set expires_at = $1")
        .bind(jiff_sqlx::ToSqlx::to_sqlx(world.now()))
        .execute(world.owner())
        .await
        .unwrap();
    assert_eq!(problem(add("Two").await), Problem::NotFound, "the grant is over");
    sqlx::query("update grants set expires_at = null").execute(world.owner()).await.unwrap();
    assert!(add("Two").await.is_ok());
    sqlx::query("delete from grants").execute(world.owner()).await.unwrap();
    assert_eq!(problem(add("Three").await), Problem::NotFound, "the grant is gone");
}

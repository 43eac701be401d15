//! The demo's accounts.

use crate::support::{PASSWORD, World, problem};
use backend::Portico;
use backend::access::{Caller, Scope};
use backend::clock::{Clock, Entropy};
use backend::{demo, service};
use domain::Problem;
use domain::access::{Action, Target};
use std::time::Instant;

async fn signed_in(portico: &Portico, email: &str, password: &str) -> backend::Result<Caller> {
    let caller = Caller::default();
    let signed_in = service::session::sign_in(portico, &caller, email, password.to_owned()).await?;
    Ok(Caller { session: Some(signed_in.session), ..caller })
}

#[tokio::test]
async fn the_demo_is_what_its_report_says() {
    let world = World::new().await;
    let report = demo::demo(&world.portico, PASSWORD).await.unwrap();
    world.assert_tree_is_sound().await;
    for account in &report.accounts {
        let slug = account.slug;
        let (users, groups): (i32, i32) =
            sqlx::query_as("select g.subtree_users, g.subtree_groups + 1 from accounts a join groups g on g.id = a.root_group_id where slug = $1")
                .bind(slug)
                .fetch_one(world.owner())
                .await
                .unwrap();
        assert_eq!(
            (usize::try_from(users).unwrap(), usize::try_from(groups).unwrap()),
            (account.users, account.groups),
            "{slug}"
        );
        let grants: i64 =
            sqlx::query_scalar("select count(*) from grants g join accounts a on a.id = g.account_id where slug = $1")
                .bind(slug)
                .fetch_one(world.owner())
                .await
                .unwrap();
        assert_eq!(usize::try_from(grants).unwrap(), account.grants, "{slug}");
    }
    let counts: Vec<(&str, usize, usize, usize)> =
        report.accounts.iter().map(|account| (account.slug, account.users, account.groups, account.grants)).collect();
    assert_eq!(counts, [("nordic-freight", 667, 26, 6), ("kubernetes", 1_277, 315, 83)]);
    for (group, users) in [
        ("Finance", 14),
        ("Operations", 418),
        ("Gothenburg terminal", 62),
        ("Malmö terminal", 48),
        ("Oslo terminal", 77),
        ("Sales", 203),
        ("Systems", 31),
    ] {
        let counted: i32 = sqlx::query_scalar("select subtree_users from groups where name = $1")
            .bind(group)
            .fetch_one(world.owner())
            .await
            .unwrap();
        assert_eq!(counted, users, "{group}");
    }
    assert_eq!(world.count("select count(*) from users where phone is not null").await, 526);

    let browses = async |email: &str, slug: &str| {
        let caller = signed_in(&world.portico, email, PASSWORD).await.unwrap();
        Scope::open(&world.portico, &caller, slug)
            .await
            .map(|s| s.offer(Action::BrowseUsers, &Target::Account(s.account())).allowed)
    };
    let [eva, anna, jon, bo, payer, buyer, engineer] = report.logins.as_slice() else { panic!("{:?}", report.logins) };
    assert!(browses(&eva.email, "nordic-freight").await.unwrap());
    assert!(browses(&eva.email, "kubernetes").await.unwrap(), "the same login holds both accounts");
    assert!(browses(&anna.email, "nordic-freight").await.unwrap());
    assert!(browses(&jon.email, "nordic-freight").await.unwrap());
    assert!(!browses(&bo.email, "nordic-freight").await.unwrap());
    assert_eq!(problem(browses(&bo.email, "kubernetes").await), Problem::NotFound);
    for (login, action) in
        [(payer, Action::ViewInvoices), (buyer, Action::MakePurchases), (engineer, Action::ActivateLicences)]
    {
        let caller = signed_in(&world.portico, &login.email, PASSWORD).await.unwrap();
        let scope = Scope::open(&world.portico, &caller, "nordic-freight").await.unwrap();
        let account = Target::Account(scope.account());
        let own = [Action::ViewInvoices, Action::MakePurchases, Action::ActivateLicences];
        let may: Vec<Action> = own.into_iter().filter(|one| scope.offer(*one, &account).allowed).collect();
        assert_eq!(may, [action], "{}", login.who);
    }

    let before = world.everything().await;
    assert!(matches!(problem(demo::demo(&world.portico, PASSWORD).await), Problem::Invalid { .. }));
    assert!(matches!(problem(demo::demo(&world.portico, "short").await), Problem::Invalid { .. }));
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn the_demo_is_the_same_each_time() {
    let (one, two) = (World::new().await, World::new().await);
    let people = async |world: &World, entropy: Entropy| {
        let portico = world.portico.clone().with(world.portico.clock.clone(), entropy);
        demo::demo(&portico, PASSWORD).await.unwrap();
        let sql = "select handle, friendly_name, full_name, phone, last_active_at::text from users order by handle";
        sqlx::query_as::<_, (String, String, String, Option<String>, Option<String>)>(sql)
            .fetch_all(world.owner())
            .await
            .unwrap()
    };
    assert_eq!(people(&one, Entropy::seeded(1)).await, people(&two, Entropy::System).await);
}

#[tokio::test]
async fn another_password_ends_the_sessions() {
    let world = World::new().await;
    assert_eq!(problem(demo::new_password(&world.portico, PASSWORD).await), Problem::NotFound);
    demo::demo(&world.portico, PASSWORD).await.unwrap();
    let anna = "anna.berg@nordicfreight.example";
    let caller = signed_in(&world.portico, anna, PASSWORD).await.unwrap();
    let changed = demo::new_password(&world.portico, "quite another password").await.unwrap();
    assert_eq!(changed.len(), 7);
    assert_eq!(problem(Scope::open(&world.portico, &caller, "nordic-freight").await), Problem::SignInRequired);
    assert!(signed_in(&world.portico, anna, PASSWORD).await.is_err());
    assert!(signed_in(&world.portico, anna, "quite another password").await.is_ok());
    assert_eq!(world.count("select count(*) from audit_log where action = 'demo.password_set'").await, 1);
    assert_eq!(world.count("select count(*) from audit_log where audit_log::text like '%argon2%'").await, 0);
    assert!(!format!("{changed:?}").contains("quite another"), "a debug print holds no password");
}

async fn load_large(scale: u32) -> World {
    let world = World::new().await;
    let portico = world.portico.clone().with(Clock::System, Entropy::System);
    let started = Instant::now();
    let mut phases = Vec::new();
    let report = demo::large(&portico, PASSWORD, scale, &mut |progress| {
        if phases.last().is_none_or(|(phase, _)| *phase != progress.phase) {
            phases.push((progress.phase, started.elapsed()));
        }
    })
    .await
    .unwrap();
    println!("{:?} in {:?}; phases began {phases:?}", report.accounts, started.elapsed());
    assert_eq!(report.logins.len(), 201);
    for login in [&report.logins[0].email, &report.logins[1].email, &report.logins[200].email] {
        let caller = signed_in(&portico, login, PASSWORD).await.unwrap();
        Scope::open(&portico, &caller, "large").await.unwrap();
    }
    world
}

/// A hundredth of it, or the whole with `make test-long`.
#[tokio::test]
async fn the_large_company() {
    let whole = std::env::var_os("PORTICO_TEST_LONG").is_some();
    let scale = if whole { 100 } else { 1 };
    let world = load_large(scale).await;
    let hundredths = i64::from(scale);
    assert_eq!(world.count("select count(*) from users").await, 10_000 * hundredths + 1);
    assert_eq!(world.count("select count(*) from groups").await, 200 * hundredths);
    assert_eq!(world.count("select count(*) from users where login_id is not null").await, 201);
    let sizes: Vec<i32> =
        sqlx::query_scalar("select subtree_users from groups where name like 'Subtree of %' order by 1")
            .fetch_all(world.owner())
            .await
            .unwrap();
    assert_eq!(sizes[..4], [1, 10, 100, 1_000]);
    if whole {
        assert_eq!(world.count("select max(distance)::bigint + 1 from group_paths").await, 8);
    } else {
        world.assert_tree_is_sound().await;
    }
    assert!(matches!(problem(demo::large(&world.portico, PASSWORD, 1, &mut |_| {}).await), Problem::Invalid { .. }));
    assert!(matches!(problem(demo::large(&world.portico, PASSWORD, 0, &mut |_| {}).await), Problem::Invalid { .. }));
}

//! Loading an organization from files.

use crate::support::{Account, World};
use backend::import::{Fault, ImportError, Report, Source, Tally, import};
use domain::Problem;
use std::io::{self, Read, Write as _};
use std::time::{Duration, Instant};

const GROUPS: &str = include_str!("../../testdata/kubernetes-org/groups.csv");
const USERS: &str = include_str!("../../testdata/kubernetes-org/users.csv");

async fn load(world: &World, account: &Account, groups: impl Read + Send, users: impl Read + Send) -> Result<Report, ImportError> {
    let (groups, users) = (Source::new("groups.csv", groups), Source::new("users.csv", users));
    import(&world.portico, &account.slug, groups, users, &mut |_| {}).await
}

/// Loads files that are at fault, and makes sure that nothing came of it.
async fn faults(world: &World, account: &Account, groups: &[u8], users: &[u8]) -> (Vec<Fault>, usize) {
    let before = world.everything().await;
    let result = load(world, account, groups, users).await;
    assert_eq!(world.everything().await, before, "something changed");
    match result {
        Err(ImportError::Faults(faults, more)) => (faults, more),
        other => panic!("not faulty: {other:?}"),
    }
}

fn created(created: usize) -> Tally {
    Tally { created, ..Tally::default() }
}

#[tokio::test]
async fn a_real_organization_and_the_same_again() {
    let world = World::new().await;
    let account = world.account("kubernetes").await;
    let started = Instant::now();
    let report = load(&world, &account, GROUPS.as_bytes(), USERS.as_bytes()).await.unwrap();
    let took = started.elapsed();
    assert_eq!(report.groups, Tally { created: 314, updated: 1, skipped: 0 }, "the top group was there and is described");
    assert_eq!((report.users, report.grants), (created(1_276), created(83)));
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    world.assert_tree_is_sound().await;
    assert_eq!(world.count("select subtree_users::bigint from groups where parent_id is null").await, 1_277);
    assert_eq!(world.count("select count(*) from users where login_id is not null").await, 1, "only the holder signs in");
    assert_eq!(world.count("select count(*) from grants where granted_by is null and level = 'administrator'").await, 83);
    assert_eq!(world.count("select count(*) from audit_log where action = 'organization.imported'").await, 1);

    let before = world.everything().await;
    let again = load(&world, &account, GROUPS.as_bytes(), USERS.as_bytes()).await.unwrap();
    assert!(!again.changes());
    assert_eq!((again.groups.skipped, again.users.skipped, again.grants.skipped), (315, 1_276, 83));
    assert_eq!(world.everything().await, before);
}

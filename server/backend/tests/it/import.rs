//! Loading an organization from files.

use crate::support::{Account, World};
use backend::import::{Fault, ImportError, Report, Source, Tally, import};
use domain::Problem;
use std::io::{self, Read, Write as _};
use std::time::{Duration, Instant};

const GROUPS: &str = include_str!("../../testdata/kubernetes-org/groups.csv");
const USERS: &str = include_str!("../../testdata/kubernetes-org/users.csv");

async fn load(
    world: &World,
    account: &Account,
    groups: impl Read + Send,
    users: impl Read + Send,
) -> Result<Report, ImportError> {
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
    assert_eq!(
        report.groups,
        Tally { created: 314, updated: 1, skipped: 0 },
        "the top group was there and is described"
    );
    assert_eq!((report.users, report.grants), (created(1_276), created(83)));
    assert!(took < Duration::from_secs(5), "it took {took:?}");
    world.assert_tree_is_sound().await;
    assert_eq!(world.count("select subtree_users::bigint from groups where parent_id is null").await, 1_277);
    assert_eq!(
        world.count("select count(*) from users where login_id is not null").await,
        1,
        "only the holder signs in"
    );
    assert_eq!(
        world.count("select count(*) from grants where granted_by is null and level = 'administrator'").await,
        83
    );
    assert_eq!(world.count("select count(*) from audit_log where action = 'organization.imported'").await, 1);

    let before = world.everything().await;
    let again = load(&world, &account, GROUPS.as_bytes(), USERS.as_bytes()).await.unwrap();
    assert!(!again.changes());
    assert_eq!((again.groups.skipped, again.users.skipped, again.grants.skipped), (315, 1_276, 83));
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn rows_stand_in_any_order_and_what_a_file_says_is_so() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let groups = "description,path\nBelow,ACME / Sales/North\nSellers,acme/Sales\n";
    let users = "email,group,administers\nmia@a.example,acme/sales/north,\nBo@a.example,acme,ACME/SALES; acme\n";
    let report = load(&world, &account, groups.as_bytes(), users.as_bytes()).await.unwrap();
    assert_eq!((report.groups, report.users, report.grants), (created(2), created(2), created(2)));

    // A group described anew, a user elsewhere, an address in other letters, a viewer who becomes an administrator.
    sqlx::query("update grants set level = 'viewer' where group_id = $1")
        .bind(account.root.0)
        .execute(world.owner())
        .await
        .unwrap();
    let groups = "path,description\nacme/sales,Those who sell\n";
    let users = "email,group,administers\nMIA@a.example,acme,\nbo@a.example,acme,acme/sales;acme\n";
    let report = load(&world, &account, groups.as_bytes(), users.as_bytes()).await.unwrap();
    let updated = Tally { updated: 1, ..Tally::default() };
    assert_eq!(report.groups, updated);
    assert_eq!(report.users, Tally { skipped: 1, ..updated });
    assert_eq!(report.grants, Tally { skipped: 1, ..updated });
    assert_eq!(
        world.count("select count(*) from users u join groups g on g.id = u.group_id where parent_id is null").await,
        3
    );
    assert_eq!(
        world.count("select count(*) from users where handle = 'mia@a.example'").await,
        1,
        "kept as it was written first"
    );
    assert_eq!(world.count("select count(*) from grants where level = 'viewer'").await, 0);
    assert_eq!(world.count("select count(*) from groups").await, 3, "nothing is deleted");
    world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn every_fault_is_told_with_its_place() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let sales = world.group(&account, account.root, "Sales").await;
    world.users(&account, sales, &["robot@acme.example".to_owned(), "gate7".to_owned()]).await;
    sqlx::query("update users set kind = 'system' where handle like 'robot@%'").execute(world.owner()).await.unwrap();
    let deep = format!("path,description\nacme{},\n", "/x".repeat(32));
    let long_path = format!("path,description\nacme/{},\n", "x".repeat(101));
    let long_text = format!("path,description\nacme/x,{}\n", "x".repeat(1_001));
    let long_record = format!("path,description\nacme/x,{}\n", "x".repeat(70_000));
    let groups: [(&[u8], u64, &str, &str); 18] = [
        (b"", 1, "", "the file is empty"),
        (b"path\nacme/x\n", 1, "description", "the column is missing"),
        (b"path,description,colour\n", 1, "", "\u{201c}colour\u{201d} is unknown"),
        (b"path,description\nacme/x,\nacme/X,\n", 3, "path", "stands on line 2 already"),
        (b"path,description\nacme/none/x,\n", 2, "path", "the group above \u{201c}x\u{201d} is neither"),
        (b"path,description\nother/x,\n", 2, "path", "does not start with \u{201c}acme\u{201d}"),
        (b"path,description\nother,\n", 2, "path", "does not start with \u{201c}acme\u{201d}"),
        (b"path,description\nacme//x,\n", 2, "path", "is missing"),
        (b"path,description\n,x\n", 2, "path", "the path is missing"),
        (b"path,description\nacme/x,\xff\n", 2, "description", "not UTF-8"),
        (b"path,description\nacme/x\0,\n", 2, "path", "U+0000"),
        (b"path,description\nacme/x,a\0b\n", 2, "description", "U+0000"),
        (b"path,description\nacme/x,\"open\nacme/y,\n", 2, "", "never closed"),
        (b"path,description\r\nacme/x,\r\nacme/y,a,b\r\n", 3, "", "3 fields"),
        (deep.as_bytes(), 2, "path", "33 levels"),
        (long_path.as_bytes(), 2, "path", "101 characters"),
        (long_text.as_bytes(), 2, "description", "1001 characters"),
        (long_record.as_bytes(), 2, "", "longer than 64 KiB"),
    ];
    let no_users: &[u8] = b"email,group,administers\n";
    for (file, line, column, reason) in groups {
        let (faults, more) = faults(&world, &account, file, no_users).await;
        let found = faults
            .iter()
            .any(|f| f.file == "groups.csv" && f.line == line && f.column == column && f.reason.contains(reason));
        assert!(found && more == 0, "{:?} gives {faults:?}", String::from_utf8_lossy(&file[..file.len().min(80)]));
    }
    let users: [(&str, u64, &str, &str); 6] = [
        ("x,acme,\n", 2, "email", "is not an email address"),
        ("x@a.example,acme,\nX@A.example,acme,\n", 3, "email", "stands on line 2 already"),
        ("x@a.example,acme/none,\n", 2, "group", "no group \u{201c}none\u{201d}"),
        ("x@a.example,acme,acme/sales;acme/none\n", 2, "administers", "no group \u{201c}none\u{201d}"),
        ("x@a.example,other,\n", 2, "group", "does not start with \u{201c}acme\u{201d}"),
        ("robot@acme.example,acme,acme\n", 2, "administers", "system users administer nothing"),
    ];
    for (rows, line, column, reason) in users {
        let file = format!("email,group,administers\n{rows}");
        let (faults, _) = faults(&world, &account, b"path,description\n", file.as_bytes()).await;
        let found = faults
            .iter()
            .any(|f| f.file == "users.csv" && f.line == line && f.column == column && f.reason.contains(reason));
        assert!(found, "{rows:?} gives {faults:?}");
    }
}

#[tokio::test]
async fn one_fault_among_thousands_changes_nothing() {
    let world = World::new().await;
    let account = world.account("kubernetes").await;
    let users = format!("{USERS}last@members.example,kubernetes/nowhere,\n");
    let (told, more) = faults(&world, &account, GROUPS.as_bytes(), users.as_bytes()).await;
    assert_eq!((told.len(), more), (1, 0));
    assert_eq!(
        told[0].to_string(),
        "users.csv, line 1278, group: there is no group \u{201c}nowhere\u{201d} at this path, neither in the groups file nor in the account"
    );
    let faulty: String = (0..5_000).map(|n| format!("nobody{n},kubernetes,\n")).collect();
    let (told, more) =
        faults(&world, &account, GROUPS.as_bytes(), format!("email,group,administers\n{faulty}").as_bytes()).await;
    assert_eq!((told.len(), more), (100, 900), "told the first hundred, and not read to the end");
    let missing =
        load(&world, &Account { slug: "nobody".to_owned(), ..account.clone() }, GROUPS.as_bytes(), USERS.as_bytes())
            .await;
    assert!(matches!(missing, Err(ImportError::Failed(backend::Error::Problem(Problem::NotFound)))));
}

/// Gives the same bytes for ever, and counts them.
struct Endless<'a> {
    bytes: &'static [u8],
    given: &'a mut u64,
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        *self.given += u64::try_from(count).unwrap();
        Ok(count)
    }
}

#[tokio::test]
async fn endless_junk_is_left_soon() {
    let world = World::new().await;
    let account = world.account("acme").await;
    for bytes in [&b"\0"[..], b"x", b",", b"\"", b"\"\"", b"path,description\n", b"\xff\n", b"a,b\nc"] {
        let mut given = 0;
        let started = Instant::now();
        let result = load(&world, &account, Endless { bytes, given: &mut given }, USERS.as_bytes()).await;
        assert!(matches!(result, Err(ImportError::Faults(..))), "{bytes:?} gives {result:?}");
        assert!(given < 4 << 20, "{bytes:?}: {given} bytes were read");
        assert!(started.elapsed() < Duration::from_secs(2), "{bytes:?}");
    }
}

#[tokio::test]
async fn a_file_of_a_gibibyte_is_refused_unread() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"path,description\n").unwrap();
    file.as_file().set_len(1 << 30).unwrap();
    let source = Source::open(file.path()).unwrap();
    let users = Source::new("users.csv", USERS.as_bytes());
    let started = Instant::now();
    let Err(ImportError::Faults(faults, _)) = import(&world.portico, &account.slug, source, users, &mut |_| {}).await
    else {
        panic!("accepted")
    };
    assert!(faults[0].reason.contains("larger than 256 MiB"), "{faults:?}");
    assert!(started.elapsed() < Duration::from_secs(2));
    assert!(matches!(Source::open(std::path::Path::new("/nowhere.csv")), Err(ImportError::Io { .. })));
}

#[tokio::test]
async fn a_hundred_thousand_users_in_seconds() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let mut groups = "path,description\n".to_owned();
    let mut users = "email,group,administers\n".to_owned();
    for group in 0..1_000 {
        groups.push_str(&format!("acme/area {}/group {group},\n", group % 10));
    }
    for area in 0..10 {
        groups.push_str(&format!("acme/area {area},\n"));
    }
    for user in 0..100_000 {
        let group = user % 1_000;
        let administers =
            if user % 50 == 0 { format!("acme/area {}/group {group}", group % 10) } else { String::new() };
        users.push_str(&format!("user{user}@acme.example,acme/area {}/group {group},{administers}\n", group % 10));
    }
    let started = Instant::now();
    let report = load(&world, &account, groups.as_bytes(), users.as_bytes()).await.unwrap();
    let took = started.elapsed();
    println!("100,000 users in {took:?}");
    assert!(took < Duration::from_secs(30));
    assert_eq!((report.groups, report.users, report.grants), (created(1_010), created(100_000), created(2_000)));
    world.assert_tree_is_sound().await;
    let started = Instant::now();
    assert!(!load(&world, &account, groups.as_bytes(), users.as_bytes()).await.unwrap().changes());
    let took = started.elapsed();
    println!("again in {took:?}");
    assert!(took < Duration::from_secs(30), "also while the planner has no statistics");
}

#[tokio::test]
async fn progress_is_told_phase_by_phase() {
    let world = World::new().await;
    let account = world.account("kubernetes").await;
    let mut told = Vec::new();
    let (groups, users) = (Source::new("groups.csv", GROUPS.as_bytes()), Source::new("users.csv", USERS.as_bytes()));
    import(&world.portico, &account.slug, groups, users, &mut |progress| told.push(progress)).await.unwrap();
    let mut phases: Vec<_> = told.iter().map(|progress| progress.phase).collect();
    phases.dedup();
    assert_eq!(phases.len(), 7, "{phases:?}");
    assert!(told.iter().all(|progress| progress.total.is_none_or(|total| progress.done <= total)));
}

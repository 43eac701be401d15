//! The Users page: which rows stand there, in which order, and for whom.

use crate::support::{Account, On, Person, World, problem};
use backend::service;
use domain::access::Level;
use domain::tree::{Row, TreePage, TreeView};
use domain::{GroupId, Problem, UserId};
use std::collections::BTreeSet;

async fn page(world: &World, account: &Account, person: Option<&Person>, view: TreeView) -> TreePage {
    let caller = person.map_or(&account.caller, |person| &person.caller);
    service::tree::show(&mut world.scope(caller, account).await, &view).await.unwrap()
}

/// The rows as they would be read aloud: deeper ones indented.
fn lines(page: &TreePage) -> Vec<String> {
    let line = |depth: u8, text: String| format!("{}{text}", "  ".repeat(usize::from(depth)));
    page.rows
        .iter()
        .map(|row| match row {
            Row::Group(group) => line(group.depth, format!("{} {}", group.name, group.users)),
            Row::User(user) => line(user.depth, user.handle.clone()),
            Row::MoreUsers { count, depth, .. } => line(*depth, format!("{count} more")),
            Row::MoreGroups { depth, .. } => line(*depth, "more groups".to_owned()),
        })
        .collect()
}

fn users(page: &TreePage) -> Vec<UserId> {
    page.rows.iter().filter_map(|row| if let Row::User(user) = row { Some(user.id) } else { None }).collect()
}

fn search(q: &str) -> TreeView {
    TreeView { q: q.to_owned(), ..TreeView::default() }
}

fn open(groups: &[GroupId]) -> TreeView {
    TreeView { open: groups.iter().map(ToString::to_string).collect::<Vec<_>>().join("."), ..TreeView::default() }
}

/// Goes through a list to its end.
async fn all_pages(world: &World, account: &Account, person: Option<&Person>, view: TreeView) -> Vec<UserId> {
    let mut all = Vec::new();
    let mut view = view;
    loop {
        let page = page(world, account, person, view.clone()).await;
        all.extend(users(&page));
        match page.list.unwrap().next {
            Some(next) => view.after = next,
            None => return all,
        }
        assert!(all.len() < 2_000, "the list does not end");
    }
}

struct Company {
    world: World,
    account: Account,
    operations: GroupId,
    terminal: GroupId,
    sales: GroupId,
}

/// acme: Operations (anna, 30 workers) with Terminal (bo, gate7) below, and Sales (jon).
async fn company() -> Company {
    let world = World::new().await;
    let account = world.account("acme").await;
    let sales = world.group(&account, account.root, "Sales").await;
    let operations = world.group(&account, account.root, "operations").await;
    let terminal = world.group(&account, operations, "Terminal").await;
    let workers: Vec<String> = (10..40).map(|n| format!("worker{n}@acme.example")).collect();
    world.users(&account, operations, &workers).await;
    world.users(&account, terminal, &["gate7".to_owned(), "bo@acme.example".to_owned()]).await;
    world.user(&account, sales, "jon@acme.example").await;
    Company { world, account, operations, terminal, sales }
}

#[tokio::test]
async fn depth_first_users_before_groups_siblings_by_name() {
    let Company { world, account, operations, terminal, sales } = company().await;
    let rows = lines(&page(&world, &account, None, TreeView::default()).await);
    assert_eq!(rows, ["acme 34", "  holder@acme.example", "  operations 32", "  Sales 1"]);
    let page = page(&world, &account, None, open(&[account.root, operations, terminal, sales])).await;
    let rows = lines(&page);
    assert_eq!(rows[..4], ["acme 34", "  holder@acme.example", "  operations 32", "    worker10@acme.example"]);
    assert_eq!(
        rows[27..],
        [
            "    worker34@acme.example",
            "    5 more",
            "    Terminal 2",
            "      bo@acme.example",
            "      gate7",
            "  Sales 1",
            "    jon@acme.example",
        ]
    );
    assert_eq!((page.total_users, page.total_groups), (34, 4));
    assert!(
        page.rows.iter().all(|row| match row {
            Row::Group(group) => group.may_add && group.may_move != group.is_root,
            Row::User(user) => user.may_move,
            _ => true,
        }),
        "the holder may do everything but move the root"
    );
}

#[tokio::test]
async fn a_delegate_sees_their_part_and_nothing_else() {
    let Company { world, account, operations, terminal, sales } = company().await;
    let anna =
        world.delegate(&account, account.root, "anna@acme.example", Level::Administrator, On::Group(operations)).await;
    let tree = page(&world, &account, Some(&anna), TreeView::default()).await;
    assert_eq!(lines(&tree)[0], "operations 32");
    assert_eq!((tree.total_users, tree.total_groups), (32, 2));
    for (view, what) in [
        (open(&[account.root, sales]), "open"),
        (TreeView { reveal: sales.to_string(), ..TreeView::default() }, "reveal"),
        (TreeView { reveal: account.holder.to_string(), ..TreeView::default() }, "reveal a user"),
        (TreeView { all: account.root.to_string(), ..TreeView::default() }, "all"),
    ] {
        let rows = lines(&page(&world, &account, Some(&anna), view).await);
        assert!(
            rows.iter().all(|row| !row.contains("Sales") && !row.contains("holder") && !row.contains("jon")),
            "{what}: {rows:?}"
        );
    }
    for q in ["jon", "holder", "anna", "jo", "acme.example/"] {
        let found = page(&world, &account, Some(&anna), search(q)).await;
        assert_eq!((found.list.unwrap().found, found.rows.len()), (Some(0), 0), "{q}");
    }
    let found = page(&world, &account, Some(&anna), search("bo@")).await;
    assert_eq!(lines(&found), ["operations 32", "  Terminal 2", "    bo@acme.example"]);
    assert_eq!(
        page(&world, &account, Some(&anna), search("acme.example")).await.list.unwrap().found,
        Some(31),
        "counted as seen"
    );
    for hidden in [account.root, sales] {
        let view = TreeView { within: hidden.to_string(), ..TreeView::default() };
        let mut scope = world.scope(&anna.caller, &account).await;
        assert_eq!(problem(service::tree::show(&mut scope, &view).await), Problem::NotFound);
    }
    let systems = TreeView { kind: "system".to_owned(), ..TreeView::default() };
    assert_eq!(
        lines(&page(&world, &account, Some(&anna), systems).await),
        ["operations 32", "  Terminal 2", "    gate7"]
    );

    // Destinations of a move are what she administers, without the moved group itself.
    let mut scope = world.scope(&anna.caller, &account).await;
    let plan = service::group::plan_move(&mut scope, &terminal.to_string(), "", "").await.unwrap();
    assert_eq!(plan.destinations.iter().map(|to| to.id).collect::<Vec<_>>(), [operations]);
    let bo: uuid::Uuid =
        sqlx::query_scalar("select id from users where handle like 'bo@%'").fetch_one(world.owner()).await.unwrap();
    let plan = service::user::plan_move(&mut scope, &bo.to_string(), "", "").await.unwrap();
    assert_eq!(plan.destinations.iter().map(|to| to.id).collect::<Vec<_>>(), [operations, terminal]);
    let to_sales = service::user::plan_move(&mut scope, &bo.to_string(), &sales.to_string(), "").await;
    assert_eq!(crate::support::faulty_fields(to_sales), ["to"]);

    // What somebody holds outside her part is not told.
    world.grant(&account, UserId(bo), Level::Administrator, On::Group(sales)).await;
    world.grant(&account, UserId(bo), Level::Administrator, On::Group(terminal)).await;
    let shown = page(&world, &account, Some(&anna), open(&[operations, terminal])).await;
    let administers = shown.rows.iter().find_map(|row| match row {
        Row::User(user) if user.id == UserId(bo) => Some(user.administers.clone()),
        _ => None,
    });
    assert_eq!(administers, Some(Some(("Terminal".to_owned(), 0))));
    let view = service::user::view(&mut scope, &bo.to_string()).await.unwrap();
    assert_eq!(view.administers.iter().map(|link| link.id).collect::<Vec<_>>(), [terminal]);
}

#[tokio::test]
async fn a_viewer_is_offered_nothing() {
    let Company { world, account, operations, terminal, .. } = company().await;
    let viewer =
        world.delegate(&account, account.root, "view@acme.example", Level::Viewer, On::Group(operations)).await;
    let page = page(&world, &account, Some(&viewer), open(&[operations, terminal])).await;
    assert!(page.rows.len() >= 30);
    assert!(page.rows.iter().all(|row| match row {
        Row::Group(group) => !group.may_add && !group.may_move,
        Row::User(user) => !user.may_move,
        _ => true,
    }));
    let group =
        service::group::view(&mut world.scope(&viewer.caller, &account).await, &terminal.to_string()).await.unwrap();
    let may = group.may;
    assert!(
        [may.add_group, may.describe, may.rename, may.set_billing_code, may.delete, may.relocate]
            .iter()
            .all(|offer| !offer.allowed)
    );
}

#[tokio::test]
async fn one_user_alone_is_a_row_without_a_group() {
    let Company { world, account, sales, .. } = company().await;
    let jon: uuid::Uuid =
        sqlx::query_scalar("select id from users where handle like 'jon@%'").fetch_one(world.owner()).await.unwrap();
    let one =
        world.delegate(&account, account.root, "one@acme.example", Level::Administrator, On::User(UserId(jon))).await;
    let tree = page(&world, &account, Some(&one), TreeView::default()).await;
    assert_eq!(lines(&tree), ["jon@acme.example"]);
    assert_eq!((tree.total_users, tree.total_groups), (1, 0));
    assert!(matches!(&tree.rows[0], Row::User(user) if !user.may_move));
    for (q, rows) in [("jon", 1), ("jo", 1), ("bo@", 0), ("worker", 0)] {
        assert_eq!(page(&world, &account, Some(&one), search(q)).await.rows.len(), rows, "{q}");
    }
    let mut scope = world.scope(&one.caller, &account).await;
    assert_eq!(problem(service::group::view(&mut scope, &sales.to_string()).await), Problem::NotFound);
    assert!(service::user::view(&mut scope, &jon.to_string()).await.is_ok());
    let nobody = world.person(&account, sales, "nobody@acme.example").await;
    let mut scope = world.scope(&nobody.caller, &account).await;
    assert!(matches!(problem(service::tree::show(&mut scope, &TreeView::default()).await), Problem::Forbidden { .. }));
}

#[tokio::test]
async fn a_user_alone_does_not_hide_those_behind_them() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let mut groups = Vec::new();
    let mut users = Vec::new();
    for name in ["a", "b", "c"] {
        groups.push(world.group(&account, account.root, name).await);
        users.push(world.user(&account, *groups.last().unwrap(), &format!("user-in-{name}@acme.example")).await);
    }
    // Between two groups that she sees stands one in which she sees a single user.
    let mia = world.delegate(&account, account.root, "mia@acme.example", Level::Viewer, On::Group(groups[0])).await;
    world.grant(&account, mia.id, Level::Viewer, On::Group(groups[2])).await;
    world.grant(&account, mia.id, Level::Viewer, On::User(users[1])).await;
    let expected = ["user-in-b@acme.example", "a 1", "  user-in-a@acme.example", "c 1", "  user-in-c@acme.example"];
    for view in [search("user-in"), search("us"), TreeView { kind: "person".to_owned(), ..TreeView::default() }] {
        assert_eq!(lines(&page(&world, &account, Some(&mia), view.clone()).await), expected, "{view:?}");
    }
}

#[tokio::test]
async fn paging_gives_each_user_exactly_once() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let mut expected = vec![account.holder];
    let mut parent = account.root;
    let mut tops = Vec::new();
    for n in 0..7 {
        let group = world.group(&account, parent, &format!("group {n}")).await;
        let handles: Vec<String> = (0..n * 13).map(|user| format!("user{user}-of-{n}@acme.example")).collect();
        expected.extend(world.users(&account, group, &handles).await);
        parent = if n % 2 == 0 { group } else { account.root };
        tops.push(group);
    }
    let expected: BTreeSet<UserId> = expected.into_iter().collect();
    let everything = TreeView { within: account.root.to_string(), ..TreeView::default() };
    for view in [everything, TreeView { kind: "person".to_owned(), ..TreeView::default() }, search("acme.example")] {
        let all = all_pages(&world, &account, None, view.clone()).await;
        assert_eq!(all.len(), expected.len(), "{view:?}");
        assert_eq!(all.into_iter().collect::<BTreeSet<_>>(), expected, "{view:?}");
    }
    // Several subtrees apart from each other, one inside another, and a user alone.
    let some = world.person(&account, account.root, "some@acme.example").await;
    for group in [tops[1], tops[4], tops[5], tops[6]] {
        world.grant(&account, some.id, Level::Viewer, On::Group(group)).await;
    }
    world.grant(&account, some.id, Level::Viewer, On::User(account.holder)).await;
    let seen: i64 = world.count(
        "select count(*) from users u join groups h on h.id = u.group_id where u.handle = 'holder@acme.example' or exists (
             select from grants g join groups t on t.id = g.group_id where starts_with(h.sort_path, t.sort_path))",
    ).await;
    let tree = page(&world, &account, Some(&some), TreeView::default()).await;
    assert_eq!(tree.total_users, seen);
    let all = all_pages(&world, &account, Some(&some), search("acme.example")).await;
    assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (usize::try_from(seen).unwrap(), all.len()));
    let listed =
        all_pages(&world, &account, Some(&some), TreeView { kind: "person".to_owned(), ..TreeView::default() }).await;
    assert_eq!(
        (listed.len(), listed.iter().collect::<BTreeSet<_>>().len()),
        (usize::try_from(seen).unwrap(), listed.len())
    );
}

#[tokio::test]
async fn a_search_takes_every_character_as_itself() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let handles =
        ["per_cent%off@acme.example", "percent-off@acme.example", "back'slash@acme.example", "åsa", "x9", "x8"];
    world.users(&account, account.root, &handles.map(str::to_owned)).await;
    sqlx::query("update users set full_name = 'Åsa \\ Öberg', friendly_name = 'Åsa, 100% here' where handle = 'x9'")
        .execute(world.owner())
        .await
        .unwrap();
    let found = async |q: &str| {
        let page = page(&world, &account, None, search(q)).await;
        assert_eq!(page.list.as_ref().unwrap().found, Some(i64::try_from(users(&page).len()).unwrap()), "{q}");
        users(&page).len()
    };
    for (q, count) in [
        ("per_cent", 1),
        ("cent%off", 1),
        ("%%%", 0),
        ("___", 0),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
        ("\\ ö", 1),
        (" \\ ", 0),
        ("100%", 1),
        ("ÅSA", 2),
        ("öberg", 1),
        ("x", 2),
        ("X9", 1),
        ("9", 0),
        ("percent", 1),
        ("'slash", 1),
        ("ent'; drop", 0),
        ("acme.EXAMPLE", 4),
        ("\u{0}nul", 0),
        ("\u{10ffff}", 0),
    ] {
        assert_eq!(found(q).await, count, "{q:?}");
    }
}

#[tokio::test]
async fn what_is_revealed_stands_there() {
    let Company { world, account, operations, terminal, .. } = company().await;
    let late: uuid::Uuid = sqlx::query_scalar("select id from users where handle like 'worker39%'")
        .fetch_one(world.owner())
        .await
        .unwrap();
    let view = TreeView { reveal: late.to_string(), ..open(&[]) };
    let shown = page(&world, &account, None, view).await;
    let rows = lines(&shown);
    assert_eq!(rows.iter().filter(|row| row.contains("worker39@")).count(), 1);
    assert!(rows.contains(&"    4 more".to_owned()), "the one that is shown is not among the more: {rows:?}");
    let view = TreeView { reveal: terminal.to_string(), ..TreeView::default() };
    let shown = page(&world, &account, None, view).await;
    assert!(lines(&shown).contains(&"    Terminal 2".to_owned()));
    assert_eq!(shown.open, [account.root, operations], "it is shown, not opened");
}

#[tokio::test]
async fn many_groups_are_cut_and_can_all_be_shown() {
    let world = World::new().await;
    let account = world.account("acme").await;
    for n in 0..120 {
        world.group(&account, account.root, &format!("group {n:03}")).await;
    }
    let rows = lines(&page(&world, &account, None, TreeView::default()).await);
    assert_eq!((rows.len(), rows.last().unwrap().as_str()), (103, "  more groups"));
    let all = TreeView { all: account.root.to_string(), ..TreeView::default() };
    assert_eq!(page(&world, &account, None, all).await.rows.len(), 122);
    let hidden: uuid::Uuid =
        sqlx::query_scalar("select id from groups where name = 'group 119'").fetch_one(world.owner()).await.unwrap();
    let view = TreeView { reveal: hidden.to_string(), ..TreeView::default() };
    assert!(lines(&page(&world, &account, None, view).await).contains(&"  group 119 0".to_owned()));
}

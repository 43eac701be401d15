//! The history's chain: it holds while many write, and shows whatever is done to it behind Portico's back, by somebody
//! with every right in the database.

use crate::support::{Account, World, problem};
use backend::audit::{Checkpoint, Checkpoints};
use backend::service::history::{self, Fault, Verified};
use backend::service::{self};
use domain::Problem;
use domain::profile::ContactForm;
use jiff::SignedDuration;
use uuid::Uuid;

/// An account with some entries, all linked, and the checkpoints of that.
async fn linked(world: &World) -> (Account, Checkpoints) {
    let account = world.account("acme").await;
    let mut signed = Vec::new();
    for name in ["North", "South", "East", "West", "Middle"] {
        world.portico.clock.advance(SignedDuration::from_secs(1));
        world.group(&account, account.root, name).await;
        signed.extend(history::link(&world.portico).await.unwrap());
    }
    assert_eq!(signed.iter().map(|mark| mark.number).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    (account, Checkpoints { signed, foreign: Vec::new() })
}

async fn verify(world: &World, checkpoints: &Checkpoints) -> Verified {
    history::verify(&world.portico, "acme", checkpoints).await.unwrap()
}

/// Does what a superuser can, with every constraint and trigger off.
async fn tamper(world: &World, statements: &[&'static str]) {
    let mut tx = world.owner().begin().await.unwrap();
    sqlx::query("set local session_replication_role = replica").execute(&mut *tx).await.unwrap();
    for sql in statements {
        let done = sqlx::query(*sql).execute(&mut *tx).await.unwrap();
        assert!(done.rows_affected() > 0 || sql.starts_with("alter"), "{sql} hit nothing");
    }
    tx.commit().await.unwrap();
}

/// The entry of the link of this number.
async fn entry(world: &World, number: i64) -> Uuid {
    sqlx::query_scalar("select entry_id from audit_chain where number = $1")
        .bind(number)
        .fetch_one(world.owner())
        .await
        .unwrap()
}

fn fault(entry: Option<Uuid>, link: Option<i64>, what: &str) -> Fault {
    Fault { entry, link, what: what.to_owned() }
}

/// What is done, the statements that do it, and what is found then: the entry's number, whether it is named, and words.
type Manipulation = (&'static str, &'static [&'static str], &'static [(Option<i64>, bool, &'static str)]);

/// Each of these is done to a history of six entries; whoever does it also makes the chain fit as far as they can
/// without the key. What is found says which entry and what is wrong with it.
#[tokio::test]
async fn whatever_is_done_to_it_is_found() {
    const SEAL: &str = "its seal does not fit: it was changed, or not written by Portico";
    const FIT: &str =
        "it does not fit the link before and its entry: one of them was changed, put elsewhere or taken out";
    const DROP_3: [&str; 3] = [
        "delete from audit_values v using audit_chain c where c.number = 3 and v.entry_id = c.entry_id",
        "delete from audit_log l using audit_chain c where c.number = 3 and l.id = c.entry_id",
        "delete from audit_chain where number = 3",
    ];
    let cases: [Manipulation; 17] = [
        (
            "who did it is changed",
            &["update audit_log set actor_id = target_id where id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, SEAL), (Some(3), true, FIT)],
        ),
        (
            "its time is changed, and hashes computed anew without the key",
            &["update audit_log set at = at - interval '1 day', mac = sha256(mac)
               where id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, SEAL), (Some(3), true, FIT)],
        ),
        (
            "the whole chain is computed anew without the key",
            &["update audit_chain set mac = sha256(mac)"],
            &[(Some(1), true, FIT), (Some(2), true, FIT), (Some(6), true, "it is not the one that the checkpoint of")],
        ),
        (
            "what changed is changed",
            &["update audit_values set value = jsonb_set(value, '{after,name}', '\"Nowhere\"')
               where part = 'change' and entry_id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, "what changed is not what was written")],
        ),
        (
            "an address is changed, and its commitment",
            &[
                "update audit_values set value = '{\"address\": \"192.0.2.1\"}'
                 where part = 'origin' and entry_id = (select entry_id from audit_chain where number = 3)",
                "update audit_log set origin_commitment = sha256('x')
                 where id = (select entry_id from audit_chain where number = 3)",
            ],
            &[(Some(3), true, SEAL), (Some(3), true, "where it came from is not what was written")],
        ),
        (
            "a value is erased by hand",
            &["update audit_values set salt = null, value = null
               where part = 'change' and entry_id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, "what changed was erased, and no entry says that it was")],
        ),
        (
            "a value is deleted",
            &["delete from audit_values where part = 'origin' and entry_id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, "where it came from is gone")],
        ),
        (
            "an entry is deleted",
            &["delete from audit_log where id = (select entry_id from audit_chain where number = 3)"],
            &[(Some(3), true, "the entry is gone")],
        ),
        ("an entry is deleted with its link", &DROP_3, &[(Some(3), false, "it is gone, with its entry")]),
        (
            "several are",
            &[
                "delete from audit_log l using audit_chain c where c.number in (2, 3, 4) and l.id = c.entry_id",
                "delete from audit_chain where number in (2, 3, 4)",
            ],
            &[(Some(2), false, "it and all up to 4 are gone")],
        ),
        (
            "an entry is deleted with its link, and those after it take its place",
            &[
                DROP_3[0],
                DROP_3[1],
                DROP_3[2],
                "update audit_chain set number = number + 1000 where number > 3",
                "update audit_chain set number = number - 1001 where number > 1000",
            ],
            &[(Some(3), true, FIT), (Some(4), true, FIT), (None, false, "the chain ends at link 5, and the checkpoint")],
        ),
        (
            "two entries change places",
            &[
                "alter table audit_chain drop constraint audit_chain_entry",
                "update audit_chain c set entry_id = o.entry_id from audit_chain o
                 where (c.number, o.number) in ((3, 4), (4, 3))",
            ],
            &[(Some(3), true, FIT), (Some(4), true, FIT)],
        ),
        (
            "an entry is copied in as a new one",
            &[
                "insert into audit_log select account_id, '019a0000-0000-7000-8000-000000000001', at, actor_kind, actor_id,
                     action, target_kind, target_id, request_id, on_behalf_of, change_commitment, origin_commitment, mac
                 from audit_log where id = (select entry_id from audit_chain where number = 3)",
                "insert into audit_values select account_id, '019a0000-0000-7000-8000-000000000001', part, salt, value
                 from audit_values where entry_id = (select entry_id from audit_chain where number = 3)",
            ],
            &[(None, true, SEAL), (None, true, "it is neither linked nor waiting to be")],
        ),
        (
            "an entry is cut loose",
            &["delete from audit_chain where number = 6"],
            &[
                (None, true, "it is neither linked nor waiting to be"),
                (None, false, "the chain ends at link 5, and the checkpoint of"),
            ],
        ),
        (
            "the end is cut off, without a trace in the database",
            &[
                "delete from audit_values v using audit_chain c where c.number > 4 and v.entry_id = c.entry_id",
                "delete from audit_log l using audit_chain c where c.number > 4 and l.id = c.entry_id",
                "delete from audit_chain where number > 4",
            ],
            &[(None, false, "the chain ends at link 4, and the checkpoint of 2026-11-21T12:00:05Z saw link 6")],
        ),
        (
            "everything is",
            &["delete from audit_values", "delete from audit_log", "delete from audit_chain"],
            &[(None, false, "the chain ends at link 0, and the checkpoint of")],
        ),
        (
            "another account is given the entries",
            &["update audit_log set account_id = '019a0000-0000-7000-8000-00000000000a'"],
            &[(Some(1), true, "the entry is gone")],
        ),
    ];
    for (done, statements, expected) in cases {
        let world = World::new().await;
        let (_, checkpoints) = linked(&world).await;
        let clean = verify(&world, &checkpoints).await;
        assert_eq!(clean, Verified { linked: 6, ..Verified::default() }, "before: {done}");
        tamper(&world, statements).await;
        let found = verify(&world, &checkpoints).await;
        for (link, names_entry, what) in expected {
            let is_it = |fault: &Fault| {
                fault.link == *link && fault.entry.is_some() == *names_entry && fault.what.starts_with(what)
            };
            assert!(found.faults.iter().any(is_it), "{done}: {what} is not in {:#?}", found.faults);
        }
    }
}

#[tokio::test]
async fn the_entry_is_named_and_nothing_else_is() {
    let world = World::new().await;
    let (_, checkpoints) = linked(&world).await;
    let third = entry(&world, 3).await;
    tamper(
        &world,
        &["update audit_values set value = '{}' where part = 'change'
           and entry_id = (select entry_id from audit_chain where number = 3)"],
    )
    .await;
    let found = verify(&world, &checkpoints).await.faults;
    assert_eq!(found, [fault(Some(third), Some(3), "what changed is not what was written")]);
    assert_eq!(found[0].to_string(), format!("link 3, entry {third}: what changed is not what was written"));
}

/// Whoever lets the server link anew what they have cut has its key work for them: the checkpoints show it.
#[tokio::test]
async fn a_chain_that_the_server_was_made_to_begin_anew_is_found() {
    let world = World::new().await;
    let (_, mut checkpoints) = linked(&world).await;
    tamper(
        &world,
        &[
            "delete from audit_values v using audit_chain c where c.number = 3 and v.entry_id = c.entry_id",
            "delete from audit_log l using audit_chain c where c.number = 3 and l.id = c.entry_id",
            "insert into audit_pending select account_id, entry_id from audit_chain where number > 3",
            "delete from audit_chain where number >= 3",
        ],
    )
    .await;
    checkpoints.signed.extend(history::link(&world.portico).await.unwrap());
    let found = verify(&world, &checkpoints).await.faults;
    let has = |link, what: &str| found.iter().any(|fault| fault.link == Some(link) && fault.what.starts_with(what));
    assert!(has(5, "two checkpoints of it differ"), "{found:#?}");
    assert!(has(3, "it is not the one that the checkpoint of"), "{found:#?}");
    // Without them everything fits: that is what they are for.
    assert_eq!(verify(&world, &Checkpoints::default()).await.faults, []);
}

/// An entry that somebody wrote into the database is linked like any other, and found by its seal.
#[tokio::test]
async fn an_entry_that_portico_did_not_write_is_found_when_it_is_linked() {
    let world = World::new().await;
    let (_, mut checkpoints) = linked(&world).await;
    tamper(
        &world,
        &[
            "insert into audit_log select account_id, '019a0000-0000-7000-8000-000000000001', at, actor_kind, actor_id,
                 'group.deleted', target_kind, target_id, request_id, on_behalf_of, change_commitment, origin_commitment,
                 sha256('a guess') from audit_log where id = (select entry_id from audit_chain where number = 3)",
            "insert into audit_values select account_id, '019a0000-0000-7000-8000-000000000001', part, salt, value
             from audit_values where entry_id = (select entry_id from audit_chain where number = 3)",
            "insert into audit_pending select account_id, '019a0000-0000-7000-8000-000000000001' from audit_chain limit 1",
        ],
    )
    .await;
    checkpoints.signed.extend(history::link(&world.portico).await.unwrap());
    let found = verify(&world, &checkpoints).await;
    assert_eq!(found.linked, 7);
    let told: Vec<_> = found.faults.iter().map(|fault| (fault.link, fault.entry)).collect();
    let id = Uuid::from_u128(0x019a_0000_0000_7000_8000_0000_0000_0001);
    assert!(!told.is_empty() && told.iter().all(|place| *place == (Some(7), Some(id))), "{told:?}");
}

#[tokio::test]
async fn an_entry_waits_a_second_and_not_a_minute() {
    let world = World::new().await;
    world.account("acme").await;
    let fresh = verify(&world, &Checkpoints::default()).await;
    assert_eq!(fresh, Verified { pending: 1, ..Verified::default() });
    world.portico.clock.advance(SignedDuration::from_secs(61));
    let late = verify(&world, &Checkpoints::default()).await;
    assert_eq!(late.faults.len(), 1);
    assert!(late.faults[0].what.starts_with("it waits to be linked since 2026-11-21T12:00:00Z"), "{}", late.faults[0]);
    // What is linked already and was put there again holds nothing up.
    history::link(&world.portico).await.unwrap();
    tamper(&world, &["insert into audit_pending select account_id, entry_id from audit_chain"]).await;
    assert_eq!(history::link(&world.portico).await.unwrap(), []);
    let account: Uuid = sqlx::query_scalar("select id from accounts").fetch_one(world.owner()).await.unwrap();
    assert!(
        history::accounts(&world.portico).await.unwrap().iter().any(|(id, slug)| id.0 == account && slug == "acme")
    );
    assert!(matches!(
        problem(history::verify(&world.portico, "nobody", &Checkpoints::default()).await),
        Problem::NotFound
    ));
}

/// Several processes link while people write, and somebody verifies all the while.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_holds_while_many_write_and_many_link() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let other = world.account("umbrella").await;
    let linkers: Vec<_> = (0..3)
        .map(|_| {
            let portico = world.portico.clone();
            tokio::spawn(async move {
                let mut signed: Vec<Checkpoint> = Vec::new();
                for _ in 0..40 {
                    signed.extend(history::link(&portico).await.unwrap());
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
                signed
            })
        })
        .collect();
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let (portico, account, other) = (world.portico.clone(), account.clone(), other.clone());
            tokio::spawn(async move {
                for number in 0..10 {
                    let account = if writer == 0 { &other } else { &account };
                    let form = domain::group::GroupForm { name: format!("{writer} {number}"), ..Default::default() };
                    let root = account.root.to_string();
                    service::group::add(&portico, &account.caller, &account.slug, &root, &form).await.unwrap();
                }
            })
        })
        .collect();
    for _ in 0..10 {
        assert_eq!(verify(&world, &Checkpoints::default()).await.faults, []);
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let mut checkpoints = Checkpoints::default();
    for linker in linkers {
        checkpoints.signed.extend(linker.await.unwrap());
    }
    checkpoints.signed.extend(history::link(&world.portico).await.unwrap());
    assert_eq!(verify(&world, &checkpoints).await, Verified { linked: 31, ..Verified::default() });
    let others = history::verify(&world.portico, "umbrella", &checkpoints).await.unwrap();
    assert_eq!(others, Verified { linked: 11, ..Verified::default() });
    assert_eq!(world.count("select count(*) from audit_pending").await, 0);
}

#[tokio::test]
async fn a_persons_values_are_erased_and_the_chain_holds() {
    let world = World::new().await;
    let (account, mut checkpoints) = linked(&world).await;
    let bo = world.person(&account, account.root, "bo@acme.example").await;
    let caller = backend::access::Caller { address: Some("192.0.2.77".parse().unwrap()), ..bo.caller.clone() };
    let contact = ContactForm { full_name: "Bo Secretname".into(), version: 1, ..ContactForm::default() };
    service::profile::edit_contact(&world.portico, &caller, "acme", &contact).await.unwrap();
    checkpoints.signed.extend(history::link(&world.portico).await.unwrap());
    let values = "select coalesce(string_agg(v::text, ' '), '') from audit_values v";
    let before: String = sqlx::query_scalar(values).fetch_one(world.owner()).await.unwrap();
    assert!(before.contains("Secretname") && before.contains("192.0.2.77"));

    for (slug, user) in [("acme", "bo"), ("acme", "019a0000-0000-7000-8000-000000000000")] {
        let refused = problem(history::erase(&world.portico, slug, user).await);
        assert_eq!(refused.field_errors()[0].field, "user", "{user}");
    }
    assert!(matches!(problem(history::erase(&world.portico, "nobody", &bo.id.to_string()).await), Problem::NotFound));

    world.portico.clock.advance(SignedDuration::from_secs(1));
    let erased = history::erase(&world.portico, "acme", &bo.id.to_string()).await.unwrap();
    assert_eq!((erased.changes, erased.origins), (1, 1));
    let after: String = sqlx::query_scalar(values).fetch_one(world.owner()).await.unwrap();
    assert!(!after.contains("Secretname") && !after.contains("192.0.2.77"), "{after}");
    assert!(after.contains("Middle"), "nothing else went");

    let entry: (String, String, Option<Uuid>, Uuid) = sqlx::query_as(
        "select action, actor_kind, actor_id, target_id from audit_log order by at desc, id desc limit 1",
    )
    .fetch_one(world.owner())
    .await
    .unwrap();
    assert_eq!(entry, ("history.erased".to_owned(), "operator".to_owned(), None, bo.id.0));
    checkpoints.signed.extend(history::link(&world.portico).await.unwrap());
    assert_eq!(verify(&world, &checkpoints).await, Verified { linked: 8, erased: 2, ..Verified::default() });
    // Once more there is nothing to erase but what was said of it, and it is no fault.
    let again = history::erase(&world.portico, "acme", &bo.id.to_string()).await.unwrap();
    assert_eq!((again.changes, again.origins), (1, 0));
    assert_eq!(verify(&world, &checkpoints).await.faults, []);
}

//! A key that ends, ends at once (access rules 8 and 9), in every way in which one ends: the next request is refused,
//! whether it reads, writes or asks again for what was answered before, and changes nothing. So is the one that was
//! waiting for its turn meanwhile.

use std::time::Duration;

use crate::programs::{ask, key_for, operator, problem};
use crate::programs_shop::{ALL, furnished};
use crate::support::Portal;
use backend::service::handover;
use backend::service::program::{end_operator_key, operator_keys};
use domain::handover::Outcome;
use domain::program::OperatorScope;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

const HOLDER: &str = "holder@acme.example";

/// To whom the account goes.
pub const ANNA: &str = "anna@acme.example";

/// How a key ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// By the account holder.
    Ended,
    Expired,
    /// The account goes to another holder, and with it what its maker could do.
    HandedOver,
    /// Its maker holds the account no longer, whatever became of the key.
    NotTheHolders,
    /// The database refuses to suspend an account holder; if it did not, their keys would be no way round it.
    MakerSuspended,
    /// By the operator's command.
    OperatorsEnded,
    OperatorsExpired,
}

impl End {
    const fn is_operators(self) -> bool {
        matches!(self, Self::OperatorsEnded | Self::OperatorsExpired)
    }
}

/// What is asked with a key: a method, an address, what makes asking again harmless, and a body.
type Use = (Method, String, Option<&'static str>, Value);

/// What an account's key, or an operator's, is used for. What is asked as `before` was answered while the key was in
/// force.
async fn uses(portal: &Portal, is_operators: bool) -> Vec<Use> {
    let acme = |rest: &str| format!("/api/v1/accounts/acme{rest}");
    let contact = |name: &str| {
        let email = format!("{name}@b.example");
        json!({ "first_name": name, "last_name": "B", "email": email, "country": "SE", "mail": [] })
    };
    let list = |id: &str| json!({ "id": id, "name": "Events" });
    let machine = |id: &str| json!({ "machine": id });
    let invoice = portal.id("select id from invoices order by id limit 1").await;
    let licence = portal.id("select id from licences").await;
    let machines = acme(&format!("/licences/{licence}/activations"));
    let reads = |path: String| (Method::GET, path, None, Value::Null);
    let makes = |path: &str, claim, body| (Method::POST, path.to_owned(), Some(claim), body);
    let mut uses = vec![
        reads(acme("")),
        reads(acme(&format!("/invoices/{invoice}/pdf"))),
        makes(&machines, "before", machine("gate-1")),
        makes(&machines, "after", machine("gate-2")),
    ];
    if is_operators {
        uses.extend([
            reads("/api/v1/accounts".to_owned()),
            reads("/api/v1/lists".to_owned()),
            makes("/api/v1/lists", "list-before", list("events")),
            makes("/api/v1/lists", "list-after", list("fairs")),
            (Method::PUT, acme("/credit"), None, json!({ "currency": "SEK", "limit": "1" })),
        ]);
    } else {
        let one = acme(&format!("/contacts/{}", portal.id("select id from contacts").await));
        uses.extend([
            makes(&acme("/contacts"), "contact-before", contact("before")),
            makes(&acme("/contacts"), "contact-after", contact("after")),
            (Method::DELETE, one, None, Value::Null),
        ]);
    }
    uses
}

async fn send(portal: &Portal, key: &str, (method, path, claim, body): &Use) -> Response {
    let request = ask(portal, method.clone(), path, key);
    let request = if body.is_null() { request } else { request.json(body) };
    claim.iter().fold(request, |request, claim| request.header("Idempotency-Key", *claim)).send().await.unwrap()
}

/// What the account holder, or whoever has this cookie, does in the browser.
async fn done(portal: &Portal, cookie: &str, function: &str, fields: &[(&str, &str)]) {
    let answer = portal.call(function, fields).header("cookie", cookie).send().await.unwrap();
    let (status, text) = (answer.status(), answer.text().await.unwrap());
    assert_eq!(status, StatusCode::OK, "{function}: {text}");
}

/// Anna is a user of the account, with a password.
pub async fn add_anna(portal: &Portal) {
    let users = "email,group,administers\nanna@acme.example,acme/Sales,\n";
    portal.import("acme", "path,description\nacme/Sales,\n", users).await;
    portal.give_password(ANNA).await;
}

/// The account goes to Anna, as it goes over: offered, accepted, and three days later.
pub async fn hand_over(portal: &Portal) {
    let (holder, anna) = (portal.sign_in(HOLDER).await, portal.sign_in(ANNA).await);
    done(portal, &holder, "/api/handover/offer", &[("account", "acme"), ("who", ANNA), ("confirm", "acme")]).await;
    let offer = portal.id("select id from handovers").await;
    done(portal, &anna, "/api/handover/accept", &[("account", "acme"), ("offer", &offer)]).await;
    sqlx::query("update handovers set takes_effect_at = now()").execute(portal.owner()).await.unwrap();
    let settled = handover::settle(&portal.portico).await.unwrap();
    assert_eq!(settled.into_iter().map(|(_, outcome)| outcome).collect::<Vec<_>>(), [Outcome::Done]);
}

async fn end(portal: &Portal, end: End) {
    let sql = match end {
        End::Ended => {
            let cookie = portal.sign_in(HOLDER).await;
            let newest = portal.id("select id from api_keys order by created_at desc limit 1").await;
            done(portal, &cookie, "/api/program/end_key", &[("account", "acme"), ("api_key", &newest)]).await;
            return;
        }
        End::HandedOver => return hand_over(portal).await,
        End::OperatorsEnded => {
            let listed = operator_keys(&portal.portico).await.unwrap();
            end_operator_key(&portal.portico, &listed[0].id.to_string()).await.unwrap();
            return;
        }
        End::Expired => "update api_keys set expires_at = now()",
        End::OperatorsExpired => "update operator_keys set expires_at = now()",
        End::NotTheHolders => {
            "update accounts a set holder_user_id = u.id from users u
             where u.account_id = a.id and u.handle = 'anna@acme.example'"
        }
        End::MakerSuspended => {
            "begin; set local session_replication_role = replica;
             update users u set suspended_at = now() from accounts a
             where a.slug = 'acme' and u.account_id = a.id and u.id = a.holder_user_id;
             commit"
        }
    };
    sqlx::raw_sql(sql).execute(portal.owner()).await.unwrap();
}

async fn ends_at_once(how: End) {
    let portal = furnished().await;
    add_anna(&portal).await;
    let key = match how.is_operators() {
        true => operator(&portal, OperatorScope::ALL).await,
        false => key_for(&portal, "acme", ALL).await,
    };
    let uses = uses(&portal, how.is_operators()).await;
    for one in &uses {
        let answered = matches!(one, (Method::GET, ..)) || one.2.is_some_and(|claim| claim.ends_with("before"));
        if answered {
            let answer = send(&portal, &key, one).await;
            assert!(answer.status().is_success(), "{how:?}: {} {}: {}", one.0, one.1, answer.status());
        }
    }

    end(&portal, how).await;

    let before = portal.everything().await;
    for one in &uses {
        let refused = problem(send(&portal, &key, one).await).await;
        assert_eq!(refused["code"], "key_required", "{how:?}: {} {} {:?}", one.0, one.1, one.2);
    }
    assert!(portal.everything().await == before, "{how:?}: something was done");
}

macro_rules! ends {
    ($($name:ident: $end:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                ends_at_once(End::$end).await;
            }
        )+
    };
}

ends!(
    a_key_that_is_ended: Ended,
    a_key_that_expires: Expired,
    a_key_of_an_account_that_is_handed_over: HandedOver,
    a_key_whose_maker_does_not_hold_the_account: NotTheHolders,
    a_key_whose_maker_is_suspended: MakerSuspended,
    an_operators_key_that_is_ended: OperatorsEnded,
    an_operators_key_that_expires: OperatorsExpired,
);

/// What was ended with the ownership of its maker does not come back with it, and the history says that it ended.
#[tokio::test]
async fn a_key_does_not_come_back_with_its_maker() {
    let portal = furnished().await;
    add_anna(&portal).await;
    let key = key_for(&portal, "acme", ALL).await;
    let read = (Method::GET, "/api/v1/accounts/acme".to_owned(), None, Value::Null);
    assert_eq!(send(&portal, &key, &read).await.status(), StatusCode::OK);
    hand_over(&portal).await;
    let sql = "update accounts a set holder_user_id = u.id from users u
               where u.account_id = a.id and u.handle = 'holder@acme.example'";
    sqlx::query(sql).execute(portal.owner()).await.unwrap();
    assert_eq!(send(&portal, &key, &read).await.status(), StatusCode::UNAUTHORIZED);
    let cookie = portal.sign_in(HOLDER).await;
    let page = portal.get("/a/acme/profile/keys").header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Ended on"), "{page}");
    let ended = portal.id("select count(*) from audit_log where action = 'key.ended'").await;
    assert_eq!(
        ended,
        portal
            .id("select count(*) from api_keys where account_id = (select id from accounts where slug = 'acme')")
            .await
    );
}

/// Ends a key while a request that came in before waits for a lock: it is looked at again when its turn has come.
async fn ends_while_it_waits(key: &str, portal: &Portal, one: &Use, lock: &'static str, end: &'static str) {
    let before = portal.everything().await;
    let mut holding = portal.owner().begin().await.unwrap();
    sqlx::query(lock).execute(&mut *holding).await.unwrap();
    let waits = async {
        let waiting = "select exists (select from pg_locks l join pg_database d on d.oid = l.database
                       where d.datname = current_database() and l.locktype = 'advisory' and not l.granted)";
        while !sqlx::query_scalar::<_, bool>(waiting).fetch_one(portal.owner()).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        sqlx::query(end).execute(&mut *holding).await.unwrap();
        holding.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(send(portal, key, one), waits);
    assert_eq!(problem(answer).await["code"], "key_required", "{}", one.1);
    assert!(portal.everything().await == before, "{}: something was done", one.1);
}

#[tokio::test]
async fn a_key_that_is_ended_while_its_request_waits() {
    let portal = furnished().await;
    let key = key_for(&portal, "acme", ALL).await;
    let contact = json!({ "first_name": "A", "last_name": "B", "email": "w@b.example", "country": "SE", "mail": [] });
    let adds = (Method::POST, "/api/v1/accounts/acme/contacts".to_owned(), Some("waits"), contact);
    let lock = "select lock_account(id) from accounts where slug = 'acme'";
    ends_while_it_waits(&key, &portal, &adds, lock, "update api_keys set ended_at = now()").await;
}

#[tokio::test]
async fn an_operators_key_that_is_ended_while_its_request_waits() {
    let portal = furnished().await;
    let key = operator(&portal, OperatorScope::ALL).await;
    let adds = (Method::POST, "/api/v1/lists".to_owned(), Some("waits"), json!({ "id": "events", "name": "Events" }));
    let lock =
        "select pg_advisory_xact_lock(hashtextextended('portico.request:' || id || ':waits', 0)) from operator_keys";
    ends_while_it_waits(&key, &portal, &adds, lock, "update operator_keys set ended_at = now()").await;
}

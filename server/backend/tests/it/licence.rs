//! Licences: seats are given once, tokens say what the machine may, and what is over is over.

use crate::support::{Account, Person, World, faulty_fields, problem};
use backend::access::{Caller, Scope};
use backend::service::licence::{self, Stop};
use domain::Problem;
use domain::licence::{ActivateForm, Activated, LicenceDetail, LicenceKey, LicenceState, LicenceView};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx as _;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An account with a colleague who may activate, and one who may nothing.
struct House {
    world: World,
    account: Account,
    anna: Person,
    bo: Person,
}

impl House {
    async fn new() -> Self {
        let mut world = World::new().await;
        let years = SignedDuration::from_hours(24 * 365 * 9);
        (world.portico.policy.idle, world.portico.policy.absolute) = (years, years);
        let account = world.account("acme").await;
        let anna = world.person(&account, account.root, "anna@acme.example").await;
        let bo = world.person(&account, account.root, "bo@acme.example").await;
        sqlx::query("update users set roles = array['activate_licenses'] where id = $1")
            .bind(anna.id.0)
            .execute(world.owner())
            .await
            .unwrap();
        Self { world, account, anna, bo }
    }

    /// A licence of a product of this name.
    async fn licence(&self, product: &str, seats: i32, until: Option<&str>) -> Licence {
        let (owner, now) = (self.world.owner(), self.world.now().to_sqlx());
        let made = Licence { id: self.world.id(), key: self.key() };
        let product_id: Uuid = sqlx::query_scalar(
            "insert into products (id, sku, name, kind, seats, created_at) values ($1, upper($2), $2, 'licence', 1, $3)
             on conflict (sku) do update set sku = excluded.sku returning id",
        )
        .bind(self.world.id())
        .bind(product)
        .bind(now)
        .fetch_one(owner)
        .await
        .unwrap();
        sqlx::query(
            "insert into licences (account_id, id, product_id, key, seats, expires_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.account.id.0)
        .bind(made.id)
        .bind(product_id)
        .bind(made.key.as_str())
        .bind(seats)
        .bind(until.map(|until| until.parse::<Timestamp>().unwrap().to_sqlx()))
        .bind(now)
        .execute(owner)
        .await
        .unwrap();
        made
    }

    fn key(&self) -> LicenceKey {
        loop {
            let mut bytes = [0; LicenceKey::RANDOM];
            self.world.portico.entropy.fill(&mut bytes).unwrap();
            if let Some(key) = LicenceKey::of_random(&bytes) {
                return key;
            }
        }
    }

    async fn activate(&self, who: &Caller, licence: &Licence, machine: &str) -> backend::Result<Activated> {
        let form = ActivateForm { machine: machine.to_owned(), machine_name: String::new() };
        licence::activate(&self.world.portico, who, "acme", &licence.id.to_string(), &form).await
    }

    /// Each on a connection of its own.
    async fn activate_at_once(&self, licence: &Licence, machines: &[String]) -> Vec<backend::Result<Activated>> {
        let mut tries = tokio::task::JoinSet::new();
        for machine in machines {
            let (portico, caller, id) = (self.world.portico.clone(), self.anna.caller.clone(), licence.id.to_string());
            let form = ActivateForm { machine: machine.clone(), machine_name: String::new() };
            tries.spawn(async move { licence::activate(&portico, &caller, "acme", &id, &form).await });
        }
        tries.join_all().await
    }

    async fn view(&self, licence: &Licence) -> LicenceDetail {
        let mut scope = self.world.scope(&self.anna.caller, &self.account).await;
        licence::view(&mut scope, &licence.id.to_string()).await.unwrap()
    }

    async fn list(&self, view: LicenceView) -> (Vec<String>, Option<String>) {
        let mut scope = self.world.scope(&self.anna.caller, &self.account).await;
        let page = licence::list(&mut scope, &view).await.unwrap();
        let names = page.licences.into_iter().map(|one| one.product).collect();
        (names, page.next.map(|next| next.to_string()))
    }
}

struct Licence {
    id: Uuid,
    key: LicenceKey,
}

/// What a token says, whoever signed it.
fn claims(token: &str) -> Value {
    use base64::Engine as _;
    let claims = token.split('.').nth(1).unwrap();
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).unwrap();
    serde_json::from_slice(&claims).unwrap()
}

#[tokio::test]
async fn a_seat_is_never_given_twice() {
    let house = House::new().await;
    let licence = house.licence("Routes", 5, None).await;
    let machines: Vec<String> = (0..16).map(|n| format!("gate-{n}")).collect();
    let answers = house.activate_at_once(&licence, &machines).await;
    let (given, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let seats: BTreeSet<i32> = given.into_iter().map(|one| one.unwrap().seat).collect();
    assert_eq!(seats, BTreeSet::from([1, 2, 3, 4, 5]));
    assert_eq!(refused.len(), 11);
    for refused in refused {
        assert_eq!(faulty_fields(refused), ["machine"]);
    }
    let taken = "select count(*) from activations where deactivated_at is null";
    assert_eq!(house.world.count(taken).await, 5);
    let written = "select count(*) from audit_log where action = 'licence.activated'";
    assert_eq!(house.world.count(written).await, 5);
}

#[tokio::test]
async fn one_machine_has_one_seat_however_often_it_asks() {
    let house = House::new().await;
    let licence = house.licence("Routes", 2, None).await;
    let spelt = ["Gate-7", "gate-7", " GATE-7 "].map(ToOwned::to_owned);
    let answers: Vec<Activated> =
        house.activate_at_once(&licence, &spelt).await.into_iter().map(|answer| answer.unwrap()).collect();
    assert!(answers.iter().all(|answer| answer.seat == 1 && answer.machine.as_str() == "gate-7"));
    assert_eq!(answers.iter().filter(|answer| answer.again).count(), 2);
    let said: BTreeSet<String> = answers.iter().map(|answer| claims(&answer.token.0)["jti"].to_string()).collect();
    assert_eq!(said.len(), 1, "the same activation");
    assert_eq!(house.view(&licence).await.licence.used, 1);
}

#[tokio::test]
async fn a_token_says_what_the_machine_may() {
    let house = House::new().await;
    let short = house.licence("Routes", 2, Some("2026-12-31T23:00:00Z")).await;
    let forever = house.licence("Scales", 2, None).await;
    let now = house.world.now();
    let answer = house.activate(&house.anna.caller, &short, "gate-7").await.unwrap();
    let said = claims(&answer.token.0);
    assert_eq!(said["sub"], short.id.to_string());
    assert_eq!((&said["product"], &said["machine"], &said["seat"]), (&"ROUTES".into(), &"gate-7".into(), &1.into()));
    assert_eq!(said["iat"], now.as_second());
    assert_eq!(said["exp"], "2026-12-31T23:00:00Z".parse::<Timestamp>().unwrap().as_second());
    // What never ends is asked for again once a year.
    let answer = house.activate(&house.anna.caller, &forever, "gate-7").await.unwrap();
    assert_eq!(claims(&answer.token.0)["exp"], now.as_second() + 366 * 24 * 3600);
    // Nor does one for years outlive a seat that was given back by more.
    let long = house.licence("Ferries", 2, Some("2031-12-31T23:00:00Z")).await;
    let answer = house.activate(&house.anna.caller, &long, "gate-7").await.unwrap();
    assert_eq!(claims(&answer.token.0)["exp"], now.as_second() + 366 * 24 * 3600);
    let kept = "select count(*) from audit_values where value::text like '%eyJ%'";
    assert_eq!(house.world.count(kept).await, 0, "no token is kept");
}

#[tokio::test]
async fn a_seat_that_is_given_back_is_free() {
    let house = House::new().await;
    let licence = house.licence("Routes", 1, None).await;
    house.activate(&house.anna.caller, &licence, "gate-1").await.unwrap();
    assert_eq!(faulty_fields(house.activate(&house.anna.caller, &licence, "gate-2").await), ["machine"]);
    let before = house.view(&licence).await;
    assert!(!before.activate.allowed, "{}", before.activate.why);
    let first = before.active[0].id.to_string();
    let end = async || {
        licence::deactivate(&house.world.portico, &house.account.caller, "acme", &first).await.unwrap();
    };
    end().await;
    end().await;
    assert_eq!(house.activate(&house.anna.caller, &licence, "gate-2").await.unwrap().seat, 1);
    let after = house.view(&licence).await;
    assert_eq!((after.active[0].machine.as_str(), after.ended[0].machine.as_str()), ("gate-2", "gate-1"));
    assert_eq!(after.active[0].from, "21 Nov 2026 by you");
    assert_eq!(after.ended[0].until, "21 Nov 2026 by a colleague", "Anna does not see the holder");
    let written = "select count(*) from audit_log where action = 'licence.deactivated'";
    assert_eq!(house.world.count(written).await, 1, "once");
}

#[tokio::test]
async fn what_is_over_or_stopped_binds_no_machine() {
    let house = House::new().await;
    let (portico, clock) = (&house.world.portico, &house.world.portico.clock);
    let licence = house.licence("Routes", 3, Some("2026-12-01T00:00:00Z")).await;
    let key = licence.key.as_str().to_lowercase();
    let refusal =
        async || problem(house.activate(&house.anna.caller, &licence, "gate-1").await).field_errors()[0].clone();
    // What is so already is not done, nor written, once more.
    for (what, changes) in [(Stop::Resume, false), (Stop::Suspend, true), (Stop::Suspend, false)] {
        assert_eq!(licence::stop(portico, "acme", &key, what).await.unwrap(), changes, "{what:?}");
    }
    assert!(refusal().await.message.contains("suspended"));
    for changes in [true, false] {
        assert_eq!(licence::stop(portico, "acme", &key, Stop::Resume).await.unwrap(), changes);
    }
    let written = "select count(*) from audit_log where action in ('licence.suspended', 'licence.resumed')";
    assert_eq!(house.world.count(written).await, 2);
    house.activate(&house.anna.caller, &licence, "gate-1").await.unwrap();
    clock.advance(SignedDuration::from_hours(24 * 30));
    assert!(refusal().await.message.contains("expired"));
    assert_eq!(house.view(&licence).await.licence.state, LicenceState::Expired);
    licence::stop(portico, "acme", &key, Stop::Revoke).await.unwrap();
    assert!(refusal().await.message.contains("revoked"));
    for what in [Stop::Suspend, Stop::Resume, Stop::Revoke] {
        assert_eq!(faulty_fields(licence::stop(portico, "acme", &key, what).await), ["licence"], "for good");
    }
    let slip = key.replacen(|c: char| c.is_ascii_digit(), "u", 1);
    for wrong in [slip.as_str(), "", house.key().as_str()] {
        assert_eq!(faulty_fields(licence::stop(portico, "acme", wrong, Stop::Suspend).await), ["licence"], "{wrong}");
    }
}

#[tokio::test]
async fn a_licence_is_over_at_the_very_moment_of_its_end() {
    let house = House::new().await;
    let end = house.world.now().saturating_add(SignedDuration::from_hours(24)).unwrap();
    let licence = house.licence("Routes", 3, Some(&end.to_string())).await;
    house.world.portico.clock.advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    house.activate(&house.anna.caller, &licence, "gate-1").await.unwrap();
    house.world.portico.clock.advance(SignedDuration::from_secs(1));
    for machine in ["gate-1", "gate-2"] {
        let refused = problem(house.activate(&house.anna.caller, &licence, machine).await);
        assert!(refused.field_errors()[0].message.contains("expired"), "{machine}: {refused:?}");
    }
    let seen = house.view(&licence).await;
    assert_eq!(seen.licence.state, LicenceState::Expired);
    assert!(!seen.activate.allowed && seen.activate.why.contains("expired"), "{:?}", seen.activate);
    assert_eq!(house.list(LicenceView { state: "expired".into(), ..LicenceView::default() }).await.0, ["Routes"]);
}

#[tokio::test]
async fn without_the_role_nothing_is_told() {
    let house = House::new().await;
    let licence = house.licence("Routes", 1, None).await;
    let before = house.world.everything().await;
    let bo = &house.bo.caller;
    let scope = async || Scope::open(&house.world.portico, bo, "acme").await.unwrap();
    let nowhere = house.world.id().to_string();
    let answers = [
        problem(licence::list(&mut scope().await, &LicenceView::default()).await),
        problem(licence::view(&mut scope().await, &licence.id.to_string()).await),
        // Whether there is one of this id is not told either.
        problem(licence::view(&mut scope().await, &nowhere).await),
        problem(licence::plan_deactivate(&mut scope().await, &nowhere).await),
        problem(licence::deactivate(&house.world.portico, bo, "acme", &nowhere).await),
        problem(house.activate(bo, &licence, "gate-1").await),
        problem(house.activate(bo, &Licence { id: Uuid::nil(), key: house.key() }, "").await),
    ];
    for answer in answers {
        assert!(matches!(answer, Problem::Forbidden { .. }), "{answer:?}");
    }
    assert_eq!(house.world.everything().await, before);
}

#[tokio::test]
async fn whoever_may_order_is_offered_to_renew_in_the_list() {
    let house = House::new().await;
    house.licence("Scales", 1, Some("2026-11-30T00:00:00Z")).await;
    house.licence("Routes", 1, None).await;
    let page = async || {
        let mut scope = Scope::open(&house.world.portico, &house.anna.caller, "acme").await.unwrap();
        licence::list(&mut scope, &LicenceView::default()).await.unwrap()
    };
    let seen = page().await;
    assert!(!seen.may_renew, "activating is not ordering");
    assert_eq!(seen.licences.iter().map(|row| row.ends_soon).collect::<Vec<_>>(), [true, false]);
    sqlx::query("update users set roles = array['activate_licenses', 'make_purchases'] where id = $1")
        .bind(house.anna.id.0)
        .execute(house.world.owner())
        .await
        .unwrap();
    assert!(page().await.may_renew);
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_paged() {
    let house = House::new().await;
    house.licence("Scales", 1, Some("2026-11-30T00:00:00Z")).await;
    let routes = house.licence("Routes", 1, None).await;
    house.licence("Ferries", 1, Some("2020-01-01T00:00:00Z")).await;
    house.activate(&house.anna.caller, &routes, "gate-7").await.unwrap();
    let view = |q: &str, state: &str, sort: &str| LicenceView {
        q: q.into(),
        state: state.into(),
        sort: sort.into(),
        after: String::new(),
    };
    let names = async |q: &str, state: &str, sort: &str| house.list(view(q, state, sort)).await.0;
    assert_eq!(names("", "", "").await, ["Ferries", "Scales", "Routes"], "what ends first");
    assert_eq!(names("", "", "product").await, ["Ferries", "Routes", "Scales"]);
    assert_eq!(names("", "expired", "").await, ["Ferries"]);
    assert_eq!(names("", "active", "product").await, ["Routes", "Scales"]);
    assert_eq!(names("ROU", "", "").await, ["Routes"]);
    assert_eq!(names("gate", "", "").await, ["Routes"], "by its machine");
    assert_eq!(names(&routes.key.as_str().replace('-', " ").to_lowercase(), "", "").await, ["Routes"], "by its key");
    assert_eq!(names("%", "", "").await, Vec::<String>::new());
    assert_eq!(names("\0", "", "").await, Vec::<String>::new());

    for _ in 0..60 {
        house.licence("Yards", 1, None).await;
    }
    for sort in ["", "product", "newest"] {
        let (first, next) = house.list(view("", "", sort)).await;
        let (rest, end) = house.list(LicenceView { after: next.unwrap(), ..view("", "", sort) }).await;
        assert_eq!((first.len(), rest.len(), end), (50, 13, None), "{sort}");
    }
}

//! Passwords: those that others set and those that people choose, what ends with them, and proving who one is again.

use crate::support::{Account, On, PASSWORD, Person, World, faulty_fields, problem};
use backend::access::{Caller, Scope};
use backend::service;
use backend::service::access::On as There;
use backend::service::session::{ChangePassword, change_password, plan_password, sign_in};
use backend::token::Token;
use domain::access::Level;
use domain::grant::{DeputyForm, GrantForm};
use domain::history::{HistoryView, ONESELF};
use domain::password::PasswordSet;
use domain::{GroupId, Problem, UserId};
use jiff::SignedDuration;
use jiff_sqlx::ToSqlx as _;

const PLANTED: &str = "seven lamps under the harbour";
const OWN: &str = "nobody else guesses this one";
const ANNA: &str = "anna@acme.example";

/// Root with Sales and Finance; Anna and Bo in Sales, whose logins were made in this account, with passwords.
struct House {
    world: World,
    account: Account,
    sales: GroupId,
    finance: GroupId,
    anna: Person,
    bo: Person,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account("acme").await;
        let sales = world.group(&account, account.root, "Sales").await;
        let finance = world.group(&account, account.root, "Finance").await;
        let anna = world.person(&account, sales, ANNA).await;
        let bo = world.person(&account, sales, "bo@acme.example").await;
        let house = Self { world, account, sales, finance, anna, bo };
        house.sql("update logins set made_in = (select id from accounts where slug = 'acme')").await;
        house
            .sql(
                "update logins set password_hash = (select password_hash from logins where email like 'holder@acme%')
                 where password_hash is null",
            )
            .await;
        house
    }

    async fn sql(&self, sql: &'static str) {
        assert!(sqlx::query(sql).execute(self.world.owner()).await.unwrap().rows_affected() > 0, "{sql}");
    }

    fn holder(&self) -> &Caller {
        &self.account.caller
    }

    async fn set_by(&self, caller: &Caller, user: UserId, password: &str) -> backend::Result<PasswordSet> {
        let (portico, id) = (&self.world.portico, user.to_string());
        service::user::set_password(portico, caller, "acme", &id, password.to_owned(), String::new()).await
    }

    /// Anna has a temporary password that the holder set.
    async fn plant(&self) {
        self.set_by(self.holder(), self.anna.id, PLANTED).await.unwrap();
    }

    async fn sign_in(&self, email: &str, password: &str) -> backend::Result<Caller> {
        let signed_in = sign_in(&self.world.portico, &Caller::default(), email, password.to_owned()).await?;
        Ok(Caller { session: Some(signed_in.session), device: signed_in.device, ..Caller::default() })
    }

    async fn change(&self, caller: &Caller, current: &str, new: &str) -> backend::Result<Token> {
        let form = ChangePassword { current: current.to_owned(), new: new.to_owned() };
        change_password(&self.world.portico, caller, form).await
    }

    async fn give(&self, caller: &Caller, on: GroupId, who: &str, own: &str) -> backend::Result<domain::GrantId> {
        let form = GrantForm { who: who.into(), level: "administrator".into(), until: String::new() };
        let on = There::Group(on.to_string());
        service::access::give(&self.world.portico, caller, "acme", &on, &form, own.to_owned()).await
    }

    async fn open(&self, caller: &Caller) -> backend::Result<Scope> {
        Scope::open(&self.world.portico, caller, "acme").await
    }

    /// What Anna reads in her own history, the newest first.
    async fn own_history(&self, caller: &Caller) -> Vec<String> {
        let view = HistoryView { user: ONESELF.into(), ..HistoryView::default() };
        let page = service::history::view(&mut self.open(caller).await.unwrap(), &view).await.unwrap();
        page.entries.into_iter().map(|entry| entry.what).collect()
    }

    async fn can_sign_in(&self, password: &str) -> bool {
        self.sign_in(ANNA, password).await.is_ok()
    }
}

fn with(session: Token) -> Caller {
    Caller { session: Some(session), ..Caller::default() }
}

#[tokio::test]
async fn a_password_that_another_sets_only_leads_to_choosing_ones_own() {
    let house = House::new().await;
    let (world, portico) = (&house.world, &house.world.portico);
    let elsewhere = house.sign_in(ANNA, PASSWORD).await.unwrap();
    let set = house.set_by(house.holder(), house.anna.id, PLANTED).await.unwrap();
    assert_eq!((&*set.email, &*set.password.0), (ANNA, PLANTED));
    assert!(set.until.contains("28 Nov 2026"), "{}", set.until);
    for session in [&house.anna.caller, &elsewhere] {
        assert_eq!(problem(house.open(session).await), Problem::SignInRequired, "it ended at once");
    }
    assert_eq!(world.count("select count(*) from trusted_devices").await, 0, "and so did her browsers");
    assert!(!house.can_sign_in(PASSWORD).await);
    let kept = world.everything().await;
    assert!(!kept.contains(PLANTED) && !format!("{set:?}").contains(PLANTED), "no secret is kept or printed");

    let caller = house.sign_in(ANNA, PLANTED).await.unwrap();
    assert_eq!(problem(house.open(&caller).await), Problem::PasswordChangeRequired);
    assert_eq!(problem(service::session::accounts(portico, &caller).await), Problem::PasswordChangeRequired);
    assert_eq!(problem(service::viewing::end(portico, &caller).await), Problem::PasswordChangeRequired);
    let page = plan_password(portico, &caller).await.unwrap();
    assert_eq!((&*page.email, page.temporary, page.confirm), (ANNA, true, false));
    assert_eq!(faulty_fields(house.change(&caller, "", PLANTED).await), ["new_password"], "that one is known");
    assert_eq!(faulty_fields(house.change(&caller, "", "short").await), ["new_password"]);
    // A while later it is asked for again.
    portico.clock.advance(SignedDuration::from_mins(15));
    assert!(plan_password(portico, &caller).await.unwrap().confirm);
    assert_eq!(faulty_fields(house.change(&caller, "", OWN).await), ["current_password"]);
    assert_eq!(faulty_fields(house.change(&caller, PASSWORD, OWN).await), ["current_password"]);

    let mine = with(house.change(&caller, PLANTED, OWN).await.unwrap());
    assert_eq!(problem(house.open(&caller).await), Problem::SignInRequired, "the session has another token now");
    assert_eq!(house.own_history(&mine).await[..2], ["Own password changed", "Temporary password set"]);
    assert!(!house.can_sign_in(PLANTED).await && house.can_sign_in(OWN).await);
    let temporary =
        "select count(*) from logins where num_nonnulls(password_until, password_set_by, password_set_in) > 0";
    assert_eq!(world.count(temporary).await, 0);
}

#[tokio::test]
async fn it_dies_after_seven_days() {
    let house = House::new().await;
    house.plant().await;
    let clock = &house.world.portico.clock;
    clock.advance(SignedDuration::from_hours(7 * 24 - 1));
    let caller = house.sign_in(ANNA, PLANTED).await.unwrap();
    clock.advance(SignedDuration::from_mins(59));
    assert!(plan_password(&house.world.portico, &caller).await.is_ok());
    clock.advance(SignedDuration::from_mins(1));
    assert_eq!(problem(plan_password(&house.world.portico, &caller).await), Problem::SignInRequired);
    assert_eq!(problem(house.open(&caller).await), Problem::SignInRequired);
    assert_eq!(problem(house.change(&caller, PLANTED, OWN).await), Problem::SignInRequired);
    let over = problem(house.sign_in(ANNA, PLANTED).await);
    let wrong = problem(house.sign_in(ANNA, "not the right password").await);
    assert_eq!(over, wrong);
}

#[tokio::test]
async fn nobody_sets_the_password_of_somebody_stronger() {
    let house = House::new().await;
    let world = &house.world;
    let admin = world
        .delegate(&house.account, house.sales, "dag@acme.example", Level::Administrator, On::Group(house.sales))
        .await;
    let stronger =
        world.delegate(&house.account, house.sales, "eva@acme.example", Level::Viewer, On::Group(house.finance)).await;
    let with_role = world.person(&house.account, house.sales, "role@acme.example").await;
    let foreign = world.person(&house.account, house.sales, "two@acme.example").await;
    let outside = world.person(&house.account, house.finance, "fin@acme.example").await;
    house.sql("update logins set made_in = (select id from accounts where slug = 'acme')").await;
    house.sql("update users set roles = '{make_purchases}' where handle = 'role@acme.example'").await;
    // The login of two@acme.example belongs to another account, too.
    let other = world.account("other").await;
    let guest = world.user(&other, other.root, "two@acme.example").await;
    sqlx::query("update users set login_id = (select id from logins where email = 'two@acme.example') where id = $1")
        .bind(guest.0)
        .execute(world.owner())
        .await
        .unwrap();
    let before = world.everything().await;
    let forbidden = [stronger.id, with_role.id, foreign.id, admin.id];
    for user in forbidden {
        let refused = problem(house.set_by(&admin.caller, user, PLANTED).await);
        assert!(matches!(refused, Problem::Forbidden { .. }), "{refused:?}");
        let mut scope = house.open(&admin.caller).await.unwrap();
        let page = service::user::plan_set_password(&world.portico, &mut scope, &user.to_string()).await;
        assert!(matches!(problem(page), Problem::Forbidden { .. }));
        let told = service::user::view(&mut scope, &user.to_string()).await.unwrap().may.set_password;
        assert!(!told.allowed && !told.why.is_empty(), "it is not offered, and says why");
    }
    for user in [outside.id, house.account.holder] {
        assert_eq!(problem(house.set_by(&admin.caller, user, PLANTED).await), Problem::NotFound);
    }
    let refused = problem(house.set_by(house.holder(), foreign.id, PLANTED).await);
    assert!(matches!(refused, Problem::Forbidden { .. }), "not even the account holder: {refused:?}");
    assert_eq!(world.everything().await, before);
    house.set_by(&admin.caller, house.anna.id, PLANTED).await.unwrap();
}

#[tokio::test]
async fn ones_own_password_ends_all_other_sessions_and_stands_in_every_history() {
    let house = House::new().await;
    let world = &house.world;
    // Anna belongs to another account, too.
    let other = world.account("other").await;
    let guest = world.user(&other, other.root, ANNA).await;
    sqlx::query("update users set login_id = (select id from logins where email = $2) where id = $1")
        .bind(guest.0)
        .bind(ANNA)
        .execute(world.owner())
        .await
        .unwrap();
    let here = house.sign_in(ANNA, PASSWORD).await.unwrap();
    let there = house.sign_in(ANNA, PASSWORD).await.unwrap();
    let bo = house.sign_in("bo@acme.example", PASSWORD).await.unwrap();
    assert_eq!(faulty_fields(house.change(&here, "", OWN).await), ["current_password"], "it is always asked for");
    assert_eq!(faulty_fields(house.change(&here, "not the right password", OWN).await), ["current_password"]);
    for bad in ["short", "passwordpassword", "anna@acme.example", "acme anna acme anna", PASSWORD] {
        assert_eq!(faulty_fields(house.change(&here, PASSWORD, bad).await), ["new_password"], "{bad}");
    }
    let mine = with(house.change(&here, PASSWORD, OWN).await.unwrap());
    for ended in [&here, &there, &house.anna.caller] {
        assert_eq!(problem(house.open(ended).await), Problem::SignInRequired, "a session survived");
    }
    assert!(house.open(&mine).await.is_ok() && house.open(&bo).await.is_ok());
    assert_eq!(world.count("select count(*) from trusted_devices").await, 2, "Bo's and the one she changed it from");
    let entries =
        "select count(distinct account_id) from audit_log where action = 'password.changed' and actor_id = target_id";
    assert_eq!(world.count(entries).await, 2);
    assert_eq!(world.count("select count(*) from audit_log where action = 'password.changed'").await, 2);

    // Looking as somebody else, one changes nothing.
    let holder = house.sign_in("holder@acme.example", PASSWORD).await.unwrap();
    service::viewing::begin(&world.portico, &holder, "acme", &house.bo.id.to_string()).await.unwrap();
    assert!(matches!(problem(house.change(&holder, PASSWORD, OWN).await), Problem::Forbidden { .. }));
}

#[tokio::test]
async fn wrong_guesses_at_ones_own_password_are_counted() {
    let house = House::new().await;
    let caller = house.sign_in(ANNA, PASSWORD).await.unwrap();
    for _ in 0..5 {
        assert_eq!(faulty_fields(house.change(&caller, "not the right password", OWN).await), ["current_password"]);
    }
    assert!(matches!(problem(house.change(&caller, PASSWORD, OWN).await), Problem::Throttled { .. }));
    house.world.portico.clock.advance(SignedDuration::from_mins(1));
    assert!(house.change(&caller, PASSWORD, OWN).await.is_ok());
}

#[tokio::test]
async fn who_signs_in_while_the_password_is_set_does_not_stay() {
    let house = House::new().await;
    let portico = house.world.portico.clone();
    // The password is being set: not committed yet, so the old one still verifies.
    let mut setting = house.world.owner().begin().await.unwrap();
    sqlx::query("update logins set password_hash = password_hash || 'A' where email like 'bo@%'")
        .execute(&mut *setting)
        .await
        .unwrap();
    let late = async move { sign_in(&portico, &Caller::default(), "bo@acme.example", PASSWORD.to_owned()).await };
    let late = tokio::spawn(late);
    let waiting =
        "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while !late.is_finished() && house.world.count(waiting).await == 0 {
        tokio::task::yield_now().await;
    }
    sqlx::query("delete from sessions where login_id = (select id from logins where email like 'bo@%')")
        .execute(&mut *setting)
        .await
        .unwrap();
    setting.commit().await.unwrap();
    assert_eq!(faulty_fields(late.await.unwrap()), [""], "the password that was right is not any more");
    let stayed = "select count(*) from sessions s join logins l on l.id = s.login_id where l.email like 'bo@%'";
    assert_eq!(house.world.count(stayed).await, 0);
}

/// Whether a planted password still opens the door, and what was begun with it still lives.
async fn planted(house: &House, inside: &Caller) -> (bool, bool) {
    let lives = plan_password(&house.world.portico, inside).await.is_ok();
    (house.can_sign_in(PLANTED).await, lives)
}

#[tokio::test]
async fn a_planted_password_dies_when_its_person_reaches_further() {
    let day = |house: &House| {
        let form = DeputyForm { who: ANNA.into(), from: "2026-11-24".into(), until: "2026-11-25".into() };
        (house.world.portico.clone(), form)
    };
    for way in ["grant", "deputy", "principal", "move", "user", "undo", "import"] {
        let house = House::new().await;
        let (world, holder) = (&house.world, house.holder());
        let finance = On::Group(house.finance);
        match way {
            "principal" => {
                let bo = &house.bo;
                world.grant(&house.account, bo.id, Level::Viewer, On::Group(house.sales)).await;
                world.grant(&house.account, bo.id, Level::Administrator, On::User(house.anna.id)).await;
                let (portico, form) = day(&house);
                service::deputy::appoint(&portico, &bo.caller, "acme", &form, String::new()).await.unwrap();
            }
            "move" | "user" => world.grant(&house.account, house.anna.id, Level::Viewer, finance).await,
            "undo" => {
                // Bo administers Sales and Finance for a while, so what the holder gave in it ends when he moves it.
                world.grant(&house.account, house.anna.id, Level::Viewer, On::Group(house.sales)).await;
            }
            _ => {}
        }
        let undo = if way == "undo" { Some(ended_by_a_move(&house).await) } else { None };
        house.plant().await;
        let inside = house.sign_in(ANNA, PLANTED).await.unwrap();
        assert_eq!(planted(&house, &inside).await, (true, true), "{way}");
        let (portico, id) = (&world.portico, house.sales.to_string());
        match way {
            "grant" => drop(house.give(holder, house.finance, ANNA, "").await.unwrap()),
            "deputy" => {
                let (portico, form) = day(&house);
                service::deputy::appoint(&portico, holder, "acme", &form, String::new()).await.map(drop).unwrap();
            }
            "principal" => drop(house.give(holder, house.finance, "bo@acme.example", "").await.unwrap()),
            "move" => {
                let to = house.finance.to_string();
                service::group::relocate(portico, holder, "acme", &id, &to).await.map(drop).unwrap();
            }
            "user" => {
                let (bo, to) = (house.bo.id.to_string(), house.finance.to_string());
                service::user::relocate(portico, holder, "acme", &bo, &to).await.map(drop).unwrap();
            }
            "undo" => drop(service::relocation::undo(portico, holder, "acme", &undo.unwrap()).await.unwrap()),
            _ => {
                let users = "email,group,administers\nanna@acme.example,acme/Sales,acme/Finance\n";
                let groups = "path,description\nacme/Finance,\n";
                let source = |name, text: &'static str| backend::import::Source::new(name, text.as_bytes());
                let (groups, users) = (source("groups.csv", groups), source("users.csv", users));
                backend::import::import(portico, "acme", groups, users, &mut |_| {}).await.unwrap();
            }
        }
        assert_eq!(planted(&house, &inside).await, (false, false), "{way}");
        let ended = world.count("select count(*) from audit_log where action = 'password.ended'").await;
        assert_eq!(ended, 1, "{way}");
    }
}

/// A move by which a grant of Anna's ended that its undoing gives again.
async fn ended_by_a_move(house: &House) -> String {
    let (world, holder, portico) = (&house.world, house.holder(), &house.world.portico);
    let north = world.group(&house.account, house.sales, "North").await;
    let carin = world.person(&house.account, house.sales, "carin@acme.example").await;
    let until =
        |who: &str, level: &str, until: &str| GrantForm { who: who.into(), level: level.into(), until: until.into() };
    for group in [house.sales, house.finance] {
        let (on, form) = (There::Group(group.to_string()), until("carin@acme.example", "administrator", "2026-12-24"));
        service::access::give(portico, holder, "acme", &on, &form, String::new()).await.unwrap();
    }
    house.give(holder, house.sales, "bo@acme.example", "").await.unwrap();
    let (on, form) = (There::Group(north.to_string()), until(ANNA, "administrator", ""));
    service::access::give(portico, &house.bo.caller, "acme", &on, &form, String::new()).await.unwrap();
    let (group, to) = (north.to_string(), house.finance.to_string());
    service::group::relocate(portico, &carin.caller, "acme", &group, &to).await.unwrap();
    let mut scope = world.scope(holder, &house.account).await;
    service::group::view(&mut scope, &group).await.unwrap().last_move.unwrap().id
}

#[tokio::test]
async fn ones_own_password_and_what_changes_nothing_stay() {
    let house = House::new().await;
    let holder = house.holder();
    let own = house.sign_in(ANNA, PASSWORD).await.unwrap();
    house.give(holder, house.finance, ANNA, "").await.unwrap();
    assert!(house.open(&own).await.is_ok(), "she chose it herself");
    house.plant().await;
    house.give(holder, house.finance, "bo@acme.example", "").await.unwrap();
    let (portico, bo, to) = (&house.world.portico, house.bo.id.to_string(), house.finance.to_string());
    assert!(house.can_sign_in(PLANTED).await, "somebody else reaches further");
    // She has had all of it already.
    house.world.grant(&house.account, house.anna.id, Level::Administrator, On::Group(house.account.root)).await;
    service::user::relocate(portico, holder, "acme", &bo, &to).await.unwrap();
    assert!(house.can_sign_in(PLANTED).await, "a move within what she has");
}

#[tokio::test]
async fn whoever_gives_is_shown_who_set_the_address() {
    let house = House::new().await;
    let (world, holder) = (&house.world, house.holder());
    house.give(holder, house.finance, ANNA, "").await.unwrap();
    let (portico, form) =
        (&world.portico, DeputyForm { who: ANNA.into(), from: String::new(), until: "2026-11-25".into() });
    service::deputy::appoint(portico, holder, "acme", &form, String::new()).await.unwrap();
    let notes = async || {
        let mut scope = house.open(holder).await.unwrap();
        let access = service::access::of_group(&mut scope, &house.finance.to_string()).await.unwrap().direct.remove(0);
        let deputy = service::deputy::list(&mut scope).await.unwrap().deputies.remove(0);
        let user = service::user::view(&mut scope, &house.anna.id.to_string()).await.unwrap();
        [access.email_note, deputy.email_note, user.email_note]
    };
    assert_eq!(notes().await, ["", "", ""], "she set it herself");
    for (setter, words) in [(house.bo.id, "bo@acme.example"), (house.account.holder, "you")] {
        sqlx::query("update logins set email_set_in = $1, email_set_by = $2, email_set_at = $3 where email = $4")
            .bind(house.account.id.0)
            .bind(setter.0)
            .bind(world.now().to_sqlx())
            .bind(ANNA)
            .execute(world.owner())
            .await
            .unwrap();
        let expected = format!("Their email address was last set by {words} on 21 Nov 2026.");
        assert_eq!(notes().await, [&*expected; 3]);
    }
}

#[tokio::test]
async fn after_a_while_the_password_is_asked_for_again() {
    let house = House::new().await;
    let (world, holder) = (&house.world, house.holder());
    let portico = &world.portico;
    house.sql("update logins set made_in = (select id from accounts where slug = 'acme')").await;
    let grant = house.give(holder, house.finance, "bo@acme.example", "").await.unwrap();
    let asks = async || {
        let mut scope = house.open(holder).await.unwrap();
        let (anna, finance) = (house.anna.id.to_string(), house.finance.to_string());
        let password = service::user::plan_set_password(portico, &mut scope, &anna).await.unwrap().confirm;
        let give = service::access::of_group(&mut scope, &finance).await.unwrap().confirm;
        let revoke = service::access::plan_revoke(&mut scope, &grant.to_string()).await.unwrap().confirm;
        [password, give, revoke, service::deputy::list(&mut scope).await.unwrap().confirm]
    };
    assert_eq!(asks().await, [false; 4], "whoever has just signed in");
    portico.clock.advance(SignedDuration::from_mins(14));
    assert_eq!(asks().await, [false; 4]);
    portico.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(asks().await, [true; 4]);

    let before = world.everything().await;
    let all = async |own: &str| {
        let (grant, form) =
            (grant.to_string(), DeputyForm { who: ANNA.into(), from: String::new(), until: "2026-11-25".into() });
        let set = house.anna.id.to_string();
        [
            service::user::set_password(portico, holder, "acme", &set, PLANTED.into(), own.into()).await.map(drop),
            house.give(holder, house.sales, "bo@acme.example", own).await.map(drop),
            service::access::revoke(portico, holder, "acme", &grant, false, own.into()).await.map(drop),
            service::deputy::appoint(portico, holder, "acme", &form, own.into()).await.map(drop),
        ]
    };
    for refused in all("").await {
        assert_eq!(faulty_fields(refused), ["your_password"]);
    }
    for refused in all("not the right password").await {
        assert_eq!(faulty_fields(refused), ["your_password"]);
    }
    assert_eq!(world.everything().await, before);
    house.give(holder, house.sales, "bo@acme.example", PASSWORD).await.unwrap();
    assert_eq!(asks().await, [false; 4], "one counts for all");
    for _ in 0..2 {
        portico.clock.advance(SignedDuration::from_mins(15));
        for refused in all("not the right password").await {
            let refused = problem(refused);
            assert!(matches!(refused, Problem::Invalid { .. } | Problem::Throttled { .. }), "{refused:?}");
        }
    }
    for _ in 0..2 {
        let _ = all("not the right password").await;
    }
    assert!(matches!(problem(house.give(holder, house.finance, ANNA, PASSWORD).await), Problem::Throttled { .. }));
}

/// Every use-case that gives somebody something says so to rule 4.
#[test]
fn nothing_is_given_that_rule_four_does_not_hear_of() {
    fn visit(directory: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                visit(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let gives =
                ["grants::insert(", "deputies::insert(", "give_grants(", "groups::reparent(", "users::reparent("];
            if gives.iter().any(|give| source.contains(give)) {
                assert!(source.contains("reach_grew("), "{}", path.display());
                found.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    let mut found = Vec::new();
    for directory in ["src/service", "src/import"] {
        visit(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(directory), &mut found);
    }
    found.sort();
    assert_eq!(found, ["appoint.rs", "carry_out.rs", "give.rs", "mod.rs", "undo.rs"]);
}

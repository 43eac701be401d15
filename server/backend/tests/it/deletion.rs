//! Users are taken out of an account, and brought back.

use crate::support::{Account, On, Person, World, problem};
use backend::Result;
use backend::access::{Caller, Scope};
use backend::service;
use domain::access::Level;
use domain::grant::{DeputyForm, GrantForm};
use domain::handover::OfferForm;
use domain::user::{DeleteView, DeletedUser};
use domain::{GroupId, LoginId, Problem, UserId};
use jiff::SignedDuration;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Root, with Sales and Finance below it, and North below Sales. Anna and Eva administer Sales.
struct House {
    world: World,
    account: Account,
    sales: GroupId,
    north: GroupId,
    finance: GroupId,
    anna: Person,
    eva: Person,
    /// In North.
    bo: Person,
    /// In Finance.
    dag: Person,
}

impl House {
    async fn new() -> Self {
        let mut world = World::new().await;
        let year = SignedDuration::from_hours(24 * 365);
        (world.portico.policy.idle, world.portico.policy.absolute) = (year, year);
        world.portico.policy.confirmed = year;
        let account = world.account("acme").await;
        let sales = world.group(&account, account.root, "Sales").await;
        let north = world.group(&account, sales, "North").await;
        let finance = world.group(&account, account.root, "Finance").await;
        let on = On::Group(sales);
        let anna = world.delegate(&account, sales, "anna@acme.example", Level::Administrator, on).await;
        let eva = world.delegate(&account, account.root, "eva@acme.example", Level::Administrator, on).await;
        let bo = world.managed(&account, north, "bo@acme.example").await;
        let dag = world.person(&account, finance, "dag@acme.example").await;
        Self { world, account, sales, north, finance, anna, eva, bo, dag }
    }

    fn holder(&self) -> &Caller {
        &self.account.caller
    }

    async fn give(&self, by: &Caller, on: GroupId, who: &str, level: &str) {
        let form = GrantForm { who: who.into(), level: level.into(), until: String::new() };
        let on = service::access::On::Group(on.to_string());
        service::access::give(&self.world.portico, by, "acme", &on, &form, String::new()).await.unwrap();
    }

    async fn plan(&self, by: &Caller, who: UserId) -> Result<DeleteView> {
        service::user::plan_delete(&mut self.world.scope(by, &self.account).await, &who.to_string()).await
    }

    async fn delete(&self, by: &Caller, who: UserId, keep: bool) -> Result<()> {
        service::user::delete(&self.world.portico, by, "acme", &who.to_string(), keep).await
    }

    async fn restore(&self, by: &Caller, who: UserId) -> Result<()> {
        service::user::restore(&self.world.portico, by, "acme", &who.to_string()).await
    }

    async fn deleted(&self, by: &Caller) -> Vec<DeletedUser> {
        service::user::deleted(&mut self.world.scope(by, &self.account).await).await.unwrap().users
    }

    async fn sees(&self, person: &Person, group: GroupId) -> bool {
        let Ok(mut scope) = Scope::open(&self.world.portico, &person.caller, "acme").await else { return false };
        service::group::view(&mut scope, &group.to_string()).await.is_ok()
    }

    /// Whether they are let into the account.
    async fn gets_in(&self, person: &Person) -> bool {
        Scope::open(&self.world.portico, &person.caller, "acme").await.is_ok()
    }

    async fn users(&self, group: GroupId) -> i32 {
        let mut scope = self.world.scope(self.holder(), &self.account).await;
        service::group::view(&mut scope, &group.to_string()).await.unwrap().subtree_users
    }
}

fn forbidden(problem: &Problem) -> bool {
    matches!(problem, Problem::Forbidden { .. })
}

fn told(problem: Problem) -> String {
    let Problem::Invalid { errors } = problem else { panic!("{problem:?}") };
    errors.into_iter().map(|error| error.message).collect()
}

#[tokio::test]
async fn a_deleted_user_is_gone_at_once_with_all_that_they_had() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer").await;
    house.give(house.holder(), house.north, "anna@acme.example", "viewer").await;
    let appoint = DeputyForm { who: "bo@acme.example".into(), from: String::new(), until: "2026-11-25".into() };
    service::deputy::appoint(&house.world.portico, &house.anna.caller, "acme", &appoint, String::new()).await.unwrap();
    assert!(house.sees(&house.bo, house.sales).await);
    assert_eq!(house.users(house.sales).await, 2);

    let plan = house.plan(house.holder(), house.anna.id).await.unwrap();
    assert!(plan.leaves.is_empty());
    assert_eq!(plan.releases, ["Their deputy, bo@acme.example, until 25 Nov 2026."]);
    assert_eq!(plan.ends.len(), 3, "what she holds twice, and what she gave: {:?}", plan.ends);
    house.delete(house.holder(), house.anna.id, false).await.unwrap();

    assert!(!house.gets_in(&house.anna).await, "her next request finds no account");
    assert!(!house.sees(&house.bo, house.north).await, "what she gave has ended, and her deputy’s time");
    assert_eq!(house.users(house.sales).await, 1);
    house.world.assert_tree_is_sound().await;
    let mut scope = house.world.scope(house.holder(), &house.account).await;
    assert_eq!(problem(service::user::view(&mut scope, &house.anna.id.to_string()).await), Problem::NotFound);
    assert_eq!(house.world.count("select count(*) from grants where granted_by is not null").await, 0);
    let recorded = "select count(*) from audit_log where action in ('user.deleted', 'access.fell', 'deputy.ended')";
    assert_eq!(house.world.count(recorded).await, 5);
    // Deleting nobody is told as such.
    assert_eq!(problem(house.delete(house.holder(), house.anna.id, false).await), Problem::NotFound);
}

#[tokio::test]
async fn what_a_deleted_user_gave_can_be_kept() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer").await;
    let plan = house.plan(house.holder(), house.anna.id).await.unwrap();
    assert_eq!(plan.keepable.len(), 1, "what she held herself is nobody’s to keep: {:?}", plan.keepable);
    house.delete(house.holder(), house.anna.id, true).await.unwrap();
    assert!(house.sees(&house.bo, house.north).await);
    let givers = "select count(*) from grants g join accounts a on a.holder_user_id = g.granted_by";
    assert_eq!(house.world.count(givers).await, 1);
}

#[tokio::test]
async fn access_that_is_over_keeps_nobody_from_being_deleted() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer").await;
    sqlx::query("update grants set expires_at = created_at + interval '1 second' where granted_by is not null")
        .execute(house.world.owner())
        .await
        .unwrap();
    house.world.portico.clock.advance(DAY);
    house.delete(house.holder(), house.anna.id, false).await.unwrap();
    assert_eq!(house.world.count("select count(*) from grants").await, 1, "Eva’s");
}

#[tokio::test]
async fn only_who_covers_a_user_deletes_them() {
    let house = House::new().await;
    let (anna, eva) = (&house.anna.caller, &house.eva.caller);
    let before = house.world.everything().await;
    // Oneself; who is as strong is covered, the holder is not; whom one does not see; without any access.
    assert!(forbidden(&problem(house.delete(anna, house.anna.id, false).await)));
    assert!(forbidden(&problem(house.delete(house.holder(), house.account.holder, false).await)));
    assert_eq!(problem(house.delete(anna, house.account.holder, false).await), Problem::NotFound);
    assert_eq!(problem(house.delete(anna, house.dag.id, false).await), Problem::NotFound);
    assert!(house.delete(&house.bo.caller, house.bo.id, false).await.is_err());
    assert_eq!(house.world.everything().await, before);
    // Who reaches further.
    house.world.grant(&house.account, house.bo.id, Level::Viewer, On::Group(house.account.root)).await;
    assert!(forbidden(&problem(house.plan(eva, house.bo.id).await)));
    assert!(forbidden(&problem(house.delete(eva, house.bo.id, false).await)));
    // With a role, only the account holder.
    sqlx::query("delete from grants where user_id = $1")
        .bind(house.bo.id.0)
        .execute(house.world.owner())
        .await
        .unwrap();
    sqlx::query("update users set roles = '{pay_invoices}' where id = $1")
        .bind(house.bo.id.0)
        .execute(house.world.owner())
        .await
        .unwrap();
    assert!(forbidden(&problem(house.delete(eva, house.bo.id, false).await)));
    let plan = house.plan(house.holder(), house.bo.id).await.unwrap();
    assert_eq!(plan.releases, ["Their roles: View and Pay Invoices."]);
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    // A viewer deletes nobody.
    let viewer = house.world.delegate(
        &house.account,
        house.account.root,
        "v@acme.example",
        Level::Viewer,
        On::Group(house.sales),
    );
    let viewer = viewer.await;
    assert!(forbidden(&problem(house.delete(&viewer.caller, house.anna.id, false).await)));
}

#[tokio::test]
async fn a_group_is_not_left_without_an_administrator_of_its_own() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "administrator").await;
    let left = "North would be left without an administrator of its own. Give somebody else access to it first.";
    let plan = house.plan(house.holder(), house.bo.id).await.unwrap();
    assert_eq!(plan.leaves.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["North"]);
    let before = house.world.everything().await;
    assert_eq!(told(problem(house.delete(house.holder(), house.bo.id, true).await)), left);
    assert_eq!(house.world.everything().await, before);
    // Who views, who is suspended and whose access is over is no administrator.
    house.give(house.holder(), house.north, "dag@acme.example", "viewer").await;
    assert!(house.delete(house.holder(), house.bo.id, true).await.is_err());
    house.give(house.holder(), house.north, "eva@acme.example", "administrator").await;
    house.delete(house.holder(), house.bo.id, true).await.unwrap();
    service::user::suspend(&house.world.portico, house.holder(), "acme", &house.anna.id.to_string(), false)
        .await
        .unwrap();
    let sales = house.plan(house.holder(), house.eva.id).await.unwrap().leaves;
    assert_eq!(sales.len(), 2, "Anna sleeps: {sales:?}");
}

#[tokio::test]
async fn a_restored_user_comes_back_without_what_they_had() {
    let house = House::new().await;
    let (bo, anna) = (&house.bo, &house.anna.caller);
    house.world.grant(&house.account, bo.id, Level::Viewer, On::Group(house.north)).await;
    sqlx::query("update users set full_name = 'Bo Ek', roles = '{pay_invoices}', authorized = true, phone = '+46850501000' where id = $1")
        .bind(bo.id.0)
        .execute(house.world.owner())
        .await
        .unwrap();
    house.delete(house.holder(), bo.id, false).await.unwrap();
    assert!(!house.gets_in(bo).await);

    let listed = house.deleted(anna).await;
    assert_eq!((listed[0].name.as_str(), listed[0].handle.as_str()), ("Bo Ek", "bo@acme.example"));
    assert_eq!(listed[0].deleted, "Deleted by Hilma Holder on 21 Nov 2026");
    assert_eq!((listed[0].until.as_str(), listed[0].group.name.as_str()), ("21 Dec 2026", "North"));
    house.restore(anna, bo.id).await.unwrap();

    assert!(!house.gets_in(bo).await, "a session that is over stays so");
    let login = sqlx::query_scalar("select login_id from users where id = $1").bind(bo.id.0);
    let login: uuid::Uuid = login.fetch_one(house.world.owner()).await.unwrap();
    let again = Person { id: bo.id, caller: house.world.session(LoginId(login)).await };
    assert!(house.gets_in(&again).await, "the login is this account’s alone, and signs in as before");
    assert!(!house.sees(&again, house.north).await);
    let kept = "select count(*) from users where full_name = 'Bo Ek' and phone = '+46850501000' and roles = '{}' and not authorized";
    assert_eq!(house.world.count(kept).await, 1);
    assert_eq!(house.users(house.north).await, 1);
    house.world.assert_tree_is_sound().await;
    assert!(house.deleted(anna).await.is_empty());
    assert_eq!(problem(house.restore(anna, bo.id).await), Problem::NotFound);
    // And again.
    house.delete(anna, bo.id, false).await.unwrap();
    house.restore(anna, bo.id).await.unwrap();
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'user.restored'").await, 2);
}

#[tokio::test]
async fn who_was_suspended_comes_back_suspended_and_another_accounts_login_is_invited_anew() {
    let house = House::new().await;
    let bo = house.bo.id.to_string();
    service::user::suspend(&house.world.portico, house.holder(), "acme", &bo, false).await.unwrap();
    for user in [house.bo.id, house.dag.id] {
        house.delete(house.holder(), user, false).await.unwrap();
        house.restore(house.holder(), user).await.unwrap();
    }
    assert_eq!(house.world.count("select count(*) from users where suspended_at is not null").await, 1);
    // Dag's login was not made here: an account does not take people back without their knowing.
    assert!(!house.gets_in(&house.dag).await);
    let mut scope = house.world.scope(house.holder(), &house.account).await;
    let dag = service::user::view(&mut scope, &house.dag.id.to_string()).await.unwrap();
    assert!(!dag.can_sign_in && dag.may.invite.allowed);
}

#[tokio::test]
async fn a_managed_login_that_joined_elsewhere_meanwhile_is_not_taken_back() {
    let house = House::new().await;
    let other = house.world.account("other").await;
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    let there = house.world.user(&other, other.root, "bo@acme.example").await;
    sqlx::query(
        "update users set login_id = (select id from logins where email_key = 'bo@acme.example') where id = $1",
    )
    .bind(there.0)
    .execute(house.world.owner())
    .await
    .unwrap();
    house.restore(house.holder(), house.bo.id).await.unwrap();
    let mut scope = house.world.scope(house.holder(), &house.account).await;
    let bo = service::user::view(&mut scope, &house.bo.id.to_string()).await.unwrap();
    assert!(!bo.can_sign_in && bo.may.invite.allowed, "an account does not take people back without their knowing");
}

#[tokio::test]
async fn only_who_administers_where_they_come_back_restores_and_sees_them() {
    let house = House::new().await;
    house.delete(house.holder(), house.dag.id, false).await.unwrap();
    assert!(house.deleted(&house.anna.caller).await.is_empty());
    assert_eq!(problem(house.restore(&house.anna.caller, house.dag.id).await), Problem::NotFound);
    let viewer = house.world.delegate(
        &house.account,
        house.sales,
        "v@acme.example",
        Level::Viewer,
        On::Group(house.account.root),
    );
    let viewer = viewer.await;
    assert!(house.deleted(&viewer.caller).await.is_empty());
    assert!(forbidden(&problem(house.restore(&viewer.caller, house.dag.id).await)));
    let other = house.world.account("other").await;
    let dag = house.dag.id.to_string();
    let elsewhere = service::user::restore(&house.world.portico, &other.caller, "other", &dag).await;
    assert_eq!(problem(elsewhere), Problem::NotFound);
    let nothing = service::user::deleted(&mut house.world.scope(&house.bo.caller, &house.account).await).await;
    assert!(forbidden(&problem(nothing)));
    assert_eq!(house.deleted(house.holder()).await.len(), 1);
}

#[tokio::test]
async fn they_come_back_in_the_nearest_group_that_is_left_and_not_beside_a_namesake() {
    let house = House::new().await;
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    service::group::delete(&house.world.portico, house.holder(), "acme", &house.north.to_string()).await.unwrap();
    let namesake = house.world.user(&house.account, house.account.root, "Bo@acme.example").await;
    let taken = told(problem(house.restore(house.holder(), house.bo.id).await));
    assert_eq!(taken, "There is another user with the User id bo@acme.example by now.");
    house.delete(house.holder(), namesake, false).await.unwrap();
    assert_eq!(
        house.deleted(house.holder()).await.iter().find(|user| user.id == house.bo.id).unwrap().group.name,
        "Sales"
    );
    house.restore(house.holder(), house.bo.id).await.unwrap();
    assert_eq!(house.users(house.sales).await, 2);
    house.world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn after_thirty_days_nobody_comes_back_and_only_the_name_is_kept() {
    let house = House::new().await;
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    house.world.portico.clock.advance(DAY * 30 - SignedDuration::from_secs(1));
    assert_eq!(service::user::sweep(&house.world.portico).await.unwrap(), 0);
    assert_eq!(house.deleted(house.holder()).await.len(), 1);
    house.world.portico.clock.advance(SignedDuration::from_secs(2));
    assert!(house.deleted(house.holder()).await.is_empty());
    assert_eq!(problem(house.restore(house.holder(), house.bo.id).await), Problem::NotFound);
    assert_eq!(service::user::sweep(&house.world.portico).await.unwrap(), 1);
    assert_eq!(house.world.count("select count(*) from deleted_users where kept is null and name <> ''").await, 1);
}

#[tokio::test]
async fn the_history_goes_on_naming_them_until_their_name_is_erased() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer").await;
    house.delete(house.holder(), house.anna.id, true).await.unwrap();
    let history = async |caller: &Caller| {
        let mut scope = house.world.scope(caller, &house.account).await;
        let view = domain::history::HistoryView { group: house.sales.to_string(), ..Default::default() };
        service::history::view(&mut scope, &view).await.unwrap().entries
    };
    let entries = history(&house.eva.caller).await;
    let deleted = entries.iter().find(|entry| entry.action == "user.deleted").expect("who administers Sales reads it");
    let target = deleted.target.as_ref().unwrap();
    assert_eq!((target.name.as_str(), target.user), ("anna@acme.example", None), "named, and not linked");
    let gave = entries.iter().find(|entry| entry.action == "access.granted").unwrap();
    assert_eq!(gave.actor.name, "anna@acme.example");
    service::history::erase(&house.world.portico, "acme", &house.anna.id.to_string()).await.unwrap();
    let entries = history(house.holder()).await;
    let gave = entries.iter().find(|entry| entry.action == "access.granted").unwrap();
    assert_eq!(gave.actor.name, "a user who is no longer there");
    assert!(house.deleted(house.holder()).await.is_empty());
}

#[tokio::test]
async fn an_account_that_was_offered_to_a_deleted_user_stays_where_it_is() {
    let house = House::new().await;
    let form = OfferForm { who: "bo@acme.example".into(), confirm: "acme".into() };
    service::handover::offer(&house.world.portico, house.holder(), "acme", &form, String::new()).await.unwrap();
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    assert_eq!(house.world.count("select count(*) from handovers where void_because = 'gone'").await, 1);
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'account.offer_void'").await, 1);
}

/// A deleted user counts to their group wherever that stands: who administers where it went to has them, and who
/// administers where it was reads nothing of them any more.
#[tokio::test]
async fn a_group_that_is_moved_takes_its_deleted_users_along() {
    let house = House::new().await;
    let finance = house.finance;
    house.world.grant(&house.account, house.dag.id, Level::Administrator, On::Group(finance)).await;
    house.delete(house.holder(), house.bo.id, false).await.unwrap();
    let reads = async |caller: &Caller, group: GroupId| {
        let mut scope = house.world.scope(caller, &house.account).await;
        let view = domain::history::HistoryView { group: group.to_string(), ..Default::default() };
        let entries = service::history::view(&mut scope, &view).await.unwrap().entries;
        entries.iter().any(|entry| entry.action == "user.deleted")
    };
    let (eva, dag) = (&house.eva.caller, &house.dag.caller);
    assert!(reads(eva, house.sales).await && !reads(dag, finance).await);
    assert_eq!((house.deleted(eva).await.len(), house.deleted(dag).await.len()), (1, 0));

    let (portico, north) = (&house.world.portico, house.north.to_string());
    service::group::relocate(portico, house.holder(), "acme", &north, &finance.to_string()).await.unwrap();
    assert!(!reads(eva, house.sales).await && reads(dag, finance).await);
    assert_eq!((house.deleted(eva).await.len(), house.deleted(dag).await.len()), (0, 1));
    assert_eq!(problem(house.restore(eva, house.bo.id).await), Problem::NotFound);
    house.restore(dag, house.bo.id).await.unwrap();
    assert_eq!(house.users(finance).await, 2);
}

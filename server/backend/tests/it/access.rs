//! Giving access and ending it: what follows from the rules beside the single decision.

use crate::support::{Account, Person, World, faulty_fields, problem};
use backend::access::Caller;
use backend::service;
use backend::service::access::On as There;
use domain::grant::{Access, AccessView, DeputyForm, GrantForm};
use domain::{GroupId, Problem, UserId};
use jiff::SignedDuration;

/// Root, with Sales and Finance below it, and North below Sales; who administers Sales, and people to give things to.
struct House {
    world: World,
    account: Account,
    sales: GroupId,
    north: GroupId,
    finance: GroupId,
    /// Administers Sales.
    anna: Person,
    /// In Sales.
    bo: Person,
    /// In North.
    carin: Person,
    /// In Finance.
    dag: Person,
}

impl House {
    async fn new() -> Self {
        let mut world = World::new().await;
        // Days go by in these tests.
        let year = SignedDuration::from_hours(24 * 365);
        (world.portico.policy.idle, world.portico.policy.absolute) = (year, year);
        world.portico.policy.confirmed = year;
        let account = world.account("acme").await;
        let sales = world.group(&account, account.root, "Sales").await;
        let north = world.group(&account, sales, "North").await;
        let finance = world.group(&account, account.root, "Finance").await;
        let anna = world.person(&account, sales, "anna@acme.example").await;
        let bo = world.person(&account, sales, "bo@acme.example").await;
        let carin = world.person(&account, north, "carin@acme.example").await;
        let dag = world.person(&account, finance, "dag@acme.example").await;
        let house = Self { world, account, sales, north, finance, anna, bo, carin, dag };
        house.give(&house.account.caller, house.sales, "anna@acme.example", "administrator", "").await.unwrap();
        house
    }

    async fn give(
        &self,
        caller: &Caller,
        on: GroupId,
        who: &str,
        level: &str,
        until: &str,
    ) -> backend::Result<domain::GrantId> {
        let form = GrantForm { who: who.into(), level: level.into(), until: until.into() };
        service::access::give(&self.world.portico, caller, "acme", &There::Group(on.to_string()), &form, String::new())
            .await
    }

    async fn access(&self, caller: &Caller, on: GroupId) -> AccessView {
        service::access::of_group(&mut self.world.scope(caller, &self.account).await, &on.to_string()).await.unwrap()
    }

    async fn direct(&self, on: GroupId) -> Vec<Access> {
        self.access(&self.account.caller, on).await.direct
    }

    async fn revoke(&self, caller: &Caller, grant: domain::GrantId, keep: bool) -> backend::Result<domain::GrantId> {
        service::access::revoke(&self.world.portico, caller, "acme", &grant.to_string(), keep, String::new()).await
    }

    /// Whether somebody sees a group.
    async fn sees(&self, person: &Person, group: GroupId) -> bool {
        let Ok(mut scope) = backend::access::Scope::open(&self.world.portico, &person.caller, "acme").await else {
            return false;
        };
        service::group::view(&mut scope, &group.to_string()).await.is_ok()
    }

    async fn move_group(&self, caller: &Caller, group: GroupId, to: GroupId) -> backend::Result<GroupId> {
        service::group::relocate(&self.world.portico, caller, "acme", &group.to_string(), &to.to_string()).await
    }
}

fn whose(all: &[Access]) -> Vec<String> {
    all.iter().map(|one| one.name.clone()).collect()
}

#[tokio::test]
async fn access_reaches_what_is_below_and_nothing_else() {
    let house = House::new().await;
    assert!(house.sees(&house.anna, house.sales).await && house.sees(&house.anna, house.north).await);
    assert!(!house.sees(&house.anna, house.finance).await && !house.sees(&house.anna, house.account.root).await);
    assert!(!house.sees(&house.bo, house.sales).await);

    let here = house.access(&house.anna.caller, house.north).await;
    assert_eq!(whose(&here.direct), Vec::<String>::new());
    assert_eq!(whose(&here.inherited), ["anna@acme.example", "Hilma Holder"]);
    let anna = &here.inherited[0];
    assert_eq!(anna.why, "anna@acme.example administers Sales, granted by Hilma Holder on 21 Nov 2026.");
    assert_eq!(anna.from.as_ref().map(|group| group.id), Some(house.sales));
    assert!(anna.revoke.as_ref().is_some_and(|offer| offer.allowed), "whoever holds it may end it");
    assert!(here.grant.allowed);
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let house = House::new().await;
    let anna = &house.anna.caller;
    house.give(anna, house.north, "bo@acme.example", "administrator", "").await.unwrap();
    assert!(house.sees(&house.bo, house.north).await && !house.sees(&house.bo, house.sales).await);

    // Not what lies outside, not to whom they do not see, not to themselves, not to the holder.
    let before = house.world.everything().await;
    let outside = problem(house.give(anna, house.finance, "bo@acme.example", "viewer", "").await);
    assert_eq!(outside, Problem::NotFound);
    assert_eq!(faulty_fields(house.give(anna, house.sales, "dag@acme.example", "viewer", "").await), ["who"]);
    assert_eq!(faulty_fields(house.give(anna, house.sales, "nobody@acme.example", "viewer", "").await), ["who"]);
    assert_eq!(faulty_fields(house.give(anna, house.sales, "anna@acme.example", "viewer", "").await), ["who"]);
    let holder = &house.account.caller;
    assert_eq!(faulty_fields(house.give(holder, house.sales, "holder@acme.example", "viewer", "").await), ["who"]);
    let again = faulty_fields(house.give(holder, house.sales, "anna@acme.example", "viewer", "").await);
    assert_eq!(again, ["who"], "they have access here already");
    assert_eq!(faulty_fields(house.give(holder, house.sales, "bo@acme.example", "owner", "2020-13-01").await).len(), 1);
    assert_eq!(
        faulty_fields(house.give(holder, house.sales, "bo@acme.example", "viewer", "2020-01-01").await),
        ["until"]
    );
    assert_eq!(house.world.everything().await, before);

    // A viewer gives nothing.
    house.give(holder, house.finance, "dag@acme.example", "viewer", "").await.unwrap();
    let viewer = problem(house.give(&house.dag.caller, house.finance, "dag@acme.example", "viewer", "").await);
    assert!(matches!(viewer, Problem::Forbidden { .. }), "{viewer:?}");
}

#[tokio::test]
async fn what_is_given_ends_no_later_and_by_itself() {
    let house = House::new().await;
    let holder = &house.account.caller;
    house.give(holder, house.finance, "dag@acme.example", "administrator", "2026-11-23").await.unwrap();
    house.give(holder, house.north, "dag@acme.example", "viewer", "").await.unwrap();
    let (dag, finance) = (&house.dag.caller, house.finance);
    let eve = house.world.person(&house.account, finance, "eve@acme.example").await;
    assert_eq!(faulty_fields(house.give(dag, finance, "eve@acme.example", "viewer", "").await), ["until"]);
    assert_eq!(faulty_fields(house.give(dag, finance, "eve@acme.example", "viewer", "2026-11-24").await), ["until"]);
    assert_eq!(house.access(dag, finance).await.latest, "2026-11-23");
    house.give(dag, finance, "eve@acme.example", "viewer", "2026-11-22").await.unwrap();

    let hours = |hours| house.world.portico.clock.advance(SignedDuration::from_hours(hours));
    hours(35); // 22 November, 23:00
    assert!(house.sees(&eve, finance).await && house.sees(&house.dag, finance).await);
    hours(1);
    assert!(!house.sees(&eve, finance).await, "only that grant has ended");
    assert!(house.sees(&house.dag, finance).await);
    hours(24);
    assert!(!house.sees(&house.dag, finance).await && house.sees(&house.dag, house.north).await);
    // What has expired makes room.
    house.give(holder, finance, "dag@acme.example", "viewer", "").await.unwrap();
    assert!(house.sees(&house.dag, finance).await);
}

#[tokio::test]
async fn access_ends_with_what_it_rests_on() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    house.give(anna, house.north, "bo@acme.example", "administrator", "").await.unwrap();
    house.give(&house.bo.caller, house.north, "carin@acme.example", "viewer", "").await.unwrap();
    let annas = house.direct(house.sales).await[0].grant.unwrap();

    let mut scope = house.world.scope(holder, &house.account).await;
    let plan = service::access::plan_revoke(&mut scope, &annas.to_string()).await.unwrap();
    drop(scope);
    assert_eq!(plan.ends.len(), 2, "{:?}", plan.ends);
    assert_eq!(plan.keepable.len(), 1, "with Bo's taken over, Carin's goes on resting on it: {:?}", plan.keepable);

    house.revoke(holder, annas, false).await.unwrap();
    assert_eq!(house.world.count("select count(*) from grants").await, 0);
    for person in [&house.anna, &house.bo, &house.carin] {
        assert!(!house.sees(person, house.north).await);
    }
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'access.fell'").await, 2);
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'access.revoked'").await, 1);
}

#[tokio::test]
async fn access_goes_on_when_it_is_taken_over() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    house.give(anna, house.north, "bo@acme.example", "administrator", "").await.unwrap();
    house.give(&house.bo.caller, house.north, "carin@acme.example", "viewer", "").await.unwrap();
    let annas = house.direct(house.sales).await[0].grant.unwrap();
    house.revoke(holder, annas, true).await.unwrap();
    assert!(!house.sees(&house.anna, house.north).await);
    assert!(house.sees(&house.bo, house.north).await && house.sees(&house.carin, house.north).await);
    let givers: Vec<String> = house.direct(house.north).await.into_iter().map(|one| one.why).collect();
    assert!(givers.iter().any(|why| why.starts_with("bo@") && why.contains("granted by Hilma Holder")), "{givers:?}");
    // One's own grant does not hold up what was given by it.
    house.give(holder, house.sales, "anna@acme.example", "administrator", "").await.unwrap();
    let dag_in = house.world.person(&house.account, house.sales, "dora@acme.example").await;
    house.give(anna, house.sales, "dora@acme.example", "viewer", "").await.unwrap();
    let own = house.direct(house.sales).await.into_iter().find(|one| one.name.starts_with("anna")).unwrap();
    house.revoke(anna, own.grant.unwrap(), true).await.unwrap();
    assert!(!house.sees(&dag_in, house.sales).await);
}

#[tokio::test]
async fn access_is_ended_by_giver_holder_and_the_parents_administrators() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    house.give(anna, house.north, "bo@acme.example", "administrator", "").await.unwrap();
    house.give(anna, house.sales, "carin@acme.example", "administrator", "").await.unwrap();
    let bos = house.direct(house.north).await[0].grant.unwrap();
    let on_sales = house.direct(house.sales).await;
    let of = |name: &str| on_sales.iter().find(|one| one.name.starts_with(name)).unwrap().grant.unwrap();

    // Bo administers North only: what is given on Sales is hidden from him.
    assert_eq!(problem(house.revoke(&house.bo.caller, of("carin"), false).await), Problem::NotFound);
    assert_eq!(problem(house.revoke(&house.dag.caller, bos, false).await), Problem::NotFound);
    // Carin administers Sales too, and not its parent: what others have there is not hers to end.
    let refused = problem(house.revoke(&house.carin.caller, of("anna"), false).await);
    assert!(matches!(refused, Problem::Forbidden { .. }), "{refused:?}");
    // She does administer North's parent.
    house.revoke(&house.carin.caller, bos, false).await.unwrap();
    // The holder of a grant gives it up; its giver takes it back.
    house.give(anna, house.north, "bo@acme.example", "viewer", "").await.unwrap();
    let bos = house.direct(house.north).await[0].grant.unwrap();
    house.revoke(&house.bo.caller, bos, false).await.unwrap();
    house.revoke(anna, of("carin"), false).await.unwrap();
    house.revoke(holder, of("anna"), false).await.unwrap();
    assert_eq!(house.world.count("select count(*) from grants").await, 0);
    assert_eq!(problem(house.revoke(holder, bos, false).await), Problem::NotFound, "it is gone");
}

#[tokio::test]
async fn access_to_a_person_takes_rights_over_all_they_reach() {
    let house = House::new().await;
    let holder = &house.account.caller;
    let form = |who: &str| GrantForm { who: who.into(), level: "administrator".into(), until: String::new() };
    let give = async |caller: &Caller, on: UserId, who: &str| {
        service::access::give(
            &house.world.portico,
            caller,
            "acme",
            &There::User(on.to_string()),
            &form(who),
            String::new(),
        )
        .await
    };
    // Bo reaches Finance, which Anna does not.
    house.give(holder, house.finance, "bo@acme.example", "viewer", "").await.unwrap();
    let refused = problem(give(&house.anna.caller, house.bo.id, "carin@acme.example").await);
    assert!(matches!(&refused, Problem::Forbidden { reason } if reason.contains("reaches further")), "{refused:?}");
    give(&house.anna.caller, house.carin.id, "bo@acme.example").await.unwrap();
    give(holder, house.bo.id, "carin@acme.example").await.unwrap();
    let mut scope = house.world.scope(&house.bo.caller, &house.account).await;
    assert!(service::user::view(&mut scope, &house.carin.id.to_string()).await.is_ok());
    assert_eq!(problem(service::user::view(&mut scope, &house.anna.id.to_string()).await), Problem::NotFound);
}

#[tokio::test]
async fn who_is_suspended_acts_no_more_and_what_they_gave_ends() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    let portico = &house.world.portico;
    house.give(anna, house.north, "bo@acme.example", "viewer", "").await.unwrap();
    // Anna does not reach the holder, and nobody suspends themselves.
    let suspend = async |caller: &Caller, who: UserId, keep| {
        service::user::suspend(portico, caller, "acme", &who.to_string(), keep).await
    };
    assert_eq!(problem(suspend(anna, house.account.holder, false).await), Problem::NotFound);
    assert!(matches!(problem(suspend(anna, house.anna.id, false).await), Problem::Forbidden { .. }));
    assert!(matches!(problem(suspend(holder, house.account.holder, false).await), Problem::Forbidden { .. }));

    suspend(holder, house.anna.id, false).await.unwrap();
    assert!(!house.sees(&house.anna, house.sales).await, "their next request finds no account");
    assert!(!house.sees(&house.bo, house.north).await, "what they gave has ended");
    let sales = house.direct(house.sales).await;
    assert!(sales[0].sleeps, "what they were given sleeps");
    service::user::resume(portico, holder, "acme", &house.anna.id.to_string()).await.unwrap();
    assert!(house.sees(&house.anna, house.sales).await && !house.sees(&house.bo, house.north).await);
}

#[tokio::test]
async fn a_deputy_has_what_the_principal_has_for_the_time_given() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let appoint = async |caller: &Caller, who: &str, from: &str, until: &str| {
        let form = DeputyForm { who: who.into(), from: from.into(), until: until.into() };
        service::deputy::appoint(portico, caller, "acme", &form, String::new()).await
    };
    let anna = &house.anna.caller;
    assert_eq!(
        faulty_fields(appoint(anna, "dag@acme.example", "", "2026-11-25").await),
        ["who"],
        "she does not see him"
    );
    assert_eq!(faulty_fields(appoint(anna, "anna@acme.example", "", "2026-11-25").await), ["who"]);
    assert_eq!(faulty_fields(appoint(anna, "bo@acme.example", "2026-11-25", "2026-11-24").await), ["until"]);
    let nothing = problem(appoint(&house.bo.caller, "bo@acme.example", "", "2026-11-25").await);
    assert!(matches!(nothing, Problem::Invalid { .. }), "he sees nobody, not even himself: {nothing:?}");
    let id = appoint(anna, "bo@acme.example", "2026-11-22", "2026-11-25").await.unwrap();
    assert!(!house.sees(&house.bo, house.sales).await, "not before the first day");
    portico.clock.advance(SignedDuration::from_hours(13));
    assert!(house.sees(&house.bo, house.sales).await);

    // What he gives ends with his time at the latest, and is written down as on her behalf.
    let bo = &house.bo.caller;
    assert_eq!(faulty_fields(house.give(bo, house.north, "carin@acme.example", "viewer", "").await), ["until"]);
    house.give(bo, house.north, "carin@acme.example", "viewer", "2026-11-25").await.unwrap();
    let on_behalf: Option<uuid::Uuid> = sqlx::query_scalar(
        "select on_behalf_of from audit_log where action = 'access.granted' order by id desc limit 1",
    )
    .fetch_one(house.world.owner())
    .await
    .unwrap();
    assert_eq!(on_behalf, Some(house.anna.id.0));
    // A deputy appoints nobody, and looks as nobody.
    assert!(matches!(problem(appoint(bo, "carin@acme.example", "", "2026-11-25").await), Problem::Forbidden { .. }));
    let looking = service::viewing::begin(portico, bo, "acme", &house.carin.id.to_string()).await;
    assert!(matches!(problem(looking), Problem::Forbidden { .. }));

    service::deputy::end(portico, anna, "acme", &id.to_string()).await.unwrap();
    assert!(!house.sees(&house.bo, house.sales).await && !house.sees(&house.carin, house.north).await);
    // The holder's deputy administers the root, and does not hold the account.
    let holder = &house.account.caller;
    appoint(holder, "dag@acme.example", "", "2026-11-25").await.unwrap();
    assert!(house.sees(&house.dag, house.account.root).await);
    let company = domain::profile::CompanyForm { company: "Dag AB".into(), version: 1, ..Default::default() };
    let refused = service::profile::edit_company(portico, &house.dag.caller, "acme", &company).await;
    assert!(matches!(problem(refused), Problem::Forbidden { .. }));
    portico.clock.advance(SignedDuration::from_hours(24 * 5));
    assert!(!house.sees(&house.dag, house.account.root).await);
}

#[tokio::test]
async fn looking_as_another_shows_what_both_see_and_changes_nothing() {
    let house = House::new().await;
    let portico = &house.world.portico;
    let holder = &house.account.caller;
    service::viewing::begin(portico, holder, "acme", &house.anna.id.to_string()).await.unwrap();
    let mut scope = house.world.scope(holder, &house.account).await;
    assert!(service::group::view(&mut scope, &house.sales.to_string()).await.is_ok());
    let finance = service::group::view(&mut scope, &house.finance.to_string()).await;
    assert_eq!(problem(finance), Problem::NotFound, "Anna does not see it");
    drop(scope);
    let refused = problem(house.give(holder, house.north, "bo@acme.example", "viewer", "").await);
    assert!(
        matches!(&refused, Problem::Forbidden { reason } if reason.contains("looking as somebody else")),
        "{refused:?}"
    );
    assert!(house.move_group(holder, house.north, house.finance).await.is_err());
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'viewing.began'").await, 1);
    service::viewing::end(portico, holder).await.unwrap();
    let mut scope = house.world.scope(holder, &house.account).await;
    assert!(service::group::view(&mut scope, &house.finance.to_string()).await.is_ok());
    drop(scope);
    // It ends by itself.
    service::viewing::begin(portico, holder, "acme", &house.anna.id.to_string()).await.unwrap();
    portico.clock.advance(SignedDuration::from_mins(15));
    let mut scope = house.world.scope(holder, &house.account).await;
    assert!(service::group::view(&mut scope, &house.finance.to_string()).await.is_ok());
}

#[tokio::test]
async fn a_move_foretells_what_it_does_and_can_be_undone() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    let portico = &house.world.portico;
    house.give(holder, house.finance, "dag@acme.example", "viewer", "").await.unwrap();
    house.give(anna, house.north, "bo@acme.example", "administrator", "").await.unwrap();
    for (group, code) in [(house.sales, "SE"), (house.finance, "DE")] {
        let form = domain::setting::GroupSettingsForm { country: code.into(), language: String::new() };
        service::group::edit_settings(portico, holder, "acme", &group.to_string(), &form, 1).await.unwrap();
    }
    let plan = async |caller: &Caller| {
        let mut scope = house.world.scope(caller, &house.account).await;
        service::group::plan_move(&mut scope, &house.north.to_string(), &house.finance.to_string(), "").await
    };
    let before = house.world.everything().await;
    let preview = plan(holder).await.unwrap().preview.unwrap();
    assert_eq!(preview.gains.first, ["dag@acme.example (viewer)"]);
    assert_eq!(preview.losses.first, ["anna@acme.example (administrator)"]);
    let settings: Vec<_> = preview.settings.iter().map(|s| (&*s.name, &*s.from, &*s.to, s.users)).collect();
    assert_eq!(settings, [("Country code", "Sweden", "Germany", 1)]);
    assert_eq!((preview.ends.len(), preview.keeps.len()), (0, 1), "the holder could give Bo's access themselves");
    assert_eq!(house.world.everything().await, before, "a preview changes nothing");

    house.move_group(holder, house.north, house.finance).await.unwrap();
    assert!(!house.sees(&house.anna, house.north).await && house.sees(&house.dag, house.north).await);
    assert!(house.sees(&house.bo, house.north).await, "as given by the holder");

    let last = async || {
        let mut scope = house.world.scope(holder, &house.account).await;
        service::group::view(&mut scope, &house.north.to_string()).await.unwrap().last_move.unwrap()
    };
    let moved = last().await;
    assert_eq!(moved.what, "Moved here from Sales by Hilma Holder on 21 Nov 2026.");
    // Whoever may not take it from there does not undo it.
    let undo = async |caller: &Caller, id: &str| service::relocation::undo(portico, caller, "acme", id).await;
    assert_eq!(problem(undo(anna, &moved.id).await), Problem::NotFound);
    assert!(matches!(problem(undo(&house.dag.caller, &moved.id).await), Problem::Forbidden { .. }));
    undo(holder, &moved.id).await.unwrap();
    assert!(house.sees(&house.anna, house.north).await && !house.sees(&house.dag, house.north).await);
    assert_eq!(faulty_fields(undo(holder, &moved.id).await), [""], "it was undone already");
    house.world.assert_tree_is_sound().await;
}

#[tokio::test]
async fn an_old_move_is_not_undone_against_what_happened_since() {
    let house = House::new().await;
    let holder = &house.account.caller;
    let portico = &house.world.portico;
    let undo = async |caller: &Caller, id: &str| service::relocation::undo(portico, caller, "acme", id).await;
    let last = async |caller: &Caller, group: GroupId| {
        let mut scope = house.world.scope(caller, &house.account).await;
        service::group::view(&mut scope, &group.to_string()).await.unwrap().last_move
    };
    house.move_group(holder, house.north, house.finance).await.unwrap();
    let first = last(holder, house.north).await.unwrap();
    portico.clock.advance(SignedDuration::from_secs(1));
    house.move_group(holder, house.north, house.account.root).await.unwrap();
    let refused = problem(undo(holder, &first.id).await);
    assert!(
        refused.to_string().contains("moved again") || format!("{refused:?}").contains("moved again"),
        "{refused:?}"
    );
    // Another group of its name has taken its place.
    let second = last(holder, house.north).await.unwrap();
    house.world.group(&house.account, house.finance, "NORTH").await;
    assert!(format!("{:?}", problem(undo(holder, &second.id).await)).contains("another group of that name"));
    let told = last(holder, house.north).await.unwrap().undo;
    assert!(!told.allowed && told.why.contains("another group of that name"));
    // Thirty days are over.
    portico.clock.advance(SignedDuration::from_hours(24 * 31));
    assert_eq!(last(holder, house.north).await, None);
    assert!(format!("{:?}", problem(undo(holder, &second.id).await)).contains("30 days"));
}

#[tokio::test]
async fn an_old_move_is_not_undone_by_who_lost_the_branch() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    // Anna moves within Sales, then Sales' part goes elsewhere.
    let south = house.world.group(&house.account, house.sales, "South").await;
    house.move_group(anna, house.north, south).await.unwrap();
    let mut scope = house.world.scope(anna, &house.account).await;
    let moved = service::group::view(&mut scope, &house.north.to_string()).await.unwrap().last_move.unwrap();
    drop(scope);
    house.move_group(holder, south, house.finance).await.unwrap();
    let undone = service::relocation::undo(&house.world.portico, anna, "acme", &moved.id).await;
    assert_eq!(problem(undone), Problem::NotFound);
}

#[tokio::test]
async fn access_that_a_move_ended_comes_back_when_it_is_undone() {
    let house = House::new().await;
    let (anna, holder) = (&house.anna.caller, &house.account.caller);
    let portico = &house.world.portico;
    // Carin administers Finance and Sales until soon: she cannot keep what does not end.
    house.give(holder, house.sales, "carin@acme.example", "administrator", "2026-12-24").await.unwrap();
    house.give(holder, house.finance, "carin@acme.example", "administrator", "2026-12-24").await.unwrap();
    house.give(anna, house.north, "bo@acme.example", "viewer", "").await.unwrap();
    house.move_group(&house.carin.caller, house.north, house.finance).await.unwrap();
    assert!(!house.sees(&house.bo, house.north).await);
    let mut scope = house.world.scope(holder, &house.account).await;
    let moved = service::group::view(&mut scope, &house.north.to_string()).await.unwrap().last_move.unwrap();
    drop(scope);
    service::relocation::undo(portico, holder, "acme", &moved.id).await.unwrap();
    assert!(house.sees(&house.bo, house.north).await);
}

#[tokio::test]
async fn what_falls_by_an_undo_gives_nothing_again() {
    let house = House::new().await;
    let (holder, carin, portico) = (&house.account.caller, &house.carin.caller, &house.world.portico);
    for group in [house.sales, house.finance] {
        house.give(holder, group, "carin@acme.example", "administrator", "2026-12-24").await.unwrap();
    }
    house.give(holder, house.finance, "dag@acme.example", "administrator", "").await.unwrap();
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer", "").await.unwrap();
    house.move_group(carin, house.north, house.finance).await.unwrap();
    // By Finance, Carin is given North without an end; that goes with the way back, and with it the right to give it.
    house.give(&house.dag.caller, house.north, "carin@acme.example", "administrator", "").await.unwrap();
    let mut scope = house.world.scope(carin, &house.account).await;
    let moved = service::group::view(&mut scope, &house.north.to_string()).await.unwrap().last_move.unwrap();
    drop(scope);
    service::relocation::undo(portico, carin, "acme", &moved.id).await.unwrap();
    assert!(!house.sees(&house.bo, house.north).await);
}

/// What is over still lies in the table, and stands in the way of nothing.
#[tokio::test]
async fn access_ends_although_something_that_is_over_rested_on_it() {
    let house = House::new().await;
    house.give(&house.anna.caller, house.north, "bo@acme.example", "viewer", "2026-11-21").await.unwrap();
    house.world.portico.clock.advance(SignedDuration::from_hours(24));
    let annas = house.direct(house.sales).await[0].grant.unwrap();
    house.revoke(&house.account.caller, annas, false).await.unwrap();
    assert!(!house.sees(&house.anna, house.sales).await);
    // The same when the group goes: Carin's access, on which something on another group rested that is over.
    house.give(&house.account.caller, house.north, "carin@acme.example", "administrator", "").await.unwrap();
    let inner = house.world.group(&house.account, house.north, "Inner").await;
    house.world.user(&house.account, inner, "eva@acme.example").await;
    house.give(&house.carin.caller, inner, "eva@acme.example", "viewer", "2026-11-23").await.unwrap();
    house.world.portico.clock.advance(SignedDuration::from_hours(24 * 5));
    house.move_group(&house.account.caller, inner, house.finance).await.unwrap();
    let (portico, holder) = (&house.world.portico, &house.account.caller);
    let carin = house.carin.id.to_string();
    service::user::relocate(portico, holder, "acme", &carin, &house.finance.to_string()).await.unwrap();
    service::group::delete(portico, holder, "acme", &house.north.to_string()).await.unwrap();
    let fell = "select count(*) from audit_log where action = 'access.fell'";
    assert_eq!(house.world.count(fell).await, 1, "the access to the group that went is in the history");
}

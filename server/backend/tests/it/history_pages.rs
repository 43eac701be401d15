//! Who reads which history, and what of it.

use crate::support::{Account, On, Person, World, problem};
use backend::access::Caller;
use backend::service::{self, history};
use domain::access::Level;
use domain::history::{HistoryPage, HistoryView, ONESELF, PAGE};
use domain::profile::ContactForm;
use domain::{GroupId, Problem, UserId};
use jiff::SignedDuration;

/// North with Inner below it, South beside it; Ada administers North, Vera views it, Bo is in North, Uma in South.
struct Place {
    world: World,
    account: Account,
    north: GroupId,
    inner: GroupId,
    south: GroupId,
    ada: Person,
    vera: Person,
    bo: Person,
    uma: UserId,
}

impl Place {
    async fn new() -> Self {
        let world = World::new().await;
        let mut account = world.account("acme").await;
        account.caller.address = Some("192.0.2.1".parse().unwrap());
        let mut groups = Vec::new();
        for (parent, name) in [(None, "North"), (Some(0), "Inner"), (None, "South")] {
            world.portico.clock.advance(SignedDuration::from_secs(1));
            let parent = parent.map_or(account.root, |index: usize| groups[index]);
            groups.push(world.group(&account, parent, name).await);
        }
        let [north, inner, south] = groups[..] else { unreachable!() };
        let mut ada = world.delegate(&account, north, "ada@acme.example", Level::Administrator, On::Group(north)).await;
        ada.caller.address = Some("192.0.2.2".parse().unwrap());
        let vera = world.delegate(&account, north, "vera@acme.example", Level::Viewer, On::Group(north)).await;
        let bo = world.person(&account, north, "bo@acme.example").await;
        let uma = world.user(&account, south, "uma@acme.example").await;
        Self { world, account, north, inner, south, ada, vera, bo, uma }
    }

    async fn read(&self, caller: &Caller, view: &HistoryView) -> backend::Result<HistoryPage> {
        let mut scope = self.world.scope(caller, &self.account).await;
        history::view(&mut scope, view).await
    }

    async fn move_user(&self, caller: &Caller, user: UserId, to: GroupId) {
        self.world.portico.clock.advance(SignedDuration::from_secs(1));
        let (portico, user, to) = (&self.world.portico, user.to_string(), to.to_string());
        service::user::relocate(portico, caller, "acme", &user, &to).await.unwrap();
    }
}

fn of_group(id: GroupId) -> HistoryView {
    HistoryView { group: id.to_string(), ..HistoryView::default() }
}

fn of_user(id: UserId) -> HistoryView {
    HistoryView { user: id.to_string(), ..HistoryView::default() }
}

/// What was done to what, the newest first.
fn told(page: &HistoryPage) -> Vec<String> {
    let name = |entry: &domain::history::HistoryEntry| entry.target.as_ref().map(|target| target.name.clone());
    page.entries.iter().map(|entry| format!("{} {}", entry.what, name(entry).unwrap_or_default())).collect()
}

#[tokio::test]
async fn each_reads_what_is_theirs() {
    let place = Place::new().await;
    let Place { account, north, inner, south, ada, vera, bo, .. } = &place;
    let holder = &account.caller;
    let all = place.read(holder, &HistoryView::default()).await.unwrap();
    assert_eq!(told(&all), ["Group added South", "Group added Inner", "Group added North", "Account made "]);
    assert!(all.may_export && all.about.is_none());
    assert_eq!(all.entries[0].address, "192.0.2.1");

    let norths = place.read(&ada.caller, &of_group(*north)).await.unwrap();
    assert_eq!(told(&norths), ["Group added Inner", "Group added North"]);
    assert_eq!((norths.about.as_deref(), norths.may_export), (Some("North"), true));
    assert_eq!(told(&place.read(&ada.caller, &of_group(*inner)).await.unwrap()), ["Group added Inner"]);
    // The name of an administrator above is no secret; where they come from is.
    assert_eq!(norths.entries[0].actor.name, "Hilma Holder");
    assert_eq!((norths.entries[0].actor.user, norths.entries[0].address.as_str()), (None, ""));

    // Who sees nothing is told nothing; who views is told that it takes more.
    for view in [HistoryView::default(), of_group(*south), of_group(account.root), of_user(place.uma)] {
        assert!(matches!(problem(place.read(&ada.caller, &view).await), Problem::NotFound), "{view:?}");
        assert!(matches!(problem(place.read(&vera.caller, &view).await), Problem::NotFound), "{view:?}");
    }
    for view in [of_group(*north), of_group(*inner), of_user(bo.id)] {
        assert!(matches!(problem(place.read(&vera.caller, &view).await), Problem::Forbidden { .. }), "{view:?}");
        assert!(matches!(problem(place.read(&bo.caller, &of_group(*north)).await), Problem::NotFound));
        let exported = history::export(&place.world.portico, &vera.caller, "acme", &view).await;
        assert!(matches!(problem(exported), Problem::Forbidden { .. }), "{view:?}");
    }
    let nobody = HistoryView { group: "nothing".into(), ..HistoryView::default() };
    assert!(matches!(problem(place.read(holder, &nobody).await), Problem::NotFound));

    // Another account's holder is nobody here, whatever they name.
    let other = place.world.account("umbrella").await;
    for view in [of_group(*north), of_user(bo.id)] {
        let mut scope = place.world.scope(&other.caller, &other).await;
        assert!(matches!(problem(history::view(&mut scope, &view).await), Problem::NotFound));
    }
    let mut scope = place.world.scope(&other.caller, &other).await;
    assert_eq!(told(&history::view(&mut scope, &HistoryView::default()).await.unwrap()), ["Account made "]);
}

#[tokio::test]
async fn a_name_is_told_to_those_who_see_it() {
    let place = Place::new().await;
    let holder = &place.account.caller;
    place.move_user(holder, place.uma, place.north).await;
    let change = |page: &HistoryPage| {
        let change = &page.entries[0].changes[0];
        (change.label.clone(), change.before.clone(), change.after.clone())
    };
    let moved = |from: &str, to: &str| ("Group".to_owned(), from.to_owned(), to.to_owned());
    // It came from where Ada does not see, and stands where she does.
    let norths = place.read(&place.ada.caller, &of_group(place.north)).await.unwrap();
    assert_eq!(told(&norths)[0], "User moved uma@acme.example");
    assert_eq!(change(&norths), moved("a group you do not see", "North"));
    let all = place.read(holder, &HistoryView::default()).await.unwrap();
    assert_eq!(change(&all), moved("South", "North"));
    let of_it = place.read(&place.ada.caller, &of_user(place.uma)).await.unwrap();
    assert_eq!((of_it.about.as_deref(), of_it.entries.len()), (Some("uma@acme.example"), 1));

    // Once gone again, all that was done to it is.
    place.move_user(holder, place.uma, place.south).await;
    let norths = place.read(&place.ada.caller, &of_group(place.north)).await.unwrap();
    assert_eq!(told(&norths), ["Group added Inner", "Group added North"]);

    // What is deleted stays in the account's history alone, under the name that it had.
    place.world.portico.clock.advance(SignedDuration::from_secs(1));
    let inner = place.inner.to_string();
    service::group::delete(&place.world.portico, &place.ada.caller, "acme", &inner).await.unwrap();
    let norths = place.read(&place.ada.caller, &of_group(place.north)).await.unwrap();
    assert_eq!(told(&norths), ["Group added North"]);
    let all = place.read(holder, &HistoryView::default()).await.unwrap();
    assert_eq!(told(&all)[0], "Group deleted Inner");
    assert_eq!(all.entries[0].address, "192.0.2.2");
    assert!(told(&all).contains(&"Group added Inner".to_owned()));
}

#[tokio::test]
async fn ones_own_is_ones_own() {
    let place = Place::new().await;
    let Place { bo, ada, .. } = &place;
    place.move_user(&ada.caller, bo.id, place.inner).await;
    place.world.portico.clock.advance(SignedDuration::from_secs(1));
    let caller = Caller { address: Some("192.0.2.9".parse().unwrap()), ..bo.caller.clone() };
    let contact = ContactForm { full_name: "Bo Ek".into(), version: 1, ..ContactForm::default() };
    service::profile::edit_contact(&place.world.portico, &caller, "acme", &contact).await.unwrap();
    for view in [HistoryView { user: ONESELF.into(), ..HistoryView::default() }, of_user(bo.id)] {
        let own = place.read(&bo.caller, &view).await.unwrap();
        let entries: Vec<_> =
            own.entries.iter().map(|entry| (entry.what.as_str(), entry.actor.name.as_str(), &*entry.address)).collect();
        // Who administers them is no secret, and where they did it from is.
        assert_eq!(
            entries,
            [("Contact information changed", "Bo Ek", "192.0.2.9"), ("User moved", "ada@acme.example", "")]
        );
        let change = &own.entries[1].changes[0];
        assert_eq!((change.before.as_str(), change.after.as_str()), ("North", "Inner"));
        assert!(!own.may_export);
        assert!(problem(history::export(&place.world.portico, &bo.caller, "acme", &view).await).status() >= 403);
    }
    // Erased, it says so.
    history::erase(&place.world.portico, "acme", &bo.id.to_string()).await.unwrap();
    let own = place.read(&ada.caller, &of_user(bo.id)).await.unwrap();
    let entries: Vec<_> = own.entries.iter().skip(1).map(|entry| (entry.erased, &*entry.address)).collect();
    assert_eq!(entries, [(true, ""), (true, "192.0.2.2")]);
}

#[tokio::test]
async fn it_is_filtered_by_action_actor_and_day() {
    let place = Place::new().await;
    let (holder, ada) = (&place.account.caller, &place.ada.caller);
    place.world.portico.clock.advance(SignedDuration::from_hours(24));
    let awake = "update sessions set last_seen_at = last_seen_at + interval '24 hours'";
    sqlx::query(awake).execute(place.world.owner()).await.unwrap();
    place.move_user(ada, place.bo.id, place.inner).await;
    let read = async |caller: &Caller, view: HistoryView| told(&place.read(caller, &view).await.unwrap());
    let all = HistoryView::default;
    let action = |name: &str| HistoryView { action: name.into(), ..all() };
    assert_eq!(read(holder, action("user.moved")).await, ["User moved bo@acme.example"]);
    assert_eq!(read(holder, action("account.created")).await, ["Account made "]);
    for nothing in ["no.such", "'", "\0"] {
        assert_eq!(read(holder, action(nothing)).await, Vec::<String>::new(), "{nothing:?}");
    }
    let by = |actor: &str| HistoryView { actor: actor.into(), ..all() };
    for ada in ["ada@acme.example", "ADA@", " ada@acme "] {
        assert_eq!(read(holder, by(ada)).await, ["User moved bo@acme.example"], "{ada}");
    }
    assert_eq!(read(holder, by("hilma")).await.len(), 3);
    assert_eq!(read(holder, by("the operator")).await, ["Account made "]);
    for nobody in ["nobody", "%", "\0", "uma@acme.example"] {
        assert_eq!(read(holder, by(nobody)).await, Vec::<String>::new(), "{nobody:?}");
    }
    // The holder's name is known to Ada and their address is not: it finds what nobody's would.
    let norths = |actor: &str| HistoryView { actor: actor.into(), ..of_group(place.north) };
    assert_eq!(read(ada, norths("Hilma")).await.len(), 2);
    assert_eq!(read(ada, norths("holder@acme")).await, Vec::<String>::new());
    assert_eq!(read(ada, norths("ada")).await, ["User moved bo@acme.example"]);

    let days = |from: &str, to: &str| HistoryView { from: from.into(), to: to.into(), ..all() };
    assert_eq!(read(holder, days("2026-11-22", "")).await, ["User moved bo@acme.example"]);
    assert_eq!(read(holder, days("", "2026-11-21")).await.len(), 4);
    assert_eq!(read(holder, days("2026-11-21", "2026-11-21")).await.len(), 4);
    assert_eq!(read(holder, days("2026-11-23", "")).await, Vec::<String>::new());
    assert_eq!(read(holder, days("soon", "2026-13-40")).await.len(), 5);
}

#[tokio::test]
async fn older_entries_follow_without_gap_or_repetition() {
    let place = Place::new().await;
    for number in 0..120 {
        if number % 3 == 0 {
            place.world.portico.clock.advance(SignedDuration::from_millis(1));
        }
        place.world.group(&place.account, place.north, &format!("G{number}")).await;
    }
    for view in [HistoryView::default(), of_group(place.north)] {
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = HistoryView { after, ..view.clone() };
            let page = place.read(&place.account.caller, &page).await.unwrap();
            assert!(page.entries.len() <= PAGE);
            seen.extend(told(&page));
            match page.next {
                Some(next) => after = next,
                None => break,
            }
        }
        let expected = if view == HistoryView::default() { 124 } else { 122 };
        assert_eq!(seen.len(), expected);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), expected);
    }
    let (lines, next) =
        history::export(&place.world.portico, &place.ada.caller, "acme", &of_group(place.north)).await.unwrap();
    assert_eq!((lines.len(), next), (122, None));
    assert!(lines.iter().all(|line| line[1] == "Hilma Holder" && line[8].is_empty()));
    assert!(lines.iter().any(|line| line[3] == "group.added" && line[5] == "G7" && line[7].contains("Name: G7")));
}

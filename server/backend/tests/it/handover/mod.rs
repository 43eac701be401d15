//! Handing the account over: both sides confirm, 72 hours go by, and nothing has changed meanwhile (`void`); and, in
//! `races`, raced against what would make it void.

mod house;
mod races;
mod void;

use crate::support::{On, faulty_fields, problem};
use backend::audit::Checkpoints;
use backend::service::access::On as There;
use backend::service::{self, history};
use domain::Problem;
use domain::access::Level;
use domain::grant::{DeputyForm, GrantForm};
use domain::handover::{Outcome, Void};
use domain::history::{HistoryView, ONESELF};
use house::{House, reason, told, told_to_the_form};
use jiff::SignedDuration;

#[tokio::test]
async fn the_account_goes_over_after_72_hours_and_not_before() {
    let house = House::new().await;
    assert!(house.settle().await.is_empty());
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    let (theirs, his) = (house.page(&house.hilma).await, house.page(&house.dag).await);
    assert_eq!((theirs.holder.as_str(), theirs.since.as_str()), ("Hilma Holder", "21 Nov 2026"));
    assert!(theirs.is_holder && !theirs.may_offer && !his.is_holder && !his.may_offer);
    let (theirs, his) = (theirs.pending.unwrap(), his.pending.unwrap());
    assert_eq!((theirs.to.as_str(), his.from.as_str()), ("dag@acme.example", "Hilma Holder"));
    assert_eq!((theirs.lapses.as_str(), his.lapses.as_str()), ("28 Nov 2026, 12:00", "28 Nov 2026, 12:00"));
    assert!(!theirs.to_reader && !theirs.accept.allowed && theirs.cancel.allowed);
    assert!(his.to_reader && his.accept.allowed && his.cancel.allowed);
    // Whom it does not concern is told who holds the account, and nothing else.
    for other in [&house.carin, &house.rut] {
        let page = house.page(other).await;
        assert_eq!(page.holder, "Hilma Holder");
        assert!(page.pending.is_none() && !page.may_offer && page.last.is_empty());
    }

    house.hours(5);
    house.accept(&house.dag, &offer).await.unwrap();
    // To accept once more puts nothing off.
    house.hours(1);
    house.accept(&house.dag, &offer).await.unwrap();
    let his = house.page(&house.dag).await.pending.unwrap();
    assert_eq!(his.takes_effect.as_deref(), Some("24 Nov 2026, 17:00"), "72 hours after it was accepted");
    assert!(!his.accept.allowed && his.cancel.allowed);
    house.world.portico.clock.advance(SignedDuration::from_secs(71 * 3600 - 1));
    assert!(house.settle().await.is_empty());
    assert!(house.sees(&house.hilma, house.finance).await && !house.sees(&house.dag, house.finance).await);

    house.world.portico.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(house.settle().await, [Outcome::Done]);
    assert_eq!(house.holder().await, house.dag.id);
    // The rights of the one end at once, those of the other begin.
    assert!(!house.sees(&house.hilma, house.finance).await && house.sees(&house.dag, house.finance).await);
    let company = service::profile::edit_company;
    let form = domain::profile::CompanyForm { version: 1, ..Default::default() };
    let portico = &house.world.portico;
    reason(problem(company(portico, &house.hilma.caller, "acme", &form).await));
    company(portico, &house.dag.caller, "acme", &form).await.unwrap();
    reason(problem(house.suspend(&house.rut, house.dag.id).await));
    house.suspend(&house.dag, house.hilma.id).await.unwrap();
    let page = house.page(&house.dag).await;
    assert_eq!((page.holder.as_str(), page.since.as_str()), ("dag@acme.example", "24 Nov 2026"));
    assert!(page.is_holder && page.may_offer && page.pending.is_none());
    assert_eq!(page.last, "The account went over from Hilma Holder to dag@acme.example on 24 Nov 2026.");
    assert!(house.settle().await.is_empty(), "once");
}

#[tokio::test]
async fn only_its_holder_offers_it_and_only_to_who_can_hold_it() {
    let house = House::new().await;
    let before = house.world.everything().await;
    for other in [&house.rut, &house.carin] {
        let refused = reason(problem(house.offer(other, "carin@acme.example").await));
        assert_eq!(refused, "Only the account holder may do this.");
    }
    // Who sees nobody is not told who is there.
    assert_eq!(faulty_fields(house.offer(&house.dag, "carin@acme.example").await), ["who"]);
    assert_eq!(faulty_fields(house.offer(&house.hilma, "nobody@acme.example").await), ["who"]);
    assert_eq!(faulty_fields(house.offer(&house.hilma, "holder@acme.example").await), ["who"], "to oneself");
    assert_eq!(faulty_fields(house.offer_as(&house.hilma, "dag@acme.example", "Acme").await), ["confirm"]);
    assert_eq!(faulty_fields(house.offer_as(&house.hilma, "", "").await), ["who", "confirm"]);
    assert_eq!(house.world.everything().await, before);

    house.world.user(&house.account, house.sales, "gate7").await;
    house.world.user(&house.account, house.sales, "new@acme.example").await;
    house.suspend(&house.hilma, house.carin.id).await.unwrap();
    let before = house.world.everything().await;
    for (who, words) in [
        ("gate7", "A system user is a machine"),
        ("new@acme.example", "This user cannot sign in yet."),
        ("carin@acme.example", "This user is suspended"),
    ] {
        let refused = problem(house.offer(&house.hilma, who).await);
        let [error] = refused.field_errors() else { panic!("{refused:?}") };
        assert!(error.field == "who" && error.message.starts_with(words), "{error:?}");
    }
    // Not even who stands in for the holder.
    assert_eq!(house.world.everything().await, before);
    let form = DeputyForm { who: "rut@acme.example".into(), from: String::new(), until: "2026-12-24".into() };
    service::deputy::appoint(&house.world.portico, &house.hilma.caller, "acme", &form, String::new()).await.unwrap();
    reason(problem(house.offer(&house.rut, "dag@acme.example").await));

    // One offer at a time.
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    let again = problem(house.offer(&house.hilma, "rut@acme.example").await);
    let words = "The account is offered to dag@acme.example already; cancel that offer first.";
    assert_eq!(told_to_the_form(&again), words);
    house.accept(&house.dag, &offer).await.unwrap();
    let again = problem(house.offer(&house.hilma, "rut@acme.example").await);
    assert_eq!(told_to_the_form(&again), words);
    assert_eq!(house.world.count("select count(*) from handovers").await, 1);
}

#[tokio::test]
async fn it_is_answered_by_the_one_to_whom_it_was_offered() {
    let house = House::new().await;
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    let before = house.world.everything().await;
    reason(problem(house.accept(&house.hilma, &offer).await));
    reason(problem(house.decline(&house.hilma, &offer).await));
    for other in [&house.rut, &house.carin] {
        assert_eq!(problem(house.accept(other, &offer).await), Problem::NotFound);
        assert_eq!(problem(house.decline(other, &offer).await), Problem::NotFound);
        assert_eq!(problem(house.cancel(other, &offer).await), Problem::NotFound);
    }
    let nothing = house.world.id().to_string();
    assert_eq!(problem(house.accept(&house.dag, &nothing).await), Problem::NotFound);
    // Whoever looks at the account as the receiver sees it, sees no offer and answers none.
    service::viewing::begin(&house.world.portico, &house.rut.caller, "acme", &house.dag.id.to_string()).await.unwrap();
    let page = house.page(&house.rut).await;
    assert!(page.pending.is_none() && !page.may_offer);
    assert!(house.accept(&house.rut, &offer).await.is_err());
    service::viewing::end(&house.world.portico, &house.rut.caller).await.unwrap();
    assert_eq!(house.world.count("select count(*) from handovers where accepted_at is not null").await, 0);
    assert_eq!(house.world.count("select count(*) from handovers where ended_at is not null").await, 0);
    assert_ne!(house.world.everything().await, before, "that she looked is written down");

    house.decline(&house.dag, &offer).await.unwrap();
    house.decline(&house.dag, &offer).await.unwrap();
    let over = problem(house.accept(&house.dag, &offer).await);
    let words = "dag@acme.example declined on 21 Nov 2026 to take the account from Hilma Holder.";
    assert_eq!(told_to_the_form(&over), words);
    for side in [&house.hilma, &house.dag] {
        let page = house.page(side).await;
        assert!(page.pending.is_none());
        assert_eq!(page.last, words);
    }
    assert!(house.page(&house.hilma).await.may_offer);
    assert!(house.page(&house.rut).await.last.is_empty());
    house.hours(24 * 30);
    assert!(house.settle().await.is_empty());
    assert_eq!(house.holder().await, house.hilma.id);
}

#[tokio::test]
async fn either_side_cancels_it_until_the_last_moment() {
    let house = House::new().await;
    for (by, accepted) in [(&house.hilma, false), (&house.hilma, true), (&house.dag, false), (&house.dag, true)] {
        let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
        if accepted {
            house.accept(&house.dag, &offer).await.unwrap();
        }
        // Its time has come, and Portico has not seen to it yet.
        house.hours(72);
        house.cancel(by, &offer).await.unwrap();
        house.cancel(by, &offer).await.unwrap();
        assert!(house.settle().await.is_empty());
        assert!(house.page(&house.dag).await.last.contains("was cancelled on"));
        told_to_the_form(&problem(house.accept(&house.dag, &offer).await));
    }
    // To decline what one has accepted is to cancel it.
    let offer = house.accepted().await;
    house.decline(&house.dag, &offer).await.unwrap();
    assert_eq!(house.world.count("select count(*) from handovers where outcome = 'cancelled'").await, 5);
    assert_eq!(house.holder().await, house.hilma.id);
    // What has taken effect is not cancelled.
    house.gone_over().await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from handovers where outcome = 'done'")
        .fetch_one(house.world.owner())
        .await
        .unwrap();
    for side in [&house.hilma, &house.dag] {
        let over = told_to_the_form(&problem(house.cancel(side, &id.to_string()).await));
        assert!(over.starts_with("The account went over"), "{over}");
    }
    assert_eq!(house.holder().await, house.dag.id);
}

#[tokio::test]
async fn an_offer_that_nobody_answers_lapses() {
    let house = House::new().await;
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    house.hours(7 * 24 - 1);
    assert!(house.settle().await.is_empty());
    house.hours(1);
    // It is over before anybody has written that down.
    let words = "The offer of Hilma Holder to dag@acme.example lapsed on 28 Nov 2026: it was not answered in time.";
    assert_eq!(told_to_the_form(&problem(house.accept(&house.dag, &offer).await)), words);
    let page = house.page(&house.hilma).await;
    assert!(page.pending.is_none() && page.may_offer);
    assert_eq!(page.last, words);
    assert_eq!(house.settle().await, [Outcome::Lapsed]);
    assert_eq!(house.page(&house.hilma).await.last, words);

    // A new offer ends what an old one left.
    house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    house.hours(7 * 24);
    let newest = house.offer(&house.hilma, "carin@acme.example").await.unwrap();
    assert_eq!(house.world.count("select count(*) from handovers where outcome = 'lapsed'").await, 2);
    assert_eq!(house.world.count("select count(*) from audit_log where action = 'account.offer_lapsed'").await, 2);
    house.accept(&house.carin, &newest).await.unwrap();
    house.hours(72);
    assert_eq!(house.settle().await, [Outcome::Done]);
    assert_eq!(house.holder().await, house.carin.id);
}

#[tokio::test]
async fn what_the_old_holder_gave_goes_on_as_the_new_holders() {
    let house = House::new().await;
    let portico = &house.world.portico;
    // Carin has Sales from Hilma and gives part of it; Hilma gives Dag Finance, and Rut gives Dag Sales.
    let bo = house.world.person(&house.account, house.sales, "bo@acme.example").await;
    house.give(&house.carin, house.sales, "bo@acme.example", "viewer").await.unwrap();
    house.give(&house.hilma, house.finance, "dag@acme.example", "viewer").await.unwrap();
    house.give(&house.rut, house.sales, "dag@acme.example", "viewer").await.unwrap();
    // Who was given something while they did not hold the account, and gave of that.
    let root = On::Group(house.account.root);
    house.world.grant(&house.account, house.hilma.id, Level::Viewer, root).await;
    let (ruts, givens) = (house.rut.id.0, house.hilma.id.0);
    sqlx::query(
        "insert into grants (account_id, id, user_id, group_id, level, granted_by, rests_on, created_at)
         select $1, gen_random_uuid(), $2, $3, 'viewer', $4, id, now() from grants where user_id = $5 and granted_by is null",
    )
    .bind(house.account.id.0)
    .bind(bo.id.0)
    .bind(house.finance.0)
    .bind(givens)
    .bind(ruts)
    .execute(house.world.owner())
    .await
    .unwrap();
    // Her deputy gives somebody something; so does his.
    let deputy = DeputyForm { who: "carin@acme.example".into(), from: String::new(), until: "2027-01-31".into() };
    service::deputy::appoint(portico, &house.hilma.caller, "acme", &deputy, String::new()).await.unwrap();
    let form = GrantForm { who: "bo@acme.example".into(), level: "viewer".into(), until: "2027-01-01".into() };
    let on = There::Group(house.account.root.to_string());
    service::access::give(portico, &house.carin.caller, "acme", &on, &form, String::new()).await.unwrap();
    let deputy = DeputyForm { who: "bo@acme.example".into(), from: String::new(), until: "2027-01-31".into() };
    assert!(service::deputy::appoint(portico, &house.dag.caller, "acme", &deputy, String::new()).await.is_ok());
    assert!(house.sees(&bo, house.account.root).await && house.sees(&house.carin, house.finance).await);

    house.accepted().await;
    let pending = house.page(&house.dag).await.pending.unwrap();
    assert_eq!(pending.deputies, ["bo@acme.example, until 31 Jan 2027"], "he is told who will act for the holder");
    assert!(house.page(&house.hilma).await.pending.unwrap().deputies.is_empty());
    house.hours(72);
    assert_eq!(house.settle().await, [Outcome::Done]);

    // What rested on ownership goes on, with the new holder as its giver, and what rests on that.
    assert!(house.sees(&house.carin, house.sales).await && house.sees(&bo, house.sales).await);
    let givers: Vec<(String, Option<String>)> = sqlx::query_as(
        "select u.handle || ' ' || t.name, b.handle from grants g join users u on u.id = g.user_id
         join groups t on t.id = g.group_id left join users b on b.id = g.granted_by order by 1",
    )
    .fetch_all(house.world.owner())
    .await
    .unwrap();
    let expected = [
        ("bo@acme.example Finance", Some("holder@acme.example")),
        ("bo@acme.example Sales", Some("carin@acme.example")),
        ("carin@acme.example Sales", Some("dag@acme.example")),
        ("dag@acme.example Finance", Some("dag@acme.example")),
        ("dag@acme.example Sales", Some("rut@acme.example")),
        ("holder@acme.example acme", None),
        ("rut@acme.example acme", None),
    ];
    let expected = expected.map(|(what, giver)| (what.to_owned(), giver.map(ToOwned::to_owned)));
    assert_eq!(givers, expected, "what the old holder’s deputy gave has ended");
    // Her deputy is nobody's any more; his acts for the holder.
    assert!(!house.sees(&house.carin, house.finance).await);
    let deputies = "select count(*) from deputies d join accounts a on d.principal_id = a.holder_user_id";
    assert_eq!((house.world.count(deputies).await, house.world.count("select count(*) from deputies").await), (1, 1));
    // She has what she was given as a user, and no more.
    assert!(house.sees(&house.hilma, house.account.root).await);
    reason(problem(house.give(&house.hilma, house.sales, "rut@acme.example", "viewer").await));

    let page = house.history(&house.dag.caller, "").await.unwrap();
    let taken: Vec<_> = page.entries.iter().filter(|entry| entry.action == "access.taken_over").collect();
    assert_eq!(taken.len(), 2);
    for entry in taken {
        let giver = entry.changes.iter().find(|change| change.label == "Giver").unwrap();
        assert_eq!((giver.before.as_str(), giver.after.as_str()), ("Hilma Holder", "dag@acme.example"));
        assert_eq!(entry.actor.name, "Portico");
    }
    assert!(page.entries.iter().any(|entry| entry.action == "deputy.ended" && entry.actor.name == "Portico"));
}

#[tokio::test]
async fn both_sides_and_the_account_have_it_in_their_history() {
    let house = House::new().await;
    let step = || house.world.portico.clock.advance(SignedDuration::from_secs(1));
    step();
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    step();
    house.decline(&house.dag, &offer).await.unwrap();
    step();
    let offer = house.offer(&house.hilma, "dag@acme.example").await.unwrap();
    step();
    house.accept(&house.dag, &offer).await.unwrap();
    step();
    house.change_credentials(house.dag.id).await;
    assert_eq!(house.settle().await, [Outcome::Void(Void::ReceiverChanged)]);
    step();
    house.gone_over().await;

    let expected = |hilma: &str, dag: &str| {
        [
            ("Portico", "Account handed over"),
            (dag, "Offer of the account accepted"),
            (hilma, "Account offered"),
            ("Portico", "Offer of the account void"),
            (dag, "Offer of the account accepted"),
            (hilma, "Account offered"),
            (dag, "Offer of the account declined"),
            (hilma, "Account offered"),
        ]
        .map(|(actor, what)| format!("{actor}: {what}"))
        .to_vec()
    };
    let all = expected("Hilma Holder", "dag@acme.example");
    let mut account = told(&house.history(&house.dag.caller, "").await.unwrap());
    assert_eq!(account.pop().as_deref(), Some("the operator: Account made"));
    // What several things at one moment did stands in no order of its own.
    account.sort();
    let mut sorted = all.clone();
    sorted.sort();
    assert_eq!(account, sorted);
    for side in [&house.hilma, &house.dag] {
        let mut own = told(&house.history(&side.caller, ONESELF).await.unwrap());
        own.sort();
        assert_eq!(own.len(), all.len());
        assert_eq!(own.iter().filter(|one| one.starts_with("Portico")).count(), 2);
    }
    // Whoever administers the whole account reads it of them, too; nobody else does.
    let dag = house.dag.id.to_string();
    assert_eq!(told(&house.history(&house.rut.caller, &dag).await.unwrap()).len(), all.len());
    let finance = On::Group(house.finance);
    let fia =
        house.world.delegate(&house.account, house.finance, "fia@acme.example", Level::Administrator, finance).await;
    assert!(told(&house.history(&fia.caller, &dag).await.unwrap()).is_empty());
    assert!(told(&house.history(&house.carin.caller, ONESELF).await.unwrap()).is_empty());

    let page = house.history(&house.dag.caller, "").await.unwrap();
    let entry = |action: &str| page.entries.iter().find(|entry| entry.action == action).unwrap();
    let changes = |action: &str| -> Vec<(String, String, String)> {
        let changes = entry(action).changes.iter();
        changes.map(|change| (change.label.clone(), change.before.clone(), change.after.clone())).collect()
    };
    let row = |label: &str, before: &str, after: &str| (label.to_owned(), before.to_owned(), after.to_owned());
    assert_eq!(changes("account.handed_over"), [row("Account holder", "Hilma Holder", "dag@acme.example")]);
    let because = "How the one to whom the account was offered signs in was changed after the offer.";
    assert_eq!(changes("account.offer_void"), [row("Reason", "", because), row("Offered to", "", "dag@acme.example")]);
    assert_eq!(changes("account.offer_accepted"), [row("Takes effect", "", "24 Nov 2026, 12:00:06")]);
    assert!(entry("account.offered").target.is_none(), "it is about the account");
    // By whom: Portico is found by its name.
    let view = HistoryView { actor: "portico".into(), ..HistoryView::default() };
    let by_portico =
        history::view(&mut house.world.scope(&house.dag.caller, &house.account).await, &view).await.unwrap();
    assert!(by_portico.entries.len() >= 2 && by_portico.entries.iter().all(|entry| entry.actor.name == "Portico"));

    history::link(&house.world.portico).await.unwrap();
    let checkpoints = Checkpoints { signed: Vec::new(), foreign: Vec::new() };
    let verified = history::verify(&house.world.portico, "acme", &checkpoints).await.unwrap();
    assert!(verified.faults.is_empty(), "{:?}", verified.faults);
}

#[tokio::test]
async fn the_database_itself_refuses_what_must_not_be() {
    let house = House::new().await;
    let refused = async |sql: &'static str| {
        let error = sqlx::query(sql).execute(house.world.owner()).await.unwrap_err();
        error.as_database_error().unwrap().constraint().map(ToOwned::to_owned)
    };
    let suspended =
        refused("update users set suspended_at = now() where id = (select holder_user_id from accounts)").await;
    assert_eq!(suspended.as_deref(), Some("accounts_holder_enabled"));
    house.suspend(&house.hilma, house.dag.id).await.unwrap();
    let to_suspended =
        refused("update accounts set holder_user_id = (select id from users where handle = 'dag@acme.example')").await;
    assert_eq!(to_suspended.as_deref(), Some("accounts_holder_enabled"));
    house.resume(&house.hilma, house.dag.id).await.unwrap();
    house.accepted().await;
    let second = refused(
        "insert into handovers (account_id, id, from_id, from_login_id, from_credentials_at, to_id, to_login_id,
             to_credentials_at, offered_at, lapses_at)
         select account_id, gen_random_uuid(), from_id, from_login_id, from_credentials_at, to_id, to_login_id,
             to_credentials_at, offered_at, lapses_at from handovers",
    )
    .await;
    assert_eq!(second.as_deref(), Some("handovers_one_open"));
    let early = refused("update handovers set ended_at = accepted_at, outcome = 'done'").await;
    assert_eq!(early.as_deref(), Some("handovers_done"));
}

//! Primary Contacts, and who receives which mail.

use crate::support::{Account, World, faulty_fields, problem};
use backend::access::Caller;
use backend::service::contact;
use backend::service::mail::{Bounce, note_bounce};
use backend::service::notification::{coverage, mail_state, save_coverage, try_again, try_own_again};
use domain::access::Level;
use domain::contact::ContactForm;
use domain::notification::{CoverageView, Ticked, row_key};
use domain::{ContactId, Problem};
use std::collections::BTreeMap;

fn form(email: &str) -> ContactForm {
    ContactForm {
        first_name: "Carla".to_owned(),
        last_name: "Contact".to_owned(),
        email: email.to_owned(),
        country: "SE".to_owned(),
        mail: [("invoice_created".to_owned(), true), ("licence_assigned".to_owned(), true)].into(),
        version: 1,
        ..ContactForm::default()
    }
}

async fn world() -> (World, Account) {
    let world = World::new().await;
    let account = world.account("acme").await;
    (world, account)
}

async fn add(world: &World, account: &Account, email: &str) -> ContactId {
    contact::add(&world.portico, &account.caller, "acme", &form(email)).await.unwrap()
}

async fn matrix(world: &World, account: &Account) -> CoverageView {
    coverage(&mut world.scope(&account.caller, account).await).await.unwrap()
}

/// The boxes as they stand.
fn boxes(view: &CoverageView) -> Ticked {
    let row = |cells: &[Option<bool>]| -> BTreeMap<String, bool> {
        let ticked = view.types.iter().zip(cells).filter(|(_, receives)| **receives == Some(true));
        ticked.map(|(known, _)| (known.id.clone(), true)).collect()
    };
    view.people.iter().map(|person| (row_key(&person.id), row(&person.cells))).collect()
}

#[tokio::test]
async fn a_contact_receives_what_is_for_contacts_and_nothing_else() {
    let (world, account) = world().await;
    let id = add(&world, &account, "carla@books.example").await;
    let view = contact::view(&mut world.scope(&account.caller, &account).await, &id.to_string()).await.unwrap();
    assert_eq!(view.contact.mail, ["Standard Invoices"], "a licence is nothing for contacts");
    assert_eq!(
        view.types.iter().map(|known| known.label.as_str()).collect::<Vec<_>>(),
        ["Standard Invoices", "Summary Invoices", "Important Notices"]
    );
    let list = contact::list(&mut world.scope(&account.caller, &account).await).await.unwrap();
    assert_eq!((list.holder.as_str(), list.contacts.len()), ("Hilma Holder", 1));
    assert_eq!(list.contacts[0].country, "Sweden");
    assert_eq!(world.count("select count(*) from logins where email_key = 'carla@books.example'").await, 0);
}

#[tokio::test]
async fn an_address_is_a_contact_once() {
    let (world, account) = world().await;
    add(&world, &account, "carla@books.example").await;
    let again = contact::add(&world.portico, &account.caller, "acme", &form("CARLA@books.example")).await;
    assert_eq!(faulty_fields(again), ["email"]);
    let other = add(&world, &account, "other@books.example").await.to_string();
    let taken = contact::edit(&world.portico, &account.caller, "acme", &other, &form("carla@books.example")).await;
    assert_eq!(faulty_fields(taken), ["email"]);
}

#[tokio::test]
async fn contacts_are_edited_and_removed_with_what_they_receive() {
    let (world, account) = world().await;
    let id = add(&world, &account, "carla@books.example").await.to_string();
    let (portico, caller) = (&world.portico, &account.caller);
    let changed = ContactForm { last_name: "Changed".into(), mail: BTreeMap::new(), ..form("carla@books.example") };
    contact::edit(portico, caller, "acme", &id, &changed).await.unwrap();
    let stale = contact::edit(portico, caller, "acme", &id, &changed).await;
    assert!(matches!(problem(stale), Problem::Conflict { .. }));
    assert_eq!(world.count("select count(*) from mail_subscriptions").await, 0);
    contact::remove(portico, caller, "acme", &id).await.unwrap();
    assert_eq!(problem(contact::remove(portico, caller, "acme", &id).await), Problem::NotFound);
    assert_eq!(world.count("select count(*) from contacts").await, 0);
}

#[tokio::test]
async fn contacts_and_coverage_are_the_account_holders() {
    let (world, account) = world().await;
    let id = add(&world, &account, "carla@books.example").await.to_string();
    let on = crate::support::On::Group(account.root);
    let anna = world.delegate(&account, account.root, "anna@acme.example", Level::Administrator, on).await;
    let (portico, caller) = (&world.portico, &anna.caller);
    let before = world.count("select count(*) from audit_log").await;
    let scope = async || world.scope(caller, &account).await;
    let answers = [
        problem(contact::list(&mut scope().await).await),
        problem(contact::view(&mut scope().await, &id).await),
        problem(contact::view(&mut scope().await, "nothing").await),
        problem(contact::add(portico, caller, "acme", &form("new@books.example")).await),
        problem(contact::edit(portico, caller, "acme", &id, &form("new@books.example")).await),
        problem(contact::remove(portico, caller, "acme", &id).await),
        problem(coverage(&mut scope().await).await),
        problem(save_coverage(portico, caller, "acme", &Ticked::new(), 0).await),
        problem(try_again(portico, caller, "acme", &id).await),
    ];
    assert!(answers.iter().all(|answer| matches!(answer, Problem::Forbidden { .. })), "{answers:?}");
    assert_eq!(world.count("select count(*) from audit_log").await, before);
}

#[tokio::test]
async fn the_matrix_is_saved_as_a_whole_and_never_over_somebody_elses_changes() {
    let (world, account) = world().await;
    let carla = add(&world, &account, "carla@books.example").await.to_string();
    let (portico, caller) = (&world.portico, &account.caller);
    let view = matrix(&world, &account).await;
    assert_eq!(view.people.len(), 2);
    assert!(view.people[0].cells.iter().all(|cell| *cell == Some(true)), "the holder receives everything");
    assert_eq!(view.people[1].cells, [Some(true), Some(false), None, None, Some(false)]);
    assert!(view.types.iter().all(|known| known.gap.is_empty()));

    let mut ticked = boxes(&view);
    ticked.get_mut(&row_key(&account.holder.to_string())).unwrap().remove("summary_invoice_created");
    ticked.get_mut(&row_key(&carla)).unwrap().insert("critical_notices".to_owned(), true);
    save_coverage(portico, caller, "acme", &ticked, view.version).await.unwrap();
    let saved = matrix(&world, &account).await;
    assert_eq!(saved.types[1].gap, "Nobody receives Summary invoice created.");
    assert_eq!(saved.people[1].cells[4], Some(true));
    let state = mail_state(&mut world.scope(caller, &account).await).await.unwrap();
    assert_eq!(state.gaps, ["Nobody receives Summary invoice created."]);

    // What was filled in before that is refused, and told.
    let late = save_coverage(portico, caller, "acme", &boxes(&view), view.version).await;
    assert!(matches!(problem(late), Problem::Conflict { version, .. } if version == saved.version));
    let strange = [(row_key(&world.id().to_string()), BTreeMap::new())].into();
    assert_eq!(problem(save_coverage(portico, caller, "acme", &strange, saved.version).await), Problem::NotFound);
    assert_eq!(matrix(&world, &account).await, saved);
}

#[tokio::test]
async fn a_gap_is_told_when_the_only_recipient_cannot_be_reached() {
    let (world, account) = world().await;
    let carla = add(&world, &account, "carla@books.example").await;
    let (portico, caller) = (&world.portico, &account.caller);
    let view = matrix(&world, &account).await;
    let mut ticked = boxes(&view);
    ticked.get_mut(&row_key(&account.holder.to_string())).unwrap().remove("invoice_created");
    save_coverage(portico, caller, "acme", &ticked, view.version).await.unwrap();
    let only = contact::view(&mut world.scope(caller, &account).await, &carla.to_string()).await.unwrap().only;
    assert_eq!(only, ["Invoice created"]);

    note_bounce(portico, "Carla@books.example", Bounce::Temporary, "full").await.unwrap();
    assert_eq!(matrix(&world, &account).await.types[0].gap, "", "it is tried again by itself");
    note_bounce(portico, "Carla@books.example", Bounce::Permanent, "no such\r\nmailbox").await.unwrap();
    let view = matrix(&world, &account).await;
    assert_eq!(
        view.types[0].gap,
        "Only Carla Contact is to receive Invoice created, and mail does not reach them. \
         Mail to this address could not be delivered since 21 Nov 2026 (no such mailbox)."
    );
    assert!(view.people[1].bounced);
    try_again(portico, caller, "acme", &carla.to_string()).await.unwrap();
    assert_eq!(matrix(&world, &account).await.types[0].gap, "");
    // A new address is believed to take mail.
    note_bounce(portico, "carla@books.example", Bounce::Permanent, "").await.unwrap();
    contact::edit(portico, caller, "acme", &carla.to_string(), &form("new@books.example")).await.unwrap();
    assert_eq!(matrix(&world, &account).await.types[0].gap, "");
    contact::remove(portico, caller, "acme", &carla.to_string()).await.unwrap();
    assert_eq!(matrix(&world, &account).await.types[0].gap, "Nobody receives Invoice created.");
}

#[tokio::test]
async fn ones_own_address_that_came_back_is_told_and_tried_again() {
    let (world, account) = world().await;
    let (portico, caller) = (&world.portico, &account.caller);
    let state = async |caller: &Caller| mail_state(&mut world.scope(caller, &account).await).await.unwrap();
    note_bounce(portico, "holder@acme.example", Bounce::Permanent, "gone").await.unwrap();
    let told = state(caller).await;
    assert_eq!(told.bounced, "Mail to this address could not be delivered since 21 Nov 2026 (gone).");
    assert_eq!(told.gaps.len(), 5, "nobody else receives anything");
    try_own_again(portico, caller, "acme").await.unwrap();
    let told = state(caller).await;
    assert_eq!((told.bounced.as_str(), told.gaps.len()), ("", 0));
    // Of an address that is nobody's, or none, nothing is kept and nothing told.
    note_bounce(portico, "nobody@nowhere.example", Bounce::Permanent, "x").await.unwrap();
    note_bounce(portico, "no address", Bounce::Permanent, "x").await.unwrap();
    let anna = world.managed(&account, account.root, "anna@acme.example").await;
    assert!(!state(&anna.caller).await.is_holder);
}

#[tokio::test]
async fn one_account_clears_its_own_mark_alone() {
    let (world, account) = world().await;
    let other = world.account("other").await;
    let mine = add(&world, &account, "shared@books.example").await.to_string();
    contact::add(&world.portico, &other.caller, "other", &form("shared@books.example")).await.unwrap();
    note_bounce(&world.portico, "shared@books.example", Bounce::Permanent, "gone").await.unwrap();
    assert_eq!(world.count("select count(*) from contacts where bounced_at is not null").await, 2);
    try_again(&world.portico, &account.caller, "acme", &mine).await.unwrap();
    assert_eq!(world.count("select count(*) from contacts where bounced_at is not null").await, 1);
    assert_eq!(problem(try_again(&world.portico, &other.caller, "other", &mine).await), Problem::NotFound);
}

//! Mailing lists: what one reads, leaving by the link in a mail, and what the operator sends.

use crate::support::{Account, World, faulty_fields, problem, read};
use backend::service::list::{NewList, add, all, choose, look, send, unsubscribe, view};
use backend::service::mail;
use domain::Problem;
use std::collections::BTreeMap;

fn ticked(lists: &[&str]) -> BTreeMap<String, bool> {
    lists.iter().map(|list| ((*list).to_owned(), true)).collect()
}

async fn world() -> (World, Account) {
    let world = World::new().await;
    let account = world.account("acme").await;
    (world, account)
}

/// Which lists the holder reads.
async fn reads(world: &World, account: &Account) -> Vec<String> {
    let view = view(&mut world.scope(&account.caller, account).await).await.unwrap();
    view.lists.into_iter().filter(|list| list.subscribed).map(|list| list.id).collect()
}

#[tokio::test]
async fn one_reads_what_one_chose() {
    let (world, account) = world().await;
    assert!(reads(&world, &account).await.is_empty(), "nobody is subscribed by others");
    let (portico, caller) = (&world.portico, &account.caller);
    let there = view(&mut world.scope(caller, &account).await).await.unwrap();
    assert_eq!(there.email, "holder@acme.example");
    assert_eq!(
        there.lists.iter().map(|list| list.name.as_str()).collect::<Vec<_>>(),
        ["Product news", "Release notes", "Security notices"]
    );
    choose(portico, caller, "acme", &ticked(&["product-news", "security-notices", "no-such-list"])).await.unwrap();
    assert_eq!(reads(&world, &account).await, ["product-news", "security-notices"]);
    choose(portico, caller, "acme", &ticked(&["security-notices"])).await.unwrap();
    assert_eq!(reads(&world, &account).await, ["security-notices"]);
}

#[tokio::test]
async fn every_mail_of_a_list_can_be_left_by_one_request() {
    let (world, account) = world().await;
    let (mut server, mailer) = world.mail().await;
    let (portico, caller) = (&world.portico, &account.caller);
    choose(portico, caller, "acme", &ticked(&["product-news"])).await.unwrap();
    let text = "Gates open faster.\n\nScales weigh more.";
    assert_eq!(send(portico, "product-news", "News of November", text).await.unwrap(), 1);
    // The same words are not sent twice.
    send(portico, "product-news", "News of November", text).await.unwrap();
    assert_eq!(mail::send_due(portico, &mailer).await.unwrap(), 1);
    let arrived = server.next().await.unwrap();
    let mail = read(&arrived);
    let unfolded = arrived.raw.replace("\r\n ", " ").replace("\r\n\t", " ");
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("holder@acme.example", "News of November"));
    let link = mail.token("/unsubscribe");
    assert!(unfolded.contains(&format!("List-Unsubscribe: <https://portal.example/unsubscribe/{link}>")), "{unfolded}");
    assert!(unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{unfolded}");
    assert!(unfolded.contains("List-Id: <product-news.portal.example>"), "{unfolded}");
    assert!(!mail.text.contains("holder@"), "the link says nothing about who reads it");

    assert!(look(portico, &link).await.unwrap().subscribed, "looking changes nothing");
    for _ in 0..2 {
        assert!(!unsubscribe(portico, &link).await.unwrap().subscribed);
        assert!(reads(&world, &account).await.is_empty());
    }
    // The link of an older mail still does what it says.
    choose(portico, caller, "acme", &ticked(&["product-news", "release-notes"])).await.unwrap();
    unsubscribe(portico, &link).await.unwrap();
    assert_eq!(reads(&world, &account).await, ["release-notes"], "it is bound to its list");
    for wrong in ["", "x", &"A".repeat(43)] {
        assert_eq!(problem(unsubscribe(portico, wrong).await), Problem::NotFound);
    }
}

#[tokio::test]
async fn a_mail_of_a_list_that_was_left_meanwhile_is_not_sent() {
    let (world, account) = world().await;
    let (mut server, mailer) = world.mail().await;
    let (portico, caller) = (&world.portico, &account.caller);
    choose(portico, caller, "acme", &ticked(&["product-news"])).await.unwrap();
    send(portico, "product-news", "News", "News.").await.unwrap();
    choose(portico, caller, "acme", &ticked(&[])).await.unwrap();
    mail::send_due(portico, &mailer).await.unwrap();
    assert!(server.arrived().is_empty());
    assert_eq!(world.count("select count(*) from outbox where gave_up_at is null and sent_at is null").await, 0);
}

#[tokio::test]
async fn the_operator_adds_lists_and_sees_who_reads_them() {
    let (world, account) = world().await;
    let portico = &world.portico;
    let new = |id: &str, name: &str, about: &str| NewList { id: id.into(), name: name.into(), about: about.into() };
    add(portico, &new("events", "Events", "Where you can meet us.")).await.unwrap();
    assert_eq!(faulty_fields(add(portico, &new("events", "Events", "")).await), ["id"]);
    assert_eq!(faulty_fields(add(portico, &new("No id", "", "")).await), ["id", "name"]);
    choose(portico, &account.caller, "acme", &ticked(&["events"])).await.unwrap();
    let lists = all(portico).await.unwrap();
    let events = lists.iter().find(|list| list.id == "events").unwrap();
    assert_eq!((lists.len(), events.readers), (4, 1));
    assert_eq!(faulty_fields(send(portico, "no-list", "S", "T").await), ["list"]);
    assert_eq!(faulty_fields(send(portico, "events", "", "T").await), ["subject"]);
    assert_eq!(faulty_fields(send(portico, "events", " ", " \n\n ").await), ["subject", "text"]);
}

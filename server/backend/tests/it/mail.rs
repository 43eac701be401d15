//! The outbox: what is in it arrives at a real mail server, once, or is tried again.

use crate::support::{World, read};
use backend::access::Caller;
use backend::mail::Mailer;
use backend::service::{mail, recovery};
use jiff::SignedDuration;
use sqlx::Row as _;

const HOLDER: &str = "holder@acme.example";

/// A world in which one mail is due: the account holder forgot their password.
async fn with_one_due() -> World {
    let world = World::new().await;
    world.account("acme").await;
    recovery::ask(&world.portico, &Caller::default(), HOLDER).await.unwrap();
    assert_eq!(recovery::answer(&world.portico).await.unwrap(), 1);
    world
}

#[tokio::test]
async fn a_mail_arrives_as_text_and_as_html() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    let arrived = server.next().await.unwrap();
    let read = read(&arrived);
    assert_eq!((read.to.as_str(), read.subject.as_str()), (HOLDER, "Choose a new password"));
    assert!(read.text.contains("until 21 November 2026, 12:30 (UTC)"), "{}", read.text);
    assert!(read.text.contains("https://portal.example/choose-password/"), "{}", read.text);
    assert!(read.html.contains("href=\"https://portal.example/choose-password/"), "{}", read.html);
    assert!(arrived.raw.contains("From: Portico <portal@portal.example>"), "{}", arrived.raw);
    assert!(arrived.raw.contains("Auto-Submitted: auto-generated"), "{}", arrived.raw);
    // It is sent once.
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 0);
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_mail_that_is_not_taken_is_tried_again_with_longer_pauses() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    server.refuse(2);
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 0, "it pauses");
    world.portico.clock.advance(SignedDuration::from_secs(15));
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    world.portico.clock.advance(SignedDuration::from_secs(15));
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 0, "for longer");
    assert!(server.arrived().is_empty());
    world.portico.clock.advance(SignedDuration::from_secs(15));
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    assert_eq!(server.arrived().len(), 1);
}

#[tokio::test]
async fn an_address_without_a_mailbox_is_marked_and_its_mail_given_up() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    server.refuse_for_good("554 5.7.1 we do not like what you say");
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    let marked = "select count(*) from users where bounced_at is not null";
    assert_eq!(world.count(marked).await, 0, "that says nothing of the mailbox");
    assert_eq!(world.count("select count(*) from outbox where gave_up_at is null").await, 1, "it is tried again");
    server.refuse_for_good("550 5.1.1 <holder@acme.example>: there is no such user");
    world.portico.clock.advance(SignedDuration::from_secs(15));
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 1);
    assert_eq!(world.count("select count(*) from outbox where gave_up_at is not null").await, 1);
    assert_eq!(world.count(marked).await, 1);
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_mail_is_given_up_after_days_and_not_before() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    server.refuse(usize::MAX);
    for _ in 0..(5 * 12 - 1) {
        mail::send_due(&world.portico, &mailer).await.unwrap();
        world.portico.clock.advance(SignedDuration::from_hours(2));
    }
    assert_eq!(world.count("select count(*) from outbox where gave_up_at is null").await, 1);
    world.portico.clock.advance(SignedDuration::from_hours(2));
    mail::send_due(&world.portico, &mailer).await.unwrap();
    assert_eq!(world.count("select count(*) from outbox where gave_up_at is not null").await, 1);
    assert!(server.arrived().is_empty());
}

#[tokio::test]
async fn a_crash_between_sending_and_noting_sends_the_same_mail_again() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    server.be_silent(true);
    let first = tokio::select! {
        _ = mail::send_due(&world.portico, &mailer) => panic!("nobody said that it was taken"),
        first = server.next() => first.unwrap(),
    };
    // Whoever was sending is gone now, and with them their transaction.
    server.be_silent(false);
    let (_, other) = (mailer, Mailer::smtp("https://portal.example", &server.url(), "portal@portal.example").unwrap());
    while mail::send_due(&world.portico, &other).await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    let second = server.next().await.unwrap();
    assert_eq!(read(&first).id, read(&second).id);
    assert!(read(&first).id.ends_with("@portal.example"));
    assert_eq!(read(&first).text, read(&second).text);
    assert_eq!(mail::send_due(&world.portico, &other).await.unwrap(), 0);
}

#[tokio::test]
async fn servers_that_send_at_the_same_time_share_the_work() {
    let world = World::new().await;
    let account = world.account("acme").await;
    for number in 0..9 {
        let email = format!("user{number}@acme.example");
        world.person(&account, account.root, &email).await;
        recovery::ask(&world.portico, &Caller::default(), &email).await.unwrap();
    }
    let both = tokio::join!(recovery::answer(&world.portico), recovery::answer(&world.portico));
    assert_eq!(both.0.unwrap() + both.1.unwrap(), 9);
    let (mut server, mailer) = world.mail().await;
    let (one, other) = tokio::join!(mail::send_due(&world.portico, &mailer), mail::send_due(&world.portico, &mailer));
    assert_eq!(one.unwrap() + other.unwrap(), 9);
    let mut to: Vec<String> = server.arrived().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 9);
}

#[tokio::test]
async fn addresses_and_contents_are_erased_after_thirty_days() {
    let world = with_one_due().await;
    let (_server, mailer) = world.mail().await;
    world.portico.clock.advance(SignedDuration::from_hours(30 * 24 + 1));
    // What was not sent is kept.
    mail::sweep(&world.portico).await.unwrap();
    assert_eq!(world.count("select count(*) from outbox where recipient is not null").await, 1);
    mail::send_due(&world.portico, &mailer).await.unwrap();
    mail::sweep(&world.portico).await.unwrap();
    let row = sqlx::query("select t::text, event from outbox t").fetch_one(world.owner()).await.unwrap();
    assert!(!row.get::<String, _>(0).contains("acme.example"));
    assert!(row.get::<String, _>(1).starts_with("forgotten:"), "the event is kept, so that it mails no second time");
    assert_eq!(world.count("select count(*) from login_links").await, 0);
}

#[tokio::test]
async fn without_a_mail_server_mail_waits_or_lands_in_the_mailbox() {
    let world = with_one_due().await;
    let (waits, mailbox) = (Mailer::none("http://localhost"), Mailer::development_mailbox("http://localhost"));
    assert_eq!(mail::send_due(&world.portico, &waits).await.unwrap(), 0);
    assert!(mail::mailbox(&world.portico, &waits).await.is_err());
    assert_eq!(mail::mailbox(&world.portico, &mailbox).await.unwrap(), []);
    assert_eq!(mail::send_due(&world.portico, &mailbox).await.unwrap(), 1);
    let mails = mail::mailbox(&world.portico, &mailbox).await.unwrap();
    assert_eq!((mails.len(), mails[0].recipient.as_str()), (1, HOLDER));
    assert!(mails[0].mail.text.contains("http://localhost/choose-password/"));
    assert_eq!(mail::open(&world.portico, &mailbox, &mails[0].id).await.unwrap(), mails[0]);
    assert!(mail::open(&world.portico, &mailbox, "nothing").await.is_err());
}

#[tokio::test]
async fn the_database_holds_no_link() {
    let world = with_one_due().await;
    let (mut server, mailer) = world.mail().await;
    mail::send_due(&world.portico, &mailer).await.unwrap();
    let token = read(&server.next().await.unwrap()).token("/choose-password");
    for table in ["outbox", "login_links", "forgotten_passwords", "logins", "audit_values"] {
        let sql = format!("select coalesce(string_agg(t::text, ' '), '') from {table} t");
        let all: String = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(world.owner()).await.unwrap();
        assert!(!all.contains(&token), "{table}");
    }
}

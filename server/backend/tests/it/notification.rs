//! Who is told what: everybody who receives a type of mail, in their language, once for each event.

use crate::support::{Account, World, read};
use backend::access::{Entry, Scope};
use backend::mail::Message;
use backend::service::mail;
use backend::service::notification::{Recipient, tell, tell_user};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::language::Language;
use domain::notification::MailType;
use domain::role::Role;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

fn invoice(to: &Recipient) -> Message {
    Message::InvoiceCreated {
        account: "acme".to_owned(),
        page: to.page(Some(Role::PayInvoices), "/a/acme/invoices/7"),
        number: "2026-0007".to_owned(),
        amount: "SEK 1,250.00".to_owned(),
        due: Some("2026-12-21".parse().unwrap()),
    }
}

/// Something happens; gives how many were told.
async fn happens(world: &World, account: &Account, event: &str, only: Option<domain::UserId>) -> usize {
    let scope = Scope::open_to_change(&world.portico, &account.caller, &account.slug).await.unwrap();
    let mut permit = scope.authorize(Action::EditCompany, &Target::Account(account.id)).unwrap();
    let told = match only {
        None => tell(&mut permit, &world.portico, MailType::InvoiceCreated, event, invoice).await,
        Some(user) => tell_user(&mut permit, &world.portico, user, MailType::InvoiceCreated, event, invoice).await,
    };
    let entry = Entry {
        event: Event::CompanyEdited,
        target_kind: "account",
        target: account.id.0,
        before: json!({}),
        after: json!({}),
    };
    permit.commit(&world.portico, entry).await.unwrap();
    told.unwrap()
}

async fn run(world: &World, sql: &'static str, ids: &[Uuid]) {
    let query = ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id));
    query.execute(world.owner()).await.unwrap();
}

async fn receives(world: &World, account: &Account, user: Uuid) {
    let sql = "insert into mail_subscriptions (account_id, type_id, user_id, receives) values ($1, 'invoice_created', $2, true)";
    run(world, sql, &[account.id.0, user]).await;
}

/// Adds a contact who receives invoices.
async fn contact(world: &World, account: &Account, email: &str, country: &str) -> Uuid {
    let id = world.id();
    sqlx::query(
        "with c as (
             insert into contacts (account_id, id, first_name, last_name, email, email_key, country, created_at)
             values ($1, $2, 'Carl', 'Contact', $3, lower($3), $4, now()))
         insert into mail_subscriptions (account_id, type_id, contact_id, receives) values ($1, 'invoice_created', $2, true)",
    )
    .bind(account.id.0)
    .bind(id)
    .bind(email)
    .bind(country)
    .execute(world.owner())
    .await
    .unwrap();
    id
}

/// To whom mail is about to go, and in which language.
async fn outbox(world: &World) -> BTreeSet<(String, String)> {
    sqlx::query_as("select recipient, language from outbox")
        .fetch_all(world.owner())
        .await
        .unwrap()
        .into_iter()
        .collect()
}

fn mails<const N: usize>(mails: [(&str, &str); N]) -> BTreeSet<(String, String)> {
    mails.into_iter().map(|(to, language)| (to.to_owned(), language.to_owned())).collect()
}

#[tokio::test]
async fn the_registry_and_the_code_name_the_same_types() {
    let world = World::new().await;
    let stored: Vec<String> =
        sqlx::query_scalar("select id from mail_types order by id").fetch_all(world.owner()).await.unwrap();
    let mut known: Vec<&str> = MailType::ALL.iter().map(|known| known.id()).collect();
    known.sort_unstable();
    assert_eq!(stored, known);
}

#[tokio::test]
async fn everybody_who_receives_a_type_is_told_in_their_language() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let sales = world.group(&account, account.root, "Sales").await;
    let bo = world.managed(&account, sales, "bo@acme.example").await;
    let other = world.managed(&account, sales, "other@acme.example").await;
    receives(&world, &account, bo.id.0).await;
    run(&world, "update groups set language = 'sv' where id = $1", &[sales.0]).await;
    contact(&world, &account, "Carl@books.example", "DE").await;
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 3);
    let all = [("holder@acme.example", "en"), ("bo@acme.example", "sv"), ("Carl@books.example", "de")];
    assert_eq!(outbox(&world).await, mails(all));
    // Once for one event.
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 3);
    assert_eq!(world.count("select count(*) from outbox").await, 3);
    // One user alone, whatever they receive.
    assert_eq!(happens(&world, &account, "payment:1", Some(other.id)).await, 1);
    assert!(outbox(&world).await.contains(&("other@acme.example".to_owned(), "sv".to_owned())));
}

#[tokio::test]
async fn only_those_who_can_open_a_page_are_mailed_its_link() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let payer = world.managed(&account, account.root, "payer@acme.example").await;
    let buyer = world.managed(&account, account.root, "buyer@acme.example").await;
    for user in [payer.id.0, buyer.id.0] {
        receives(&world, &account, user).await;
    }
    run(&world, "update users set roles = '{pay_invoices}' where id = $1", &[payer.id.0]).await;
    contact(&world, &account, "carl@books.example", "GB").await;
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 4);
    let (mut server, mailer) = world.mail().await;
    assert_eq!(mail::send_due(&world.portico, &mailer).await.unwrap(), 4);
    let mut linked = BTreeSet::new();
    for arrived in server.arrived() {
        let mail = read(&arrived);
        assert_eq!(mail.subject, "Invoice 2026-0007 for acme");
        assert!(mail.text.contains("SEK 1,250.00") && mail.text.contains("21 December 2026"), "{}", mail.text);
        if mail.text.contains("https://portal.example/a/acme/invoices/7") {
            linked.insert(mail.to);
        }
    }
    assert_eq!(linked, ["holder@acme.example", "payer@acme.example"].map(str::to_owned).into());
}

#[tokio::test]
async fn whoever_cannot_be_mailed_is_left_out() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let suspended = world.managed(&account, account.root, "suspended@acme.example").await;
    let bounced = world.managed(&account, account.root, "bounced@acme.example").await;
    let invited = world.user(&account, account.root, "invited@acme.example").await;
    for user in [suspended.id.0, bounced.id.0, invited.0] {
        receives(&world, &account, user).await;
    }
    run(&world, "update users set suspended_at = now() where id = $1", &[suspended.id.0]).await;
    let bounce = "select note_bounce(key, 'no such mailbox', now()) from unnest(array['bounced@acme.example', 'b@books.example']) key";
    contact(&world, &account, "b@books.example", "FR").await;
    run(&world, bounce, &[]).await;
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 1);
    assert_eq!(outbox(&world).await, mails([("holder@acme.example", "en")]));
    // Another address is another address.
    run(&world, "update contacts set email = 'new@books.example', email_key = 'new@books.example'", &[]).await;
    assert_eq!(happens(&world, &account, "invoice:8", None).await, 2);
    assert!(outbox(&world).await.contains(&("new@books.example".to_owned(), "fr".to_owned())));
}

#[tokio::test]
async fn whoever_is_both_a_user_and_a_contact_is_told_once() {
    let world = World::new().await;
    let account = world.account("acme").await;
    contact(&world, &account, "HOLDER@acme.example", "SE").await;
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 1);
    assert_eq!(outbox(&world).await, mails([("holder@acme.example", "en")]));
}

#[tokio::test]
async fn the_account_holder_receives_what_they_did_not_switch_off() {
    let world = World::new().await;
    let account = world.account("acme").await;
    assert_eq!(happens(&world, &account, "invoice:7", None).await, 1);
    let off = "insert into mail_subscriptions (account_id, type_id, user_id, receives) values ($1, 'invoice_created', $2, false)";
    run(&world, off, &[account.id.0, account.holder.0]).await;
    assert_eq!(happens(&world, &account, "invoice:8", None).await, 0);
}

#[test]
fn a_contact_reads_the_language_of_their_country() {
    assert_eq!(["SE", "AT", "FR", "JP"].map(Language::of_country).map(Language::tag), ["sv", "de", "fr", "en"]);
}

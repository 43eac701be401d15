//! Requests of machines: a mail server tells which mail came back, and a mail program leaves a list. Neither is a browser:
//! they send neither `Origin` nor `Sec-Fetch-Site`.

use crate::support::{BOUNCE_SECRET, Portal};
use reqwest::{Client, StatusCode};

const BOUNCED: &str = r#"{"address": "Holder@acme.example", "kind": "permanent", "reason": "no such mailbox"}"#;

async fn tell(portal: &Portal, secret: Option<&str>, body: &'static str) -> StatusCode {
    let request = Client::new().post(portal.url("/hooks/bounce")).header("content-type", "application/json").body(body);
    let request = match secret {
        Some(secret) => request.bearer_auth(secret),
        None => request,
    };
    request.send().await.unwrap().status()
}

async fn marked(portal: &Portal) -> i64 {
    let sql = "select count(*) from users where bounced_at is not null";
    sqlx::query_scalar(sql).fetch_one(portal.owner()).await.unwrap()
}

#[tokio::test]
async fn only_whoever_knows_the_secret_tells_which_mail_came_back() {
    let portal = Portal::start().await;
    portal.account("acme").await;
    for wrong in [None, Some(""), Some("guessed"), Some("only the mail server know")] {
        assert_eq!(tell(&portal, wrong, BOUNCED).await, StatusCode::UNAUTHORIZED, "{wrong:?}");
    }
    assert_eq!(marked(&portal).await, 0);
    assert_eq!(tell(&portal, Some(BOUNCE_SECRET), BOUNCED).await, StatusCode::NO_CONTENT);
    assert_eq!(marked(&portal).await, 1);
}

#[tokio::test]
async fn whether_an_address_is_anybodys_is_not_told() {
    let portal = Portal::start().await;
    portal.account("acme").await;
    for body in [
        r#"{"address": "nobody@acme.example", "kind": "permanent", "reason": "x"}"#,
        r#"{"address": "holder@acme.example", "kind": "temporary", "reason": "full"}"#,
        r#"{"address": "no address", "kind": "permanent"}"#,
    ] {
        assert_eq!(tell(&portal, Some(BOUNCE_SECRET), body).await, StatusCode::NO_CONTENT, "{body}");
    }
    for body in ["", "[]", r#"{"address": "holder@acme.example", "kind": "odd"}"#] {
        assert_eq!(tell(&portal, Some(BOUNCE_SECRET), body).await, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    assert_eq!(marked(&portal).await, 0);
}

#[tokio::test]
async fn a_mail_program_leaves_a_list_by_one_request() {
    let portal = Portal::start_with(backend::mail::Mailer::development_mailbox).await;
    portal.account("acme").await;
    let cookie = portal.sign_in("holder@acme.example").await;
    let fields = [("account", "acme"), ("lists[product-news]", "true")];
    let chosen = portal.call("/api/list/choose", &fields).header("cookie", &cookie).send().await.unwrap();
    assert!(chosen.status().is_success() || chosen.status().is_redirection(), "{}", chosen.status());
    backend::service::list::send(&portal.portico, "product-news", "News", "News.").await.unwrap();
    portal.deliver().await;
    let mails = backend::service::mail::mailbox(&portal.portico, &portal.mailer).await.unwrap();
    let leave = mails[0].mail.unsubscribe.as_ref().unwrap();
    assert_eq!(leave.list, "product-news");

    let client = Client::new();
    let page = client.get(&leave.address).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Unsubscribe") && !page.contains("holder@"), "{page}");
    let reads = "select count(*) from list_subscriptions where subscribed";
    let readers: i64 = sqlx::query_scalar(reads).fetch_one(portal.owner()).await.unwrap();
    assert_eq!(readers, 1, "looking changes nothing");
    for _ in 0..2 {
        let left = client.post(&leave.address).form(&[("List-Unsubscribe", "One-Click")]).send().await.unwrap();
        assert_eq!(left.status(), StatusCode::OK);
        let readers: i64 = sqlx::query_scalar(reads).fetch_one(portal.owner()).await.unwrap();
        assert_eq!(readers, 0);
    }
    // A page of another site cannot do it in somebody's browser.
    let forged = client.post(&leave.address).header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

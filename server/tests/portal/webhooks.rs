//! Telling programs of events: to a real receiver, and never into our own networks.

use std::sync::{Arc, Mutex};

use crate::programs_ends::{ANNA, add_anna, hand_over};
use crate::support::{Portal, header_of};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode as Status, Uri},
    routing::any,
};
use backend::{portico::Policy, service::webhook::deliver_due, webhook::WebhookClient};
use reqwest::StatusCode;
use serde_json::Value;
use tokio::net::TcpListener;

const HOLDER: &str = "holder@acme.example";

/// What arrived.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<(String, HeaderMap, Value)>>>);

impl Received {
    fn all(&self) -> Vec<(String, HeaderMap, Value)> {
        self.0.lock().unwrap().clone()
    }
}

/// A program that is told of events, and answers by its path: `/moved` leads elsewhere, `/broken` fails.
async fn receiver() -> (u16, Received) {
    async fn take(
        State(received): State<Received>,
        uri: Uri,
        headers: HeaderMap,
        body: Bytes,
    ) -> (Status, [(&'static str, &'static str); 1]) {
        let body = serde_json::from_slice(&body).unwrap_or_default();
        received.0.lock().unwrap().push((uri.path().to_owned(), headers, body));
        let status = match uri.path() {
            "/moved" => Status::FOUND,
            "/broken" => Status::INTERNAL_SERVER_ERROR,
            _ => Status::NO_CONTENT,
        };
        (status, [("location", "/elsewhere")])
    }
    let received = Received::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().fallback(any(take)).with_state(received.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (port, received)
}

/// A portal whose operator allows these networks, with what calls addresses.
async fn portal(allowed: &[&str]) -> (Portal, WebhookClient, String) {
    let webhook_allow: Vec<_> = allowed.iter().map(|network| network.parse().unwrap()).collect();
    let client = WebhookClient::new(&webhook_allow).unwrap();
    let portal = Portal::start_under(Policy { webhook_allow, ..Policy::default() }).await;
    portal.account("acme").await;
    let cookie = portal.sign_in(HOLDER).await;
    (portal, client, cookie)
}

async fn add(portal: &Portal, cookie: &str, url: &str) -> reqwest::Response {
    let fields = [("account", "acme"), ("url", url), ("events[]", "company.edited")];
    portal.call("/api/webhook/add", &fields).header("cookie", cookie).send().await.unwrap()
}

async fn added(portal: &Portal, cookie: &str, url: &str) -> String {
    let answer = add(portal, cookie, url).await;
    assert_eq!(answer.status(), StatusCode::OK, "{url}");
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    let made: Value = answer.json().await.unwrap();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    portal.id("select id from webhook_endpoints").await
}

/// Something happens that is told: the company's name changes.
async fn happen(portal: &Portal, cookie: &str, version: &str) {
    let fields = [
        ("account", "acme"),
        ("company[company]", "Acme"),
        ("company[address]", version),
        ("company[country]", "SE"),
        ("company[tax_id]", ""),
        ("company[version]", version),
    ];
    let done = portal.call("/api/profile/edit_company", &fields).header("cookie", cookie).send().await.unwrap();
    assert!(done.status().is_success() || done.status().is_redirection(), "{}", done.status());
}

async fn act(portal: &Portal, cookie: &str, function: &str, webhook: &str, more: &[(&str, &str)]) -> StatusCode {
    let fields = [&[("account", "acme"), ("webhook", webhook)], more].concat();
    portal.call(function, &fields).header("cookie", cookie).send().await.unwrap().status()
}

async fn page(portal: &Portal, cookie: &str, webhook: &str) -> String {
    let path = format!("/a/acme/profile/webhooks/{webhook}");
    portal.get(&path).header("cookie", cookie).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn what_happens_is_told_once_and_signed() {
    let (port, received) = receiver().await;
    let (portal, client, cookie) = portal(&["127.0.0.0/8"]).await;
    let webhook = added(&portal, &cookie, &format!("http://127.0.0.1:{port}/hook")).await;
    happen(&portal, &cookie, "1").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 0, "it was taken");
    let all = received.all();
    let [(path, headers, body)] = all.as_slice() else { panic!("{} arrived", all.len()) };
    assert_eq!(
        (path.as_str(), &body["type"], &body["data"]["account"]),
        ("/hook", &"company.edited".into(), &"acme".into())
    );
    assert!(headers["webhook-id"].to_str().unwrap().starts_with("msg_"));
    assert!(headers["webhook-signature"].to_str().unwrap().starts_with("v1,"));
    assert!(!body.to_string().contains("Acme"), "it says to what something happened, and the rest is read with a key");
    assert!(page(&portal, &cookie, &webhook).await.contains("Answer: 204"));

    // Again, under the same id.
    let id = headers["webhook-id"].to_str().unwrap();
    act(&portal, &cookie, "/api/webhook/send_again", &webhook, &[("message", id)]).await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert_eq!(received.all()[1].1["webhook-id"], headers["webhook-id"]);
    // A test tells of nothing; what happens during a pause is not told.
    act(&portal, &cookie, "/api/webhook/test", &webhook, &[]).await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert_eq!(received.all()[2].2["type"], "webhook.tested");
    act(&portal, &cookie, "/api/webhook/pause", &webhook, &[("paused", "true")]).await;
    happen(&portal, &cookie, "2").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 0);
    let refused = act(&portal, &cookie, "/api/webhook/test", &webhook, &[]).await;
    assert_eq!(refused, StatusCode::UNPROCESSABLE_ENTITY);
    act(&portal, &cookie, "/api/webhook/remove", &webhook, &[]).await;
    assert_eq!(portal.id("select count(*) from webhook_deliveries").await, "0");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_tries_end() {
    let (port, received) = receiver().await;
    let (portal, client, cookie) = portal(&["127.0.0.0/8"]).await;
    let webhook = added(&portal, &cookie, &format!("http://127.0.0.1:{port}/moved")).await;
    happen(&portal, &cookie, "1").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert_eq!(received.all().len(), 1, "nobody went elsewhere");
    let log = page(&portal, &cookie, &webhook).await;
    assert!(log.contains("Answer: 302") && log.contains("Next try:"), "{log}");
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 0, "the next try is not due");
    let sql = "update webhook_deliveries set at = now() - interval '4 days', next_attempt_at = now()";
    sqlx::query(sql).execute(portal.owner()).await.unwrap();
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    let log = page(&portal, &cookie, &webhook).await;
    assert!(log.contains("given up") && log.contains("failing since"), "{log}");
}

/// What the former holder of an account is told of, was theirs by holding it (access rule 9); the new one says whether it
/// goes on.
#[tokio::test]
async fn who_holds_the_account_no_longer_is_told_nothing() {
    let (port, received) = receiver().await;
    let (portal, client, cookie) = portal(&["127.0.0.0/8"]).await;
    let webhook = added(&portal, &cookie, &format!("http://127.0.0.1:{port}/hook")).await;
    add_anna(&portal).await;
    hand_over(&portal).await;
    let anna = portal.sign_in(ANNA).await;
    happen(&portal, &anna, "1").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 0);
    assert!(received.all().is_empty());
    assert!(page(&portal, &anna, &webhook).await.contains("paused"));
    let paused = "select count(*) from audit_log where action = 'webhook.changed' and actor_kind = 'system'";
    assert_eq!(portal.id(paused).await, "1", "the history says so");
    act(&portal, &anna, "/api/webhook/pause", &webhook, &[("paused", "false")]).await;
    happen(&portal, &anna, "2").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert_eq!(received.all().len(), 1);
}

#[tokio::test]
async fn nothing_leads_into_our_own_networks() {
    let (port, received) = receiver().await;
    let (portal, client, cookie) = portal(&[]).await;
    for url in [
        "https://169.254.169.254/latest/meta-data/".to_owned(),
        format!("https://127.0.0.1:{port}/"),
        format!("https://2130706433:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        "https://10.0.0.1/".to_owned(),
        "http://example.com/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let refused = add(&portal, &cookie, &url).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{url}");
    }
    // A name says nothing about where it leads: that is found out when it is called.
    let webhook = added(&portal, &cookie, &format!("https://localhost:{port}/")).await;
    happen(&portal, &cookie, "1").await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert!(received.all().is_empty());
    assert!(page(&portal, &cookie, &webhook).await.contains("a network that cannot be told of events"));
    // Nor does an address that was allowed once.
    let sql = "update webhook_endpoints set url = 'http://127.0.0.1/'";
    sqlx::query(sql).execute(portal.owner()).await.unwrap();
    act(&portal, &cookie, "/api/webhook/test", &webhook, &[]).await;
    assert_eq!(deliver_due(&portal.portico, &client).await.unwrap(), 1);
    assert!(received.all().is_empty());
}

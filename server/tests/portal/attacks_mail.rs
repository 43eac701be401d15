//! Attacks by way of mail: forgotten passwords, links and the development mailbox.

use crate::support::{PASSWORD, Portal, header_of};
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use backend::service::account::{self, NewAccount};
use reqwest::{Response, StatusCode};

const HOLDER: &str = "holder@acme.example";
const NEW: &str = "another long enough password";

async fn with_account() -> (Portal, MailServer) {
    let server = MailServer::start().await.unwrap();
    let url = server.url();
    let portal = Portal::start_with(|origin| Mailer::smtp(origin, &url, "portal@portal.example").unwrap()).await;
    let new = NewAccount {
        slug: "acme".to_owned(),
        name: "Acme".to_owned(),
        holder_email: HOLDER.to_owned(),
        holder_name: "Hilma Holder".to_owned(),
        password: PASSWORD.to_owned(),
    };
    account::create(&portal.portico, &new).await.unwrap();
    (portal, server)
}

async fn forget(portal: &Portal, email: &str) -> Response {
    portal.plain_form("/forgotten", &[("email", email)]).send().await.unwrap()
}

/// The text of the only mail that has arrived.
fn only(server: &mut MailServer) -> String {
    let arrived = server.arrived();
    assert_eq!(arrived.len(), 1);
    let parsed = mail_parser::MessageParser::default().parse(arrived[0].raw.as_bytes()).unwrap();
    parsed.body_text(0).unwrap().into_owned()
}

/// The path of the link in a mail, which must lead to this portal.
fn link(portal: &Portal, text: &str) -> String {
    let (_, rest) = text.split_once(&portal.url("/choose-password/")).unwrap_or_else(|| panic!("no link: {text}"));
    format!("/choose-password/{}", rest.split_whitespace().next().unwrap())
}

/// A link that was just mailed to the account holder.
async fn fresh_link(portal: &Portal, server: &mut MailServer) -> String {
    assert_eq!(forget(portal, HOLDER).await.status(), StatusCode::SEE_OTHER);
    portal.deliver().await;
    link(portal, &only(server))
}

async fn opens(portal: &Portal, link: &str) -> StatusCode {
    portal.get(link).send().await.unwrap().status()
}

async fn choose(portal: &Portal, link: &str, password: &str) -> Response {
    portal.plain_form(link, &[("new_password", password)]).send().await.unwrap()
}

async fn signs_in(portal: &Portal, password: &str) -> bool {
    let fields = [("email", HOLDER), ("password", password), ("next", "/")];
    let answer = portal.form("/sign-in", "/api/session/sign_in", &fields).send().await.unwrap();
    answer.status() == StatusCode::SEE_OTHER
}

/// Everything of an answer that could tell something: status, headers but for what differs each time, and body.
async fn told(answer: Response) -> String {
    let status = answer.status();
    let mut headers: Vec<String> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !["date", "x-request-id", "content-security-policy"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    format!("{status}\n{}\n\n{}", headers.join("\n"), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_reset_link_built_from_the_host_header() {
    let (portal, mut server) = with_account().await;
    for header in ["host", "x-forwarded-host", "x-original-host", "x-host"] {
        let request = portal.plain_form("/forgotten", &[("email", HOLDER)]).header(header, "evil.example");
        request.header("x-forwarded-proto", "http").send().await.unwrap();
        portal.deliver().await;
        for mail in server.arrived() {
            assert!(!mail.raw.contains("evil"), "{header}: {}", mail.raw);
            let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
            link(&portal, &parsed.body_text(0).unwrap());
        }
    }
}

#[tokio::test]
async fn a_reset_token_that_survives_an_address_change() {
    let (portal, mut server) = with_account().await;
    let link = fresh_link(&portal, &mut server).await;
    assert_eq!(opens(&portal, &link).await, StatusCode::OK);
    sqlx::query("update logins set email = 'new@acme.example', email_key = 'new@acme.example'")
        .execute(portal.owner())
        .await
        .unwrap();
    assert_eq!(opens(&portal, &link).await, StatusCode::NOT_FOUND);
    assert_eq!(choose(&portal, &link, NEW).await.status(), StatusCode::NOT_FOUND);
    sqlx::query("update logins set email = $1, email_key = $1").bind(HOLDER).execute(portal.owner()).await.unwrap();
    assert!(signs_in(&portal, PASSWORD).await);
}

#[tokio::test]
async fn a_reset_token_that_survives_a_password_change() {
    let (portal, mut server) = with_account().await;
    let links = [fresh_link(&portal, &mut server).await, fresh_link(&portal, &mut server).await];
    assert_eq!(choose(&portal, &links[0], NEW).await.status(), StatusCode::SEE_OTHER);
    for link in &links {
        assert_eq!(opens(&portal, link).await, StatusCode::NOT_FOUND, "also the one that was not used");
        assert_eq!(choose(&portal, link, PASSWORD).await.status(), StatusCode::NOT_FOUND);
    }
    assert!(signs_in(&portal, NEW).await);
}

#[tokio::test]
async fn a_link_that_is_used_up_by_a_program_that_looks_into_mail() {
    let (portal, mut server) = with_account().await;
    let link = fresh_link(&portal, &mut server).await;
    for _ in 0..2 {
        let page = portal.get(&link).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(header_of(&page, "cache-control"), "private, no-store");
        assert_eq!(header_of(&page, "referrer-policy"), "same-origin");
        assert_eq!(header_of(&page, "set-cookie"), "");
        let text = page.text().await.unwrap();
        assert!(!text.contains("http://") && !text.contains("https://"), "it refers to no other site: {text}");
    }
    let query = format!("{link}?new_password={}", NEW.replace(' ', "+"));
    assert_eq!(opens(&portal, &query).await, StatusCode::OK);
    assert!(signs_in(&portal, PASSWORD).await, "an address alone changes nothing");
    assert_eq!(choose(&portal, &link, NEW).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_that_survives_a_new_password() {
    let (portal, mut server) = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let link = fresh_link(&portal, &mut server).await;
    choose(&portal, &link, NEW).await;
    let page = portal.get("/a/acme/users").header("cookie", &cookie).send().await.unwrap();
    assert!(header_of(&page, "location").starts_with("/sign-in"), "{:?}", page.status());
}

#[tokio::test]
async fn finding_out_who_has_a_login() {
    let (portal, _server) = with_account().await;
    let mut answers = Vec::new();
    for email in [HOLDER, "nobody@acme.example", " HOLDER@acme.example"] {
        answers.push(told(forget(&portal, email).await).await);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
    // Too often is too often for each.
    for email in [HOLDER, "nobody@acme.example"] {
        for _ in 0..3 {
            forget(&portal, email).await;
        }
        let refused = forget(&portal, email).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS, "{email}");
        assert_ne!(header_of(&refused, "retry-after"), "");
    }
}

#[tokio::test]
async fn a_form_that_another_site_sends() {
    let (portal, mut server) = with_account().await;
    let link = fresh_link(&portal, &mut server).await;
    for (page, fields) in [("/forgotten", [("email", HOLDER)]), (link.as_str(), [("new_password", NEW)])] {
        let mut request = portal.plain_form(page, &fields).build().unwrap();
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
        let answer = reqwest::Client::new().execute(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{page}");
    }
    assert!(signs_in(&portal, PASSWORD).await);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_page_and_no_password_comes_back() {
    let (portal, mut server) = with_account().await;
    let refused = forget(&portal, "<b>nobody").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("<title>Error: Forgot your password?"), "{page}");
    assert!(page.contains("value=\"&#60;b&#62;nobody\"") && page.contains("href=\"#email\""), "{page}");

    let link = fresh_link(&portal, &mut server).await;
    let refused = choose(&portal, &link, "too short").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains("use at least 15") && !page.contains("too short"), "{page}");
    assert_eq!(opens(&portal, &link).await, StatusCode::OK, "the link is not used up");
}

#[tokio::test]
async fn reading_everybodys_mail_in_the_development_mailbox() {
    let (with_server, _server) = with_account().await;
    let nowhere = Portal::start().await;
    for portal in [&with_server, &nowhere] {
        for path in ["/dev/mailbox", "/dev/mailbox/019a0000-0000-7000-8000-000000000000"] {
            assert_eq!(opens(portal, path).await, StatusCode::NOT_FOUND);
        }
    }
    let open = Portal::start_with(Mailer::development_mailbox).await;
    let page = open.get("/dev/mailbox").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    // Somebody else's name that leads here (DNS rebinding), in a browser on this machine.
    let rebound = open.get("/dev/mailbox").header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), StatusCode::NOT_FOUND);
}

//! Attacks by way of mail: forgotten passwords, invitations, links and the development mailbox.

use crate::support::{PASSWORD, Portal, header_of};
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use reqwest::{Response, StatusCode};

const HOLDER: &str = "holder@acme.example";
const NEW: &str = "another long enough password";

async fn with_account() -> (Portal, MailServer) {
    let server = MailServer::start().await.unwrap();
    let url = server.url();
    let portal = Portal::start_with(|origin| Mailer::smtp(origin, &url, "portal@portal.example").unwrap()).await;
    portal.account("acme").await;
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

/// Another account, with a login that it manages; gives nothing, for there is no way in from outside.
async fn other_company(portal: &Portal, email: &str) {
    portal.account_of("other", email).await;
}

async fn root(portal: &Portal) -> String {
    let id: uuid::Uuid = sqlx::query_scalar("select root_group_id from accounts where slug = 'acme'")
        .fetch_one(portal.owner())
        .await
        .unwrap();
    id.to_string()
}

/// Adds somebody to the top group of the account, with whatever else is sent along.
async fn add(portal: &Portal, cookie: &str, email: &str, more: &[(&str, &str)]) -> Response {
    let root = root(portal).await;
    let fields = [&[("account", "acme"), ("group", root.as_str()), ("email", email)], more].concat();
    portal.call("/api/user/add", &fields).header("cookie", cookie).send().await.unwrap()
}

/// The path of the invitation that was just mailed.
async fn invitation(portal: &Portal, server: &mut MailServer) -> String {
    portal.deliver().await;
    let text = only(server);
    let (_, rest) = text.split_once(&portal.url("/invitation/")).unwrap_or_else(|| panic!("no link: {text}"));
    format!("/invitation/{}", rest.split_whitespace().next().unwrap())
}

#[tokio::test]
async fn mass_assignment_of_groups_through_an_invitation() {
    let (portal, mut server) = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let root = root(&portal).await;
    let more = [
        ("roles[0]", "make_purchases"),
        ("level", "administrator"),
        ("groups[0]", root.as_str()),
        ("grants[0][group]", root.as_str()),
        ("is_holder", "true"),
        ("password", NEW),
        ("kind", "system"),
        ("user", root.as_str()),
    ];
    assert_eq!(add(&portal, &cookie, "bo@bos.example", &more).await.status(), StatusCode::OK);
    let link = invitation(&portal, &mut server).await;
    let more = [("roles", "make_purchases"), ("group", root.as_str()), ("email", HOLDER), ("is_holder", "true")];
    let answer = portal.plain_form(&link, &[&[("new_password", NEW)], &more[..]].concat()).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let (kind, roles, grants, holders): (String, Vec<String>, i64, i64) = sqlx::query_as(
        "select u.kind, u.roles, (select count(*) from grants), (select count(*) from accounts where holder_user_id = u.id)
         from users u where handle = 'bo@bos.example'",
    )
    .fetch_one(portal.owner())
    .await
    .unwrap();
    assert_eq!((kind.as_str(), roles, grants, holders), ("person", Vec::new(), 0, 0));
}

#[tokio::test]
async fn adding_another_companys_person_as_ones_own_login_and_setting_their_password() {
    let (portal, mut server) = with_account().await;
    other_company(&portal, "bo@bos.example").await;
    let (cookie, bo) = (portal.sign_in(HOLDER).await, portal.sign_in("bo@bos.example").await);
    let before: String = sqlx::query_scalar("select t::text from logins t where email_key = 'bo@bos.example'")
        .fetch_one(portal.owner())
        .await
        .unwrap();
    let (known, new) = (
        told(add(&portal, &cookie, "bo@bos.example", &[("password", NEW)]).await).await,
        told(add(&portal, &cookie, "xy@bos.example", &[("password", NEW)]).await).await,
    );
    // But for the new user's id the answers are alike.
    let without_ids =
        |answer: &str| answer.split("/users/").map(|part| &part[part.len().min(36)..]).collect::<String>();
    assert_eq!(without_ids(&known).len(), without_ids(&new).len());
    portal.deliver().await;
    let mails = server.arrived();
    let to_bo = mails.iter().find(|mail| mail.to == "bo@bos.example").unwrap();
    let parsed = mail_parser::MessageParser::default().parse(to_bo.raw.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    let (_, rest) = text.split_once(&portal.url("/invitation/")).unwrap();
    let link = format!("/invitation/{}", rest.split_whitespace().next().unwrap());

    // Whoever has the link but not the login gets nowhere: neither nobody nor the one who invited.
    for other in ["", cookie.as_str()] {
        let answer = portal.plain_form(&link, &[("new_password", NEW)]).header("cookie", other).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    }
    let after: String = sqlx::query_scalar("select t::text from logins t where email_key = 'bo@bos.example'")
        .fetch_one(portal.owner())
        .await
        .unwrap();
    assert_eq!(before, after);
    let page = portal.get("/a/acme").header("cookie", &bo).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::NOT_FOUND, "not theirs before they accept");
    let accepted = portal.plain_form(&link, &[]).header("cookie", &bo).send().await.unwrap();
    assert_eq!((accepted.status(), header_of(&accepted, "location").as_str()), (StatusCode::SEE_OTHER, "/a/acme"));
    let page = portal.get("/a/acme/profile").header("cookie", &bo).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn an_invitation_that_is_used_twice_or_after_its_sender_lost_the_right() {
    let (portal, mut server) = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    add(&portal, &cookie, "bo@bos.example", &[]).await;
    let link = invitation(&portal, &mut server).await;
    assert_eq!(opens(&portal, &link).await, StatusCode::OK);
    assert_eq!(choose(&portal, &link, NEW).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(opens(&portal, &link).await, StatusCode::NOT_FOUND);
    assert_eq!(choose(&portal, &link, PASSWORD).await.status(), StatusCode::NOT_FOUND);

    add(&portal, &cookie, "xy@bos.example", &[]).await;
    let link = invitation(&portal, &mut server).await;
    sqlx::query("update invitations set invited_by = (select id from users where handle = 'bo@bos.example')")
        .execute(portal.owner())
        .await
        .unwrap();
    assert_eq!(opens(&portal, &link).await, StatusCode::NOT_FOUND);
    assert_eq!(choose(&portal, &link, NEW).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_for_one_thing_that_does_for_another() {
    let (portal, mut server) = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let reset = fresh_link(&portal, &mut server).await;
    add(&portal, &cookie, "bo@bos.example", &[]).await;
    let invited = invitation(&portal, &mut server).await;
    let swapped =
        [reset.replace("/choose-password/", "/invitation/"), invited.replace("/invitation/", "/choose-password/")];
    for link in swapped {
        assert_eq!(opens(&portal, &link).await, StatusCode::NOT_FOUND);
        assert_eq!(choose(&portal, &link, NEW).await.status(), StatusCode::NOT_FOUND);
    }
}

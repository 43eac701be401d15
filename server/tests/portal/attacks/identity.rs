//! Attacks by way of second factors, sessions and addresses: what somebody would try who has a password, a session or a
//! mailbox, and not the rest.

use crate::application::{FIELDS, FOR_EVERYBODY, functions};
use crate::support::{PASSWORD, Portal, SecondFactor, header_of};
use backend::mail::Mailer;
use backend::mail::testing::MailServer;
use http::Method;
use reqwest::{Response, StatusCode};

const HOLDER: &str = "holder@acme.example";
const ANNA: &str = "anna@acme.example";

/// What belongs to a login and to no account: it is not held where an account requires a second factor.
const OF_NO_ACCOUNT: [&str; 7] = [
    "/api/security/new_codes",
    "/api/security/plan_set_up",
    "/api/security/set_up",
    "/api/session/accounts",
    "/api/session/change_password",
    "/api/session/plan_password",
    "/api/viewing/end",
];

async fn acme() -> Portal {
    let portal = Portal::start().await;
    portal.account("acme").await;
    portal
        .import("acme", "path,description\nacme/Sales,\n", "email,group,administers\nanna@acme.example,acme,\n")
        .await;
    portal.give_password(ANNA).await;
    portal
}

impl Portal {
    /// The answer to a right password.
    async fn begin(&self, email: &str, password: &str) -> Response {
        let fields = [("email", email), ("password", password), ("next", "/a/acme/profile")];
        self.form("/sign-in", "/api/session/sign_in", &fields).send().await.unwrap()
    }

    /// The cookie of somebody whose password was right and whose code is awaited.
    async fn wait(&self, email: &str) -> String {
        let answer = self.begin(email, PASSWORD).await;
        assert_eq!(header_of(&answer, "location"), "/sign-in/code?next=%2Fa%2Facme%2Fprofile");
        let cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let cookies: Vec<&str> = cookies.filter(|cookie| !cookie.starts_with("theme")).collect();
        assert_eq!(cookies.len(), 1, "the browser is not remembered: {cookies:?}");
        assert!(cookies[0].contains("Max-Age=600"), "{cookies:?}");
        cookies[0].split(';').next().unwrap().to_owned()
    }

    async fn enter(&self, cookie: &str, code: &str) -> Response {
        let fields = [("code", code), ("next", "/a/acme/profile")];
        self.form("/sign-in/code", "/api/session/enter_code", &fields).header("cookie", cookie).send().await.unwrap()
    }
}

#[tokio::test]
async fn a_replayed_code() {
    let portal = acme().await;
    let factor = SecondFactor::set_up(&portal, &portal.sign_in(ANNA).await).await;
    let (mine, thief) = (portal.wait(ANNA).await, portal.wait(ANNA).await);
    let code = factor.next_code();
    let answer = portal.enter(&mine, &code).await;
    assert_eq!((answer.status(), &*header_of(&answer, "location")), (StatusCode::SEE_OTHER, "/a/acme/profile"));
    // Seen over a shoulder, half a minute is long enough to type it.
    for spelling in [code.clone(), format!("{} {}", &code[..3], &code[3..])] {
        let answer = portal.enter(&thief, &spelling).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let shown = answer.text().await.unwrap();
        assert!(shown.contains("was used already") && !shown.contains(&code), "it is not shown again");
    }
}

#[tokio::test]
async fn guessing_codes() {
    let portal = acme().await;
    let factor = SecondFactor::set_up(&portal, &portal.sign_in(ANNA).await).await;
    // Each guess from a sign-in of its own: the password is known.
    for guess in 0..5 {
        let cookie = portal.wait(ANNA).await;
        let answer = portal.enter(&cookie, &format!("00000{guess}")).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{guess}");
    }
    let cookie = portal.wait(ANNA).await;
    for right in [factor.next_code(), factor.recovery_codes[0].clone()] {
        let answer = portal.enter(&cookie, &right).await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
    }
    // Who is inside is counted with them.
    let guesses = "select count(*) from recovery_codes where used_at is not null";
    assert_eq!(portal.id(guesses).await, "0");
}

#[tokio::test]
async fn anything_before_the_code_was_typed() {
    let portal = acme().await;
    SecondFactor::set_up(&portal, &portal.sign_in(HOLDER).await).await;
    let cookie = portal.wait(HOLDER).await;
    for (path, method) in functions() {
        if FOR_EVERYBODY.contains(&path) {
            continue;
        }
        let request = match method {
            Method::GET => portal.get(path).query(FIELDS),
            _ => portal.call(path, FIELDS),
        };
        let answer = request.header("cookie", &cookie).header("accept", "application/json").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.text().await.unwrap(), r#"{"problem":"sign_in_required"}"#, "{path}");
    }
    for path in [
        "/",
        "/accounts",
        "/password",
        "/second-factor",
        "/a/acme/users",
        "/a/acme/profile/security",
        "/a/acme/history/export.csv",
    ] {
        let answer = portal.get(path).header("cookie", &cookie).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        assert!(header_of(&answer, "location").starts_with("/sign-in"), "{path}: {}", header_of(&answer, "location"));
    }
    let stream = "/a/acme/history/news?since=019a0000-0000-7000-8000-000000000000";
    let answer = portal.get(stream).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "a stream");
}

#[tokio::test]
async fn a_recovery_code_that_is_used_twice() {
    let portal = acme().await;
    let factor = SecondFactor::set_up(&portal, &portal.sign_in(ANNA).await).await;
    let code = &factor.recovery_codes[0];
    let (one, two) = (portal.wait(ANNA).await, portal.wait(ANNA).await);
    let (first, second) = tokio::join!(portal.enter(&one, code), portal.enter(&two, code));
    let mut both = [first.status(), second.status()];
    both.sort_unstable();
    assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY], "one of two at a time");
    let three = portal.wait(ANNA).await;
    assert_eq!(portal.enter(&three, code).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "and none later");
}

#[tokio::test]
async fn whether_there_is_a_second_factor_is_not_told_to_a_wrong_password() {
    let portal = acme().await;
    SecondFactor::set_up(&portal, &portal.sign_in(HOLDER).await).await;
    let mut told = Vec::new();
    for email in [HOLDER, ANNA, "nobody@acme.example"] {
        let fields = [("email", email), ("password", "not the right password"), ("next", "/")];
        let answer = portal.call("/api/session/sign_in", &fields).send().await.unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter().count();
        told.push((answer.status(), cookies, answer.text().await.unwrap()));
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0], told[2]);
}

#[tokio::test]
async fn a_mailed_password_link_does_not_stand_for_the_code() {
    let mut server = MailServer::start().await.unwrap();
    let url = server.url();
    let portal = Portal::start_with(|origin| Mailer::smtp(origin, &url, "portal@portal.example").unwrap()).await;
    portal.account("acme").await;
    let factor = SecondFactor::set_up(&portal, &portal.sign_in(HOLDER).await).await;
    portal.plain_form("/forgotten", &[("email", HOLDER)]).send().await.unwrap();
    portal.deliver().await;
    let mails: Vec<String> = server.arrived().into_iter().map(|mail| text(&mail.raw)).collect();
    let link = mails.iter().find_map(|mail| link_in(&portal, mail, "/choose-password/")).unwrap();
    let new = "another long enough password";
    let answer = portal.plain_form(&link, &[("new_password", new)]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(answer.headers().get("set-cookie").is_none(), "it signs nobody in");
    let answer = portal.begin(HOLDER, new).await;
    assert!(header_of(&answer, "location").starts_with("/sign-in/code"), "{}", header_of(&answer, "location"));
    let cookie = header_of(&answer, "set-cookie").split(';').next().unwrap().to_owned();
    assert_eq!(portal.get("/a/acme/users").header("cookie", &cookie).send().await.unwrap().status(), StatusCode::FOUND);
    assert_eq!(portal.enter(&cookie, &factor.next_code()).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn going_round_an_account_that_requires_a_second_factor() {
    let portal = acme().await;
    let (holder, anna) = (portal.sign_in(HOLDER).await, portal.sign_in(ANNA).await);
    SecondFactor::set_up(&portal, &holder).await;
    let fields = [("account", "acme"), ("required", "true")];
    let answer = portal.call("/api/security/require_factor", &fields).header("cookie", &holder).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let page = "/a/acme/users?q=a";
    for (path, method) in functions() {
        if FOR_EVERYBODY.contains(&path) || OF_NO_ACCOUNT.contains(&path) {
            continue;
        }
        let request = match method {
            Method::GET => portal.get(path).query(FIELDS),
            _ => portal.call(path, FIELDS),
        };
        let answer = request.header("cookie", &anna).header("accept", "application/json").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.text().await.unwrap(), r#"{"problem":"second_factor_required"}"#, "{path}");
        if method == Method::POST {
            let answer = portal.form(page, path, FIELDS).header("cookie", &anna).send().await.unwrap();
            let to = "/second-factor?next=%2Fa%2Facme%2Fusers%3Fq%3Da";
            assert_eq!((answer.status(), &*header_of(&answer, "location")), (StatusCode::SEE_OTHER, to), "{path}");
        }
    }
    for path in ["/a/acme", page, "/a/acme/profile", "/a/acme/profile/security/set-up", "/a/acme/history/export.csv"] {
        let answer = portal.get(path).header("cookie", &anna).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        assert!(header_of(&answer, "location").starts_with("/second-factor?next="), "{path}");
    }
    let answer = portal.get("/second-factor").header("cookie", &anna).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    SecondFactor::set_up(&portal, &anna).await;
    let answer = portal.get("/a/acme/profile").header("cookie", &anna).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn reading_recovery_codes_and_secrets_that_were_shown_once() {
    let portal = acme().await;
    let anna = portal.sign_in(ANNA).await;
    let factor = SecondFactor::set_up(&portal, &anna).await;
    let page = "/a/acme/profile/security/recovery-codes";
    let answer = portal.form(page, "/api/security/new_codes", &[]).header("cookie", &anna).send().await.unwrap();
    assert_eq!((answer.status(), &*header_of(&answer, "cache-control")), (StatusCode::OK, "private, no-store"));
    let shown = answer.text().await.unwrap();
    let (_, rest) = shown.split_once("<ul class=\"codes\">").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let code = rest.split('<').next().unwrap();
    assert_eq!(code.len(), 14, "{code}");
    assert!(!shown.contains(&factor.recovery_codes[0]));
    let sql = "select (select string_agg(v::text, '') from audit_values v) || (select string_agg(l::text, '') from logins l)
                   || (select string_agg(o::text, '') from outbox o) || (select string_agg(c::text, '') from recovery_codes c)";
    let kept = portal.id(sql).await;
    assert!(!kept.contains(code) && !kept.contains(&code.replace('-', "")));
    for path in [page, "/a/acme/profile/security", "/a/acme/profile/history"] {
        let later = portal.get(path).header("cookie", &anna).send().await.unwrap().text().await.unwrap();
        assert!(!later.contains(code), "{path}");
    }
}

#[tokio::test]
async fn a_link_to_a_new_address_after_it_changed_again() {
    let mut server = MailServer::start().await.unwrap();
    let url = server.url();
    let portal = Portal::start_with(|origin| Mailer::smtp(origin, &url, "portal@portal.example").unwrap()).await;
    portal.account("acme").await;
    let holder = portal.sign_in(HOLDER).await;
    let mut links = Vec::new();
    for new in ["one@elsewhere.example", "two@elsewhere.example"] {
        let fields = [("account", "acme"), ("new_email", new), ("current_password", PASSWORD)];
        let asked =
            portal.call("/api/security/ask_email", &fields).header("cookie", &holder).header("host", "evil.example");
        assert_eq!(asked.send().await.unwrap().status(), StatusCode::OK);
        portal.deliver().await;
        let mails: Vec<_> = server.arrived().into_iter().collect();
        assert!(mails.iter().all(|mail| !mail.raw.contains("evil")), "links are built from the configured address");
        links.push(mails.iter().find_map(|mail| link_in(&portal, &text(&mail.raw), "/change-email/")).unwrap());
    }
    // A program that looks into mail uses nothing up.
    for _ in 0..2 {
        assert_eq!(portal.get(&links[1]).send().await.unwrap().status(), StatusCode::OK);
    }
    assert_eq!(portal.plain_form(&links[1], &[]).send().await.unwrap().status(), StatusCode::SEE_OTHER);
    for link in &links {
        assert_eq!(portal.plain_form(link, &[]).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(portal.id("select email from logins").await, "two@elsewhere.example");
    assert_eq!(portal.id("select handle from users").await, "two@elsewhere.example");
    // Followed without her session, that ended too.
    let answer = portal.get("/a/acme/profile").header("cookie", &holder).send().await.unwrap();
    assert!(answer.status().is_redirection());
}

fn text(raw: &str) -> String {
    mail_parser::MessageParser::default().parse(raw.as_bytes()).unwrap().body_text(0).unwrap().into_owned()
}

/// The path of the link below `path` in a mail.
fn link_in(portal: &Portal, text: &str, path: &str) -> Option<String> {
    let (_, rest) = text.split_once(&portal.url(path))?;
    Some(format!("{path}{}", rest.split_whitespace().next()?))
}

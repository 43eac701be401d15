//! The application as an attacker or a careless client meets it: every server function that there is, forms that are
//! refused, and where one is sent after signing in.

use std::collections::BTreeSet;

use crate::support::{PASSWORD, Portal, header_of};
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::StatusCode;

/// A page, the function that its form is sent to, and the fields.
type Sent<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

const HOLDER: &str = "holder@acme.example";

/// What may be called without a session.
pub const FOR_EVERYBODY: [&str; 5] = [
    "/api/profile/time_zones",
    "/api/session/enter_code",
    "/api/session/sign_in",
    "/api/session/sign_out",
    "/api/theme/choose",
];

const NOWHERE: &str = "019a0000-0000-7000-8000-000000000000";

/// A value for every field of every function, so that each gets past its form. A function that needs another field
/// adds it here.
pub const FIELDS: &[(&str, &str)] = &[
    ("account", "acme"),
    ("user", NOWHERE),
    ("group", NOWHERE),
    ("parent", NOWHERE),
    ("to", NOWHERE),
    ("version", "1"),
    ("name", "Name"),
    ("contact[full_name]", "Name"),
    ("contact[version]", "1"),
    ("company[company]", "Name"),
    ("company[version]", "1"),
    ("email", HOLDER),
    ("password", "not the password"),
    ("current_password", "not the password"),
    ("new_password", "seven lamps under the harbour"),
    ("your_password", "not the password"),
    ("theme", "dark"),
    ("next", "/"),
    ("who", HOLDER),
    ("level", "viewer"),
    ("until", "2999-12-31"),
    ("grant", NOWHERE),
    ("deputy", NOWHERE),
    ("relocation", NOWHERE),
    ("offer", NOWHERE),
    ("confirm", "acme"),
    ("api_key", NOWHERE),
    ("webhook", NOWHERE),
    ("message", NOWHERE),
    ("url", "https://example.com/portico"),
    ("days", "90"),
    ("scopes[]", "account:read"),
    ("events[]", "company.edited"),
    ("invoice", NOWHERE),
    ("payment", NOWHERE),
    ("key", NOWHERE),
    ("amount", "1"),
    ("pay_with", "4242424242424242"),
    ("answer", "yes"),
    ("session", NOWHERE),
    ("code", "123456"),
    ("new_email", "new@acme.example"),
    ("login[email]", "new@acme.example"),
    ("login[full_name]", "Name"),
    ("confirm_password", "seven lamps under the harbour"),
    ("recipient", NOWHERE),
    ("person[first_name]", "First"),
    ("person[last_name]", "Last"),
    ("person[email]", "new@books.example"),
    ("person[country]", "SE"),
    ("ticked[of-019a0000-0000-7000-8000-000000000000][invoice_created]", "true"),
    ("lists[product-news]", "true"),
    ("licence", NOWHERE),
    ("activation", NOWHERE),
    ("machine", "gate-7"),
    ("product", NOWHERE),
    ("order", NOWHERE),
];

/// Every server function that is linked into the server, with its method.
pub fn functions() -> Vec<(&'static str, Method)> {
    let mut functions: Vec<_> = server_fn_paths().collect();
    functions.sort_by_key(|(path, _)| *path);
    functions
}

fn changing() -> Vec<&'static str> {
    let changing: Vec<_> =
        functions().into_iter().filter(|(_, method)| *method == Method::POST).map(|(path, _)| path).collect();
    assert!(changing.len() >= 10, "{changing:?}");
    changing
}

async fn with_account() -> Portal {
    let portal = Portal::start().await;
    portal.account("acme").await;
    portal
}

async fn root(portal: &Portal, cookie: &str) -> String {
    let page = portal.get("/a/acme/users").header("cookie", cookie).send().await.unwrap().text().await.unwrap();
    let (_, rest) = page.split_once("/a/acme/groups/").unwrap();
    rest[..36].to_owned()
}

#[test]
fn functions_either_read_or_change() {
    let methods: BTreeSet<String> = functions().into_iter().map(|(_, method)| method.to_string()).collect();
    assert_eq!(methods, BTreeSet::from(["GET".to_owned(), "POST".to_owned()]));
    let known: Vec<_> = functions().into_iter().map(|(path, _)| path).collect();
    for path in FOR_EVERYBODY {
        assert!(known.contains(&path), "{path} is no function any more");
    }
}

#[tokio::test]
async fn another_site_can_change_nothing() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    for path in changing() {
        for site in ["cross-site", "same-site"] {
            let form = portal.form("/", path, FIELDS).header("cookie", &cookie);
            let mut request = form.build().unwrap();
            request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
            request.headers_mut().insert("origin", "https://evil.example".parse().unwrap());
            let answer = reqwest::Client::new().execute(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{site} {path}");
            assert_eq!(header_of(&answer, "set-cookie"), "", "{site} {path}");
            assert!(answer.text().await.unwrap().contains("another site"), "{site} {path}");
        }
    }
}

#[tokio::test]
async fn an_address_alone_changes_nothing() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    for path in changing() {
        for accept in ["text/html", "application/json"] {
            let get = portal.get(path).query(FIELDS).header("cookie", &cookie).header("accept", accept);
            let answer = get.send().await.unwrap();
            let refused = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&answer.status());
            assert!(refused, "GET {path} as {accept}: {}", answer.status());
            assert_eq!(header_of(&answer, "set-cookie"), "", "{path}");
        }
    }
}

#[tokio::test]
async fn without_a_session_nothing_is_told() {
    let portal = with_account().await;
    for (path, method) in functions() {
        if FOR_EVERYBODY.contains(&path) {
            continue;
        }
        for cookie in ["", "__Host-session=bm90IGEgc2Vzc2lvbiBub3QgYSBzZXNzaW9uIG5vdCE", "__Host-session=;"] {
            let request = match method {
                Method::GET => portal.get(path).query(FIELDS),
                _ => portal.call(path, FIELDS),
            };
            let mut request = request.header("cookie", cookie).build().unwrap();
            request.headers_mut().insert("accept", "application/json".parse().unwrap());
            let answer = reqwest::Client::new().execute(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path} with “{cookie}”");
            assert_eq!(answer.text().await.unwrap(), r#"{"problem":"sign_in_required"}"#, "{path}");
        }
        // A browser without the script is led to sign in, and back.
        if method == Method::POST {
            let answer = portal.form("/a/acme/users?q=a", path, FIELDS).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
            assert_eq!(header_of(&answer, "location"), "/sign-in?next=%2Fa%2Facme%2Fusers%3Fq%3Da", "{path}");
        }
    }
}

#[tokio::test]
async fn pages_without_a_session_lead_to_sign_in_and_back() {
    let portal = with_account().await;
    for path in [
        "/",
        "/accounts",
        "/a/acme",
        "/a/acme/users?q=a%26b",
        "/a/acme/profile",
        "/a/acme/ownership",
        "/a/acme/history",
        "/a/acme/history/export.csv?action=group.added",
        "/a/nobody/users",
    ] {
        let answer = portal.get(path).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        let location = header_of(&answer, "location");
        assert!(location.starts_with("/sign-in?next=%2F"), "{path}: {location}");
    }
    let answer = portal.get("/a/acme/users?q=a%26b").send().await.unwrap();
    assert_eq!(header_of(&answer, "location"), "/sign-in?next=%2Fa%2Facme%2Fusers%3Fq%3Da%2526b");
}

#[tokio::test]
async fn a_history_is_taken_away_whole_as_a_file() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let group = root(&portal, &cookie).await;
    // More than one page of what is read at a time.
    for number in 0..510 {
        let name = format!("=HYPERLINK({number})");
        let fields = [("account", "acme"), ("parent", &*group), ("name", &*name)];
        let added = portal.call("/api/group/add", &fields).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(added.status(), StatusCode::OK, "{name}");
    }
    let path = "/a/acme/history/export.csv";
    let answer = portal.get(path).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(header_of(&answer, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header_of(&answer, "content-disposition"), "attachment; filename=\"history-acme.csv\"");
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    let file = answer.text().await.unwrap();
    assert_eq!(file.lines().count(), 1 + 510 + 1);
    assert_eq!(file.matches(",'=HYPERLINK(").count(), 510, "formulas are neutralised");
    assert_eq!(file.matches("time,actor").count(), 1);

    let only = format!("{path}?action=account.created");
    let answer = portal.get(&only).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    assert_eq!(answer.lines().count(), 2);
    for hidden in ["/a/nobody/history/export.csv", &format!("{path}?group={NOWHERE}"), &format!("{path}?user=x")] {
        let answer = portal.get(hidden).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{hidden}");
        assert_eq!(header_of(&answer, "content-disposition"), "", "{hidden}");
    }
}

#[tokio::test]
async fn signing_in_leads_to_this_site_only() {
    let portal = with_account().await;
    let sent_to = async |next: &str| {
        let fields = [("email", HOLDER), ("password", PASSWORD), ("next", next)];
        let answer = portal.form("/sign-in", "/api/session/sign_in", &fields).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{next:?}");
        header_of(&answer, "location")
    };
    assert_eq!(sent_to("/a/acme/users?open=1").await, "/a/acme/users?open=1");
    let bad = [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: a=b",
        " //evil.example",
        "evil.example",
        "http:evil.example",
        "",
    ];
    for next in bad {
        assert_eq!(sent_to(next).await, "/", "{next:?}");
    }
}

#[tokio::test]
async fn an_unknown_address_answers_as_a_wrong_password() {
    let portal = with_account().await;
    let answer = async |email: &str, json: bool| {
        let fields = [("email", email), ("password", "not the password"), ("next", "")];
        let request = match json {
            true => portal.call("/api/session/sign_in", &fields),
            false => portal.form("/sign-in", "/api/session/sign_in", &fields),
        };
        let answer = request.send().await.unwrap();
        let mut names: Vec<String> = answer.headers().keys().map(ToString::to_string).collect();
        names.sort();
        let status = answer.status();
        // What differs between any two pages: the nonce, and what was typed.
        let policy = header_of(&answer, "content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        let body = answer.text().await.unwrap().replace(&nonce, "nonce").replace(email, "email");
        (status, names, body)
    };
    for json in [false, true] {
        let wrong = answer(HOLDER, json).await;
        let unknown = answer("nobody@acme.example", json).await;
        assert_eq!(wrong.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.2.contains("The email address or the password is not right."), "{}", wrong.2);
        assert_eq!(wrong, unknown);
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let large = "x".repeat(300 << 10);
    for path in changing() {
        let fields = [FIELDS, &[("description", large.as_str())]].concat();
        for request in [portal.form("/", path, &fields), portal.call(path, &fields)] {
            let status = request.header("cookie", &cookie).send().await.unwrap().status();
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        }
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_without_its_password() {
    let portal = with_account().await;
    let secret = "correct horse battery staple";
    let fields =
        [("email", "somebody@acme.example"), ("password", secret), ("new_password", secret), ("next", "/a/acme/users")];
    let answer = portal.form("/sign-in", "/api/session/sign_in", &fields).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    let page = answer.text().await.unwrap();
    assert!(page.contains(r#"value="somebody@acme.example""#), "what was typed is there");
    assert!(page.contains(r#"value="/a/acme/users""#), "and where it leads");
    assert!(page.contains("<title>Error: Sign in"), "{page}");
    assert!(!page.contains(secret) && !page.contains("correct+horse") && !page.contains("correct%20horse"), "{page}");
}

#[tokio::test]
async fn what_was_typed_never_becomes_markup() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let group = root(&portal, &cookie).await;
    let attacks = [
        r#""><script>alert(1)</script>"#,
        "</textarea><script>alert(1)</script>",
        "</select></title><script>alert(1)</script>",
        r#"' onfocus="alert(1)" autofocus x='"#,
        "</script><script>alert(1)</script>",
        "<!--<script>alert(1)",
    ];
    for attack in attacks {
        // Each form with one fault at least, so that it comes back.
        let long = format!("{attack}{}", "x".repeat(1001));
        let add = [
            ("account", "acme"),
            ("parent", &*group),
            ("name", &*format!("{attack}/")),
            ("description", &*long),
            ("billing_code", &*long),
        ];
        let contact = [
            ("account", "acme"),
            ("contact[full_name]", &*long),
            ("contact[phone]", attack),
            ("contact[phone_country]", attack),
            ("contact[language]", attack),
            ("contact[time_zone]", attack),
            ("contact[version]", "1"),
        ];
        let company = [
            ("account", "acme"),
            ("company[company]", &*long),
            ("company[address]", &*long),
            ("company[country]", attack),
            ("company[tax_id]", &*long),
            ("company[version]", "1"),
        ];
        let sign_in = [("email", attack), ("password", attack), ("next", attack)];
        let forms: [Sent; 4] = [
            (&format!("/a/acme/groups/{group}/add"), "/api/group/add", &add),
            ("/a/acme/profile/contact", "/api/profile/edit_contact", &contact),
            ("/a/acme/profile/company", "/api/profile/edit_company", &company),
            ("/sign-in", "/api/session/sign_in", &sign_in),
        ];
        for (page, function, fields) in forms {
            let answer = portal.form(page, function, fields).header("cookie", &cookie).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{function} with {attack}");
            let html = answer.text().await.unwrap();
            for raw in ["<script>alert(1)", "=\"' onfocus=\"alert"] {
                assert!(!html.contains(raw), "{function} with {attack}: {raw}");
            }
            assert!(html.contains("alert(1)"), "{function} with {attack}: what was typed is not there");
        }
    }

    // What is stored and shown to others.
    let name = "<script>alert(1)<\u{2215}script>\"'&amp;";
    let fields = [
        ("account", "acme"),
        ("parent", &*group),
        ("name", name),
        ("description", "</textarea><script>alert(1)</script>"),
        ("billing_code", "<img src=x onerror=alert(1)>"),
    ];
    let answer =
        portal.form("/a/acme/users", "/api/group/add", &fields).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let own = header_of(&answer, "location").split('?').next().unwrap().to_owned();
    let person = "</title><script>alert(1)</script>";
    let fields = [("account", "acme"), ("contact[full_name]", person), ("contact[version]", "1")];
    let answer = portal
        .form("/a/acme/profile", "/api/profile/edit_contact", &fields)
        .header("cookie", &cookie)
        .send()
        .await
        .unwrap();
    assert_eq!(header_of(&answer, "location"), "/a/acme/profile?done=profile-saved");
    let users = portal.get("/a/acme/users").header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    let holder = format!("/a/acme/users/{}", &users.split_once("/a/acme/users/").unwrap().1[..36]);
    let search = "/a/acme/users?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let (mover, searching) = (format!("{holder}/move"), format!("{own}/move?search=%22%3E%3Cscript%3Ealert(1)"));
    for path in [
        "/a/acme/users",
        &holder,
        &mover,
        "/a/acme/profile",
        "/a/acme/profile/contact",
        &searching,
        search,
        &own,
        &format!("{own}/edit"),
        &format!("{own}/move"),
        &format!("{own}/delete"),
    ] {
        let answer = portal.get(path).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let html = answer.text().await.unwrap();
        assert!(html.contains("alert(1)"), "{path} does not show it");
        for raw in ["<script>alert(1)", "<img src=x"] {
            let around = html.split_once(raw).map(|(before, after)| {
                let start = before.len() - before.chars().rev().take(60).map(char::len_utf8).sum::<usize>();
                format!("{}{raw}{}", &before[start..], after.chars().take(60).collect::<String>())
            });
            assert_eq!(around, None, "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_answered_however_many_ask() {
    let portal = with_account().await;
    let cookie = portal.sign_in(HOLDER).await;
    let group = root(&portal, &cookie).await;
    let users = portal.get("/a/acme/users").header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    let holder = &users.split_once("/a/acme/users/").unwrap().1[..36];
    let (add, mover) = (format!("/a/acme/groups/{group}/add"), format!("/a/acme/users/{holder}/move"));
    for path in ["/a/acme/users", "/a/acme/profile", &add, &mover] {
        let mut failed = 0;
        for _ in 0..40 {
            // Each on a connection of its own: a client tries again by itself when one that it kept is closed.
            let asked: Vec<_> = (0..8)
                .map(|_| {
                    let request = portal.get(path).header("cookie", &cookie).build().unwrap();
                    tokio::spawn(async move {
                        reqwest::Client::new().execute(request).await?.error_for_status()?.text().await
                    })
                })
                .collect();
            for answer in asked {
                failed += usize::from(!answer.await.unwrap().is_ok_and(|page| page.contains("</html>")));
            }
        }
        assert_eq!(failed, 0, "of 320 requests for {path}");
    }
}

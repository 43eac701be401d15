//! Attacks by way of passwords and sessions: what an insider with a browser of their own would try.

use crate::application::{FIELDS, FOR_EVERYBODY, functions};
use crate::support::{PASSWORD, Portal, header_of};
use http::Method;
use reqwest::{Response, StatusCode};

const ACCOUNT: &str = "nordic-freight";
const ANNA: &str = "anna.berg@nordicfreight.example";
const BO: &str = "bo.ek@nordicfreight.example";
const EVA: &str = "eva.lind@nordicfreight.example";
const JON: &str = "jon.vik@nordicfreight.example";
const PLANTED: &str = "seven lamps under the harbour";
const OWN: &str = "nobody else guesses this one";

/// What may be called with a password that somebody else set: nothing of an account.
const BEFORE_ONES_OWN: [&str; 2] = ["/api/session/change_password", "/api/session/plan_password"];

/// The demo's company: Anna administers Operations, in which Bo works; Eva holds the account, and another one.
async fn nordic() -> Portal {
    let portal = Portal::start().await;
    backend::demo::demo(&portal.portico, PASSWORD).await.unwrap();
    portal
}

impl Portal {
    async fn user(&self, email: &str) -> String {
        let sql =
            "select u.id::text from users u join accounts a on a.id = u.account_id where u.handle = $1 and a.slug = $2";
        sqlx::query_scalar(sql).bind(email).bind(ACCOUNT).fetch_one(self.owner()).await.unwrap()
    }

    async fn group(&self, name: &str) -> String {
        let sql =
            "select g.id::text from groups g join accounts a on a.id = g.account_id where g.name = $1 and a.slug = $2";
        sqlx::query_scalar(sql).bind(name).bind(ACCOUNT).fetch_one(self.owner()).await.unwrap()
    }

    async fn logins(&self) -> String {
        let sql = "select string_agg(l::text, E'\\n' order by l.id) from logins l";
        sqlx::query_scalar(sql).fetch_one(self.owner()).await.unwrap()
    }

    async fn do_as(&self, cookie: &str, function: &str, fields: &[(&str, &str)]) -> Response {
        self.call(function, fields).header("cookie", cookie).send().await.unwrap()
    }

    async fn set_password(&self, cookie: &str, user: &str, password: &str) -> StatusCode {
        let fields = [("account", ACCOUNT), ("user", user), ("new_password", password)];
        self.do_as(cookie, "/api/user/set_password", &fields).await.status()
    }

    async fn sign_in_with(&self, email: &str, password: &str) -> Option<String> {
        let fields = [("email", email), ("password", password), ("next", "/")];
        let answer = self.call("/api/session/sign_in", &fields).send().await.unwrap();
        answer.status().is_success().then(|| session_of(&answer))
    }

    /// How the profile answers to this session.
    async fn profile(&self, cookie: &str) -> StatusCode {
        let answer = self.get("/api/profile/view").query(&[("account", ACCOUNT)]);
        answer.header("cookie", cookie).header("accept", "application/json").send().await.unwrap().status()
    }
}

/// The session's cookie that an answer sets.
fn session_of(answer: &Response) -> String {
    let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs = cookies.filter_map(|cookie| cookie.split(';').next());
    pairs.find(|pair| pair.starts_with("__Host-session=")).unwrap().to_owned()
}

#[tokio::test]
async fn a_session_that_survives_a_password_change() {
    let portal = nordic().await;
    let anna = portal.sign_in(ANNA).await;
    let thief = portal.sign_in(BO).await;
    assert_eq!(portal.profile(&thief).await, StatusCode::OK);
    assert_eq!(portal.set_password(&anna, &portal.user(BO).await, PLANTED).await, StatusCode::OK);
    assert_eq!(portal.profile(&thief).await, StatusCode::UNAUTHORIZED, "an administrator set it");
    assert_eq!(portal.sign_in_with(BO, PASSWORD).await, None);

    let bo = portal.sign_in_with(BO, PLANTED).await.unwrap();
    let other = portal.sign_in_with(BO, PLANTED).await.unwrap();
    let fields = [("new_password", OWN), ("next", "/")];
    let answer = portal.do_as(&bo, "/api/session/change_password", &fields).await;
    let mine = session_of(&answer);
    assert!(answer.status().is_success() && mine != bo);
    assert_eq!(portal.profile(&mine).await, StatusCode::OK);
    for ended in [&bo, &other] {
        assert_eq!(portal.profile(ended).await, StatusCode::UNAUTHORIZED, "Bo changed it");
    }
    assert_eq!(portal.sign_in_with(BO, PLANTED).await, None);
}

#[tokio::test]
async fn planting_a_temporary_password_before_a_promotion() {
    let portal = nordic().await;
    let (anna, eva) = (portal.sign_in(ANNA).await, portal.sign_in(EVA).await);
    let (bo, root) = (portal.user(BO).await, portal.group("Nordic Freight").await);
    assert_eq!(portal.set_password(&anna, &bo, PLANTED).await, StatusCode::OK);
    let waiting = portal.sign_in_with(BO, PLANTED).await.unwrap();
    let fields = [("account", ACCOUNT), ("group", &*root), ("who", BO), ("level", "administrator")];
    assert!(portal.do_as(&eva, "/api/access/give_group", &fields).await.status().is_success());
    assert_eq!(portal.sign_in_with(BO, PLANTED).await, None, "the password that was planted is worth nothing");
    let fields = [("new_password", OWN), ("next", "/")];
    let answer = portal.do_as(&waiting, "/api/session/change_password", &fields).await;
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "and neither is what was begun with it");
    assert_eq!(portal.set_password(&anna, &bo, PLANTED).await, StatusCode::FORBIDDEN, "he is stronger than her now");
}

#[tokio::test]
async fn setting_the_password_of_somebody_stronger() {
    let portal = nordic().await;
    let anna = portal.sign_in(ANNA).await;
    let bo = portal.user(BO).await;
    let before = portal.logins().await;
    for (email, expected) in [(EVA, StatusCode::NOT_FOUND), (JON, StatusCode::NOT_FOUND), (ANNA, StatusCode::FORBIDDEN)]
    {
        assert_eq!(portal.set_password(&anna, &portal.user(email).await, PLANTED).await, expected, "{email}");
    }
    for sql in [
        "update users set roles = '{pay_invoices}' where handle = $1",
        "update users set roles = '{}', suspended_at = now() where handle = $1",
    ] {
        sqlx::query(sql).bind(BO).execute(portal.owner()).await.unwrap();
        assert_eq!(portal.set_password(&anna, &bo, PLANTED).await, StatusCode::FORBIDDEN, "{sql}");
    }
    assert_eq!(portal.logins().await, before);
}

#[tokio::test]
async fn setting_the_password_of_another_companys_person() {
    let portal = nordic().await;
    let (anna, bo) = (portal.sign_in(ANNA).await, portal.user(BO).await);
    let sql = "insert into users (account_id, id, group_id, kind, handle, handle_key, login_id, created_at)
               select a.id, gen_random_uuid(), a.root_group_id, 'person', l.email, l.email_key, l.id, now()
               from accounts a, logins l where a.slug = 'kubernetes' and l.email = $1";
    sqlx::query(sql).bind(BO).execute(portal.owner()).await.unwrap();
    let before = portal.logins().await;
    assert_eq!(portal.set_password(&anna, &bo, PLANTED).await, StatusCode::FORBIDDEN);
    let page = portal.get(&format!("/a/{ACCOUNT}/users/{bo}/password")).header("cookie", &anna).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::FORBIDDEN);
    assert!(page.text().await.unwrap().contains("signs in to other accounts too"));
    assert_eq!(portal.logins().await, before);
    assert!(portal.sign_in_with(BO, PASSWORD).await.is_some());
}

#[tokio::test]
async fn a_generic_update_that_bypasses_a_denied_password_reset() {
    let portal = nordic().await;
    let (anna, jon) = (portal.sign_in(ANNA).await, portal.user(JON).await);
    let (bo, operations) = (portal.user(BO).await, portal.group("Operations").await);
    let login: String = sqlx::query_scalar("select id::text from logins where email = $1")
        .bind(JON)
        .fetch_one(portal.owner())
        .await
        .unwrap();
    let planted = [
        ("password", PLANTED),
        ("new_password", PLANTED),
        ("password_hash", "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAA"),
        ("password_until", "2999-12-31"),
        ("login", &login),
        ("login_id", &login),
        ("email", "anna.own@elsewhere.example"),
        ("handle", "anna.own@elsewhere.example"),
        ("contact[email]", "anna.own@elsewhere.example"),
        ("contact[password]", PLANTED),
        ("contact[login_id]", &login),
        ("roles", "make_purchases"),
        ("holder", &bo),
    ];
    let before = portal.logins().await;
    let elevated = "select count(*) from users where roles <> '{}' or handle like '%elsewhere%'";
    let others: i64 = sqlx::query_scalar(elevated).fetch_one(portal.owner()).await.unwrap();
    let contact: &[(&str, &str)] = &[("contact[full_name]", "Anna Berg"), ("contact[version]", "1")];
    let group = [("group", &*operations), ("parent", &*operations)];
    let forms: [(&str, &[(&str, &str)]); 7] = [
        ("/api/profile/edit_contact", contact),
        ("/api/user/suspend", &[("user", &bo)]),
        ("/api/user/resume", &[("user", &bo)]),
        ("/api/access/give_group", &[group[0], ("who", BO), ("level", "viewer")]),
        ("/api/deputy/appoint", &[("who", BO), ("until", "2999-12-31")]),
        ("/api/group/add", &[group[1], ("name", "New")]),
        ("/api/group/edit", &[group[0], ("name", "Operations"), ("version", "1")]),
    ];
    for (function, fields) in forms {
        let fields = [&[("account", ACCOUNT)], fields, &planted].concat();
        let answer = portal.do_as(&anna, function, &fields).await;
        let ours = answer.status().is_success() || answer.status() == StatusCode::FORBIDDEN;
        assert!(ours, "{function}: {}", answer.status());
    }
    for (user, expected) in [(&jon, StatusCode::NOT_FOUND)] {
        assert_eq!(portal.set_password(&anna, user, PLANTED).await, expected);
    }
    assert_eq!(portal.logins().await, before);
    let after: i64 = sqlx::query_scalar(elevated).fetch_one(portal.owner()).await.unwrap();
    assert_eq!(after, others, "nobody got a role or an address by it");
}

#[tokio::test]
async fn anything_but_choosing_ones_own_with_a_planted_password() {
    let portal = nordic().await;
    let anna = portal.sign_in(ANNA).await;
    assert_eq!(portal.set_password(&anna, &portal.user(BO).await, PLANTED).await, StatusCode::OK);
    let bo = portal.sign_in_with(BO, PLANTED).await.unwrap();
    let (function, page) = ("/password?next=%2Fa%2Fnordic-freight%2Fusers%3Fq%3Da", "/a/nordic-freight/users?q=a");
    let mut fields = FIELDS.to_vec();
    fields[0] = ("account", ACCOUNT);
    for (path, method) in functions() {
        if FOR_EVERYBODY.contains(&path) || BEFORE_ONES_OWN.contains(&path) {
            continue;
        }
        let request = match method {
            Method::GET => portal.get(path).query(&fields),
            _ => portal.call(path, &fields),
        };
        let answer = request.header("cookie", &bo).header("accept", "application/json").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.text().await.unwrap(), r#"{"problem":"password_change_required"}"#, "{path}");
        if method == Method::POST {
            let answer = portal.form(page, path, &fields).header("cookie", &bo).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
            assert_eq!(header_of(&answer, "location"), function, "{path}");
        }
    }
    for path in [
        "/",
        "/accounts",
        "/a/nordic-freight",
        page,
        "/a/nordic-freight/profile",
        "/a/nordic-freight/profile/password",
        "/a/nordic-freight/history",
        "/a/nordic-freight/history/export.csv",
    ] {
        let answer = portal.get(path).header("cookie", &bo).send().await.unwrap();
        assert!(answer.status().is_redirection(), "{path}: {}", answer.status());
        assert!(header_of(&answer, "location").starts_with("/password"), "{path}: {}", header_of(&answer, "location"));
        assert!(!answer.text().await.unwrap().contains("Gothenburg"), "{path}");
    }
    let answer = portal.get("/password").header("cookie", &bo).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.text().await.unwrap().contains("Choose your password"));
}

#[tokio::test]
async fn reading_a_password_that_was_shown_once() {
    let portal = nordic().await;
    let (anna, bo) = (portal.sign_in(ANNA).await, portal.user(BO).await);
    let page = format!("/a/{ACCOUNT}/users/{bo}/password");
    let fields = [("account", ACCOUNT), ("user", &*bo), ("new_password", PLANTED)];
    let answer = portal.form(&page, "/api/user/set_password", &fields).header("cookie", &anna).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "the answer itself shows it");
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    assert!(answer.text().await.unwrap().contains(PLANTED));
    let sql =
        "select (select string_agg(v::text, '') from audit_values v) || (select string_agg(l::text, '') from logins l)";
    let kept: String = sqlx::query_scalar(sql).fetch_one(portal.owner()).await.unwrap();
    assert!(!kept.contains(PLANTED));
    for path in [&*page, "/a/nordic-freight/users", &format!("/a/{ACCOUNT}/users/{bo}/history")] {
        let shown = portal.get(path).header("cookie", &anna).send().await.unwrap().text().await.unwrap();
        assert!(!shown.contains(PLANTED), "{path}");
    }
    // What was refused is not shown either.
    let fields = [("account", ACCOUNT), ("user", &*bo), ("new_password", "horse battery")];
    let answer = portal.form(&page, "/api/user/set_password", &fields).header("cookie", &anna).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let shown = answer.text().await.unwrap();
    assert!(shown.contains("13 characters") && !shown.contains("horse"), "{shown}");
}

#[tokio::test]
async fn using_a_session_that_was_left_open() {
    let portal = nordic().await;
    let anna = portal.sign_in(ANNA).await;
    let (bo, operations) = (portal.user(BO).await, portal.group("Operations").await);
    sqlx::query("update sessions set confirmed_at = confirmed_at - interval '15 minutes'")
        .execute(portal.owner())
        .await
        .unwrap();
    let before = portal.logins().await;
    let give: &[(&str, &str)] = &[("group", &operations), ("who", BO), ("level", "viewer")];
    let forms: [(&str, &[(&str, &str)]); 3] = [
        ("/api/user/set_password", &[("user", &bo), ("new_password", PLANTED)]),
        ("/api/access/give_group", give),
        ("/api/deputy/appoint", &[("who", BO), ("until", "2999-12-31")]),
    ];
    for (function, fields) in forms {
        for own in ["", "a guess at her password"] {
            let fields = [&[("account", ACCOUNT), ("your_password", own)], fields].concat();
            let answer = portal.do_as(&anna, function, &fields).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{function}");
            assert!(answer.text().await.unwrap().contains(r#""field":"your_password""#), "{function}");
        }
    }
    assert_eq!(portal.logins().await, before);
    // Without the script the page comes back with the field, and with what was typed but for the password.
    let page = format!("/a/{ACCOUNT}/groups/{operations}/access");
    let fields = [&[("account", ACCOUNT), ("your_password", "a guess at her password")], give].concat();
    let answer = portal.form(&page, "/api/access/give_group", &fields).header("cookie", &anna).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let shown = answer.text().await.unwrap();
    assert!(shown.contains(r#"name="your_password""#) && shown.contains(&format!(r#"value="{BO}""#)));
    assert!(!shown.contains("a guess at her password"));
    let fields = [&[("account", ACCOUNT), ("your_password", PASSWORD)], give].concat();
    assert!(portal.do_as(&anna, "/api/access/give_group", &fields).await.status().is_success());
}

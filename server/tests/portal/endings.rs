//! A right that ends, ends at once (access rule 9): the next page, the next server function and the next file are refused,
//! and a stream that is open closes.

use std::time::Duration;

use crate::support::{Portal, SecondFactor};
use backend::audit::AuditKey;
use backend::mail::Purpose;
use reqwest::{Response, StatusCode};
use uuid::Uuid;

const HOLDER: &str = "holder@acme.example";

/// Whose right ends.
const ANNA: &str = "anna@acme.example";

const GROUPS: &str = "path,description\nacme/Sales,\nacme/Sales/North,\nacme/Operations,\n";
const USERS: &str = "email,group,administers\n\
    anna@acme.example,acme/Sales,\n\
    eva@acme.example,acme/Operations,acme/Sales\n\
    bo@acme.example,acme/Sales/North,\n";

/// What only guards against waiting for ever: shorter than a stream waits when nobody tells it anything.
const FOR_EVER: Duration = Duration::from_secs(10);

/// How a right ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Revoked,
    Expires,
    Suspended,
    Deleted,
    MovedAway,
    SignedOut,
    PasswordSet,
    SessionExpires,
    GiverSuspended,
    GiverDeleted,
    DeputyEnded,
    DeputyExpires,
    SessionEnded,
    OtherSessionsEnded,
    SecondFactorSetUp,
    SecondFactorReset,
    SecondFactorRequired,
    AddressChanged,
}

struct Acme {
    portal: Portal,
    holder: String,
    north: String,
}

impl Acme {
    async fn start(listens: bool) -> Acme {
        let portal = if listens { Portal::start_listening().await } else { Portal::start().await };
        portal.account("acme").await;
        portal.import("acme", GROUPS, USERS).await;
        portal.give_password("anna@acme.example").await;
        portal.give_password("eva@acme.example").await;
        let holder = portal.sign_in(HOLDER).await;
        let north = portal.id("select id from groups where name = 'North'").await;
        Acme { portal, holder, north }
    }

    async fn done(&self, cookie: &str, function: &str, fields: &[(&str, &str)]) {
        let answer = self.portal.call(function, fields).header("cookie", cookie).send().await.unwrap();
        let (status, text) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, StatusCode::OK, "{function}: {text}");
    }

    async fn sql(&self, sql: &'static str) {
        sqlx::raw_sql(sql).execute(self.portal.owner()).await.unwrap();
    }

    async fn give(&self, cookie: &str, to: &str) {
        let sales = self.portal.id("select id from groups where name = 'Sales'").await;
        let fields = [("account", "acme"), ("group", &sales), ("who", to), ("level", "administrator")];
        self.done(cookie, "/api/access/give_group", &fields).await;
    }

    /// Lets Anna read the history of Sales and all below, in the way that `end` is about to end.
    async fn begin(&self, end: End) {
        let eva = self.portal.sign_in("eva@acme.example").await;
        match end {
            End::GiverSuspended | End::GiverDeleted => self.give(&eva, ANNA).await,
            End::DeputyEnded | End::DeputyExpires => {
                self.sql(
                    "insert into deputies select e.account_id, gen_random_uuid(), e.id, a.id, now() - interval '1 hour',
                         now() + interval '9 days', now()
                     from users e join users a on a.account_id = e.account_id and a.handle like 'anna%'
                     where e.handle like 'eva%'",
                )
                .await;
            }
            _ => self.give(&self.holder, ANNA).await,
        }
        // What ends by itself, ends soon after the stream has been opened: that waits for nothing else.
        match end {
            End::Expires => self.sql("update grants set expires_at = now() + interval '3 seconds' where expires_at is null and user_id = (select id from users where handle like 'anna%')").await,
            End::DeputyExpires => self.sql("update deputies set ends_at = now() + interval '3 seconds'").await,
            _ => {}
        }
    }

    async fn end(&self, end: End, cookie: &str) {
        let id = async |sql| self.portal.id(sql).await;
        let of = |field, value| [("account", "acme".to_owned()), (field, value)];
        let send = async |function: &str, fields: &[(&str, String)]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let who = if function == "/api/session/sign_out" { cookie } else { &self.holder };
            self.done(who, function, &fields).await;
        };
        let anna = id("select id from users where handle like 'anna%'").await;
        match end {
            End::Revoked => {
                let grant =
                    id("select g.id from grants g join users u on u.id = g.user_id where u.handle like 'anna%'").await;
                send("/api/access/revoke", &of("grant", grant)).await;
            }
            End::Suspended => send("/api/user/suspend", &of("user", anna)).await,
            End::Deleted => send("/api/user/delete", &of("user", anna)).await,
            End::GiverSuspended | End::GiverDeleted => {
                let eva = id("select id from users where handle like 'eva%'").await;
                let function = if end == End::GiverDeleted { "/api/user/delete" } else { "/api/user/suspend" };
                send(function, &of("user", eva)).await;
            }
            End::MovedAway => {
                let to = id("select id from groups where name = 'Operations'").await;
                let fields = [of("group", self.north.clone()).as_slice(), &[("to", to)]].concat();
                send("/api/group/move", &fields).await;
            }
            End::DeputyEnded => send("/api/deputy/end", &of("deputy", id("select id from deputies").await)).await,
            End::SignedOut => send("/api/session/sign_out", &[]).await,
            End::PasswordSet => {
                let password = ("new_password", "another long enough one".to_owned());
                send("/api/user/set_password", &[of("user", anna).as_slice(), &[password]].concat()).await;
            }
            End::SessionEnded | End::OtherSessionsEnded | End::SecondFactorSetUp => {
                // From another browser of hers.
                let elsewhere = self.portal.sign_in(ANNA).await;
                match end {
                    End::SecondFactorSetUp => drop(SecondFactor::set_up(&self.portal, &elsewhere).await),
                    End::SessionEnded => {
                        let session = id("select encode(sha256(token_hash), 'hex') from sessions s join logins l on l.id = s.login_id
                                          where l.email like 'anna%' order by s.created_at limit 1")
                        .await;
                        self.done(
                            &elsewhere,
                            "/api/security/end_session",
                            &[("account", "acme"), ("session", &session)],
                        )
                        .await;
                    }
                    _ => self.done(&elsewhere, "/api/security/end_sessions", &[("account", "acme")]).await,
                }
            }
            End::SecondFactorReset => send("/api/user/reset_factor", &of("user", anna)).await,
            End::SecondFactorRequired => {
                SecondFactor::set_up(&self.portal, &self.holder).await;
                send("/api/security/require_factor", &of("required", "true".to_owned())).await;
            }
            End::AddressChanged => {
                let token = backend::mail::link_token(&AuditKey::new([7; 32]), Purpose::ChangeEmail, Uuid::now_v7());
                let sql =
                    "insert into email_changes select $1, id, email_key, 'new@acme.example', credentials_changed_at,
                               now() + interval '1 hour' from logins where email like 'anna%'";
                sqlx::query(sql).bind(token.hash()).execute(self.portal.owner()).await.unwrap();
                let page = format!("/change-email/{}", token.secret());
                let answer = self.portal.plain_form(&page, &[]).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::SEE_OTHER);
            }
            End::SessionExpires | End::Expires | End::DeputyExpires => {}
        }
    }
}

/// Reads what a stream sends until it ends.
async fn rest(mut stream: Response) -> String {
    let mut text = String::new();
    while let Some(chunk) = tokio::time::timeout(FOR_EVER, stream.chunk()).await.expect("the stream ends").unwrap() {
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
    text
}

async fn ends_at_once(end: End, listens: bool) {
    let acme = Acme::start(listens).await;
    acme.begin(end).await;
    let cookie = acme.portal.sign_in(ANNA).await;
    if end == End::SecondFactorReset {
        SecondFactor::set_up(&acme.portal, &cookie).await;
    }
    if end == End::SessionExpires {
        acme.sql("update sessions set expires_at = now() + interval '3 seconds' where created_at = (select max(created_at) from sessions)").await;
    }
    let (page, function, stream) = (
        format!("/a/acme/groups/{}", acme.north),
        format!("/api/group/view?account=acme&group={}", acme.north),
        format!("/a/acme/history/news?group={}&since=019a0000-0000-7000-8000-000000000000", acme.north),
    );
    let ask = async |path: &str| acme.portal.get(path).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(ask(&page).await.status(), StatusCode::OK, "{end:?}");
    assert_eq!(ask(&function).await.status(), StatusCode::OK, "{end:?}");
    let open = ask(&stream).await;
    assert_eq!(open.status(), StatusCode::OK, "{end:?}");

    acme.end(end, &cookie).await;
    let said = rest(open).await;

    assert!(said.starts_with("event: count\n"), "{end:?}: {said}");
    assert!(said.contains("event: ended\n"), "{end:?}: {said}");
    for path in [&page, &function, &stream] {
        let refused = ask(path).await.status();
        let signed_out = matches!(
            end,
            End::SignedOut
                | End::Deleted
                | End::PasswordSet
                | End::SessionExpires
                | End::SessionEnded
                | End::OtherSessionsEnded
                | End::SecondFactorSetUp
                | End::SecondFactorReset
                | End::AddressChanged
        );
        let expected = match path {
            path if *path == page && end == End::SecondFactorRequired => refused.is_redirection(),
            _ if !signed_out => [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&refused),
            path if *path == page => refused == StatusCode::FOUND || refused == StatusCode::SEE_OTHER,
            _ => refused == StatusCode::UNAUTHORIZED,
        };
        assert!(expected, "{end:?}: {path} is answered with {refused}");
    }
}

macro_rules! endings {
    ($($name:ident: $end:ident),+ $(,)?) => {
        $(
            #[tokio::test]
            async fn $name() {
                ends_at_once(End::$end, true).await;
            }
        )+
    };
}

endings!(
    an_access_that_is_revoked: Revoked,
    an_access_that_expires: Expires,
    a_user_who_is_suspended: Suspended,
    a_user_who_is_deleted: Deleted,
    a_group_that_is_moved_away: MovedAway,
    a_session_that_is_signed_out: SignedOut,
    a_password_that_is_set_by_another: PasswordSet,
    a_session_that_expires: SessionExpires,
    an_access_whose_giver_is_suspended: GiverSuspended,
    an_access_whose_giver_is_deleted: GiverDeleted,
    a_deputy_who_is_dismissed: DeputyEnded,
    a_deputy_whose_time_is_over: DeputyExpires,
    a_session_that_is_ended_from_another: SessionEnded,
    all_other_sessions_that_are_ended: OtherSessionsEnded,
    a_second_factor_that_is_set_up_elsewhere: SecondFactorSetUp,
    a_second_factor_that_is_reset: SecondFactorReset,
    an_account_that_requires_a_second_factor: SecondFactorRequired,
    an_address_that_is_changed: AddressChanged,
);

/// The database cannot be listened to, as behind a pooler: streams ask by themselves.
#[tokio::test]
async fn without_hearing_the_database() {
    ends_at_once(End::Revoked, false).await;
}

/// How a role ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RoleEnd {
    /// The account holder takes it away.
    TakenAway,
    /// The account holder removes the login, which leaves the user.
    LoginRemoved,
    Suspended,
    /// Deleted and restored, the user comes back without it.
    Deleted,
    /// Everybody needs a second factor from now on, and the login has none.
    SecondFactorRequired,
}

/// What each role is used by: a page, a function that reads, one that changes something with its fields, and files.
struct Uses {
    role: &'static str,
    page: String,
    reads: &'static str,
    changes: (&'static str, Vec<(&'static str, String)>),
    files: Vec<String>,
}

async fn uses(portal: &Portal) -> [Uses; 3] {
    let invoice = portal.id("select id from invoices").await;
    let (product, licence) = (portal.id("select id from products").await, portal.id("select id from licences").await);
    let form = |fields: &[(&'static str, &str)]| {
        let account = [("account", "acme")];
        account.iter().chain(fields).map(|(name, value)| (*name, (*value).to_owned())).collect::<Vec<_>>()
    };
    let (attempt, amount) = (Uuid::now_v7().to_string(), "37500");
    [
        Uses {
            role: "pay_invoices",
            page: format!("/a/acme/invoices/{invoice}/pay"),
            reads: "/api/invoice/list?account=acme",
            changes: (
                "/api/payment/pay",
                form(&[("invoice", &invoice), ("key", &attempt), ("amount", amount), ("pay_with", "4242424242424242")]),
            ),
            files: vec![format!("/a/acme/invoices/{invoice}/invoice.pdf"), "/a/acme/invoices/export.csv".to_owned()],
        },
        Uses {
            role: "make_purchases",
            page: format!("/a/acme/products/{product}/order"),
            reads: "/api/product/catalogue?account=acme",
            changes: (
                "/api/order/place",
                form(&[("product", &product), ("quantity", "1"), ("agreed", "1"), ("attempt", &attempt)]),
            ),
            files: Vec::new(),
        },
        Uses {
            role: "activate_licenses",
            page: format!("/a/acme/licences/{licence}/activate"),
            reads: "/api/licence/list?account=acme",
            changes: ("/api/licence/activate", form(&[("licence", &licence), ("machine", "gate-9")])),
            files: Vec::new(),
        },
    ]
}

/// Each role is tried while it is there, ends, and is tried again: by what was open, and by an address that was kept.
async fn role_ends_at_once(end: RoleEnd) {
    let acme = Acme::start(false).await;
    let portal = &acme.portal;
    portal.invoice("acme").await;
    for sql in [
        "delete from payments",
        "insert into products (id, sku, name, kind, seats, created_at)
         values (gen_random_uuid(), 'ROUTES', 'Routes', 'licence', 1, now())",
        "insert into licences (account_id, id, product_id, key, seats, created_at)
         select a.id, gen_random_uuid(), p.id, '00000-00000-00000-00000-00001', 5, now() from accounts a cross join products p",
    ] {
        acme.sql(sql).await;
    }
    let anna = portal.id("select id from users where handle like 'anna%'").await;
    for Uses { role, page, reads, changes, files } in uses(portal).await {
        let cookie = portal.sign_in(ANNA).await;
        let ask = async |path: &str| portal.get(path).header("cookie", &cookie).send().await.unwrap().status();
        let edit = async |fields: &[(&str, &str)]| {
            let version = portal.id("select version from users where handle like 'anna%'").await;
            let about =
                [("account", "acme"), ("user", &*anna), ("login[full_name]", "Anna"), ("login[version]", &*version)];
            acme.done(&acme.holder, "/api/login/edit", &[about.as_slice(), fields].concat()).await;
        };
        edit(&[(&*format!("login[{role}]"), "true")]).await;
        let paths: Vec<&str> = [page.as_str(), reads].into_iter().chain(files.iter().map(String::as_str)).collect();
        for path in &paths {
            assert_eq!(ask(path).await, StatusCode::OK, "{end:?}: {path} with {role}");
        }

        match end {
            RoleEnd::TakenAway => edit(&[]).await,
            RoleEnd::LoginRemoved => {
                acme.done(&acme.holder, "/api/login/remove", &[("account", "acme"), ("user", &anna)]).await;
            }
            RoleEnd::Suspended => {
                acme.done(&acme.holder, "/api/user/suspend", &[("account", "acme"), ("user", &anna)]).await;
            }
            RoleEnd::Deleted => {
                acme.done(&acme.holder, "/api/user/delete", &[("account", "acme"), ("user", &anna)]).await;
            }
            RoleEnd::SecondFactorRequired => acme.sql("update accounts set second_factor_required = true").await,
        }

        for path in &paths {
            let refused = ask(path).await;
            let expected = match end {
                // A page leads to setting one up.
                RoleEnd::SecondFactorRequired if path.starts_with("/a/") => refused.is_redirection(),
                RoleEnd::Suspended => [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&refused),
                // Their login is left without an account, so its sessions end.
                RoleEnd::Deleted => refused.is_redirection() || refused == StatusCode::UNAUTHORIZED,
                _ => refused == StatusCode::FORBIDDEN,
            };
            assert!(expected, "{end:?}: {path} is answered with {refused}");
        }
        let (function, fields) = changes;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = portal.call(function, &fields).header("cookie", &cookie).send().await.unwrap().status();
        assert!(
            [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED].contains(&refused),
            "{end:?}: {function} answers {refused}"
        );
        let left = portal
            .id("select (select count(*) from payments) + (select count(*) from orders) + (select count(*) from activations)")
            .await;
        assert_eq!(left, "0", "{end:?}: {function} has done something");

        match end {
            RoleEnd::Suspended => {
                acme.done(&acme.holder, "/api/user/resume", &[("account", "acme"), ("user", &anna)]).await;
                edit(&[]).await;
            }
            RoleEnd::Deleted => {
                acme.done(&acme.holder, "/api/user/restore", &[("account", "acme"), ("user", &anna)]).await;
            }
            RoleEnd::SecondFactorRequired => {
                acme.sql("update accounts set second_factor_required = false").await;
                edit(&[]).await;
            }
            RoleEnd::TakenAway | RoleEnd::LoginRemoved => {}
        }
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away() {
    role_ends_at_once(RoleEnd::TakenAway).await;
}

#[tokio::test]
async fn a_role_of_a_login_that_is_removed() {
    role_ends_at_once(RoleEnd::LoginRemoved).await;
}

#[tokio::test]
async fn a_role_of_a_user_who_is_suspended() {
    role_ends_at_once(RoleEnd::Suspended).await;
}

#[tokio::test]
async fn a_role_of_a_user_who_is_deleted() {
    role_ends_at_once(RoleEnd::Deleted).await;
}

#[tokio::test]
async fn a_role_in_an_account_that_requires_a_second_factor() {
    role_ends_at_once(RoleEnd::SecondFactorRequired).await;
}

/// What is new is told as it happens, and to nobody who may not read it.
#[tokio::test]
async fn news_are_told() {
    let acme = Acme::start(true).await;
    acme.begin(End::Revoked).await;
    let cookie = acme.portal.sign_in(ANNA).await;
    let newest = acme.portal.id("select id from audit_log order by id desc limit 1").await;
    let stream = format!("/a/acme/history/news?group={}&since={newest}", acme.north);
    let mut open = acme.portal.get(&stream).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(open.headers()["content-type"], "text/event-stream");
    let mut next = async || {
        let chunk = tokio::time::timeout(FOR_EVER, open.chunk()).await.expect("something is told").unwrap().unwrap();
        String::from_utf8(chunk.to_vec()).unwrap()
    };
    assert_eq!(next().await, "event: count\ndata: 0\n\n");
    // What is done elsewhere is no news here: the next thing that is told is about North.
    let operations = acme.portal.id("select id from groups where name = 'Operations'").await;
    let describe = async |group: &str, name: &str| {
        let version = acme.portal.id("select version::text from groups where name = 'North'").await;
        let fields =
            [("account", "acme"), ("group", group), ("name", name), ("description", "New"), ("version", &version)];
        acme.done(&acme.holder, "/api/group/edit", &fields).await;
    };
    describe(&operations, "Operations").await;
    describe(&acme.north, "North").await;
    assert_eq!(next().await, "event: count\ndata: 1\n\n");
}

/// A stream tells nothing to whoever may not read the history.
#[tokio::test]
async fn who_may_not_read_is_told_nothing() {
    let acme = Acme::start(true).await;
    let anna = acme.portal.sign_in(ANNA).await;
    let since = "since=019a0000-0000-7000-8000-000000000000";
    for (path, cookie, status) in [
        (format!("/a/acme/history/news?{since}"), "", StatusCode::UNAUTHORIZED),
        (format!("/a/acme/history/news?{since}"), anna.as_str(), StatusCode::NOT_FOUND),
        (format!("/a/acme/history/news?group={}&{since}", acme.north), anna.as_str(), StatusCode::NOT_FOUND),
        (format!("/a/other/history/news?{since}"), acme.holder.as_str(), StatusCode::NOT_FOUND),
        ("/a/acme/history/news?since=x".to_owned(), acme.holder.as_str(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = acme.portal.get(&path).header("cookie", cookie).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
        assert_ne!(answer.headers()["content-type"], "text/event-stream", "{path}");
    }
    // One's own history is one's own.
    let own = format!("/a/acme/history/news?user=me&{since}");
    let open = acme.portal.get(&own).header("cookie", &anna).send().await.unwrap();
    assert_eq!(open.status(), StatusCode::OK);
}

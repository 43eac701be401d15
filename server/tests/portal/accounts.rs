//! Two accounts of the same shape: whatever is asked with the other one's ids is answered like ids of nothing, by every
//! server function that there is.

use std::collections::BTreeMap;

use crate::programs::{key_for, operator};
use crate::programs_shop::ALL;
use crate::support::Portal;
use domain::program::OperatorScope;
use http::Method;
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{RequestBuilder, StatusCode};
use uuid::Uuid;

/// How a function gets at what it is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum About {
    /// By ids in its fields: those of another account are ids of nothing.
    Ids,
    /// By the account alone, or by nothing: there is no id to try.
    Account,
}
use About::{Account, Ids};

/// Every server function. One that is missing here fails the test below: say how it gets at what it is about.
const FUNCTIONS: &[(&str, About)] = &[
    ("/api/access/give_group", Ids),
    ("/api/access/give_user", Ids),
    ("/api/access/group", Ids),
    ("/api/access/plan_revoke", Ids),
    ("/api/access/reach", Ids),
    ("/api/access/revoke", Ids),
    ("/api/access/suggest", Account),
    ("/api/access/user", Ids),
    ("/api/contact/add", Account),
    ("/api/contact/edit", Ids),
    ("/api/contact/list", Account),
    ("/api/contact/remove", Ids),
    ("/api/contact/view", Ids),
    ("/api/coverage/retry", Ids),
    ("/api/coverage/retry_own", Account),
    ("/api/coverage/save", Account),
    ("/api/coverage/state", Account),
    ("/api/coverage/view", Account),
    ("/api/deputy/appoint", Account),
    ("/api/deputy/end", Ids),
    ("/api/deputy/list", Account),
    ("/api/group/add", Ids),
    ("/api/group/delete", Ids),
    ("/api/group/edit", Ids),
    ("/api/group/move", Ids),
    ("/api/group/plan_move", Ids),
    ("/api/group/set", Ids),
    ("/api/group/settings", Ids),
    ("/api/group/view", Ids),
    ("/api/handover/accept", Ids),
    ("/api/handover/cancel", Ids),
    ("/api/handover/decline", Ids),
    ("/api/handover/offer", Account),
    ("/api/handover/view", Account),
    ("/api/history/view", Ids),
    ("/api/invoice/list", Account),
    ("/api/invoice/view", Ids),
    ("/api/licence/activate", Ids),
    ("/api/licence/deactivate", Ids),
    ("/api/licence/list", Account),
    ("/api/licence/plan_deactivate", Ids),
    ("/api/licence/view", Ids),
    ("/api/list/choose", Account),
    ("/api/list/view", Account),
    ("/api/login/add", Account),
    ("/api/login/edit", Ids),
    ("/api/login/list", Account),
    ("/api/login/remove", Ids),
    ("/api/login/view", Ids),
    ("/api/order/cancel", Ids),
    ("/api/order/list", Account),
    ("/api/order/place", Ids),
    ("/api/order/plan", Ids),
    ("/api/order/view", Ids),
    ("/api/payment/answer", Ids),
    ("/api/payment/cancel", Ids),
    ("/api/payment/pay", Ids),
    ("/api/payment/plan_pay", Ids),
    ("/api/payment/view", Ids),
    ("/api/product/catalogue", Account),
    ("/api/profile/edit_company", Account),
    ("/api/profile/edit_contact", Account),
    ("/api/profile/set_self_service_reset", Account),
    ("/api/profile/time_zones", Account),
    ("/api/profile/view", Account),
    ("/api/program/end_key", Ids),
    ("/api/program/keys", Account),
    ("/api/program/make_key", Account),
    ("/api/relocation/undo", Ids),
    ("/api/security/ask_email", Account),
    ("/api/security/end_session", Account),
    ("/api/security/end_sessions", Account),
    ("/api/security/new_codes", Account),
    ("/api/security/plan_set_up", Account),
    ("/api/security/remove", Account),
    ("/api/security/require_factor", Account),
    ("/api/security/set_up", Account),
    ("/api/security/view", Account),
    ("/api/session/accounts", Account),
    ("/api/session/change_password", Account),
    ("/api/session/enter_code", Account),
    ("/api/session/plan_password", Account),
    ("/api/session/shell", Account),
    ("/api/session/sign_in", Account),
    ("/api/session/sign_out", Account),
    ("/api/theme/choose", Account),
    ("/api/user/add", Ids),
    ("/api/user/delete", Ids),
    ("/api/user/invite", Ids),
    ("/api/user/list_deleted", Account),
    ("/api/user/move", Ids),
    ("/api/user/plan_delete", Ids),
    ("/api/user/plan_move", Ids),
    ("/api/user/plan_reset_factor", Ids),
    ("/api/user/plan_set_password", Ids),
    ("/api/user/plan_suspend", Ids),
    ("/api/user/reset_factor", Ids),
    ("/api/user/restore", Ids),
    ("/api/user/resume", Ids),
    ("/api/user/set_password", Ids),
    ("/api/user/suspend", Ids),
    ("/api/user/tree", Account),
    ("/api/user/view", Ids),
    ("/api/user/withdraw_invitation", Ids),
    ("/api/viewing/begin", Ids),
    ("/api/viewing/end", Account),
    ("/api/webhook/add", Account),
    ("/api/webhook/list", Account),
    ("/api/webhook/log", Ids),
    ("/api/webhook/pause", Ids),
    ("/api/webhook/remove", Ids),
    ("/api/webhook/send_again", Ids),
    ("/api/webhook/test", Ids),
];

const GROUPS: &str = "path,description\nSAME/Sales,\nSAME/Sales/North,\n";
const USERS: &str =
    "email,group,administers\nanna@SAME.example,SAME/Sales,SAME/Sales\nbo@SAME.example,SAME/Sales/North,\n";

/// An account with two groups, two users, a grant, a deputy, a move, an offer of it, and an invoice with a payment.
async fn furnish(portal: &Portal, slug: &str) {
    portal.account(slug).await;
    let (groups, users) = (GROUPS.replace("SAME", slug), USERS.replace("SAME", slug));
    portal.import(slug, &groups, &users).await;
    for sql in [
        "insert into deputies select a.id, gen_random_uuid(), a.holder_user_id, u.id, now(), now() + interval '9 days', now()
         from accounts a join users u on u.account_id = a.id and u.handle like 'anna%' where a.slug = $1",
        "insert into moves (account_id, id, at, actor_id, group_id, from_id, to_id)
         select a.id, gen_random_uuid(), now(), a.holder_user_id, g.id, g.parent_id, a.root_group_id
         from accounts a join groups g on g.account_id = a.id and g.name = 'North' where a.slug = $1",
        "insert into handovers (account_id, id, from_id, from_login_id, from_credentials_at, to_id, to_login_id,
             to_credentials_at, offered_at, lapses_at)
         select a.id, gen_random_uuid(), a.holder_user_id, a.id, now(), u.id, a.id, now(), now(), now() + interval '7 days'
         from accounts a join users u on u.account_id = a.id and u.handle like 'anna%' where a.slug = $1",
        "insert into api_keys (account_id, id, name, scopes, token_hash, made_by, created_at, expires_at)
         select id, gen_random_uuid(), 'Bridge', '{account:read}', sha256(slug::bytea), holder_user_id, now(), now() + interval '9 days'
         from accounts where slug = $1",
        "with endpoint as (
             insert into webhook_endpoints (account_id, id, url, events, made_by, created_at)
             select id, gen_random_uuid(), 'https://example.com/', '{company.edited}', holder_user_id, now()
             from accounts where slug = $1 returning account_id, id)
         insert into webhook_deliveries (account_id, endpoint_id, message_id, event, target_kind, target_id, at, next_attempt_at)
         select account_id, id, gen_random_uuid(), 'company.edited', 'account', account_id, now(), now() from endpoint",
        "insert into contacts (account_id, id, first_name, last_name, email, email_key, country, created_at)
         select id, gen_random_uuid(), 'Carl', 'Contact', 'c@books.example', 'c@books.example', 'SE', now()
         from accounts where slug = $1",
        "insert into products (id, sku, name, kind, seats, created_at)
         select gen_random_uuid(), upper(a.slug), 'Routes', 'licence', 1, now() from accounts a where a.slug = $1",
        "insert into licences (account_id, id, product_id, key, seats, created_at)
         select a.id, gen_random_uuid(), p.id, case a.slug when 'mine' then '00000-00000-00000-00000-00001'
             else '00000-00000-00000-0000J-0000Z' end, 5, now()
         from accounts a join products p on p.sku = upper(a.slug) where a.slug = $1",
        "insert into orders (account_id, id, number, attempt, kind, state, product_id, quantity, currency, unit_net, net, tax,
             total, placed_at)
         select a.id, gen_random_uuid(), 1, gen_random_uuid(), 'purchase', 'awaiting_payment', p.id, 1, 'EUR', 1, 1, 0, 1, now()
         from accounts a join products p on p.sku = upper(a.slug) where a.slug = $1",
        "insert into activations (account_id, id, licence_id, seat, machine, activated_at)
         select a.id, gen_random_uuid(), l.id, 1, 'gate-1', now()
         from accounts a join licences l on l.account_id = a.id where a.slug = $1",
    ] {
        sqlx::query(sql).bind(slug).execute(portal.owner()).await.unwrap();
    }
    portal.invoice(slug).await;
}

/// An id of each kind in an account, by the name of the field that takes it.
async fn ids(portal: &Portal, slug: &str) -> BTreeMap<&'static str, String> {
    let mut ids = BTreeMap::new();
    for (field, sql) in [
        (
            "group",
            "select g.id from accounts a join groups g on g.account_id = a.id and g.name = 'North' where a.slug = $1",
        ),
        ("parent", "select root_group_id from accounts where slug = $1"),
        (
            "to",
            "select g.id from accounts a join groups g on g.account_id = a.id and g.name = 'Sales' where a.slug = $1",
        ),
        (
            "user",
            "select u.id from accounts a join users u on u.account_id = a.id and u.handle like 'bo%' where a.slug = $1",
        ),
        ("grant", "select g.id from accounts a join grants g on g.account_id = a.id where a.slug = $1"),
        ("deputy", "select d.id from accounts a join deputies d on d.account_id = a.id where a.slug = $1"),
        ("offer", "select h.id from accounts a join handovers h on h.account_id = a.id where a.slug = $1"),
        ("api_key", "select k.id from accounts a join api_keys k on k.account_id = a.id where a.slug = $1"),
        ("webhook", "select w.id from accounts a join webhook_endpoints w on w.account_id = a.id where a.slug = $1"),
        (
            "message",
            "select w.message_id from accounts a join webhook_deliveries w on w.account_id = a.id where a.slug = $1",
        ),
        ("recipient", "select c.id from accounts a join contacts c on c.account_id = a.id where a.slug = $1"),
        ("invoice", "select i.id from accounts a join invoices i on i.account_id = a.id where a.slug = $1"),
        ("order", "select o.id from accounts a join orders o on o.account_id = a.id where a.slug = $1"),
        ("licence", "select l.id from accounts a join licences l on l.account_id = a.id where a.slug = $1"),
        ("activation", "select x.id from accounts a join activations x on x.account_id = a.id where a.slug = $1"),
        ("payment", "select p.id from accounts a join payments p on p.account_id = a.id where a.slug = $1"),
        ("relocation", "select m.id from accounts a join moves m on m.account_id = a.id where a.slug = $1"),
    ] {
        let id: Uuid = sqlx::query_scalar(sql).bind(slug).fetch_one(portal.owner()).await.unwrap();
        ids.insert(field, id.to_string());
    }
    ids
}

/// Everything that a function could have changed, as one text.
async fn everything(portal: &Portal) -> String {
    let mut all = String::new();
    for table in [
        "accounts",
        "groups",
        "users",
        "grants",
        "deputies",
        "moves",
        "handovers",
        "api_keys",
        "webhook_endpoints",
        "webhook_deliveries",
        "contacts",
        "mail_subscriptions",
        "invoices",
        "payments",
        "orders",
        "licences",
        "activations",
        "audit_log",
        "logins",
    ] {
        let sql = format!("select string_agg(t::text, E'\\n' order by t::text) from {table} t");
        let rows: Option<String> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(portal.owner()).await.unwrap();
        all.push_str(&rows.unwrap_or_default());
    }
    all
}

/// What fields take that name nothing.
const FIXED: &[(&str, &str)] = &[
    ("account", "mine"),
    ("version", "1"),
    ("name", "Name"),
    ("who", "anna@mine.example"),
    ("email", "new@mine.example"),
    ("level", "viewer"),
    ("until", "2999-12-31"),
    ("machine", "gate-7"),
    ("new_password", "seven lamps under the harbour"),
    ("key", "019a0000-0000-7000-8000-000000000000"),
    ("amount", "1"),
    ("pay_with", "4242424242424242"),
    ("answer", "yes"),
    ("login[full_name]", "Name"),
    ("login[version]", "1"),
    ("person[first_name]", "First"),
    ("person[last_name]", "Last"),
    ("person[email]", "new@books.example"),
    ("person[country]", "SE"),
    ("person[version]", "1"),
];

/// Sends these fields to a function.
fn send(portal: &Portal, path: &str, method: &Method, fields: &[(&str, &str)]) -> RequestBuilder {
    let request = match *method {
        Method::GET => portal.get(path).query(fields),
        _ => portal.call(path, fields),
    };
    request.header("accept", "application/json")
}

#[test]
fn every_function_is_listed() {
    let mut there: Vec<&str> = server_fn_paths().map(|(path, _)| path).collect();
    there.sort_unstable();
    let listed: Vec<&str> = FUNCTIONS.iter().map(|(path, _)| *path).collect();
    assert_eq!(there, listed);
}

#[tokio::test]
async fn ids_of_another_account_are_ids_of_nothing() {
    let portal = Portal::start().await;
    furnish(&portal, "mine").await;
    furnish(&portal, "theirs").await;
    let cookie = portal.sign_in("holder@mine.example").await;
    let (own, other) = (ids(&portal, "mine").await, ids(&portal, "theirs").await);
    let before = everything(&portal).await;
    for (path, method) in server_fn_paths() {
        let Some((_, Ids)) = FUNCTIONS.iter().find(|(listed, _)| *listed == path) else { continue };
        // What it is about is theirs; where it would go is one's own, and the other way round.
        for (about, place) in [(&other, &own), (&other, &other)] {
            let mut fields: Vec<(&str, &str)> = FIXED.to_vec();
            fields.extend(about.iter().filter(|(field, _)| **field != "to").map(|(field, id)| (*field, id.as_str())));
            fields.push(("to", &place["to"]));
            fields.push(("view[group]", &about["group"]));
            let request = send(&portal, path, &method, &fields);
            let answer = request.header("cookie", &cookie).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        }
        // As does the whole account.
        let mut fields: Vec<(&str, &str)> = FIXED.to_vec();
        fields[0] = ("account", "theirs");
        fields.extend(other.iter().map(|(field, id)| (*field, id.as_str())));
        fields.push(("view[group]", &other["group"]));
        let answer = send(&portal, path, &method, &fields).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path} in the other account");
    }
    // A place in the other account is no place.
    for (path, field, id) in [("/api/group/move", "group", &own["group"]), ("/api/user/move", "user", &own["user"])] {
        let fields = [("account", "mine"), (field, id), ("to", &other["to"])];
        let answer = portal.call(path, &fields).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(everything(&portal).await, before);
}

/// What a person does in the browser, a program does not: its key is no session.
#[tokio::test]
async fn who_comes_with_a_key_is_nobody() {
    let portal = Portal::start().await;
    furnish(&portal, "mine").await;
    let own = ids(&portal, "mine").await;
    let keys = [key_for(&portal, "mine", ALL).await, operator(&portal, OperatorScope::ALL).await];
    let before = everything(&portal).await;
    let mut refused = 0;
    for (path, method) in server_fn_paths() {
        let mut fields: Vec<(&str, &str)> = FIXED.to_vec();
        fields.extend(own.iter().map(|(field, id)| (*field, id.as_str())));
        fields.push(("view[group]", &own["group"]));
        let nobody = send(&portal, path, &method, &fields).send().await.unwrap();
        refused += usize::from(nobody.status() == StatusCode::UNAUTHORIZED);
        for key in &keys {
            let answer = send(&portal, path, &method, &fields).bearer_auth(key).send().await.unwrap();
            assert_eq!(answer.status(), nobody.status(), "{path}");
            assert_eq!(answer.headers().get("set-cookie"), nobody.headers().get("set-cookie"), "{path}");
        }
    }
    assert!(refused > 60, "{refused} need a session");
    assert_eq!(everything(&portal).await, before);
}

//! Programs with a key: whom it lets in, what asking again does, and that the document says what is there.

use std::collections::BTreeSet;

use crate::support::{Portal, header_of};
use backend::service::program::add_operator_key;
use domain::program::{KEY_PREFIX, KeyScope, OperatorScope};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

const HOLDER: &str = "holder@acme.example";

/// A portal with two accounts.
pub async fn portal() -> Portal {
    let portal = Portal::start().await;
    portal.account("acme").await;
    portal.account("other").await;
    portal
}

/// A key of the account, as its holder makes one.
pub async fn key(portal: &Portal, slug: &str) -> String {
    key_for(portal, slug, &["account:read"]).await
}

pub async fn key_for(portal: &Portal, slug: &str, scopes: &[&str]) -> String {
    let cookie = portal.sign_in(&format!("holder@{slug}.example")).await;
    let mut fields = vec![("account", slug), ("name", "Bridge"), ("days", "90")];
    fields.extend(scopes.iter().map(|scope| ("scopes[]", *scope)));
    let answer = portal.call("/api/program/make_key", &fields).header("cookie", cookie).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(header_of(&answer, "cache-control"), "private, no-store");
    let made: Value = answer.json().await.unwrap();
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(secret.starts_with(KEY_PREFIX), "{secret}");
    secret
}

pub async fn operator(portal: &Portal, scopes: &[OperatorScope]) -> String {
    add_operator_key(&portal.portico, "Billing", scopes, 30).await.unwrap()
}

pub fn ask(portal: &Portal, method: Method, path: &str, key: &str) -> RequestBuilder {
    reqwest::Client::new().request(method, portal.url(path)).bearer_auth(key)
}

pub async fn get(portal: &Portal, path: &str, key: &str) -> Response {
    ask(portal, Method::GET, path, key).send().await.unwrap()
}

/// A problem, without the number of its request.
pub async fn problem(answer: Response) -> Value {
    assert_eq!(header_of(&answer, "content-type"), "application/problem+json");
    let (status, number) = (answer.status().as_u16(), header_of(&answer, "x-request-id"));
    let mut problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["request"], number);
    assert_eq!(problem["type"], format!("urn:portico:problem:{}", problem["code"].as_str().unwrap()));
    problem.as_object_mut().unwrap().remove("request");
    problem
}

fn new_account(slug: &str) -> Value {
    json!({ "slug": slug, "name": "New", "holder_email": format!("ada@{slug}.example"), "holder_name": "Ada" })
}

async fn make(portal: &Portal, key: &str, claim: &str, body: &Value) -> Response {
    ask(portal, Method::POST, "/api/v1/accounts", key).header("Idempotency-Key", claim).json(body).send().await.unwrap()
}

#[tokio::test]
async fn a_key_reaches_its_own_account_alone() {
    let portal = portal().await;
    let key = key(&portal, "acme").await;
    let own: Value = get(&portal, "/api/v1/accounts/acme", &key).await.json().await.unwrap();
    assert_eq!(own["slug"], "acme");
    let nothing = problem(get(&portal, "/api/v1/accounts/nowhere", &key).await).await;
    assert_eq!(nothing["code"], "not_found");
    for path in ["/api/v1/accounts/other", "/api/v1/accounts", "/api/v1/accounts/acme%00", "/api/v1/accounts/%2e%2e"] {
        assert_eq!(problem(get(&portal, path, &key).await).await, nothing, "{path}");
    }
    // What a header says about the account or the address counts for nothing.
    let request = ask(&portal, Method::GET, "/api/v1/accounts/other", &key);
    let request = request.header("x-account", "acme").header("x-original-url", "/api/v1/accounts/acme");
    assert_eq!(problem(request.send().await.unwrap()).await, nothing);
    let answer = make(&portal, &key, "one", &new_account("fresh")).await;
    assert_eq!(problem(answer).await, nothing, "an account's key makes no accounts");
}

#[tokio::test]
async fn only_a_key_in_force_lets_in() {
    let portal = portal().await;
    let key = key(&portal, "acme").await;
    let cookie = portal.sign_in(HOLDER).await;
    let path = "/api/v1/accounts/acme";
    let plain = || portal.get(path);
    let forms = [
        plain(),
        plain().header("cookie", &cookie),
        plain().header("x-api-key", &key),
        plain().query(&[("key", &key), ("access_token", &key)]),
        plain().bearer_auth("portico_key_short"),
        plain().bearer_auth(key.trim_start_matches(KEY_PREFIX)),
        plain().basic_auth(&key, Some("")),
        plain().bearer_auth(&key).bearer_auth("portico_key_other"),
        plain().bearer_auth(format!("{KEY_PREFIX}{}", "A".repeat(43))),
    ];
    for request in forms {
        let answer = request.send().await.unwrap();
        assert_eq!(header_of(&answer, "www-authenticate"), "Bearer realm=\"portico\"");
        assert_eq!(problem(answer).await["code"], "key_required");
    }
    assert_eq!(get(&portal, path, &key).await.status(), StatusCode::OK, "it is in force");
}

#[tokio::test]
async fn a_key_does_what_its_scopes_say() {
    let portal = portal().await;
    let reads = operator(&portal, &[OperatorScope::AccountsRead]).await;
    assert_eq!(get(&portal, "/api/v1/accounts/other", &reads).await.status(), StatusCode::OK);
    let refused = problem(make(&portal, &reads, "one", &new_account("fresh")).await).await;
    assert_eq!(refused["code"], "forbidden");
    assert_eq!(refused["detail"], "This takes a key with the scope accounts:write.");
    assert_eq!(get(&portal, "/api/v1/accounts/fresh", &reads).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn asking_again_does_nothing_again() {
    let portal = portal().await;
    let key = operator(&portal, &[OperatorScope::AccountsWrite]).await;
    let body = new_account("fresh");
    let asked = std::iter::repeat_with(|| make(&portal, &key, "the-same", &body)).take(20);
    let mut ids = BTreeSet::new();
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status(), StatusCode::CREATED);
        ids.insert(answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 1, "one account was made");
    assert_eq!(portal.id("select count(*) from accounts where slug = 'fresh'").await, "1");
    assert_eq!(portal.id("select count(*) from forgotten_passwords").await, "1", "its holder is mailed once");

    let again = make(&portal, &key, "\"the-same\"", &body).await;
    assert_eq!(header_of(&again, "idempotency-replayed"), "true");
    let first: Value = again.json().await.unwrap();
    // The server stopped before the answer was kept: what is there is shown.
    sqlx::query("update operator_requests set status = null, body = null").execute(portal.owner()).await.unwrap();
    let shown = make(&portal, &key, "the-same", &body).await;
    assert_eq!((shown.status(), header_of(&shown, "idempotency-replayed")), (StatusCode::CREATED, "true".to_owned()));
    assert_eq!(shown.json::<Value>().await.unwrap(), first);

    let other = problem(make(&portal, &key, "the-same", &new_account("another")).await).await;
    assert_eq!((&other["status"], &other["errors"][0]["field"]), (&json!(422), &json!("Idempotency-Key")));
    for claim in ["", "two words", &"x".repeat(256)] {
        assert_eq!(
            make(&portal, &key, claim, &new_account("another")).await.status(),
            StatusCode::BAD_REQUEST,
            "{claim}"
        );
    }
    let refused = problem(make(&portal, &key, "taken", &body).await).await;
    assert_eq!(refused["errors"][0]["field"], "slug", "a fault of the request is told, and nothing is claimed");
    let mended = make(&portal, &key, "taken", &new_account("another")).await;
    assert_eq!(mended.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn a_programs_contacts_are_the_holders() {
    let portal = portal().await;
    let reads = key(&portal, "acme").await;
    let writes = key_for(&portal, "acme", &["contacts:write"]).await;
    let path = "/api/v1/accounts/acme/contacts";
    let body = json!({
        "first_name": "Ada", "last_name": "Lindqvist", "email": "ada@acme.example", "country": "SE", "mail": ["invoice_created"],
    });
    let add = |key: &str, body: &Value| {
        ask(&portal, Method::POST, path, key).header("Idempotency-Key", "same").json(body).send()
    };
    let refused = problem(add(&reads, &body).await.unwrap()).await;
    assert_eq!(refused["detail"], "This takes a key with the scope contacts:write.");
    let mut unknown = body.clone();
    unknown["mail"] = json!(["invoices"]);
    let unknown = problem(add(&writes, &unknown).await.unwrap()).await;
    assert_eq!(unknown["errors"][0]["field"], "mail", "nobody thinks that they receive what they do not: {unknown}");
    let asked = std::iter::repeat_with(|| add(&writes, &body)).take(20);
    let mut ids = BTreeSet::new();
    for answer in futures_util::future::join_all(asked).await {
        let answer = answer.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED);
        ids.insert(answer.json::<Value>().await.unwrap()["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(portal.id("select count(*) from contacts").await, "1");
    let one = format!("{path}/{}", ids.first().unwrap());
    let mut changed = body.clone();
    changed["first_name"] = json!("Augusta");
    changed["version"] = json!(1);
    let put = || ask(&portal, Method::PUT, &one, &writes).json(&changed).send();
    assert_eq!(put().await.unwrap().json::<Value>().await.unwrap()["first_name"], "Augusta");
    assert_eq!(problem(put().await.unwrap()).await["code"], "conflict", "it was read at another version");
    // Asked again, it is answered as it was then.
    let again = add(&writes, &body).await.unwrap();
    assert_eq!(header_of(&again, "idempotency-replayed"), "true");
    assert_eq!(again.json::<Value>().await.unwrap()["first_name"], "Ada");
    let cookie = portal.sign_in(HOLDER).await;
    let history = portal.get("/a/acme/history").header("cookie", cookie).send().await.unwrap().text().await.unwrap();
    assert!(history.contains("the key “Bridge”"), "{history}");
    // The other account's key, by its own slug and by this one.
    let foreign = key_for(&portal, "other", &["contacts:write"]).await;
    for path in [one.clone(), one.replace("/acme/", "/other/")] {
        for method in [Method::GET, Method::DELETE] {
            let answer = ask(&portal, method, &path, &foreign).send().await.unwrap();
            assert_eq!(problem(answer).await["code"], "not_found", "{path}");
        }
    }
    let removed = ask(&portal, Method::DELETE, &one, &writes).send().await.unwrap();
    assert_eq!(removed.status(), StatusCode::NO_CONTENT);
    assert_eq!(portal.id("select count(*) from contacts").await, "0");
}

#[tokio::test]
async fn the_history_names_the_key() {
    let portal = portal().await;
    let key = operator(&portal, &[OperatorScope::AccountsWrite]).await;
    assert_eq!(make(&portal, &key, "one", &new_account("fresh")).await.status(), StatusCode::CREATED);
    let sql = "update logins set password_hash = (select password_hash from logins where email = $1)
               where email = 'ada@fresh.example'";
    sqlx::query(sql).bind(HOLDER).execute(portal.owner()).await.unwrap();
    let cookie = portal.sign_in("ada@fresh.example").await;
    let history = portal.get("/a/fresh/history").header("cookie", cookie).send().await.unwrap().text().await.unwrap();
    assert!(history.contains("the operator’s key “Billing”"), "{history}");
    assert!(!history.contains(&key), "the key itself is nowhere");
}

#[tokio::test]
async fn a_list_goes_page_by_page() {
    let portal = portal().await;
    portal.account("zebra").await;
    let key = operator(&portal, &[OperatorScope::AccountsRead]).await;
    let first = get(&portal, "/api/v1/accounts?limit=2", &key).await;
    assert_eq!(header_of(&first, "link"), "</api/v1/accounts?after=other&limit=2>; rel=\"next\"");
    let page: Value = first.json().await.unwrap();
    let slugs = |page: &Value| {
        page["data"].as_array().unwrap().iter().map(|one| one["slug"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((slugs(&page), &page["next"]), (vec!["acme".to_owned(), "other".to_owned()], &json!("other")));
    let last = get(&portal, "/api/v1/accounts?limit=2&after=other", &key).await;
    assert_eq!(header_of(&last, "link"), "");
    let page: Value = last.json().await.unwrap();
    assert_eq!((slugs(&page), &page["next"]), (vec!["zebra".to_owned()], &Value::Null));
    for query in ["limit=0", "limit=101", "limit=many", "limit=-1"] {
        let answer = get(&portal, &format!("/api/v1/accounts?{query}"), &key).await;
        assert_eq!(problem(answer).await["code"], "malformed", "{query}");
    }
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let portal = portal().await;
    let (key, other) = (key(&portal, "acme").await, key(&portal, "other").await);
    let path = "/api/v1/accounts/acme";
    let first = get(&portal, path, &key).await;
    assert_eq!(header_of(&first, "ratelimit-policy"), "\"key\";q=120;w=60");
    assert_eq!(header_of(&first, "ratelimit"), "\"key\";r=119;t=1");
    let mut refused = None;
    for _ in 0..1000 {
        let answer = get(&portal, path, &key).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is a limit");
    assert_eq!(header_of(&refused, "retry-after"), "1");
    assert!(header_of(&refused, "ratelimit").starts_with("\"key\";r=0;"), "{}", header_of(&refused, "ratelimit"));
    assert_eq!(problem(refused).await["code"], "throttled");
    assert_eq!(get(&portal, "/api/v1/accounts/other", &other).await.status(), StatusCode::OK, "each key has its own");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem() {
    let portal = portal().await;
    let key = operator(&portal, &[OperatorScope::AccountsWrite]).await;
    let post = |kind: &str, body: String| {
        let request = ask(&portal, Method::POST, "/api/v1/accounts", &key);
        request.header("Idempotency-Key", "one").header("content-type", kind).body(body).send()
    };
    let body = new_account("fresh");
    let mut more = body.clone();
    more["administrator"] = json!(true);
    let nul = json!({ "slug": "a\0b", "name": "\0", "holder_email": "a\0@b.example", "holder_name": "\0" });
    for (kind, body, code) in [
        ("application/json", "{".to_owned(), "malformed"),
        ("application/x-www-form-urlencoded", body.to_string(), "not_json"),
        ("text/plain", body.to_string(), "not_json"),
        ("application/json", more.to_string(), "invalid"),
        ("application/json", "[]".to_owned(), "invalid"),
        ("application/json", String::new(), "invalid"),
        ("application/json", nul.to_string(), "invalid"),
        ("application/json", "x".repeat(100 << 10), "too_large"),
    ] {
        assert_eq!(problem(post(kind, body).await.unwrap()).await["code"], code, "{code}");
    }
    // Which field it is, what is wrong with it and what is expected.
    for (field, value, message) in [
        ("name", json!(7), "Invalid type: integer `7`, expected a string."),
        ("name", Value::Null, "Invalid type: null, expected a string."),
        ("admin", json!(true), "Unknown field `admin`, expected one of `slug`, `name`, `holder_email`, `holder_name`."),
    ] {
        let mut body = body.clone();
        body[field] = value;
        let told = problem(post("application/json", body.to_string()).await.unwrap()).await;
        assert_eq!(told["errors"], json!([{ "field": field, "message": message }]));
    }
    let told = problem(post("application/json", "{}".to_owned()).await.unwrap()).await;
    assert_eq!(told["errors"], json!([{ "field": "slug", "message": "Missing field `slug`." }]));
    for (method, path, code) in [
        (Method::GET, "/api/v1/", "not_found"),
        (Method::GET, "/api/v1/nothing/here", "not_found"),
        (Method::DELETE, "/api/v1/accounts", "method_not_allowed"),
        (Method::PUT, "/api/v1/accounts/acme", "method_not_allowed"),
    ] {
        let answer = ask(&portal, method, path, &key).send().await.unwrap();
        assert_eq!(code == "method_not_allowed", !header_of(&answer, "allow").is_empty(), "{path}");
        assert_eq!(problem(answer).await["code"], code, "{path}");
    }
    // Programs on other sites are no other than programs: the key counts. No browser is told that it may read answers.
    let request = ask(&portal, Method::POST, "/api/v1/accounts", &key).header("Idempotency-Key", "two").json(&body);
    let request = request.header("origin", "https://elsewhere.example").header("sec-fetch-site", "cross-site");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CREATED);
    assert_eq!(header_of(&answer, "access-control-allow-origin"), "");
}

/// The handlers in the sources of the API, by the names of their operations.
fn handlers() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/router/v1");
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let names = source.split("operation_id = \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        found.extend(names);
        assert_eq!(source.matches("#[utoipa::path(").count(), source.matches("operation_id = ").count());
    }
    found
}

#[tokio::test]
async fn the_document_says_what_is_there() {
    let portal = portal().await;
    let document: Value = portal.get("/api/v1/openapi.json").send().await.unwrap().json().await.unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let page = portal.get("/api/v1/docs").send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let page = page.text().await.unwrap();
    assert!(!page.contains("<script"), "it needs no script");
    let cookie = portal.sign_in(HOLDER).await;
    let (mut described, mut scopes) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            assert!(page.contains(&format!("{} {path}", method.to_uppercase())), "{id} is not on the page");
            for requirement in operation["security"].as_array().unwrap() {
                for (kind, named) in requirement.as_object().unwrap() {
                    let named = named.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned());
                    scopes.extend(named.map(|name| (kind.clone(), name)));
                }
            }
            // Whoever has no key is nobody, with a cookie, too.
            let method: Method = method.to_uppercase().parse().unwrap();
            let url = portal.url(&path.replace("{account}", "acme").replace(['{', '}'], ""));
            let answer = reqwest::Client::new().request(method, url).header("cookie", &cookie).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{id} without a key");
            described.insert(id);
        }
    }
    assert_eq!(described, handlers(), "a handler is missing in the document");
    let keys = KeyScope::ALL.iter().map(|scope| ("key".to_owned(), scope.name().to_owned()));
    let operators = OperatorScope::ALL.iter().map(|scope| ("operator".to_owned(), scope.name().to_owned()));
    assert_eq!(scopes, keys.chain(operators).collect(), "each scope is good for something");
}

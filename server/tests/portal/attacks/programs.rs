//! Attacks with and on programs' keys.

use crate::programs::{ask, get, key, key_for, operator, portal, problem};
use crate::programs_shop::{body, furnished, ids, text};
use crate::support::header_of;
use domain::program::{KeyScope, OperatorScope};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn every() -> Vec<&'static str> {
    KeyScope::ALL.iter().map(|scope| scope.name()).collect()
}

/// The ids of `acme`, under the slug of `other`: by the other account's own key, and by an operator's, which reaches
/// both. What is named is looked for in the account that the address says, and nowhere else.
#[tokio::test]
async fn another_accounts_ids_under_a_slug_that_the_key_reaches() {
    let portal = furnished().await;
    let ids = ids(&portal).await;
    let keys = [key_for(&portal, "other", &every()).await, operator(&portal, OperatorScope::ALL).await];
    let before = portal.everything().await;
    let document: Value = portal.get("/api/v1/openapi.json").send().await.unwrap().json().await.unwrap();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some((_, rest)) = path.split_once("/{account}/").filter(|(_, rest)| rest.contains('{')) else { continue };
        // What is sold belongs to no account.
        if rest == "products/{product}" {
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            let id = text(&operation["operationId"]);
            let address = ids.iter().fold(path.replace("{account}", "other"), |address, (name, value)| {
                address.replace(&format!("{{{name}}}"), value)
            });
            for key in &keys {
                let method: Method = method.to_uppercase().parse().unwrap();
                let request = ask(&portal, method.clone(), &address, key).header("Idempotency-Key", id);
                let request = if method == Method::GET { request } else { request.json(&body(id, &ids)) };
                assert_eq!(problem(request.send().await.unwrap()).await["code"], "not_found", "{id}");
                tried += 1;
            }
        }
    }
    assert!(tried > 30, "{tried} were tried");
    // What a body names, too.
    for key in &keys {
        let request = ask(&portal, Method::POST, "/api/v1/accounts/other/orders", key).header("Idempotency-Key", "x");
        let refused = problem(request.json(&json!({ "licence": ids["licence"] })).send().await.unwrap()).await;
        assert_eq!(refused["errors"], json!([{ "field": "licence", "message": "There is no such licence." }]));
    }
    assert!(portal.everything().await == before, "something was done");
}

/// What one program was told under an `Idempotency-Key` is told to no other, whatever it calls its request.
#[tokio::test]
async fn asking_in_the_words_of_another_program() {
    let portal = portal().await;
    let contact = |name: &str| json!({ "first_name": name, "last_name": "B", "email": format!("{name}@b.example"), "country": "SE", "mail": [] });
    let add = async |slug: &str, key: &str, body: &Value| {
        let path = format!("/api/v1/accounts/{slug}/contacts");
        ask(&portal, Method::POST, &path, key).header("Idempotency-Key", "the-same").json(body).send().await.unwrap()
    };
    let (first, second) =
        (key_for(&portal, "acme", &["contacts:write"]).await, key_for(&portal, "acme", &["contacts:write"]).await);
    let (foreign, reads) = (key_for(&portal, "other", &["contacts:write"]).await, key(&portal, "acme").await);
    let mut made = Vec::new();
    for (slug, key, name) in [("acme", &first, "carl"), ("acme", &second, "dora"), ("other", &foreign, "carl")] {
        let answer = add(slug, key, &contact(name)).await;
        assert_eq!((answer.status(), header_of(&answer, "idempotency-replayed")), (StatusCode::CREATED, String::new()));
        made.push(answer.json::<Value>().await.unwrap()["id"].to_string());
        if made.len() == 1 {
            // The server stopped before the first answer was kept: what others are told then is not kept in its place.
            let sql = "update idempotent_requests set status = null, body = null";
            sqlx::query(sql).execute(portal.owner()).await.unwrap();
        }
    }
    for ((slug, key, name), id) in
        [("acme", &first, "carl"), ("acme", &second, "dora"), ("other", &foreign, "carl")].into_iter().zip(&made)
    {
        let again = add(slug, key, &contact(name)).await;
        assert_eq!(header_of(&again, "idempotency-replayed"), "true");
        assert_eq!(again.json::<Value>().await.unwrap()["id"].to_string(), *id, "each has its own");
    }
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 3, "each has its own");
    // Nor does it tell whoever may not do it that it was done.
    for (slug, key, status) in [
        ("acme", &reads, StatusCode::FORBIDDEN),
        ("acme", &foreign, StatusCode::NOT_FOUND),
        ("other", &first, StatusCode::NOT_FOUND),
    ] {
        let refused = add(slug, key, &contact("carl")).await;
        assert_eq!((refused.status(), header_of(&refused, "idempotency-replayed")), (status, String::new()));
    }
    // And one's own words, in another account, are other words.
    let operator = operator(&portal, &[OperatorScope::CreditWrite, OperatorScope::AccountsWrite]).await;
    let lists = async |slug: &str| {
        let new =
            json!({ "slug": slug, "name": "New", "holder_email": format!("ada@{slug}.example"), "holder_name": "A" });
        let request = ask(&portal, Method::POST, "/api/v1/accounts", &operator).header("Idempotency-Key", "the-same");
        request.json(&new).send().await.unwrap()
    };
    assert_eq!(
        lists("fresh").await.status(),
        StatusCode::CREATED,
        "what programs of accounts called it counts for nothing"
    );
    let other = problem(lists("fresher").await).await;
    assert_eq!((&other["status"], &other["errors"][0]["field"]), (&json!(422), &json!("Idempotency-Key")));
    assert!(!other.to_string().contains("fresh"), "{other}");
    assert_eq!(portal.id("select count(*) from contacts").await, "3");
}

/// Keys of nothing count against the network that they come from; who has one goes on.
#[tokio::test]
async fn guessing_a_key() {
    let portal = portal().await;
    let key = key(&portal, "acme").await;
    let guess = async |number: usize| {
        let guessed = format!("{}{number:043}", domain::program::KEY_PREFIX);
        get(&portal, "/api/v1/accounts/acme", &guessed).await
    };
    let mut refused = None;
    for number in 0..1000 {
        let answer = guess(number).await;
        if answer.status() != StatusCode::UNAUTHORIZED {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("there is a limit");
    assert_ne!(header_of(&refused, "retry-after"), "");
    assert_eq!(problem(refused).await["code"], "throttled");
    assert_eq!(get(&portal, "/api/v1/accounts/acme", &key).await.status(), StatusCode::OK);
}

/// A scope of the operator's keys is none of an account's.
#[tokio::test]
async fn asking_for_more_than_an_account_has() {
    let portal = portal().await;
    let cookie = portal.sign_in("holder@acme.example").await;
    let operators =
        OperatorScope::ALL.iter().map(|scope| scope.name()).filter(|name| KeyScope::of_name(name).is_none());
    for scope in operators.chain(["", "*", "account:*", "ACCOUNT:READ", "passwords:write"]) {
        let fields = [
            ("account", "acme"),
            ("name", "Bridge"),
            ("days", "90"),
            ("scopes[]", "account:read"),
            ("scopes[]", scope),
        ];
        let refused = portal.call("/api/program/make_key", &fields).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{scope}");
    }
    assert_eq!(portal.id("select count(*) from api_keys").await, "0");
    // Where both have a scope of one name, an account's key has it in its account.
    let key = key_for(&portal, "acme", &["orders:write", "licences:write", "invoices:read"]).await;
    for path in ["/api/v1/products", "/api/v1/accounts", "/api/v1/issuers", "/api/v1/accounts/other/orders"] {
        assert_eq!(problem(get(&portal, path, &key).await).await["code"], "not_found", "{path}");
    }
}

/// A key is nowhere once it was shown: not in the database, not on any page.
#[tokio::test]
async fn reading_a_key_that_was_shown_once() {
    let portal = portal().await;
    let keys = [key(&portal, "acme").await, operator(&portal, &[OperatorScope::AccountsWrite]).await];
    for key in &keys {
        let made = ask(&portal, Method::POST, "/api/v1/accounts", key).header("Idempotency-Key", "one").json(&json!({
            "slug": "fresh", "name": "New", "holder_email": "ada@fresh.example", "holder_name": "Ada",
        }));
        made.send().await.unwrap();
    }
    let cookie = portal.sign_in("holder@acme.example").await;
    let mut all = portal.everything().await;
    for path in
        ["/a/acme/profile/keys", "/a/acme/history", "/api/program/keys?account=acme", "/a/acme/history/export.csv"]
    {
        let answer = portal.get(path).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        all.push_str(&answer.text().await.unwrap());
    }
    assert!(all.contains("Bridge") && all.contains("Billing"));
    for key in &keys {
        let secret = &key[key.len() - 43..];
        assert!(!all.contains(secret) && !all.contains(&secret[..20]), "a key can be read");
    }
}

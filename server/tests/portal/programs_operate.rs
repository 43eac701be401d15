//! Programs of the operator: what is sold, what tax is charged, who has credit, what money came in, which mailing lists
//! there are, and what all of it is called. Who may ask for each of it, `programs_shop` asks of every operation.

use crate::programs::{ask, get, key_for, operator, portal, problem};
use crate::programs_shop::{ALL, buy, furnished, shop, text};
use crate::support::{Portal, header_of};
use backend::service::{brand, issuer, list, product};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use domain::brand::Brand;
use domain::program::OperatorScope;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// Sends something under this name.
async fn send(portal: &Portal, path: &str, key: &str, claim: &str, body: &Value) -> Response {
    ask(portal, Method::POST, path, key).header("Idempotency-Key", claim).json(body).send().await.unwrap()
}

/// What came of it, which has to be what was asked for.
async fn done(portal: &Portal, path: &str, key: &str, claim: &str, body: &Value) -> Value {
    let answer = send(portal, path, key, claim, body).await;
    let (status, said) = (answer.status(), answer.text().await.unwrap());
    assert!(status.is_success(), "{path}: {status} {said}");
    serde_json::from_str(&said).unwrap()
}

async fn read(portal: &Portal, path: &str, key: &str) -> Value {
    let answer = get(portal, path, key).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// Puts or patches; gives the answer.
async fn set(portal: &Portal, method: Method, path: &str, key: &str, body: &Value) -> Response {
    ask(portal, method, path, key).json(body).send().await.unwrap()
}

/// The fields that a refusal names.
async fn faulty(answer: Response) -> Vec<String> {
    let problem = problem(answer).await;
    assert_eq!(problem["code"], "invalid", "{problem}");
    problem["errors"].as_array().unwrap().iter().map(|error| text(&error["field"]).to_owned()).collect()
}

/// Asks again in the same words, and in other words: nothing is done again.
async fn is_done_once(portal: &Portal, path: &str, key: &str, claim: &str, body: &Value, first: &Value) {
    let again = send(portal, path, key, claim, body).await;
    assert_eq!(header_of(&again, "idempotency-replayed"), "true", "{path}");
    assert_eq!(again.json::<Value>().await.unwrap(), *first, "{path}");
    // The server stopped before the answer was kept: what is there is shown.
    sqlx::query("update operator_requests set status = null, body = null").execute(portal.owner()).await.unwrap();
    let shown = send(portal, path, key, claim, body).await;
    assert_eq!(header_of(&shown, "idempotency-replayed"), "true", "{path}");
    assert_eq!(shown.json::<Value>().await.unwrap(), *first, "{path}");
    // Under the same name nothing else can be asked for.
    let elsewhere = send(portal, &format!("{path}?other"), key, claim, body).await;
    assert_eq!(faulty(elsewhere).await, ["Idempotency-Key"], "{path}");
}

/// The account's history, as its holder reads it.
async fn history(portal: &Portal) -> String {
    let cookie = portal.sign_in("holder@acme.example").await;
    portal.get("/a/acme/history").header("cookie", cookie).send().await.unwrap().text().await.unwrap()
}

/// The events that stand in the history of `acme` under an operator's key, by name.
async fn by_key(portal: &Portal) -> String {
    portal
        .id("select coalesce(string_agg(action, ' ' order by action), '') from audit_log where actor_kind = 'operator_key'")
        .await
}

#[tokio::test]
async fn a_program_says_what_is_sold_and_for_how_much() {
    let portal = shop().await;
    let key = operator(&portal, &[OperatorScope::CatalogueWrite]).await;
    let buyer = key_for(&portal, "acme", &["orders:read"]).await;
    let for_sale = async || {
        let page = read(&portal, "/api/v1/accounts/acme/products", &buyer).await;
        let products = page["data"].as_array().unwrap().clone();
        products.into_iter().find(|product| product["sku"] == "DOCKS").map(|product| text(&product["price"]).to_owned())
    };
    let body = json!({ "sku": "DOCKS", "name": "Docks", "kind": "licence", "seats": 3, "description": "Who is where" });
    let added = done(&portal, "/api/v1/products", &key, "add", &body).await;
    assert_eq!((&added["seats"], &added["months"], &added["prices"]), (&json!(3), &Value::Null, &json!([])));
    is_done_once(&portal, "/api/v1/products", &key, "add", &body, &added).await;
    assert_eq!(for_sale().await, None, "without a price it is not for sale");

    let one = format!("/api/v1/products/{}", text(&added["id"]));
    let (prices, body) = (format!("{one}/prices"), json!({ "currency": "SEK", "price": "12.50" }));
    let priced = done(&portal, &prices, &key, "price", &body).await;
    assert_eq!((&priced["prices"][0]["currency"], &priced["prices"][0]["price"]), (&json!("SEK"), &json!("12.50")));
    is_done_once(&portal, &prices, &key, "price", &body, &priced).await;
    assert_eq!(for_sale().await.as_deref(), Some("12.50"));
    let later = json!({ "currency": "SEK", "price": "15.00", "from": "2999-01-01" });
    let priced = done(&portal, &prices, &key, "later", &later).await;
    assert_eq!(
        (&priced["prices"][1]["price"], &priced["prices"][1]["from"]),
        (&json!("15.00"), &json!("2999-01-01T00:00:00Z"))
    );
    assert_eq!(for_sale().await.as_deref(), Some("12.50"), "not yet");
    assert_eq!(read(&portal, &one, &key).await, priced);
    let listed = product::list(&portal.portico).await.unwrap();
    let listed = listed.iter().find(|product| product.sku == "DOCKS").unwrap();
    assert_eq!((listed.prices.len(), listed.retired), (2, false));

    let (retire, nothing) = (format!("{one}/retire"), json!({}));
    let retired = done(&portal, &retire, &key, "retire", &nothing).await;
    assert_eq!(retired["retired"], true);
    is_done_once(&portal, &retire, &key, "retire", &nothing, &retired).await;
    assert_eq!(for_sale().await, None);
    assert_eq!(done(&portal, &retire, &key, "retire-again", &nothing).await, retired);

    let product = |sku: &str, kind: &str, seats: i32| json!({ "sku": sku, "name": "X", "kind": kind, "seats": seats });
    for (path, body, fields) in [
        ("/api/v1/products", product("docks", "licence", 3), &["sku"][..]),
        ("/api/v1/products", product(" DOCKS-2", "licence", 3), &["sku"]),
        ("/api/v1/products", product("DOCKS", "licence", 3), &["sku"]),
        ("/api/v1/products", product("DOCKS-2", "thing", 3), &["kind"]),
        ("/api/v1/products", product("DOCKS-2", "service", 3), &["seats"]),
        ("/api/v1/products", product("DOCKS-2", "licence", 0), &["seats"]),
        (&prices, json!({ "currency": "XXY", "price": "1" }), &["currency"]),
        (&prices, json!({ "currency": "SEK", "price": "-1" }), &["price"]),
        (&prices, json!({ "currency": "SEK", "price": "1,50" }), &["price"]),
        (&prices, json!({ "currency": "SEK", "price": "1", "from": "2020-01-01" }), &["from"]),
        (&prices, json!({ "currency": "SEK", "price": "1", "from": "tomorrow" }), &["from"]),
    ] {
        assert_eq!(faulty(send(&portal, path, &key, "fault", &body).await).await, fields, "{body}");
    }
    let nowhere = "/api/v1/products/019a0000-0000-7000-8000-000000000000/retire";
    assert_eq!(problem(send(&portal, nowhere, &key, "nowhere", &nothing).await).await["code"], "not_found");
    assert_eq!(portal.id("select count(*) from products").await, "4");
}

#[tokio::test]
async fn a_program_sets_the_tax_that_is_charged() {
    let portal = shop().await;
    let key = operator(&portal, &[OperatorScope::TaxesWrite]).await;
    let page = read(&portal, "/api/v1/issuers", &key).await;
    let seller = page["data"][0].clone();
    assert_eq!(
        (&seller["slug"], &seller["taxes"]),
        (&json!("seller"), &json!([{ "country": "SE", "rate": "25%", "name": "Moms" }]))
    );
    let one = format!("/api/v1/issuers/{}", text(&seller["id"]));
    assert_eq!(read(&portal, &one, &key).await, seller);
    let put = async |country: &str, rate: &str, name: &str| {
        set(&portal, Method::PUT, &format!("{one}/taxes/{country}"), &key, &json!({ "rate": rate, "name": name })).await
    };
    let changed: Value = put("SE", "12.5", "Moms").await.json().await.unwrap();
    assert_eq!(changed["taxes"], json!([{ "country": "SE", "rate": "12.5%", "name": "Moms" }]));
    // What an order comes to from now on, and what the command shows.
    let buyer = key_for(&portal, "acme", ALL).await;
    assert_eq!(buy(&portal, &buyer, "order").await["total"], "1125.00");
    assert_eq!(put("NO", "0%", "Reverse charge").await.status(), StatusCode::OK);
    let listed = issuer::list(&portal.portico).await.unwrap();
    let rates: Vec<_> = listed[0].rates.iter().map(|rate| (rate.country.as_str(), rate.basis_points)).collect();
    assert_eq!(rates, [("NO", 0), ("SE", 1250)]);

    assert_eq!(faulty(put("XX", "101", " ").await).await, ["country", "rate", "name"]);
    let nowhere = "/api/v1/issuers/019a0000-0000-7000-8000-000000000000/taxes/SE";
    let answer = set(&portal, Method::PUT, nowhere, &key, &json!({ "rate": "1", "name": "Moms" })).await;
    assert_eq!(problem(answer).await["code"], "not_found");
}

#[tokio::test]
async fn a_program_gives_an_account_credit() {
    let portal = shop().await;
    let key = operator(&portal, &[OperatorScope::CreditWrite]).await;
    let buyer = key_for(&portal, "acme", ALL).await;
    let path = "/api/v1/accounts/acme/credit";
    let before = read(&portal, path, &key).await;
    assert_eq!(before, json!({ "currency": "SEK", "limit": "100000.00", "open": "0.00" }));
    let none = read(&portal, "/api/v1/accounts/other/credit", &key).await;
    assert_eq!(none["limit"], Value::Null);
    let put = async |currency: &str, limit: &str| {
        set(&portal, Method::PUT, path, &key, &json!({ "currency": currency, "limit": limit })).await
    };
    assert!(!history(&portal).await.contains("the operator’s key “Billing”"));
    let ended: Value = put("SEK", "0").await.json().await.unwrap();
    assert_eq!(ended["limit"], "0.00");
    assert_eq!(buy(&portal, &buyer, "waits").await["state"], "awaiting_payment");
    let given: Value = put("SEK", "5000").await.json().await.unwrap();
    assert_eq!((&given["limit"], &given["open"]), (&json!("5000.00"), &json!("1250.00")));
    assert_eq!(put("SEK", "5000.00").await.json::<Value>().await.unwrap(), given, "which leaves no trace");
    assert_eq!(buy(&portal, &buyer, "delivered").await["state"], "fulfilled");
    assert_eq!(by_key(&portal).await, "credit.set credit.set");
    let page = history(&portal).await;
    assert!(page.contains("the operator’s key “Billing”"), "{page}");

    assert_eq!(faulty(put("EUR", "1").await).await, ["currency"], "the account buys in kronor");
    assert_eq!(faulty(put("SEK", "-1").await).await, ["limit"]);
    assert_eq!(faulty(put("SEK", "much").await).await, ["limit"]);
    assert_eq!(by_key(&portal).await, "credit.set credit.set");
}

#[tokio::test]
async fn a_program_looks_after_an_accounts_numbers() {
    let portal = shop().await;
    let key = operator(&portal, &[OperatorScope::NumbersWrite]).await;
    let path = "/api/v1/accounts/acme/numbers";
    let typed = json!({ "number": "+46 (0)8 505 010 00" });
    let added = send(&portal, path, &key, "first", &typed).await;
    assert_eq!(added.status(), StatusCode::CREATED);
    let added: Value = added.json().await.unwrap();
    assert_eq!((&added["number"], &added["country"]), (&json!("+46850501000"), &json!("SE")));
    is_done_once(&portal, path, &key, "first", &typed, &added).await;
    for (claim, number) in [("none", ""), ("short", "+4612"), ("bare", "08 505 010 00"), ("again", "+46850501000")] {
        let refused = send(&portal, path, &key, claim, &json!({ "number": number })).await;
        assert_eq!(faulty(refused).await, ["number"], "{number}");
    }
    // A number is in one inventory at a time.
    let elsewhere = "/api/v1/accounts/other/numbers";
    assert_eq!(faulty(send(&portal, elsewhere, &key, "other", &typed).await).await, ["number"]);
    let one = format!("{path}/{}", text(&added["id"]));
    assert_eq!(read(&portal, &one, &key).await, added);
    assert_eq!(read(&portal, &format!("{path}/+46850501000"), &key).await, added);
    let gone = ask(&portal, Method::DELETE, &one, &key).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert_eq!(get(&portal, &one, &key).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(send(&portal, elsewhere, &key, "free", &typed).await.status(), StatusCode::CREATED);
    assert_eq!(by_key(&portal).await, "number.added number.added number.removed");
    assert!(history(&portal).await.contains("+46850501000"));
}

#[tokio::test]
async fn a_program_holds_a_licence_back_and_ends_it() {
    let portal = furnished().await;
    let key = operator(&portal, &[OperatorScope::LicencesWrite]).await;
    let owner = key_for(&portal, "acme", ALL).await;
    let one = format!("/api/v1/accounts/acme/licences/{}", portal.id("select id from licences").await);
    let nothing = json!({});
    let activate = async |machine: &str| {
        send(&portal, &format!("{one}/activations"), &owner, machine, &json!({ "machine": machine })).await.status()
    };
    for (what, state, status) in [
        ("suspend", "suspended", StatusCode::UNPROCESSABLE_ENTITY),
        ("resume", "active", StatusCode::CREATED),
        ("revoke", "revoked", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let path = format!("{one}/{what}");
        let stopped = done(&portal, &path, &key, what, &nothing).await;
        assert_eq!(stopped["state"], state);
        is_done_once(&portal, &path, &key, what, &nothing, &stopped).await;
        if what != "revoke" {
            let again = done(&portal, &path, &key, &format!("{what}-again"), &nothing).await;
            assert_eq!(again, stopped, "it is so already, and the history has it once");
        }
        assert_eq!(read(&portal, &one, &owner).await, stopped, "its owner sees it");
        assert_eq!(activate(what).await, status, "{what}");
    }
    assert_eq!(by_key(&portal).await, "licence.resumed licence.revoked licence.suspended");
    assert!(history(&portal).await.contains("the operator’s key “Billing”"));
    let for_good = send(&portal, &format!("{one}/resume"), &key, "too-late", &nothing).await;
    assert_eq!(faulty(for_good).await, ["licence"]);
    let elsewhere = format!("{one}/suspend").replace("/acme/", "/other/");
    assert_eq!(problem(send(&portal, &elsewhere, &key, "elsewhere", &nothing).await).await["code"], "not_found");
}

#[tokio::test]
async fn a_program_credits_an_invoice_and_records_what_came_in() {
    let portal = shop().await;
    let key = operator(&portal, &[OperatorScope::InvoicesWrite]).await;
    let owner = key_for(&portal, "acme", ALL).await;
    let order = buy(&portal, &owner, "order").await;
    let one = format!("/api/v1/accounts/acme/invoices/{}", text(&order["invoice"]));
    let due = async || text(&read(&portal, &one, &owner).await["due"]).to_owned();
    assert_eq!(due().await, "1250.00");

    let (credit, body) =
        (format!("{one}/credit"), json!({ "lines": [{ "line": 1, "quantity": "0.4" }], "note": "Late" }));
    let note = done(&portal, &credit, &key, "credit", &body).await;
    assert_eq!(
        (&note["kind"], &note["total"], &note["note"]),
        (&json!("credit_note"), &json!("500.00"), &json!("Late"))
    );
    is_done_once(&portal, &credit, &key, "credit", &body, &note).await;
    assert_eq!(due().await, "750.00");

    let transfers = format!("{one}/transfers");
    let body = json!({ "amount": "250.00", "reference": "BG 1" });
    let paid = done(&portal, &transfers, &key, "transfer", &body).await;
    assert_eq!((&paid["id"], &paid["paid"], &paid["due"]), (&order["invoice"], &json!("250.00"), &json!("500.00")));
    is_done_once(&portal, &transfers, &key, "transfer", &body, &paid).await;
    // The bank's own name for it counts, whatever the request is called.
    assert_eq!(done(&portal, &transfers, &key, "another-name", &body).await, paid);
    is_done_once(&portal, &transfers, &key, "another-name", &body, &paid).await;
    for (path, body, field) in [
        (&transfers, json!({ "amount": "250.01", "reference": "BG 1" }), "reference"),
        (&transfers, json!({ "amount": "500.01", "reference": "BG 2" }), "amount"),
        (&transfers, json!({ "amount": "some", "reference": "BG 2" }), "amount"),
        (&transfers, json!({ "reference": " " }), "reference"),
        (&transfers, json!({ "reference": "BG 2", "received": "2999-01-01" }), "received"),
        (&transfers, json!({ "reference": "BG 2", "received": "2026-02-30" }), "received"),
        (&transfers, json!({ "reference": "BG 2", "received": "2020-01-01" }), "received"),
        (&transfers, json!({ "reference": "BG 2", "received": "" }), "received"),
        (&credit, json!({ "lines": [{ "line": 1, "quantity": "some" }] }), "lines.1.quantity"),
        (&credit, json!({ "lines": [{ "line": 1 }, { "line": 1, "quantity": 1 }] }), "lines.2.quantity"),
        (&credit, json!({ "lines": [{ "quantity": "1" }] }), "lines.1.line"),
        (&credit, json!({ "lines": [{ "line": 1, "quantity": "0.7" }] }), "lines.1.quantity"),
        (&credit, json!({ "lines": [{ "line": 2 }] }), "lines.1.line"),
        (&credit, json!({ "note": "x".repeat(1001) }), "note"),
    ] {
        assert_eq!(faulty(send(&portal, path, &key, "fault", &body).await).await, [field], "{body}");
    }
    assert_eq!(due().await, "500.00", "nothing was changed");
    let all = json!({ "amount": "some", "reference": "", "received": "2999-01-01" });
    let answer = send(&portal, &transfers, &key, "fault", &all).await;
    assert_eq!(faulty(answer).await, ["amount", "reference", "received"], "all at once");
    let rest = done(&portal, &transfers, &key, "rest", &json!({ "reference": "BG 2" })).await;
    assert_eq!((&rest["state"], &rest["due"]), (&json!("paid"), &json!("0.00")));
    // What stands against it is told of the invoice.
    let void = send(&portal, &format!("{one}/void"), &key, "void", &json!({ "because": "Twice" })).await;
    assert_eq!(faulty(void).await, ["invoice"]);
    let nothing = format!("/api/v1/accounts/acme/invoices/{}/credit", text(&note["id"]));
    assert_eq!(faulty(send(&portal, &nothing, &key, "note", &json!({})).await).await, ["invoice"]);
    let (payment, transfer) = ("invoice.payment_recorded", "invoice.transfer_recorded");
    let events = ["invoice.credit_note_issued", payment, payment, transfer, transfer];
    assert_eq!(by_key(&portal).await, events.join(" "));
    assert!(history(&portal).await.contains("the operator’s key “Billing”"));
}

#[tokio::test]
async fn a_program_adds_a_mailing_list() {
    let portal = portal().await;
    let key = operator(&portal, &[OperatorScope::ListsWrite]).await;
    let reads = operator(&portal, &[OperatorScope::ListsRead]).await;
    let body = json!({ "id": "events", "name": "Events", "about": "Where you can meet us." });
    let added = done(&portal, "/api/v1/lists", &key, "add", &body).await;
    assert_eq!(added, json!({ "id": "events", "name": "Events", "about": "Where you can meet us.", "readers": 0 }));
    is_done_once(&portal, "/api/v1/lists", &key, "add", &body, &added).await;
    assert_eq!(read(&portal, "/api/v1/lists/events", &reads).await, added);
    let listed = list::all(&portal.portico).await.unwrap();
    assert_eq!(listed.iter().filter(|list| list.id == "events").count(), 1);
    let cookie = portal.sign_in("holder@acme.example").await;
    let page = portal.get("/a/acme/profile/mailing-lists").header("cookie", cookie).send().await.unwrap();
    assert!(page.text().await.unwrap().contains("Where you can meet us."), "everybody can subscribe to it");
    for (body, fields) in [
        (json!({ "id": "No id", "name": "" }), &["id", "name"][..]),
        (json!({ "id": "events", "name": "Other" }), &["id"]),
        (json!({ "id": "fairs", "name": "Fairs", "about": "x".repeat(301) }), &["about"]),
    ] {
        let answer = send(&portal, "/api/v1/lists", &key, "fault", &body).await;
        assert_eq!(faulty(answer).await, fields, "{body}");
    }
    assert_eq!(problem(get(&portal, "/api/v1/lists/fairs", &reads).await).await["code"], "not_found");
}

#[tokio::test]
async fn a_program_chooses_the_brand() {
    let portal = portal().await;
    let key = operator(&portal, &[OperatorScope::BrandWrite]).await;
    let path = "/api/v1/brand";
    let own = json!({ "name": Brand::default().name, "accent": null, "mark": null });
    assert_eq!(read(&portal, path, &key).await, own);
    let patch = async |body: &Value| set(&portal, Method::PATCH, path, &key, body).await;
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>";
    // The largest that there may be has room in a request.
    let largest = format!("{svg}{}", " ".repeat(65_536 - svg.len()));
    let mark = BASE64_STANDARD.encode(&largest);
    let changed: Value = patch(&json!({ "name": "Nordic Trade", "mark": mark })).await.json().await.unwrap();
    assert_eq!(changed, json!({ "name": "Nordic Trade", "accent": null, "mark": mark }));
    let changed: Value = patch(&json!({ "accent": "#B00020" })).await.json().await.unwrap();
    assert_eq!(changed, json!({ "name": "Nordic Trade", "accent": "#b00020", "mark": mark }), "the rest stays");
    assert_eq!(read(&portal, path, &key).await, changed);
    assert_eq!(portal.get("/brand/mark").send().await.unwrap().text().await.unwrap(), largest);
    let page = portal.get("/sign-in").send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Nordic Trade"), "{page}");
    assert_eq!(brand::shown(&portal.portico).await.unwrap().name, "Nordic Trade");

    // Two programs that name different things at the same moment: both have their way.
    for round in 0..10 {
        let (name, accent) = (format!("Nordic {round}"), if round % 2 == 0 { "#1c64f2" } else { "#b00020" });
        let (named, coloured) = (json!({ "name": name }), json!({ "accent": accent }));
        let answers = tokio::join!(patch(&named), patch(&coloured));
        assert_eq!((answers.0.status(), answers.1.status()), (StatusCode::OK, StatusCode::OK));
        assert_eq!(read(&portal, path, &key).await, json!({ "name": name, "accent": accent, "mark": mark }));
    }
    assert_eq!(patch(&json!({ "name": "Nordic Trade", "accent": "#b00020" })).await.status(), StatusCode::OK);

    for (body, fields) in [
        (json!({}), &["name"][..]),
        (
            json!({ "name": " ", "accent": "#ffcc00", "mark": BASE64_STANDARD.encode("GIF89a") }),
            &["name", "accent", "mark"],
        ),
        (json!({ "accent": " #b00020" }), &["accent"]),
        (json!({ "mark": "no base64" }), &["mark"]),
    ] {
        assert_eq!(faulty(patch(&body).await).await, fields, "{body}");
    }
    let without = operator(&portal, &[OperatorScope::ListsWrite]).await;
    let refused = set(&portal, Method::PATCH, path, &without, &json!({ "mark": "no base64" })).await;
    assert_eq!(problem(refused).await["detail"], "This takes a key with the scope brand:write.");
    assert_eq!(read(&portal, path, &key).await, changed, "nothing was changed");

    let nothing = json!({});
    assert_eq!(done(&portal, "/api/v1/brand/reset", &key, "reset", &nothing).await, own);
    is_done_once(&portal, "/api/v1/brand/reset", &key, "reset", &nothing, &own).await;
    assert!(!portal.get("/sign-in").send().await.unwrap().text().await.unwrap().contains("Nordic Trade"));
}

#[tokio::test]
async fn what_lies_in_no_account_is_walked_once() {
    let portal = furnished().await;
    let scopes = [OperatorScope::OrdersRead, OperatorScope::InvoicesRead, OperatorScope::ListsRead];
    let key = operator(&portal, &scopes).await;
    for (path, many) in [("/api/v1/products", 3), ("/api/v1/issuers", 2), ("/api/v1/lists", 3)] {
        let whole = read(&portal, path, &key).await;
        let mut walked = Vec::new();
        let mut next = Some(format!("{path}?limit=1"));
        while let Some(address) = next.take() {
            let page = read(&portal, &address, &key).await;
            walked.extend(page["data"].as_array().unwrap().clone());
            next = page["next"].as_str().map(|after| format!("{path}?limit=1&after={after}"));
        }
        assert_eq!((walked.len(), json!(walked)), (many, whole["data"].clone()), "{path}");
        let one = read(&portal, &format!("{path}/{}", text(&walked[0]["id"])), &key).await;
        assert_eq!(one, walked[0], "{path}");
        for after in ["%00", "nothing", "019a0000-0000-7000-8000-000000000000", "-1"] {
            let answer = get(&portal, &format!("{path}?after={after}"), &key).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path} after {after}");
        }
        assert_eq!(get(&portal, &format!("{path}/%00"), &key).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

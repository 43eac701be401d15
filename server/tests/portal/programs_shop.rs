//! Programs that buy: products, orders, licences, invoices and payments, for whom they are, and what asking again does.

use std::collections::{BTreeMap, BTreeSet};

use crate::programs::{ask, get, key_for, operator, portal, problem};
use crate::support::{Portal, header_of};
use backend::portico::{Limit, Policy};
use backend::service::issuer::{self, NewIssuer, NewRate};
use backend::service::{brand, number, order, product};
use domain::brand::BrandForm;
use domain::product::ProductForm;
use domain::program::{KeyScope, OperatorScope};
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

/// A portal in which both accounts can buy from a seller; `acme` has credit.
pub async fn shop() -> Portal {
    stocked(portal().await).await
}

async fn stocked(portal: Portal) -> Portal {
    let portico = &portal.portico;
    let new =
        NewIssuer { slug: "seller".into(), name: "Seller AB".into(), country: "SE".into(), ..NewIssuer::default() };
    issuer::add(portico, &new).await.unwrap();
    let rate = NewRate { issuer: "seller".into(), country: "SE".into(), rate: "25".into(), name: "Moms".into() };
    issuer::set_tax(portico, &rate).await.unwrap();
    sqlx::query("update accounts set country = 'SE'").execute(portal.owner()).await.unwrap();
    for (sku, price) in [("ROUTES", "1000"), ("ROUTES-PRO", "2000"), ("YARD", "30.50")] {
        let form = ProductForm {
            sku: sku.into(),
            name: sku.into(),
            kind: "licence".into(),
            seats: Some(5),
            months: Some(12),
            ..ProductForm::default()
        };
        product::add(portico, &form).await.unwrap();
        product::price(portico, sku, "SEK", price, None).await.unwrap();
    }
    order::set_credit(portico, "acme", "SEK", "100000").await.unwrap();
    portal
}

/// The same, with one of everything in `acme`, for programs that ask as often as they like.
pub async fn furnished() -> Portal {
    let often = Limit::per_minute(1_000_000);
    let policy = Policy { program: often, network: often, ..Policy::default() };
    let portal = Portal::start_under(policy).await;
    for slug in ["acme", "other"] {
        portal.account(slug).await;
    }
    let portal = stocked(portal).await;
    portal.invoice("acme").await;
    number::add(&portal.portico, "acme", "+46 8 505 010 00").await.unwrap();
    let key = key_for(&portal, "acme", ALL).await;
    buy(&portal, &key, "order").await;
    let machines = format!("licences/{}/activations", portal.id("select id from licences").await);
    send(&portal, &machines, &key, "machine", &json!({ "machine": "gate-0" })).await;
    let contact = json!({ "first_name": "A", "last_name": "B", "email": "a@b.example", "country": "SE", "mail": [] });
    send(&portal, "contacts", &key, "contact", &contact).await;
    portal
}

/// Everything that a key of an account may do.
pub const ALL: &[&str] = &["account:read", "contacts:write", "invoices:read", "orders:write", "licences:write"];

async fn send(portal: &Portal, path: &str, key: &str, claim: &str, body: &Value) -> Response {
    let path = format!("/api/v1/accounts/acme/{path}");
    ask(portal, Method::POST, &path, key).header("Idempotency-Key", claim).json(body).send().await.unwrap()
}

async fn read(portal: &Portal, path: &str, key: &str) -> Value {
    let answer = get(portal, &format!("/api/v1/accounts/acme/{path}"), key).await;
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    answer.json().await.unwrap()
}

/// Buys five seats; gives the order.
pub async fn buy(portal: &Portal, key: &str, claim: &str) -> Value {
    let product = portal.id("select id from products where sku = 'ROUTES'").await;
    let answer = send(portal, "orders", key, claim, &json!({ "product": product })).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[tokio::test]
async fn a_program_buys_and_its_machines_run() {
    let portal = shop().await;
    let key = key_for(&portal, "acme", ALL).await;
    let products = read(&portal, "products", &key).await;
    assert_eq!((&products["data"][0]["sku"], &products["data"][0]["price"]), (&json!("ROUTES"), &json!("1000.00")));
    let one = read(&portal, &format!("products/{}", text(&products["data"][0]["id"])), &key).await;
    assert_eq!(one, products["data"][0]);

    let bad = json!({ "product": one["id"], "total": "1000.00" });
    let refused = problem(send(&portal, "orders", &key, "dear", &bad).await).await;
    assert_eq!(refused["errors"][0]["message"], "It comes to 1250.00 SEK now. Nothing was ordered.");
    let order = json!({ "product": one["id"], "total": "1250.00" });
    let placed: Value = send(&portal, "orders", &key, "dear", &order).await.json().await.unwrap();
    assert_eq!((&placed["state"], &placed["total"]), (&json!("fulfilled"), &json!("1250.00")));
    let licence = text(&placed["licences"][0]);
    assert_eq!(read(&portal, &format!("orders/{}", text(&placed["id"])), &key).await, placed);

    let invoice = format!("invoices/{}", text(&placed["invoice"]));
    assert_eq!(read(&portal, &invoice, &key).await["due"], "1250.00");
    let file = get(&portal, &format!("/api/v1/accounts/acme/{invoice}/pdf"), &key).await;
    assert_eq!(header_of(&file, "content-type"), "application/pdf");
    assert!(file.bytes().await.unwrap().starts_with(b"%PDF-"));

    let licence_key = read(&portal, &format!("licences/{licence}"), &key).await["key"].clone();
    let check = async |machine: &str| {
        let path = format!("licences/validate?key={}&machine={machine}", text(&licence_key).to_lowercase());
        read(&portal, &path, &key).await
    };
    let good = check("").await;
    assert_eq!((&good["valid"], &good["reason"], &good["licence"]["seats"]), (&json!(true), &Value::Null, &json!(5)));
    let idle = check("gate-1").await;
    assert_eq!((&idle["valid"], &idle["reason"]), (&json!(false), &json!("not_activated")));

    let machines = format!("licences/{licence}/activations");
    let machine = json!({ "machine": "gate-1", "machine_name": "Gate 1" });
    let activated: Value = send(&portal, &machines, &key, "m1", &machine).await.json().await.unwrap();
    assert_eq!((&activated["seat"], text(&activated["token"]).split('.').count()), (&json!(1), 3));
    let running = check("gate-1").await;
    assert_eq!((&running["valid"], &running["activation"]["seat"]), (&json!(true), &json!(1)));
    assert_eq!(running["licence"]["seats_used"], 1);

    let place = format!("/api/v1/accounts/acme/{machines}/{}", text(&activated["id"]));
    for _ in 0..2 {
        let ended = ask(&portal, Method::DELETE, &place, &key).send().await.unwrap();
        assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    }
    assert_eq!(check("gate-1").await["reason"], "not_activated");
    for (sql, reason) in [
        ("update licences set expires_at = now() - interval '1 day'", "expired"),
        ("update licences set suspended_at = now()", "suspended"),
        ("update licences set revoked_at = now()", "revoked"),
    ] {
        sqlx::query(sql).execute(portal.owner()).await.unwrap();
        assert_eq!(check("").await["reason"], reason);
    }
    let refused = problem(send(&portal, &machines, &key, "m2", &machine).await).await;
    assert_eq!(refused["errors"][0]["message"], "This licence was revoked and cannot be used any more.");
    for (typed, reason) in [("nonsense", "mistyped"), ("%00", "mistyped"), ("", "mistyped")] {
        let answer = read(&portal, &format!("licences/validate?key={typed}"), &key).await;
        assert_eq!((&answer["valid"], &answer["reason"]), (&json!(false), &json!(reason)), "{typed}");
    }
    // One wrong character never makes another key; the other account's is unknown here.
    let mut typed = text(&licence_key).to_owned();
    let last = if typed.ends_with('0') { '1' } else { '0' };
    typed.pop();
    typed.push(last);
    let answer = read(&portal, &format!("licences/validate?key={typed}"), &key).await;
    assert_eq!(answer["reason"], "mistyped");
    let foreign = key_for(&portal, "other", ALL).await;
    let path = format!("/api/v1/accounts/other/licences/validate?key={}", text(&licence_key));
    let answer: Value = get(&portal, &path, &foreign).await.json().await.unwrap();
    assert_eq!((&answer["reason"], &answer["licence"]), (&json!("unknown"), &Value::Null));
}

#[tokio::test]
async fn what_is_asked_again_is_done_once() {
    let portal = shop().await;
    let key = key_for(&portal, "acme", ALL).await;
    let product = portal.id("select id from products where sku = 'ROUTES'").await;
    let body = json!({ "product": product });
    let asked = std::iter::repeat_with(|| send(&portal, "orders", &key, "the-same", &body)).take(10);
    let mut answers = BTreeSet::new();
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status(), StatusCode::CREATED);
        answers.insert(answer.json::<Value>().await.unwrap()["id"].to_string());
    }
    assert_eq!((answers.len(), portal.id("select count(*) from orders").await.as_str()), (1, "1"));
    assert_eq!(portal.id("select count(*) from invoices").await, "1");
    let more = json!({ "product": product, "quantity": 2 });
    let other = problem(send(&portal, "orders", &key, "the-same", &more).await).await;
    assert_eq!((&other["status"], &other["errors"][0]["field"]), (&json!(422), &json!("Idempotency-Key")));

    let machines = format!("licences/{}/activations", portal.id("select id from licences").await);
    let machine = json!({ "machine": "gate-1" });
    let asked = std::iter::repeat_with(|| send(&portal, &machines, &key, "machine", &machine)).take(10);
    for answer in futures_util::future::join_all(asked).await {
        assert_eq!(answer.status(), StatusCode::CREATED);
        assert!(answer.json::<Value>().await.unwrap()["token"].is_string());
    }
    assert_eq!(portal.id("select count(*) from activations").await, "1");
    let again = send(&portal, &machines, &key, "machine", &machine).await;
    assert_eq!(header_of(&again, "idempotency-replayed"), "true");
    let kept =
        portal.id("select coalesce(string_agg(body, ''), '') from idempotent_requests where claim = 'machine'").await;
    assert_eq!(kept, "", "the machine's token is kept nowhere");
    let other = problem(send(&portal, &machines, &key, "machine", &json!({ "machine": "gate-2" })).await).await;
    assert_eq!(other["errors"][0]["field"], "Idempotency-Key");
    // A machine that has its seat keeps it, whatever the request is called; and that name is taken then.
    let seated: Value = send(&portal, &machines, &key, "another", &machine).await.json().await.unwrap();
    assert_eq!(seated["seat"], 1);
    let other = problem(send(&portal, &machines, &key, "another", &json!({ "machine": "gate-2" })).await).await;
    assert_eq!(other["errors"][0]["field"], "Idempotency-Key");
    sqlx::query("update activations set deactivated_at = now()").execute(portal.owner()).await.unwrap();
    let gone = problem(send(&portal, &machines, &key, "machine", &machine).await).await;
    assert_eq!(gone["errors"][0]["field"], "machine", "what was given back since is not given again");
    assert_eq!(portal.id("select count(*) from activations where deactivated_at is null").await, "0");
}

#[tokio::test]
async fn an_order_that_waits_is_cancelled_approved_or_refused() {
    let portal = shop().await;
    let key = key_for(&portal, "acme", &["orders:write"]).await;
    let seller = operator(&portal, &[OperatorScope::OrdersWrite, OperatorScope::LicencesRead]).await;
    order::set_credit(&portal.portico, "acme", "SEK", "0").await.unwrap();
    let mut ids = Vec::new();
    for claim in ["a", "b", "c"] {
        let order = buy(&portal, &key, claim).await;
        assert_eq!((&order["state"], &order["licences"]), (&json!("awaiting_payment"), &json!([])));
        ids.push(text(&order["id"]).to_owned());
    }
    let answer = async |id: &str, what: &str, key: &str, claim: &str| {
        let path = format!("/api/v1/accounts/acme/orders/{id}/{what}");
        ask(&portal, Method::POST, &path, key).header("Idempotency-Key", claim).send().await.unwrap()
    };
    // What is the seller's to say, is nothing that an account's key knows of.
    assert_eq!(problem(answer(&ids[0], "approve", &key, "x").await).await["code"], "not_found");
    for (id, what, key, state) in [
        (&ids[0], "cancel", &key, "cancelled"),
        (&ids[1], "approve", &seller, "fulfilled"),
        (&ids[2], "refuse", &seller, "refused"),
    ] {
        let done = answer(id, what, key, id).await;
        assert_eq!(done.status(), StatusCode::OK, "{what}");
        assert_eq!(done.json::<Value>().await.unwrap()["state"], state);
        let again = answer(id, what, key, id).await;
        assert_eq!((again.status(), header_of(&again, "idempotency-replayed").as_str()), (StatusCode::OK, "true"));
        let over = problem(answer(id, what, key, "new").await).await;
        assert_eq!((&over["status"], &over["code"]), (&json!(409), &json!("conflict")), "{what} a second time");
        let fault = &over["errors"][0];
        assert_eq!(fault["field"], "state");
        assert!(text(&fault["message"]).contains("does not wait any more: it is "), "{over}");
    }
    assert_eq!(portal.id("select count(*) from invoices where state = 'void'").await, "2");
    assert_eq!(portal.id("select count(*) from licences").await, "1");
    // By phone: the seller places an order in the account, and the history says who did.
    let phoned = buy(&portal, &seller, "phoned").await;
    assert_eq!(phoned["state"], "awaiting_payment");
    let cookie = portal.sign_in("holder@acme.example").await;
    // Its page, too, says who placed each, by the key's name.
    for (order, by) in [(text(&phoned["id"]), "by the operator’s key “Billing”"), (&ids[1], "by the key “Bridge”")]
    {
        let page = portal.get(&format!("/a/acme/orders/{order}")).header("cookie", &cookie).send().await.unwrap();
        let page = page.text().await.unwrap();
        assert!(page.contains(by), "{by}: {page}");
    }
}

/// Every item of a list, two at a time.
async fn walk(portal: &Portal, list: &str, key: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    for _ in 0..20 {
        let page = read(portal, &format!("{list}?limit=2{after}"), key).await;
        let data = page["data"].as_array().unwrap().clone();
        assert!(data.len() <= 2, "{list}");
        all.extend(data);
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
    panic!("{list} does not end");
}

#[tokio::test]
async fn every_list_is_walked_once() {
    let portal = shop().await;
    let key = key_for(&portal, "acme", ALL).await;
    for claim in ["a", "b", "c", "d", "e"] {
        buy(&portal, &key, claim).await;
    }
    let machines = format!("licences/{}/activations", portal.id("select id from licences order by id limit 1").await);
    for machine in ["m1", "m2", "m3", "m4", "m5"] {
        send(&portal, &machines, &key, machine, &json!({ "machine": machine })).await;
        let contact = json!({
            "first_name": machine, "last_name": "Contact", "email": format!("{machine}@acme.example"), "country": "SE",
            "mail": [],
        });
        assert_eq!(send(&portal, "contacts", &key, &format!("contact-{machine}"), &contact).await.status(), 201);
    }
    let sql = "insert into payments (account_id, id, invoice_id, form_key, provider, amount, currency, state, payer_id,
                   payer_name, created_at, settled_at)
               select i.account_id, gen_random_uuid(), i.id, gen_random_uuid(), 'sandbox', 100, 'SEK', 'failed',
                   a.holder_user_id, 'Hilma', now(), now()
               from invoices i join accounts a on a.id = i.account_id";
    sqlx::query(sql).execute(portal.owner()).await.unwrap();
    for (list, many) in [
        ("products", 3),
        ("orders", 5),
        ("invoices", 5),
        ("payments", 5),
        ("licences", 5),
        ("contacts", 5),
        (machines.as_str(), 5),
    ] {
        let walked = walk(&portal, list, &key).await;
        let whole = read(&portal, list, &key).await;
        assert_eq!(json!(walked), whole["data"], "{list}");
        let ids: BTreeSet<String> = walked.iter().map(|one| one["id"].to_string()).collect();
        assert_eq!((walked.len(), ids.len()), (many, many), "{list}");
        // Each is found again by its id, and says the same.
        if list != machines {
            let one = read(&portal, &format!("{list}/{}", text(&walked[1]["id"])), &key).await;
            for (field, value) in walked[1].as_object().unwrap() {
                assert_eq!(one[field], *value, "{list}: {field}");
            }
        }
    }
    // What is no place in a list is no fault of ours.
    for list in ["products", "orders", "payments", "licences", &machines] {
        for after in ["%00", "nothing", "019a0000-0000-7000-8000-000000000000", "-1", "99999999999"] {
            let answer = get(&portal, &format!("/api/v1/accounts/acme/{list}?after={after}"), &key).await;
            assert_eq!(answer.status(), StatusCode::OK, "{list} after {after}");
        }
    }
}

/// The id of one of everything in `acme`, and of what belongs to no account, by its name in addresses.
pub async fn ids(portal: &Portal) -> BTreeMap<&'static str, String> {
    let mut ids = BTreeMap::new();
    for (name, sql) in [
        ("invoice", "select id from invoices order by id limit 1"),
        ("payment", "select id from payments"),
        ("product", "select id from products limit 1"),
        ("order", "select id from orders"),
        ("licence", "select id from licences"),
        ("activation", "select id from activations"),
        ("contact", "select id from contacts"),
        ("number", "select id from numbers"),
        ("issuer", "select id from issuers limit 1"),
        ("country", "select 'SE'"),
        ("list", "select id from mailing_lists limit 1"),
    ] {
        ids.insert(name, portal.id(sql).await);
    }
    ids
}

/// What fits the body of an operation.
pub fn body(operation: &str, ids: &BTreeMap<&str, String>) -> Value {
    match operation {
        "create_account" => {
            json!({ "slug": "fresh", "name": "Fresh", "holder_email": "f@f.example", "holder_name": "F" })
        }
        "add_contact" => {
            json!({ "first_name": "A", "last_name": "B", "email": "c@b.example", "country": "SE", "mail": [] })
        }
        "change_contact" => json!({
            "first_name": "A", "last_name": "B", "email": "a@b.example", "country": "SE", "mail": [], "version": 1,
        }),
        "issue_invoice" => json!({
            "issuer": ids["issuer"], "currency": "SEK", "due_in_days": 30,
            "lines": [{ "description": "x", "unit_price": "1.00" }],
        }),
        "void_invoice" => json!({ "because": "Twice" }),
        "place_order" => json!({ "product": ids["product"], "total": "1" }),
        "activate_machine" => json!({ "machine": "gate-1" }),
        "record_transfer" => json!({ "reference": "BG 1" }),
        "set_credit" => json!({ "currency": "SEK", "limit": "1" }),
        "add_number" => json!({ "number": "+46850501001" }),
        "add_product" => json!({ "sku": "SETUP", "name": "Setting up", "kind": "service" }),
        "set_price" => json!({ "currency": "SEK", "price": "1.00" }),
        "set_tax" => json!({ "rate": "6", "name": "Moms" }),
        "add_mailing_list" => json!({ "id": "events", "name": "Events" }),
        "change_brand" => json!({ "name": "Nordic Trade" }),
        _ => json!({}),
    }
}

/// The same with another text wherever there is one, but for ids.
fn garbled(body: &Value) -> Value {
    let fields = body.as_object().unwrap().iter().map(|(field, value)| {
        let is_id = value.as_str().is_some_and(|text| text.len() == 36);
        (field.clone(), if value.is_string() && !is_id { json!("?") } else { value.clone() })
    });
    Value::Object(fields.collect())
}

#[tokio::test]
async fn every_operation_is_for_whom_it_is_for() {
    let portal = furnished().await;
    let whole = key_for(&portal, "acme", ALL).await;
    let ids = ids(&portal).await;
    let every: Vec<&str> = KeyScope::ALL.iter().map(|scope| scope.name()).collect();
    let foreign = key_for(&portal, "other", &every).await;
    let bare = [key_for(&portal, "acme", &["account:read"]).await, key_for(&portal, "acme", &["contacts:read"]).await];
    let seller_of_nothing = operator(&portal, &[OperatorScope::LicencesRead]).await;
    let reads_accounts = operator(&portal, &[OperatorScope::AccountsRead]).await;
    let ended = key_for(&portal, "acme", &every).await;
    let sql = "update api_keys set ended_at = now() where id = (select max(id::text)::uuid from api_keys)";
    sqlx::query(sql).execute(portal.owner()).await.unwrap();
    // There is something to go back from.
    brand::set(&portal.portico, BrandForm { name: Some("Nordic Trade".into()), ..BrandForm::default() }).await.unwrap();
    let before = portal.everything().await;
    let document: Value = portal.get("/api/v1/openapi.json").send().await.unwrap().json().await.unwrap();
    let mut wrong = Vec::new();
    let mut is = |id: &str, what: &str, told: &Value, expected: &Value| {
        if told != expected {
            wrong.push(format!("{id} {what}: {told}, not {expected}"));
        }
    };
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = text(&operation["operationId"]).to_owned();
            let named = |ids: &mut dyn Iterator<Item = (&str, &str)>| {
                let address = path.replace("{account}", "acme");
                let address = ids.fold(address, |address, (name, id)| address.replace(&format!("{{{name}}}"), id));
                if id == "validate_licence" { format!("{address}?key=x") } else { address }
            };
            let address = named(&mut ids.iter().map(|(name, id)| (*name, id.as_str())));
            let nowhere = named(&mut ids.keys().map(|name| (*name, "019a0000-0000-7000-8000-000000000000")));
            let method: Method = method.to_uppercase().parse().unwrap();
            let fits = body(&id, &ids);
            let with = |key: &str, address: &str, body: &Value, claim: Option<&str>| {
                let request = ask(&portal, method.clone(), address, key);
                let request = if method == Method::GET { request } else { request.json(body) };
                claim.into_iter().fold(request, |request, claim| request.header("Idempotency-Key", claim)).send()
            };
            let told = async |key: &str, address: &str, body: &Value| {
                let answer = with(key, address, body, Some(&id)).await.unwrap();
                if answer.status().is_success() {
                    return json!({ "code": "done" });
                }
                problem(answer).await
            };
            is(&id, "with a key that ended", &told(&ended, &address, &fits).await["code"], &json!("key_required"));
            is(
                &id,
                "with the other account's key",
                &told(&foreign, &address, &fits).await["code"],
                &json!("not_found"),
            );
            let needed: BTreeMap<&str, &str> = operation["security"]
                .as_array()
                .unwrap()
                .iter()
                .flat_map(|one| one.as_object().unwrap())
                .map(|(kind, scopes)| (kind.as_str(), text(&scopes[0])))
                .collect();
            let account = if needed.get("key") == Some(&"account:read") { &bare[1] } else { &bare[0] };
            let seller = match needed.get("operator") {
                Some(&"licences:read" | &"licences:write") => &reads_accounts,
                _ => &seller_of_nothing,
            };
            for (kind, key) in [("key", account), ("operator", seller)] {
                // Whether or not there is what it names, and whatever is wrong with what is sent.
                let faulty = garbled(&fits);
                for (address, body) in [(&address, &fits), (&nowhere, &fits), (&address, &faulty)] {
                    let refused = told(key, address, body).await;
                    let Some(scope) = needed.get(kind) else {
                        is(&id, "is for the other kind of keys", &refused["code"], &json!("not_found"));
                        continue;
                    };
                    let says = format!("This takes a key with the scope {scope}.");
                    is(&id, &format!("by the {kind} without its scope at {address}"), &refused["detail"], &json!(says));
                    is(&id, "without its scope", &refused["status"], &json!(403));
                }
            }
            if method == Method::POST {
                let without = with(&whole, &address, &fits, None).await.unwrap();
                let code = problem(without).await["code"].clone();
                is(&id, "without an Idempotency-Key", &code, &json!("malformed"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(portal.everything().await == before, "something was done");
}

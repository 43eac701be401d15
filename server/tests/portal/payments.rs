//! Paying through Stripe, as a browser and Stripe itself meet it over HTTP.

use crate::support::{Portal, header_of};
use backend::payment::testing::LocalStripe;
use reqwest::StatusCode;

const HOLDER: &str = "holder@acme.example";
const STRIPE: &str = "https://js.stripe.com";

async fn start() -> (LocalStripe, Portal, String, String) {
    let stripe = LocalStripe::start().await.unwrap_or_else(|error| panic!("{error}"));
    let portal = Portal::start_paid_through(stripe.provider(None).unwrap()).await;
    portal.account("acme").await;
    portal.invoice("acme").await;
    sqlx::query("delete from payments").execute(portal.owner()).await.unwrap();
    let cookie = portal.sign_in(HOLDER).await;
    let invoice = portal.id("select id from invoices").await;
    (stripe, portal, cookie, format!("/a/acme/invoices/{invoice}"))
}

/// The value of a hidden field.
fn field(page: &str, name: &str) -> String {
    let (_, rest) =
        page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name}: {page}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn stripes_script_is_let_into_the_page_of_the_card_alone() {
    let (_stripe, portal, cookie, invoice) = start().await;
    for (path, lets_in) in [("/pay", false), ("/card", true)] {
        let page = portal.get(&format!("{invoice}{path}")).header("cookie", &cookie).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK, "{path}");
        let policy = header_of(&page, "content-security-policy");
        assert_eq!(policy.contains(STRIPE), lets_in, "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        let html = page.text().await.unwrap();
        assert_eq!(html.contains(STRIPE), lets_in, "{path}");
        assert!(!html.contains("sk_test") && !html.contains("whsec"), "{path}");
    }
    let elsewhere = portal.get(&format!("{invoice}/card")).send().await.unwrap();
    assert_eq!(header_of(&elsewhere, "location"), format!("/sign-in?next={}%2Fcard", invoice.replace('/', "%2F")));
}

#[tokio::test]
async fn a_card_pays_and_stripes_own_webhook_is_believed() {
    let (stripe, portal, cookie, invoice) = start().await;
    let client = reqwest::Client::new();
    let hook = serde_json::json!({ "url": portal.url("/hooks/stripe"), "secret": "whsec_portico" });
    let told = client.post(format!("{}/_config/webhooks/portico", stripe.url())).json(&hook).send().await.unwrap();
    assert_eq!(told.status(), StatusCode::OK);

    let card = format!("{invoice}/card");
    let page = portal.get(&card).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    let (key, amount) = (field(&page, "key"), field(&page, "amount"));
    let send = async |method: &str| {
        let fields = [("key", key.as_str()), ("amount", amount.as_str()), ("pay_with", method)];
        portal.plain_form(&card, &fields).header("cookie", &cookie).send().await.unwrap()
    };
    let refused = send("4242424242424242").await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(header_of(&refused, "content-security-policy").contains(STRIPE));
    assert!(!refused.text().await.unwrap().contains("4242424242424242"), "what was typed is not sent back");

    let (one, two) = tokio::join!(send("pm_card_visa"), send("pm_card_visa"));
    let location = header_of(&one, "location");
    assert!(location.starts_with("/a/acme/payments/"), "{location}");
    assert_eq!(location, header_of(&two, "location"), "a double click is one payment");
    let receipt = portal.get(&location).header("cookie", &cookie).send().await.unwrap().text().await.unwrap();
    assert!(receipt.contains("Visa ending in 4242"), "{receipt}");

    // localstripe sends it a second after the fact.
    let patience = std::time::Duration::from_secs(20);
    let heard = async {
        while portal.id("select count(*) from provider_events").await == "0" {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, heard).await.expect("the webhook was believed");
    assert_eq!(portal.id("select sum(amount_minor) from invoice_payments").await, "37500");
}

#[tokio::test]
async fn what_stripe_did_not_sign_is_refused() {
    let (_stripe, portal, ..) = start().await;
    let body =
        r#"{"id":"evt_1","type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":"pi_1"}}}"#;
    for signature in ["", "t=1,v1=00", "t=99999999999,v1=ff"] {
        let hook = reqwest::Client::new().post(portal.url("/hooks/stripe")).header("stripe-signature", signature);
        assert_eq!(hook.body(body).send().await.unwrap().status(), StatusCode::BAD_REQUEST, "{signature}");
    }
    assert_eq!(portal.id("select count(*) from provider_events").await, "0");
}

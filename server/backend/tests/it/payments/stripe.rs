//! Stripe, spoken by a running localstripe: over a connection that fails, with webhooks that come twice, late, in another
//! order or from somebody else.

use super::*;
use backend::payment::Stripe;
use backend::payment::testing::{Line, LocalStripe};
use backend::service::payment::{Heard, confirm_card, hear, plan_card, refund};
use jiff::Timestamp;
use serde_json::{Value, json};

const VISA: &str = "pm_card_visa";

/// An account that is invoiced and pays through Stripe.
struct Far {
    till: Till,
    stripe: LocalStripe,
    line: Line,
    client: reqwest::Client,
}

impl Far {
    async fn new() -> Self {
        let stripe = LocalStripe::start().await.unwrap_or_else(|error| panic!("{error}"));
        let line = stripe.line().await.unwrap();
        let till = Till::with(stripe.provider(Some(&line)).unwrap()).await;
        Self { till, stripe, line, client: reqwest::Client::new() }
    }

    async fn ask(&self, path: &str) -> Value {
        let request = self.client.get(format!("{}{path}", self.stripe.url())).bearer_auth("sk_test_portico");
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn tell(&self, path: &str, body: Value) -> Value {
        let request = self.client.post(format!("{}{path}", self.stripe.url())).bearer_auth("sk_test_portico");
        request.json(&body).send().await.unwrap().json().await.unwrap()
    }

    /// Amounts of all charges that succeeded over there.
    async fn charged(&self) -> Vec<i64> {
        let charges = self.ask("/v1/charges?limit=100").await;
        let all = charges["data"].as_array().unwrap().iter();
        all.filter(|charge| charge["status"] == "succeeded").map(|charge| charge["amount"].as_i64().unwrap()).collect()
    }

    async fn reference(&self, payment: &PaymentView) -> String {
        let sql = "select reference from payments where id = $1";
        sqlx::query_scalar(sql).bind(payment.id.0).fetch_one(self.till.world.owner()).await.unwrap()
    }

    fn provider(&self) -> &Stripe {
        match &self.till.world.portico.provider {
            PaymentProvider::Stripe(stripe) => stripe,
            PaymentProvider::Sandbox => panic!("this is Stripe"),
        }
    }

    /// A webhook as Stripe sends it, signed at this time.
    async fn webhook(&self, event: &str, kind: &str, intent: &str, at: Timestamp) -> Heard {
        let body =
            json!({ "id": event, "type": kind, "data": { "object": { "object": "payment_intent", "id": intent } } });
        let body = body.to_string();
        let signature = self.provider().sign(body.as_bytes(), at);
        hear(&self.till.world.portico, &signature, body.as_bytes()).await.unwrap()
    }

    async fn assert_paid_once(&self, invoice: &Issued) {
        assert_paid_once(&self.till, invoice).await;
        assert_eq!(self.charged().await, [invoice.total.minor], "money moved once over there");
    }
}

#[tokio::test]
async fn a_payment_goes_through_and_says_with_which_card() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let paid = far.till.pay(&invoice, VISA).await;
    assert_eq!((paid.state, &*paid.method, paid.sandbox), (PaymentState::Succeeded, "Visa ending in 4242", false));
    far.assert_paid_once(&invoice).await;
    let intent = far.ask(&format!("/v1/payment_intents/{}", far.reference(&paid).await)).await;
    assert_eq!((&intent["currency"], &intent["metadata"]["invoice"]), (&json!("sek"), &json!("NL-00001")));
    assert_eq!(intent["metadata"]["payment"], json!(paid.id.to_string()));
}

#[tokio::test]
async fn a_double_click_pays_once() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let form = far.till.form(&invoice, VISA);
    let caller = &far.till.account.caller;
    let (one, two) = tokio::join!(far.till.send(caller, &invoice, &form), far.till.send(caller, &invoice, &form));
    assert_eq!(one.id, two.id);
    far.assert_paid_once(&invoice).await;
}

#[tokio::test]
async fn a_declined_card_is_told_in_plain_words() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let declined = far.till.pay(&invoice, "pm_card_chargeCustomerFail").await;
    assert_eq!(declined.state, PaymentState::Failed);
    assert!(declined.reason.contains("declined the card"), "{}", declined.reason);
    assert_eq!(far.charged().await, [0_i64; 0]);
    assert_eq!(far.till.pay(&invoice, VISA).await.state, PaymentState::Succeeded);
    far.assert_paid_once(&invoice).await;
}

#[tokio::test]
async fn a_timeout_after_success_is_found_out() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    far.line.lose_answers_to("/confirm");
    let form = far.till.form(&invoice, VISA);
    let payment = far.till.send(&far.till.account.caller, &invoice, &form).await;
    assert_eq!(payment.state, PaymentState::Processing);
    assert_eq!(far.charged().await, [invoice.total.minor], "the money has moved");
    far.line.mend();
    // A retry of whoever got no answer.
    assert_eq!(far.till.send(&far.till.account.caller, &invoice, &form).await.id, payment.id);
    far.till.later(2).await;
    assert_eq!(far.till.view(payment.id).await.state, PaymentState::Succeeded);
    far.assert_paid_once(&invoice).await;
}

#[tokio::test]
async fn a_provider_that_is_down_loses_nothing() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    far.line.go_down();
    let payment = far.till.pay(&invoice, VISA).await;
    assert_eq!(payment.state, PaymentState::Cancelled);
    assert!(payment.reason.contains("could not be reached"), "{}", payment.reason);
    assert_eq!(far.till.due(&invoice).await, invoice.total.minor);

    // It goes down in the middle: nobody knows, until it is back.
    far.line.lose_requests_with("/confirm");
    let payment = far.till.pay(&invoice, VISA).await;
    assert_eq!(payment.state, PaymentState::Processing);
    far.line.go_down();
    for _ in 0..3 {
        assert_eq!(far.till.later(700).await, 1, "it is asked again and again");
        assert_eq!(far.till.view(payment.id).await.state, PaymentState::Processing);
    }
    far.line.mend();
    far.till.later(700).await;
    assert_eq!(far.till.view(payment.id).await.state, PaymentState::Cancelled);
    assert_eq!(far.charged().await, [0_i64; 0], "what nobody confirmed moves nothing");

    assert_eq!(far.till.pay(&invoice, VISA).await.state, PaymentState::Succeeded);
    far.assert_paid_once(&invoice).await;
}

#[tokio::test]
async fn a_bank_that_asks_first_is_answered_later() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let card = json!({ "number": "4000002500003155", "exp_month": 12, "exp_year": 2030, "cvc": "123" });
    let method = far.tell("/v1/payment_methods", json!({ "type": "card", "card": card })).await;
    let payment = far.till.pay(&invoice, method["id"].as_str().unwrap()).await;
    assert!(payment.waits && payment.state == PaymentState::Processing);
    let portico = &far.till.world.portico;
    let caller = &far.till.account.caller;
    let asked = confirm_card(portico, caller, "acme", &payment.id.to_string()).await.unwrap().unwrap();
    assert_eq!(asked.publishable_key, "pk_test_portico");

    let intent = far.reference(&payment).await;
    let path = format!("/v1/payment_intents/{intent}/_authenticate?success=true");
    far.tell(&path, json!({ "client_secret": asked.client_secret })).await;
    let now = far.till.world.now();
    assert_eq!(far.webhook("evt_1", "payment_intent.succeeded", &intent, now).await, Heard::Noted);
    assert_eq!(far.till.later(0).await, 1);
    assert_eq!(far.till.view(payment.id).await.state, PaymentState::Succeeded);
    far.assert_paid_once(&invoice).await;
    assert!(confirm_card(portico, caller, "acme", &payment.id.to_string()).await.unwrap().is_none());
}

#[tokio::test]
async fn webhooks_that_come_again_or_in_another_order_change_nothing() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    far.line.lose_answers_to("/confirm");
    let payment = far.till.pay(&invoice, VISA).await;
    far.line.mend();
    let (intent, now) = (far.reference(&payment).await, far.till.world.now());
    // The end comes before the beginning, and both come again.
    for (event, kind) in [
        ("evt_2", "payment_intent.succeeded"),
        ("evt_1", "payment_intent.created"),
        ("evt_3", "payment_intent.payment_failed"),
        ("evt_2", "payment_intent.succeeded"),
        ("evt_1", "payment_intent.created"),
    ] {
        assert_eq!(far.webhook(event, kind, &intent, now).await, Heard::Noted, "{event}");
        far.till.later(0).await;
        assert_eq!(far.till.view(payment.id).await.state, PaymentState::Succeeded, "after {event}");
    }
    far.assert_paid_once(&invoice).await;
    assert_eq!(far.till.number("select count(*) from provider_events").await, [3]);
    let receipts = far.till.number("select count(*) from outbox where event like '%payment:%'").await;
    assert_eq!(receipts, [1], "one receipt for the one person who is told");
    assert_eq!(far.webhook("evt_4", "payment_intent.succeeded", "pi_unknown", now).await, Heard::Noted);
}

#[tokio::test]
async fn forged_and_old_webhooks_are_not_heard() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    far.line.lose_answers_to("/confirm");
    let payment = far.till.pay(&invoice, VISA).await;
    let (intent, now) = (far.reference(&payment).await, far.till.world.now());
    let old = now - SignedDuration::from_mins(6);
    assert!(matches!(far.webhook("evt_1", "payment_intent.succeeded", &intent, old).await, Heard::Refused(_)));
    let body = json!({ "id": "evt_1", "data": { "object": { "object": "payment_intent", "id": intent } } }).to_string();
    let signed = far.provider().sign(b"something else", now);
    for signature in [signed.as_str(), "", "t=1,v1=00"] {
        let heard = hear(&far.till.world.portico, signature, body.as_bytes()).await.unwrap();
        assert!(matches!(heard, Heard::Refused(_)), "{signature}");
    }
    assert_eq!(far.till.number("select count(*) from provider_events").await, [0]);
    assert_eq!(see_to_due(&far.till.world.portico).await.unwrap(), 0, "nothing was hurried");
}

#[tokio::test]
async fn money_goes_back_once_also_when_the_answer_gets_lost() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let payment = far.till.pay(&invoice, VISA).await;
    refund(&far.till.world.portico, "acme", &payment.id.to_string()).await.unwrap();
    far.line.lose_answers_to("POST /v1/refunds");
    far.till.later(1).await;
    assert_eq!(far.till.due(&invoice).await, 0, "nobody knows yet that it went back");
    far.line.mend();
    far.till.later(60).await;
    far.till.later(60).await;
    assert_eq!(far.till.due(&invoice).await, invoice.total.minor);
    let refunds = far.ask(&format!("/v1/refunds?payment_intent={}", far.reference(&payment).await)).await;
    let amounts: Vec<_> = refunds["data"].as_array().unwrap().iter().map(|refund| refund["amount"].clone()).collect();
    assert_eq!(amounts, [json!(invoice.total.minor)]);
    assert!(far.till.view(payment.id).await.refund.contains("went back"));
}

#[tokio::test]
async fn what_is_given_back_on_stripes_own_pages_is_asked_for_again() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let payment = far.till.pay(&invoice, VISA).await;
    let intent = far.reference(&payment).await;
    far.tell("/v1/refunds", json!({ "payment_intent": intent, "amount": 10_000 })).await;
    far.webhook("evt_1", "charge.refunded", &intent, far.till.world.now()).await;
    far.till.later(1).await;
    assert_eq!(far.till.due(&invoice).await, 10_000);
    assert_eq!(far.till.came().await, [invoice.total.minor, -10_000]);
}

#[tokio::test]
async fn a_card_is_typed_at_stripes_and_not_here() {
    let far = Far::new().await;
    let invoice = far.till.invoice().await;
    let caller = &far.till.account.caller;
    let form = plan_card(&far.till.world.portico, caller, "acme", &invoice.id.to_string()).await.unwrap();
    assert_eq!((&*form.publishable_key, form.view.amount), ("pk_test_portico", invoice.total.minor));
    // A card's number is nothing that Portico takes.
    let number = far.till.form(&invoice, "4242424242424242");
    let refused =
        pay(&far.till.world.portico, &far.till.account.caller, "acme", &invoice.id.to_string(), &number).await;
    assert_eq!(crate::support::faulty_fields(refused), ["pay_with"]);
}

//! Stripe, over its public HTTP API: PaymentIntents that Portico makes and confirms itself, with a payment method that
//! Stripe's script made in the payer's browser. A card's number never comes near Portico.
//!
//! An intent is made first and confirmed when its id is in the database: so nothing here depends on Stripe remembering an
//! `Idempotency-Key` for longer than it promises (a day), though each request carries one.

use super::{Made, Order, ProviderError, Result, SignatureError, Standing, signature};
use domain::money::Money;
use domain::payment::Decline;
use domain::payment::stripe::{of_stripe, to_stripe};
use jiff::Timestamp;
use reqwest::{Client, Method, RequestBuilder, StatusCode, redirect};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use uuid::Uuid;

/// The version of the API that is spoken, whatever the Stripe account's default is.
const VERSION: &str = "2024-06-20";

/// Where the API is.
const API: &str = "https://api.stripe.com";

/// How long a request may take: well within the 30 seconds that a request to Portico may take, which makes two of them.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long it may take to reach Stripe at all.
const CONNECTING: Duration = Duration::from_secs(4);

/// What the operator has from Stripe.
#[derive(Clone)]
pub struct StripeKeys {
    /// `sk_…`, with which everything can be done.
    pub secret: String,
    /// `pk_…`, which the payer's browser is told.
    pub publishable: String,
    /// `whsec_…`, with which webhooks are signed.
    pub webhook: String,
}

impl fmt::Debug for StripeKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StripeKeys(…)")
    }
}

/// Stripe.
#[derive(Debug, Clone)]
pub struct Stripe {
    client: Client,
    api: String,
    keys: StripeKeys,
}

/// A PaymentIntent, as far as it is read.
#[derive(Deserialize)]
struct Intent {
    id: String,
    status: String,
    client_secret: Option<String>,
    payment_method: Option<PaymentMethod>,
    /// In small letters.
    #[serde(default)]
    currency: String,
    last_payment_error: Option<Fault>,
}

/// Whole when it was asked for, or just its id.
#[derive(Deserialize)]
#[serde(untagged)]
enum PaymentMethod {
    Whole { card: Option<Card> },
    Id(#[expect(dead_code, reason = "it is there to be told apart from the whole")] String),
}

#[derive(Deserialize)]
struct Card {
    brand: String,
    last4: String,
}

/// What Stripe says is wrong. Its words may name the payer and are not repeated.
#[derive(Deserialize, Default)]
struct Fault {
    code: Option<String>,
    decline_code: Option<String>,
}

impl Fault {
    fn decline(&self) -> Decline {
        self.decline_code.as_deref().or(self.code.as_deref()).map_or(Decline::Declined, Decline::of_stripe)
    }
}

#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    error: Fault,
}

#[derive(Deserialize)]
struct Refunds {
    data: Vec<Refund>,
}

#[derive(Deserialize)]
struct Refund {
    amount: i64,
    status: Option<String>,
}

/// What a webhook says happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripeEvent {
    /// The event's id; the same event comes again when its answer was lost.
    pub id: String,
    /// The PaymentIntent that it is about; `None` when it is about something else.
    pub intent: Option<String>,
}

/// What was answered.
enum Answer {
    Done(String),
    Not(StatusCode, Fault),
}

impl Stripe {
    /// With these keys, at the public API or at `api` (a test's).
    ///
    /// # Errors
    /// When the machine's certificates cannot be read.
    pub fn new(keys: StripeKeys, api: Option<String>) -> std::result::Result<Self, reqwest::Error> {
        let client = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(CONNECTING)
            .redirect(redirect::Policy::none())
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
            .build()?;
        let api = api.unwrap_or_else(|| API.to_owned()).trim_end_matches('/').to_owned();
        Ok(Self { client, api, keys })
    }

    /// What the payer's browser tells Stripe's script.
    #[must_use]
    pub fn publishable_key(&self) -> &str {
        &self.keys.publishable
    }

    /// Reads a webhook whose signature fits.
    ///
    /// # Errors
    /// When it does not, or what was signed is no event.
    pub fn event(&self, header: &str, body: &[u8], now: Timestamp) -> std::result::Result<StripeEvent, SignatureError> {
        signature::verify(&self.keys.webhook, header, body, now)?;
        let event: Value = serde_json::from_slice(body).map_err(|_| SignatureError::Missing)?;
        let id = event.get("id").and_then(Value::as_str).ok_or(SignatureError::Missing)?.to_owned();
        let about = event.pointer("/data/object");
        let text = |name| about.and_then(|about| about.get(name)).and_then(Value::as_str);
        let intent = match text("object") {
            Some("payment_intent") => text("id"),
            // A charge or a refund says which intent it belongs to.
            _ => text("payment_intent"),
        };
        Ok(StripeEvent { id, intent: intent.map(ToOwned::to_owned) })
    }

    /// Signs what a test says that Stripe said.
    #[cfg(feature = "testing")]
    #[must_use]
    pub fn sign(&self, body: &[u8], at: Timestamp) -> String {
        signature::sign(&self.keys.webhook, body, at)
    }

    pub(super) async fn create(&self, order: &Order<'_>) -> Result<Made> {
        let (amount, currency) = (told(order.amount)?.to_string(), order.amount.currency.code().to_ascii_lowercase());
        let payment = order.payment.to_string();
        let fields = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("payment_method", order.method),
            // Said outright, or an account's settings would say which, and some of them lead the payer elsewhere.
            ("payment_method_types[]", "card"),
            ("metadata[payment]", &payment),
            ("metadata[invoice]", order.invoice),
            ("expand[]", "payment_method"),
        ];
        let intent: Intent = self.post("/v1/payment_intents", &payment, &fields).await?.done()?;
        let method = match intent.payment_method {
            Some(PaymentMethod::Whole { card: Some(card) }) => {
                format!("{} ending in {}", brand(&card.brand), card.last4)
            }
            _ => "Card".to_owned(),
        };
        Ok(Made { reference: intent.id, method })
    }

    pub(super) async fn confirm(&self, reference: &str) -> Result<Standing> {
        let path = format!("/v1/payment_intents/{reference}/confirm");
        match self.post(&path, &format!("{reference}-confirm"), &[]).await? {
            Answer::Not(StatusCode::PAYMENT_REQUIRED, fault) => Ok(Standing::Declined(fault.decline())),
            // Confirmed or cancelled before: how it stands says which.
            Answer::Not(..) => self.look_up(reference).await,
            done @ Answer::Done(_) => self.standing(done.done()?).await,
        }
    }

    pub(super) async fn look_up(&self, reference: &str) -> Result<Standing> {
        let intent = self.intent(reference).await?;
        self.standing(intent).await
    }

    pub(super) async fn cancel(&self, reference: &str) -> Result<Standing> {
        let path = format!("/v1/payment_intents/{reference}/cancel");
        self.post(&path, &format!("{reference}-cancel"), &[]).await?;
        // Refused or not, how it stands says what it came to.
        self.look_up(reference).await
    }

    pub(super) async fn refund(&self, payment: Uuid, reference: &str, in_all: Money) -> Result<()> {
        let missing = told(in_all)? - self.refunded(reference).await?;
        if missing <= 0 {
            return Ok(());
        }
        let amount = missing.to_string();
        let fields = [("payment_intent", reference), ("amount", &amount)];
        let _: Value =
            self.post("/v1/refunds", &format!("{payment}-refund-{}", in_all.minor), &fields).await?.done()?;
        Ok(())
    }

    /// With what the payer's browser can ask their bank; `None` when Stripe tells none.
    ///
    /// # Errors
    /// When Stripe does not answer.
    pub(crate) async fn client_secret(&self, reference: &str) -> Result<Option<String>> {
        Ok(self.intent(reference).await?.client_secret)
    }

    async fn intent(&self, reference: &str) -> Result<Intent> {
        self.get(&format!("/v1/payment_intents/{reference}")).await?.done()
    }

    async fn standing(&self, intent: Intent) -> Result<Standing> {
        Ok(match intent.status.as_str() {
            "requires_confirmation" => Standing::Unconfirmed,
            "requires_action" => Standing::WaitsForPayer,
            "succeeded" => {
                let refunded = self.refunded(&intent.id).await?;
                Standing::Paid { refunded: of_stripe(refunded, &intent.currency.to_ascii_uppercase()) }
            }
            "canceled" => Standing::Cancelled,
            "requires_payment_method" => Standing::Declined(intent.last_payment_error.unwrap_or_default().decline()),
            // `processing`, and whatever comes to be.
            _ => Standing::Processing,
        })
    }

    /// How much has gone back, as Stripe counts it.
    async fn refunded(&self, reference: &str) -> Result<i64> {
        let refunds: Refunds = self.get(&format!("/v1/refunds?payment_intent={reference}&limit=100")).await?.done()?;
        let counts = |refund: &&Refund| !matches!(refund.status.as_deref(), Some("failed" | "canceled"));
        Ok(refunds.data.iter().filter(counts).map(|refund| refund.amount).sum())
    }

    async fn get(&self, path: &str) -> Result<Answer> {
        self.send(self.client.request(Method::GET, format!("{}{path}", self.api))).await
    }

    async fn post(&self, path: &str, key: &str, fields: &[(&str, &str)]) -> Result<Answer> {
        let request = self.client.request(Method::POST, format!("{}{path}", self.api));
        self.send(request.header("idempotency-key", key).form(fields)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let request = request.bearer_auth(&self.keys.secret).header("stripe-version", VERSION);
        let answer = request.send().await.map_err(|error| unclear(&error))?;
        let status = answer.status();
        let body = answer.text().await.map_err(|error| unclear(&error))?;
        match status {
            status if status.is_success() => Ok(Answer::Done(body)),
            // Too many requests, the same key still at work, or a fault of theirs: it may or may not have been done.
            status if status.is_server_error() || [429, 409].contains(&status.as_u16()) => {
                Err(ProviderError::Unclear(status.to_string()))
            }
            status => {
                let fault = serde_json::from_str::<Refused>(&body).map(|refused| refused.error).unwrap_or_default();
                Ok(Answer::Not(status, fault))
            }
        }
    }
}

impl Answer {
    /// What was answered, when it was done.
    fn done<T: for<'de> Deserialize<'de>>(self) -> Result<T> {
        match self {
            // What cannot be read may have been done.
            Self::Done(body) => serde_json::from_str(&body).map_err(|error| ProviderError::Unclear(error.to_string())),
            Self::Not(status, fault) => {
                let code = fault.code.unwrap_or_default();
                Err(ProviderError::Refused(format!("{status} {code}").trim_end().to_owned()))
            }
        }
    }
}

/// What kind of trouble it was; the address may hold a reference and is left out.
fn unclear(error: &reqwest::Error) -> ProviderError {
    let kind = match () {
        () if error.is_timeout() => "it took too long",
        () if error.is_connect() => "no connection",
        () => "the connection broke off",
    };
    ProviderError::Unclear(kind.to_owned())
}

/// Whether this is written as the id of a payment method.
pub(super) fn is_payment_method(id: &str) -> bool {
    id.strip_prefix("pm_").is_some_and(|rest| {
        (1..=200).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// An amount as Stripe counts it.
fn told(amount: Money) -> Result<i64> {
    let fault = || ProviderError::Refused(format!("{} {} cannot be said to Stripe", amount.plain(), amount.currency));
    to_stripe(amount).ok_or_else(fault)
}

/// A card's brand as people write it.
fn brand(name: &str) -> String {
    match name {
        "amex" => "American Express".to_owned(),
        "visa" => "Visa".to_owned(),
        "mastercard" => "Mastercard".to_owned(),
        _ => "Card".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_of_payment_methods_are_accepted() {
        for id in ["pm_card_visa", "pm_1MqLiJLkdIwHu7ixUEgbFdYF"] {
            assert!(is_payment_method(id), "{id}");
        }
        for other in ["", "pm_", "4242424242424242", "pm_a/../b", "tok_visa", "pm_ä"] {
            assert!(!is_payment_method(other), "{other}");
        }
    }

    #[test]
    fn keys_are_not_printed() {
        let keys = StripeKeys { secret: "sk_a".into(), publishable: "pk_a".into(), webhook: "whsec_a".into() };
        assert!(!format!("{keys:?}").contains("_a"));
    }

    #[test]
    fn an_answer_is_read_whether_the_card_is_whole_or_not() {
        for (method, whole) in
            [(r#""pm_1""#, false), (r#"{"card":{"brand":"visa","last4":"4242"}}"#, true), ("null", false)]
        {
            let body = format!(r#"{{"id":"pi_1","status":"succeeded","payment_method":{method}}}"#);
            let intent: Intent = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(
                matches!(intent.payment_method, Some(PaymentMethod::Whole { card: Some(_) })),
                whole,
                "{method}"
            );
        }
    }
}

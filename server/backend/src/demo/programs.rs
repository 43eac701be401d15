//! Programs that work with Nordic Freight: its accountants', which reads invoices, its terminals', which activate
//! machines, and its own ledger, which is told of invoices. Nobody has their keys, so none of them can be used.

use crate::access::{Entry, Permit, Scope};
use crate::store::bulk::{self, BulkDelivery};
use crate::store::keys::NewKey;
use crate::token::Token;
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::invoice::Kind;
use domain::program::KeyScope;
use domain::{KeyId, Problem, UserId, WebhookId};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::cmp::Reverse;

struct Key {
    name: &'static str,
    scopes: &'static [KeyScope],
    made_ago: SignedDuration,
    used_ago: SignedDuration,
}

const KEYS: [Key; 2] = [
    Key {
        name: "Ledgerline bookkeeping",
        scopes: &[KeyScope::AccountRead, KeyScope::InvoicesRead],
        made_ago: days(212),
        used_ago: SignedDuration::from_mins(38),
    },
    Key {
        name: "Terminal gateways",
        scopes: &[KeyScope::LicencesRead, KeyScope::LicencesWrite],
        made_ago: days(41),
        used_ago: SignedDuration::from_mins(3),
    },
];

/// How long they last.
const LASTS: SignedDuration = days(365);

/// Where the company's ledger is told. The name cannot exist (RFC 2606): what happens in the demo is not sent anywhere.
const URL: &str = "https://ledger.nordicfreight.example/hooks/portico";

/// The invoices that are looked through, and for how long messages about them are kept, with some days to spare.
const MOST: usize = 100;
const KEPT: SignedDuration = days(28);

/// Adds them to this account, whose invoices are there already.
pub(super) async fn load(portico: &Portico, slug: &str) -> Result<()> {
    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let (holder, ..) = store::accounts::holder(scope.tx(), account).await?.ok_or(Problem::NotFound)?;
    let mut invoices = store::invoices::before(scope.tx(), account, None, MOST).await?;
    let since = before(scope.now(), KEPT)?;
    invoices.retain(|invoice| invoice.kind == Kind::Invoice && invoice.issued_at > since);
    invoices.sort_by_key(|invoice| Reverse(invoice.issued_at));
    let mut permit = scope.authorize(Action::CreateAccount, &Target::Portico)?;
    keys(portico, &mut permit, holder).await?;

    let now = permit.now();
    let id = WebhookId(portico.entropy.id(now)?);
    store::webhooks::insert(&mut permit, id, URL, &[Event::InvoiceIssued], holder).await?;
    let mut deliveries = Vec::with_capacity(invoices.len());
    for (place, invoice) in invoices.iter().enumerate() {
        let message = portico.entropy.id(now)?;
        // Once it did not answer at first.
        let attempts = if place == 2 { 2 } else { 1 };
        deliveries.push(BulkDelivery { message, invoice: invoice.id, at: invoice.issued_at, attempts });
    }
    bulk::insert_deliveries(&mut permit, id, before(now, KEYS[0].made_ago)?, &deliveries).await?;
    let after = json!({ "url": URL, "events": [Event::InvoiceIssued.name()] });
    let entry = Entry { event: Event::WebhookAdded, target_kind: "webhook", target: id.0, before: json!({}), after };
    permit.commit(portico, entry).await
}

async fn keys(portico: &Portico, permit: &mut Permit, maker: UserId) -> Result<()> {
    let now = permit.now();
    for Key { name, scopes, made_ago, used_ago } in KEYS {
        let (id, token) = (KeyId(portico.entropy.id(now)?), Token::generate(&portico.entropy)?);
        let made_at = before(now, made_ago)?;
        let expires_at = before(made_at, -LASTS)?;
        store::keys::insert(permit, &NewKey { id, name, scopes, token: &token, maker, expires_at }).await?;
        bulk::date_key(permit, id, made_at, before(now, used_ago)?).await?;
        let after = json!({ "name": name, "scopes": scopes, "expires": expires_at.to_string() });
        let entry = Entry { event: Event::KeyMade, target_kind: "key", target: id.0, before: json!({}), after };
        permit.record(portico, &entry).await?;
    }
    Ok(())
}

const fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

fn before(now: Timestamp, ago: SignedDuration) -> Result<Timestamp> {
    now.checked_sub(ago).map_err(|error| crate::Error::internal("looking back", error))
}

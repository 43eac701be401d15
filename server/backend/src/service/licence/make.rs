//! A licence comes into being.

use crate::access::{Entry, Permit};
use crate::store::licences;
use crate::{Portico, Result};
use domain::audit::Event;
use domain::licence::LicenceKey;
use domain::{LicenceId, OrderId, ProductId};
use jiff::Timestamp;
use serde_json::json;

/// What the new licence is for.
#[derive(Debug, Clone)]
pub(crate) struct New<'a> {
    pub(crate) product: ProductId,
    pub(crate) product_name: &'a str,
    pub(crate) order: Option<OrderId>,
    pub(crate) seats: i32,
    pub(crate) expires_at: Option<Timestamp>,
}

/// Makes a licence with a new key, in a transaction that does more. The history gets no key.
pub(crate) async fn make(permit: &mut Permit, portico: &Portico, new: New<'_>) -> Result<LicenceId> {
    let id = LicenceId(portico.entropy.id(permit.now())?);
    let key = key(portico)?;
    let New { product, order, seats, expires_at, .. } = new;
    let created_at = permit.now();
    let added = licences::New { id, product, order, key: &key, seats, expires_at, created_at };
    licences::insert(permit, &added).await?;
    let after = json!({
        "product": new.product_name,
        "seats": new.seats,
        "expires": new.expires_at.map(|end| end.to_string()),
    });
    let entry = Entry { event: Event::LicenceMade, target_kind: "licence", target: id.0, before: json!({}), after };
    permit.record(portico, &entry).await?;
    Ok(id)
}

fn key(portico: &Portico) -> Result<LicenceKey> {
    loop {
        let mut bytes = [0; LicenceKey::RANDOM];
        portico.entropy.fill(&mut bytes)?;
        if let Some(key) = LicenceKey::of_random(&bytes) {
            return Ok(key);
        }
    }
}

//! What the seals cover, byte by byte. It is written down for good: changing it breaks every history there is.

use jiff::Timestamp;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::AuditKey;

/// An entry as its seal covers it.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    pub(crate) account: Uuid,
    pub(crate) id: Uuid,
    pub(crate) at: Timestamp,
    pub(crate) actor_kind: String,
    pub(crate) actor: Option<Uuid>,
    pub(crate) on_behalf_of: Option<Uuid>,
    pub(crate) action: String,
    pub(crate) target_kind: String,
    pub(crate) target: Uuid,
    pub(crate) request: String,
    pub(crate) change_commitment: [u8; 32],
    pub(crate) origin_commitment: [u8; 32],
}

/// What an entry keeps of a value that may be erased.
pub(crate) fn commitment(salt: &[u8], value: &Value) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update((salt.len() as u64).to_be_bytes());
    hash.update(salt);
    hash.update(canonical(value));
    hash.finalize().into()
}

/// The seal of an entry.
pub(crate) fn entry_mac(key: &AuditKey, entry: &Sealed) -> [u8; 32] {
    let optional = |id: Option<Uuid>| id.map_or_else(Vec::new, |id| id.as_bytes().to_vec());
    key.code(&[
        b"portico history entry 1",
        entry.account.as_bytes(),
        entry.id.as_bytes(),
        &entry.at.as_microsecond().to_be_bytes(),
        entry.actor_kind.as_bytes(),
        &optional(entry.actor),
        &optional(entry.on_behalf_of),
        entry.action.as_bytes(),
        entry.target_kind.as_bytes(),
        entry.target.as_bytes(),
        entry.request.as_bytes(),
        &entry.change_commitment,
        &entry.origin_commitment,
    ])
}

/// JSON with sorted keys and no spaces: PostgreSQL keeps neither the order of keys nor spaces.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            let members: Vec<String> = sorted
                .into_iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_keys_does_not_matter_and_everything_else_does() {
        let salt = [7; 16];
        let one = json!({ "name": "Ops", "a": [1, { "y": null, "x": "ü\"" }] });
        let same = json!({ "a": [1, { "x": "ü\"", "y": null }], "name": "Ops" });
        assert_eq!(commitment(&salt, &one), commitment(&salt, &same));
        assert_ne!(commitment(&salt, &one), commitment(&[8; 16], &one));
        assert_ne!(commitment(&salt, &one), commitment(&salt, &json!({ "name": "Ops", "a": [1] })));
    }

    #[test]
    fn every_part_is_covered() {
        let key = AuditKey::new([1; 32]);
        let entry = Sealed {
            account: Uuid::from_u128(1),
            id: Uuid::from_u128(2),
            at: Timestamp::UNIX_EPOCH,
            actor_kind: "user".into(),
            actor: Some(Uuid::from_u128(3)),
            on_behalf_of: None,
            action: "group.moved".into(),
            target_kind: "group".into(),
            target: Uuid::from_u128(4),
            request: "r".into(),
            change_commitment: [5; 32],
            origin_commitment: [6; 32],
        };
        let seal = entry_mac(&key, &entry);
        let mut others = vec![entry_mac(&AuditKey::new([2; 32]), &entry)];
        let changes: [fn(&mut Sealed); 12] = [
            |e| e.account = Uuid::from_u128(9),
            |e| e.id = Uuid::from_u128(9),
            |e| e.at = Timestamp::constant(1, 0),
            |e| e.actor_kind.push('x'),
            |e| e.actor = None,
            |e| (e.actor, e.on_behalf_of) = (None, e.actor),
            |e| e.action.push('x'),
            |e| (e.action, e.target_kind) = ("group.movedg".into(), "roup".into()),
            |e| e.target = Uuid::from_u128(9),
            |e| e.request.clear(),
            |e| e.change_commitment = [9; 32],
            |e| e.origin_commitment = [9; 32],
        ];
        for change in changes {
            let mut other = entry.clone();
            change(&mut other);
            others.push(entry_mac(&key, &other));
        }
        assert!(others.iter().all(|other| *other != seal));
    }
}

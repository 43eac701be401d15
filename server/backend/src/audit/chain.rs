//! What a link of the chain and a checkpoint cover, byte by byte. As for the seals, it is written down for good.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::AuditKey;

/// The code of a link: it covers where it stands, the link before (nothing before the first) and its entry's seal.
pub(crate) fn link_mac(
    key: &AuditKey,
    account: Uuid,
    number: i64,
    previous: Option<&[u8; 32]>,
    entry: &[u8],
) -> [u8; 32] {
    key.code(&[
        b"portico history link 1",
        account.as_bytes(),
        &number.to_be_bytes(),
        previous.map_or(&[], <[u8; 32]>::as_slice),
        entry,
    ])
}

/// How far an account's chain had come at a moment, signed. Kept outside the database it shows later that nothing was
/// cut off the end, and that the chain was not begun anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The account.
    pub account: Uuid,
    /// The number of its last link.
    pub number: i64,
    /// That link's code.
    pub mac: [u8; 32],
    /// When it was linked.
    pub at: Timestamp,
    /// The signature over all of this.
    pub signature: [u8; 32],
}

/// A checkpoint as a line of JSON.
#[derive(Serialize, Deserialize)]
struct Line {
    account: Uuid,
    number: i64,
    mac: String,
    at: Timestamp,
    signature: String,
}

impl Checkpoint {
    /// Signs.
    pub(crate) fn sign(key: &AuditKey, account: Uuid, number: i64, mac: [u8; 32], at: Timestamp) -> Self {
        Self { account, number, mac, at, signature: signature(key, account, number, &mac, at) }
    }

    /// As one line of JSON, without its end.
    #[must_use]
    pub fn line(&self) -> String {
        let line = Line {
            account: self.account,
            number: self.number,
            mac: hexadecimal(&self.mac),
            at: self.at,
            signature: hexadecimal(&self.signature),
        };
        serde_json::to_string(&line).unwrap_or_else(|_| unreachable!("it has no map and no number that JSON lacks"))
    }

    /// The checkpoint of a line; `None` when it is none, or not signed by this key.
    pub(crate) fn parse(key: &AuditKey, line: &str) -> Option<Self> {
        let line: Line = serde_json::from_str(line).ok()?;
        let read = Self {
            account: line.account,
            number: line.number,
            mac: bytes(&line.mac)?,
            at: line.at,
            signature: bytes(&line.signature)?,
        };
        (read.signature == signature(key, read.account, read.number, &read.mac, read.at)).then_some(read)
    }
}

fn signature(key: &AuditKey, account: Uuid, number: i64, mac: &[u8; 32], at: Timestamp) -> [u8; 32] {
    key.code(&[
        b"portico history checkpoint 1",
        account.as_bytes(),
        &number.to_be_bytes(),
        mac,
        &at.as_microsecond().to_be_bytes(),
    ])
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 bytes of 64 hexadecimal digits.
pub(super) fn bytes(digits: &str) -> Option<[u8; 32]> {
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_back_and_a_changed_one_is_not() {
        let key = AuditKey::new([1; 32]);
        let at = Timestamp::constant(1_795_262_400, 123_456_000);
        let made = Checkpoint::sign(&key, Uuid::from_u128(1), 7, [3; 32], at);
        assert_eq!(Checkpoint::parse(&key, &made.line()), Some(made));
        assert_eq!(Checkpoint::parse(&AuditKey::new([2; 32]), &made.line()), None);
        assert_eq!(Checkpoint::parse(&key, &made.line().replace("\"number\":7", "\"number\":6")), None);
        assert_eq!(Checkpoint::parse(&key, &made.line()[..40]), None);
    }

    #[test]
    fn a_link_covers_its_place_and_the_one_before() {
        let key = AuditKey::new([1; 32]);
        let link =
            |account, number, previous, entry: &[u8]| link_mac(&key, Uuid::from_u128(account), number, previous, entry);
        let all = [
            link(1, 1, None, &[5; 32]),
            link(2, 1, None, &[5; 32]),
            link(1, 2, None, &[5; 32]),
            link(1, 1, Some(&[0; 32]), &[5; 32]),
            link(1, 1, None, &[6; 32]),
        ];
        assert!((1..all.len()).all(|index| !all[..index].contains(&all[index])));
    }
}

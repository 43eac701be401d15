//! Is the history what was written? Whoever changes rows behind Portico's back, with whatever rights in the database,
//! lacks the key: what they leave does not fit.

use crate::audit::{AuditKey, Checkpoint, Checkpoints, Sealed, commitment, entry_mac, link_mac};
use crate::store::history::{Row, Value};
use crate::store::{self, Tx};
use crate::{Portico, Result};
use domain::audit::Event;
use domain::{AccountId, Problem};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// How many faults are told one by one.
const MOST: usize = 100;

/// An entry is linked within a second; one that waits longer than this is held back by something.
const PATIENCE: SignedDuration = SignedDuration::from_mins(1);

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry, when it is one's.
    pub entry: Option<Uuid>,
    /// The link, when it is one's.
    pub link: Option<i64>,
    /// What is wrong, as a sentence.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.link, self.entry) {
            (Some(link), Some(entry)) => write!(f, "link {link}, entry {entry}: {}", self.what),
            (Some(link), None) => write!(f, "link {link}: {}", self.what),
            (None, Some(entry)) => write!(f, "entry {entry}: {}", self.what),
            (None, None) => f.write_str(&self.what),
        }
    }
}

/// What was checked of an account, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries that are linked.
    pub linked: u64,
    /// Entries that wait to be linked.
    pub pending: u64,
    /// Values that were erased, as another entry says.
    pub erased: u64,
    /// What is wrong, at most a hundred.
    pub faults: Vec<Fault>,
    /// How many faults there are besides.
    pub more: usize,
}

/// Every account: its id and slug.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(portico: &Portico) -> Result<Vec<(AccountId, String)>> {
    store::history::all_accounts(&portico.pool).await
}

/// Checks the history of one account, as it stands at one moment: every entry's seal, the values that it still keeps,
/// every link, that none is missing, and `checkpoints`, which were read before.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such account.
pub async fn verify(portico: &Portico, slug: &str, checkpoints: &Checkpoints) -> Result<Verified> {
    let mut tx = Tx::begin(&portico.pool).await?;
    let account = store::history::open_snapshot(&mut tx, slug).await?.ok_or(Problem::NotFound)?;
    let marks = checkpoints.signed.iter().filter(|mark| mark.account == account.0);
    let mut check = Check {
        key: &portico.audit_key,
        account: account.0,
        now: portico.clock.now(),
        marks: marks.map(|mark| (mark.number, *mark)).collect(),
        last: 0,
        previous: None,
        erasures: HashMap::new(),
        erased: Vec::new(),
        found: Verified::default(),
    };
    // Two checkpoints of one link that differ: the chain was begun anew after the first.
    for mark in checkpoints.signed.iter().filter(|mark| mark.account == account.0) {
        if check.marks.get(&mark.number).is_some_and(|other| other.mac != mark.mac) {
            check.fault(None, Some(mark.number), "two checkpoints of it differ: the chain was made again".to_owned());
        }
    }
    loop {
        let rows = store::history::chain(&mut tx, account, check.last).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            check.link(row);
        }
    }
    for row in store::history::outside_chain(&mut tx, account).await? {
        check.outside(row);
    }
    Ok(check.finish())
}

/// A value that is no longer there, and the user for whose sake that may be.
struct Gone {
    entry: Uuid,
    link: Option<i64>,
    part: &'static str,
    at: Timestamp,
    user: Option<Uuid>,
}

struct Check<'a> {
    key: &'a AuditKey,
    account: Uuid,
    now: Timestamp,
    marks: HashMap<i64, Checkpoint>,
    last: i64,
    previous: Option<[u8; 32]>,
    /// Users whose values were erased, and when last.
    erasures: HashMap<Uuid, Timestamp>,
    erased: Vec<Gone>,
    found: Verified,
}

impl Check<'_> {
    fn fault(&mut self, entry: Option<Uuid>, link: Option<i64>, what: String) {
        if self.found.faults.len() < MOST {
            self.found.faults.push(Fault { entry, link, what });
        } else {
            self.found.more += 1;
        }
    }

    /// One link with its entry, in the order of their numbers.
    fn link(&mut self, row: Row) {
        let (number, mac) = (row.number.unwrap_or_default(), row.link_mac.as_deref().and_then(code));
        match number - self.last {
            1 => {}
            2 => self.fault(None, Some(number - 1), "it is gone, with its entry".to_owned()),
            _ => self.fault(None, Some(self.last + 1), format!("it and all up to {} are gone", number - 1)),
        }
        self.found.linked += 1;
        let seal = self.entry(&row);
        // After a gap the link before is not known; that one is told already.
        if number - self.last == 1
            && let Some(seal) = seal
            && mac != Some(link_mac(self.key, self.account, number, self.previous.as_ref(), &seal))
        {
            let what = "it does not fit the link before and its entry: one of them was changed, put elsewhere or \
                        taken out";
            self.fault(Some(row.entry), Some(number), what.to_owned());
        }
        if let Some(mark) = self.marks.remove(&number)
            && mac != Some(mark.mac)
        {
            let what = format!("it is not the one that the checkpoint of {} has", mark.at);
            self.fault(Some(row.entry), Some(number), what);
        }
        self.last = number;
        self.previous = mac;
    }

    /// An entry that no link has.
    fn outside(&mut self, row: Row) {
        self.entry(&row);
        if !row.pending {
            self.fault(Some(row.entry), None, "it is neither linked nor waiting to be".to_owned());
            return;
        }
        self.found.pending += 1;
        if let Some(log) = &row.log
            && self.now.duration_since(log.at) > PATIENCE
        {
            let what = format!("it waits to be linked since {}: no server links, or something holds it back", log.at);
            self.fault(Some(row.entry), None, what);
        }
    }

    /// An entry's seal and values; gives the seal that it should have.
    fn entry(&mut self, row: &Row) -> Option<[u8; 32]> {
        let Some(log) = &row.log else {
            self.fault(Some(row.entry), row.number, "the entry is gone".to_owned());
            return None;
        };
        let seal = entry_mac(self.key, log);
        let fits = row.seal.as_deref() == Some(seal.as_slice());
        if !fits {
            let what = "its seal does not fit: it was changed, or not written by Portico".to_owned();
            self.fault(Some(row.entry), row.number, what);
        }
        if fits && log.action == Event::HistoryErased.name() {
            let last = self.erasures.entry(log.target).or_insert(log.at);
            *last = log.at.max(*last);
        }
        let about = (log.target_kind == "user").then_some(log.target);
        self.value(row, log, ("what changed", about), &row.change, &log.change_commitment);
        self.value(row, log, ("where it came from", log.actor), &row.origin, &log.origin_commitment);
        Some(seal)
    }

    fn value(
        &mut self,
        row: &Row,
        log: &Sealed,
        (part, user): (&'static str, Option<Uuid>),
        value: &Value,
        committed: &[u8; 32],
    ) {
        let what = match value {
            Value::Kept { salt, value } if commitment(salt, value) == *committed => return,
            Value::Kept { .. } => format!("{part} is not what was written"),
            Value::Missing => format!("{part} is gone"),
            Value::Erased => {
                self.erased.push(Gone { entry: row.entry, link: row.number, part, at: log.at, user });
                return;
            }
        };
        self.fault(Some(row.entry), row.number, what);
    }

    fn finish(mut self) -> Verified {
        for gone in std::mem::take(&mut self.erased) {
            let erased = gone.user.and_then(|user| self.erasures.get(&user)).is_some_and(|at| *at >= gone.at);
            if erased {
                self.found.erased += 1;
            } else {
                let what = format!("{} was erased, and no entry says that it was", gone.part);
                self.fault(Some(gone.entry), gone.link, what);
            }
        }
        let beyond = self.marks.values().filter(|mark| mark.number > self.last).max_by_key(|mark| mark.number).copied();
        if let Some(mark) = beyond {
            let what = format!(
                "the chain ends at link {}, and the checkpoint of {} saw link {}: the end was cut off",
                self.last, mark.at, mark.number
            );
            self.fault(None, None, what);
        }
        self.found
    }
}

fn code(bytes: &[u8]) -> Option<[u8; 32]> {
    bytes.try_into().ok()
}

//! Entries in the reader's words: ids become names where the reader may know them, and nothing else is told of them.

use crate::access::{Member, Scope};
use crate::dates::Reader;
use crate::store::history::{Entry, Name};
use crate::{Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::history::{HistoryChange, HistoryEntry, Named};
use domain::money::{Currency, Money};
use domain::payment::PaymentState;
use domain::{GroupId, UserId};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Who acts when nobody of the account does.
pub(super) const OPERATOR: &str = "the operator";

/// Who acts when nobody does: the time has come for what people confirmed, or something ends by itself.
pub(super) const SYSTEM: &str = "Portico";

/// Actors who are no users, by their kind in the log and by name.
pub(super) const NOBODY: [(&str, &str); 4] =
    [("operator", OPERATOR), ("system", SYSTEM), ("key", KEY), ("operator_key", OPERATOR_KEY)];

/// A program of the account acts; its key's name follows.
const KEY: &str = "the key";

/// A program of the operator acts; its key's name follows.
const OPERATOR_KEY: &str = "the operator’s key";

/// What the reader may know.
pub(super) struct Wording {
    member: Member,
    reader: Reader,
    /// They may see the account's invoices.
    sees_invoices: bool,
    /// They read the whole account's history: what they cannot name is gone, not hidden.
    sees_all: bool,
    /// Where the reader's own group stands.
    home: String,
    /// Administrators of the reader's groups and of those above, by name only.
    above: HashMap<Uuid, String>,
    names: HashMap<Uuid, Name>,
    /// The names of keys by which programs acted.
    keys: HashMap<Uuid, String>,
    /// What payments are called, and their currency.
    payments: HashMap<Uuid, (String, Option<Currency>)>,
}

impl Wording {
    /// For whoever opened this scope.
    pub(super) async fn open(scope: &mut Scope) -> Result<Self> {
        let (account, now, member) = (scope.account(), scope.now(), scope.member()?.clone());
        let own = store::users::find(scope.tx(), account, member.actor.user, &member.held).await?;
        let mut places: Vec<Uuid> = member.held.iter().map(|root| root.id.0).collect();
        places.extend(own.iter().map(|own| own.group.id.0));
        let above = store::history::administrators_above(scope.tx(), account, &places, member.holder, now).await?;
        Ok(Self {
            reader: member.reader.clone(),
            sees_invoices: scope.decide(Action::ViewInvoices, &Target::Account(account)).is_granted(),
            sees_all: member.held.iter().any(|root| root.id == member.root),
            home: own.map(|own| own.group.sort_path).unwrap_or_default(),
            above: above.into_iter().collect(),
            names: HashMap::new(),
            keys: HashMap::new(),
            payments: HashMap::new(),
            member,
        })
    }

    /// Administrators above whose name contains these words, in small letters.
    pub(super) fn known_by_name(&self, words: &str) -> Vec<Uuid> {
        self.above.iter().filter(|(_, name)| name.to_lowercase().contains(words)).map(|(id, _)| *id).collect()
    }

    /// The entries in words.
    pub(super) async fn tell(&mut self, scope: &mut Scope, entries: &[Entry]) -> Result<Vec<HistoryEntry>> {
        let mut ids = BTreeSet::new();
        for entry in entries {
            ids.extend([Some(entry.target_id), entry.actor_id, entry.on_behalf_of].into_iter().flatten());
            if let Some(change) = &entry.change {
                collect(change, &mut ids);
            }
        }
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let account = scope.account();
        let names = store::history::names(scope.tx(), account, &ids).await?;
        self.names = names.into_iter().map(|name| (name.id, name)).collect();
        let programs = entries.iter().filter(|entry| is_program(&entry.actor_kind));
        let keys: Vec<Uuid> = programs.filter_map(|entry| entry.actor_id).collect();
        if !keys.is_empty() {
            self.keys = store::keys::names(scope.tx(), account, &keys).await?.into_iter().collect();
        }
        let payments = entries.iter().filter(|entry| entry.target_kind == PAYMENT);
        let payments: Vec<Uuid> = payments.map(|entry| entry.target_id).collect();
        if !payments.is_empty() {
            let told = store::payments::names(scope.tx(), account, &payments).await?.into_iter();
            self.payments = told.map(|one| (one.id, (one.name, one.currency.parse().ok()))).collect();
        }
        Ok(entries.iter().map(|entry| self.entry(entry)).collect())
    }

    fn entry(&self, entry: &Entry) -> HistoryEntry {
        let at = entry.at.to_jiff();
        let nothing = Value::Null;
        // Rule 10: of an invoice, who may not see it reads that something was done, and nothing of it.
        let of_invoice = matches!(entry.target_kind.as_str(), "invoice" | PAYMENT);
        let change = entry.change.as_ref().filter(|_| !of_invoice || self.sees_invoices);
        let part = |name| change.and_then(|change| change.get(name)).unwrap_or(&nothing);
        let (before, after) = (part("before"), part("after"));
        let address = entry.origin.as_ref().and_then(|origin| origin.get("address")).and_then(Value::as_str);
        HistoryEntry {
            at: self.reader.moment(at),
            moment: at.to_string(),
            actor: self.actor(entry),
            on_behalf_of: entry.on_behalf_of.map(|id| self.person(id)),
            what: Event::of_name(&entry.action).map_or_else(|| entry.action.clone(), |event| event.words().to_owned()),
            action: entry.action.clone(),
            target: self.target(entry, before, after),
            changes: self.changes(entry, before, after),
            erased: entry.change.is_none(),
            // Of administrators above, whoever is below knows the name and nothing else.
            address: address.filter(|_| entry.actor_id.is_none_or(|id| self.opens(id))).unwrap_or_default().to_owned(),
        }
    }

    fn actor(&self, entry: &Entry) -> Named {
        match entry.actor_id {
            None => nobody(&entry.actor_kind),
            Some(id) if is_program(&entry.actor_kind) => {
                Named::words(called(&entry.actor_kind, self.keys.get(&id).map(String::as_str)))
            }
            Some(id) => self.person(id),
        }
    }

    fn target(&self, entry: &Entry, before: &Value, after: &Value) -> Option<Named> {
        if matches!(entry.target_kind.as_str(), "account" | "handover") {
            return None;
        }
        if let Some(name) = self.names.get(&entry.target_id) {
            return Some(if name.is_group { self.group(name) } else { self.person(entry.target_id) });
        }
        if let Some((name, _)) = self.payments.get(&entry.target_id).filter(|_| self.sees_invoices) {
            return Some(Named::words(name.clone()));
        }
        // What is gone is called as it was then.
        let called = ["number", "name", "friendly_name", "full_name", "handle", "product", "url"]
            .into_iter()
            .flat_map(|key| [after.get(key), before.get(key)])
            .flatten()
            .filter_map(Value::as_str)
            .find(|name| !name.is_empty());
        Some(Named::words(called.map_or_else(|| self.unknown(&entry.target_kind), ToOwned::to_owned)))
    }

    /// Whether the reader may open this user.
    fn opens(&self, user: Uuid) -> bool {
        user == self.member.actor.user.0
            || self.member.singles().contains(&UserId(user))
            || self.names.get(&user).map_or(self.sees_all, |name| self.member.sees(&name.sort_path))
    }

    fn person(&self, id: Uuid) -> Named {
        match self.names.get(&id) {
            Some(name) if !name.is_group && self.opens(id) => {
                // Their own page is not open to somebody who administers nothing.
                let user = self.member.sees(&name.sort_path) || self.member.singles().contains(&UserId(id));
                let user = user && !name.is_deleted;
                Named { name: name.name.clone(), user: user.then_some(UserId(id)), group: None }
            }
            _ => Named::words(self.above.get(&id).cloned().unwrap_or_else(|| self.unknown("user"))),
        }
    }

    /// The names of groups above are visible to everyone below.
    fn group(&self, name: &Name) -> Named {
        let is_above = self.home.starts_with(&name.sort_path)
            || self.member.held.iter().any(|root| root.sort_path.starts_with(&name.sort_path));
        match self.member.sees(&name.sort_path) {
            true => Named { name: name.name.clone(), user: None, group: Some(GroupId(name.id)) },
            false if is_above => Named::words(name.name.clone()),
            false => Named::words(self.unknown("group")),
        }
    }

    fn unknown(&self, kind: &str) -> String {
        match (kind, self.sees_all) {
            ("group", true) => "a group that is no longer there",
            ("group", false) => "a group you do not see",
            ("user", true) => "a user who is no longer there",
            ("user", false) => "a user you do not see",
            ("invoice", _) if !self.sees_invoices => "an invoice you do not see",
            (PAYMENT, _) if !self.sees_invoices => "a payment you do not see",
            (_, true) => "something that is no longer there",
            (_, false) => "something you do not see",
        }
        .to_owned()
    }

    /// What differs, by its label; what both sides lack is left out.
    fn changes(&self, entry: &Entry, before: &Value, after: &Value) -> Vec<HistoryChange> {
        let empty = serde_json::Map::new();
        let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
        let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        keys.into_iter()
            .filter(|key| before.get(*key) != after.get(*key) && !is_told_otherwise(entry, key))
            .map(|key| HistoryChange {
                label: label(key),
                before: before.get(key).map(|value| self.side(entry, key, value)).unwrap_or_default(),
                after: after.get(key).map(|value| self.side(entry, key, value)).unwrap_or_default(),
            })
            .filter(|change| change.before != change.after)
            .collect()
    }

    /// A value of an entry. Payments note their state by name and their amounts without the currency.
    fn side(&self, entry: &Entry, key: &str, value: &Value) -> String {
        let of_payment = value.as_str().filter(|_| entry.target_kind == PAYMENT);
        let told = of_payment.and_then(|text| match key {
            "state" => text.parse().ok().map(|state: PaymentState| state.label().to_owned()),
            "amount" | "applied" | "refunded" | "to_refund" => {
                let (_, currency) = self.payments.get(&entry.target_id)?;
                Some(self.money((*currency)?.parse(text).ok()?))
            }
            _ => None,
        });
        told.unwrap_or_else(|| self.value(key, value))
    }

    /// An amount as the reader reads money, as their pages have it.
    fn money(&self, amount: Money) -> String {
        amount.format(self.reader.language)
    }

    fn value(&self, key: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Value::Number(number) => number.to_string(),
            // What a machine calls itself may look like an id of ours.
            Value::String(text) if key == "machine" => text.clone(),
            Value::String(text) => match (text.parse::<Uuid>(), text.parse()) {
                (Ok(id), _) => self.thing(key, id),
                (Err(_), Ok(at)) if matches!(key, "lapses" | "takes_effect") => self.reader.moment(at),
                (Err(_), Ok(end)) if key == "expires" => self.reader.last_day(end),
                _ if matches!(key, "amount" | "total" | "credit") => {
                    written_amount(text).map_or_else(|| text.clone(), |amount| self.money(amount))
                }
                _ => text.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.value(key, item)).collect::<Vec<_>>().join(", "),
            Value::Object(members) => {
                let sorted: BTreeMap<_, _> = members.iter().collect();
                let told =
                    sorted.into_iter().map(|(name, value)| (label(name).to_lowercase(), self.value(name, value)));
                let told = told.filter(|(_, value)| !value.is_empty());
                told.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// An id in a value, as a name. Its key tells what it was when it is gone or hidden.
    fn thing(&self, key: &str, id: Uuid) -> String {
        match self.names.get(&id) {
            Some(name) if name.is_group => self.group(name).name,
            Some(_) => self.person(id).name,
            None => self.unknown(match key {
                "parent" | "group" | "groups" | "root" | "from" | "to" => "group",
                "user" | "users" | "holder" | "receiver" | "deputy" | "principal" | "giver" => "user",
                _ => "",
            }),
        }
    }
}

/// Whether a program acted, by its key.
fn is_program(kind: &str) -> bool {
    matches!(kind, "key" | "operator_key")
}

/// What a program is called, by its kind and its key's name.
fn called(kind: &str, key: Option<&str>) -> String {
    let Named { name: kind, .. } = nobody(kind);
    key.map_or(kind.clone(), |key| format!("{kind} “{key}”"))
}

/// What the program is called that did this to something; `None` when no program did.
pub(crate) async fn program(scope: &mut Scope, event: Event, target: Uuid) -> Result<Option<String>> {
    let account = scope.account();
    let found = store::history::actor(scope.tx(), account, event, target).await?;
    let Some((kind, Some(key))) = found.filter(|(kind, _)| is_program(kind)) else { return Ok(None) };
    let names = store::keys::names(scope.tx(), account, &[key]).await?;
    Ok(Some(called(&kind, names.first().map(|(_, name)| &**name))))
}

/// An actor who is no user.
fn nobody(kind: &str) -> Named {
    Named::words(NOBODY.into_iter().find(|(known, _)| *known == kind).map_or(OPERATOR, |(_, name)| name))
}

/// What an entry's target is, when it is a payment.
const PAYMENT: &str = "payment";

/// Whether this of an entry is not for its readers, or they read it in another place: the currency stands beside each
/// amount, and the draft from which an invoice was issued is the operator's own.
fn is_told_otherwise(entry: &Entry, key: &str) -> bool {
    matches!((entry.target_kind.as_str(), key), (PAYMENT, "currency") | ("invoice", "draft"))
}

/// An amount as entries note it: `100.00 SEK`.
fn written_amount(text: &str) -> Option<Money> {
    let (amount, currency) = text.split_once(' ')?;
    currency.parse::<Currency>().ok()?.parse(amount).ok()
}

/// The ids in a value.
fn collect(value: &Value, ids: &mut BTreeSet<Uuid>) {
    match value {
        Value::String(text) => ids.extend(text.parse::<Uuid>().ok()),
        Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
        Value::Object(members) => members.values().for_each(|value| collect(value, ids)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A value's key as people read it: `billing_code` is *Billing code*.
fn label(key: &str) -> String {
    match key {
        "parent" => "In group".to_owned(),
        "full_name" => "Name".to_owned(),
        "tax_id" => "VAT or tax id".to_owned(),
        "root" => "Top group".to_owned(),
        "holder" => "Account holder".to_owned(),
        "receiver" => "Offered to".to_owned(),
        "applied" => "Paid of the invoice".to_owned(),
        "refunded" => "Given back".to_owned(),
        "to_refund" => "To be given back".to_owned(),
        key => {
            let mut letters = key.chars();
            let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
            (first + letters.as_str()).replace('_', " ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_noted() {
        let sek = "SEK".parse().expect("a currency");
        assert_eq!(written_amount("100.00 SEK"), Some(Money::new(10_000, sek)));
        for other in ["", "100.00", "SEK 100.00", "100.00 ABC", "all of it"] {
            assert_eq!(written_amount(other), None, "{other}");
        }
    }

    #[test]
    fn keys_are_read() {
        assert_eq!(label("billing_code"), "Billing code");
        assert_eq!(label("parent"), "In group");
        assert_eq!(label("änderung"), "Änderung");
        assert_eq!(label(""), "");
    }
}

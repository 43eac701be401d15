//! No write is ever written without a permit: every function of the store that changes an account's table takes one.

use std::path::{Path, PathBuf};

/// Tables that belong to no account: they are written at sign-in and when a password was forgotten, before there is an
/// account to decide about, by the worker that sends mail, by a person for their login, and by the operator.
const GLOBAL: &[&str] = &[
    "logins",
    "sessions",
    "trusted_devices",
    "sign_in_limits",
    "outbox",
    "forgotten_passwords",
    "login_links",
    "products",
    "product_prices",
    "issuers",
    "issuer_series",
    "tax_rates",
    "operator_keys",
    "list_subscriptions",
    "mailing_lists",
    "pending_sign_ins",
    "recovery_codes",
    "email_changes",
    "provider_events",
    "sandbox_payments",
    "brand",
];

/// The one write that nobody decides about: linking what was written already into the chain. It takes a `Linker`, which
/// only the use-case that links can make, and reaches these tables alone.
const LINKED: [&str; 2] = ["audit_chain", "audit_pending"];

/// What is noted of the talk with the payment provider, which nobody decides about either: it takes a `Talk`, which only
/// the use-cases of payments can make, and reaches this table alone.
const TALKED: &str = "payments";

/// The functions of a source file, each with its signature and its body.
fn functions(source: &str) -> Vec<&str> {
    let starts: Vec<usize> = source.match_indices("async fn ").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(source.len()));
    starts.iter().zip(ends).map(|(start, end)| &source[*start..end]).collect()
}

/// The tables that a function's statements write to.
fn written(function: &str) -> Vec<&str> {
    ["insert into ", "update ", "delete from "]
        .into_iter()
        .flat_map(|verb| function.match_indices(verb).map(move |(at, verb)| &function[at + verb.len()..]))
        .filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next())
        // `on conflict … do update set`, `for update skip locked`, and words of comments.
        .filter(|table| !matches!(*table, "set" | "skip" | "" | "it" | "the" | "its"))
        .collect()
}

/// The source files below a directory.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).expect("a directory");
    entries
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .collect()
}

#[test]
fn every_write_takes_a_permit() {
    let mut checked = 0;
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store")) {
        let source = std::fs::read_to_string(&path).expect("a source file");
        for function in functions(&source) {
            let name = function.split('(').next().unwrap_or_default();
            let signature = function.split(") -> ").next().unwrap_or_default();
            for table in written(function).into_iter().filter(|table| !GLOBAL.contains(table)) {
                checked += 1;
                let links = signature.contains("linker: &mut Linker") && LINKED.contains(&table);
                let talks = signature.contains("talk: &mut Talk") && table == TALKED;
                assert!(
                    links || talks || signature.contains("permit: &mut Permit"),
                    "{}: {name} writes to {table} without a permit",
                    path.display()
                );
            }
        }
    }
    assert!(checked >= 15, "only {checked} writes were found: the check does not see them any more");
}

#[test]
fn only_the_use_case_that_links_makes_a_linker() {
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service/history/link.rs");
    let source = std::fs::read_to_string(service).expect("a source file");
    let (_, linker) = source.split_once("pub(crate) struct Linker {").expect("the type");
    assert!(!linker.split('}').next().unwrap_or_default().contains("pub"), "a field of it is open to others");
    assert!(source.contains("\n    async fn elect("), "the way to make it is open to others");
    assert_eq!(source.matches("Self { tx, account }").count(), 1, "there is another way to make it");
}

#[test]
fn only_the_use_cases_of_payments_make_a_talk() {
    let service = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service/payment/talk.rs");
    let source = std::fs::read_to_string(service).expect("a source file");
    let (_, talk) = source.split_once("pub(crate) struct Talk {").expect("the type");
    assert!(!talk.split('}').next().unwrap_or_default().contains("pub"), "a field of it is open to others");
    assert_eq!(source.matches("-> Result<Self>").count(), 2);
    assert_eq!(
        source.matches("pub(super) async fn open(").count() + source.matches("pub(super) async fn within(").count(),
        2
    );
}

#[test]
fn only_what_lies_in_no_account_leaves_no_entry() {
    let mut outside = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service")) {
        let source = std::fs::read_to_string(&path).expect("a source file");
        if source.contains("commit_outside(") {
            for opens in ["open_to_change", "open_as_operator", "open_as_system", "Target::Account"] {
                assert!(!source.contains(opens), "{} changes an account without an entry", path.display());
            }
            outside.push(path);
        }
    }
    assert_eq!(outside.len(), 6, "{outside:?}");
}

#[test]
fn only_the_store_speaks_sql() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    // The database module starts clusters and migrates; it knows no account.
    let others = |path: &PathBuf| ["store", "database"].iter().all(|known| !path.starts_with(source.join(known)));
    let found: Vec<PathBuf> = sources(&source)
        .into_iter()
        .filter(others)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| std::fs::read_to_string(path).expect("a source file").contains("sqlx::query"))
        .collect();
    assert!(found.is_empty(), "SQL outside the store: {found:?}");
}

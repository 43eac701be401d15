//! The SQL statements of Portico's store, as they are committed beside it for builds without a database: the limits
//! run these very statements, so they cannot fall behind.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The statements behind the Users page.
#[derive(Clone, Copy, Debug)]
pub struct Statements {
    /// `store::sessions::open`
    pub open_session: &'static str,
    /// `store::groups::find`
    pub find_group: &'static str,
    /// `store::tree::list`
    pub list: &'static str,
    /// `store::tree::groups_above`
    pub groups_above: &'static str,
    /// `store::tree::search`
    pub search: &'static str,
    /// `store::groups::facts`
    pub group_facts: &'static str,
    /// `store::groups::reparent`, as far as the parent and the closure go
    pub reparent: [&'static str; 3],
}

impl Statements {
    /// Finds each by words that only it has.
    pub fn read() -> Result<Statements> {
        let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../backend/.sqlx"));
        let mut all = Vec::new();
        for entry in fs::read_dir(directory).with_context(|| format!("{} cannot be read", directory.display()))? {
            let json: serde_json::Value = serde_json::from_slice(&fs::read(entry?.path())?)?;
            all.extend(json["query"].as_str().map(ToOwned::to_owned));
        }
        Ok(Statements {
            open_session: only(&all, "from open_session(")?,
            find_group: only(&all, "sort_paths!")?,
            list: only(&all, "greatest($2, $4)")?,
            groups_above: only(&all, "select p.ancestor_id from group_paths p where")?,
            search: only(&all, "from search_users(")?,
            group_facts: only(&all, "select path from groups")?,
            reparent: [
                only(&all, "update groups set parent_id")?,
                only(&all, "using group_paths below, group_paths above")?,
                only(&all, "above.distance + below.distance + 1")?,
            ],
        })
    }
}

/// The one statement with these words. It lives as long as the program, as sqlx wants it.
fn only(all: &[String], words: &str) -> Result<&'static str> {
    let mut found = all.iter().filter(|statement| statement.contains(words));
    match (found.next(), found.next()) {
        (Some(statement), None) => Ok(statement.clone().leak()),
        (None, _) => bail!("no statement of the store has `{words}` any more; name another mark in statements.rs"),
        (Some(_), Some(_)) => {
            bail!("several statements of the store have `{words}`; name another mark in statements.rs")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_statement_is_found() {
        let statements = Statements::read().expect("the committed query data");
        assert!(statements.list.contains("limit w.wanted"), "{}", statements.list);
        assert!(statements.find_group.contains("from groups g"), "{}", statements.find_group);
    }

    #[test]
    fn a_mark_is_found_once_or_not_at_all() {
        let all = ["select 1".to_owned(), "select 2".to_owned()];
        assert_eq!(only(&all, "1").ok(), Some("select 1"));
        assert!(only(&all, "select").is_err());
        assert!(only(&all, "3").is_err());
    }
}

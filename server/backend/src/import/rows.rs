//! The two files, each read into rows. What can be said about a row without the account is said here.

use super::csv::{Broken, CsvReader, Record};
use super::fault::{Faults, shown};
use super::{Phase, Progress, Source};
use crate::store::groups::fold;
use domain::email::Email;
use domain::group::{self, MOST_LEVELS};
use std::collections::HashMap;
use std::io;

/// The most rows that are held in memory.
const MOST_ROWS: usize = 2_000_000;
/// Rows between two reports of progress.
const STEP: usize = 10_000;

/// A group's place: the names from the root down, case-folded, each followed by a character that no name holds.
pub(super) type Key = String;

/// A path as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// Its key.
    pub(super) key: Key,
    /// The key of the group above; `None` for a top group.
    pub(super) parent: Option<Key>,
    /// The last name.
    pub(super) name: String,
}

/// A line of the groups file.
pub(super) struct GroupLine {
    pub(super) line: u64,
    pub(super) path: Path,
    pub(super) description: String,
}

/// A line of the users file.
pub(super) struct UserLine {
    pub(super) line: u64,
    pub(super) email: Email,
    /// Keys and names of groups.
    pub(super) group: Path,
    pub(super) administers: Vec<Path>,
}

/// The key of what stands below `parent` under this name.
pub(super) fn key_below(parent: &str, folded: &str) -> Key {
    format!("{parent}{folded}\u{1}")
}

/// Reads `path,description`.
pub(super) fn groups(
    source: Source<'_>,
    faults: &mut Faults,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> io::Result<Vec<GroupLine>> {
    let mut seen: HashMap<Key, u64> = HashMap::new();
    let mut rows = Vec::new();
    read(
        source,
        Phase::ReadingGroups,
        ["path", "description"],
        faults,
        progress,
        |line, [path, description], faults| {
            let path = parse_path(path).map_err(|reason| faults.push(line, "path", reason));
            let description = group::parse_description(description)
                .map_err(|fault| faults.push(line, "description", format!("the description {fault}")));
            let Ok(path) = path else { return };
            if let Some(first) = seen.get(&path.key) {
                faults.push(line, "path", format!("the group “{}” stands on line {first} already", shown(&path.name)));
                return;
            }
            seen.insert(path.key.clone(), line);
            // A faulty description does not make the group unknown to those below it.
            rows.push(GroupLine { line, path, description: description.unwrap_or_default() });
        },
    )?;
    Ok(rows)
}

/// Reads `email,group,administers`.
pub(super) fn users(
    source: Source<'_>,
    faults: &mut Faults,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> io::Result<Vec<UserLine>> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut rows = Vec::new();
    let columns = ["email", "group", "administers"];
    read(source, Phase::ReadingUsers, columns, faults, progress, |line, [email, group, administers], faults| {
        let typed = email;
        let email =
            email.parse::<Email>().map_err(|fault| faults.push(line, "email", format!("“{}” {fault}", shown(typed))));
        let group = parse_path(group).map_err(|reason| faults.push(line, "group", reason));
        let administers: Result<Vec<Path>, ()> = administers
            .split(';')
            .filter(|path| !path.trim().is_empty())
            .map(|path| parse_path(path).map_err(|reason| faults.push(line, "administers", reason)))
            .collect();
        let (Ok(email), Ok(group), Ok(mut administers)) = (email, group, administers) else { return };
        administers.sort_by(|a, b| a.key.cmp(&b.key));
        administers.dedup_by(|a, b| a.key == b.key);
        if let Some(first) = seen.insert(email.key(), line) {
            faults.push(line, "email", format!("“{email}” stands on line {first} already"));
            return;
        }
        rows.push(UserLine { line, email, group, administers });
    })?;
    Ok(rows)
}

/// Gives the fields of each record to `row`, in the order of `columns`. Stops where nothing more can be understood.
fn read<const N: usize>(
    source: Source<'_>,
    phase: Phase,
    columns: [&'static str; N],
    faults: &mut Faults,
    progress: &mut (dyn FnMut(Progress) + Send),
    mut row: impl FnMut(u64, [&str; N], &mut Faults),
) -> io::Result<()> {
    let total = source.size;
    if total.is_some_and(|size| size > super::csv::MOST_BYTES) {
        faults.push(1, "", super::csv::too_large(super::csv::MOST_BYTES));
        return Ok(());
    }
    let mut reader = CsvReader::new(source.reader, super::csv::MOST_BYTES);
    let mut order: Option<[usize; N]> = None;
    let mut rows = 0;
    while !faults.enough() {
        let record = match reader.next() {
            Ok(Some(record)) => record,
            Ok(None) => break,
            Err(Broken::Io(error)) => return Err(error),
            Err(Broken::Unreadable(line, reason)) => {
                faults.push(line, "", reason);
                return Ok(());
            }
        };
        let Some(order) = order else {
            order = header(&record, columns, faults);
            if order.is_none() {
                return Ok(());
            }
            continue;
        };
        rows += 1;
        if rows > MOST_ROWS {
            faults.push(record.line, "", format!("the file has more than {MOST_ROWS} rows; split it"));
            return Ok(());
        }
        if rows % STEP == 0 {
            progress(Progress { phase, done: reader.read(), total });
        }
        if let Some(fields) = fields(&record, columns, order, faults) {
            row(record.line, fields, faults);
        }
    }
    if order.is_none() && !faults.enough() {
        faults.push(1, "", format!("the file is empty; its first line must be {}", columns.join(",")));
    }
    progress(Progress { phase, done: reader.read(), total });
    Ok(())
}

/// Where each column stands.
fn header<const N: usize>(record: &Record, columns: [&'static str; N], faults: &mut Faults) -> Option<[usize; N]> {
    let names: Vec<String> =
        record.fields.iter().map(|field| String::from_utf8_lossy(field).trim().to_lowercase()).collect();
    let before = faults.count();
    for (at, name) in names.iter().enumerate() {
        if !columns.contains(&name.as_str()) {
            let expected = columns.join(",");
            faults.push(
                record.line,
                "",
                format!("the column “{}” is unknown; the columns are {expected}", shown(name)),
            );
        } else if names[..at].contains(name) {
            faults.push(record.line, name, "the column stands here twice");
        }
    }
    let order = columns.map(|column| {
        let at = names.iter().position(|name| name == column);
        if at.is_none() {
            faults.push(record.line, column, format!("the column is missing; the columns are {}", columns.join(",")));
        }
        at.unwrap_or_default()
    });
    (faults.count() == before).then_some(order)
}

/// The record's fields as text, when it has as many as there are columns.
fn fields<'a, const N: usize>(
    record: &'a Record,
    columns: [&'static str; N],
    order: [usize; N],
    faults: &mut Faults,
) -> Option<[&'a str; N]> {
    let line = record.line;
    let name = |at: usize| order.iter().position(|place| *place == at).map_or("", |column| columns[column]);
    if let Some(at) = record.misquoted {
        let reason = "a quotation mark stands inside the text; put the text in quotation marks and double those in it";
        faults.push(line, name(at), reason);
        return None;
    }
    if record.fields.len() != N {
        let reason = format!("the line has {} fields, the first line has {N}", record.fields.len());
        faults.push(line, "", reason);
        return None;
    }
    let mut complete = true;
    let texts = std::array::from_fn(|column| {
        std::str::from_utf8(&record.fields[order[column]]).unwrap_or_else(|_| {
            complete = false;
            faults.push(line, columns[column], "the text is not UTF-8; save the file as UTF-8");
            ""
        })
    });
    complete.then_some(texts)
}

/// Parses names from the root down, separated by `/`.
fn parse_path(typed: &str) -> Result<Path, String> {
    if typed.trim().is_empty() {
        return Err(
            "the path is missing; write the names of the groups from the top down, like Company/Sales".to_owned()
        );
    }
    let levels = typed.split('/').count();
    if levels > MOST_LEVELS {
        return Err(format!("the path has {levels} levels; at most {MOST_LEVELS} fit"));
    }
    let mut path = Path { key: String::new(), parent: None, name: String::new() };
    for typed in typed.split('/') {
        let name = group::parse_name(typed).map_err(|fault| format!("the name “{}” {fault}", shown(typed)))?;
        let above = std::mem::take(&mut path.key);
        path = Path { key: key_below(&above, &fold(&name)), parent: Some(above).filter(|key| !key.is_empty()), name };
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_users(text: &str) -> (Vec<UserLine>, Vec<String>) {
        let mut faults = Faults::of("users.csv");
        let rows = users(Source::new("users.csv", text.as_bytes()), &mut faults, &mut |_| {}).expect("readable");
        (rows, faults.joined(Faults::of("")).0.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn columns_stand_in_any_order() {
        let (rows, faults) = read_users("Group,administers,EMAIL\nA/B,A/b ; A;a/B,x@y.example\n");
        assert_eq!(faults, [""; 0]);
        assert_eq!(rows[0].group.key, "a\u{1}b\u{1}");
        assert_eq!(rows[0].administers.len(), 2, "one group named twice is one group");
    }

    #[test]
    fn faults_say_where_and_what() {
        for (text, fault) in [
            ("", "line 1: the file is empty"),
            ("email,group\n", "line 1, administers: the column is missing"),
            ("email,group,administers,role\n", "line 1: the column “role” is unknown"),
            ("email,group,administers,email\n", "line 1, email: the column stands here twice"),
            ("email,group,administers\nx@y.example,A\n", "line 2: the line has 2 fields"),
            ("email,group,administers\n\nx,A,\n", "line 3, email: “x” is not an email address"),
            ("email,group,administers\nx@y.example,,\n", "line 2, group: the path is missing"),
            ("email,group,administers\nx@y.example,A//B,\n", "line 2, group: the name “” is missing"),
            (
                "email,group,administers\nx@y.example,A\0,\n",
                "line 2, group: the name “A\\0” holds the invisible character U+0000",
            ),
            (
                "email,group,administers\nx@y.example,A,\nX@y.example,B,\n",
                "line 3, email: “X@y.example” stands on line 2",
            ),
            ("email,group,administers\nx@y.example,A\"B\",\n", "line 2, group: a quotation mark stands inside"),
            ("email,group,administers\nx@y.example,\"A,\n", "line 2: a quotation mark opens here and is never closed"),
        ] {
            let (_, faults) = read_users(text);
            assert!(faults.iter().any(|told| told.contains(fault)), "{text:?} gives {faults:?}");
        }
    }

    #[test]
    fn paths_end_at_thirty_two_levels() {
        assert!(parse_path(&["a"; 32].join("/")).is_ok());
        assert!(parse_path(&["a"; 33].join("/")).is_err_and(|reason| reason.contains("33 levels")));
        assert!(parse_path(&format!("a/{}", "b".repeat(101))).is_err_and(|reason| reason.contains("101 characters")));
    }

    #[test]
    fn a_folded_name_does_not_become_two_levels() {
        // NFKC turns the full-width solidus into an ordinary one.
        let one = parse_path("a\u{FF0F}b").expect("one level");
        assert_eq!(one.parent, None);
        assert_ne!(one.key, parse_path("a/b").expect("two levels").key);
    }
}

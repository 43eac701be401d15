//! Loads an organization from two CSV files: groups by their path, users by their email address, and who administers
//! what. It adds and changes; it never deletes. All of it happens in one transaction or none of it, and loading the
//! same files again changes nothing.
//!
//! `groups.csv` has the columns `path` (names from the account's top group down, separated by `/`) and `description`;
//! `users.csv` has `email`, `group` (a path) and `administers` (paths separated by `;`, or nothing). Rows may stand in
//! any order. What a file says is so afterwards: a user who is in another group is moved, a description that differs is
//! changed, a grant that is missing, weaker or over is given, by the operator. Users that are added cannot sign in yet.

mod csv;
mod fault;
mod plan;
mod rows;

pub use fault::Fault;

use crate::access::{Entry, Permit, Scope};
use crate::service::access::reach_grew;
use crate::store::bulk::{self, BATCH};
use crate::{Portico, Result};
use domain::UserId;
use domain::access::{Action, Target};
use domain::audit::Event;
use fault::Faults;
use plan::Plan;
use serde::Serialize;
use serde_json::json;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A file to be read.
pub struct Source<'a> {
    name: String,
    reader: Box<dyn Read + Send + 'a>,
    /// Bytes, when they are known before reading.
    size: Option<u64>,
}

impl<'a> Source<'a> {
    /// The file at `path`.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Source<'static>, ImportError> {
        let name = path.display().to_string();
        let file = File::open(path).and_then(|file| Ok((file.metadata()?.len(), file)));
        let (size, file) = file.map_err(|source| ImportError::Io { file: name.clone(), source })?;
        Ok(Source { name, reader: Box::new(file), size: Some(size) })
    }

    /// What `reader` gives, called `name` in faults.
    pub fn new(name: &str, reader: impl Read + Send + 'a) -> Self {
        Self { name: name.to_owned(), reader: Box::new(reader), size: None }
    }
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the groups file, in bytes.
    ReadingGroups,
    /// Reading the users file, in bytes.
    ReadingUsers,
    /// Comparing with the account, in users.
    Comparing,
    /// Writing groups.
    WritingGroups,
    /// Writing users.
    WritingUsers,
    /// Writing grants.
    WritingGrants,
    /// Counting what every group holds.
    Counting,
}

/// How far it is, for a progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// How much of it is done.
    pub done: u64,
    /// How much there is, where that is known.
    pub total: Option<u64>,
}

/// What came of the rows of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Was not there.
    pub created: usize,
    /// Was there and differed.
    pub updated: usize,
    /// Was there like this.
    pub skipped: usize,
}

impl Tally {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> usize {
        self.created + self.updated + self.skipped
    }

    fn changes(&self) -> bool {
        self.created + self.updated > 0
    }
}

/// What came of an import.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The groups.
    pub groups: Tally,
    /// The users.
    pub users: Tally,
    /// The grants of administrator access.
    pub grants: Tally,
}

impl Report {
    /// Whether anything was changed.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.groups.changes() || self.users.changes() || self.grants.changes()
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are at fault: the first faults, and how many more were found.
    #[error("the files have {} faults; nothing was imported", .0.len() + .1)]
    Faults(Vec<Fault>, usize),
    /// There is no such account ([`domain::Problem::NotFound`]), or the database did not do it.
    #[error(transparent)]
    Failed(#[from] crate::Error),
    /// A file cannot be read.
    #[error("{file} cannot be read: {source}")]
    Io {
        /// Its name.
        file: String,
        /// Why.
        source: io::Error,
    },
}

/// Loads both files into the account of this slug. Reads the files on the calling thread, before the account is
/// opened: a gigabyte of something else is refused before anybody has to wait for it.
///
/// An import that changes something leaves one entry in the audit log, with its tallies; one that changes nothing
/// leaves none.
///
/// # Errors
/// Every fault of both files with its line and column; nothing was changed then.
pub async fn import(
    portico: &Portico,
    slug: &str,
    groups: Source<'_>,
    users: Source<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, ImportError> {
    let (mut in_groups, mut in_users) = (Faults::of(&groups.name), Faults::of(&users.name));
    let names = (groups.name.clone(), users.name.clone());
    let groups =
        rows::groups(groups, &mut in_groups, progress).map_err(|source| ImportError::Io { file: names.0, source })?;
    let users =
        rows::users(users, &mut in_users, progress).map_err(|source| ImportError::Io { file: names.1, source })?;
    // With rows missing, comparing would find faults that are none.
    if !in_groups.is_empty() || !in_users.is_empty() {
        return Err(told(in_groups, in_users));
    }

    let mut scope = Scope::open_as_operator(portico, slug).await?;
    let plan =
        plan::plan(&mut scope, &portico.entropy, groups, users, (&mut in_groups, &mut in_users), progress).await?;
    if !in_groups.is_empty() || !in_users.is_empty() {
        return Err(told(in_groups, in_users));
    }
    let account = scope.account();
    let mut permit = scope.authorize(Action::ImportOrganization, &Target::Account(account))?;
    let report = plan.report;
    if !report.changes() {
        return Ok(report);
    }
    write(portico, &mut permit, &plan, progress).await?;
    let (before, after) = (json!({}), json!(report));
    let entry = Entry { event: Event::OrganizationImported, target_kind: "account", target: account.0, before, after };
    permit.commit(portico, entry).await?;
    Ok(report)
}

fn told(groups: Faults, users: Faults) -> ImportError {
    let (told, more) = groups.joined(users);
    ImportError::Faults(told, more)
}

async fn write(
    portico: &Portico,
    permit: &mut Permit,
    plan: &Plan,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<()> {
    bulk::use_memory(permit).await?;
    let mut step = Steps::new(Phase::WritingGroups, plan.report.groups.created, progress);
    for level in plan.groups.values() {
        bulk::insert_groups(permit, &level.iter().collect::<Vec<_>>()).await?;
        step.by(level.len());
    }
    bulk::describe_groups(permit, &plan.descriptions).await?;
    let mut step = Steps::new(Phase::WritingUsers, plan.users.len(), progress);
    for users in plan.users.chunks(BATCH) {
        bulk::insert_users(permit, users).await?;
        step.by(users.len());
    }
    bulk::place_users(permit, &plan.moves).await?;
    let mut step = Steps::new(Phase::WritingGrants, plan.grants.len(), progress);
    for grants in plan.grants.chunks(BATCH) {
        bulk::give_grants(permit, grants).await?;
        let holders: Vec<UserId> = grants.iter().map(|grant| grant.user).collect();
        reach_grew(permit, portico, &holders).await?;
        step.by(grants.len());
    }
    let mut step = Steps::new(Phase::Counting, 1, progress);
    bulk::recount(permit).await?;
    step.by(1);
    Ok(())
}

/// Reports how much of a phase is done.
pub(crate) struct Steps<'a> {
    state: Progress,
    progress: &'a mut (dyn FnMut(Progress) + Send),
}

impl<'a> Steps<'a> {
    /// Begins a phase of `total` steps.
    pub(crate) fn new(phase: Phase, total: usize, progress: &'a mut (dyn FnMut(Progress) + Send)) -> Self {
        let state = Progress { phase, done: 0, total: u64::try_from(total).ok() };
        progress(state);
        Self { state, progress }
    }

    /// So many more are done.
    pub(crate) fn by(&mut self, more: usize) {
        self.state.done += u64::try_from(more).unwrap_or_default();
        (self.progress)(self.state);
    }
}

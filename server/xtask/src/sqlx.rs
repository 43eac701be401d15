//! The query data in `server/backend/.sqlx`: what PostgreSQL says about each query that the code holds, committed so
//! that ordinary builds check queries without a database.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::postgres::TestCluster;
use crate::workspace::Workspace;
use crate::{command, files};

/// Options of `cargo xtask sqlx`.
#[derive(Args)]
pub struct Options {
    /// Change nothing; fail when the committed data differs from what the queries need
    #[arg(long)]
    check: bool,
}

/// Makes the query data anew, or compares it.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    if options.check { check(workspace) } else { prepare(workspace) }
}

/// Fails when the committed data differs from what the queries need.
pub fn check(workspace: &Workspace) -> Result<()> {
    let stamp_file = workspace.target.join("sqlx-data.stamp");
    // Asking PostgreSQL means compiling the package again, so the same input is asked about once.
    let stamp = files::hash_trees(&[backend(workspace), workspace.root.join("Cargo.lock")])?;
    if files::holds(&stamp_file, stamp.as_bytes()) {
        return Ok(());
    }
    let fresh = describe(workspace)?;
    let differing = differences(&fresh, &committed(workspace))?;
    if let Some(first) = differing.first() {
        bail!(
            "server/backend/.sqlx is not what the queries need ({} files differ, the first is {first}); run `make sqlx` and commit it.",
            differing.len()
        );
    }
    files::write(&stamp_file, stamp.as_bytes())
}

fn prepare(workspace: &Workspace) -> Result<()> {
    let fresh = describe(workspace)?;
    let committed = committed(workspace);
    let differing = differences(&fresh, &committed)?;
    for name in &differing {
        let (from, to) = (fresh.join(name), committed.join(name));
        if from.exists() {
            files::write(&to, &files::read(&from)?)?;
        } else {
            fs::remove_file(&to).with_context(|| format!("{} cannot be removed", to.display()))?;
        }
    }
    println!("{} queries, {} files changed in {}", files::walk(&fresh)?.len(), differing.len(), committed.display());
    Ok(())
}

/// Compiles `backend` against a migrated database and returns the directory with one file for each query.
fn describe(workspace: &Workspace) -> Result<PathBuf> {
    command::say("Asking PostgreSQL about every query");
    let cluster = TestCluster::start()?;
    cluster.postgres.execute(&cluster.url("postgres"), "create database queries")?;
    cluster.postgres.migrate(&cluster.url("queries"), &backend(workspace).join("migrations"))?;

    let out = workspace.target.join("sqlx-data");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("{} cannot be emptied", out.display()))?;
    }
    fs::create_dir_all(&out)?;
    touch_roots(&backend(workspace))?;
    let mut cargo = workspace.cargo();
    cargo.args(["check", "--quiet", "--package", "backend", "--all-targets"]);
    cargo.env("DATABASE_URL", cluster.url("queries")).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", &out);
    command::run(&mut cargo, "The package backend does not compile against the migrated database.")?;
    Ok(out)
}

/// The macros write their data while they expand, so every target of the package must compile again.
fn touch_roots(package: &Path) -> Result<()> {
    let mut roots = vec![package.join("src/lib.rs")];
    for directory in ["tests", "benches", "examples"] {
        roots.extend(files::walk(&package.join(directory))?);
    }
    for path in roots {
        let file = fs::File::options()
            .append(true)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        file.set_modified(SystemTime::now())?;
    }
    Ok(())
}

/// The names of the files that are different in, or missing from, one of the two directories.
fn differences(fresh: &Path, committed: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for directory in [fresh, committed] {
        for path in files::walk(directory)? {
            names.push(path.file_name().context("a file has a name")?.to_string_lossy().into_owned());
        }
    }
    names.sort();
    names.dedup();
    names.retain(|name| !fs::read(fresh.join(name)).is_ok_and(|content| files::holds(&committed.join(name), &content)));
    Ok(names)
}

fn backend(workspace: &Workspace) -> PathBuf {
    workspace.root.join("server/backend")
}

fn committed(workspace: &Workspace) -> PathBuf {
    backend(workspace).join(".sqlx")
}

//! A lasting database for people who write queries; nothing else uses it.

use anyhow::Result;
use clap::Args;

use crate::postgres::DevelopmentCluster;
use crate::workspace::Workspace;
use crate::{command, files};

/// Options of `cargo xtask db`.
#[derive(Args)]
pub struct Options {
    /// Stop the cluster
    #[arg(long)]
    stop: bool,
}

/// Starts the cluster, applies the migrations when they are new to it, prints the address and leaves it running.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    let cluster = DevelopmentCluster::locate(workspace)?;
    if options.stop {
        return cluster.stop();
    }
    cluster.start()?;
    let migrations = workspace.root.join("server/backend/migrations");
    // The database's comment remembers what it was made from.
    let made_from = files::hash_trees(std::slice::from_ref(&migrations))?;
    let question =
        "select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database where datname = 'portico'";
    let postgres = &cluster.postgres;
    let admin = cluster.url("postgres");
    let present = postgres.execute(&admin, question)?;
    if present.trim() != made_from {
        if !present.is_empty() {
            command::say("The migrations have changed: making the database anew");
        }
        postgres.execute(&admin, "drop database if exists portico with (force)")?;
        postgres.execute(&admin, "create database portico")?;
        postgres.migrate(&cluster.url("portico"), &migrations)?;
        postgres.execute(&admin, &format!("comment on database portico is '{made_from}'"))?;
    }
    command::say(&format!("The files lie in {}; `cargo xtask db --stop` stops it", cluster.data().display()));
    println!("DATABASE_URL={}", cluster.url("portico"));
    Ok(())
}

//! `make bench`: measures Portico under load, each measure in turn with its limit in the same run, and says where a
//! goal is missed. The numbers depend on the machine; the ratios hardly do.

mod baseline;
mod branch;
mod facts;
mod http;
mod load;
mod measures;
mod pgbench;
mod process;
mod report;
mod rounds;
mod run;
mod statements;
mod stats;
mod visible;
mod world;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Measures Portico; `cargo xtask bench` builds everything and starts it.
#[derive(Debug, Parser)]
#[command(name = "bench")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Measure everything and print the table
    Run(run::Options),
    /// Serve the hand-written Users page, the limit of Portico's
    Baseline(baseline::Options),
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Task::Run(options) => run::run(options).await,
        Task::Baseline(options) => baseline::run(options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

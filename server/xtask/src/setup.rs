//! Installs what a build or the tests need and the machine does not have. Each step looks first, so a second run takes
//! no time; each failure is one sentence that says what to do by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::python::Tool;
use crate::workspace::Workspace;
use crate::{command, files, postgres, python};

/// What the browser's program is compiled for.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The second Rust toolchain, from Debian's packages, for machines that cannot reach the server of rustup's targets.
const DISTRIBUTION: &str = "distro";

/// The oldest Node that the npm packages run on.
const OLDEST_NODE: u32 = 20;

/// Options of `cargo xtask setup`.
#[derive(Args, Default)]
pub struct Options {
    /// Also what only tests need: a browser, and a server that speaks Stripe's API
    #[arg(long)]
    pub tests: bool,
}

/// Runs every step that is needed.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    wasm_target(workspace)?;
    postgresql()?;
    node_packages(workspace)?;
    if options.tests {
        tool(workspace, &python::LOCALSTRIPE)?;
        chromium(workspace)?;
    }
    Ok(())
}

/// A tool of the tests.
pub fn tool(workspace: &Workspace, tool: &Tool) -> Result<()> {
    tool.setup(workspace, install)
}

/// Lets a cargo call for the browser use the toolchain that can compile for it.
pub fn with_wasm_toolchain(cargo: &mut Command) {
    if !has_wasm_target(None) && has_wasm_target(Some(DISTRIBUTION)) {
        cargo.env("RUSTUP_TOOLCHAIN", DISTRIBUTION);
    }
}

/// Whether the toolchain (none: the default one) has a standard library for the browser.
fn has_wasm_target(toolchain: Option<&str>) -> bool {
    library_directory(toolchain).is_some_and(|directory| has_standard_library(&directory))
}

fn library_directory(toolchain: Option<&str>) -> Option<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
    if let Some(toolchain) = toolchain {
        rustc.env("RUSTUP_TOOLCHAIN", toolchain);
    }
    command::output(&mut rustc).ok().map(|path| PathBuf::from(path.trim()))
}

fn has_standard_library(directory: &Path) -> bool {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
}

fn wasm_target(workspace: &Workspace) -> Result<()> {
    if has_wasm_target(None) || has_wasm_target(Some(DISTRIBUTION)) {
        return Ok(());
    }
    command::say(&format!("Adding the compilation target {WASM_TARGET}"));
    if command::succeeds(Command::new("rustup").args(["target", "add", WASM_TARGET])) {
        return Ok(());
    }
    let hint =
        format!("Rust's target {WASM_TARGET} is missing and cannot be fetched; run `rustup target add {WASM_TARGET}`.");
    if !command::exists("rustup") || !command::exists("apt-get") {
        bail!("{hint}");
    }
    standard_library_from_debian(workspace).context(hint)
}

/// Debian ships the source of the standard library for the browser, with a compiler that matches it. The result is
/// linked as a toolchain of its own, so the ordinary one stays what it is.
fn standard_library_from_debian(workspace: &Workspace) -> Result<()> {
    command::say("Building the standard library for the browser from Debian's packages");
    install(&["rustc-web", "cargo-web", "rust-web-src", "lld-22"])?;
    command::output(Command::new("rustup").args(["toolchain", "link", DISTRIBUTION, "/usr"]))?;
    let library = library_directory(Some(DISTRIBUTION)).context("Debian's compiler does not know the target")?;

    let package = workspace.target.join("wasm-std");
    files::write(&package.join("src/lib.rs"), b"")?;
    files::write(&package.join("Cargo.toml"), b"[package]\nname = \"empty\"\nedition = \"2021\"\n\n[workspace]\n")?;
    let mut cargo = workspace.cargo();
    cargo.current_dir(&package).env("RUSTUP_TOOLCHAIN", DISTRIBUTION).env("RUSTC_BOOTSTRAP", "1");
    // Link-time optimisation of the browser's program needs the library's bitcode.
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes").env("CARGO_TARGET_DIR", package.join("target"));
    cargo.args(["build", "--quiet", "--release", "--target", WASM_TARGET, "-Zbuild-std=std,panic_abort"]);
    command::run(&mut cargo, "Debian's standard library does not build.")?;
    let built = package.join("target").join(WASM_TARGET).join("release/deps");
    for path in files::walk(&built)? {
        let name = path.file_name().context("a file has a name")?.to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libempty-") {
            files::write(&library.join(&name), &files::read(&path)?)?;
        }
    }
    Ok(())
}

fn postgresql() -> Result<()> {
    if postgres::installed() {
        return Ok(());
    }
    if cfg!(target_os = "macos") {
        bail!("PostgreSQL is missing; run `brew install postgresql@17`.");
    }
    if !command::exists("apt-get") {
        bail!("PostgreSQL is missing; install its server, version 15 or newer, with your system's package manager.");
    }
    command::say("Installing PostgreSQL");
    install(&["postgresql", "postgresql-contrib"])?;
    if !postgres::installed() {
        bail!(
            "Your system's PostgreSQL is older than version 15; install a newer one, for example from apt.postgresql.org."
        );
    }
    Ok(())
}

fn node_packages(workspace: &Workspace) -> Result<()> {
    let directory = workspace.end2end();
    let installed = directory.join("node_modules/.portico-lock");
    let wanted = files::hash(&[&files::read(&directory.join("package-lock.json"))?]);
    if files::holds(&installed, wanted.as_bytes()) {
        return Ok(());
    }
    if !command::exists("npm") && command::exists("apt-get") {
        command::say("Installing Node");
        install(&["nodejs", "npm"])?;
    }
    let version = command::output(Command::new("node").arg("--version")).unwrap_or_default();
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if !command::exists("npm") || major.is_none_or(|major| major < OLDEST_NODE) {
        bail!("Node {OLDEST_NODE} or newer with npm is missing; install it from nodejs.org or your system's packages.");
    }
    command::say("Installing npm packages");
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&directory).stdin(Stdio::null());
    command::run(&mut npm, "npm could not install the packages of end2end; is its registry within reach?")?;
    files::write(&installed, wanted.as_bytes())
}

fn chromium(workspace: &Workspace) -> Result<()> {
    if Path::new("/usr/bin/chromium").exists() {
        return Ok(());
    }
    // Other distributions call something else `chromium`, Ubuntu for one a shop's stub.
    if fs::read_to_string("/etc/os-release").is_ok_and(|text| text.lines().any(|line| line == "ID=debian")) {
        command::say("Installing Chromium");
        return install(&["chromium"]);
    }
    command::say("Making sure that Playwright has its Chromium");
    let mut playwright = workspace.node_tool("playwright");
    playwright.args(["install", "chromium"]).stdin(Stdio::null());
    command::run(
        &mut playwright,
        "Playwright could not fetch Chromium; run `npx playwright install chromium` in end2end.",
    )
}

/// Installs Debian packages, as root or with sudo.
fn install(packages: &[&str]) -> Result<()> {
    let by_hand = format!("Run `apt-get install {}` as root.", packages.join(" "));
    let root = rustix::process::geteuid().is_root();
    if !root && !command::succeeds(Command::new("sudo").args(["--non-interactive", "true"])) && !command::exists("sudo")
    {
        bail!("{by_hand}");
    }
    let apt = |arguments: &[&str]| -> Result<()> {
        let mut apt = if root { Command::new("env") } else { Command::new("sudo") };
        apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet", "--yes"]).args(arguments);
        // sudo may ask for a password on the terminal; apt itself must not wait for anybody.
        apt.stdout(Stdio::null());
        command::run(&mut apt, &by_hand)
    };
    apt(&["update"])?;
    let mut arguments = vec!["install", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

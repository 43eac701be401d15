//! The browser's program: WebAssembly out of `frontend`, with the JavaScript that loads it.
//!
//! `wasm-bindgen` runs as a library whose version Cargo.lock ties to the one that `frontend` is compiled with, so the
//! two can never disagree. Both of its steps are skipped while the compiled program is the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use clap::ValueEnum;
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::Workspace;
use crate::{command, files, setup};

/// How the browser's program is built.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Small: optimised for size, minutes to build
    WasmRelease,
    /// Quick to build, many megabytes
    Dev,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::WasmRelease => "wasm-release",
            Self::Dev => "dev",
        }
    }

    fn directory(self) -> &'static str {
        match self {
            Self::WasmRelease => "wasm-release",
            Self::Dev => "debug",
        }
    }
}

/// The features that browsers have had for years. Naming one replaces the defaults, so all are named; asking for all
/// features makes a file that browsers refuse.
const OPTIMISER_FLAGS: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// Compiles `frontend` and returns the directory with `portico.js`, `portico_bg.wasm` and perhaps `snippets/`.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    setup::with_wasm_toolchain(&mut cargo);
    cargo.args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--target",
        setup::WASM_TARGET,
        "--profile",
        profile.name(),
    ]);
    command::run(&mut cargo, "The browser's program does not build.")?;

    let compiled = workspace
        .target
        .join(setup::WASM_TARGET)
        .join(profile.directory())
        .join("frontend.wasm");
    let compiled = files::read(&compiled)?;
    let out = workspace.target.join("site-build").join(profile.name());
    let stamp_file = out.join("stamp");
    // The compiled program names the version of wasm-bindgen that it needs; this file holds every option of both steps.
    let stamp = files::hash(&[&compiled, include_bytes!("wasm.rs")]);
    if files::holds(&stamp_file, stamp.as_bytes()) {
        return Ok(out);
    }

    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("{} cannot be emptied", out.display()))?;
    }
    fs::create_dir_all(&out)?;
    let small = profile == Profile::WasmRelease;
    // The library takes the name out of the input's, so the bytes come with the name that the site needs.
    Bindgen::new()
        .input_bytes("portico", compiled)
        .web(true)?
        .omit_default_module_path(false)
        .keep_debug(!small)
        .remove_name_section(small)
        .remove_producers_section(small)
        .generate(&out)
        .context("wasm-bindgen cannot read the browser's program")?;
    if small {
        optimise(workspace, &out.join("portico_bg.wasm"))?;
    }
    files::write(&stamp_file, stamp.as_bytes())?;
    Ok(out)
}

fn optimise(workspace: &Workspace, wasm: &Path) -> Result<()> {
    command::say("Making the browser's program small (wasm-opt)");
    let mut tool = workspace.node_tool("wasm-opt");
    if !Path::new(tool.get_program()).exists() {
        tool = Command::new("wasm-opt");
    }
    tool.args(OPTIMISER_FLAGS).arg(wasm).arg("-o").arg(wasm);
    command::run(
        &mut tool,
        "wasm-opt failed; `cargo xtask setup` installs it.",
    )
}

//! The browser's program: WebAssembly out of `frontend`, with the JavaScript that loads it.
//!
//! The parts that a browser loads later (`app/src/pages/part.rs`) are cut out first: the linker leaves its notes on what
//! refers to what (`--emit-relocs`), and whatever only a part's pages reach goes into files of that part. Then
//! `wasm-bindgen` makes the script that loads the rest. Both run as libraries whose versions Cargo.lock ties to the ones
//! that `frontend` is compiled with, so that they can never disagree; all steps are skipped while the compiled program
//! is the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, anyhow};
use clap::ValueEnum;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options as SplitOptions;

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
const OPTIMISER_FLAGS: [&str; 8] = [
    "-Oz",
    // Once more as long as it gets smaller.
    "--converge",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-sign-ext",
    "--enable-mutable-globals",
];

/// The script that loads the parts; cargo-leptos calls it and the next the same.
pub const PARTS_SCRIPT: &str = "__wasm_split.js";
/// Which files each part consists of, without their extension.
pub const PARTS_LIST: &str = "__wasm_split_manifest.json";

/// Compiles `frontend` and returns the directory with `portico.js`, `portico_bg.wasm`, [`PARTS_SCRIPT`], [`PARTS_LIST`],
/// the parts' `.wasm` files and perhaps `snippets/`.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<PathBuf> {
    let mut cargo = workspace.cargo();
    setup::with_wasm_toolchain(&mut cargo);
    cargo.args([
        "rustc",
        "--package",
        "frontend",
        "--lib",
        "--target",
        setup::WASM_TARGET,
        "--profile",
        profile.name(),
        "--",
        "-Clink-arg=--emit-relocs",
    ]);
    command::run(&mut cargo, "The browser's program does not build.")?;

    let compiled = workspace.target.join(setup::WASM_TARGET).join(profile.directory()).join("frontend.wasm");
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
    let main = out.join("main");
    split(&compiled, &out, &main)?;
    // The library takes the name out of the input's, so the bytes come with the name that the site needs.
    Bindgen::new()
        .input_bytes("portico", files::read(&main)?)
        .web(true)?
        // What the parts share with the program goes by the linker's names.
        .keep_lld_exports(true)
        .demangle(false)
        .omit_default_module_path(false)
        .keep_debug(!small)
        .remove_name_section(small)
        .remove_producers_section(small)
        .generate(&out)
        .context("wasm-bindgen cannot read the browser's program")?;
    fs::remove_file(&main)?;
    if small {
        command::say("Making the browser's program small (wasm-opt)");
        for path in files::walk(&out)? {
            if path.extension().is_some_and(|extension| extension == "wasm") {
                optimise(workspace, &path)?;
            }
        }
    }
    files::write(&stamp_file, stamp.as_bytes())?;
    Ok(out)
}

/// Writes the parts into `out`, with their script and list, and what remains of the program to `main`.
fn split(compiled: &[u8], out: &Path, main: &Path) -> Result<()> {
    let link_name = format!("./{PARTS_SCRIPT}");
    let mut options = SplitOptions::new(compiled);
    options.output_dir = out;
    options.main_out_path = main;
    options.main_module = "./portico.js";
    options.link_name = &link_name;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .context("the browser's program cannot be cut into parts")?;
    let list: BTreeMap<_, _> = parts.prefetch_map.into_iter().collect();
    files::write(&out.join(PARTS_LIST), &serde_json::to_vec(&list)?)
}

fn optimise(workspace: &Workspace, wasm: &Path) -> Result<()> {
    let mut tool = workspace.node_tool("wasm-opt");
    if !Path::new(tool.get_program()).exists() {
        tool = Command::new("wasm-opt");
    }
    tool.args(OPTIMISER_FLAGS).arg(wasm).arg("-o").arg(wasm);
    // It warns of names that it drops anyway; what it says counts when it fails.
    command::output(&mut tool).context("wasm-opt failed; `cargo xtask setup` installs it.")?;
    Ok(())
}

//! The browser's files: program, style sheet and public files, with hashed names and compressed siblings.
//!
//! ```text
//! site/hash.txt                 which hash each of them has (`js: …`, `wasm: …`, `css: …`, …), as cargo-leptos writes it
//! site/pkg/portico.<hash>.js    and .wasm and .css: their names change with their content
//! site/pkg/__wasm_split.<hash>.js             loads the parts of the program that come later
//! site/pkg/__wasm_split_manifest.<hash>.json  which files each part consists of: split_….<hash>.wasm and chunk_….<hash>.wasm
//! site/…                        the files of public/
//! ```
//! Beside every file that compresses lie `.br` and `.gz`, made once here at the highest quality.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use brotli::enc::backward_references::BrotliEncoderMode;
use clap::Args;

use crate::wasm::{self, Profile};
use crate::workspace::Workspace;
use crate::{css, files};

/// Options of `cargo xtask site`.
#[derive(Args)]
pub struct Options {
    /// Small and slow to build, or large and quick
    #[arg(long, value_enum, default_value = "wasm-release")]
    profile: Profile,
}

/// Builds the site as the options say and prints the sizes.
pub fn run(workspace: &Workspace, options: Options) -> Result<()> {
    for asset in build(workspace, options.profile)? {
        let compressed = asset.compressed.map_or_else(String::new, |size| format!(", {} with Brotli", kilobytes(size)));
        println!("{}: {}{compressed}", asset.name, kilobytes(asset.size));
    }
    Ok(())
}

/// A file that pages load.
pub struct Asset {
    /// The path below the site.
    pub name: String,
    /// Bytes as they are.
    pub size: usize,
    /// Bytes with Brotli; none in a development build, which does not spend the time.
    pub compressed: Option<usize>,
}

/// Builds the site and returns what a page loads. Files whose content is the same are left alone; files that the site
/// no longer has are removed.
pub fn build(workspace: &Workspace, profile: Profile) -> Result<Vec<Asset>> {
    // Two at once would write and prune each other's files. Closing the file lets the next one in.
    fs::create_dir_all(&workspace.target)?;
    let turn = fs::File::create(workspace.target.join("site.lock"))?;
    turn.lock().context("waiting for another build of the site")?;

    let program = wasm::build(workspace, profile)?;
    let mut site = Site { root: workspace.site(), compress: profile == Profile::WasmRelease, paths: BTreeSet::new() };

    let hash = files::hash_trees(std::slice::from_ref(&program))?;
    let mut assets = site.put_program(&program, &hash)?;

    let css = css::bundle(&workspace.root.join("style/main.css"))?;
    let css_hash = files::hash(&[css.as_bytes()]);
    assets.push(site.put_asset(format!("pkg/portico.{css_hash}.css"), css.as_bytes())?);

    let public = workspace.root.join("public");
    for path in files::walk(&public)? {
        site.put(path.strip_prefix(&public)?, &files::read(&path)?)?;
    }
    // Last, so that it never names a file that is not there yet.
    let hashes = format!("js: {hash}\nwasm: {hash}\ncss: {css_hash}\nsplit: {hash}\nmanifest: {hash}\n");
    site.put(Path::new("hash.txt"), hashes.as_bytes())?;
    site.prune()?;
    Ok(assets)
}

struct Site {
    root: PathBuf,
    compress: bool,
    /// What belongs to the site, relative to its root.
    paths: BTreeSet<PathBuf>,
}

impl Site {
    /// Puts the program with its parts into the site and returns what pages load. All of it is one piece: its files
    /// refer to each other, so they share one hash.
    fn put_program(&mut self, program: &Path, hash: &str) -> Result<Vec<Asset>> {
        let mut assets = Vec::new();
        let list: BTreeMap<String, Vec<String>> =
            serde_json::from_slice(&files::read(&program.join(wasm::PARTS_LIST))?)?;
        let hashed: BTreeMap<_, Vec<_>> = list
            .iter()
            .map(|(part, files)| (part, files.iter().map(|file| format!("{file}.{hash}")).collect()))
            .collect();
        let name = format!("pkg/{}", with_hash(wasm::PARTS_LIST, hash));
        self.put(Path::new(&name), &serde_json::to_vec(&hashed)?)?;
        for path in files::walk(program)? {
            let name = path.strip_prefix(program)?.to_string_lossy().into_owned();
            match path.extension().and_then(|extension| extension.to_str()) {
                // Scripts that crates bring along keep their names; their folder has the hash.
                _ if name.starts_with("snippets/") => {
                    let name = name.replacen("snippets", &format!("snippets.{hash}"), 1);
                    self.put(&Path::new("pkg").join(name), &files::read(&path)?)?;
                }
                Some("wasm") => {
                    let name = with_hash(&name.replace("portico_bg", "portico"), hash);
                    assets.push(self.put_asset(format!("pkg/{name}"), &files::read(&path)?)?);
                }
                Some("js") => {
                    let script = String::from_utf8(files::read(&path)?)?;
                    let script = refer(&script, list.values().flatten(), hash);
                    assets.push(self.put_asset(format!("pkg/{}", with_hash(&name, hash)), script.as_bytes())?);
                }
                _ => {}
            }
        }
        Ok(assets)
    }

    fn put_asset(&mut self, name: String, content: &[u8]) -> Result<Asset> {
        let compressed = self.put(Path::new(&name), content)?;
        Ok(Asset { name, size: content.len(), compressed })
    }

    /// Puts a file into the site with its compressed siblings, and returns its size with Brotli.
    fn put(&mut self, name: &Path, content: &[u8]) -> Result<Option<usize>> {
        let path = self.root.join(name);
        self.paths.insert(name.to_owned());
        let fresh = files::holds(&path, content);
        if !fresh {
            files::write(&path, content)?;
        }
        // hash.txt is the server's, no browser asks for it.
        if !self.compress || !compresses(name) || name == Path::new("hash.txt") {
            return Ok(None);
        }
        let brotli_name = sibling(name, "br");
        let gzip_name = sibling(name, "gz");
        let brotli_path = self.root.join(&brotli_name);
        let gzip_path = self.root.join(&gzip_name);
        if !fresh || !brotli_path.exists() || !gzip_path.exists() {
            files::write(&brotli_path, &brotli(name, content)?)?;
            files::write(&gzip_path, &gzip(content)?)?;
        }
        self.paths.insert(brotli_name);
        self.paths.insert(gzip_name);
        Ok(Some(fs::metadata(&brotli_path)?.len() as usize))
    }

    /// Removes what earlier builds left behind.
    fn prune(&self) -> Result<()> {
        for path in files::walk(&self.root)? {
            if !self.paths.contains(path.strip_prefix(&self.root)?) {
                fs::remove_file(&path).with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        remove_empty_directories(&self.root)
    }
}

/// A script that names the other files of the program by the names that they have in the site.
fn refer<'a>(script: &str, parts: impl Iterator<Item = &'a String>, hash: &str) -> String {
    let parts_script = with_hash(wasm::PARTS_SCRIPT, hash);
    let script = script
        .replace("portico_bg.wasm", &format!("portico.{hash}.wasm"))
        .replace("\"./portico.js\"", &format!("\"./portico.{hash}.js\""))
        .replace("./snippets/", &format!("./snippets.{hash}/"))
        // Not where it stands without `from`: there it is what the program itself calls the script.
        .replace(&format!("from \"./{}\"", wasm::PARTS_SCRIPT), &format!("from \"./{parts_script}\""));
    parts.fold(script, |script, part| script.replace(&format!("./{part}.wasm"), &format!("./{part}.{hash}.wasm")))
}

/// `name.<hash>.extension`
fn with_hash(name: &str, hash: &str) -> String {
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

fn remove_empty_directories(directory: &Path) -> Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty_directories(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

fn compresses(name: &Path) -> bool {
    let extension = name.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    matches!(extension, "css" | "html" | "ico" | "js" | "json" | "svg" | "txt" | "wasm" | "webmanifest" | "xml")
}

fn sibling(name: &Path, extension: &str) -> PathBuf {
    let mut name = name.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn brotli(name: &Path, content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    // What follows in a program is told best by the high bits of what came before (RFC 7932, section 7.1: MSB6), which
    // makes it 1 % smaller. What is text the encoder finds out by itself.
    let is_program = name.extension().is_some_and(|extension| extension == "wasm");
    let mode =
        if is_program { BrotliEncoderMode::BROTLI_FORCE_MSB_PRIOR } else { BrotliEncoderMode::BROTLI_MODE_GENERIC };
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, mode, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn kilobytes(size: usize) -> String {
    format!("{:.1} KB", size as f64 / 1000.0)
}

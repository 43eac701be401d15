//! The browser's files: program, style sheet and public files, with hashed names and compressed siblings.
//!
//! ```text
//! site/hash.txt                 which hash each of the three has (`js: …`, `wasm: …`, `css: …`)
//! site/pkg/portico.<hash>.js    and .wasm and .css: their names change with their content
//! site/…                        the files of public/
//! ```
//! Beside every file that compresses lie `.br` and `.gz`, made once here at the highest quality.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
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
        let compressed = asset.compressed.map_or_else(String::new, |size| {
            format!(", {} with Brotli", kilobytes(size))
        });
        println!("{}: {}{compressed}", asset.name, kilobytes(asset.size));
    }
    Ok(())
}

/// One of the three files that a page loads.
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
    let program = wasm::build(workspace, profile)?;
    let mut site = Site {
        root: workspace.site(),
        compress: profile == Profile::WasmRelease,
        paths: BTreeSet::new(),
    };

    let wasm = files::read(&program.join("portico_bg.wasm"))?;
    let wasm_hash = files::hash(&[&wasm]);
    let mut js = String::from_utf8(files::read(&program.join("portico.js"))?)?;
    js = js.replace("portico_bg.wasm", &format!("portico.{wasm_hash}.wasm"));

    // Pages may keep everything below pkg/ for ever, so the scripts that crates bring along get a hashed place too.
    let snippets = program.join("snippets");
    if snippets.is_dir() {
        let folder = format!(
            "snippets.{}",
            files::hash_trees(std::slice::from_ref(&snippets))?
        );
        js = js.replace("./snippets/", &format!("./{folder}/"));
        for path in files::walk(&snippets)? {
            site.put(
                &Path::new("pkg")
                    .join(&folder)
                    .join(path.strip_prefix(&snippets)?),
                &files::read(&path)?,
            )?;
        }
    }

    let css = css::bundle(&workspace.root.join("style/main.css"))?;
    let mut assets = Vec::new();
    let mut hashes = String::new();
    for (kind, content) in [
        ("js", js.as_bytes()),
        ("wasm", &wasm),
        ("css", css.as_bytes()),
    ] {
        let hash = files::hash(&[content]);
        let name = format!("pkg/portico.{hash}.{kind}");
        let compressed = site.put(Path::new(&name), content)?;
        hashes.push_str(&format!("{kind}: {hash}\n"));
        assets.push(Asset {
            name,
            size: content.len(),
            compressed,
        });
    }

    let public = workspace.root.join("public");
    for path in files::walk(&public)? {
        site.put(path.strip_prefix(&public)?, &files::read(&path)?)?;
    }
    // Last, so that it never names a file that is not there yet.
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
            files::write(&brotli_path, &brotli(content)?)?;
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
                fs::remove_file(&path)
                    .with_context(|| format!("{} cannot be removed", path.display()))?;
            }
        }
        remove_empty_directories(&self.root)
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
    let extension = name
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    matches!(
        extension,
        "css" | "html" | "ico" | "js" | "json" | "svg" | "txt" | "wasm" | "webmanifest" | "xml"
    )
}

fn sibling(name: &Path, extension: &str) -> PathBuf {
    let mut name = name.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        ..Default::default()
    };
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

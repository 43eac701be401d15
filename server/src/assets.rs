//! The names of the browser's files. They change with their content, so that browsers may keep them for ever; the
//! build writes the current ones into `hash.txt`.

use std::{collections::HashMap, fs, io, path::Path};

/// The paths of the files that every page loads, from the root of the site, and the parts of the program that some do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The glue around the program, such as `/pkg/portico.3vq1.js`.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The script that loads parts of the program, below [`PACKAGE`].
    pub parts_script: String,
    /// Which files each part consists of, below [`PACKAGE`] and without `.wasm`.
    pub parts: HashMap<String, Vec<String>>,
}

/// Where all of them are.
pub const PACKAGE: &str = "/pkg";

/// Why the browser's files cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// There is no site.
    #[error("{path} cannot be read ({source}): build the site with `make build`, or name its directory with --site")]
    Unreadable {
        /// The file that was asked for.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// It is not what the build writes.
    #[error("{path} has no line for `{kind}`: build the site again")]
    Incomplete {
        /// The file.
        path: String,
        /// What it should name.
        kind: &'static str,
    },
}

impl Assets {
    /// Reads `hash.txt` in the directory of the site.
    ///
    /// # Errors
    /// When it is missing or incomplete.
    pub fn read(site: &Path) -> Result<Assets, AssetsError> {
        let path = site.join("hash.txt");
        let text = fs::read_to_string(&path)
            .map_err(|source| AssetsError::Unreadable { path: path.display().to_string(), source })?;
        let find = |kind| {
            let mut lines = text.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(name, _)| name.trim() == kind).map(|(_, hash)| hash.trim())
        };
        let incomplete = |kind| AssetsError::Incomplete { path: path.display().to_string(), kind };
        let name = |kind| Ok(format!("{PACKAGE}/portico.{}.{kind}", find(kind).ok_or_else(|| incomplete(kind))?));
        // A program in one piece has neither of these.
        let parts_script = find("split").map(|hash| format!("__wasm_split.{hash}.js")).unwrap_or_default();
        let parts = match find("manifest") {
            Some(hash) => parts(&site.join(format!("pkg/__wasm_split_manifest.{hash}.json")))?,
            None => HashMap::new(),
        };
        Ok(Assets { js: name("js")?, wasm: name("wasm")?, css: name("css")?, parts_script, parts })
    }
}

fn parts(list: &Path) -> Result<HashMap<String, Vec<String>>, AssetsError> {
    fs::read(list)
        .and_then(|list| Ok(serde_json::from_slice(&list)?))
        .map_err(|source| AssetsError::Unreadable { path: list.display().to_string(), source })
}

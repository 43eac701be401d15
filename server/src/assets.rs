//! The names of the browser's files. They change with their content, so that browsers may keep them for ever; the
//! build writes the current ones into `hash.txt`.

use std::{fs, io, path::Path};

/// The paths of the three files that every page loads, from the root of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The glue around the program, such as `/pkg/portico.3vq1.js`.
    pub js: String,
    /// The program.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
}

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
        let name = |kind| {
            text.lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.trim() == kind)
                .map(|(_, hash)| format!("/pkg/portico.{}.{kind}", hash.trim()))
                .ok_or_else(|| AssetsError::Incomplete { path: path.display().to_string(), kind })
        };
        Ok(Assets { js: name("js")?, wasm: name("wasm")?, css: name("css")? })
    }
}

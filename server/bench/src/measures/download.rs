//! What a browser downloads to wake the first page: the program and the scripts around it, as Brotli.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use serde_json::json;

use crate::http::{Connection, Request};
use crate::report::Row;
use crate::world::World;

/// The row's name and goal.
pub const NAME: (&str, &str) = ("WASM + JS of the first page, Brotli", "≤ 300 KB");

/// The goal in bytes.
const MOST: usize = 300_000;

/// Bytes of everything that the sign-in page asks for and runs.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let mut connection = Connection::open(world.portico.address).await?;
    let page = connection.send(&Request::get("/sign-in", "text/html", "")).await?;
    let html = String::from_utf8(page.body)?;
    let mut wanted: BTreeSet<String> = quoted(&html).filter(|path| is_program(path)).map(ToOwned::to_owned).collect();
    if !wanted.iter().any(|path| path.ends_with(".wasm")) {
        bail!("the first page names no program");
    }
    let mut sizes = serde_json::Map::new();
    let mut sum = 0;
    while let Some(path) = wanted.pop_first() {
        if sizes.contains_key(&path) {
            continue;
        }
        let packed = Request::with_headers(&path, "*/*", "", "Accept-Encoding: br\r\n");
        let answer = connection.send(&packed).await?;
        if answer.status != 200 || !answer.head.to_ascii_lowercase().contains("content-encoding: br") {
            bail!("{path} is not served as Brotli ({})", answer.status);
        }
        sum += answer.body.len();
        sizes.insert(path.clone(), json!(answer.body.len()));
        if path.ends_with(".js") {
            let script = String::from_utf8(connection.send(&Request::get(&path, "*/*", "")).await?.body)?;
            let folder = path.rsplit_once('/').context("a path starts with a slash")?.0;
            wanted.extend(imports(&script).map(|name| format!("{folder}/{name}")));
        }
    }
    let written = format!("{:.0} KB", sum as f64 / 1000.0);
    Ok(vec![Row::plain(measure, written, goal, sum <= MOST, json!({ "bytes": sum, "files": sizes }))])
}

fn is_program(path: &str) -> bool {
    path.starts_with('/') && (path.ends_with(".js") || path.ends_with(".wasm"))
}

/// The scripts beside it that a script imports.
fn imports(script: &str) -> impl Iterator<Item = &str> {
    let after = |word| script.split(word).skip(1);
    after("from ").chain(after("import ")).filter_map(|rest| {
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest.get(1..)?.split(quote).next()?.strip_prefix("./")
    })
}

/// Everything in quotation marks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'', '`'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_imports_are_followed() {
        let script = "import { a } from './snippets/a.js';\nimport \"./b.js\";\nconst names = { \"./c.js\": a };";
        assert_eq!(imports(script).collect::<Vec<_>>(), ["snippets/a.js", "b.js"]);
    }
}

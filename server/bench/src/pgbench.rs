//! PostgreSQL's own load generator, as the limit of what any program can get out of the same statements.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::process::Command;

/// A value that a statement is run with.
#[derive(Clone, Debug)]
pub enum Value {
    /// As PostgreSQL writes it.
    Text(String),
    /// No value.
    Null,
}

impl Value {
    /// A list of texts, as PostgreSQL writes it.
    pub fn list<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
        let quoted: Vec<String> =
            texts.into_iter().map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))).collect();
        Value::Text(format!("{{{}}}", quoted.join(",")))
    }
}

/// A transaction for pgbench to run.
#[derive(Clone, Debug, Default)]
pub struct Script {
    text: String,
    /// Names and values; values are not part of the text, so that every statement is prepared once.
    variables: Vec<(String, String)>,
}

impl Script {
    /// Adds a statement without values.
    pub fn plain(mut self, statement: &str) -> Script {
        self.text.push_str(statement);
        self.text.push_str(";\n");
        self
    }

    /// Adds a statement of the store with the values of its parameters. pgbench knows neither null nor an empty text,
    /// so these stand in the statement.
    pub fn statement(mut self, statement: &str, values: &[Value]) -> Script {
        let mut text = statement.to_owned();
        // From the last, so that $1 does not take a part of $10.
        for (at, value) in values.iter().enumerate().rev() {
            let parameter = format!("${}", at + 1);
            let name = format!("v{}", self.variables.len());
            match value {
                Value::Text(value) if value.is_empty() => text = text.replace(&parameter, "''"),
                Value::Text(value) => {
                    text = text.replace(&parameter, &format!(":{name}"));
                    self.variables.push((name, value.clone()));
                }
                Value::Null => text = text.replace(&parameter, "null"),
            }
        }
        self.plain(&text)
    }
}

/// pgbench, ready to run.
#[derive(Debug)]
pub struct Pgbench {
    /// The program.
    pub program: PathBuf,
    /// The database, as Portico's own role.
    pub url: String,
    /// Where the scripts lie.
    pub directory: PathBuf,
}

impl Pgbench {
    /// Runs the script over so many connections; gives transactions per second without the time to connect. One script
    /// only: each statement of each would be prepared, and planned five times, on each connection anew, which in a short
    /// stretch is most of the work.
    pub async fn run(&self, script: &Script, connections: usize, time: Duration) -> Result<f64> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(connections);
        let path = self.directory.join("pgbench.sql");
        std::fs::write(&path, &script.text).with_context(|| format!("{} cannot be written", path.display()))?;
        let mut pgbench = Command::new(&self.program);
        pgbench.args(["--no-vacuum", "--protocol=prepared"]);
        pgbench.arg(format!("--client={connections}")).arg(format!("--jobs={threads}"));
        pgbench.arg(format!("--time={}", time.as_secs().max(1))).arg("--file").arg(path);
        for (name, value) in &script.variables {
            pgbench.arg("--define").arg(format!("{name}={value}"));
        }
        let output = pgbench.arg(&self.url).output().await.context("pgbench cannot be started")?;
        let (said, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        if !output.status.success() || wrong.contains("ERROR") {
            bail!("pgbench failed: {}", wrong.trim());
        }
        rate(&said).with_context(|| format!("pgbench answered something odd: {said}"))
    }

    /// Looks for the program in a directory of PostgreSQL's programs.
    pub fn find(programs: &Path, url: String, directory: PathBuf) -> Result<Pgbench> {
        let program = programs.join("pgbench");
        if !program.is_file() {
            bail!("{} is missing; on Debian and Ubuntu it is in postgresql-contrib", program.display());
        }
        Ok(Pgbench { program, url, directory })
    }
}

fn rate(said: &str) -> Option<f64> {
    said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
}

/// Bytes as PostgreSQL writes them.
pub fn bytes(bytes: &[u8]) -> Value {
    let mut text = "\\x".to_owned();
    for byte in bytes {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    Value::Text(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_has_names_for_values() {
        let text = |text: &str| Value::Text(text.to_owned());
        let values = [text("a"), Value::Null, text("c"), text("")];
        let script = Script::default().plain("begin").statement("select $1, $2::text, $3, $1, $4", &values);
        assert_eq!(script.text, "begin;\nselect :v1, null::text, :v0, :v1, '';\n");
        assert_eq!(script.variables, [("v0".to_owned(), "c".to_owned()), ("v1".to_owned(), "a".to_owned())]);
    }

    #[test]
    fn values_are_written_as_postgresql_reads_them() {
        let text = |value| match value {
            Value::Text(text) => text,
            Value::Null => "null".to_owned(),
        };
        assert_eq!(text(bytes(&[0, 255])), "\\x00ff");
        assert_eq!(text(Value::list(["a\"b", "c\\"])), "{\"a\\\"b\",\"c\\\\\"}");
    }

    #[test]
    fn the_rate_is_read() {
        let said = "latency average = 0.5 ms\ninitial connection time = 5.0 ms\ntps = 1234.5 (without initial connection time)\n";
        assert_eq!(rate(said), Some(1234.5));
        assert_eq!(rate("nothing"), None);
    }
}

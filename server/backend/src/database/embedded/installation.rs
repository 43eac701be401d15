//! Finding a PostgreSQL on this machine, and having it make, start and stop a cluster.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::{
    ClusterError, OWNER,
    place::Place,
    postmaster::{self, Postmaster, State},
};

/// The oldest major version that has what the migrations use.
const OLDEST: u32 = 14;

/// How long PostgreSQL may take to start; recovery after a crash can be slow.
const START: Duration = Duration::from_secs(300);

/// How long it may take to stop in order before it is stopped without ceremony. It loses nothing then either.
const STOP: Duration = Duration::from_secs(30);

/// From which size on the log is put aside at a start, in bytes.
const LOG_LIMIT: u64 = 10 << 20;

/// The programs of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Installation {
    version: u32,
    programs: PathBuf,
}

impl Installation {
    /// The installation for data of this major version; for new data the first that is not too old.
    pub(super) fn find(version: Option<u32>, data: &Path) -> Result<Installation, ClusterError> {
        let mut found = BTreeSet::new();
        for programs in candidates() {
            let Some(installed) = version_of(&programs) else { continue };
            if version.map_or(installed >= OLDEST, |wanted| wanted == installed) {
                return Ok(Installation { version: installed, programs });
            }
            found.insert(installed);
        }
        match version {
            None => Err(ClusterError::NotInstalled { minimum: OLDEST }),
            Some(version) => Err(ClusterError::OtherVersion {
                directory: data.to_owned(),
                version,
                found: if found.is_empty() {
                    "no PostgreSQL".to_owned()
                } else {
                    found.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
                },
            }),
        }
    }

    /// Makes an empty cluster: all of it or nothing, because it is made beside its place and then moved there.
    pub(super) fn initialise(&self, place: &Place) -> Result<(), ClusterError> {
        // macOS and minimal systems lack C.UTF-8. Both sort by code point; Portico's own orders ask for theirs by name.
        let directory = match self.initdb(place, "C.UTF-8") {
            Err(ClusterError::Program { message, .. }) if message.contains("invalid locale") => {
                self.initdb(place, "C")?
            }
            made => made?,
        };
        let settings = directory.join("postgresql.conf");
        OpenOptions::new()
            .append(true)
            .open(&settings)
            .and_then(|mut file| file.write_all(b"\ninclude 'portico.conf'\n"))
            .map_err(ClusterError::file(settings))?;
        fs::rename(&directory, &place.data).map_err(ClusterError::file(&place.data))
    }

    fn initdb(&self, place: &Place, locale: &str) -> Result<PathBuf, ClusterError> {
        let directory = place.staging()?;
        let output = self.run(
            "initdb",
            place.command(&self.programs.join("initdb")).arg("-D").arg(&directory).args([
                "--username",
                OWNER,
                "--encoding",
                "UTF8",
                "--locale",
                locale,
                // Whoever may enter the socket's directory is the owner; nobody else gets that far.
                "--auth-local=trust",
                "--auth-host=reject",
                "--no-instructions",
            ]),
        )?;
        if output.status.success() { Ok(directory) } else { Err(failed("initdb", &output)) }
    }

    /// Starts PostgreSQL, or adopts the one that runs, and waits until it accepts connections. Call it under the start
    /// lock.
    pub(super) fn ensure_running(&self, place: &Place, socket: &Path) -> Result<Postmaster, ClusterError> {
        let deadline = Instant::now() + START;
        loop {
            match Postmaster::state(&place.data) {
                State::Ready(process) => return Ok(process),
                State::Busy if Instant::now() < deadline => thread::sleep(Duration::from_millis(50)),
                State::Busy => {
                    return Err(ClusterError::Program {
                        program: "postgres",
                        message: format!("it neither starts nor stops within {} s", START.as_secs()),
                    });
                }
                State::Stopped => {
                    if let Err(error) = self.start(place, socket) {
                        // Backends of a killed postmaster hold its shared memory until they notice.
                        let orphans = matches!(&error, ClusterError::Program { message, .. }
                            if message.contains("shared memory block") || message.contains("already exists"));
                        if !orphans || Instant::now() > deadline {
                            return Err(error);
                        }
                        thread::sleep(Duration::from_millis(100));
                    }
                }
            }
        }
    }

    fn start(&self, place: &Place, socket: &Path) -> Result<(), ClusterError> {
        let settings = place.data.join("portico.conf");
        fs::write(&settings, postmaster::settings(socket)).map_err(ClusterError::file(&settings))?;
        place.hand_over(&settings)?;

        let log = place.data.join("server.log");
        let mut written = log.metadata().map_or(0, |log| log.len());
        if written > LOG_LIMIT {
            fs::rename(&log, log.with_extension("log.old")).map_err(ClusterError::file(&log))?;
            written = 0;
        }
        let output = self.run(
            "pg_ctl",
            place
                .command(&self.programs.join("pg_ctl"))
                .args(["start", "--silent", "--wait", "--timeout", &START.as_secs().to_string(), "-D"])
                .arg(&place.data)
                .arg("--log")
                .arg(&log),
        )?;
        if output.status.success() {
            return Ok(());
        }
        let message = fatal_line(&log, written).unwrap_or_else(|| last_line(&output));
        Err(ClusterError::Program { program: "postgres", message })
    }

    /// Stops PostgreSQL and waits until it is gone. Call it under the start lock.
    pub(super) fn stop(&self, place: &Place) -> Result<(), ClusterError> {
        let stop = |mode| {
            self.run(
                "pg_ctl",
                place
                    .command(&self.programs.join("pg_ctl"))
                    .args([
                        "stop",
                        "--silent",
                        "--wait",
                        "--timeout",
                        &STOP.as_secs().to_string(),
                        "--mode",
                        mode,
                        "-D",
                    ])
                    .arg(&place.data),
            )
        };
        if matches!(Postmaster::state(&place.data), State::Stopped) || stop("fast")?.status.success() {
            return Ok(());
        }
        let output = stop("immediate")?;
        if output.status.success() || matches!(Postmaster::state(&place.data), State::Stopped) {
            Ok(())
        } else {
            Err(failed("pg_ctl", &output))
        }
    }

    fn run(&self, name: &'static str, command: &mut Command) -> Result<Output, ClusterError> {
        command
            .output()
            .map_err(|error| ClusterError::Program { program: name, message: format!("it does not run: {error}") })
    }
}

/// Directories that may hold PostgreSQL's programs, the likeliest first.
fn candidates() -> Vec<PathBuf> {
    let mut all = Vec::new();
    if let Some(path) = std::env::var_os("PATH") {
        for directory in std::env::split_paths(&path) {
            // Where PATH only holds a link, initdb and postgres are beside its target.
            let link = directory.join("pg_ctl");
            all.extend(link.canonicalize().ok().and_then(|target| Some(target.parent()?.to_owned())));
            all.push(directory);
        }
    }
    for (parent, inside) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(parent)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some((trailing_version(entry.file_name().to_str()?)?, entry.path().join(inside))))
            .collect();
        versions.sort();
        all.extend(versions.into_iter().rev().map(|(_, path)| path));
    }
    all.push(PathBuf::from("/usr/local/pgsql/bin"));
    all
}

/// The major version at the end of `17`, `pgsql-17` or `postgresql@17`.
fn trailing_version(name: &str) -> Option<u32> {
    ["", "pgsql-", "postgresql@"].into_iter().find_map(|prefix| name.strip_prefix(prefix)?.parse().ok())
}

/// The major version of the programs in this directory; none unless all three are there.
fn version_of(programs: &Path) -> Option<u32> {
    if !["initdb", "pg_ctl", "postgres"].iter().all(|name| programs.join(name).is_file()) {
        return None;
    }
    let output = Command::new(programs.join("postgres")).arg("--version").stderr(Stdio::null()).output().ok()?;
    parse_version(&String::from_utf8(output.stdout).ok()?)
}

/// The major version in `postgres (PostgreSQL) 16.4 (Debian 16.4-1)`; also of `17beta1`.
fn parse_version(text: &str) -> Option<u32> {
    let number = text.split_once("(PostgreSQL) ")?.1;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

fn failed(program: &'static str, output: &Output) -> ClusterError {
    ClusterError::Program { program, message: last_line(output) }
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty() && !line.starts_with("initdb: removing"));
    line.unwrap_or("it does not say why").to_owned()
}

/// The last FATAL or PANIC in the log behind `from`, without its prefix.
fn fatal_line(log: &Path, from: u64) -> Option<String> {
    let mut text = Vec::new();
    let mut file = fs::File::open(log).ok()?;
    file.seek(SeekFrom::Start(from)).ok()?;
    io::Read::take(&mut file, LOG_LIMIT).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    text.lines().rev().find_map(|line| {
        let start = line.find("FATAL:").or_else(|| line.find("PANIC:"))?;
        Some(line[start + "FATAL:".len()..].trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse_version("postgres (PostgreSQL) 16.4 (Debian 16.4-1.pgdg120+1)\n"), Some(16));
        assert_eq!(parse_version("postgres (PostgreSQL) 17beta1"), Some(17));
        assert_eq!(parse_version("postgres (EnterpriseDB) 17"), None);
        assert_eq!(trailing_version("15"), Some(15));
        assert_eq!(trailing_version("pgsql-16"), Some(16));
        assert_eq!(trailing_version("postgresql@17"), Some(17));
        assert_eq!(trailing_version("lib64"), None);
    }

    #[test]
    fn data_of_an_unknown_version_is_named() {
        let found = Installation::find(Some(9), Path::new("/data"));
        assert!(matches!(found, Err(ClusterError::OtherVersion { version: 9, .. })), "{found:?}");
    }
}

//! Private PostgreSQL clusters: a throw-away one for tests, a lasting one for development.
//!
//! Both listen on a Unix socket only and trust whoever reaches it; its directory is closed to other people. PostgreSQL
//! refuses to run as root, so root hands the cluster to the system's user `postgres`.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{command, files};

/// The oldest release that the migrations are written for.
const OLDEST: u32 = 15;

/// What a throw-away cluster may forget when the machine stops, for speed; tests open many databases at once.
const THROW_AWAY: &str = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 200\n";

/// A cluster that is measured: as safe as any, with the memory that a small server would give it.
pub const BENCHMARK: &str = "shared_buffers = 256MB\nmax_wal_size = 4GB\n";

/// PostgreSQL's programs and the user who runs them.
pub struct Postgres {
    programs: PathBuf,
    owner: Option<Owner>,
}

struct Owner {
    user: u32,
    group: u32,
}

impl Postgres {
    /// Finds PostgreSQL or says how to get it.
    pub fn find() -> Result<Self> {
        let programs = programs()
            .with_context(|| format!("PostgreSQL {OLDEST} or newer is missing; `cargo xtask setup` installs it."))?;
        let owner = if rustix::process::geteuid().is_root() {
            let id = |flag: &str| -> Result<u32> {
                Ok(command::output(Command::new("id").args([flag, "postgres"]))?.trim().parse()?)
            };
            let hint = "PostgreSQL does not run as root and the system has no user `postgres`; create one or work as another user.";
            Some(Owner { user: id("-u").context(hint)?, group: id("-g").context(hint)? })
        } else {
            None
        };
        Ok(Self { programs, owner })
    }

    /// The directory of the programs.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    /// A command that runs as the cluster's owner.
    fn as_owner(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        // The owner may not be able to enter the directory of the person who called.
        command.current_dir("/");
        if let Some(owner) = &self.owner {
            command.uid(owner.user).gid(owner.group);
        }
        command
    }

    fn program(&self, name: &str) -> Command {
        self.as_owner(self.programs.join(name))
    }

    /// Makes a directory that only the owner can enter.
    fn make_directory(&self, path: &Path) -> Result<()> {
        let failure = || format!("{} cannot be made", path.display());
        fs::DirBuilder::new().mode(0o700).create(path).with_context(failure)?;
        if let Some(owner) = &self.owner {
            chown(path, Some(owner.user), Some(owner.group)).with_context(failure)?;
        }
        Ok(())
    }

    /// Makes a cluster in `data` whose socket lies in `socket`; the superuser is `portico`.
    fn initialise(&self, data: &Path, socket: &Path, settings: &str) -> Result<()> {
        let locale = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };
        let mut initdb = self.program("initdb");
        initdb.args(["--username=portico", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]);
        initdb.arg(format!("--locale={locale}")).arg("-D").arg(data);
        command::output(&mut initdb)?;
        let socket = socket.display();
        let settings = format!(
            "\nlisten_addresses = ''\nunix_socket_directories = '{socket}'\nunix_socket_permissions = 0700\n{settings}"
        );
        fs::OpenOptions::new().append(true).open(data.join("postgresql.conf"))?.write_all(settings.as_bytes())?;
        Ok(())
    }

    fn start(&self, data: &Path) -> Result<()> {
        let mut start = self.program("pg_ctl");
        // The server outlives this call, so it must not hold on to this program's output.
        start.arg("-D").arg(data).arg("-l").arg(data.join("server.log")).args(["-w", "-s", "start"]);
        start.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command::run(&mut start, &format!("PostgreSQL did not start; {} says why.", data.join("server.log").display()))
    }

    fn sql(&self, url: &str, arguments: &[&std::ffi::OsStr]) -> Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1"]);
        command::output(psql.arg("--dbname").arg(url).args(arguments))
    }

    /// Runs one statement.
    pub fn execute(&self, url: &str, statement: &str) -> Result<String> {
        self.sql(url, &["--command".as_ref(), statement.as_ref()])
    }

    /// Applies the migrations to an empty database, each in a transaction of its own.
    pub fn migrate(&self, url: &str, migrations: &Path) -> Result<()> {
        for path in files::walk(migrations)? {
            if path.extension().is_some_and(|extension| extension == "sql") {
                self.sql(url, &["--single-transaction".as_ref(), "--file".as_ref(), path.as_ref()])
                    .with_context(|| format!("{} does not apply", path.display()))?;
            }
        }
        Ok(())
    }
}

/// Whether PostgreSQL is there and new enough.
pub fn installed() -> bool {
    programs().is_some()
}

/// The directory of the newest PostgreSQL that is new enough.
fn programs() -> Option<PathBuf> {
    let mut candidates: Vec<PathBuf> = std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    // Debian, Red Hat's and Homebrew's packages keep several releases side by side, outside the path.
    for parent in ["/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/usr"] {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        candidates.extend(entries.map(|entry| entry.path().join("bin")));
    }
    candidates
        .into_iter()
        .filter_map(|path| Some((release(&path)?, path)))
        .filter(|(release, _)| *release >= OLDEST)
        .max()
        .map(|(_, path)| path)
}

/// The main release number of the programs in a directory, when the server, its tools and `psql` are all there.
fn release(directory: &Path) -> Option<u32> {
    if !["initdb", "pg_ctl", "postgres", "psql"].iter().all(|name| directory.join(name).is_file()) {
        return None;
    }
    // "postgres (PostgreSQL) 17.2 (Debian …)"
    let version = command::output(Command::new(directory.join("postgres")).arg("--version")).ok()?;
    version.split_whitespace().nth(2)?.split(['.', 'b', 'd', 'r']).next()?.parse().ok()
}

/// The connection address of a database behind a socket.
fn address(socket: &Path, database: &str) -> String {
    format!("postgres://portico@localhost/{database}?host={}", socket.display())
}

/// A cluster for tests. It goes away with this value, and also when this program is killed.
pub struct TestCluster {
    /// PostgreSQL's programs.
    pub postgres: Postgres,
    directory: PathBuf,
    guard: Child,
}

impl TestCluster {
    /// Makes and starts a cluster, in about a second.
    pub fn start() -> Result<Self> {
        Self::start_with(THROW_AWAY)
    }

    /// The same with other settings.
    pub fn start_with(settings: &str) -> Result<Self> {
        let postgres = Postgres::find()?;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_nanos();
        let name = files::hash(&[&now.to_le_bytes(), &std::process::id().to_le_bytes()]);
        // A socket's path holds at most 107 bytes, which rules out longer places for temporary files.
        let directory = Path::new("/tmp").join(format!("portico-test-{}", &name[..8]));
        postgres.make_directory(&directory)?;
        let guard = guard(&postgres, &directory)?;
        let cluster = Self { postgres, directory, guard };
        let data = cluster.directory.join("data");
        cluster.postgres.initialise(&data, &cluster.directory, settings)?;
        cluster.postgres.start(&data)?;
        Ok(cluster)
    }

    /// The address of one of the cluster's databases; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        address(&self.directory, database)
    }
}

impl Drop for TestCluster {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        if let Err(error) = self.guard.wait() {
            eprintln!("The test cluster in {} may still be there: {error}", self.directory.display());
        }
    }
}

/// Starts the process that ends the cluster: it waits until its input closes, which happens when this program ends in
/// whatever way, Ctrl-C and kill included.
fn guard(postgres: &Postgres, directory: &Path) -> Result<Child> {
    let script = r#"trap "" HUP INT TERM; cat; "$1/pg_ctl" -D "$2/data" -m immediate -s stop; rm -rf "$2""#;
    let mut guard = postgres.as_owner("sh");
    guard.args(["-c", script, "guard"]).arg(&postgres.programs).arg(directory);
    // Its own process group keeps Ctrl-C in a terminal from reaching `cat`.
    guard.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    guard.spawn().context("sh cannot be started")
}

/// The cluster that developers keep beside their checkout.
pub struct DevelopmentCluster {
    /// PostgreSQL's programs.
    pub postgres: Postgres,
    data: PathBuf,
    socket: PathBuf,
}

impl DevelopmentCluster {
    /// Finds the place of this checkout's cluster; nothing is made or started.
    pub fn locate(workspace: &Workspace) -> Result<Self> {
        let postgres = Postgres::find()?;
        let key = files::hash(&[workspace.target.as_os_str().as_encoded_bytes()]);
        let socket = Path::new("/tmp").join(format!("portico-dev-{}", &key[..8]));
        let mut data = workspace.target.join("dev-db");
        if !command::succeeds(postgres.as_owner("test").arg("-x").arg(&workspace.target)) {
            // The user `postgres` cannot reach below a home directory that is closed to others.
            data = Path::new("/var/tmp").join(format!("portico-dev-{}", &key[..8]));
        }
        Ok(Self { postgres, data, socket })
    }

    /// Where the cluster's files lie.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Makes the cluster when it is not there and starts it when it does not run.
    pub fn start(&self) -> Result<()> {
        if !self.socket.exists() {
            self.postgres.make_directory(&self.socket)?;
        }
        if !self.data.exists() {
            command::say(&format!("Making a development database in {}", self.data.display()));
            self.postgres.make_directory(&self.data)?;
            self.postgres.initialise(&self.data, &self.socket, "")?;
        }
        if self.runs() { Ok(()) } else { self.postgres.start(&self.data) }
    }

    /// Stops the cluster; one that does not run is fine.
    pub fn stop(&self) -> Result<()> {
        if self.data.exists() && self.runs() {
            let mut stop = self.postgres.program("pg_ctl");
            command::run(
                stop.arg("-D").arg(&self.data).args(["-m", "fast", "-s", "stop"]),
                "PostgreSQL did not stop.",
            )?;
        }
        Ok(())
    }

    /// The address of one of the cluster's databases.
    pub fn url(&self, database: &str) -> String {
        address(&self.socket, database)
    }

    fn runs(&self) -> bool {
        command::succeeds(self.postgres.program("pg_ctl").arg("-D").arg(&self.data).arg("status"))
    }
}

//! Where the cluster's files and its socket are, and which user they belong to.
//!
//! PostgreSQL refuses to run as root. Portico started as root (a container, a fresh machine) therefore runs it as
//! `postgres` or `nobody`, and where that user cannot reach the data directory (below a root-only home, say) keeps the
//! files in a system place, to which a link in the data directory points.

use std::{
    ffi::OsStr,
    fs, io,
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt, chown, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sha2::{Digest, Sha256};

use super::{ClusterError, postmaster};

/// The longest path of a Unix socket that every system takes: 107 bytes on Linux, 103 on macOS.
const SOCKET_PATH: usize = 103;

/// Where data goes when the user that PostgreSQL runs as cannot reach the data directory.
const SYSTEM_PLACE: &str = "/var/lib/portico";

#[derive(Debug)]
pub(super) struct Place {
    /// The data directory as the operator named it, resolved. Holds the lock files.
    pub(super) root: PathBuf,
    /// PostgreSQL's directory, resolved. Need not exist yet.
    pub(super) data: PathBuf,
    /// Whom PostgreSQL runs as; none when that is us.
    user: Option<User>,
}

/// A user of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct User {
    uid: u32,
    gid: u32,
}

impl Place {
    /// Finds the place for the data directory `root`, which is made where it is missing.
    pub(super) fn find(root: &Path) -> Result<Place, ClusterError> {
        fs::create_dir_all(root).map_err(ClusterError::file(root))?;
        let root = root.canonicalize().map_err(ClusterError::file(root))?;
        let entry = root.join("postgres");
        let is_root = rustix::process::geteuid().is_root();

        if entry.symlink_metadata().is_ok() {
            let Ok(data) = entry.canonicalize() else { return Err(ClusterError::Dangling(entry)) };
            let owner = data.metadata().map_err(ClusterError::file(&data))?;
            let user = match (is_root, owner.uid()) {
                (true, 0) => return Err(ClusterError::OtherOwner(data)),
                (true, uid) => Some(User { uid, gid: owner.gid() }),
                (false, uid) if uid == rustix::process::geteuid().as_raw() => None,
                (false, _) => return Err(ClusterError::OtherOwner(data)),
            };
            return Ok(Place { root, data, user });
        }
        if !is_root {
            return Ok(Place { data: entry, root, user: None });
        }

        let user = ["postgres", "nobody"].into_iter().find_map(User::named).ok_or(ClusterError::NoUser)?;
        if user.reaches(&root) {
            return Ok(Place { data: entry, root, user: Some(user) });
        }
        let shelter = Path::new(SYSTEM_PLACE).join(short_hash(&root));
        fs::create_dir_all(&shelter).map_err(ClusterError::file(&shelter))?;
        fs::set_permissions(SYSTEM_PLACE, fs::Permissions::from_mode(0o755))
            .map_err(ClusterError::file(SYSTEM_PLACE))?;
        let place = Place { data: shelter.join("postgres"), root, user: Some(user) };
        place.hand_over(&shelter)?;
        symlink(&place.data, &entry).map_err(ClusterError::file(&entry))?;
        tracing::warn!(
            "PostgreSQL cannot run as root, and its user cannot reach {}: the data is kept in {}",
            place.root.display(),
            place.data.display()
        );
        Ok(place)
    }

    /// The major version that made the data; none when there is none yet.
    pub(super) fn version(&self) -> Result<Option<u32>, ClusterError> {
        let path = self.data.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => match text.trim().parse() {
                Ok(version) => Ok(Some(version)),
                Err(_) => Err(ClusterError::File { path, source: io::ErrorKind::InvalidData.into() }),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ClusterError::File { path, source }),
        }
    }

    /// An empty directory beside the data for what is being made; whatever an interrupted attempt left is gone.
    pub(super) fn staging(&self) -> Result<PathBuf, ClusterError> {
        let path = self.data.with_extension("new");
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ClusterError::File { path, source: error });
            }
            _ => {}
        }
        self.make_private(&path)?;
        Ok(path)
    }

    /// Where the socket goes: beside the data, or in a system place when that path is too long.
    pub(super) fn socket_directory(&self) -> Result<PathBuf, ClusterError> {
        let near = self.data.join("run");
        if fits(&near) {
            if !near.exists() {
                self.make_private(&near)?;
            }
            return Ok(near);
        }
        let name = format!("portico-{}", short_hash(&self.data));
        for base in ["/run", "/tmp"] {
            let path = Path::new(base).join(&name);
            match self.make_private(&path) {
                Ok(()) => return Ok(path),
                Err(ClusterError::File { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => {
                    self.check_private(&path)?;
                    return Ok(path);
                }
                Err(_) => {}
            }
        }
        Err(ClusterError::LongPath(near))
    }

    /// Makes `path` the property of the user that PostgreSQL runs as.
    pub(super) fn hand_over(&self, path: &Path) -> Result<(), ClusterError> {
        match self.user {
            Some(user) => chown(path, Some(user.uid), Some(user.gid)).map_err(ClusterError::file(path)),
            None => Ok(()),
        }
    }

    /// A command of PostgreSQL's, as its user and without our environment's opinion on where PostgreSQL is.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // Ours may be a directory that its user cannot enter.
        command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.as_bytes().starts_with(b"PG") {
                command.env_remove(name);
            }
        }
        if let Some(user) = self.user {
            command.uid(user.uid).gid(user.gid);
        }
        command
    }

    fn make_private(&self, path: &Path) -> Result<(), ClusterError> {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().mode(0o700).create(path).map_err(ClusterError::file(path))?;
        self.hand_over(path)
    }

    /// Anybody may make directories in /tmp: what stands there already must be ours alone, or whoever made it could
    /// pose as our database.
    fn check_private(&self, path: &Path) -> Result<(), ClusterError> {
        let found = path.symlink_metadata().map_err(ClusterError::file(path))?;
        let owner = self.user.map_or_else(|| rustix::process::geteuid().as_raw(), |user| user.uid);
        if found.is_dir() && found.uid() == owner && found.mode() & 0o077 == 0 {
            Ok(())
        } else {
            Err(ClusterError::UnsafeSocket(path.to_owned()))
        }
    }
}

impl User {
    /// Asks `id`, which knows every source of users that this machine has.
    fn named(name: &str) -> Option<User> {
        let ask = |what| {
            let output = Command::new("id").args([what, name]).stderr(Stdio::null()).output().ok()?;
            String::from_utf8(output.stdout).ok()?.trim().parse().ok()
        };
        Some(User { uid: ask("-u")?, gid: ask("-g")? })
    }

    /// Whether this user can enter `directory`.
    fn reaches(self, directory: &Path) -> bool {
        Command::new("/bin/sh")
            .args([OsStr::new("-c"), OsStr::new("cd -- \"$1\""), OsStr::new("sh"), directory.as_os_str()])
            .current_dir("/")
            .uid(self.uid)
            .gid(self.gid)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

fn fits(directory: &Path) -> bool {
    directory.join(postmaster::SOCKET).as_os_str().len() <= SOCKET_PATH
}

/// Sixteen digits that stand for a path.
fn short_hash(path: &Path) -> String {
    Sha256::digest(path.as_os_str().as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

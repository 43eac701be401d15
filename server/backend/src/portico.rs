//! What every use-case needs: the database, the clock, randomness, the password threads and the rules of the house.

use crate::Result;
use crate::audit::AuditKey;
use crate::clock::{Clock, Entropy};
use crate::live::Live;
use crate::password::Hasher;
use crate::payment::PaymentProvider;
use crate::service::brand::Shown;
use ipnet::IpNet;
use jiff::SignedDuration;
use sqlx::PgPool;

/// The running Portico. Cloning shares everything.
#[derive(Debug, Clone)]
pub struct Portico {
    /// Connections as `portico_app`.
    pub(crate) pool: PgPool,
    /// A few more, for signing in alone: who is inside never waits for a connection behind a crowd at the door.
    pub(crate) door: PgPool,
    /// What time it is.
    pub clock: Clock,
    /// Where random bytes come from.
    pub entropy: Entropy,
    /// Seals the history.
    pub(crate) audit_key: AuditKey,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// How long sessions last and how often one may try to sign in.
    pub policy: Policy,
    /// Tells what stays open when to ask again.
    pub live: Live,
    /// What this Portico is called and looks like, as read last.
    pub(crate) brand: Shown,
    /// Moves money; the sandbox until told otherwise.
    pub provider: PaymentProvider,
}

/// How long sessions last and how often one may try to sign in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// A session ends after this long without a request.
    pub idle: SignedDuration,
    /// A session ends this long after sign-in, whatever happens.
    pub absolute: SignedDuration,
    /// For how long a typed password counts, before what asks for it asks again.
    pub confirmed: SignedDuration,
    /// Tries for one login from one network.
    pub login_and_network: Limit,
    /// Tries for one login from everywhere, trusted browsers apart.
    pub login: Limit,
    /// Tries from one network (IPv4 /24, IPv6 /48), whatever the login.
    pub network: Limit,
    /// Tries from a browser that this login has signed in from before.
    pub trusted_device: Limit,
    /// Requests for a new password for one address.
    pub forgotten: Limit,
    /// Requests for new passwords from one network, whatever the address.
    pub forgotten_network: Limit,
    /// Invitations that one user sends.
    pub invitations: Limit,
    /// Invitations to one address, whoever sends them.
    pub invitations_to: Limit,
    /// Requests of one program.
    pub program: Limit,
    /// Networks of our own that may be told of events although nobody outside reaches them; also without TLS.
    pub webhook_allow: Vec<IpNet>,
    /// Tries of who is signed in to prove who they are, by login.
    pub confirm: Limit,
    /// Tries of a second factor's code, by login.
    pub second_factor: Limit,
    /// Requests to sign in with another address, by login.
    pub email_changes: Limit,
    /// Mails to one address because somebody says that it is theirs, whoever does.
    pub email_changes_to: Limit,
}

/// A generic cell rate limit: `burst` at once, then one more each `every`.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// How many at once.
    pub burst: i32,
    /// How long until one more.
    pub every: SignedDuration,
}

impl Limit {
    /// So many a minute, at once if need be.
    #[must_use]
    pub fn per_minute(most: i32) -> Self {
        Self { burst: most, every: SignedDuration::from_mins(1) / most.max(1) }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            idle: SignedDuration::from_hours(8),
            absolute: SignedDuration::from_hours(7 * 24),
            confirmed: SignedDuration::from_mins(15),
            login_and_network: Limit { burst: 5, every: SignedDuration::from_mins(1) },
            login: Limit { burst: 20, every: SignedDuration::from_mins(5) },
            network: Limit { burst: 60, every: SignedDuration::from_secs(10) },
            trusted_device: Limit { burst: 10, every: SignedDuration::from_mins(1) },
            forgotten: Limit { burst: 3, every: SignedDuration::from_mins(20) },
            forgotten_network: Limit { burst: 20, every: SignedDuration::from_mins(1) },
            invitations: Limit { burst: 100, every: SignedDuration::from_mins(1) },
            invitations_to: Limit { burst: 5, every: SignedDuration::from_mins(30) },
            program: Limit::per_minute(120),
            webhook_allow: Vec::new(),
            confirm: Limit { burst: 5, every: SignedDuration::from_mins(1) },
            // Three of a million codes are right at a time: a year of tries finds one with less than one in three.
            second_factor: Limit { burst: 5, every: SignedDuration::from_mins(5) },
            email_changes: Limit { burst: 5, every: SignedDuration::from_mins(10) },
            email_changes_to: Limit { burst: 3, every: SignedDuration::from_mins(30) },
        }
    }
}

/// Connections at the door. Each sign-in takes one twice, for a few milliseconds, and holds none while it waits for its
/// hash.
const DOOR: u32 = 3;

impl Portico {
    /// On this pool, with the machine's clock and randomness and one password thread per core.
    ///
    /// # Errors
    /// When the password threads cannot be started.
    pub fn new(pool: PgPool, audit_key: AuditKey, policy: Policy) -> Result<Self> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let door = pool.options().clone().max_connections(DOOR).connect_lazy_with((*pool.connect_options()).clone());
        let hasher = Hasher::start(threads)?;
        Ok(Self {
            pool,
            door,
            clock: Clock::System,
            entropy: Entropy::System,
            audit_key,
            hasher,
            policy,
            live: Live::new(),
            brand: Shown::default(),
            provider: PaymentProvider::Sandbox,
        })
    }

    /// The same with another clock and other randomness: for tests and for data that must be the same each time.
    #[must_use]
    pub fn with(self, clock: Clock, entropy: Entropy) -> Self {
        Self { clock, entropy, ..self }
    }

    /// The same with money moved by this provider.
    #[must_use]
    pub fn paid_through(self, provider: PaymentProvider) -> Self {
        Self { provider, ..self }
    }
}

//! Sign-ins, against nothing but the password hashes that they need: argon2id with the same parameters on as many
//! threads as there are cores.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Block, Params, Version};

use super::per_second;
use crate::facts::{LOGINS, address};
use crate::http::Request;
use crate::load::Load;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::World;

/// The row's name and goal.
pub const NAME: (&str, &str) = ("sign-ins per second", "≥ 0.92×");

/// Memory (KiB), passes and lanes of Portico's hashes, as they stand in every stored one.
const PARAMETERS: (u32, u32, u32) = (19 * 1024, 2, 1);

/// How many sign in at the same time for each core: enough that none waits for the database.
const PER_CORE: usize = 4;

/// As many threads as can hash at the same time.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Everybody's request to sign in, each from a network of their own.
pub fn requests(world: &World) -> Vec<Request> {
    let request = |number| {
        let form = format!("email={}&password={}", address(number).replace('@', "%40"), world.password);
        Request::post("/api/session/sign_in", &form, &format!("10.0.{number}.7"))
    };
    (0..LOGINS).map(request).collect()
}

/// Sign-ins per second.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let params = params()?;
    let mut subject = Subject {
        portico: world.load(PER_CORE * cores(), requests(world)).await?,
        memories: (0..cores()).map(|_| vec![Block::default(); params.block_count()]).collect(),
    };
    let time = world.stretch.max(Duration::from_secs(2));
    let measured = compare(
        &mut subject,
        THROUGHPUT_TOLERANCE,
        async |subject| {
            let memories = std::mem::take(&mut subject.memories);
            let (rate, memories) = tokio::task::spawn_blocking(move || hashes(memories, time)).await??;
            subject.memories = memories;
            Ok(rate)
        },
        async |subject| Ok(subject.portico.run(time).await?.rate()),
    )
    .await?;
    Ok(vec![Row::compared(measure, &measured, THROUGHPUT_TOLERANCE, per_second, goal, |ratio| ratio >= 0.92)])
}

struct Subject {
    portico: Load,
    /// One for each core. It is kept between stretches as Portico keeps its own: the kernel makes memory that lives
    /// long quicker to reach.
    memories: Vec<Vec<Block>>,
}

fn params() -> Result<Params> {
    let (memory, passes, lanes) = PARAMETERS;
    Params::new(memory, passes, lanes, Some(32)).map_err(|error| anyhow!("argon2: {error}"))
}

/// Hashes per second of all cores together; gives the memories back.
fn hashes(memories: Vec<Vec<Block>>, time: Duration) -> Result<(f64, Vec<Vec<Block>>)> {
    let start = Instant::now();
    let threads: Vec<_> =
        memories.into_iter().map(|memory| std::thread::spawn(move || hash(memory, start, time))).collect();
    let (mut done, mut memories) = (0, Vec::new());
    for thread in threads {
        let (hashed, memory) = thread.join().map_err(|_| anyhow!("a hashing thread panicked"))??;
        done += hashed;
        memories.push(memory);
    }
    Ok((done as f64 / start.elapsed().as_secs_f64(), memories))
}

/// Hashes in one thread; says how often.
fn hash(mut memory: Vec<Block>, start: Instant, time: Duration) -> Result<(usize, Vec<Block>)> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params()?);
    let mut done = 0;
    while start.elapsed() < time {
        let mut out = [0; 32];
        argon2
            .hash_password_into_with_memory(b"correct horse battery", &[done as u8; 16], &mut out, &mut memory)
            .map_err(|error| anyhow!("argon2: {error}"))?;
        done += 1;
    }
    Ok((done, memory))
}

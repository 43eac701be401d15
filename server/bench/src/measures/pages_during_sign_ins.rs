//! Other pages while twice as many people sign in as can be served, against the same pages while nobody does; and the
//! memory that the crowd takes.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use super::{MIB, milliseconds, sign_in};
use crate::http::Request;
use crate::load::{Arrivals, Load};
use crate::process::Server;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::{P99_TOLERANCE, percentile};
use crate::world::World;

/// The rows' name and goal.
pub const NAME: (&str, &str) = ("p99 of other pages while sign-ins run at twice saturation", "≤ 2×");

/// Memory of one password hash, in MiB: the parameters' 19,456 KiB.
const PERMIT: f64 = 19.0;

/// How long the crowd gathers before the pages are looked at.
const GATHER: Duration = Duration::from_millis(500);

/// How long it takes until nobody waits any more.
const SCATTER: Duration = Duration::from_millis(500);

struct Subject<'a> {
    pages: Load,
    portico: &'a Server,
    crowd: Arc<[Request]>,
    /// Sign-ins per second.
    arrivals: f64,
    peak: u64,
}

/// The p99 of pages, then memory.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let list = world.facts.lists.last().map(|list| list.id).unwrap_or_default();
    let pages: Vec<Request> = [
        "/a/large/users".to_owned(),
        format!("/a/large/users?within={list}"),
        format!("/a/large/groups/{list}"),
        "/a/large/profile".to_owned(),
    ]
    .iter()
    .map(|path| Request::get(path, "text/html", &world.cookie()))
    .collect();
    let time = world.stretch.max(Duration::from_secs(2));
    let saturation = saturation(world, time).await?;
    // One person who looks around: more would wait for each other, not for the crowd.
    let mut subject = Subject {
        pages: world.load(1, pages).await?,
        portico: &world.portico,
        crowd: sign_in::requests(world).into(),
        arrivals: 2.0 * saturation,
        peak: 0,
    };
    subject.pages.run(time).await?;
    tokio::time::sleep(SCATTER).await;
    let base = world.portico.memory()?;
    let measured = compare(
        &mut subject,
        P99_TOLERANCE,
        async |subject| Ok(p99(&mut subject.pages, time).await?),
        async |subject| {
            let crowd = Arrivals::start(subject.portico.address, subject.arrivals, Arc::clone(&subject.crowd));
            tokio::time::sleep(GATHER).await;
            let p99 = p99(&mut subject.pages, time).await?;
            subject.peak = subject.peak.max(subject.portico.memory()?);
            drop(crowd);
            tokio::time::sleep(SCATTER).await;
            Ok(p99)
        },
    )
    .await?;
    let mut row = Row::compared(measure, &measured, P99_TOLERANCE, milliseconds, goal, |ratio| ratio <= 2.0);
    if let Some(details) = row.details.as_object_mut() {
        details.insert("sign_ins_arriving_per_second".to_owned(), json!(subject.arrivals));
    }
    let permits = sign_in::cores() as f64;
    let (base, peak) = (base as f64 / MIB, subject.peak as f64 / MIB);
    let most = base + permits * PERMIT;
    let memory = Row::plain(
        "memory while sign-ins run at twice saturation",
        format!("{peak:.0} MB"),
        &format!("≤ {base:.0} + {permits} × {PERMIT} MB"),
        peak <= most,
        json!({ "base_mib": base, "peak_mib": peak, "most_mib": most }),
    );
    Ok(vec![row, memory])
}

/// Sign-ins per second when there are always some waiting.
async fn saturation(world: &World, time: Duration) -> Result<f64> {
    let mut load = world.load(4 * sign_in::cores(), sign_in::requests(world)).await?;
    Ok(load.run(time).await?.rate())
}

async fn p99(pages: &mut Load, time: Duration) -> Result<f64> {
    Ok(percentile(&pages.run(time).await?.latencies, 99.0).as_secs_f64() * 1000.0)
}

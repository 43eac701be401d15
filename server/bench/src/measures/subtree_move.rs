//! A branch of 1,365 groups goes to another parent and back, with everything that Portico does about it (lock, decision,
//! plan, sort paths, counters, history, what it takes to undo it), against the bare statements on the closure table; and
//! what somebody who reads notices of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;

use super::milliseconds;
use crate::http::{Connection, Request};
use crate::load::Load;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::{P99_TOLERANCE, THROUGHPUT_TOLERANCE, median, percentile};
use crate::world::World;

/// The rows' name and goal.
pub const NAME: (&str, &str) = ("move of 1,365 groups among 20,000, against the bare statements", "≤ 2×");

/// There and back so often for one number.
const ROUND_TRIPS: usize = 4;

struct Subject {
    owner: PgConnection,
    portico: Connection,
}

/// Milliseconds of a move; then the p99 of pages while it moves all the time.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let (account, top, places) = (world.facts.account, world.branch.top, world.branch.places);
    let statements = world.statements.reparent;
    let there_and_back = requests(world);
    let mut subject = Subject {
        owner: PgConnection::connect(&world.setting.owner_url).await?,
        portico: Connection::open(world.portico.address).await?,
    };
    let measured = compare(
        &mut subject,
        THROUGHPUT_TOLERANCE,
        async |subject| {
            let mut times = Vec::new();
            for to in [places[1], places[0]].repeat(ROUND_TRIPS) {
                let begun = Instant::now();
                bare(&mut subject.owner, statements, account, top, to).await?;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(median(&times))
        },
        async |subject| {
            let mut times = Vec::new();
            for request in there_and_back.iter().cycle().take(2 * ROUND_TRIPS) {
                let begun = Instant::now();
                carry_out(&mut subject.portico, request).await?;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
            }
            Ok(median(&times))
        },
    )
    .await?;
    let moves = Row::compared(measure, &measured, THROUGHPUT_TOLERANCE, milliseconds, goal, |ratio| ratio <= 2.0);
    Ok(vec![moves, readers(world, there_and_back).await?])
}

async fn bare(
    owner: &mut PgConnection,
    statements: [&'static str; 3],
    account: Uuid,
    top: Uuid,
    to: Uuid,
) -> Result<()> {
    let [parent, delete, insert] = statements;
    let mut tx = owner.begin().await?;
    sqlx::query(parent).bind(account).bind(top).bind(to).execute(&mut *tx).await?;
    sqlx::query(delete).bind(account).bind(top).execute(&mut *tx).await?;
    sqlx::query(insert).bind(account).bind(top).bind(to).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

/// There, and back again.
fn requests(world: &World) -> [Request; 2] {
    let (top, [here, there]) = (world.branch.top, world.branch.places);
    let form = |to: Uuid| format!("account=large&group={top}&to={to}");
    [there, here].map(|to| Request::post_as("/api/group/move", &form(to), &world.cookie()))
}

async fn carry_out(connection: &mut Connection, request: &Request) -> Result<()> {
    let answer = connection.send(request).await?;
    if answer.status >= 400 {
        bail!("the move was answered with {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(())
}

/// One reader, while the branch moves all the time and while nothing does.
async fn readers(world: &World, there_and_back: [Request; 2]) -> Result<Row> {
    let lists = world.facts.lists.iter().map(|list| format!("/a/large/users?within={}", list.id));
    let pages = lists.map(|path| Request::get(&path, "text/html", &world.cookie())).collect();
    let mut reader = world.load(1, pages).await?;
    let (address, time) = (world.portico.address, world.stretch.max(Duration::from_secs(2)));
    let measured = compare(
        &mut reader,
        P99_TOLERANCE,
        async |reader| p99(reader, time).await,
        async |reader| {
            let enough = Arc::new(AtomicBool::new(false));
            let (stop, requests) = (Arc::clone(&enough), there_and_back.clone());
            let mover = tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                // It ends where it began.
                while !stop.load(Ordering::Relaxed) {
                    for request in &requests {
                        carry_out(&mut connection, request).await?;
                    }
                }
                anyhow::Ok(())
            });
            let p99 = p99(reader, time).await;
            enough.store(true, Ordering::Relaxed);
            mover.await??;
            p99
        },
    )
    .await?;
    let measure = "p99 of pages while such moves go on";
    Ok(Row::compared(measure, &measured, P99_TOLERANCE, milliseconds, "≤ 2×", |ratio| ratio <= 2.0))
}

async fn p99(reader: &mut Load, time: Duration) -> Result<f64> {
    Ok(percentile(&reader.run(time).await?.latencies, 99.0).as_secs_f64() * 1000.0)
}

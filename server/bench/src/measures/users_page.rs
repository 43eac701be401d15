//! The Users page (a list of 50), signed in, against the same page by hand.

use anyhow::{Context, Result, bail};
use tokio::process::Command;

use super::per_second;
use crate::http::{Connection, Request};
use crate::load::Load;
use crate::process::{self, Server};
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::visible::Page;
use crate::world::{CONNECTIONS, World};

/// The row's name and goal.
pub const NAME: (&str, &str) = ("Users page, 50 rows, signed in", "≥ 0.5×");

/// Pages per second.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let paths: Vec<String> =
        world.facts.lists.iter().map(|group| format!("/a/large/users?within={}", group.id)).collect();
    let requests: Vec<Request> = paths.iter().map(|path| Request::get(path, "text/html", &world.cookie())).collect();
    let frame = seen(world.portico.address, &requests[0]).await?;
    let baseline = start(world, &frame).await?;
    for (path, request) in paths.iter().zip(&requests) {
        same(world, &baseline, request).await.with_context(|| path.clone())?;
    }

    let mut sides =
        (Load::open(baseline.address, CONNECTIONS, requests.clone()).await?, world.load(CONNECTIONS, requests).await?);
    let time = world.stretch;
    let measured = compare(
        &mut sides,
        THROUGHPUT_TOLERANCE,
        async |(limit, _)| Ok(limit.run(time).await?.rate()),
        async |(_, portico)| Ok(portico.run(time).await?.rate()),
    )
    .await?;
    baseline.stop().await?;
    Ok(vec![Row::compared(measure, &measured, THROUGHPUT_TOLERANCE, per_second, goal, |ratio| ratio >= 0.5)])
}

async fn start(world: &World, frame: &Page) -> Result<Server> {
    let address = process::free_address()?;
    let mut baseline = Command::new(std::env::current_exe()?);
    baseline.args(["baseline", "--listen"]).arg(address.to_string()).env("DATABASE_URL", &world.setting.app_url);
    baseline.arg(format!("--before={}", frame.before)).arg(format!("--after={}", frame.after));
    let ready = Request::get("/", "*/*", "");
    Server::start(baseline, address, &ready, &world.setting.directory.join("baseline.log")).await
}

/// Makes sure that a person sees the same on both pages.
async fn same(world: &World, baseline: &Server, request: &Request) -> Result<()> {
    let mut parted = None;
    // A minute may pass between the two, and with it somebody's "2 min".
    for _ in 0..3 {
        let one = seen(world.portico.address, request).await?;
        let two = seen(baseline.address, request).await?;
        parted = one.differs(&two);
        if parted.is_none() {
            return Ok(());
        }
    }
    let (one, two) = parted.unwrap_or_default();
    bail!("the two pages show different text: Portico “{one}”, by hand “{two}”")
}

async fn seen(address: std::net::SocketAddr, request: &Request) -> Result<Page> {
    let answer = Connection::open(address).await?.send(request).await?;
    let html = String::from_utf8(answer.body)?;
    if answer.status != 200 {
        bail!("answered with {}: {}", answer.status, html.chars().take(200).collect::<String>());
    }
    Page::read(&html).context("a page without <main>")
}

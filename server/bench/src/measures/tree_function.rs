//! The server function that gives a page of users, against pgbench with the statements that it runs.

use anyhow::{Context, Result, bail};
use domain::tree::{Row, TreePage};
use jiff::Timestamp;

use super::per_second;
use crate::baseline::IDLE;
use crate::facts::{ACCOUNT, Subtree};
use crate::http::{Connection, Request};
use crate::pgbench::{Script, Value, bytes};
use crate::report;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::{CONNECTIONS, World};

/// The row's name and goal.
pub const NAME: (&str, &str) = ("server function: a page of users", "≥ 0.6×");

/// Calls per second.
pub async fn measure(world: &mut World) -> Result<Vec<report::Row>> {
    let (measure, goal) = NAME;
    // The largest subtree but that of everybody: groups within groups.
    let list = world.facts.lists.get(1).context("the account has no groups")?.clone();
    let path = format!("/api/user/tree?account={ACCOUNT}&view%5Bwithin%5D={}", list.id);
    let request = Request::get(&path, "application/json", &world.cookie());
    let groups = groups_of(world, &request).await.context(path)?;
    let script = script(world, &list, groups);
    let mut portico = world.load(CONNECTIONS, vec![request]).await?;
    let (time, pgbench) = (world.stretch, &world.pgbench);
    let measured = compare(
        &mut portico,
        THROUGHPUT_TOLERANCE,
        async |_| pgbench.run(&script, CONNECTIONS, time).await,
        async |portico| Ok(portico.run(time).await?.rate()),
    )
    .await?;
    Ok(vec![report::Row::compared(measure, &measured, THROUGHPUT_TOLERANCE, per_second, goal, |ratio| ratio >= 0.6)])
}

/// The groups of the users on a page, by the function's own answer.
async fn groups_of(world: &World, request: &Request) -> Result<Vec<String>> {
    let answer = Connection::open(world.portico.address).await?.send(request).await?;
    let page: TreePage = serde_json::from_slice(&answer.body)
        .with_context(|| format!("answered with {}: {}", answer.status, String::from_utf8_lossy(&answer.body)))?;
    let group = |row: &Row| if let Row::User(user) = row { Some(user.group.to_string()) } else { None };
    let mut groups: Vec<String> = page.rows.iter().filter_map(group).collect();
    if groups.len() != 50 {
        bail!("the page has {} users instead of 50", groups.len());
    }
    groups.sort();
    groups.dedup();
    Ok(groups)
}

/// What the function does in the database, from its first statement to its last.
fn script(world: &World, list: &Subtree, groups: Vec<String>) -> Script {
    let text = |text: &str| Value::Text(text.to_owned());
    let (account, now) = (world.facts.account.to_string(), Timestamp::now().to_string());
    Script::default()
        .plain("begin")
        .statement(
            world.statements.open_session,
            &[bytes(&world.session.hash()), text(ACCOUNT), text(&now), text(&IDLE.to_string()), text("false")],
        )
        .statement(world.statements.find_group, &[text(&account), text(&list.id.to_string())])
        .statement(
            world.statements.list,
            &[
                text(&account),
                text(&list.sort_path),
                Value::Null,
                text(""),
                text(""),
                Value::list([world.facts.root.sort_path.as_str()]),
                text(&now),
                text("51"),
            ],
        )
        .statement(world.statements.groups_above, &[text(&account), Value::list(groups.iter().map(String::as_str))])
        .plain("rollback")
}

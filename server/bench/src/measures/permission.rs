//! What one more question "may they?" costs within a request, answered by a grant on a group above: the group's place is
//! read, and `decide` asked. The limit is reading one row by its key.

use anyhow::{Result, bail};
use domain::access::{Action, Actor, Basis, Decision, GroupFacts, HeldGrant, Level, Reach, Target, UserActor, decide};
use domain::{AccountId, GrantId, GroupId, UserId};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::timed;
use crate::report::Row;
use crate::rounds::compare;
use crate::stats::THROUGHPUT_TOLERANCE;
use crate::world::World;

/// The rows' name and goal.
pub const NAME: (&str, &str) = ("inherited permission check", "≥ 0.6×");

const KEY: &str = "select name from groups where account_id = $1 and id = $2";

/// Checks per second on one connection.
pub async fn measure(world: &mut World) -> Result<Vec<Row>> {
    let (measure, goal) = NAME;
    let account = world.facts.account;
    let (shallow, deep) = (world.branch.shallow, world.branch.deep);
    // Somebody who administers the second level, from where all of the chain is reached.
    let actor = Actor::User(UserActor {
        account: AccountId(account),
        user: UserId(Uuid::nil()),
        is_holder: false,
        grants: vec![HeldGrant {
            basis: Basis { grant: Some(GrantId(Uuid::nil())), deputy: None },
            level: Level::Administrator,
            on: Reach::Group(GroupId(shallow), "Level 2".to_owned()),
            until: None,
            granted_by: None,
            granted_on: String::new(),
            deputy_for: None,
        }],
        roles: Vec::new(),
    });
    let statement = world.statements.group_facts;
    let check = async |connection: &mut PgConnection, group: Uuid| -> Result<()> {
        let row = sqlx::query(statement).bind(account).bind(group).fetch_one(connection).await?;
        let path: Vec<Uuid> = row.try_get(0)?;
        let path = path.into_iter().map(GroupId).collect();
        match decide(&actor, Action::ViewGroup, &Target::Group(GroupFacts { account: AccountId(account), path })) {
            Decision::Granted(_) => Ok(()),
            other => bail!("the check says {other:?}"),
        }
    };
    let by_key = async |connection: &mut PgConnection| -> Result<()> {
        sqlx::query(KEY).bind(account).bind(deep).fetch_one(connection).await?;
        Ok(())
    };
    let rate = |milliseconds: f64| 1000.0 / milliseconds;
    let mut connection = world.inside().await?;
    let measured = compare(
        &mut connection,
        THROUGHPUT_TOLERANCE,
        async |connection| Ok(rate(timed(connection, &by_key).await?)),
        async |connection| Ok(rate(timed(connection, async |connection| check(connection, deep).await).await?)),
    )
    .await?;
    let against_key = Row::compared(
        &format!("{measure}, 16 deep, against a row by its key"),
        &measured,
        THROUGHPUT_TOLERANCE,
        super::per_second,
        goal,
        |ratio| ratio >= 0.6,
    );
    let measured = compare(
        &mut connection,
        THROUGHPUT_TOLERANCE,
        async |connection| Ok(rate(timed(connection, async |connection| check(connection, shallow).await).await?)),
        async |connection| Ok(rate(timed(connection, async |connection| check(connection, deep).await).await?)),
    )
    .await?;
    let against_shallow = Row::compared(
        &format!("{measure}, 16 deep, against 2 deep"),
        &measured,
        THROUGHPUT_TOLERANCE,
        super::per_second,
        "≥ 0.9×",
        |ratio| ratio >= 0.9,
    );
    Ok(vec![against_key, against_shallow])
}

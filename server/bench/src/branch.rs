//! What the measures of access and moves need beside the large account: a branch of 1,365 groups with 10,000 users and
//! 500 grants in it, two groups between which it goes, and a chain of groups 16 deep.

use anyhow::{Context, Result};
use sqlx::{Connection as _, PgConnection, Row};
use uuid::Uuid;

use crate::facts::ACCOUNT;

/// Groups below each group of the branch.
const FAN: i32 = 4;
/// Levels below its top: 1 + 4 + 16 + 64 + 256 + 1,024 groups.
const LEVELS: i32 = 5;
/// Users in it.
const USERS: i64 = 10_000;
/// Grants on its groups.
const GRANTS: i64 = 500;
/// Groups above each other in the chain, the account's top group counted.
const DEPTH: i32 = 16;

/// The branch and what is around it.
#[derive(Clone, Debug)]
pub struct Branch {
    /// Its top group.
    pub top: Uuid,
    /// Where it is at first, and where it goes.
    pub places: [Uuid; 2],
    /// A group on the second level, and one on the sixteenth, in one chain.
    pub shallow: Uuid,
    /// See `shallow`.
    pub deep: Uuid,
}

impl Branch {
    /// Finds it in the large account, or adds it, as the owner and in one transaction.
    pub async fn make(owner: &mut PgConnection) -> Result<Branch> {
        let row = sqlx::query("select id, root_group_id from accounts where slug = $1")
            .bind(ACCOUNT)
            .fetch_optional(&mut *owner)
            .await?
            .context("the large account is missing")?;
        let (account, root): (Uuid, Uuid) = (row.try_get(0)?, row.try_get(1)?);
        if let Some(found) = Branch::find(owner, account).await? {
            return Ok(found);
        }
        eprintln!("» Adding a branch of 1,365 groups");
        let mut tx = owner.begin().await?;
        let here = add(&mut tx, account, root, "Here").await?;
        add(&mut tx, account, root, "There").await?;
        let top = add(&mut tx, account, here, "Branch").await?;
        let mut level = vec![top];
        for _ in 0..LEVELS {
            let mut next = Vec::new();
            for parent in level {
                for number in 1..=FAN {
                    next.push(add(&mut tx, account, parent, &format!("Unit {number}")).await?);
                }
            }
            level = next;
        }
        let mut chain = root;
        for number in 2..=DEPTH {
            chain = add(&mut tx, account, chain, &format!("Level {number}")).await?;
        }
        fill(&mut tx, account, top).await?;
        count(&mut tx, account, root).await?;
        tx.commit().await?;
        Branch::find(owner, account).await?.context("the branch is not there after it was added")
    }

    async fn find(owner: &mut PgConnection, account: Uuid) -> Result<Option<Branch>> {
        let mut ids = Vec::new();
        for name in ["Branch", "Here", "There", "Level 2", "Level 16"] {
            let id: Option<Uuid> = sqlx::query_scalar("select id from groups where account_id = $1 and name = $2")
                .bind(account)
                .bind(name)
                .fetch_optional(&mut *owner)
                .await?;
            ids.extend(id);
        }
        let &[top, here, there, shallow, deep] = ids.as_slice() else { return Ok(None) };
        Ok(Some(Branch { top, places: [here, there], shallow, deep }))
    }
}

async fn add(tx: &mut PgConnection, account: Uuid, parent: Uuid, name: &str) -> Result<Uuid> {
    let id = sqlx::query_scalar(
        "with new as (
             insert into groups (account_id, id, parent_id, name, name_key, sort_path, path, created_at)
             select $1, n.id, p.id, $3, lower($3), p.sort_path || group_segment(lower($3), n.id), p.path || n.id, now()
             from groups p, (select gen_random_uuid() as id) n where p.account_id = $1 and p.id = $2
             returning id
         ), paths as (
             insert into group_paths (account_id, ancestor_id, descendant_id, distance)
             select $1, p.ancestor_id, new.id, p.distance + 1
             from new join group_paths p on p.account_id = $1 and p.descendant_id = $2
             union all select $1, new.id, new.id, 0 from new
         )
         select id from new",
    )
    .bind(account)
    .bind(parent)
    .bind(name)
    .fetch_one(tx)
    .await?;
    Ok(id)
}

/// Users in all groups of the branch in turn, and grants that some of them hold on its groups.
async fn fill(tx: &mut PgConnection, account: Uuid, top: Uuid) -> Result<()> {
    sqlx::query(
        "with place as (
             select p.descendant_id as id, row_number() over (order by p.descendant_id) - 1 as number, count(*) over () as all
             from group_paths p where p.account_id = $1 and p.ancestor_id = $2)
         insert into users (account_id, id, group_id, kind, handle, handle_key, full_name, created_at)
         select $1, gen_random_uuid(), place.id, 'person', 'branch-' || n || '@large.example',
                'branch-' || n || '@large.example', 'Bran Ch', now()
         from generate_series(1, $3) n join place on place.number = n % place.all",
    )
    .bind(account)
    .bind(top)
    .bind(USERS)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "insert into grants (account_id, id, user_id, group_id, level, granted_by, created_at)
         select $1, gen_random_uuid(), u.id, u.group_id, 'administrator', a.holder_user_id, now()
         from users u join accounts a on a.id = u.account_id
         where u.account_id = $1 and u.handle like 'branch-%' order by u.handle limit $2",
    )
    .bind(account)
    .bind(GRANTS)
    .execute(tx)
    .await?;
    Ok(())
}

/// What the groups count, as the store would have.
async fn count(tx: &mut PgConnection, account: Uuid, root: Uuid) -> Result<()> {
    sqlx::query(
        "with new as (
             select p.descendant_id as id from group_paths p join groups t on t.account_id = $1 and t.id = p.ancestor_id
             where p.account_id = $1 and t.name in ('Here', 'There', 'Level 2'))
         update groups g
         set direct_users = (select count(*) from users u where u.account_id = $1 and u.group_id = g.id),
             subtree_users = (select count(*) from group_paths p
                              join users u on u.account_id = $1 and u.group_id = p.descendant_id
                              where p.account_id = $1 and p.ancestor_id = g.id),
             subtree_groups = (select count(*) - 1 from group_paths p where p.account_id = $1 and p.ancestor_id = g.id)
         from new where g.account_id = $1 and g.id = new.id",
    )
    .bind(account)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update groups r set subtree_users = r.subtree_users + s.users, subtree_groups = r.subtree_groups + s.groups
         from (select sum(subtree_users) as users, sum(subtree_groups + 1) as groups from groups
               where account_id = $1 and parent_id = $2 and name in ('Here', 'There', 'Level 2')) s
         where r.account_id = $1 and r.id = $2",
    )
    .bind(account)
    .bind(root)
    .execute(tx)
    .await?;
    Ok(())
}

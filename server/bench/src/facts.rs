//! What the measures need to know of the large account.

use anyhow::{Context, Result};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

/// The account that `portico demo --large` makes.
pub const ACCOUNT: &str = "large";
/// Who may do everything in it.
pub const HOLDER: &str = "holder@large.example";
/// Others who can sign in.
pub const LOGINS: usize = 200;

/// How many lists the page and the function are asked for in turn.
const LISTS: i64 = 8;

/// A group with everything below it.
#[derive(Clone, Debug)]
pub struct Subtree {
    /// The group.
    pub id: Uuid,
    /// Where it stands in tree order.
    pub sort_path: String,
    /// Users in it and below.
    pub users: i32,
}

/// Where a page begins.
#[derive(Clone, Debug)]
pub struct Place {
    /// The group of the user before.
    pub sort_path: String,
    /// That user.
    pub handle_key: String,
}

/// The large account.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The account.
    pub account: Uuid,
    /// Its top group.
    pub root: Subtree,
    /// One subtree of each size, the smallest first, the top group last.
    pub sizes: Vec<Subtree>,
    /// The largest subtrees, whose lists fill a page.
    pub lists: Vec<Subtree>,
    /// What people search for: a rare term, a name, and a common one.
    pub terms: Vec<String>,
}

impl Facts {
    /// Reads them as the owner, who sees every account.
    pub async fn read(owner: &mut PgConnection) -> Result<Facts> {
        let account = sqlx::query("select id, root_group_id from accounts where slug = $1")
            .bind(ACCOUNT)
            .fetch_optional(&mut *owner)
            .await?
            .context("the large account is missing")?;
        let (account, root): (Uuid, Uuid) = (account.try_get(0)?, account.try_get(1)?);
        let subtree = |row: &sqlx::postgres::PgRow| -> Result<Subtree> {
            Ok(Subtree { id: row.try_get(0)?, sort_path: row.try_get(1)?, users: row.try_get(2)? })
        };
        let rows = sqlx::query(
            "select id, sort_path, subtree_users from groups
             where account_id = $1 and (id = $2 or name like 'Subtree of %') order by subtree_users",
        )
        .bind(account)
        .bind(root)
        .fetch_all(&mut *owner)
        .await?;
        let sizes = rows.iter().map(subtree).collect::<Result<Vec<_>>>()?;
        let root = sizes.iter().find(|subtree| subtree.id == root).context("the top group is missing")?.clone();
        let rows = sqlx::query(
            "select id, sort_path, subtree_users from groups where account_id = $1
             order by subtree_users desc, sort_path limit $2",
        )
        .bind(account)
        .bind(LISTS)
        .fetch_all(&mut *owner)
        .await?;
        let lists = rows.iter().map(subtree).collect::<Result<Vec<_>>>()?;
        let someone = sqlx::query(
            "select handle, full_name from users
             where account_id = $1 and handle_key > 'm' and full_name like '% %' order by handle_key limit 1",
        )
        .bind(account)
        .fetch_one(&mut *owner)
        .await?;
        let (handle, name): (String, String) = (someone.try_get(0)?, someone.try_get(1)?);
        let last = name.rsplit(' ').next().unwrap_or_default().to_owned();
        Ok(Facts { account, root, sizes, lists, terms: vec![handle, name, last] })
    }

    /// Where the page begins that has `rows` users before it.
    pub async fn place(&self, owner: &mut PgConnection, rows: i64) -> Result<Place> {
        let row = sqlx::query(
            "select g.sort_path, u.handle_key
             from users u join groups g on g.account_id = u.account_id and g.id = u.group_id
             where u.account_id = $1 order by g.sort_path, u.handle_key offset $2 - 1 limit 1",
        )
        .bind(self.account)
        .bind(rows)
        .fetch_one(owner)
        .await?;
        Ok(Place { sort_path: row.try_get(0)?, handle_key: row.try_get(1)? })
    }
}

/// The address of one of those who can sign in, the holder not counted.
pub fn address(number: usize) -> String {
    format!("user-{}@large.example", number % LOGINS + 1)
}

//! Accounts.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::account::{AccountDetails, AccountLink, Slug};
use domain::profile::{Company, CompanyForm};
use domain::{AccountId, GroupId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// Opens the account of this slug for the operator, and takes its lock.
pub(crate) async fn open(tx: &mut Tx, slug: &str) -> Result<Option<AccountId>> {
    let slug = if slug.parse::<Slug>().is_ok() { slug } else { "" };
    let account = sqlx::query_scalar!("select open_account($1, true)", slug).fetch_one(tx.conn()).await?;
    Ok(account.map(AccountId))
}

/// Opens an account that does not exist yet.
pub(crate) async fn set_current(tx: &mut Tx, account: AccountId) -> Result<()> {
    sqlx::query!("select set_config('portico.account_id', $1, true)", account.to_string()).fetch_one(tx.conn()).await?;
    Ok(())
}

/// Opens the account of this id for what Portico does there by itself, and takes its lock.
pub(crate) async fn open_of(tx: &mut Tx, account: AccountId) -> Result<()> {
    sqlx::query!("select lock_account($1)", account.0).fetch_one(tx.conn()).await?;
    set_current(tx, account).await
}

/// Adds the account that this permit is for. Its root group and its holder follow in the same transaction.
pub(crate) async fn insert(permit: &mut Permit, slug: &str, name: &str, root: GroupId, holder: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into accounts (id, slug, name, company, root_group_id, holder_user_id, created_at)
         values ($1, $2, $3, $3, $4, $5, $6)",
        account.0,
        slug,
        name,
        root.0,
        holder.0,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Makes a user the account's holder, in place of the one who is.
pub(crate) async fn set_holder(permit: &mut Permit, holder: UserId) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update accounts set holder_user_id = $2, held_since = $3 where id = $1",
        account.0,
        holder.0,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// The account's holder by name, and since when they hold it.
pub(crate) async fn holder(tx: &mut Tx, account: AccountId) -> Result<Option<(UserId, String, Timestamp)>> {
    let row = sqlx::query!(
        r#"select u.id, coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as "name!",
               coalesce(a.held_since, a.created_at) as "since!: jiff_sqlx::Timestamp"
           from accounts a join users u on u.account_id = a.id and u.id = a.holder_user_id where a.id = $1"#,
        account.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (UserId(row.id), row.name, row.since.to_jiff())))
}

/// The account's name.
pub(crate) async fn name(tx: &mut Tx, account: AccountId) -> Result<String> {
    let name =
        sqlx::query_scalar!("select name from accounts where id = $1", account.0).fetch_optional(tx.conn()).await?;
    Ok(name.unwrap_or_default())
}

/// The addresses of these users, and of those who administer the whole account, each once.
pub(crate) async fn told_of_holder(
    tx: &mut Tx,
    account: AccountId,
    users: &[UserId],
    now: Timestamp,
) -> Result<Vec<String>> {
    let users: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let addresses = sqlx::query_scalar!(
        r#"select distinct l.email
           from users u join logins l on l.id = u.login_id
           where u.account_id = $1 and (u.id = any ($2) or u.suspended_at is null and exists (
               select from grants g join accounts a on a.id = g.account_id
               where g.account_id = $1 and g.user_id = u.id and g.group_id = a.root_group_id
                   and g.level = 'administrator' and (g.expires_at is null or g.expires_at > $3)))
           order by 1"#,
        account.0,
        &users,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(addresses)
}

/// Whether there is any account at all, in whatever way accounts may be seen.
pub(crate) async fn any(pool: &PgPool) -> Result<bool> {
    Ok(sqlx::query_scalar!("select any_account()").fetch_one(pool).await?.unwrap_or(false))
}

/// The accounts in which this login has a user.
pub(crate) async fn of_login(pool: &PgPool, login: LoginId) -> Result<Vec<AccountLink>> {
    let rows = sqlx::query!(r#"select slug as "slug!", name as "name!" from accounts_of_login($1)"#, login.0)
        .fetch_all(pool)
        .await?;
    Ok(rows.into_iter().map(|row| AccountLink { slug: row.slug, name: row.name }).collect())
}

/// The open account's own details.
pub(crate) async fn details(tx: &mut Tx, account: AccountId) -> Result<Option<AccountDetails>> {
    let row = sqlx::query!(
        r#"select id, slug, name, company, country, created_at as "created_at: jiff_sqlx::Timestamp"
           from accounts where id = $1"#,
        account.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| AccountDetails {
        id: AccountId(row.id),
        slug: row.slug,
        name: row.name,
        company: row.company,
        country: row.country,
        created: row.created_at.to_jiff().to_string(),
    }))
}

/// Accounts after this slug, for the operator.
pub(crate) async fn after(tx: &mut Tx, slug: &str, most: usize) -> Result<Vec<AccountDetails>> {
    let slug = if slug.parse::<Slug>().is_ok() { slug } else { "" };
    let rows = sqlx::query!(
        r#"select id as "id!", slug as "slug!", name as "name!", company as "company!", country,
               created_at as "created_at!: jiff_sqlx::Timestamp"
           from accounts_after($1, $2)"#,
        slug,
        i32::try_from(most).unwrap_or(i32::MAX),
    )
    .fetch_all(tx.conn())
    .await?;
    let details = rows.into_iter().map(|row| AccountDetails {
        id: AccountId(row.id),
        slug: row.slug,
        name: row.name,
        company: row.company,
        country: row.country,
        created: row.created_at.to_jiff().to_string(),
    });
    Ok(details.collect())
}

/// The account's place in addresses, and its display name.
pub(crate) async fn names(tx: &mut Tx, account: AccountId) -> Result<(String, String)> {
    let row = sqlx::query!("select slug, name from accounts where id = $1", account.0);
    Ok(row.fetch_optional(tx.conn()).await?.map(|row| (row.slug, row.name)).unwrap_or_default())
}

/// The company's details; in a transaction that writes, the row is held until its end.
pub(crate) async fn company(tx: &mut Tx, account: AccountId) -> Result<Option<CompanyForm>> {
    let row = sqlx::query!("select company, address, country, tax_id, version from accounts where id = $1", account.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| CompanyForm {
        company: row.company,
        address: row.address,
        country: row.country.unwrap_or_default(),
        tax_id: row.tax_id,
        version: row.version,
    }))
}

/// Changes the company's details if they still stand at `version`; says whether they did.
pub(crate) async fn update_company(permit: &mut Permit, company: &Company, version: i32) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update accounts set company = $2, address = $3, country = $4, tax_id = $5, version = version + 1
         where id = $1 and version = $6",
        account.0,
        company.company,
        company.address,
        company.country,
        company.tax_id,
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether everybody may choose a new password by a mailed link.
pub(crate) async fn self_service_reset(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let allowed = sqlx::query_scalar!("select self_service_reset from accounts where id = $1", account.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(allowed.unwrap_or(false))
}

/// Whether whoever opens the account needs a second factor.
pub(crate) async fn second_factor_required(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let required = sqlx::query_scalar!("select second_factor_required from accounts where id = $1", account.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(required.unwrap_or(false))
}

/// Says whether whoever opens the account needs a second factor.
pub(crate) async fn set_second_factor_required(permit: &mut Permit, is_on: bool) -> Result<()> {
    let account = permit.account();
    sqlx::query!("update accounts set second_factor_required = $2 where id = $1", account.0, is_on)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

/// Says whether everybody may choose a new password by a mailed link.
pub(crate) async fn set_self_service_reset(permit: &mut Permit, is_on: bool) -> Result<()> {
    let account = permit.account();
    sqlx::query!("update accounts set self_service_reset = $2 where id = $1", account.0, is_on)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

//! Invitations: users who wait for the person behind their address.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use crate::token::Token;
use domain::email::Email;
use domain::{AccountId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use uuid::Uuid;

/// An invitation as its page shows it.
pub(crate) struct Open {
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// The invitation of a user, in force or over.
pub(crate) async fn of_user(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Option<Open>> {
    let row = sqlx::query!(
        r#"select created_at as "created_at: jiff_sqlx::Timestamp", expires_at as "expires_at: jiff_sqlx::Timestamp"
           from invitations where account_id = $1 and user_id = $2"#,
        account.0,
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Open { created_at: row.created_at.to_jiff(), expires_at: row.expires_at.to_jiff() }))
}

/// An invitation to be mailed.
pub(crate) struct New<'a> {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) email: &'a str,
    pub(crate) invited_by: UserId,
    pub(crate) token: &'a Token,
    pub(crate) until: Timestamp,
    /// A password for the login that accepting makes (a PHC string), good as long as the invitation.
    pub(crate) password_hash: Option<&'a str>,
}

/// Invites a user. An earlier invitation of theirs is over with it.
pub(crate) async fn replace(permit: &mut Permit, new: &New<'_>) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into invitations (account_id, id, user_id, email, invited_by, token_hash, created_at, expires_at,
             password_hash, password_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9::text is not null then $8::timestamptz end)
         on conflict (account_id, user_id) do update set id = excluded.id, email = excluded.email,
             invited_by = excluded.invited_by, token_hash = excluded.token_hash, created_at = excluded.created_at,
             expires_at = excluded.expires_at, password_hash = excluded.password_hash,
             password_until = excluded.password_until",
        account.0,
        new.id,
        new.user.0,
        new.email,
        new.invited_by.0,
        new.token.hash(),
        now.to_sqlx() as _,
        new.until.to_sqlx() as _,
        new.password_hash,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends the invitation of a user; says whether there was one.
pub(crate) async fn end(permit: &mut Permit, user: UserId) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!("delete from invitations where account_id = $1 and user_id = $2", account.0, user.0)
        .execute(permit.tx().conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the invitations of these users that somebody else than whoever acts sent; says whose.
pub(crate) async fn end_of_others(permit: &mut Permit, users: &[UserId]) -> Result<Vec<UserId>> {
    let (account, actor) = (permit.account(), permit.actor_user());
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    let ended = sqlx::query_scalar!(
        "delete from invitations where account_id = $1 and user_id = any ($2) and invited_by is distinct from $3
         returning user_id",
        account.0,
        &ids,
        actor,
    )
    .fetch_all(permit.tx().conn())
    .await?;
    Ok(ended.into_iter().map(UserId).collect())
}

/// Forgets the passwords that were typed with the invitations of these users.
pub(crate) async fn forget_passwords(permit: &mut Permit, users: &[UserId]) -> Result<()> {
    let account = permit.account();
    let ids: Vec<Uuid> = users.iter().map(|user| user.0).collect();
    sqlx::query!(
        "update invitations set password_hash = null, password_until = null
         where account_id = $1 and user_id = any ($2) and password_hash is not null",
        account.0,
        &ids,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Opens the account of an invitation that is in force; with `exclusive`, takes the account's lock.
pub(crate) async fn open_account(
    tx: &mut Tx,
    token: &Token,
    now: Timestamp,
    exclusive: bool,
) -> Result<Option<AccountId>> {
    let account =
        sqlx::query_scalar!("select open_invitation($1, $2, $3)", token.hash(), now.to_sqlx() as _, exclusive)
            .fetch_one(tx.conn())
            .await?;
    Ok(account.map(AccountId))
}

/// An invitation, with what the person who follows its link needs to know.
pub(crate) struct Found {
    pub(crate) user: UserId,
    pub(crate) email: String,
    pub(crate) invited_by: UserId,
    pub(crate) account_name: String,
    pub(crate) slug: String,
    /// The login of the address, when it has one.
    pub(crate) login: Option<LoginId>,
    /// That login has a user in this account already.
    pub(crate) is_here: bool,
    /// The password that was typed with the invitation (a PHC string), and until when it is good.
    pub(crate) given: Option<(String, Timestamp)>,
}

/// The invitation of this token in the open account, while its user waits under the address that it was mailed to.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, token: &Token, now: Timestamp) -> Result<Option<Found>> {
    let row = sqlx::query!(
        r#"select i.user_id, i.email, i.invited_by, a.name, a.slug, l.id as "login?", i.password_hash,
               i.password_until as "password_until: jiff_sqlx::Timestamp",
               exists (select from users o where o.account_id = $1 and o.login_id = l.id) as "is_here!"
           from invitations i
           join accounts a on a.id = i.account_id
           join users u on u.account_id = i.account_id and u.id = i.user_id and u.login_id is null
               and u.handle_key = lower(i.email)
           left join logins l on l.email_key = lower(i.email)
           where i.account_id = $1 and i.token_hash = $2 and i.expires_at > $3"#,
        account.0,
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Found {
        user: UserId(row.user_id),
        email: row.email,
        invited_by: UserId(row.invited_by),
        account_name: row.name,
        slug: row.slug,
        login: row.login.map(LoginId),
        is_here: row.is_here,
        given: row.password_hash.zip(row.password_until.map(|until| until.to_jiff())).filter(|(_, until)| *until > now),
    }))
}

/// The user of this account who has this address, as their User id or to sign in with.
pub(crate) async fn user_of_address(tx: &mut Tx, account: AccountId, email: &Email) -> Result<Option<UserId>> {
    let id = sqlx::query_scalar!(
        "select u.id from users u left join logins l on l.id = u.login_id
         where u.account_id = $1 and (u.handle_key = $2 or l.email_key = $2)
         order by u.handle_key = $2 desc
         limit 1",
        account.0,
        email.key(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(id.map(UserId))
}

/// Binds a login to the user who waited for it, and ends the invitation.
pub(crate) async fn bind(permit: &mut Permit, user: UserId, login: LoginId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("update users set login_id = $3 where account_id = $1 and id = $2", account.0, user.0, login.0)
        .execute(permit.tx().conn())
        .await?;
    end(permit, user).await.map(drop)
}

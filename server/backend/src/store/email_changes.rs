//! Addresses that are about to change: the links that were mailed to the new ones. They belong to no account.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use crate::token::Token;
use domain::email::Email;
use domain::{LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// Notes a link that is about to be mailed, in the place of those that were before. Noted for a taken address, too, whose
/// link nobody gets, so that both take the same time.
pub(crate) async fn insert(tx: &mut Tx, token: &Token, login: LoginId, email: &Email, until: Timestamp) -> Result<()> {
    sqlx::query!("delete from email_changes where login_id = $1", login.0).execute(tx.conn()).await?;
    sqlx::query!(
        "insert into email_changes (token_hash, login_id, old_email_key, new_email, credentials_changed_at, expires_at)
         select $1, id, email_key, $3, credentials_changed_at, $4 from logins where id = $2",
        token.hash(),
        login.0,
        email.as_str(),
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether an address cannot become this login's.
pub(crate) async fn is_taken(tx: &mut Tx, login: LoginId, email: &Email) -> Result<bool> {
    let taken = sqlx::query_scalar!("select email_is_taken($1, $2)", login.0, email.key()).fetch_one(tx.conn()).await?;
    Ok(taken.unwrap_or(true))
}

/// A change that waits for its link.
pub(crate) struct Change {
    pub(crate) login: LoginId,
    pub(crate) old: String,
    pub(crate) new: String,
}

/// The change of a link. `None` when the link is unknown or over, or when the login's address or credentials are not
/// what they were. Both are held by a lock until the transaction ends, so that a link is followed once.
pub(crate) async fn of_link(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<Option<Change>> {
    let row = sqlx::query!(
        "select l.id, l.email, c.new_email
         from email_changes c
         join logins l on l.id = c.login_id and l.email_key = c.old_email_key
             and l.credentials_changed_at = c.credentials_changed_at
         where c.token_hash = $1 and c.expires_at > $2
         for update",
        token.hash(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Change { login: LoginId(row.id), old: row.email, new: row.new_email }))
}

/// Gives a login its new address. Links that were mailed to the old one end.
pub(crate) async fn carry_out(tx: &mut Tx, login: LoginId, email: &Email, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "with changes as (
             delete from email_changes where login_id = $1
         ), links as (
             delete from login_links where login_id = $1
         )
         update logins set email = $2, email_key = $3, credentials_changed_at = $4, email_set_in = null,
             email_set_by = null, email_set_at = null
         where id = $1",
        login.0,
        email.as_str(),
        email.key(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Lets a user go by their new address.
pub(crate) async fn set_handle(permit: &mut Permit, user: UserId, email: &Email) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update users set handle = $3, handle_key = $4, version = version + 1 where account_id = $1 and id = $2",
        account.0,
        user.0,
        email.as_str(),
        email.key(),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

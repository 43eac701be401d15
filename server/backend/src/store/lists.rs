//! Mailing lists and who reads them. They belong to no account.

use super::Tx;
use super::outbox::spoken;
use crate::Result;
use crate::token::Token;
use domain::LoginId;
use domain::language::Language;
use domain::notification::ListView;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// Every list, the oldest first, with whether this login reads it.
pub(crate) async fn of_login(tx: &mut Tx, login: LoginId) -> Result<Vec<ListView>> {
    let rows = sqlx::query!(
        r#"select l.id, l.name, l.about, coalesce(s.subscribed, false) as "subscribed!"
           from mailing_lists l left join list_subscriptions s on s.list_id = l.id and s.login_id = $1
           order by l.created_at, l.id"#,
        login.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ListView { id: row.id, name: row.name, about: row.about, subscribed: row.subscribed })
        .collect())
}

/// What a login reads or does not read from now on.
pub(crate) struct Choice<'a> {
    pub(crate) login: LoginId,
    pub(crate) list: &'a str,
    pub(crate) subscribed: bool,
    /// For the link that unsubscribes, when this is the first time.
    pub(crate) id: Uuid,
    pub(crate) token: &'a Token,
}

/// Subscribes a login to a list, or ends that.
pub(crate) async fn choose(tx: &mut Tx, choice: &Choice<'_>, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "insert into list_subscriptions as s (login_id, list_id, id, token_hash, subscribed, changed_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (login_id, list_id) do update set subscribed = excluded.subscribed, changed_at = excluded.changed_at
         where s.subscribed <> excluded.subscribed",
        choice.login.0,
        choice.list,
        choice.id,
        choice.token.hash(),
        choice.subscribed,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The list of a link that unsubscribes, by name, and whether it is still read.
pub(crate) async fn of_link(pool: &PgPool, token: &Token) -> Result<Option<(String, bool)>> {
    let row = sqlx::query!(
        "select l.name, s.subscribed from list_subscriptions s join mailing_lists l on l.id = s.list_id
         where s.token_hash = $1",
        token.hash(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| (row.name, row.subscribed)))
}

/// Ends what a link is for.
pub(crate) async fn unsubscribe(pool: &PgPool, token: &Token, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update list_subscriptions set subscribed = false, changed_at = $2 where token_hash = $1 and subscribed",
        token.hash(),
        now.to_sqlx() as _,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whether this subscription still stands, for a mail that is about to leave.
pub(crate) async fn stands(tx: &mut Tx, subscription: Uuid) -> Result<bool> {
    let stands = sqlx::query_scalar!(
        r#"select exists (select from list_subscriptions where id = $1 and subscribed) as "stands!""#,
        subscription,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(stands)
}

/// A list as the operator sees it.
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) about: String,
    pub(crate) readers: i64,
}

/// Every list with how many read it.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Listed>> {
    let rows = sqlx::query!(
        r#"select l.id, l.name, l.about, (select count(*) from readers_of(l.id)) as "readers!"
           from mailing_lists l order by l.created_at, l.id"#
    )
    .fetch_all(tx.conn())
    .await?;
    let listed = |id, name, about, readers| Listed { id, name, about, readers };
    Ok(rows.into_iter().map(|row| listed(row.id, row.name, row.about, row.readers)).collect())
}

/// Adds a list, unless there is one of this id; says whether it was added.
pub(crate) async fn insert(tx: &mut Tx, id: &str, name: &str, about: &str, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "insert into mailing_lists (id, name, about, created_at) values ($1, $2, $3, $4) on conflict (id) do nothing",
        id,
        name,
        about,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A list's name.
pub(crate) async fn name_of(tx: &mut Tx, id: &str) -> Result<Option<String>> {
    let name =
        sqlx::query_scalar!("select name from mailing_lists where id = $1", id).fetch_optional(tx.conn()).await?;
    Ok(name)
}

/// Somebody who reads a list.
pub(crate) struct Reader {
    pub(crate) subscription: Uuid,
    pub(crate) email: String,
    pub(crate) language: Language,
}

/// Who reads a list.
pub(crate) async fn readers(tx: &mut Tx, id: &str) -> Result<Vec<Reader>> {
    let rows =
        sqlx::query!(r#"select subscription as "subscription!", email as "email!", language from readers_of($1)"#, id,)
            .fetch_all(tx.conn())
            .await?;
    Ok(rows
        .into_iter()
        .map(|row| Reader {
            subscription: row.subscription,
            email: row.email,
            language: spoken(row.language.as_deref()),
        })
        .collect())
}

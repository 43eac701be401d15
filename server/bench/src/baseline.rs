//! The Users page by hand, as a limit: an axum handler that runs the same statements in the same transaction and puts
//! the same text together with `push_str`. It knows the list of one group for the account's holder, and nothing else.
//! What stands around the page it is told, so that it stays the same when a place is added to the navigation; before
//! anything is measured, the text of both pages is compared.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::serve::ListenerExt;
use backend::dates::Reader;
use backend::token::Token;
use clap::Args;
use domain::tree::LIST_PAGE;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::Deserialize;
use sqlx::postgres::{PgPoolOptions, PgRow};
use sqlx::{PgPool, Row};
use uuid::Uuid;

use crate::statements::Statements;

/// As many connections as Portico opens.
const CONNECTIONS: u32 = 16;

/// How long Portico's sessions last without a request, in seconds.
pub const IDLE: f64 = 8.0 * 3600.0;

/// Options of `bench baseline`.
#[derive(Debug, Args)]
pub struct Options {
    /// Where to listen
    #[arg(long)]
    listen: SocketAddr,
    /// The database, as Portico's own role
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// The text before the page
    #[arg(long)]
    before: String,
    /// The text after it
    #[arg(long)]
    after: String,
}

struct Baseline {
    pool: PgPool,
    statements: Statements,
    before: String,
    after: String,
}

/// Serves until it is killed.
pub async fn run(options: Options) -> Result<()> {
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .test_before_acquire(false)
        .connect(&options.database_url)
        .await
        .context("the database does not answer")?;
    let Options { before, after, .. } = options;
    let state = Arc::new(Baseline { pool, statements: Statements::read()?, before, after });
    let router = axum::Router::new().route("/a/{account}/users", axum::routing::get(users)).with_state(state);
    let listener = tokio::net::TcpListener::bind(options.listen).await?.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            eprintln!("TCP_NODELAY cannot be set: {error}");
        }
    });
    Ok(axum::serve(listener, router).await?)
}

#[derive(Deserialize)]
struct Asked {
    within: Uuid,
}

async fn users(
    State(state): State<Arc<Baseline>>,
    Path(account): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let session = cookies.split("; ").find_map(|pair| Token::parse(pair.strip_prefix("__Host-session=")?));
    let Some(session) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    match page(&state, &account, &session, asked.within).await {
        Ok(html) => Html(html).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}\n")).into_response(),
    }
}

/// The group of a list, and where it stands.
struct Group {
    id: Uuid,
    name: String,
    sort_path: String,
    billing_code: String,
    users: i32,
    is_root: bool,
}

async fn page(state: &Baseline, slug: &str, session: &Token, within: Uuid) -> Result<String> {
    let statements = &state.statements;
    let now = Timestamp::now();
    let mut tx = state.pool.begin().await?;
    let opened = sqlx::query(statements.open_session)
        .bind(session.hash())
        .bind(slug)
        .bind(now.to_sqlx())
        .bind(IDLE)
        .bind(false)
        .fetch_one(&mut *tx)
        .await?;
    if !opened.try_get::<bool, _>("is_holder")? {
        bail!("only the account's holder is served");
    }
    let account: Uuid = opened.try_get("account_id")?;
    let holder: Uuid = opened.try_get("user_id")?;
    let root: String = opened.try_get("root_sort_path")?;
    let reader = Reader::new(opened.try_get("language")?, opened.try_get("time_zone")?);
    let total_users: i32 = opened.try_get("root_users")?;
    let total_groups: i32 = opened.try_get("root_groups")?;

    let group = sqlx::query(statements.find_group).bind(account).bind(within).fetch_one(&mut *tx).await?;
    let (name, start): (String, String) = (group.try_get(0)?, group.try_get(1)?);
    let mut users = sqlx::query(statements.list)
        .bind(account)
        .bind(&start)
        .bind(None::<String>)
        .bind("")
        .bind("")
        .bind(vec![root])
        .bind(now.to_sqlx())
        .bind(LIST_PAGE + 1)
        .fetch_all(&mut *tx)
        .await?;
    let page = usize::try_from(LIST_PAGE)?;
    let last = (users.len() > page).then(|| users.truncate(page)).and(users.last());
    let next = match last {
        Some(user) => Some(format!("{}{}", user.try_get::<&str, _>(9)?, user.try_get::<&str, _>(4)?)),
        None => None,
    };
    let mut in_groups = Vec::with_capacity(users.len());
    for user in &users {
        in_groups.push(user.try_get::<Uuid, _>(1)?);
    }
    in_groups.sort_unstable();
    in_groups.dedup();
    let groups = sqlx::query(statements.groups_above).bind(account).bind(&in_groups).fetch_all(&mut *tx).await?;
    tx.rollback().await?;

    let mut html = String::with_capacity(64 << 10);
    html.push_str("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Users · Portico</title></head><body><header>");
    escape(&mut html, &state.before);
    html.push_str("</header><main><h1>Users</h1><p>");
    thousands(&mut html, total_users.into());
    html.push_str(" in ");
    thousands(&mut html, i64::from(total_groups) + 1);
    html.push_str(" groups</p><nav>");
    for (kind, words) in [("", "Everyone"), ("person", "People"), ("system", "Systems")] {
        write!(html, "<a href=\"/a/{slug}/users?kind={kind}&amp;within={within}\">{words}</a>")?;
    }
    html.push_str("</nav><p>All users in ");
    escape(&mut html, &name);
    write!(html, " and below <a href=\"/a/{slug}/users\">Show the whole tree</a></p>")?;
    html.push_str("<table><thead><tr><th>User id</th><th>Friendly name</th><th>Active</th></tr></thead><tbody>");
    let mut around: Vec<String> = Vec::new();
    let mut users = users.iter().peekable();
    for row in &groups {
        let group = Group {
            id: row.try_get(0)?,
            is_root: row.try_get::<Option<Uuid>, _>(1)?.is_none(),
            name: row.try_get(2)?,
            sort_path: row.try_get(3)?,
            billing_code: row.try_get::<Option<String>, _>(4)?.unwrap_or_default(),
            users: row.try_get(6)?,
        };
        around.retain(|path| group.sort_path.starts_with(path.as_str()));
        write_group(&mut html, slug, &group, around.len())?;
        around.push(group.sort_path.clone());
        while let Some(user) = users.next_if(|user| user.try_get(1).ok() == Some(group.id)) {
            write_user(&mut html, slug, user, around.len(), holder, &reader, now)?;
        }
    }
    html.push_str("</tbody></table>");
    if let Some(next) = next {
        write!(html, "<nav><a href=\"/a/{slug}/users?within={within}&amp;after=")?;
        for byte in next.bytes() {
            write!(html, "{byte:02x}")?;
        }
        html.push_str("\">Next page</a></nav>");
    }
    html.push_str("</main><footer>");
    escape(&mut html, &state.after);
    html.push_str("</footer></body></html>");
    Ok(html)
}

fn write_group(html: &mut String, slug: &str, group: &Group, depth: usize) -> Result<()> {
    let id = group.id;
    write!(html, "<tr id=\"row-{id}\" class=\"group depth-{depth}\"><td><a href=\"/a/{slug}/groups/{id}\">")?;
    escape(html, &group.name);
    html.push_str("</a> <span>");
    thousands(html, group.users.into());
    html.push_str(if group.is_root { " users</span> <a href=\"" } else { "</span> <a href=\"" });
    write!(html, "/a/{slug}/groups/{id}/add\" title=\"Add a group to ")?;
    escape(html, &group.name);
    html.push_str("\"></a>");
    if group.is_root {
        html.push_str(" <span>account</span>");
    }
    html.push_str("</td><td>");
    escape(html, &group.billing_code);
    html.push_str("</td><td></td></tr>");
    Ok(())
}

fn write_user(
    html: &mut String,
    slug: &str,
    user: &PgRow,
    depth: usize,
    holder: Uuid,
    reader: &Reader,
    now: Timestamp,
) -> Result<()> {
    let id: Uuid = user.try_get(0)?;
    write!(html, "<tr id=\"row-{id}\" class=\"user depth-{depth}\"><td><a href=\"/a/{slug}/users/{id}\">")?;
    escape(html, user.try_get(3)?);
    html.push_str("</a>");
    if user.try_get::<&str, _>(2)? == "system" {
        html.push_str(" <span>system</span>");
    }
    if id == holder {
        html.push_str(" <span>account holder</span>");
    }
    if user.try_get(7)? {
        html.push_str(" <span>suspended</span>");
    }
    let administered: Option<Vec<String>> = user.try_get(10)?;
    if let Some((first, rest)) = administered.as_deref().and_then(<[String]>::split_first) {
        html.push_str(" <span>administers ");
        escape(html, first);
        if !rest.is_empty() {
            write!(html, " and {} more", rest.len())?;
        }
        html.push_str("</span>");
    }
    html.push_str("</td><td>");
    let friendly: &str = user.try_get(6)?;
    escape(html, if friendly.is_empty() { user.try_get(5)? } else { friendly });
    html.push_str("</td><td>");
    if let Some(at) = user.try_get::<Option<jiff_sqlx::Timestamp>, _>(8)? {
        html.push_str(&reader.ago(at.to_jiff(), now));
    }
    html.push_str("</td></tr>");
    Ok(())
}

/// Appends text so that HTML means it literally.
fn escape(html: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

/// Appends a number with a comma before every three digits.
fn thousands(html: &mut String, number: i64) {
    let digits = number.to_string();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            html.push(',');
        }
        html.push(digit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut html = String::new();
        escape(&mut html, "a<b> & \"ö\"");
        assert_eq!(html, "a&lt;b&gt; &amp; &quot;ö&quot;");
    }

    #[test]
    fn thousands_are_apart() {
        let written = |number| {
            let mut html = String::new();
            thousands(&mut html, number);
            html
        };
        assert_eq!([written(7), written(1276), written(1_000_000)], ["7", "1,276", "1,000,000"]);
    }
}

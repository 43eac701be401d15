//! Settings that are handed down the tree.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::setting::Setting;
use domain::{AccountId, GroupId, UserId};
use uuid::Uuid;

/// A group's own values.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    pub(crate) id: GroupId,
    pub(crate) country: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) billing_code: Option<String>,
}

impl Own {
    /// Its own value of a setting.
    pub(crate) fn value(&self, setting: Setting) -> Option<&str> {
        match setting {
            Setting::Country => self.country.as_deref(),
            Setting::Language => self.language.as_deref(),
        }
    }
}

/// What each group of a path sets itself, the lowest first.
pub(crate) async fn along(tx: &mut Tx, account: AccountId, path: &[GroupId]) -> Result<Vec<Own>> {
    let ids: Vec<Uuid> = path.iter().rev().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select g.id, g.country, g.language, g.billing_code
         from unnest($2::uuid[]) with ordinality asked(id, place)
         join groups g on g.account_id = $1 and g.id = asked.id
         order by asked.place",
        account.0,
        &ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Own {
            id: GroupId(row.id),
            country: row.country,
            language: row.language,
            billing_code: row.billing_code,
        })
        .collect())
}

/// How many users in the subtree that starts at `sort_path` take each setting (country code, language) from above it:
/// neither they, nor its group, nor a group between set it.
pub(crate) async fn heirs(tx: &mut Tx, account: AccountId, sort_path: &str) -> Result<(i64, i64)> {
    inheriting(tx, account, sort_path, true).await
}

/// How many users in the subtree that starts at `sort_path` would take each setting from its group if that set it.
pub(crate) async fn below(tx: &mut Tx, account: AccountId, sort_path: &str) -> Result<(i64, i64)> {
    inheriting(tx, account, sort_path, false).await
}

/// As [`heirs`]; unless `top_counts`, what the topmost group sets does not matter.
async fn inheriting(tx: &mut Tx, account: AccountId, sort_path: &str, top_counts: bool) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"with own as (
               select coalesce(array_agg(sort_path) filter (where country is not null), '{}') as country,
                      coalesce(array_agg(sort_path) filter (where language is not null), '{}') as language
               from groups
               where account_id = $1 and sort_path >= $2 and sort_path < subtree_end($2)
                 and (country is not null or language is not null) and ($3 or sort_path <> $2)
           ), heir as (
               select g.id, g.direct_users,
                      not within_any(g.sort_path, own.country) as country,
                      not within_any(g.sort_path, own.language) as language
               from groups g, own
               where g.account_id = $1 and g.sort_path >= $2 and g.sort_path < subtree_end($2) and g.direct_users > 0
           )
           select
               (select coalesce(sum(direct_users), 0) from heir where country)
                   - (select count(*) from heir h join users u on u.account_id = $1 and u.group_id = h.id
                      where h.country and u.country is not null) as "country!",
               (select coalesce(sum(direct_users), 0) from heir where language)
                   - (select count(*) from heir h join users u on u.account_id = $1 and u.group_id = h.id
                      where h.language and u.language is not null) as "language!""#,
        account.0,
        sort_path,
        top_counts,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok((row.country, row.language))
}

/// A user's own values: country code and language.
pub(crate) async fn of_user(
    tx: &mut Tx,
    account: AccountId,
    user: UserId,
) -> Result<Option<(Option<String>, Option<String>)>> {
    let row = sqlx::query!("select country, language from users where account_id = $1 and id = $2", account.0, user.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(row.map(|row| (row.country, row.language)))
}

/// Changes what a group sets itself if it still stands at `version`; says whether it did.
pub(crate) async fn update_group(
    permit: &mut Permit,
    group: GroupId,
    country: Option<&str>,
    language: Option<&str>,
    version: i32,
) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update groups set country = $3, language = $4, version = version + 1
         where account_id = $1 and id = $2 and version = $5",
        account.0,
        group.0,
        country,
        language,
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

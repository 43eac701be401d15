//! Who receives which mail.

use super::Tx;
use super::outbox::spoken;
use crate::Result;
use domain::language::Language;
use domain::notification::MailType;
use domain::role::Role;
use domain::{AccountId, UserId};
use uuid::Uuid;

/// Somebody who is to be told something.
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) language: Language,
    /// They can sign in: a contact cannot.
    pub(crate) can_sign_in: bool,
    pub(crate) is_holder: bool,
    pub(crate) roles: Vec<Role>,
}

/// Who receives a type of mail at this moment, or with `only` whether this user can be mailed at all: nobody who is
/// suspended, has no login or whose address mail could not be delivered to. Users come before contacts.
pub(crate) async fn recipients(
    tx: &mut Tx,
    account: AccountId,
    of_type: MailType,
    only: Option<UserId>,
) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        r#"with chosen as (
               select a.holder_user_id as id
               from accounts a
               where a.id = $1 and $3::uuid is null and not exists (
                   select from mail_subscriptions s
                   where s.account_id = a.id and s.recipient_id = a.holder_user_id and s.type_id = $2 and not s.receives)
               union
               select s.user_id from mail_subscriptions s
               where s.account_id = $1 and $3 is null and s.type_id = $2 and s.user_id is not null and s.receives
               union
               select $3 where $3 is not null
           )
           select u.id as "id!", coalesce(nullif(u.full_name, ''), nullif(u.friendly_name, ''), u.handle) as "name!",
               l.email as "email!", spoken($1, u.language, u.group_id) as language, null as country,
               true as "can_sign_in!", a.holder_user_id = u.id as "is_holder!", u.roles as "roles!"
           from chosen c
           join users u on u.account_id = $1 and u.id = c.id and u.suspended_at is null
           join logins l on l.id = u.login_id and l.email_key is distinct from u.bounced_key
           join accounts a on a.id = $1
           union all
           select c.id, c.first_name || ' ' || c.last_name, c.email, c.language, c.country, false, false, '{}'
           from mail_subscriptions s
           join contacts c on c.account_id = $1 and c.id = s.contact_id and c.email_key is distinct from c.bounced_key
           where s.account_id = $1 and s.type_id = $2 and $3 is null and s.receives
           order by 6 desc, 1"#,
        account.0,
        of_type.id(),
        only.map(|user| user.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Row {
            id: row.id,
            name: row.name,
            email: row.email,
            language: row
                .language
                .as_deref()
                .and_then(Language::of_tag)
                .or_else(|| row.country.as_deref().map(Language::of_country))
                .unwrap_or(Language::English),
            can_sign_in: row.can_sign_in,
            is_holder: row.is_holder,
            roles: row.roles.iter().filter_map(|name| name.parse().ok()).collect(),
        })
        .collect())
}

/// The language that is written to a user in.
pub(crate) async fn language_of(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Language> {
    let tag = sqlx::query_scalar!(
        "select spoken(account_id, language, group_id) from users where account_id = $1 and id = $2",
        account.0,
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(spoken(tag.flatten().as_deref()))
}

//! Who receives which mail.

use super::Tx;
use super::outbox::spoken;
use crate::Result;
use crate::access::Permit;
use domain::language::Language;
use domain::notification::{MailType, RecipientKind};
use domain::role::Role;
use domain::{AccountId, UserId};
use jiff::Timestamp;
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

/// A type of mail, as the registry has it.
pub(crate) struct Registered {
    pub(crate) of_type: MailType,
    pub(crate) label: String,
    pub(crate) contact_label: Option<String>,
}

/// The registry, in its order. What this version does not know is left out.
pub(crate) async fn registry(tx: &mut Tx) -> Result<Vec<Registered>> {
    let rows =
        sqlx::query!("select id, label, contact_label from mail_types order by place").fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let of_type = MailType::of_id(&row.id)?;
            Some(Registered { of_type, label: row.label, contact_label: row.contact_label })
        })
        .collect())
}

/// Who is switched on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// A user.
    User(UserId),
    /// A Primary Contact.
    Contact(Uuid),
}

/// Switches a recipient on for exactly these types and off for all others.
pub(crate) async fn set(permit: &mut Permit, who: Who, types: &[MailType]) -> Result<()> {
    let account = permit.account();
    let ids: Vec<String> = types.iter().map(|of_type| of_type.id().to_owned()).collect();
    let (user, contact) = match who {
        Who::User(user) => (Some(user.0), None),
        Who::Contact(contact) => (None, Some(contact)),
    };
    sqlx::query!(
        "delete from mail_subscriptions where account_id = $1 and recipient_id = coalesce($2::uuid, $3)",
        account.0,
        user,
        contact,
    )
    .execute(permit.tx().conn())
    .await?;
    // What is off is no row, but for the account holder, who receives what they did not switch off.
    sqlx::query!(
        "insert into mail_subscriptions (account_id, type_id, user_id, contact_id, receives)
         select $1, t.id, $2, $3, t.id = any ($4)
         from mail_types t join accounts a on a.id = $1
         where (t.id = any ($4)) <> (a.holder_user_id is not distinct from $2)",
        account.0,
        user,
        contact,
        &ids,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Somebody who receives some mail, or could.
pub(crate) struct Person {
    pub(crate) id: Uuid,
    pub(crate) kind: RecipientKind,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) can_sign_in: bool,
    pub(crate) suspended: bool,
    pub(crate) bounced: Option<(Timestamp, String)>,
    /// The ids of the types that they receive.
    pub(crate) mail: Vec<String>,
}

/// Everybody who receives mail of the account or could: the holder, then Authorized Logins and other users for whom
/// something is switched on, then contacts, by name.
pub(crate) async fn people(tx: &mut Tx, account: AccountId) -> Result<Vec<Person>> {
    let rows = sqlx::query!(
        r#"with shown as (
               select a.holder_user_id as id from accounts a where a.id = $1
               union
               select u.id from users u where u.account_id = $1 and (u.authorized or u.roles <> '{}')
               union
               select s.user_id from mail_subscriptions s where s.account_id = $1 and s.user_id is not null and s.receives
           ), everybody as (
               select case when a.holder_user_id = u.id then 0 else 1 end as rank, u.id,
                   coalesce(nullif(u.full_name, ''), nullif(u.friendly_name, ''), u.handle) as name, u.handle as email,
                   u.login_id is not null as can_sign_in, u.suspended_at is not null as suspended,
                   case when u.bounced_key = l.email_key then u.bounced_at end as bounced_at, u.bounce_reason
               from shown
               join users u on u.account_id = $1 and u.id = shown.id
               join accounts a on a.id = $1
               left join logins l on l.id = u.login_id
               union all
               select 2, c.id, c.first_name || ' ' || c.last_name, c.email, false, false,
                   case when c.bounced_key = c.email_key then c.bounced_at end, c.bounce_reason
               from contacts c where c.account_id = $1
           )
           select e.rank as "rank!", e.id as "id!", e.name as "name!", e.email as "email!",
               e.can_sign_in as "can_sign_in!", e.suspended as "suspended!",
               e.bounced_at as "bounced_at: jiff_sqlx::Timestamp", e.bounce_reason,
               array(
                   select t.id from mail_types t
                   left join mail_subscriptions s on s.account_id = $1 and s.recipient_id = e.id and s.type_id = t.id
                   where case when e.rank = 0 then coalesce(s.receives, true) else coalesce(s.receives, false) end
                   order by t.place) as "mail!"
           from everybody e
           order by e.rank, lower(e.name), e.id"#,
        account.0,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Person {
            id: row.id,
            kind: match row.rank {
                0 => RecipientKind::Holder,
                1 => RecipientKind::Login,
                _ => RecipientKind::Contact,
            },
            name: row.name,
            email: row.email,
            can_sign_in: row.can_sign_in,
            suspended: row.suspended,
            bounced: row.bounced_at.map(|at| (at.to_jiff(), row.bounce_reason.unwrap_or_default())),
            mail: row.mail,
        })
        .collect())
}

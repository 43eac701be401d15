//! Primary Contacts.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::contact::Contact;
use domain::{AccountId, ContactId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// A contact as it is stored.
pub(crate) struct Stored {
    pub(crate) id: ContactId,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) email: String,
    pub(crate) country: String,
    pub(crate) language: Option<String>,
    pub(crate) version: i32,
    /// Since when mail to their address cannot be delivered, and why.
    pub(crate) bounced: Option<(Timestamp, String)>,
    /// The ids of the types of mail that they receive.
    pub(crate) mail: Vec<String>,
}

impl Stored {
    /// First and last name.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// An account's contacts by name; with `only`, this one.
pub(crate) async fn list(tx: &mut Tx, account: AccountId, only: Option<ContactId>) -> Result<Vec<Stored>> {
    let rows = sqlx::query!(
        r#"select c.id, c.first_name, c.last_name, c.email, c.country, c.language, c.version,
               case when c.bounced_key = c.email_key then c.bounced_at end as "bounced_at: jiff_sqlx::Timestamp",
               c.bounce_reason,
               array(
                   select s.type_id from mail_subscriptions s join mail_types t on t.id = s.type_id
                   where s.account_id = c.account_id and s.recipient_id = c.id and s.receives
                   order by t.place) as "mail!"
           from contacts c
           where c.account_id = $1 and ($2::uuid is null or c.id = $2)
           order by lower(c.last_name), lower(c.first_name), c.id"#,
        account.0,
        only.map(|contact| contact.0),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stored {
            id: ContactId(row.id),
            first_name: row.first_name,
            last_name: row.last_name,
            email: row.email,
            country: row.country,
            language: row.language,
            version: row.version,
            bounced: row.bounced_at.map(|at| (at.to_jiff(), row.bounce_reason.unwrap_or_default())),
            mail: row.mail,
        })
        .collect())
}

/// Adds a contact, unless another one of the account has this address; says whether it was added.
pub(crate) async fn insert(permit: &mut Permit, id: ContactId, contact: &Contact) -> Result<bool> {
    let (account, now) = (permit.account(), permit.now());
    let done = sqlx::query!(
        "insert into contacts (account_id, id, first_name, last_name, email, email_key, country, language, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (account_id, email_key) do nothing",
        account.0,
        id.0,
        contact.first_name,
        contact.last_name,
        contact.email.as_str(),
        contact.email.key(),
        contact.country,
        contact.language.map(|language| language.tag()),
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a contact if it still stands at `version`; says whether it did.
pub(crate) async fn update(permit: &mut Permit, id: ContactId, contact: &Contact, version: i32) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update contacts set first_name = $3, last_name = $4, email = $5, email_key = $6, country = $7, language = $8,
             version = version + 1
         where account_id = $1 and id = $2 and version = $9",
        account.0,
        id.0,
        contact.first_name,
        contact.last_name,
        contact.email.as_str(),
        contact.email.key(),
        contact.country,
        contact.language.map(|language| language.tag()),
        version,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether another contact of the account has this address.
pub(crate) async fn is_taken(
    tx: &mut Tx,
    account: AccountId,
    email_key: &str,
    except: Option<ContactId>,
) -> Result<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (
               select from contacts where account_id = $1 and email_key = $2 and id is distinct from $3) as "taken!""#,
        account.0,
        email_key,
        except.map(|contact| contact.0),
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(taken)
}

/// Removes a contact with what they receive.
pub(crate) async fn delete(permit: &mut Permit, id: ContactId) -> Result<()> {
    let account = permit.account();
    sqlx::query!("delete from contacts where account_id = $1 and id = $2", account.0, id.0)
        .execute(permit.tx().conn())
        .await?;
    Ok(())
}

/// Forgets that mail to a contact's address could not be delivered; says whether it was so.
pub(crate) async fn forget_bounce(permit: &mut Permit, id: ContactId) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update contacts set bounced_key = null, bounced_at = null, bounce_reason = null
         where account_id = $1 and id = $2 and bounced_key is not null",
        account.0,
        id.0,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

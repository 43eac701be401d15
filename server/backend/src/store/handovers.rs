//! Accounts that are offered to another user: what is open, and what became of it.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::handover::Outcome;
use domain::{AccountId, HandoverId, LoginId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// How somebody signs in: by which login, and when its credentials last changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) login: LoginId,
    pub(crate) changed_at: Timestamp,
}

/// One of the two sides.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) user: UserId,
    /// Their name, also after they are gone.
    pub(crate) name: String,
    /// How they signed in when the account was offered.
    pub(crate) then: SignIn,
    /// How they sign in now; `None` when they do not.
    pub(crate) now: Option<SignIn>,
}

/// An offer as it is stored, with what became of its two sides.
#[derive(Debug, Clone)]
pub(crate) struct Handover {
    pub(crate) id: HandoverId,
    pub(crate) from: Side,
    pub(crate) to: Side,
    pub(crate) offered_at: Timestamp,
    pub(crate) lapses_at: Timestamp,
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) takes_effect_at: Option<Timestamp>,
    /// When it ended and how; `None` while it is open.
    pub(crate) ended: Option<(Timestamp, Outcome)>,
}

/// Which offer is looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// The open one.
    Open,
    /// The one of this id, also when it has ended.
    Id(HandoverId),
    /// The last one that has ended and that concerned this user.
    LastOf(UserId),
}

/// An offer, as [`Which`] says.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which) -> Result<Option<Handover>> {
    let (open, id, of) = match which {
        Which::Open => (true, None, None),
        Which::Id(id) => (false, Some(id.0), None),
        Which::LastOf(user) => (false, None, Some(user.0)),
    };
    let row = sqlx::query!(
        r#"select h.id, h.from_id, h.to_id, h.from_login_id, h.to_login_id, h.outcome, h.void_because,
               h.from_credentials_at as "from_credentials_at: jiff_sqlx::Timestamp",
               h.to_credentials_at as "to_credentials_at: jiff_sqlx::Timestamp",
               h.offered_at as "offered_at: jiff_sqlx::Timestamp", h.lapses_at as "lapses_at: jiff_sqlx::Timestamp",
               h.accepted_at as "accepted_at: jiff_sqlx::Timestamp", h.ended_at as "ended_at: jiff_sqlx::Timestamp",
               h.takes_effect_at as "takes_effect_at: jiff_sqlx::Timestamp",
               f.login_id as "from_login_now?", fl.credentials_changed_at as "from_changed?: jiff_sqlx::Timestamp",
               t.login_id as "to_login_now?", tl.credentials_changed_at as "to_changed?: jiff_sqlx::Timestamp",
               coalesce(nullif(f.friendly_name, ''), nullif(f.full_name, ''), f.handle) as from_name,
               coalesce(nullif(t.friendly_name, ''), nullif(t.full_name, ''), t.handle) as to_name
           from handovers h
           left join users f on f.account_id = h.account_id and f.id = h.from_id
           left join users t on t.account_id = h.account_id and t.id = h.to_id
           left join logins fl on fl.id = f.login_id
           left join logins tl on tl.id = t.login_id
           where h.account_id = $1
             and case when $2 then h.ended_at is null
                      when $3::uuid is not null then h.id = $3
                      else h.ended_at is not null and $4::uuid in (h.from_id, h.to_id) end
           order by h.ended_at desc, h.id desc limit 1"#,
        account.0,
        open,
        id,
        of,
    )
    .fetch_optional(tx.conn())
    .await?;
    let name = |name: Option<String>| name.unwrap_or_else(|| "a user who is no longer there".to_owned());
    let sign_in = |login: Option<Uuid>, changed_at: Option<jiff_sqlx::Timestamp>| {
        Some(SignIn { login: LoginId(login?), changed_at: changed_at?.to_jiff() })
    };
    Ok(row.map(|row| Handover {
        id: HandoverId(row.id),
        from: Side {
            user: UserId(row.from_id),
            name: name(row.from_name),
            then: SignIn { login: LoginId(row.from_login_id), changed_at: row.from_credentials_at.to_jiff() },
            now: sign_in(row.from_login_now, row.from_changed),
        },
        to: Side {
            user: UserId(row.to_id),
            name: name(row.to_name),
            then: SignIn { login: LoginId(row.to_login_id), changed_at: row.to_credentials_at.to_jiff() },
            now: sign_in(row.to_login_now, row.to_changed),
        },
        offered_at: row.offered_at.to_jiff(),
        lapses_at: row.lapses_at.to_jiff(),
        accepted_at: row.accepted_at.map(|at| at.to_jiff()),
        takes_effect_at: row.takes_effect_at.map(|at| at.to_jiff()),
        ended: row
            .ended_at
            .zip(row.outcome)
            .and_then(|(at, outcome)| Some((at.to_jiff(), Outcome::of_names(&outcome, row.void_because.as_deref())?))),
    }))
}

/// Every offer that concerned a user, for their own history.
pub(crate) async fn of_user(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select id from handovers where account_id = $1 and $2 in (from_id, to_id)",
        account.0,
        user.0
    );
    Ok(ids.fetch_all(tx.conn()).await?)
}

/// The accounts in which an open offer may have something waiting for it at this moment.
pub(crate) async fn to_settle(pool: &PgPool, now: Timestamp) -> Result<Vec<AccountId>> {
    let accounts =
        sqlx::query_scalar!(r#"select account as "account!" from handovers_to_settle($1) account"#, now.to_sqlx() as _);
    Ok(accounts.fetch_all(pool).await?.into_iter().map(AccountId).collect())
}

/// How a user signs in; `None` when they do not.
pub(crate) async fn sign_in(tx: &mut Tx, account: AccountId, user: UserId) -> Result<Option<SignIn>> {
    let row = sqlx::query!(
        r#"select l.id, l.credentials_changed_at as "changed_at: jiff_sqlx::Timestamp"
           from users u join logins l on l.id = u.login_id where u.account_id = $1 and u.id = $2"#,
        account.0,
        user.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| SignIn { login: LoginId(row.id), changed_at: row.changed_at.to_jiff() }))
}

/// Keeps the credentials of both sides as they are until the transaction ends. Logins belong to no account, so its lock
/// does not hold them; whoever changes them at this moment comes before, and is seen, or after.
pub(crate) async fn hold_credentials(tx: &mut Tx, handover: &Handover) -> Result<()> {
    let logins = [handover.from.then.login.0, handover.to.then.login.0];
    sqlx::query!("select id from logins where id = any($1) order by id for share", &logins)
        .fetch_all(tx.conn())
        .await?;
    Ok(())
}

/// An offer that is about to be made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewOffer {
    pub(crate) id: HandoverId,
    pub(crate) from: (UserId, SignIn),
    pub(crate) to: (UserId, SignIn),
    pub(crate) lapses_at: Timestamp,
}

/// Offers the account.
pub(crate) async fn insert(permit: &mut Permit, new: &NewOffer) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "insert into handovers (account_id, id, from_id, from_login_id, from_credentials_at, to_id, to_login_id,
             to_credentials_at, offered_at, lapses_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        account.0,
        new.id.0,
        new.from.0.0,
        new.from.1.login.0,
        new.from.1.changed_at.to_sqlx() as _,
        new.to.0.0,
        new.to.1.login.0,
        new.to.1.changed_at.to_sqlx() as _,
        now.to_sqlx() as _,
        new.lapses_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Notes that an open offer was accepted, and when the account goes over.
pub(crate) async fn accept(permit: &mut Permit, id: HandoverId, takes_effect_at: Timestamp) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update handovers set accepted_at = $3, takes_effect_at = $4
         where account_id = $1 and id = $2 and ended_at is null",
        account.0,
        id.0,
        now.to_sqlx() as _,
        takes_effect_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Ends an open offer.
pub(crate) async fn end(permit: &mut Permit, id: HandoverId, outcome: Outcome) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    let why = if let Outcome::Void(why) = outcome { Some(why.name()) } else { None };
    sqlx::query!(
        "update handovers set ended_at = $3, outcome = $4, void_because = $5
         where account_id = $1 and id = $2 and ended_at is null",
        account.0,
        id.0,
        now.to_sqlx() as _,
        outcome.name(),
        why,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

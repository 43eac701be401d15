//! Licences, and the machines that use them.

use super::Tx;
use crate::Result;
use crate::access::Permit;
use domain::licence::{LicenceKey, LicenceOrder, LicenceState, MachineId};
use domain::{AccountId, ActivationId, LicenceId, OrderId, ProductId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;

/// A licence with what its product is called.
#[derive(Debug, Clone)]
pub(crate) struct Licence {
    pub(crate) id: LicenceId,
    pub(crate) product: ProductId,
    pub(crate) sku: String,
    pub(crate) product_name: String,
    pub(crate) key: LicenceKey,
    pub(crate) seats: i32,
    /// Seats in use.
    pub(crate) used: i32,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) suspended: bool,
    pub(crate) revoked: bool,
    pub(crate) created_at: Timestamp,
}

impl Licence {
    pub(crate) fn state(&self, now: Timestamp) -> LicenceState {
        LicenceState::of(self.revoked, self.suspended, self.expires_at.is_some_and(|end| end <= now))
    }
}

struct LicenceRow {
    id: uuid::Uuid,
    product_id: uuid::Uuid,
    sku: String,
    product_name: String,
    key: String,
    seats: i32,
    used: i32,
    expires_at: Option<jiff_sqlx::Timestamp>,
    suspended: bool,
    revoked: bool,
    created_at: jiff_sqlx::Timestamp,
}

impl TryFrom<LicenceRow> for Licence {
    type Error = crate::Error;

    fn try_from(row: LicenceRow) -> Result<Self> {
        Ok(Self {
            id: LicenceId(row.id),
            product: ProductId(row.product_id),
            sku: row.sku,
            product_name: row.product_name,
            key: row.key.parse().map_err(|fault: String| crate::Error::internal("a stored licence's key", fault))?,
            seats: row.seats,
            used: row.used,
            expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
            suspended: row.suspended,
            revoked: row.revoked,
            created_at: row.created_at.to_jiff(),
        })
    }
}

/// What is listed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter<'a> {
    /// Contained in the product's name, the key or a machine, in small letters; empty for all.
    pub(crate) term: &'a str,
    pub(crate) state: Option<LicenceState>,
    pub(crate) order: LicenceOrder,
    pub(crate) after: Option<LicenceId>,
}

/// The account's licences, at most `most`.
pub(crate) async fn list(
    tx: &mut Tx,
    account: AccountId,
    filter: Filter<'_>,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Licence>> {
    let rows = sqlx::query_as!(
        LicenceRow,
        r#"with placed as (
               select l.id, l.product_id, p.sku, p.name, l.key, l.seats, l.expires_at,
                   l.suspended_at is not null as suspended, l.revoked_at is not null as revoked, l.created_at,
                   case $4
                       when 'product' then lower(p.name)
                       when 'newest' then
                           to_char(100000000000000 - (extract(epoch from l.created_at) * 1000)::bigint, 'FM000000000000000')
                       else coalesce(to_char(l.expires_at at time zone 'UTC', 'YYYYMMDDHH24MISSUS'), '~')
                   end collate "C" as place
               from licences l join products p on p.id = l.product_id
               where l.account_id = $1
           )
           select l.id as "id!", l.product_id as "product_id!", l.sku as "sku!", l.name as "product_name!", l.key as "key!",
               l.seats as "seats!", l.expires_at as "expires_at: jiff_sqlx::Timestamp", l.suspended as "suspended!",
               l.revoked as "revoked!", l.created_at as "created_at!: jiff_sqlx::Timestamp",
               (select count(*)::integer from activations a
                where a.account_id = $1 and a.licence_id = l.id and a.deactivated_at is null) as "used!"
           from placed l
           where ($2 = '' or strpos(lower(l.name), $2) > 0 or strpos(lower(l.key), $2) > 0
                  or exists (select from activations a where a.account_id = $1 and a.licence_id = l.id
                             and a.deactivated_at is null and (strpos(a.machine, $2) > 0 or strpos(lower(a.name), $2) > 0)))
             and ($3::text is null or $3 = case
                 when l.revoked then 'revoked' when l.suspended then 'suspended'
                 when l.expires_at <= $6 then 'expired' else 'active' end)
             and ($5::uuid is null or (l.place, l.id) > (select x.place, x.id from placed x where x.id = $5))
           order by l.place, l.id
           limit $7"#,
        account.0,
        filter.term,
        filter.state.map(LicenceState::name),
        filter.order.name(),
        filter.after.map(|id| id.0),
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Licence::try_from).collect()
}

/// Which licences are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which {
    /// The one of this id.
    Id(LicenceId),
    /// Those that this order made.
    OfOrder(OrderId),
}

/// The licences, as [`Which`] says, the oldest first.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, which: Which) -> Result<Vec<Licence>> {
    let (id, order) = match which {
        Which::Id(id) => (Some(id.0), None),
        Which::OfOrder(order) => (None, Some(order.0)),
    };
    let rows = sqlx::query_as!(
        LicenceRow,
        r#"select l.id, l.product_id, p.sku, p.name as product_name, l.key, l.seats,
               l.expires_at as "expires_at: jiff_sqlx::Timestamp", l.suspended_at is not null as "suspended!",
               l.revoked_at is not null as "revoked!", l.created_at as "created_at: jiff_sqlx::Timestamp",
               (select count(*)::integer from activations a
                where a.account_id = l.account_id and a.licence_id = l.id and a.deactivated_at is null) as "used!"
           from licences l join products p on p.id = l.product_id
           where l.account_id = $1 and ($2::uuid is null or l.id = $2) and ($3::uuid is null or l.order_id = $3)
           order by l.id"#,
        account.0,
        id,
        order,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Licence::try_from).collect()
}

/// The licence with this key.
pub(crate) async fn of_key(tx: &mut Tx, account: AccountId, key: &LicenceKey) -> Result<Option<LicenceId>> {
    let id = sqlx::query_scalar!("select id from licences where account_id = $1 and key = $2", account.0, key.as_str())
        .fetch_optional(tx.conn())
        .await?;
    Ok(id.map(LicenceId))
}

/// Keeps everybody else from giving or taking a seat of this licence until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, account: AccountId, id: LicenceId) -> Result<()> {
    sqlx::query!("select id from licences where account_id = $1 and id = $2 for update", account.0, id.0)
        .fetch_optional(tx.conn())
        .await?;
    Ok(())
}

/// A licence to be added.
#[derive(Debug, Clone)]
pub(crate) struct New<'a> {
    pub(crate) id: LicenceId,
    pub(crate) product: ProductId,
    pub(crate) order: Option<OrderId>,
    pub(crate) key: &'a LicenceKey,
    pub(crate) seats: i32,
    pub(crate) expires_at: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
}

/// Adds a licence.
pub(crate) async fn insert(permit: &mut Permit, new: &New<'_>) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "insert into licences (account_id, id, product_id, order_id, key, seats, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account.0,
        new.id.0,
        new.product.0,
        new.order.map(|order| order.0),
        new.key.as_str(),
        new.seats,
        new.expires_at.map(|end| end.to_sqlx()) as _,
        new.created_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Lets a licence hold until `expires_at`, which is never earlier than before.
pub(crate) async fn extend(permit: &mut Permit, id: LicenceId, expires_at: Timestamp) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "update licences set expires_at = greatest(expires_at, $3)
         where account_id = $1 and id = $2 and expires_at is not null",
        account.0,
        id.0,
        expires_at.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Notes what the operator did to a licence. What is revoked stays so.
pub(crate) async fn stop(permit: &mut Permit, id: LicenceId, suspended: bool, revoked: bool) -> Result<()> {
    let (account, now) = (permit.account(), permit.now());
    sqlx::query!(
        "update licences set suspended_at = case when $3 then coalesce(suspended_at, $5) end,
             revoked_at = case when $4 then coalesce(revoked_at, $5) else revoked_at end
         where account_id = $1 and id = $2",
        account.0,
        id.0,
        suspended,
        revoked,
        now.to_sqlx() as _,
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// A machine that uses or used a licence.
#[derive(Debug, Clone)]
pub(crate) struct Activation {
    pub(crate) id: ActivationId,
    pub(crate) licence: LicenceId,
    pub(crate) seat: i32,
    pub(crate) machine: MachineId,
    pub(crate) name: String,
    pub(crate) from: (Timestamp, Option<By>),
    pub(crate) until: Option<(Timestamp, Option<By>)>,
}

/// Who did it, while they are there.
#[derive(Debug, Clone)]
pub(crate) struct By {
    pub(crate) user: UserId,
    pub(crate) name: String,
    /// Where they stand in tree order.
    pub(crate) sort_path: String,
}

/// Which activations are looked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bound {
    /// The one of this id, also when it has ended.
    Id(ActivationId),
    /// Those of a licence that hold, by seat.
    Active(LicenceId),
    /// The same, of the seats after this one.
    ActiveAfter(LicenceId, i32),
    /// Those that ended, the last first.
    Ended(LicenceId),
}

/// Activations, as [`Bound`] says, at most `most`.
pub(crate) async fn activations(tx: &mut Tx, account: AccountId, which: Bound, most: i64) -> Result<Vec<Activation>> {
    let (id, licence, ended, after) = match which {
        Bound::Id(id) => (Some(id.0), None, None, None),
        Bound::Active(licence) => (None, Some(licence.0), Some(false), None),
        Bound::ActiveAfter(licence, seat) => (None, Some(licence.0), Some(false), Some(seat)),
        Bound::Ended(licence) => (None, Some(licence.0), Some(true), None),
    };
    let rows = sqlx::query!(
        r#"select a.id, a.licence_id, a.seat, a.machine, a.name,
               a.activated_at as "activated_at: jiff_sqlx::Timestamp",
               a.deactivated_at as "deactivated_at: jiff_sqlx::Timestamp",
               u.id as "by_id?", g.sort_path as "by_path?",
               coalesce(nullif(u.friendly_name, ''), nullif(u.full_name, ''), u.handle) as by_name,
               v.id as "ended_by_id?", h.sort_path as "ended_by_path?",
               coalesce(nullif(v.friendly_name, ''), nullif(v.full_name, ''), v.handle) as ended_by_name
           from activations a
           left join users u on u.account_id = a.account_id and u.id = a.activated_by
           left join groups g on g.account_id = u.account_id and g.id = u.group_id
           left join users v on v.account_id = a.account_id and v.id = a.deactivated_by
           left join groups h on h.account_id = v.account_id and h.id = v.group_id
           where a.account_id = $1 and ($2::uuid is null or a.id = $2) and ($3::uuid is null or a.licence_id = $3)
             and ($4::boolean is null or (a.deactivated_at is not null) = $4) and ($5::integer is null or a.seat > $5)
           order by a.deactivated_at desc nulls first, a.seat, a.id
           limit $6"#,
        account.0,
        id,
        licence,
        ended,
        after,
        most,
    )
    .fetch_all(tx.conn())
    .await?;
    let by = |id: Option<uuid::Uuid>, name: Option<String>, path: Option<String>| {
        Some(By { user: UserId(id?), name: name?, sort_path: path? })
    };
    rows.into_iter()
        .map(|row| {
            let ended_by = by(row.ended_by_id, row.ended_by_name, row.ended_by_path);
            Ok(Activation {
                id: ActivationId(row.id),
                licence: LicenceId(row.licence_id),
                seat: row.seat,
                machine: row
                    .machine
                    .parse()
                    .map_err(|fault: String| crate::Error::internal("a stored machine's id", fault))?,
                name: row.name,
                from: (row.activated_at.to_jiff(), by(row.by_id, row.by_name, row.by_path)),
                until: row.deactivated_at.map(|at| (at.to_jiff(), ended_by)),
            })
        })
        .collect()
}

/// The seat that this machine has on a licence.
pub(crate) async fn seat_of(
    tx: &mut Tx,
    account: AccountId,
    licence: LicenceId,
    machine: &MachineId,
) -> Result<Option<(ActivationId, i32)>> {
    let row = sqlx::query!(
        "select id, seat from activations
         where account_id = $1 and licence_id = $2 and machine = $3 and deactivated_at is null",
        account.0,
        licence.0,
        machine.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (ActivationId(row.id), row.seat)))
}

/// The first seat of a licence that nobody has; `None` when all are taken. The licence is locked.
pub(crate) async fn free_seat(tx: &mut Tx, account: AccountId, licence: LicenceId) -> Result<Option<i32>> {
    let seat = sqlx::query_scalar!(
        "select s.seat from licences l
         cross join lateral generate_series(1, l.seats) s(seat)
         where l.account_id = $1 and l.id = $2 and not exists (
             select from activations a where a.account_id = $1 and a.licence_id = $2 and a.seat = s.seat
               and a.deactivated_at is null)
         order by s.seat limit 1",
        account.0,
        licence.0,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(seat.flatten())
}

/// A machine to be bound to a licence.
#[derive(Debug, Clone)]
pub(crate) struct NewActivation<'a> {
    pub(crate) id: ActivationId,
    pub(crate) licence: LicenceId,
    pub(crate) seat: i32,
    pub(crate) machine: &'a MachineId,
    pub(crate) name: &'a str,
    pub(crate) by: Option<UserId>,
}

/// Gives a machine its seat.
pub(crate) async fn activate(permit: &mut Permit, new: &NewActivation<'_>, at: Timestamp) -> Result<()> {
    let account = permit.account();
    sqlx::query!(
        "insert into activations (account_id, id, licence_id, seat, machine, name, activated_at, activated_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        account.0,
        new.id.0,
        new.licence.0,
        new.seat,
        new.machine.as_str(),
        new.name,
        at.to_sqlx() as _,
        new.by.map(|user| user.0),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(())
}

/// Takes a machine's seat back; says whether it had one.
pub(crate) async fn deactivate(
    permit: &mut Permit,
    id: ActivationId,
    by: Option<UserId>,
    at: Timestamp,
) -> Result<bool> {
    let account = permit.account();
    let done = sqlx::query!(
        "update activations set deactivated_at = $3, deactivated_by = $4
         where account_id = $1 and id = $2 and deactivated_at is null",
        account.0,
        id.0,
        at.to_sqlx() as _,
        by.map(|user| user.0),
    )
    .execute(permit.tx().conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

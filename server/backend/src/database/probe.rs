//! Row-level security is the last line between two accounts, and PostgreSQL drops it without a word for superusers,
//! owners and roles with BYPASSRLS. So the server asks before it serves anybody.

use sqlx::PgPool;

use super::DatabaseError;

/// Makes sure that the role behind `pool` is bound by row-level security.
///
/// # Errors
/// [`DatabaseError::Unprotected`] with the reason when it is not.
pub async fn probe(pool: &PgPool) -> Result<(), DatabaseError> {
    let (role, superuser, bypasses, owns): (String, bool, bool, bool) = sqlx::query_as(
        "select r.rolname::text, r.rolsuper, r.rolbypassrls,
                exists (select from pg_class c where c.relowner = r.oid and c.relkind in ('r', 'p'))
         from pg_roles r where r.rolname = current_user",
    )
    .fetch_one(pool)
    .await
    .map_err(DatabaseError::Check)?;
    let refuse = |why| Err(DatabaseError::Unprotected { role: role.clone(), why });
    if superuser {
        return refuse("is a superuser");
    }
    if bypasses {
        return refuse("has BYPASSRLS");
    }
    if owns {
        return refuse("owns tables");
    }
    // The table holds one row, which belongs to no account.
    let seen: i64 = sqlx::query_scalar("select count(*) from security_probe").fetch_one(pool).await.map_err(
        |error| match &error {
            sqlx::Error::Database(database) if database.code().is_some_and(|code| code == "42P01") => {
                DatabaseError::NotReady(super::NotReady::Outdated)
            }
            _ => DatabaseError::Check(error),
        },
    )?;
    if seen != 0 { refuse("sees a row of security_probe that is not its own") } else { Ok(()) }
}

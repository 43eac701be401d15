//! The audit log: one row for every change, and nothing in it that should not be.

use crate::support::{PASSWORD, World};
use backend::import::{Source, import};
use backend::service;
use domain::group::GroupForm;
use domain::profile::{CompanyForm, ContactForm};
use serde_json::Value;

/// Action, what it was done to, and the values before and after.
type Row = (String, String, Value, Value);

async fn written(world: &World) -> Vec<Row> {
    sqlx::query_as(
        "select l.action, l.target_kind, v.value -> 'before', v.value -> 'after'
         from audit_log l join audit_values v on v.account_id = l.account_id and v.entry_id = l.id and v.part = 'change'
         order by l.at, l.id",
    )
    .fetch_all(world.owner())
    .await
    .unwrap()
}

#[tokio::test]
async fn every_change_leaves_one_row_that_says_what_changed() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let (portico, caller) = (&world.portico, &account.caller);
    let user = world.user(&account, account.root, "bo@acme.example").await;
    let mut seen = 1;
    let mut one_more = async |action: &str, kind: &str, differs: &[&str]| {
        let rows = written(&world).await;
        seen += 1;
        assert_eq!(rows.len(), seen, "{action}");
        let (name, target, before, after) = rows.last().unwrap();
        assert_eq!((name.as_str(), target.as_str()), (action, kind));
        for key in differs {
            assert_ne!(before.get(key), after.get(key), "{action}: {key} in {before} and {after}");
        }
        // Time goes on, so that the rows are in order.
        world.portico.clock.advance(jiff::SignedDuration::from_millis(2));
    };

    let form = |name: &str| GroupForm { name: name.into(), description: name.into(), billing_code: name.into() };
    let root = account.root.to_string();
    world.portico.clock.advance(jiff::SignedDuration::from_millis(2));
    let sales = service::group::add(portico, caller, "acme", &root, &form("Sales")).await.unwrap();
    one_more("group.added", "group", &["name", "parent", "description", "billing_code"]).await;
    let north = service::group::add(portico, caller, "acme", &root, &form("North")).await.unwrap().to_string();
    one_more("group.added", "group", &["name"]).await;
    service::group::edit(portico, caller, "acme", &north, &form("South"), 1).await.unwrap();
    one_more("group.edited", "group", &["name", "description", "billing_code"]).await;
    service::group::relocate(portico, caller, "acme", &north, &sales.to_string()).await.unwrap();
    one_more("group.moved", "group", &["parent"]).await;
    service::user::relocate(portico, caller, "acme", &user.to_string(), &sales.to_string()).await.unwrap();
    one_more("user.moved", "user", &["group"]).await;
    service::group::delete(portico, caller, "acme", &north).await.unwrap();
    one_more("group.deleted", "group", &["name", "parent"]).await;
    let contact = ContactForm {
        full_name: "Hilma H".into(),
        phone: "+46 31 707 22 10".into(),
        version: 1,
        ..ContactForm::default()
    };
    service::profile::edit_contact(portico, caller, "acme", &contact).await.unwrap();
    one_more("profile.edited", "user", &["full_name", "phone"]).await;
    let company = CompanyForm { company: "Acme AB".into(), country: "SE".into(), version: 1, ..CompanyForm::default() };
    service::profile::edit_company(portico, caller, "acme", &company).await.unwrap();
    one_more("company.edited", "account", &["company", "country"]).await;
    let groups = Source::new("groups.csv", &b"path,description\nacme/East,\n"[..]);
    let users = Source::new("users.csv", &b"email,group,administers\nmia@acme.example,acme/East,\n"[..]);
    import(portico, "acme", groups, users, &mut |_| {}).await.unwrap();
    one_more("organization.imported", "account", &["groups", "users"]).await;

    // What is refused leaves nothing.
    assert!(service::group::add(portico, caller, "acme", &root, &form("Sales")).await.is_err());
    assert!(service::group::delete(portico, caller, "acme", &root).await.is_err());
    assert!(service::user::relocate(portico, caller, "acme", &user.to_string(), &sales.to_string()).await.is_err());
    let rows = written(&world).await;
    assert_eq!(rows.len(), seen);
    assert_eq!(rows.iter().filter(|(action, ..)| action == "account.created").count(), 1);
    let (users, operators): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where actor_kind = 'user' and actor_id = $1),
             count(*) filter (where actor_kind = 'operator' and actor_id is null) from audit_log",
    )
    .bind(account.holder.0)
    .fetch_one(world.owner())
    .await
    .unwrap();
    assert_eq!((users, operators), (i64::try_from(seen).unwrap() - 2, 2));

    let all: String = sqlx::query_scalar(
        "select (select string_agg(a::text, ' ') from audit_log a) || (select string_agg(v::text, ' ') from audit_values v)",
    )
    .fetch_one(world.owner())
    .await
    .unwrap();
    for secret in [PASSWORD, "argon2", &caller.session.as_ref().unwrap().secret()] {
        assert!(!all.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn the_log_is_written_and_never_rewritten() {
    let world = World::new().await;
    let account = world.account("acme").await;
    for sql in ["update audit_log set action = 'nothing'", "delete from audit_log", "truncate audit_log"] {
        let mut tx = world.app().begin().await.unwrap();
        sqlx::query("select set_config('portico.account_id', $1, true)")
            .bind(account.id.to_string())
            .execute(&mut *tx)
            .await
            .unwrap();
        let refused = sqlx::query(sql).execute(&mut *tx).await.unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501", "{sql}");
    }
    assert_eq!(written(&world).await.len(), 1);
}

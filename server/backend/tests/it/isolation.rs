//! Nothing crosses accounts: not through a use-case, and not past row-level security.

use crate::support::{Account, On, World, problem};
use backend::access::Scope;
use backend::service;
use domain::access::Level;
use domain::group::GroupForm;
use domain::profile::{CompanyForm, ContactForm};
use domain::tree::TreeView;
use domain::{GroupId, Problem, UserId};
use std::collections::BTreeSet;

/// What is in each of the two accounts.
struct Inside {
    account: Account,
    group: GroupId,
    other: GroupId,
    user: UserId,
}

async fn inside(world: &World, slug: &str) -> Inside {
    let account = world.account(slug).await;
    let group = world.group(&account, account.root, "Sales").await;
    let other = world.group(&account, account.root, "Finance").await;
    let user = world.user(&account, group, "bo@company.example").await;
    world.grant(&account, user, Level::Administrator, On::Group(group)).await;
    Inside { account, group, other, user }
}

/// Naming a place that is not there, in a form.
fn is_no_place(problem: &Problem) -> bool {
    problem.field_errors().iter().any(|fault| fault.field == "to" && fault.message.contains("from the list"))
}

#[tokio::test]
async fn ids_of_another_account_are_ids_of_nothing() {
    let world = World::new().await;
    let (mine, theirs) = (inside(&world, "mine").await, inside(&world, "theirs").await);
    let before = world.everything().await;
    let (portico, caller, slug) = (&world.portico, &mine.account.caller, "mine");
    let (group, user, root) = (theirs.group.to_string(), theirs.user.to_string(), theirs.account.root.to_string());
    let form = GroupForm { name: "New".into(), ..GroupForm::default() };
    let scope = async || Scope::open(portico, caller, slug).await.unwrap();
    let view =
        |within: &str, reveal: &str| TreeView { within: within.into(), reveal: reveal.into(), ..TreeView::default() };

    let answers = [
        problem(service::group::view(&mut scope().await, &group).await),
        problem(service::group::view(&mut scope().await, &root).await),
        problem(service::group::add(portico, caller, slug, &group, &form).await),
        problem(service::group::edit(portico, caller, slug, &group, &form, 1).await),
        problem(service::group::delete(portico, caller, slug, &theirs.other.to_string()).await),
        problem(service::group::plan_move(&mut scope().await, &group, "", "").await),
        problem(service::group::relocate(portico, caller, slug, &group, &mine.other.to_string()).await),
        problem(service::user::view(&mut scope().await, &user).await),
        problem(service::user::plan_move(&mut scope().await, &user, "", "").await),
        problem(service::user::relocate(portico, caller, slug, &user, &mine.other.to_string()).await),
        problem(service::tree::show(&mut scope().await, &view(&group, "")).await),
    ];
    assert!(answers.iter().all(|answer| *answer == Problem::NotFound), "{answers:?}");
    let (own_group, own_user) = (mine.group.to_string(), mine.user.to_string());
    let places = [
        problem(service::group::plan_move(&mut scope().await, &own_group, &group, "").await),
        problem(service::group::relocate(portico, caller, slug, &own_group, &group).await),
        problem(service::user::plan_move(&mut scope().await, &own_user, &group, "").await),
        problem(service::user::relocate(portico, caller, slug, &own_user, &group).await),
    ];
    assert!(places.iter().all(is_no_place), "{places:?}");
    let nul = service::group::plan_move(&mut scope().await, &own_group, "", "a\0").await.unwrap();
    assert_eq!(nul.destinations, []);
    let revealed = service::tree::show(&mut scope().await, &view("", &user)).await.unwrap();
    assert_eq!(revealed, service::tree::show(&mut scope().await, &TreeView::default()).await.unwrap());
    let found =
        service::tree::show(&mut scope().await, &TreeView { q: "company.example".into(), ..TreeView::default() })
            .await
            .unwrap();
    assert_eq!(found.list.unwrap().found, Some(1), "one of the two");
    assert_eq!(world.everything().await, before);
}

#[tokio::test]
async fn another_account_is_no_account() {
    let world = World::new().await;
    let (mine, theirs) = (inside(&world, "mine").await, inside(&world, "theirs").await);
    let before = world.everything().await;
    let (portico, caller, slug) = (&world.portico, &mine.account.caller, "theirs");
    let (group, user) = (theirs.group.to_string(), theirs.user.to_string());
    let form = GroupForm { name: "New".into(), ..GroupForm::default() };
    let contact = ContactForm { full_name: "Me".into(), version: 1, ..ContactForm::default() };
    let answers = [
        problem(Scope::open(portico, caller, slug).await),
        problem(Scope::open_to_change(portico, caller, slug).await),
        problem(service::group::add(portico, caller, slug, &group, &form).await),
        problem(service::group::edit(portico, caller, slug, &group, &form, 1).await),
        problem(service::group::delete(portico, caller, slug, &theirs.other.to_string()).await),
        problem(service::group::relocate(portico, caller, slug, &group, &theirs.other.to_string()).await),
        problem(service::user::relocate(portico, caller, slug, &user, &theirs.other.to_string()).await),
        problem(service::profile::edit_contact(portico, caller, slug, &contact).await),
        problem(service::profile::edit_company(portico, caller, slug, &CompanyForm::default()).await),
        problem(Scope::open(portico, caller, "no-such-account").await),
        problem(Scope::open(portico, caller, "mine\0").await),
        problem(Scope::open(portico, caller, "").await),
        problem(Scope::open_as_operator(portico, "mine\0").await),
    ];
    assert!(answers.iter().all(|answer| *answer == Problem::NotFound), "{answers:?}");
    assert_eq!(world.everything().await, before);
}

/// Tables with an account in front of their key, by the catalogue.
async fn account_tables(world: &World) -> BTreeSet<String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c
         join pg_index i on i.indrelid = c.oid and i.indisprimary
         join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
         where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'account_id'",
    )
    .fetch_all(world.owner())
    .await
    .unwrap()
    .into_iter()
    .collect()
}

/// A row in each table that an account begins without.
async fn fill(world: &World, account: &Inside) {
    for sql in [
        "insert into deputies select $1, gen_random_uuid(), $3, $2, now(), now() + interval '1 day', now()",
        "insert into moves (account_id, id, at, actor_id, user_id, from_id, to_id)
         select $1, gen_random_uuid(), now(), $3, $2, $4, $4",
        "insert into handovers (account_id, id, from_id, from_login_id, from_credentials_at, to_id, to_login_id,
             to_credentials_at, offered_at, lapses_at)
         select $1, gen_random_uuid(), $3, $3, now(), $2, $2, now(), now(), now() where $4::uuid is not null",
        "insert into invitations (account_id, id, user_id, email, invited_by, token_hash, created_at, expires_at)
         select $1, gen_random_uuid(), $2, 'bo@company.example', $3, sha256($1::text::bytea), now(), now()
         where $4::uuid is not null",
        "insert into audit_chain select $1, 1, (select id from audit_log where account_id = $1 limit 1), now(), sha256('')
         where num_nonnulls($2, $3, $4) = 3",
        "insert into products (id, sku, name, kind, seats, created_at)
         select gen_random_uuid(), 'ROUTES', 'Routes', 'licence', 1, now() where num_nonnulls($1, $2, $3, $4) = 4
         on conflict do nothing",
        "insert into licences (account_id, id, product_id, key, seats, created_at)
         select $1, gen_random_uuid(), p.id, $1::text, 5, now() from products p where num_nonnulls($2, $3, $4) = 3",
        "insert into activations (account_id, id, licence_id, seat, machine, activated_at)
         select $1, gen_random_uuid(), l.id, 1, 'gate-1', now() from licences l
         where l.account_id = $1 and num_nonnulls($2, $3, $4) = 3",
        "insert into credit_limits (account_id, currency, amount, set_at)
         select $1, 'EUR', 1, now() where num_nonnulls($2, $3, $4) = 3",
        "insert into orders (account_id, id, number, attempt, kind, state, product_id, quantity, currency, unit_net,
             net, tax, total, placed_at)
         select $1, gen_random_uuid(), 1, gen_random_uuid(), 'purchase', 'placed', p.id, 1, 'EUR', 1, 1, 0, 1, now()
         from products p where num_nonnulls($2, $3, $4) = 3",
        "insert into contacts (account_id, id, first_name, last_name, email, email_key, country, created_at)
         select $1, $1, 'A', 'B', 'a@b.example', 'a@b.example', 'SE', now() where num_nonnulls($2, $3, $4) = 3",
        "insert into mail_subscriptions (account_id, type_id, user_id, receives)
         select $1, 'invoice_created', $2, true where num_nonnulls($3, $4) = 2",
        "insert into issuers (id, slug, name, country, created_at)
         select $1, 'x' || substr($1::text, 1, 8) || right($1::text, 8), 'x', 'SE', now() where num_nonnulls($2, $3, $4) = 3",
        "insert into invoices (account_id, id, kind, state, issuer_id, number, currency, seller, buyer, issued_at, issued_on,
             due_on, net_minor, tax_minor, total_minor, due_minor)
         select $1, $1, 'invoice', 'open', $1, '1', 'SEK', '{}', '{}', now(), now(), now(), 1, 0, 1, 1
         where num_nonnulls($2, $3, $4) = 3",
        "insert into invoice_lines (account_id, invoice_id, position, description, quantity, unit_price_minor, net_minor,
             tax_basis_points, tax_name)
         select $1, $1, 1, 'x', 1, 1, 1, 0, 'x' where num_nonnulls($2, $3, $4) = 3",
        "insert into invoice_payments (account_id, id, invoice_id, amount_minor, source_kind, source_ref, at)
         select $1, $1, $1, 1, 'x', 'x', now() where num_nonnulls($2, $3, $4) = 3",
        "insert into invoice_drafts (account_id, id, issuer_id, form, currency, total_minor, changed_at)
         select $1, $1, $1, '{}', 'SEK', 1, now() where num_nonnulls($2, $3, $4) = 3",
        "insert into numbers (account_id, id, number, added_at)
         select $1, $1, '+46850501' || lpad(count(*)::text, 3, '0'), now() from numbers
         having num_nonnulls($2, $3, $4) = 3",
        "insert into deleted_users (account_id, id, name, handle, path, deleted_at, deleted_by)
         select $1, $1, 'x', 'x', array[$4::uuid], now(), $3 where $2::uuid is not null",
        "insert into payments (account_id, id, invoice_id, form_key, provider, amount, currency, state, payer_id,
             payer_name, created_at)
         select $1, $1, $1, $1, 'sandbox', 1, 'SEK', 'created', $2, 'x', now() where num_nonnulls($3, $4) = 2",
        "insert into api_keys (account_id, id, name, scopes, token_hash, made_by, created_at, expires_at)
         select $1, $1, 'x', '{account:read}', sha256($1::text::bytea), $3, now(), now() where num_nonnulls($2, $4) = 2",
        "insert into idempotent_requests (account_id, key_id, claim, request_hash, target_id, created_at)
         select $1, $1, 'x', sha256(''), $1, now() where num_nonnulls($2, $3, $4) = 3",
        "insert into webhook_endpoints (account_id, id, url, events, made_by, created_at)
         select $1, $1, 'https://books.example/', '{company.edited}', $3, now() where num_nonnulls($2, $4) = 2",
        "insert into webhook_deliveries (account_id, endpoint_id, message_id, event, target_kind, target_id, at,
             next_attempt_at)
         select $1, $1, $1, 'company.edited', 'account', $1, now(), now() where num_nonnulls($2, $3, $4) = 3",
    ] {
        sqlx::query(sql)
            .bind(account.account.id.0)
            .bind(account.user.0)
            .bind(account.account.holder.0)
            .bind(account.group.0)
            .execute(world.owner())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn row_level_security_shows_the_open_account_only() {
    let world = World::new().await;
    let (mine, theirs) = (inside(&world, "mine").await, inside(&world, "theirs").await);
    let mut tables = account_tables(&world).await;
    assert!(tables.len() >= 11, "{tables:?}");
    tables.remove("security_probe");
    for account in [&mine, &theirs] {
        fill(&world, account).await;
    }
    for open in [None, Some(mine.account.id), Some(theirs.account.id)] {
        let mut tx = world.app().begin().await.unwrap();
        let id = open.map(|id| id.to_string()).unwrap_or_default();
        sqlx::query("select set_config('portico.account_id', $1, true)").bind(&id).execute(&mut *tx).await.unwrap();
        for (table, key) in tables.iter().map(|table| (table.as_str(), "account_id")).chain([("accounts", "id")]) {
            let sql = format!("select count(*), count(*) filter (where {key}::text = $1) from {table}");
            let (all, own): (i64, i64) =
                sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(&id).fetch_one(&mut *tx).await.unwrap();
            assert_eq!((all, all > 0), (own, open.is_some()), "{table} with {open:?} open");
        }
    }
}

#[tokio::test]
async fn row_level_security_refuses_rows_of_another_account() {
    let world = World::new().await;
    let (mine, theirs) = (inside(&world, "mine").await, inside(&world, "theirs").await);
    let statements = [
        "insert into groups (account_id, id, parent_id, name, name_key, sort_path, path, created_at)
         values ($1, gen_random_uuid(), $2, 'x', 'x', 'x', '{}', now())",
        "insert into users (account_id, id, group_id, kind, handle, handle_key, created_at)
         values ($1, gen_random_uuid(), $2, 'system', 'x', 'x', now())",
        "insert into group_paths (account_id, ancestor_id, descendant_id, distance) values ($1, $2, $2, 5)",
        "insert into audit_log (account_id, id, at, actor_kind, action, target_kind, target_id, change_commitment,
             origin_commitment, mac)
         values ($1, gen_random_uuid(), now(), 'operator', 'x', 'x', $2, sha256(''), sha256(''), sha256(''))",
        "insert into accounts (id, slug, name, root_group_id, holder_user_id, created_at)
         values ($1, 'third', 'x', $2, $2, now())",
        "update groups set account_id = $1 where account_id <> $1 and $2::uuid is not null",
        "update users set account_id = $1 where account_id <> $1 and $2::uuid is not null",
        "update grants set account_id = $1 where account_id <> $1 and $2::uuid is not null",
    ];
    for open in ["", &mine.account.id.to_string()] {
        for sql in statements {
            let mut tx = world.app().begin().await.unwrap();
            sqlx::query("select set_config('portico.account_id', $1, true)")
                .bind(open)
                .execute(&mut *tx)
                .await
                .unwrap();
            let done = sqlx::query(sql).bind(theirs.account.id.0).bind(theirs.group.0).execute(&mut *tx).await;
            match done {
                Err(refused) => assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501", "{sql}"),
                // With no account open there is no row to be changed.
                Ok(done) => assert!(open.is_empty() && sql.starts_with("update") && done.rows_affected() == 0, "{sql}"),
            }
        }
    }
    // And no key points across, whoever writes.
    let crossing = sqlx::query("update users set group_id = $2 where account_id = $1")
        .bind(mine.account.id.0)
        .bind(theirs.group.0)
        .execute(world.owner())
        .await
        .unwrap_err();
    assert_eq!(crossing.as_database_error().unwrap().constraint(), Some("users_group"));
}

#[tokio::test]
async fn the_search_answers_about_the_open_account_only() {
    let world = World::new().await;
    let (mine, theirs) = (inside(&world, "mine").await, inside(&world, "theirs").await);
    for open in ["", &mine.account.id.to_string()] {
        let mut tx = world.app().begin().await.unwrap();
        sqlx::query("select set_config('portico.account_id', $1, true)").bind(open).execute(&mut *tx).await.unwrap();
        let refused = sqlx::query("select * from search_users($1, null, '{}', 'bo@', null, 10)")
            .bind(theirs.account.id.0)
            .fetch_all(&mut *tx)
            .await
            .unwrap_err();
        assert_eq!(refused.as_database_error().unwrap().code().unwrap(), "42501");
    }
}

#[tokio::test]
async fn the_schema_keeps_its_word_about_global_tables() {
    let world = World::new().await;
    let migrations = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).expect("the migrations");
    let listed: BTreeSet<String> = migrations
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .filter(|migration| migration.contains("belong to no account:"))
        .flat_map(|migration| {
            let listed = migration.split("belong to no account:").nth(1).unwrap().split('.').next().unwrap();
            listed.replace("--", "").split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()
        })
        .collect();
    let all: BTreeSet<String> = sqlx::query_scalar::<_, String>(
        "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    )
    .fetch_all(world.owner())
    .await
    .unwrap()
    .into_iter()
    .filter(|name| name != "_sqlx_migrations" && name != "accounts")
    .collect();
    let mut of_accounts = account_tables(&world).await;
    // It has the shape of an account's table, and holds a row of none.
    of_accounts.remove("security_probe");
    assert_eq!(all.difference(&of_accounts).cloned().collect::<BTreeSet<_>>(), listed);

    let bare: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
           and (c.relname = 'accounts' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id'))
           and not (c.relrowsecurity and 1 = (select count(*) from pg_policy p where p.polrelid = c.oid
               and p.polname = 'own_account' and p.polcmd = '*' and p.polpermissive))",
    )
    .fetch_all(world.owner())
    .await
    .unwrap();
    assert_eq!(bare, Vec::<String>::new(), "tables of accounts without their policy");

    let crossing: Vec<String> = sqlx::query_scalar(
        "select conname::text from pg_constraint k
         where contype = 'f' and connamespace = 'public'::regnamespace
           and exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'account_id')
           and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'account_id')
           and not exists (
               select from unnest(k.conkey, k.confkey) n(ours, theirs)
               join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.ours and a.attname = 'account_id'
               join pg_attribute b on b.attrelid = k.confrelid and b.attnum = n.theirs and b.attname = 'account_id')",
    )
    .fetch_all(world.owner())
    .await
    .unwrap();
    assert_eq!(crossing, Vec::<String>::new(), "foreign keys that do not carry the account");
}

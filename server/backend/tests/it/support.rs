//! A world for one test: a database of its own, a clock that stands still, accounts with groups, users and sessions.

use backend::access::{Caller, Scope};
use backend::audit::AuditKey;
use backend::clock::{Clock, Entropy};
use backend::database::testing::TestDatabase;
use backend::mail::Mailer;
use backend::mail::testing::{MailServer, Received};
use backend::portico::Policy;
use backend::service::{self, account::NewAccount};
use backend::token::Token;
use backend::{Error, Portico};
use domain::access::Level;
use domain::group::GroupForm;
use domain::{AccountId, GroupId, LoginId, Problem, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx as _;
use sqlx::PgPool;
use uuid::Uuid;

/// A password that is long enough.
pub const PASSWORD: &str = "a long enough password";

/// When every test begins.
pub const NOON: &str = "2026-11-21T12:00:00Z";

/// One test's world.
pub struct World {
    pub portico: Portico,
    database: TestDatabase,
}

/// An account with its root and its holder.
#[derive(Clone)]
pub struct Account {
    pub slug: String,
    pub id: AccountId,
    pub root: GroupId,
    pub holder: UserId,
    /// The holder, signed in.
    pub caller: Caller,
}

/// A user who is signed in.
#[derive(Clone)]
pub struct Person {
    pub id: UserId,
    pub caller: Caller,
}

/// What a grant is on.
#[derive(Clone, Copy)]
pub enum On {
    Group(GroupId),
    User(UserId),
}

impl World {
    pub async fn new() -> Self {
        let database = TestDatabase::new().await;
        let portico = Portico::new(database.pool.clone(), AuditKey::new([7; 32]), Policy::default())
            .unwrap()
            .with(Clock::fixed(NOON.parse().unwrap()), Entropy::seeded(7));
        Self { portico, database }
    }

    /// Another process on the same database, which knows nothing of what this one remembers.
    pub fn another_process(&self) -> Portico {
        Portico::new(self.app().clone(), AuditKey::new([7; 32]), Policy::default())
            .unwrap()
            .with(Clock::fixed(NOON.parse().unwrap()), Entropy::seeded(8))
    }

    /// Connections as the superuser, who sees behind row-level security.
    pub fn owner(&self) -> &PgPool {
        &self.database.owner_pool
    }

    /// Connections as `portico_app`.
    pub fn app(&self) -> &PgPool {
        &self.database.pool
    }

    /// Makes an account whose root is called like it; its holder is `holder@<slug>.example`.
    pub async fn account(&self, slug: &str) -> Account {
        let new = NewAccount {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            holder_email: format!("holder@{slug}.example"),
            holder_name: "Hilma Holder".to_owned(),
            password: PASSWORD.to_owned(),
        };
        let made = service::account::create(&self.portico, &new).await.unwrap();
        let login: Uuid = sqlx::query_scalar("select login_id from users where id = $1")
            .bind(made.holder.0)
            .fetch_one(self.owner())
            .await
            .unwrap();
        let caller = self.session(LoginId(login)).await;
        Account { slug: slug.to_owned(), id: made.account, root: made.root, holder: made.holder, caller }
    }

    /// Adds a group, as the holder.
    pub async fn group(&self, account: &Account, parent: GroupId, name: &str) -> GroupId {
        let form = GroupForm { name: name.to_owned(), ..GroupForm::default() };
        service::group::add(&self.portico, &account.caller, &account.slug, &parent.to_string(), &form).await.unwrap()
    }

    /// Adds a user who cannot sign in.
    pub async fn user(&self, account: &Account, group: GroupId, handle: &str) -> UserId {
        self.users(account, group, &[handle.to_owned()]).await[0]
    }

    /// Adds users who cannot sign in; what holds no `@` is a system user.
    pub async fn users(&self, account: &Account, group: GroupId, handles: &[String]) -> Vec<UserId> {
        let ids: Vec<Uuid> = handles.iter().map(|_| self.id()).collect();
        sqlx::query(
            "insert into users (account_id, id, group_id, kind, handle, handle_key, created_at)
             select $1, n.id, $3, case when n.handle like '%@%' then 'person' else 'system' end, n.handle, lower(n.handle), $5
             from unnest($2::uuid[], $4::text[]) n(id, handle)",
        )
        .bind(account.id.0)
        .bind(&ids)
        .bind(group.0)
        .bind(handles)
        .bind(self.portico.clock.now().to_sqlx())
        .execute(self.owner())
        .await
        .unwrap();
        sqlx::query(
            "update groups g set direct_users = direct_users + case when g.id = $2 then $3 else 0 end,
                 subtree_users = subtree_users + $3
             from group_paths p where p.account_id = $1 and p.descendant_id = $2 and g.account_id = $1 and g.id = p.ancestor_id",
        )
        .bind(account.id.0)
        .bind(group.0)
        .bind(i32::try_from(handles.len()).unwrap())
        .execute(self.owner())
        .await
        .unwrap();
        ids.into_iter().map(UserId).collect()
    }

    /// Adds a user who is signed in, and has no password.
    pub async fn person(&self, account: &Account, group: GroupId, email: &str) -> Person {
        let id = self.user(account, group, email).await;
        let login = LoginId(self.id());
        sqlx::query(
            "insert into logins (id, email, email_key, credentials_changed_at, created_at) values ($1, $2, $2, $3, $3)",
        )
        .bind(login.0)
        .bind(email)
        .bind(self.portico.clock.now().to_sqlx())
        .execute(self.owner())
        .await
        .unwrap();
        sqlx::query("update users set login_id = $2 where id = $1")
            .bind(id.0)
            .bind(login.0)
            .execute(self.owner())
            .await
            .unwrap();
        Person { id, caller: self.session(login).await }
    }

    /// Adds a user who is signed in and whose login was made in the account.
    pub async fn managed(&self, account: &Account, group: GroupId, email: &str) -> Person {
        let person = self.person(account, group, email).await;
        sqlx::query("update logins set made_in = $2 where email_key = $1")
            .bind(email)
            .bind(account.id.0)
            .execute(self.owner())
            .await
            .unwrap();
        person
    }

    /// Adds a user who is signed in and holds a grant.
    pub async fn delegate(&self, account: &Account, home: GroupId, email: &str, level: Level, on: On) -> Person {
        let person = self.person(account, home, email).await;
        self.grant(account, person.id, level, on).await;
        person
    }

    /// Gives a grant, by the operator.
    pub async fn grant(&self, account: &Account, user: UserId, level: Level, on: On) {
        let (group, target) = match on {
            On::Group(group) => (Some(group.0), None),
            On::User(user) => (None, Some(user.0)),
        };
        sqlx::query(
            "insert into grants (account_id, id, user_id, group_id, target_user_id, level, created_at)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(account.id.0)
        .bind(self.id())
        .bind(user.0)
        .bind(group)
        .bind(target)
        .bind(if level == Level::Viewer { "viewer" } else { "administrator" })
        .bind(self.portico.clock.now().to_sqlx())
        .execute(self.owner())
        .await
        .unwrap();
    }

    /// Signs a login in without a password.
    pub async fn session(&self, login: LoginId) -> Caller {
        let token = Token::generate(&self.portico.entropy).unwrap();
        let now = self.portico.clock.now();
        sqlx::query(
            "insert into sessions (token_hash, login_id, created_at, last_seen_at, expires_at, confirmed_at)
             values ($1, $2, $3, $3, $4, $3)",
        )
        .bind(token.hash())
        .bind(login.0)
        .bind(now.to_sqlx())
        .bind(now.saturating_add(self.portico.policy.absolute).unwrap().to_sqlx())
        .execute(self.owner())
        .await
        .unwrap();
        Caller { session: Some(token), ..Caller::default() }
    }

    /// Opens an account for reading.
    pub async fn scope(&self, caller: &Caller, account: &Account) -> Scope {
        Scope::open(&self.portico, caller, &account.slug).await.unwrap()
    }

    /// One number from the database, seen by the superuser.
    pub async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.owner()).await.unwrap()
    }

    /// Everything in the account's tables and the logins, as one text: equal texts, nothing changed.
    pub async fn everything(&self) -> String {
        let mut all = String::new();
        for sql in [
            "select string_agg(t::text, E'\\n' order by t::text) from accounts t",
            "select string_agg(t::text, E'\\n' order by t::text) from groups t",
            "select string_agg(t::text, E'\\n' order by t::text) from group_paths t",
            "select string_agg(t::text, E'\\n' order by t::text) from users t",
            "select string_agg(t::text, E'\\n' order by t::text) from deleted_users t",
            "select string_agg(t::text, E'\\n' order by t::text) from grants t",
            "select string_agg(t::text, E'\\n' order by t::text) from deputies t",
            "select string_agg(t::text, E'\\n' order by t::text) from moves t",
            "select string_agg(t::text, E'\\n' order by t::text) from handovers t",
            "select string_agg(t::text, E'\\n' order by t::text) from orders t",
            "select string_agg(t::text, E'\\n' order by t::text) from licences t",
            "select string_agg(t::text, E'\\n' order by t::text) from activations t",
            "select string_agg(t::text, E'\\n' order by t::text) from invoices t",
            "select string_agg(t::text, E'\\n' order by t::text) from invoice_payments t",
            "select string_agg(t::text, E'\\n' order by t::text) from invoice_drafts t",
            "select string_agg(t::text, E'\\n' order by t::text) from audit_log t",
            "select string_agg(t::text, E'\\n' order by t::text) from audit_values t",
            "select string_agg(t::text, E'\\n' order by t::text) from logins t",
        ] {
            let rows: Option<String> = sqlx::query_scalar(sql).fetch_one(self.owner()).await.unwrap();
            all.push_str(&rows.unwrap_or_default());
            all.push('\n');
        }
        all
    }

    /// Counters, closure, paths and sort paths of every group are what its parent pointers say.
    pub async fn assert_tree_is_sound(&self) {
        let wrong: Vec<String> = sqlx::query_scalar(
            "with recursive walk as (
                 select account_id, id, id as ancestor, 0 as distance, parent_id as up from groups
                 union all
                 select w.account_id, w.id, g.id, w.distance + 1, g.parent_id
                 from walk w join groups g on g.account_id = w.account_id and g.id = w.up
             ), place as (
                 select account_id, id, group_segment(name_key, id) as sort_path from groups where parent_id is null
                 union all
                 select g.account_id, g.id, p.sort_path || group_segment(g.name_key, g.id)
                 from place p join groups g on g.account_id = p.account_id and g.parent_id = p.id
             )
             select 'path missing or wrong: ' || w.id from walk w
             left join group_paths p on p.account_id = w.account_id and p.ancestor_id = w.ancestor and p.descendant_id = w.id
             where p.distance is distinct from w.distance
             union all
             select 'path too much: ' || p.descendant_id from group_paths p
             left join walk w on p.account_id = w.account_id and p.ancestor_id = w.ancestor and p.descendant_id = w.id
             where w.id is null
             union all
             select 'sort path: ' || g.name from groups g left join place p on p.account_id = g.account_id and p.id = g.id
             where p.sort_path is distinct from g.sort_path
             union all
             select 'path: ' || g.name from groups g
             where g.path <> (select array_agg(w.ancestor order by w.distance desc) from walk w
                              where w.account_id = g.account_id and w.id = g.id)
             union all
             select 'direct users: ' || g.name from groups g
             where direct_users <> (select count(*) from users u where u.account_id = g.account_id and u.group_id = g.id)
             union all
             select 'subtree: ' || g.name from groups g
             where subtree_groups <> (select count(*) from walk w where w.account_id = g.account_id and w.ancestor = g.id) - 1
                or subtree_users <> (select count(*) from walk w join users u on u.account_id = w.account_id and u.group_id = w.id
                                     where w.account_id = g.account_id and w.ancestor = g.id)",
        )
        .fetch_all(self.owner())
        .await
        .unwrap();
        assert_eq!(wrong, Vec::<String>::new());
    }

    /// A mail server, and what sends there for a portal at `https://portal.example`.
    pub async fn mail(&self) -> (MailServer, Mailer) {
        let server = MailServer::start().await.unwrap();
        let mailer = Mailer::smtp("https://portal.example", &server.url(), "Portico <portal@portal.example>").unwrap();
        (server, mailer)
    }

    /// A new id.
    pub fn id(&self) -> Uuid {
        self.portico.entropy.id(self.portico.clock.now()).unwrap()
    }

    /// The world's time.
    pub fn now(&self) -> Timestamp {
        self.portico.clock.now()
    }
}

/// What a person would be told.
pub fn problem<T: std::fmt::Debug>(result: Result<T, Error>) -> Problem {
    result.unwrap_err().into_problem("")
}

/// The faults by field.
pub fn faulty_fields<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match problem(result) {
        Problem::Invalid { errors } => errors.into_iter().map(|error| error.field).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

/// A mail as its reader sees it.
pub struct Read {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub id: String,
}

/// What a mail program makes of what arrived.
pub fn read(mail: &Received) -> Read {
    let parsed = mail_parser::MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    Read {
        to: mail.to.clone(),
        subject: parsed.subject().unwrap().to_owned(),
        text: parsed.body_text(0).unwrap().into_owned(),
        html: parsed.body_html(0).unwrap().into_owned(),
        id: parsed.message_id().unwrap().to_owned(),
    }
}

impl Read {
    /// The token of the link below this path.
    pub fn token(&self, path: &str) -> String {
        let start = format!("https://portal.example{path}/");
        let (_, rest) = self.text.split_once(&start).unwrap_or_else(|| panic!("no link in {}", self.text));
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
    }
}

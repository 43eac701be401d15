//! The whole server over a real connection and a database of its own.

use std::fs;

use backend::import::{Source, import};
use backend::service;
use backend::service::account::{self, NewAccount};
use backend::{Portico, audit::AuditKey, database::testing::TestDatabase, mail::Mailer, portico::Policy};
use reqwest::{Client, RequestBuilder, Response, header, redirect};
use server::{assets::Assets, config::Config, listener, router::router, state::AppState};
use sqlx::PgPool;
use tempfile::TempDir;

/// A password that is long enough.
pub const PASSWORD: &str = "a long enough password";

/// A running server.
pub struct Portal {
    pub portico: Portico,
    pub mailer: Mailer,
    url: String,
    client: Client,
    database: TestDatabase,
    _site: TempDir,
}

impl Portal {
    pub async fn start() -> Portal {
        Portal::start_with(Mailer::none).await
    }

    /// With mail that leaves in this way; it is given the portal's address.
    pub async fn start_with(mailer: impl FnOnce(&str) -> Mailer) -> Portal {
        Portal::start_as(Policy::default(), mailer).await
    }

    /// With other rules of the house.
    pub async fn start_under(policy: Policy) -> Portal {
        Portal::start_as(policy, Mailer::none).await
    }

    async fn start_as(policy: Policy, mailer: impl FnOnce(&str) -> Mailer) -> Portal {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("hash.txt"), "js: abc\nwasm: def\ncss: ghi\n").unwrap();
        let database = TestDatabase::new().await;
        let portico = Portico::new(database.pool.clone(), AuditKey::new([7; 32]), policy).unwrap();
        let listener = listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mailer = mailer(&url);
        let config = Config { mailer: mailer.clone(), ..Config::new(url.parse().unwrap(), site.path().to_owned()) };
        let state = AppState::new(portico.clone(), database.database(), config, Assets::read(site.path()).unwrap());
        let (never, grace) = (std::future::pending::<()>, std::time::Duration::ZERO);
        tokio::spawn(listener::serve(listener, router(state).unwrap(), never(), never(), grace));
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Portal { portico, url, mailer, client, database, _site: site }
    }

    /// The same, and the streams hear of changes from the database.
    pub async fn start_listening() -> Portal {
        let portal = Portal::start().await;
        tokio::spawn(server::workers::listen(portal.portico.clone()));
        portal
    }

    /// Makes an account, held by `holder@<slug>.example`.
    pub async fn account(&self, slug: &str) {
        self.account_of(slug, &format!("holder@{slug}.example")).await;
    }

    /// Makes an account for this holder.
    pub async fn account_of(&self, slug: &str, holder: &str) {
        let new = NewAccount {
            slug: slug.to_owned(),
            name: slug.to_owned(),
            holder_email: holder.to_owned(),
            holder_name: "Hilma Holder".to_owned(),
            password: PASSWORD.to_owned(),
        };
        account::create(&self.portico, &new).await.unwrap();
    }

    /// Imports groups and users, as two CSV files.
    pub async fn import(&self, slug: &str, groups: &str, users: &str) {
        let (groups, users) =
            (Source::new("groups.csv", groups.as_bytes()), Source::new("users.csv", users.as_bytes()));
        import(&self.portico, slug, groups, users, &mut |_| {}).await.unwrap();
    }

    /// The one text or id that this finds.
    pub async fn id(&self, sql: &'static str) -> String {
        let sql = format!("select x::text from ({sql}) found(x)");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(self.owner()).await.unwrap()
    }

    /// Gives an imported person the holder's password.
    pub async fn give_password(&self, email: &str) {
        let sql = "with login as (
                insert into logins (id, email, email_key, password_hash, credentials_changed_at, created_at, made_in)
                select gen_random_uuid(), $1, $1, h.password_hash, now(), now(), u.account_id
                from users u join accounts a on a.id = u.account_id
                join users o on o.account_id = a.id and o.id = a.holder_user_id join logins h on h.id = o.login_id
                where u.handle = $1
                returning id)
             update users set login_id = login.id from login where handle = $1";
        let given = sqlx::query(sql).bind(email).execute(self.owner()).await.unwrap();
        assert_eq!(given.rows_affected(), 1, "{email} is there");
    }

    /// Connections as the superuser, who sees behind row-level security.
    pub fn owner(&self) -> &PgPool {
        &self.database.owner_pool
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.url(path))
    }

    /// What a browser sends for a form on the page `from` while no script runs.
    pub fn form(&self, from: &str, function: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let fields = [&[("__function", function)], fields].concat();
        self.post(from, "text/html,application/xhtml+xml,*/*;q=0.8").form(&fields)
    }

    /// What the script sends for the same form.
    pub fn call(&self, function: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.post(function, "application/json").form(fields)
    }

    /// Answers whoever forgot their password and sends what is due, as the server's worker does.
    pub async fn deliver(&self) {
        service::recovery::answer(&self.portico).await.unwrap();
        service::mail::send_due(&self.portico, &self.mailer).await.unwrap();
    }

    /// What a browser sends for a form on one of the pages that need no program.
    pub fn plain_form(&self, page: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        self.post(page, "text/html").form(fields)
    }

    fn post(&self, path: &str, accept: &str) -> RequestBuilder {
        self.client
            .post(self.url(path))
            .header(header::ACCEPT, accept)
            .header(header::ORIGIN, &self.url)
            .header("sec-fetch-site", "same-origin")
    }

    /// Signs in; gives the value of the `Cookie` header from then on.
    pub async fn sign_in(&self, email: &str) -> String {
        let fields = [("email", email), ("password", PASSWORD), ("next", "/")];
        let answer = self.form("/sign-in", "/api/session/sign_in", &fields).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 303, "{email} signs in");
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let pairs: Vec<&str> = cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap()).collect();
        assert!(pairs.iter().any(|pair| pair.starts_with("__Host-session=")), "{pairs:?}");
        pairs.join("; ")
    }
}

/// A header's value; empty when there is none.
pub fn header_of(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}

//! The whole server over a real connection and a database of its own.

use std::fs;

use backend::import::{Source, import};
use backend::service;
use backend::service::account::{self, NewAccount};
use backend::{
    Portico, audit::AuditKey, database::testing::TestDatabase, mail::Mailer, payment::PaymentProvider, portico::Policy,
};
use domain::identity::{NewCodes, SetUpView};
use reqwest::{Client, RequestBuilder, Response, header, redirect};
use server::{assets::Assets, config::Config, listener, router::router, state::AppState};
use sqlx::PgPool;
use tempfile::TempDir;
use totp_rs::{Algorithm, Secret, TOTP};

/// A password that is long enough.
pub const PASSWORD: &str = "a long enough password";

/// What whoever tells which mail came back has to know.
pub const BOUNCE_SECRET: &str = "only the mail server knows";

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
        Portal::start_as(Policy::default(), mailer, PaymentProvider::Sandbox).await
    }

    /// With other rules of the house.
    pub async fn start_under(policy: Policy) -> Portal {
        Portal::start_as(policy, Mailer::none, PaymentProvider::Sandbox).await
    }

    /// With money moved by this provider.
    pub async fn start_paid_through(provider: PaymentProvider) -> Portal {
        Portal::start_as(Policy::default(), Mailer::none, provider).await
    }

    async fn start_as(policy: Policy, mailer: impl FnOnce(&str) -> Mailer, provider: PaymentProvider) -> Portal {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("hash.txt"), "js: abc\nwasm: def\ncss: ghi\n").unwrap();
        let database = TestDatabase::new().await;
        let portico = Portico::new(database.pool.clone(), AuditKey::new([7; 32]), policy).unwrap();
        let portico = portico.paid_through(provider);
        let listener = listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mailer = mailer(&url);
        let bounce_secret = Some(BOUNCE_SECRET.parse().unwrap());
        let config = Config {
            mailer: mailer.clone(),
            bounce_secret,
            ..Config::new(url.parse().unwrap(), site.path().to_owned())
        };
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

    /// Invoices the account for 375 kronor, with a payment that its holder has to confirm.
    pub async fn invoice(&self, slug: &str) {
        for sql in [
            "insert into issuers (id, slug, name, country, created_at)
             select a.id, 'seller-' || a.slug, 'Seller', 'SE', now() from accounts a where a.slug = $1",
            "insert into invoices (account_id, id, kind, state, issuer_id, number, currency, seller, buyer, issued_at,
                 issued_on, due_on, net_minor, tax_minor, total_minor, due_minor)
             select a.id, gen_random_uuid(), 'invoice', 'open', a.id, '1', 'SEK', seller, seller, now(),
                 now(), now(), 37500, 0, 37500, 37500
             from accounts a, jsonb_build_object('name', 'Seller', 'address', '', 'country', 'SE', 'tax_id', '') seller
             where a.slug = $1",
            "insert into payments (account_id, id, invoice_id, form_key, provider, reference, amount, currency, state, waits,
                 payer_id, payer_name, created_at)
             select a.id, gen_random_uuid(), i.id, gen_random_uuid(), 'sandbox', a.slug, 37500, 'SEK', 'processing', true,
                 a.holder_user_id, 'Hilma', now()
             from accounts a join invoices i on i.account_id = a.id where a.slug = $1",
        ] {
            sqlx::query(sql).bind(slug).execute(self.owner()).await.unwrap();
        }
    }

    /// The one text or id that this finds.
    pub async fn id(&self, sql: &'static str) -> String {
        let sql = format!("with found(x) as ({sql}) select x::text from found");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(self.owner()).await.unwrap()
    }

    /// The whole database as text: what a program could have changed or left in it. Of keys it lacks when they were used
    /// last, and whether they ended; and how much of the limits is used.
    pub async fn everything(&self) -> String {
        let tables = self
            .id("select string_agg(quote_ident(relname), ' ' order by relname) from pg_class
                 where relnamespace = 'public'::regnamespace and relkind = 'r'
                   and relname not in ('api_keys', 'operator_keys', 'sign_in_limits')")
            .await;
        let mut all = self
            .id("select string_agg((k - 'last_used_at' - 'ended_at')::text, ' ' order by k ->> 'id')
                 from (select to_jsonb(k) from api_keys k union all select to_jsonb(k) from operator_keys k) keys(k)")
            .await;
        for table in tables.split(' ') {
            let sql = format!("select string_agg(t::text, E'\\n' order by t::text) from {table} t");
            let rows: Option<String> =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(self.owner()).await.unwrap();
            all.push_str(&rows.unwrap_or_default());
        }
        all
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

/// Somebody's authenticator app and their recovery codes.
pub struct SecondFactor {
    totp: TOTP,
    pub recovery_codes: Vec<String>,
}

impl SecondFactor {
    /// Sets one up for whoever is signed in with this cookie.
    pub async fn set_up(portal: &Portal, cookie: &str) -> SecondFactor {
        let plan = portal.get("/api/security/plan_set_up").header("cookie", cookie);
        let plan: SetUpView = plan.header("accept", "application/json").send().await.unwrap().json().await.unwrap();
        let secret = Secret::Encoded(plan.secret.0.replace(' ', "")).to_bytes().unwrap();
        let totp = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
        let code = totp.generate_current().unwrap();
        let fields = [("setup", &*plan.setup), ("code", &code)];
        let answer = portal.call("/api/security/set_up", &fields).header("cookie", cookie).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "a second factor is set up");
        let made: NewCodes = answer.json().await.unwrap();
        SecondFactor { totp, recovery_codes: made.codes.into_iter().map(|code| code.0).collect() }
    }

    /// The code that the app shows next: right already, and not used up by what it was set up with.
    pub fn next_code(&self) -> String {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        self.totp.generate(now.as_secs() + 30)
    }
}

/// A header's value; empty when there is none.
pub fn header_of(response: &Response, name: &str) -> String {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
}

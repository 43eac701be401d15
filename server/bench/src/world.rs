//! What is measured: the database with the large account, Portico in front of it, and somebody who is signed in.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use backend::token::Token;
use sqlx::{Connection as _, PgConnection};
use tokio::process::Command;

use crate::branch::Branch;
use crate::facts::{Facts, HOLDER};
use crate::http::{Connection, Request};
use crate::load::Load;
use crate::pgbench::Pgbench;
use crate::process::{self, Server};
use crate::run::Options;
use crate::statements::Statements;

/// Connections that ask at the same time, on both sides.
pub const CONNECTIONS: usize = 8;

/// Everything that a measure may use.
#[derive(Debug)]
pub struct World {
    /// How `portico` is started, and the database.
    pub setting: Setting,
    /// The running Portico.
    pub portico: Server,
    /// The large account.
    pub facts: Facts,
    /// What is added to it: a part that moves, and a deep chain.
    pub branch: Branch,
    /// The store's statements.
    pub statements: Statements,
    /// PostgreSQL's load generator.
    pub pgbench: Pgbench,
    /// The owner's connection, which sees every account.
    pub owner: PgConnection,
    /// The holder's session.
    pub session: Token,
    /// The password of everybody who can sign in.
    pub password: String,
    /// How long one stretch of load lasts.
    pub stretch: Duration,
}

/// How `portico` is started.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The program.
    pub program: PathBuf,
    /// The browser's files.
    pub site: PathBuf,
    /// The database as `portico_app`.
    pub app_url: String,
    /// The database as its owner.
    pub owner_url: String,
    /// Where logs and the like lie.
    pub directory: PathBuf,
}

impl Setting {
    /// A command of `portico` in front of this database.
    pub fn portico(&self, command: &str) -> Command {
        let mut portico = Command::new(&self.program);
        portico.arg(command).env("DATABASE_URL", &self.app_url).env("PORTICO_MIGRATE_URL", &self.owner_url);
        portico
    }

    /// Starts a server on a free port. It believes what this program says of where people come from, so that two
    /// hundred of them are not one network.
    pub async fn serve(&self) -> Result<Server> {
        let address = process::free_address()?;
        let mut portico = self.portico("serve");
        portico.arg("--listen").arg(address.to_string()).arg("--site").arg(&self.site);
        portico.args(["--trusted-proxies", "127.0.0.1/32"]);
        let ready = Request::get("/readyz", "*/*", "");
        Server::start(portico, address, &ready, &self.directory.join("portico.log")).await
    }
}

impl World {
    /// Loads the account unless it is there, starts Portico and signs in.
    pub async fn make(options: &Options) -> Result<World> {
        let setting = Setting {
            program: options.portico.clone(),
            site: options.site.clone(),
            app_url: options.app_url.clone(),
            owner_url: options.owner_url.clone(),
            directory: options.directory.clone(),
        };
        fs::create_dir_all(&setting.directory)
            .with_context(|| format!("{} cannot be made", setting.directory.display()))?;
        let mut owner = PgConnection::connect(&setting.owner_url).await.context("the database does not answer")?;
        // A role that migrations make cannot sign in by itself; they run before it is used.
        let mut migrate = setting.portico("migrate");
        succeed(migrate.env("DATABASE_URL", &setting.owner_url).env_remove("PORTICO_MIGRATE_URL")).await?;
        sqlx::query("alter role portico_app login").execute(&mut owner).await?;

        let password = account(&setting, options.scale).await?;
        let branch = Branch::make(&mut owner).await?;
        // What autovacuum does within minutes, so that every run begins alike.
        sqlx::query("vacuum (analyze)").execute(&mut owner).await?;
        sqlx::query("checkpoint").execute(&mut owner).await?;
        let facts = Facts::read(&mut owner).await?;

        let portico = setting.serve().await?;
        let session = sign_in(portico.address, HOLDER, &password).await?;
        let pgbench = Pgbench::find(&options.programs, setting.app_url.clone(), setting.directory.clone())?;
        let statements = Statements::read()?;
        let stretch = Duration::from_secs(if options.quick { 1 } else { 2 });
        Ok(World { setting, portico, facts, branch, statements, pgbench, owner, session, password, stretch })
    }

    /// The cookie of the holder's session.
    pub fn cookie(&self) -> String {
        format!("__Host-session={}", self.session.secret())
    }

    /// The cookie of somebody else who can sign in.
    pub async fn cookie_of(&self, email: &str) -> Result<String> {
        let session = sign_in(self.portico.address, email, &self.password).await?;
        Ok(format!("__Host-session={}", session.secret()))
    }

    /// Load on Portico.
    pub async fn load(&self, connections: usize, requests: Vec<Request>) -> Result<Load> {
        Load::open(self.portico.address, connections, requests).await
    }

    /// A connection as `portico_app` in whose transaction the large account is open.
    pub async fn inside(&self) -> Result<PgConnection> {
        let mut inside = PgConnection::connect(&self.setting.app_url).await?;
        sqlx::query("begin").execute(&mut inside).await?;
        sqlx::query("select set_config('portico.account_id', $1, true)")
            .bind(self.facts.account.to_string())
            .execute(&mut inside)
            .await?;
        Ok(inside)
    }
}

/// Makes the large account and gives the password; a directory that knows the password has made it before.
async fn account(setting: &Setting, scale: u32) -> Result<String> {
    let credentials = setting.directory.join("credentials.json");
    if !credentials.exists() {
        eprintln!("» Loading the large account at {scale} % of a million users");
        let mut demo = setting.portico("demo");
        // A bulk insert on a busy machine is slow, which is no news.
        demo.env("RUST_LOG", "error");
        demo.args(["--large", "--scale"]).arg(scale.to_string()).arg("--credentials-file").arg(&credentials);
        succeed(&mut demo).await?;
    }
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&credentials)?)?;
    let password = json["logins"][0]["password"].as_str().context("the credentials hold no password")?;
    Ok(password.to_owned())
}

async fn succeed(command: &mut Command) -> Result<()> {
    // What they print goes beside the progress, not into the table.
    let status = command.stdout(std::io::stderr()).status().await.context("portico cannot be started")?;
    if !status.success() {
        bail!("portico failed ({status})");
    }
    Ok(())
}

async fn sign_in(address: SocketAddr, email: &str, password: &str) -> Result<Token> {
    let form = format!("email={}&password={password}", email.replace('@', "%40"));
    let request = Request::post("/api/session/sign_in", &form, "10.1.0.1");
    let answer = Connection::open(address).await?.send(&request).await?;
    answer
        .cookie("__Host-session")
        .and_then(Token::parse)
        .with_context(|| format!("{email} cannot sign in ({})", answer.status))
}

//! `portico serve`: the server, from its options to its last breath.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{
    Portico,
    database::Database,
    demo::DemoReport,
    portico::{Limit, Policy},
    service,
    webhook::WebhookClient,
};
use clap::Args;
use ipnet::IpNet;
use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::{Failure, database::DatabaseOptions, demo};
use crate::{
    assets::Assets,
    config::{Config, MailOptions, Network, PaymentOptions, PublicUrl, parse_period},
    listener::{self, Signals},
    logging::{self, LogFormat},
    metrics,
    router::router,
    state::AppState,
    workers,
};

/// How long requests in flight may take to finish once the server is asked to end.
const GRACE: Duration = Duration::from_secs(20);

#[derive(Debug, Args)]
pub(super) struct Options {
    /// Where to listen
    #[arg(long, env = "PORTICO_LISTEN", default_value = "127.0.0.1:3000", value_name = "ADDRESS")]
    listen: SocketAddr,
    #[command(flatten)]
    database: DatabaseOptions,
    /// Directory of the browser's files; `site` beside the program or one level up when not given
    #[arg(long, env = "PORTICO_SITE", value_name = "DIRECTORY")]
    site: Option<PathBuf>,
    /// The address that people type; http://localhost with the port when not given
    #[arg(long, env = "PORTICO_PUBLIC_URL", value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Where to offer numbers to Prometheus; nowhere when not given
    #[arg(long, env = "PORTICO_METRICS_LISTEN", value_name = "ADDRESS")]
    metrics_listen: Option<SocketAddr>,
    /// Proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8,::1
    #[arg(long, env = "PORTICO_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORKS")]
    trusted_proxies: Vec<Network>,
    #[command(flatten)]
    mail: MailOptions,
    #[command(flatten)]
    payment: PaymentOptions,
    /// Networks of your own that webhooks may lead into, also without TLS, such as 10.0.0.0/8; none when not given
    #[arg(long, env = "PORTICO_WEBHOOK_ALLOW", value_delimiter = ',', value_name = "NETWORKS")]
    webhook_allow: Vec<IpNet>,
    /// How many requests a minute one program may send
    #[arg(long, env = "PORTICO_PROGRAM_LIMIT", default_value = "120", value_name = "NUMBER",
        value_parser = clap::value_parser!(i32).range(1..=1_000_000))]
    program_limit: i32,
    /// How the log looks
    #[arg(long, env = "PORTICO_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
    /// A session ends after this long without a request
    #[arg(long, env = "PORTICO_SESSION_IDLE", default_value = "8h", value_parser = parse_period, value_name = "TIME")]
    session_idle: Duration,
    /// A session ends this long after sign-in, whatever happens
    #[arg(long, env = "PORTICO_SESSION_LIFETIME", default_value = "7d", value_parser = parse_period, value_name = "TIME")]
    session_lifetime: Duration,
    /// For how long a typed password counts, before giving access and the like ask for it again
    #[arg(long, env = "PORTICO_SESSION_CONFIRM", default_value = "15m", value_parser = parse_period, value_name = "TIME")]
    session_confirm: Duration,
}

pub(super) async fn run(options: Options) -> Result<(), Failure> {
    logging::start(options.log_format, false);
    let signals = Signals::listen()?;
    // What fails quickly comes before what takes long.
    let site = options.site.clone().map_or_else(default_site, Ok)?;
    let assets = Assets::read(&site)?;
    let listener = bind(options.listen).await?;
    let metrics_listener = match options.metrics_listen {
        Some(address) => Some(bind(address).await?),
        None => None,
    };
    let public_url = match options.public_url {
        Some(url) => url,
        None => format!("http://localhost:{}", listener.local_addr()?.port()).parse()?,
    };
    let mailer = options.mail.mailer(&public_url, listener.local_addr()?)?;
    let provider = options.payment.provider()?;
    let bounce_secret = options.mail.bounce_secret();
    let config =
        Config { trusted_proxies: options.trusted_proxies, mailer, bounce_secret, ..Config::new(public_url, site) };
    let policy = Policy {
        idle: SignedDuration::try_from(options.session_idle)?,
        absolute: SignedDuration::try_from(options.session_lifetime)?,
        confirmed: SignedDuration::try_from(options.session_confirm)?,
        webhook_allow: options.webhook_allow,
        program: Limit::per_minute(options.program_limit),
        ..Policy::default()
    };

    let (audit_key, checkpoints) = (options.database.audit_key()?, options.database.checkpoints());
    let database = Database::connect(&options.database.config()).await?;
    let outcome = match Portico::new(database.pool.clone(), audit_key, policy) {
        Ok(portico) => {
            let portico = portico.paid_through(provider);
            // It ends before the database does, whatever becomes of serving.
            let stop = CancellationToken::new();
            let linker = tokio::spawn(workers::link(portico.clone(), checkpoints, stop.clone()));
            let mail = tokio::spawn(workers::mail(portico.clone(), config.mailer.clone(), stop.clone()));
            let outcome = work(listener, metrics_listener, database.clone(), portico, config, assets, signals).await;
            stop.cancel();
            linker.await?;
            mail.await?;
            outcome
        }
        Err(error) => Err(error.into()),
    };
    database.shutdown().await;
    outcome
}

/// Serves until a signal comes. The database is closed by the caller, whatever happens here.
async fn work(
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    database: Database,
    portico: Portico,
    config: Config,
    assets: Assets,
    mut signals: Signals,
) -> Result<(), Failure> {
    if let Some(listener) = metrics_listener {
        let numbers = metrics::router(metrics::start()?, database.pool.clone());
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, numbers).await {
                tracing::error!(%error, "the numbers for Prometheus are no longer offered");
            }
        });
    }
    let address = config.public_url.to_string();
    let reads_mail = config.mailer.is_development_mailbox();
    if !config.mailer.delivers() {
        tracing::warn!("no mail server is set up (PORTICO_SMTP_URL): mail waits in the outbox");
    }
    let is_empty = !service::account::any(&portico).await?;
    // Whoever starts Portico on nothing wants to see it first. A database of their own is not filled for them.
    let demo = if is_empty && database.is_embedded() { Some(demo::load(&portico).await?) } else { None };
    let sweeper = tokio::spawn(workers::sweep(portico.clone()));
    let settler = tokio::spawn(workers::settle(portico.clone()));
    let client = WebhookClient::new(&portico.policy.webhook_allow)?;
    let teller = tokio::spawn(workers::tell_programs(portico.clone(), client));
    let listening = tokio::spawn(workers::listen(portico.clone()));
    let payments = tokio::spawn(workers::payments(portico.clone()));
    let reminder = tokio::spawn(workers::remind(portico.clone()));
    let state = AppState::new(portico, database, config, assets);
    let stop = state.stopping.clone();
    let router = router(state)?;
    greet(&address, is_empty, reads_mail, demo.as_ref());

    let hurry = CancellationToken::new();
    let (asked, asked_again) = (stop.clone(), hurry.clone());
    tokio::spawn(async move {
        signals.received().await;
        tracing::info!("stopping; requests in flight are finished");
        asked.cancel();
        // Whoever asks twice does not want to wait.
        signals.received().await;
        asked_again.cancel();
    });
    listener::serve(listener, router, stop.cancelled_owned(), hurry.cancelled(), GRACE).await?;
    sweeper.abort();
    listening.abort();
    teller.abort();
    settler.abort();
    payments.abort();
    reminder.abort();
    Ok(())
}

/// What stands on the terminal once the server is there.
fn greet(address: &str, is_empty: bool, reads_mail: bool, demo: Option<&DemoReport>) {
    println!("Portico is at {address}");
    if reads_mail {
        println!("Mail lands at {address}/dev/mailbox, because no mail server is set up");
    }
    match demo {
        Some(report) => demo::tell(&report.logins),
        None if is_empty => println!("Nobody can sign in yet: make an account with `portico account create`."),
        None => {}
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    listener::bind(address).await.map_err(|error| format!("{address} cannot be listened on: {error}").into())
}

/// `site` beside the program, as it is installed, or one level up, as it is built.
fn default_site() -> Result<PathBuf, Failure> {
    let program = std::env::current_exe()?.canonicalize()?;
    let beside = program.parent().map(|directory| directory.join("site"));
    let above = program.parent().and_then(Path::parent).map(|directory| directory.join("site"));
    let found = beside.iter().chain(&above).find(|site| site.is_dir()).or(beside.as_ref());
    found.cloned().ok_or_else(|| "the program has no directory; name the site with --site".into())
}

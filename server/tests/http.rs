//! What stands around every request, over a real connection: headers, numbers, limits, refusals, files, and leaving in
//! good order.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{fs, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::Bytes,
    routing::{get, post},
};
use backend::{Portico, audit::AuditKey, database::testing::TestDatabase, portico::Policy};
use leptos::nonce::Nonce;
use reqwest::{Client, Response, StatusCode, redirect};
use server::{
    assets::Assets,
    config::Config,
    http::{ClientAddress, RequestId},
    listener,
    router::assemble,
    state::AppState,
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

const PROGRAM: &str = "/pkg/portico.abc.js";

/// A running server.
struct Server {
    address: SocketAddr,
    client: Client,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<std::io::Result<()>>,
    database: TestDatabase,
    _site: TempDir,
}

impl Server {
    async fn start(public_url: &str, application: Router<AppState>) -> Server {
        let site = tempfile::tempdir().unwrap();
        fs::write(site.path().join("hash.txt"), "js: abc\nwasm: def\ncss: ghi\n").unwrap();
        fs::write(site.path().join("robots.txt"), "User-agent: *\n").unwrap();
        fs::create_dir(site.path().join("pkg")).unwrap();
        for (name, content) in [("js", "plain"), ("js.br", "brotli"), ("js.gz", "gzip")] {
            fs::write(site.path().join(format!("pkg/portico.abc.{name}")), content).unwrap();
        }
        let database = TestDatabase::new().await;
        let portico = Portico::new(database.pool.clone(), AuditKey::new([7; 32]), Policy::default()).unwrap();
        let assets = Assets::read(site.path()).unwrap();
        let config = Config {
            trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
            request_timeout: Duration::from_secs(1),
            ..Config::new(public_url.parse().unwrap(), site.path().to_owned())
        };
        let router = assemble(AppState::new(portico, database.database(), config, assets), application).unwrap();
        let listener = listener::bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        let grace = Duration::from_secs(20);
        let served = tokio::spawn(listener::serve(listener, router, stopped, std::future::pending(), grace));
        let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Server { address, client, stop: Some(stop), served, database, _site: site }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn every_answer_carries_the_headers_and_a_nonce_of_its_own() {
    let page = get(async |Extension(nonce): Extension<Nonce>| nonce.to_string());
    let server = Server::start("https://portal.example.com", Router::new().route("/page", page)).await;

    let first = server.get("/page").await;
    let policy = header(&first, "content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(header(&first, "x-content-type-options"), "nosniff");
    assert_eq!(header(&first, "referrer-policy"), "same-origin");
    assert_eq!(header(&first, "cross-origin-opener-policy"), "same-origin");
    assert_eq!(header(&first, "cross-origin-resource-policy"), "same-origin");
    assert!(header(&first, "permissions-policy").contains("camera=()"));
    assert_eq!(header(&first, "strict-transport-security"), "max-age=31536000");
    assert_eq!(header(&first, "cache-control"), "private, no-store");
    let nonce = first.text().await.unwrap();
    assert!(policy.contains(&format!("'nonce-{nonce}'")), "{policy}");

    let second = server.get("/page").await.text().await.unwrap();
    assert_ne!(nonce, second);
    // What no route knows has them too.
    let missing = server.get("/nowhere").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert!(!header(&missing, "content-security-policy").is_empty());
}

#[tokio::test]
async fn plain_http_asks_for_no_strict_transport() {
    let server = Server::start("http://localhost:3000", Router::new()).await;
    assert_eq!(header(&server.get("/healthz").await, "strict-transport-security"), "");
}

#[tokio::test]
async fn each_request_has_a_number_that_clients_cannot_choose() {
    let page = get(async |Extension(id): Extension<RequestId>| id.to_string());
    let server = Server::start("http://localhost:3000", Router::new().route("/page", page)).await;
    let request = server.client.get(server.url("/page")).header("x-request-id", "mine");
    let response = request.send().await.unwrap();
    let id = header(&response, "x-request-id").to_owned();
    assert_ne!(id, "mine");
    assert_eq!(id.len(), 36);
    assert_eq!(response.text().await.unwrap(), id);
}

#[tokio::test]
async fn a_trusted_proxy_says_where_a_request_comes_from() {
    let page = get(async |Extension(address): Extension<ClientAddress>| address.0.to_string());
    let server = Server::start("http://localhost:3000", Router::new().route("/page", page)).await;
    assert_eq!(server.get("/page").await.text().await.unwrap(), "127.0.0.1");
    let request = server.client.get(server.url("/page")).header("x-forwarded-for", "192.0.2.1, 203.0.113.9");
    assert_eq!(request.send().await.unwrap().text().await.unwrap(), "203.0.113.9");
}

#[tokio::test]
async fn requests_from_other_sites_are_refused() {
    let server = Server::start(
        "https://portal.example.com",
        Router::new().route("/form", get(async || "").post(async || "done")),
    )
    .await;
    let own_host = server.url("");
    let send = async |headers: &[(&str, &str)]| {
        let request = headers
            .iter()
            .fold(server.client.post(server.url("/form")), |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap()
    };
    let refused = send(&[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")]).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert!(!header(&refused, "x-request-id").is_empty());
    assert!(refused.text().await.unwrap().contains("another site"));
    assert_eq!(send(&[("sec-fetch-site", "same-site")]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(send(&[("origin", "https://evil.example")]).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(send(&[("origin", "null")]).await.status(), StatusCode::FORBIDDEN);

    assert_eq!(send(&[("sec-fetch-site", "same-origin")]).await.status(), StatusCode::OK);
    assert_eq!(send(&[("origin", &own_host)]).await.status(), StatusCode::OK);
    // Behind a proxy that rewrites Host.
    assert_eq!(send(&[("origin", "https://portal.example.com")]).await.status(), StatusCode::OK);
    let request = server.client.get(server.url("/form")).header("sec-fetch-site", "cross-site");
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let server = Server::start(
        "http://localhost:3000",
        Router::new().route("/form", post(async |body: Bytes| body.len().to_string())),
    )
    .await;
    let send = async |size: usize| server.client.post(server.url("/form")).body(vec![b'x'; size]).send().await.unwrap();
    assert_eq!(send(256 << 10).await.text().await.unwrap(), "262144");
    assert_eq!(send((256 << 10) + 1).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_panic_and_a_slow_handler_end_one_request() {
    let server = Server::start(
        "http://localhost:3000",
        Router::new()
            .route("/panic", get(async || -> &'static str { panic!("on purpose") }))
            .route("/slow", get(std::future::pending::<&'static str>)),
    )
    .await;
    let broken = server.get("/panic").await;
    assert_eq!(broken.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let id = header(&broken, "x-request-id").to_owned();
    let text = broken.text().await.unwrap();
    assert!(text.contains(&id) && !text.contains("on purpose"), "{text}");
    assert_eq!(server.get("/slow").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(server.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn health_is_the_process_and_readiness_the_database() {
    let server = Server::start("http://localhost:3000", Router::new()).await;
    assert_eq!(server.get("/healthz").await.status(), StatusCode::OK);
    assert_eq!(server.get("/readyz").await.status(), StatusCode::OK);

    sqlx::raw_sql("delete from _sqlx_migrations").execute(&server.database.owner_pool).await.unwrap();
    let response = server.get("/readyz").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.text().await.unwrap(), "not ready\n");

    server.database.pool.close().await;
    assert_eq!(server.get("/readyz").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(server.get("/healthz").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn files_are_compressed_and_kept_for_ever() {
    let server = Server::start("http://localhost:3000", Router::new()).await;
    let send = async |path: &str, encoding: &str| {
        server.client.get(server.url(path)).header("accept-encoding", encoding).send().await.unwrap()
    };
    let brotli = send(PROGRAM, "gzip, br").await;
    assert_eq!(header(&brotli, "content-encoding"), "br");
    assert_eq!(header(&brotli, "content-type"), "text/javascript");
    assert_eq!(header(&brotli, "vary"), "accept-encoding");
    assert_eq!(header(&brotli, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(brotli.text().await.unwrap(), "brotli");
    assert_eq!(send(PROGRAM, "gzip").await.text().await.unwrap(), "gzip");
    assert_eq!(send(PROGRAM, "identity").await.text().await.unwrap(), "plain");

    let robots = server.get("/robots.txt").await;
    assert_eq!(header(&robots, "cache-control"), "public, max-age=86400");
    for path in ["/pkg/portico.old.js", "/pkg/", "/fonts/", "/hash.txt", "/favicon.ico"] {
        let missing = server.get(path).await;
        assert_eq!(missing.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header(&missing, "cache-control"), "private, no-store", "{path}");
    }

    // As it is sent: a client of good manners would resolve the dots itself.
    for path in ["/pkg/../hash.txt", "/pkg/%2e%2e/hash.txt", "/pkg/..%2fhash.txt"] {
        let mut raw = tokio::net::TcpStream::connect(server.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        raw.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        raw.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn what_is_in_flight_is_finished_before_the_server_ends() {
    let (arrived, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (arrive, wait) = (Arc::clone(&arrived), Arc::clone(&go_on));
    let slow = get(async move || {
        arrive.notify_one();
        wait.notified().await;
        "finished"
    });
    let mut server = Server::start("http://localhost:3000", Router::new().route("/slow", slow)).await;
    let in_flight = tokio::spawn(server.client.get(server.url("/slow")).send());
    arrived.notified().await;

    server.stop.take().unwrap().send(()).unwrap();
    // New connections are refused as soon as the listener is closed; the old one lives.
    while tokio::net::TcpStream::connect(server.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!server.served.is_finished());
    go_on.notify_one();
    assert_eq!(in_flight.await.unwrap().unwrap().text().await.unwrap(), "finished");
    server.served.await.unwrap().unwrap();
}

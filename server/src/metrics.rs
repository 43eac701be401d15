//! Numbers for Prometheus, on an address of their own: they are nobody's business who comes through the front door.

use std::time::Duration;

use axum::{Router, routing::get};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use sqlx::PgPool;

/// The bounds that requests are counted by, in seconds.
const BOUNDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// How often numbers that nobody fetched are summed up.
const UPKEEP: Duration = Duration::from_secs(5);

/// Begins to count; once per process.
///
/// # Errors
/// When this process counts already.
pub fn start() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full("http_request_duration_seconds".to_owned()), &BOUNDS)?
        .install_recorder()?;
    metrics::describe_counter!("http_requests_total", "Requests by method, route and status");
    metrics::describe_histogram!("http_request_duration_seconds", "Time until the response began, in seconds");
    metrics::describe_gauge!("database_connections", "Connections of this process to the database, by state");
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP).await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}

/// `/metrics`, for the separate address.
pub fn router(handle: PrometheusHandle, pool: PgPool) -> Router {
    Router::new().route(
        "/metrics",
        get(async move || {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            metrics::gauge!("database_connections", "state" => "idle").set(idle);
            metrics::gauge!("database_connections", "state" => "busy").set(pool.size().saturating_sub(idle));
            handle.render()
        }),
    )
}

//! Load: some connections that ask again and again, or people who arrive at a fixed rate whoever is still waiting.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::task::{JoinHandle, JoinSet};

use crate::http::{Connection, Request};

/// What a stretch of load gave.
#[derive(Debug)]
pub struct Stretch {
    /// How long each answer took.
    pub latencies: Vec<Duration>,
    /// From the first request to the last answer.
    pub elapsed: Duration,
}

impl Stretch {
    /// Answers per second.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// Connections that each ask for one thing after the other, and stay open between stretches.
#[derive(Debug)]
pub struct Load {
    connections: Vec<Connection>,
    requests: Arc<[Request]>,
    /// Where in the requests the next stretch starts, so that none is asked for more often than others.
    turn: usize,
}

impl Load {
    /// Opens the connections.
    pub async fn open(address: SocketAddr, connections: usize, requests: Vec<Request>) -> Result<Load> {
        let mut opened = Vec::with_capacity(connections);
        for _ in 0..connections {
            opened.push(Connection::open(address).await?);
        }
        Ok(Load { connections: opened, requests: requests.into(), turn: 0 })
    }

    /// Asks for `time`; an answer that is no success ends it.
    pub async fn run(&mut self, time: Duration) -> Result<Stretch> {
        let start = Instant::now();
        let apart = (self.requests.len() / self.connections.len().max(1)).max(1);
        let mut asking = JoinSet::new();
        for (number, mut connection) in self.connections.drain(..).enumerate() {
            let requests = Arc::clone(&self.requests);
            let from = self.turn + number * apart;
            asking.spawn(async move {
                let mut latencies = Vec::with_capacity(1 << 12);
                for request in requests.iter().cycle().skip(from % requests.len().max(1)) {
                    let asked = Instant::now();
                    if asked - start >= time {
                        break;
                    }
                    let status = connection.status(request).await?;
                    if !(200..400).contains(&status) {
                        bail!("a request was answered with {status}: {}", request.first_line());
                    }
                    latencies.push(asked.elapsed());
                }
                Ok((connection, latencies))
            });
        }
        let mut latencies = Vec::new();
        while let Some(asked) = asking.join_next().await {
            let (connection, own) = asked??;
            self.turn += own.len() / self.requests.len().max(1) + 1;
            self.connections.push(connection);
            latencies.extend(own);
        }
        Ok(Stretch { latencies, elapsed: start.elapsed() })
    }
}

/// People who arrive at a steady rate, each with a connection of their own, until this is dropped; then those who
/// still wait hang up.
#[derive(Debug)]
pub struct Arrivals {
    task: JoinHandle<()>,
}

impl Arrivals {
    /// Lets `per_second` of them arrive. What they are answered does not matter here.
    pub fn start(address: SocketAddr, per_second: f64, requests: Arc<[Request]>) -> Arrivals {
        let task = tokio::spawn(async move {
            let mut waiting = JoinSet::new();
            let mut clock = tokio::time::interval(Duration::from_secs_f64(1.0 / per_second.max(1.0)));
            for number in 0.. {
                clock.tick().await;
                while waiting.try_join_next().is_some() {}
                let requests = Arc::clone(&requests);
                waiting.spawn(async move {
                    let request = requests.get(number % requests.len().max(1))?;
                    Connection::open(address).await.ok()?.status(request).await.ok()
                });
            }
        });
        Arrivals { task }
    }
}

impl Drop for Arrivals {
    fn drop(&mut self) {
        self.task.abort();
    }
}

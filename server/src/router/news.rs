//! Streams of news: what is new in a history that stays open on a page (server-sent events, HTML Living Standard 9.2).
//! Each answer is decided afresh, and the stream ends within a second of the right to read it (access rule 9).

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{Path, Query, Request, State},
    http::StatusCode,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use backend::{
    Portico,
    access::Caller,
    live::Watch,
    service::history::{Watched, watch},
};
use domain::history::{HistorySince, HistoryView, news};
use futures_util::stream;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::pages;
use crate::{
    http::{RequestId, plain},
    state::AppState,
};

/// Changes that come together are asked about once.
const GATHER: Duration = Duration::from_millis(250);

/// The least time between two questions when something is about to end by itself.
const AT_LEAST: Duration = Duration::from_millis(20);

/// One history that is watched.
struct News {
    portico: Portico,
    caller: Caller,
    account: String,
    view: HistoryView,
    since: Uuid,
    watch: Watch,
    stopping: CancellationToken,
    last: Option<Watched>,
}

impl News {
    async fn ask(&self) -> Result<Watched, backend::Error> {
        watch(&self.portico, &self.caller, &self.account, &self.view, self.since).await
    }

    /// The next count that differs from the last one, or that it is over.
    async fn next(mut self) -> Option<(Event, Option<Self>)> {
        loop {
            if let Some(last) = &self.last {
                let (account, login, until) = (last.account, last.login, last.until);
                let most = time_until(until, self.portico.clock.now()).max(AT_LEAST);
                tokio::select! {
                    () = self.watch.changed(account, login, most) => {}
                    // The browser connects again, to whichever server is there then.
                    () = self.stopping.cancelled() => return None,
                }
            }
            let counted = match self.ask().await {
                Ok(counted) => counted,
                Err(error) => {
                    let problem = error.into_problem(&self.caller.request_id);
                    // What is not a refusal passes: the browser connects again.
                    let over = problem.status() < 500;
                    return over.then(|| (Event::default().event(news::ENDED).data(problem.to_string()), None));
                }
            };
            let told = self.last.as_ref().is_some_and(|last| last.count == counted.count);
            let event = Event::default().event(news::COUNT).data(&counted.count);
            self.last = Some(counted);
            if !told {
                return Some((event, Some(self)));
            }
            tokio::time::sleep(GATHER).await;
        }
    }
}

fn time_until(until: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(until.duration_since(now)).unwrap_or_default()
}

pub(super) async fn history(
    State(state): State<AppState>,
    Path(account): Path<String>,
    Query(view): Query<HistoryView>,
    Query(HistorySince { since }): Query<HistorySince>,
    request: Request,
) -> Response {
    let caller = pages::caller(&request);
    let number = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let Ok(since) = since.parse() else {
        return plain(StatusCode::UNPROCESSABLE_ENTITY, "`since` must be the id of an entry.\n");
    };
    let (portico, stopping) = (state.portico.clone(), state.stopping.clone());
    let watch = portico.live.watch();
    let mut news = News { portico, caller, account, view, since, watch, stopping, last: None };
    // Before the answer begins, so that a refusal has its status.
    let login = match news.ask().await {
        Ok(counted) => counted.login,
        Err(error) => {
            let problem = error.into_problem(&number);
            let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            return plain(status, format!("{problem}\n"));
        }
    };
    if !news.watch.sit(login) {
        return plain(StatusCode::TOO_MANY_REQUESTS, "Too many pages of yours wait for news at the same time.\n");
    }
    let events = stream::unfold(Some(news), async |news| {
        let (event, news) = news?.next().await?;
        Some((Ok::<_, Infallible>(event), news))
    });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

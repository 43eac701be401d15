//! How often a page asks the database, counted from what sqlx says of each statement that it runs.

use std::sync::Mutex;

use crate::support::{PASSWORD, Portal, header_of};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, Targets},
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

static STATEMENTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what sqlx says that it ran. Beginning and ending a transaction are not among it.
struct Keep;

impl<S: Subscriber> Layer<S> for Keep {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        let text = if statement.whole.trim().is_empty() { statement.summary } else { statement.whole };
        STATEMENTS.lock().unwrap().push(text);
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

/// The statements that answering took.
async fn statements_of(portal: &Portal, cookie: &str, path: &str) -> Vec<String> {
    // The first answer fills what is kept between requests, such as prepared statements.
    for _ in 0..2 {
        STATEMENTS.lock().unwrap().clear();
        let answer = portal.get(path).header("cookie", cookie).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        assert!(header_of(&answer, "content-type").starts_with("text/html"), "{path}");
        assert!(answer.text().await.unwrap().contains("</html>"), "{path}");
    }
    std::mem::take(&mut *STATEMENTS.lock().unwrap())
}

#[tokio::test]
async fn the_users_page_takes_three_statements_at_most() {
    let only_sqlx = Targets::new().with_target("sqlx::query", LevelFilter::TRACE);
    tracing_subscriber::registry().with(Keep.with_filter(only_sqlx)).init();
    let portal = Portal::start().await;
    let report = backend::demo::demo(&portal.portico, PASSWORD).await.unwrap();
    let eva = portal.sign_in(&report.logins[0].email).await;
    let anna = portal.sign_in(&report.logins[1].email).await;

    for (cookie, path) in
        [(&eva, "/a/kubernetes/users"), (&eva, "/a/nordic-freight/users"), (&anna, "/a/nordic-freight/users")]
    {
        let statements = statements_of(&portal, cookie, path).await;
        assert!(
            (1..=3).contains(&statements.len()),
            "{path} took {}:\n{}",
            statements.len(),
            statements.join("\n---\n")
        );
    }
}

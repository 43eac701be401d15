//! Histories and lists of invoices as CSV files. A file is sent while it is read, page by page, so that a long one takes no memory and no
//! transaction for as long as it is fetched.

use std::io;

use app::links::escape;
use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{
    Portico,
    access::Caller,
    service::{history, invoice},
};
use domain::{Problem, history::HistoryView, invoice::view::ListView};
use futures_util::stream;

use super::pages;
use crate::{
    http::{RequestId, plain},
    state::AppState,
};

/// A file as it is asked for. Each page of it is read, and decided about, by itself.
trait Paged: Sized + Send + 'static {
    /// The next page as CSV, and the file that goes on after it.
    fn page(self, head: bool) -> impl Future<Output = Result<(Bytes, Option<Self>), backend::Error>> + Send;
}

/// One history.
struct History {
    portico: Portico,
    caller: Caller,
    account: String,
    view: HistoryView,
}

impl Paged for History {
    async fn page(mut self, head: bool) -> Result<(Bytes, Option<Self>), backend::Error> {
        let (lines, next) = history::export(&self.portico, &self.caller, &self.account, &self.view).await?;
        let page = csv_of(head.then_some(&history::COLUMNS), &lines).map_err(broken)?;
        let rest = next.map(|after| {
            self.view.after = after;
            self
        });
        Ok((page, rest))
    }
}

/// One list of invoices.
struct Invoices {
    portico: Portico,
    caller: Caller,
    account: String,
    view: ListView,
}

impl Paged for Invoices {
    async fn page(mut self, head: bool) -> Result<(Bytes, Option<Self>), backend::Error> {
        let (lines, next) = invoice::export(&self.portico, &self.caller, &self.account, &self.view).await?;
        let page = csv_of(head.then_some(&invoice::COLUMNS), &lines).map_err(broken)?;
        let rest = next.map(|after| {
            self.view.after = after;
            self
        });
        Ok((page, rest))
    }
}

fn broken(error: csv::Error) -> backend::Error {
    backend::Error::internal("writing CSV", error)
}

pub(super) async fn history(
    State(state): State<AppState>,
    Path(account): Path<String>,
    Query(view): Query<HistoryView>,
    request: Request,
) -> Response {
    let caller = pages::caller(&request);
    let name = file_name("history", &account, "csv");
    send(History { portico: state.portico.clone(), caller, account, view }, &name, request).await
}

pub(super) async fn invoices(
    State(state): State<AppState>,
    Path(account): Path<String>,
    Query(view): Query<ListView>,
    request: Request,
) -> Response {
    let caller = pages::caller(&request);
    let name = file_name("invoices", &account, "csv");
    send(Invoices { portico: state.portico.clone(), caller, account, view }, &name, request).await
}

/// One invoice as PDF/A.
pub(super) async fn invoice(
    State(state): State<AppState>,
    Path((account, invoice)): Path<(String, String)>,
    request: Request,
) -> Response {
    let caller = pages::caller(&request);
    let number = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    match invoice::pdf(&state.portico, &caller, &account, &invoice).await {
        Ok((title, file)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/pdf".to_owned()),
                (header::CONTENT_DISPOSITION, attachment(&file_name("invoice", &title, "pdf"))),
            ];
            (headers, file).into_response()
        }
        Err(error) => refused(error.into_problem(&number), &request),
    }
}

/// A file's name, of what every system takes.
fn file_name(what: &str, of: &str, kind: &str) -> String {
    format!("{what}-{}.{kind}", of.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', ""))
}

fn attachment(name: &str) -> String {
    format!("attachment; filename=\"{name}\"")
}

async fn send<P: Paged>(file: P, name: &str, request: Request) -> Response {
    let number = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    // The first page comes before the answer begins, so that a refusal has its status.
    let (first, rest) = match file.page(true).await {
        Ok(page) => page,
        Err(error) => return refused(error.into_problem(&number), &request),
    };
    let pages = stream::unfold((Some(first), rest), move |(ready, rest)| {
        let number = number.clone();
        async move {
            if let Some(page) = ready {
                return Some((Ok(page), (None, rest)));
            }
            // An error ends the file in the middle, which the browser says.
            match rest?.page(false).await {
                Ok((page, rest)) => Some((Ok(page), (None, rest))),
                Err(error) => Some((Err(io::Error::other(error.into_problem(&number))), (None, None))),
            }
        }
    });
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, attachment(name))];
    (headers, Body::from_stream(pages)).into_response()
}

/// Whoever is not signed in is led to it and back, as is who has to do something else first; to everybody else a
/// sentence.
fn refused(problem: Problem, request: &Request) -> Response {
    if let Some(first) = problem.leads_to() {
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{first}?next={}", escape(here)))]).into_response();
    }
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    plain(status, format!("{problem}\n"))
}

fn csv_of<const N: usize>(head: Option<&[&str; N]>, lines: &[[String; N]]) -> csv::Result<Bytes> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(head) = head {
        writer.write_record(head)?;
    }
    for line in lines {
        writer.write_record(line.iter().map(|cell| neutral(cell)))?;
    }
    let written = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(written.into())
}

/// A cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one.
fn neutral(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_neutralised_and_all_else_is_kept() {
        for formula in ["=1+1", "+46 31", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(neutral(formula), format!("'{formula}"));
        }
        for plain in ["", "007", "a=1", "Ops; \"North\"", " x"] {
            assert_eq!(neutral(plain), plain);
        }
        let line = ["=A1", "a,b", "c\"d", "e\nf", "007", "", "", "", ""].map(ToOwned::to_owned);
        let csv = csv_of(Some(&history::COLUMNS), &[line]).expect("written");
        let text = std::str::from_utf8(&csv).expect("text");
        let (head, rest) = text.split_once('\n').expect("a head");
        assert_eq!(head, "time,actor,on behalf of,action,what,target,before,after,address");
        assert_eq!(rest, "'=A1,\"a,b\",\"c\"\"d\",\"e\nf\",007,,,,\n");
    }
}

//! Histories as CSV files. A file is sent while it is read, page by page, so that a long one takes no memory and no
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
    service::history::{COLUMNS, Line, export},
};
use domain::{Problem, history::HistoryView};
use futures_util::stream;

use super::pages;
use crate::{
    http::{RequestId, plain},
    state::AppState,
};

/// One history, as it is asked for.
struct Export {
    portico: Portico,
    caller: Caller,
    account: String,
    view: HistoryView,
}

impl Export {
    /// The next page as CSV, and the export that goes on after it.
    async fn page(mut self, head: bool) -> Result<(Bytes, Option<Self>), backend::Error> {
        let (lines, next) = export(&self.portico, &self.caller, &self.account, &self.view).await?;
        let page = csv_of(head, &lines).map_err(|error| backend::Error::internal("writing CSV", error))?;
        let rest = next.map(|after| {
            self.view.after = after;
            self
        });
        Ok((page, rest))
    }
}

pub(super) async fn history(
    State(state): State<AppState>,
    Path(account): Path<String>,
    Query(view): Query<HistoryView>,
    request: Request,
) -> Response {
    let caller = pages::context(&state, &request).caller;
    let number = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let name = format!("history-{}.csv", account.replace(|c: char| !c.is_ascii_alphanumeric() && c != '-', ""));
    let export = Export { portico: state.portico.clone(), caller, account, view };
    // The first page comes before the answer begins, so that a refusal has its status.
    let (first, rest) = match export.page(true).await {
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
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
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

fn csv_of(head: bool, lines: &[Line]) -> csv::Result<Bytes> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if head {
        writer.write_record(COLUMNS)?;
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
        let line: Line = ["=A1", "a,b", "c\"d", "e\nf", "007", "", "", "", ""].map(ToOwned::to_owned);
        let csv = csv_of(true, &[line]).expect("written");
        let text = std::str::from_utf8(&csv).expect("text");
        let (head, rest) = text.split_once('\n').expect("a head");
        assert_eq!(head, "time,actor,on behalf of,action,what,target,before,after,address");
        assert_eq!(rest, "'=A1,\"a,b\",\"c\"\"d\",\"e\nf\",007,,,,\n");
    }
}

//! Invoices, summary invoices and credit notes.

use axum::{
    extract::{Path, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use backend::{
    access::Scope,
    service::invoice::{self, CreditedLine, NewTransfer},
};
use domain::{
    FieldError, InvoiceId, IssuerId, Problem,
    invoice::{InvoiceForm, LineForm},
    money::decimal,
    program::{InvoiceDetails, InvoiceLine},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer::{Made, shown},
    input::{Asks, IdempotencyKey, Listed, Once, Part},
    page::Page,
    problem::{ProblemDetails, Problems},
};
use crate::state::AppState;

/// An invoice, a summary invoice or a credit note. Amounts are decimal numbers in its currency.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Invoice {
    id: Uuid,
    #[schema(example = "NF-2026-0001")]
    number: String,
    /// `invoice`, `summary` or `credit_note`
    kind: &'static str,
    /// `open`, `paid` or `void`
    state: &'static str,
    /// Who issued it.
    issuer: Uuid,
    /// ISO 4217
    #[schema(example = "SEK")]
    currency: String,
    /// Before tax
    #[schema(example = "1000.00")]
    net: String,
    #[schema(example = "250.00")]
    tax: String,
    /// What it asks for; what a credit note takes back
    #[schema(example = "1250.00")]
    total: String,
    #[schema(example = "0.00")]
    paid: String,
    /// What is left to pay
    #[schema(example = "1250.00")]
    due: String,
    #[schema(format = Date)]
    issued_on: String,
    #[schema(format = Date)]
    due_on: String,
    /// The buyer's own reference
    reference: String,
    /// A note to the buyer
    note: String,
}

/// One line of an invoice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Line {
    description: String,
    #[schema(example = "1.5")]
    quantity: String,
    unit: String,
    #[schema(example = "1000.00")]
    unit_price: String,
    /// What the line comes to before tax
    #[schema(example = "1000.00")]
    net: String,
}

/// An invoice with its lines.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WholeInvoice {
    #[serde(flatten)]
    invoice: Invoice,
    lines: Vec<Line>,
}

/// An invoice to be issued.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInvoice {
    /// Which of the operator's companies issues it
    #[schema(example = "019a0000-0000-7000-8000-000000000000")]
    issuer: Uuid,
    /// ISO 4217
    #[schema(example = "SEK", pattern = "^[A-Z]{3}$")]
    currency: String,
    /// Days until the payment is due
    #[schema(minimum = 0, maximum = 365, example = 30)]
    due_in_days: i32,
    /// The buyer's own reference
    #[serde(default)]
    #[schema(max_length = 60, example = "PO 4711")]
    reference: String,
    /// A note to the buyer
    #[serde(default)]
    #[schema(max_length = 1000, example = "")]
    note: String,
    /// What is invoiced
    #[schema(min_items = 1, max_items = 1000, example = json!([{ "description": "Consulting", "unit_price": "1000.00" }]))]
    lines: Vec<NewLine>,
}

/// One line of an invoice to be issued.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewLine {
    /// For what
    #[schema(min_length = 1, max_length = 300)]
    description: String,
    /// How much of it, with at most three decimals; 1 when left out
    #[serde(default)]
    #[schema(example = "1.5")]
    quantity: String,
    /// What one of it is
    #[serde(default)]
    #[schema(max_length = 30)]
    unit: String,
    /// What one of it costs
    #[schema(example = "1000.00")]
    unit_price: String,
    /// What is taken off: a share such as `10%`, or an amount
    #[serde(default)]
    discount: String,
    /// The tax's rate, such as `25%`; the issuer's rate for the buyer's country when left out
    #[serde(default)]
    tax: String,
}

/// Why an invoice is made void.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Void {
    /// The reason; its readers see it
    #[schema(min_length = 1, max_length = 200, example = "Issued twice")]
    because: String,
}

/// What is taken back of an invoice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewCreditNote {
    /// The lines that are taken back; without any, all that is left of the invoice
    #[serde(default)]
    #[schema(example = json!([{ "line": 1, "quantity": "1.5" }]))]
    lines: Vec<CreditLine>,
    /// Why, to the buyer
    #[serde(default)]
    #[schema(max_length = 1000, example = "Returned")]
    note: String,
}

/// What is taken back of one line of an invoice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreditLine {
    /// Which, counted from 1
    #[schema(minimum = 1, example = 1)]
    line: u32,
    /// How much of it, with at most three decimals; all that is left of it when left out
    #[schema(example = "1.5")]
    quantity: Option<String>,
}

/// Money that came in by bank.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Transfer {
    /// How much, in the invoice's currency; all that is left to pay when left out
    #[serde(default)]
    #[schema(example = "1250.00")]
    amount: String,
    /// What the bank calls the transfer: in an account it counts once
    #[schema(min_length = 1, max_length = 100, example = "BG 5050-1055 4711")]
    reference: String,
    /// The day on which the money came in (UTC); today when left out
    #[schema(format = Date, example = "2026-05-03")]
    received: Option<String>,
}

impl NewCreditNote {
    fn parse(&self) -> Result<Vec<CreditedLine>, Problem> {
        let mut errors = Vec::new();
        let mut lines = Vec::with_capacity(self.lines.len());
        for (at, CreditLine { line, quantity }) in (1..).zip(&self.lines) {
            let read = quantity.as_ref().map(|typed| decimal(typed.trim(), 3).ok_or(typed)).transpose();
            match read {
                Ok(quantity) => {
                    lines.push(CreditedLine { position: usize::try_from(*line).unwrap_or(usize::MAX), quantity })
                }
                Err(typed) => {
                    let message = format!("Line {line}: “{typed}” is no quantity, like 1.5.");
                    errors.push(FieldError::new(format!("lines.{at}.quantity"), message));
                }
            }
        }
        if errors.is_empty() { Ok(lines) } else { Err(Problem::Invalid { errors }) }
    }
}

impl From<InvoiceDetails> for Invoice {
    fn from(of: InvoiceDetails) -> Invoice {
        Invoice {
            id: of.id.0,
            number: of.number,
            kind: of.kind,
            state: of.state,
            issuer: of.issuer.0,
            currency: of.currency,
            net: of.net,
            tax: of.tax,
            total: of.total,
            paid: of.paid,
            due: of.due,
            issued_on: of.issued_on,
            due_on: of.due_on,
            reference: of.reference,
            note: of.note,
        }
    }
}

impl From<(InvoiceDetails, Vec<InvoiceLine>)> for WholeInvoice {
    fn from((invoice, lines): (InvoiceDetails, Vec<InvoiceLine>)) -> WholeInvoice {
        let line = |InvoiceLine { description, quantity, unit, unit_price, net }| Line {
            description,
            quantity,
            unit,
            unit_price,
            net,
        };
        WholeInvoice { invoice: invoice.into(), lines: lines.into_iter().map(line).collect() }
    }
}

impl NewInvoice {
    fn parse(&self) -> Result<domain::invoice::NewInvoice, Problem> {
        let line = |line: &NewLine| LineForm {
            description: line.description.clone(),
            quantity: line.quantity.clone(),
            unit: line.unit.clone(),
            unit_price: line.unit_price.clone(),
            discount: line.discount.clone(),
            tax: line.tax.clone(),
        };
        let form = InvoiceForm {
            currency: self.currency.clone(),
            due_in_days: self.due_in_days.to_string(),
            reference: self.reference.clone(),
            note: self.note.clone(),
            lines: self.lines.iter().map(line).collect(),
            ..InvoiceForm::default()
        };
        form.parse()
    }
}

/// List invoices
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/invoices", tag = "invoices", operation_id = "list_invoices",
    params(("account" = String, Path, description = "The account's slug"), Part),
    responses((status = 200, description = "A page of invoices", body = Page<Invoice>), Problems),
    security(("key" = ["invoices:read"]), ("operator" = ["invoices:read"]))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path(slug): Path<String>,
    Listed(part): Listed,
    uri: Uri,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        invoice::list_by_key(&mut scope, &part.after, part.limit).await
    };
    Page::<Invoice>::answer(&uri, part.limit, &caller, found.await, |last| last.id.to_string())
}

/// Issue an invoice
///
/// It gets its number at once, and stays.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invoices", tag = "invoices", operation_id = "issue_invoice",
    params(
        ("account" = String, Path, description = "The account's slug"),
        IdempotencyKey
    ),
    request_body = NewInvoice,
    responses((status = 201, description = "The invoice", body = WholeInvoice), Problems),
    security(("operator" = ["invoices:write"]))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    once: Once<NewInvoice>,
) -> Response {
    let done = match once.body.parse() {
        Ok(new) => {
            let issuer = IssuerId(once.body.issuer);
            invoice::issue_by_key(&state.portico, &once.caller, &slug, issuer, &new).await
        }
        // Whoever may not issue any is told that first.
        Err(problem) => may_issue(&state, &once, &slug).await.and(Err(problem.into())),
    };
    show(&state, StatusCode::CREATED, &once, &slug, done).await
}

/// Read an invoice
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/invoices/{invoice}", tag = "invoices", operation_id = "get_invoice",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("invoice" = String, Path, description = "The invoice's id")
    ),
    responses((status = 200, description = "The invoice", body = WholeInvoice), Problems),
    security(("key" = ["invoices:read"]), ("operator" = ["invoices:read"]))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    let found = async {
        let mut scope = Scope::open(&state.portico, &caller, &slug).await?;
        invoice::view_by_key(&mut scope, &id).await
    };
    shown::<_, WholeInvoice>(&caller, found.await)
}

/// Read an invoice as PDF
///
/// As it was issued (PDF/A-2b), in English; a void one says so.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/invoices/{invoice}/pdf", tag = "invoices", operation_id = "get_invoice_pdf",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("invoice" = String, Path, description = "The invoice's id")
    ),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/pdf"), Problems),
    security(("key" = ["invoices:read"]), ("operator" = ["invoices:read"]))
)]
pub(super) async fn pdf(
    State(state): State<AppState>,
    Asks(caller): Asks,
    Path((slug, id)): Path<(String, String)>,
) -> Response {
    match invoice::pdf(&state.portico, &caller, &slug, &id).await {
        Ok((_, file)) => ([(header::CONTENT_TYPE, "application/pdf")], file).into_response(),
        Err(error) => ProblemDetails::of(error, &caller.request_id).into_response(),
    }
}

/// Make an invoice void
///
/// Nothing is to be paid for it any more; its number stays taken.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invoices/{invoice}/void", tag = "invoices", operation_id = "void_invoice",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("invoice" = String, Path, description = "The invoice's id"),
        IdempotencyKey
    ),
    request_body = Void,
    responses((status = 200, description = "The invoice, void", body = WholeInvoice), Problems),
    security(("operator" = ["invoices:write"]))
)]
pub(super) async fn void(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Void>,
) -> Response {
    let done = invoice::void_by_key(&state.portico, &once.caller, &slug, &id, &once.body.because).await;
    show(&state, StatusCode::OK, &once, &slug, done).await
}

/// Credit an invoice
///
/// Some or all of it is taken back with a credit note. However often it is credited in parts, the parts come to the invoice
/// exactly.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invoices/{invoice}/credit", tag = "invoices",
    operation_id = "credit_invoice",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("invoice" = String, Path, description = "The invoice's id"),
        IdempotencyKey
    ),
    request_body = NewCreditNote,
    responses((status = 201, description = "The credit note", body = WholeInvoice), Problems),
    security(("operator" = ["invoices:write"]))
)]
pub(super) async fn credit(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<NewCreditNote>,
) -> Response {
    let done = match once.body.parse() {
        Ok(lines) => invoice::credit_by_key(&state.portico, &once.caller, &slug, &id, &lines, &once.body.note).await,
        Err(problem) => may_issue(&state, &once, &slug).await.and(Err(problem.into())),
    };
    show(&state, StatusCode::CREATED, &once, &slug, done).await
}

/// Record a bank transfer
///
/// Money came in for an invoice or a summary invoice: whoever is told of invoices gets a receipt, and an order that is paid
/// by it is delivered. A transfer that was recorded before changes nothing.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/invoices/{invoice}/transfers", tag = "invoices",
    operation_id = "record_transfer",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("invoice" = String, Path, description = "The invoice's id"),
        IdempotencyKey
    ),
    request_body = Transfer,
    responses((status = 200, description = "The invoice, with what was paid", body = WholeInvoice), Problems),
    security(("operator" = ["invoices:write"]))
)]
pub(super) async fn record_transfer(
    State(state): State<AppState>,
    Path((slug, id)): Path<(String, String)>,
    once: Once<Transfer>,
) -> Response {
    let Transfer { amount, reference, received } = &once.body;
    let new = NewTransfer {
        number: String::new(),
        amount: amount.clone(),
        reference: reference.clone(),
        received: received.clone(),
    };
    let done = invoice::record_transfer_by_key(&state.portico, &once.caller, &slug, &id, &new).await;
    show(&state, StatusCode::OK, &once, &slug, done).await
}

async fn may_issue<T>(state: &AppState, once: &Once<T>, slug: &str) -> Result<InvoiceId, backend::Error> {
    use domain::access::{Action, Target};
    let scope = Scope::open(&state.portico, &once.caller, slug).await?;
    scope.require(Action::IssueInvoices, &Target::Account(scope.account()))?;
    Ok(InvoiceId(Uuid::nil()))
}

/// Shows an invoice to whoever issued or changed it.
async fn show<T>(
    state: &AppState,
    status: StatusCode,
    once: &Once<T>,
    slug: &str,
    done: Result<InvoiceId, backend::Error>,
) -> Response {
    match once.settle(done.map(|InvoiceId(id)| id)) {
        Made::Answered(response) => response,
        Made::Is(id, again) => {
            let shown = async {
                let mut scope = Scope::open(&state.portico, &once.caller, slug).await?;
                invoice::view_by_key(&mut scope, &id.to_string()).await
            };
            once.answer(state, status, shown.await.map(WholeInvoice::from), again).await
        }
    }
}

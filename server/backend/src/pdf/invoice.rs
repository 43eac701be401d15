//! An invoice, a summary invoice or a credit note on paper.

use super::sheet::{About, LEFT, RIGHT, Sheets, Style};
use crate::Result;
use domain::invoice::view::{Document, LineText, PartyText};
use jiff::civil::Date;

/// The distance of lines of running text.
const LINE: f32 = 13.0;

/// Where the columns of amounts end; the description stands left of the first.
struct Columns {
    description: f32,
    quantity: f32,
    price: f32,
    discount: Option<f32>,
    tax: f32,
}

impl Columns {
    fn of(document: &Document) -> Self {
        match document.lines.iter().any(|line| !line.discount.is_empty()) {
            true => Self { description: 165.0, quantity: 285.0, price: 367.0, discount: Some(427.0), tax: 462.0 },
            false => Self { description: 215.0, quantity: 340.0, price: 422.0, discount: None, tax: 462.0 },
        }
    }
}

/// Writes the document. `language` only tells apart files that differ in how dates and amounts are written.
pub(crate) fn invoice(document: &Document, is_void: bool, issued_on: Date, language: &str) -> Result<Vec<u8>> {
    let mut sheets = Sheets::new()?;
    head(&mut sheets, document, is_void);
    if document.is_summary {
        gathered(&mut sheets, document);
    } else {
        lines(&mut sheets, document);
    }
    sums(&mut sheets, document);
    rest(&mut sheets, document);
    let date = |part: i8| part.unsigned_abs();
    let about = About {
        title: format!("{} {}", document.title, document.number),
        author: &document.seller.name,
        made: (issued_on.year().unsigned_abs(), date(issued_on.month()), date(issued_on.day())),
        id: format!("{}-{language}-{is_void}", document.id),
    };
    let seller = &document.seller;
    let mut foot = vec![seller.name.clone()];
    foot.extend(seller.address.iter().cloned());
    foot.extend((!seller.tax_id.is_empty()).then(|| format!("VAT {}", seller.tax_id)));
    sheets.finish(&about, &foot.join(" · "))
}

fn head(sheets: &mut Sheets, document: &Document, is_void: bool) {
    let title = if is_void { format!("{} (void)", document.title) } else { document.title.clone() };
    sheets.text(LEFT, 72.0, Style::TITLE, &title);
    sheets.text_to(RIGHT, 72.0, Style::NAME, &document.seller.name);
    let facts = [
        ("Number", &document.number),
        ("Date", &document.issued),
        ("Due", &document.due),
        ("Period", &document.period),
        ("Your reference", &document.reference),
        ("Takes back", &document.credits),
    ];
    let mut y = 112.0;
    for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        sheets.text(LEFT, y, Style::QUIET, label);
        for line in sheets.wrap(Style::TEXT, value, 140.0) {
            sheets.text(LEFT + 85.0, y, Style::TEXT, &line);
            y += LINE;
        }
    }
    let to = party(sheets, 330.0, 112.0, "Billed to", &document.buyer);
    sheets.y = y.max(to) + 22.0;
}

/// A company from this height on; gives where it ends.
fn party(sheets: &mut Sheets, x: f32, y: f32, label: &str, party: &PartyText) -> f32 {
    sheets.text(x, y, Style::QUIET, label);
    let mut y = y + LINE;
    for line in sheets.wrap(Style::STRONG, &party.name, RIGHT - x) {
        sheets.text(x, y, Style::STRONG, &line);
        y += LINE;
    }
    let tax_id = (!party.tax_id.is_empty()).then(|| format!("VAT {}", party.tax_id));
    for text in party.address.iter().chain(tax_id.iter()) {
        for line in sheets.wrap(Style::TEXT, text, RIGHT - x) {
            sheets.text(x, y, Style::TEXT, &line);
            y += LINE;
        }
    }
    y
}

fn lines(sheets: &mut Sheets, document: &Document) {
    let columns = Columns::of(document);
    let heading = |sheets: &mut Sheets| {
        let y = sheets.y;
        sheets.text(LEFT, y, Style::SMALL, "Description");
        sheets.text_to(columns.quantity, y, Style::SMALL, "Quantity");
        sheets.text_to(columns.price, y, Style::SMALL, "Unit price");
        if let Some(x) = columns.discount {
            sheets.text_to(x, y, Style::SMALL, "Discount");
        }
        sheets.text_to(columns.tax, y, Style::SMALL, "Tax");
        sheets.text_to(RIGHT, y, Style::SMALL, "Amount");
        sheets.rule(LEFT, RIGHT, y + 6.0);
        sheets.y = y + 20.0;
    };
    heading(sheets);
    for line in &document.lines {
        let described = sheets.wrap(Style::TEXT, &line.description, columns.description);
        let quantity = sheets.wrap(Style::TEXT, &line.quantity, 68.0);
        let height = LINE * f32::from(u16::try_from(described.len().max(quantity.len())).unwrap_or(u16::MAX));
        if !sheets.has_room(height) {
            sheets.turn();
            heading(sheets);
        }
        row(sheets, &columns, line, &described, &quantity);
        sheets.y += height + 5.0;
    }
    let y = sheets.y - 11.0;
    sheets.rule(LEFT, RIGHT, y);
}

fn row(sheets: &mut Sheets, columns: &Columns, line: &LineText, described: &[String], quantity: &[String]) {
    let first = sheets.y;
    for (at, texts) in [(None, described), (Some(columns.quantity), quantity)] {
        let mut y = first;
        for text in texts {
            match at {
                None => sheets.text(LEFT, y, Style::TEXT, text),
                Some(x) => sheets.text_to(x, y, Style::TEXT, text),
            }
            y += LINE;
        }
    }
    sheets.text_to(columns.price, first, Style::TEXT, &line.price);
    if let Some(x) = columns.discount {
        sheets.text_to(x, first, Style::TEXT, &line.discount);
    }
    sheets.text_to(columns.tax, first, Style::TEXT, &line.tax);
    sheets.text_to(RIGHT, first, Style::TEXT, &line.net);
}

fn gathered(sheets: &mut Sheets, document: &Document) {
    let heading = |sheets: &mut Sheets| {
        let y = sheets.y;
        sheets.text(LEFT, y, Style::SMALL, "Invoices that this one gathers");
        sheets.text_to(RIGHT, y, Style::SMALL, "Left to pay when gathered");
        sheets.rule(LEFT, RIGHT, y + 6.0);
        sheets.y = y + 20.0;
    };
    heading(sheets);
    for line in &document.lines {
        if !sheets.has_room(LINE) {
            sheets.turn();
            heading(sheets);
        }
        let y = sheets.y;
        sheets.text(LEFT, y, Style::TEXT, &line.description);
        sheets.text_to(RIGHT, y, Style::TEXT, &line.net);
        sheets.y += LINE + 5.0;
    }
    let y = sheets.y - 11.0;
    sheets.rule(LEFT, RIGHT, y);
}

fn sums(sheets: &mut Sheets, document: &Document) {
    let mut rows: Vec<(String, &str, Style)> = Vec::new();
    if !document.is_summary {
        rows.push(("Sum".to_owned(), &document.net, Style::TEXT));
        rows.extend(document.taxes.iter().map(|tax| (tax.label.clone(), &*tax.amount, Style::TEXT)));
    }
    let total = if document.due.is_empty() { "Total taken back" } else { "Total to pay" };
    rows.push((total.to_owned(), &document.total, Style::NAME));
    let height = LINE * f32::from(u16::try_from(rows.len() + 1).unwrap_or(u16::MAX));
    if !sheets.has_room(height) {
        sheets.turn();
    }
    sheets.y += 8.0;
    for (label, amount, style) in rows {
        if style.size > Style::TEXT.size {
            sheets.y += 6.0;
        }
        let y = sheets.y;
        let label_style = if style.strong { Style::STRONG } else { Style::QUIET };
        sheets.text_to(RIGHT - 120.0, y, label_style, &label);
        sheets.text_to(RIGHT, y, style, amount);
        sheets.y += LINE + 2.0;
    }
    sheets.y += 14.0;
}

fn rest(sheets: &mut Sheets, document: &Document) {
    let mut blocks: Vec<(&str, Vec<String>)> = Vec::new();
    if !document.note.is_empty() {
        blocks.push(("Note", document.note.lines().map(ToOwned::to_owned).collect()));
    }
    if !document.due.is_empty() && !document.seller.payment.is_empty() {
        let mut lines = document.seller.payment.clone();
        lines.push(format!("Please give the number {} with your payment.", document.number));
        blocks.push(("Payment", lines));
    }
    if document.is_summary {
        let text = "This summary gathers invoices that were sent before; each states its own tax. Paying it pays them.";
        blocks.push(("About this document", vec![text.to_owned()]));
    }
    for (label, texts) in blocks {
        let lines: Vec<String> =
            texts.iter().flat_map(|text| sheets.wrap(Style::TEXT, text, RIGHT - LEFT - 100.0)).collect();
        if !sheets.has_room(LINE * 3.0) {
            sheets.turn();
        }
        let y = sheets.y;
        sheets.text(LEFT, y, Style::QUIET, label);
        for line in lines {
            if !sheets.has_room(LINE) {
                sheets.turn();
            }
            let y = sheets.y;
            sheets.text(LEFT + 85.0, y, Style::TEXT, &line);
            sheets.y += LINE;
        }
        sheets.y += 8.0;
    }
}

//! An invoice, a summary invoice or a credit note on paper.

use super::sheet::{About, LEFT, RIGHT, Sheets, Style};
use super::words::Words;
use crate::Result;
use domain::invoice::view::{Document, LineText, PartyText};
use domain::language::Language;
use jiff::civil::Date;

/// The distance of lines of running text.
const LINE: f32 = 13.0;

/// Where the second company stands.
const MIDDLE: f32 = 310.0;

/// What lies between columns.
const GAP: f32 = 14.0;

/// The longest line of a quantity with its unit, and the shortest of a description.
const QUANTITY: f32 = 75.0;
const DESCRIPTION: f32 = 130.0;

/// Where the columns of amounts end; the description stands left of them. They are as wide as what stands in them, in
/// letters as large as leave the description its place.
struct Columns {
    style: Style,
    description: f32,
    quantity: f32,
    price: f32,
    discount: Option<f32>,
    tax: f32,
}

impl Columns {
    fn of(sheets: &Sheets, words: &Words, document: &Document) -> Self {
        let sizes = [Style::TEXT.size, 8.0, 7.0, 6.0];
        let mut tried =
            sizes.map(|size| Self::sized(sheets, words, document, Style { size, ..Style::TEXT })).into_iter();
        let first = tried.next();
        let narrow = |columns: &Self| columns.description < DESCRIPTION;
        first.into_iter().chain(tried).reduce(|chosen, next| if narrow(&chosen) { next } else { chosen }).unwrap_or(
            Self {
                style: Style::TEXT,
                description: DESCRIPTION,
                quantity: RIGHT,
                price: RIGHT,
                discount: None,
                tax: RIGHT,
            },
        )
    }

    fn sized(sheets: &Sheets, words: &Words, document: &Document, style: Style) -> Self {
        let widest = |label: &str, of: &dyn Fn(&LineText) -> f32| {
            document.lines.iter().map(of).fold(sheets.width(Style::SMALL, label), f32::max)
        };
        let text = |value: &str| sheets.width(style, value);
        let tax = RIGHT - widest(words.amount, &|line| text(&line.net)) - GAP;
        let before_tax = tax - widest(words.tax, &|line| text(&line.tax)) - GAP;
        let has_discount = document.lines.iter().any(|line| !line.discount.is_empty());
        let discount = has_discount.then_some(before_tax);
        let price = match discount {
            Some(x) => x - widest(words.discount, &|line| text(&line.discount)) - GAP,
            None => before_tax,
        };
        let quantity = price - widest(words.price, &|line| text(&line.price)) - GAP;
        let described = quantity - widest(words.quantity, &|line| text(&line.quantity).min(QUANTITY)) - GAP;
        Self { style, description: described - LEFT, quantity, price, discount, tax }
    }
}

/// Writes the document in its reader's language; what stands on it is in that language already.
pub(crate) fn invoice(document: &Document, is_void: bool, issued_on: Date, language: Language) -> Result<Vec<u8>> {
    let words = Words::of(language);
    let mut sheets = Sheets::new()?;
    head(&mut sheets, words, document);
    if document.is_summary {
        gathered(&mut sheets, words, document);
    } else {
        lines(&mut sheets, words, document);
    }
    sums(&mut sheets, words, document);
    rest(&mut sheets, words, document);
    let date = |part: i8| part.unsigned_abs();
    let seller = &document.seller;
    let mut foot = vec![seller.name.clone()];
    foot.extend(seller.address.iter().cloned());
    foot.extend((!seller.tax_id.is_empty()).then(|| format!("{} {}", words.tax_id, seller.tax_id)));
    let about = About {
        title: format!("{} {}", document.title, document.number),
        author: &seller.name,
        made: (issued_on.year().unsigned_abs(), date(issued_on.month()), date(issued_on.day())),
        id: format!("{}-{}-{is_void}", document.id, language.tag()),
        language: language.tag(),
        foot: foot.join(" · "),
    };
    sheets.finish(&about, &|number, count| words.sheet(number, count))
}

fn head(sheets: &mut Sheets, words: &Words, document: &Document) {
    sheets.text(LEFT, 72.0, Style::TITLE, &document.title);
    let from = party(sheets, words, (LEFT, MIDDLE - 20.0), words.seller, &document.seller);
    let to = party(sheets, words, (MIDDLE, RIGHT), words.buyer, &document.buyer);
    let facts = [
        (words.number, &document.number),
        (words.date, &document.issued),
        (words.due, &document.due),
        (words.period, &document.period),
        (words.reference, &document.reference),
        (words.credits, &document.credits),
    ];
    let mut y = from.max(to) + 14.0;
    let facts: Vec<_> = facts.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let label_width = facts.iter().map(|(label, _)| sheets.width(Style::QUIET, label)).fold(0.0, f32::max);
    for (label, value) in facts {
        sheets.text(LEFT, y, Style::QUIET, label);
        for line in sheets.wrap(Style::TEXT, value, RIGHT - LEFT - label_width - GAP) {
            sheets.text(LEFT + label_width + GAP, y, Style::TEXT, &line);
            y += LINE;
        }
    }
    sheets.y = y + 22.0;
}

/// A company between these two; gives where it ends.
fn party(sheets: &mut Sheets, words: &Words, (x, end): (f32, f32), label: &str, party: &PartyText) -> f32 {
    let mut y = 108.0;
    sheets.text(x, y, Style::SMALL, label);
    y += LINE;
    for line in sheets.wrap(Style::STRONG, &party.name, end - x) {
        sheets.text(x, y, Style::STRONG, &line);
        y += LINE;
    }
    let tax_id = (!party.tax_id.is_empty()).then(|| format!("{} {}", words.tax_id, party.tax_id));
    for text in party.address.iter().chain(tax_id.iter()) {
        for line in sheets.wrap(Style::TEXT, text, end - x) {
            sheets.text(x, y, Style::TEXT, &line);
            y += LINE;
        }
    }
    y
}

fn lines(sheets: &mut Sheets, words: &Words, document: &Document) {
    let columns = Columns::of(sheets, words, document);
    let heading = |sheets: &mut Sheets| {
        let y = sheets.y;
        sheets.text(LEFT, y, Style::SMALL, words.description);
        sheets.text_to(columns.quantity, y, Style::SMALL, words.quantity);
        sheets.text_to(columns.price, y, Style::SMALL, words.price);
        if let Some(x) = columns.discount {
            sheets.text_to(x, y, Style::SMALL, words.discount);
        }
        sheets.text_to(columns.tax, y, Style::SMALL, words.tax);
        sheets.text_to(RIGHT, y, Style::SMALL, words.amount);
        sheets.rule(LEFT, RIGHT, y + 6.0);
        sheets.y = y + 20.0;
    };
    heading(sheets);
    for line in &document.lines {
        let described = sheets.wrap(columns.style, &line.description, columns.description);
        let quantity = sheets.wrap(columns.style, &line.quantity, QUANTITY);
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
    let (first, style) = (sheets.y, columns.style);
    for (at, texts) in [(None, described), (Some(columns.quantity), quantity)] {
        let mut y = first;
        for text in texts {
            match at {
                None => sheets.text(LEFT, y, style, text),
                Some(x) => sheets.text_to(x, y, style, text),
            }
            y += LINE;
        }
    }
    sheets.text_to(columns.price, first, style, &line.price);
    if let Some(x) = columns.discount {
        sheets.text_to(x, first, style, &line.discount);
    }
    sheets.text_to(columns.tax, first, style, &line.tax);
    sheets.text_to(RIGHT, first, style, &line.net);
}

fn gathered(sheets: &mut Sheets, words: &Words, document: &Document) {
    let heading = |sheets: &mut Sheets| {
        let y = sheets.y;
        sheets.text(LEFT, y, Style::SMALL, words.gathered);
        sheets.text_to(RIGHT, y, Style::SMALL, words.gathered_amount);
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

fn sums(sheets: &mut Sheets, words: &Words, document: &Document) {
    let mut rows: Vec<(&str, &str, Style)> = Vec::new();
    if !document.is_summary {
        rows.push((words.net, &document.net, Style::TEXT));
        rows.extend(document.taxes.iter().map(|tax| (&*tax.label, &*tax.amount, Style::TEXT)));
    }
    let total = if document.due.is_empty() { words.taken_back } else { words.to_pay };
    rows.push((total, &document.total, Style::NAME));
    let widest = rows.iter().map(|(_, amount, style)| sheets.width(*style, amount)).fold(90.0, f32::max);
    let labels_end = RIGHT - widest - 2.0 * GAP;
    let rows: Vec<(Vec<String>, &str, Style)> = rows
        .into_iter()
        .map(|(label, amount, style)| {
            let label_style = if style.strong { Style::STRONG } else { Style::QUIET };
            (sheets.wrap(label_style, label, labels_end - LEFT), amount, style)
        })
        .collect();
    let count: usize = rows.iter().map(|(label, ..)| label.len()).sum();
    if !sheets.has_room((LINE + 2.0) * f32::from(u16::try_from(count + 1).unwrap_or(u16::MAX))) {
        sheets.turn();
    }
    sheets.y += 8.0;
    for (label, amount, style) in rows {
        if style.size > Style::TEXT.size {
            sheets.y += 6.0;
        }
        let y = sheets.y;
        sheets.text_to(RIGHT, y, style, amount);
        let label_style = if style.strong { Style::STRONG } else { Style::QUIET };
        for line in label {
            let y = sheets.y;
            sheets.text_to(labels_end, y, label_style, &line);
            sheets.y += LINE + 2.0;
        }
    }
    sheets.y += 14.0;
}

fn rest(sheets: &mut Sheets, words: &Words, document: &Document) {
    let mut blocks: Vec<(&str, Vec<String>)> = Vec::new();
    if !document.note.is_empty() {
        blocks.push((words.note, document.note.lines().map(ToOwned::to_owned).collect()));
    }
    if !document.due.is_empty() {
        let mut lines = document.seller.payment.clone();
        lines.push(words.give_number(&document.number));
        blocks.push((words.payment, lines));
    }
    let mut about = Vec::new();
    if document.is_summary {
        about.push(words.what_summary_is.to_owned());
    }
    let noted = document.note.chars().any(|c| sheets.lacks(c));
    if noted || sheets.lacks_something() {
        about.push(words.undrawn.to_owned());
    }
    if !about.is_empty() {
        blocks.push((words.about, about));
    }
    let label_width = blocks.iter().map(|(label, _)| sheets.width(Style::QUIET, label)).fold(0.0, f32::max);
    let at = LEFT + label_width + GAP;
    for (label, texts) in blocks {
        let lines: Vec<String> = texts.iter().flat_map(|text| sheets.wrap(Style::TEXT, text, RIGHT - at)).collect();
        // A short block stays together.
        let together = LINE * f32::from(u16::try_from(lines.len().min(8)).unwrap_or(u16::MAX));
        if !sheets.has_room(together) {
            sheets.turn();
        }
        let y = sheets.y;
        sheets.text(LEFT, y, Style::QUIET, label);
        for line in lines {
            if !sheets.has_room(LINE) {
                sheets.turn();
            }
            let y = sheets.y;
            sheets.text(at, y, Style::TEXT, &line);
            sheets.y += LINE;
        }
        sheets.y += 8.0;
    }
}

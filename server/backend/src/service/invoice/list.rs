//! The list of invoices, on a page and as a file.

use crate::access::{Caller, Scope};
use crate::store::invoices::{Asked, Listed, Order, Place};
use crate::{Portico, Result, store};
use domain::InvoiceId;
use domain::access::{Action, Target};
use domain::invoice::view::{InvoiceList, InvoiceRow, Left, ListView, PAGE};
use domain::invoice::{Kind, Status};
use jiff::civil::Date;

/// Documents of one piece of the file.
const EXPORTED: usize = 500;

/// The columns of the file. Amounts are in the currency's major unit.
pub const COLUMNS: [&str; 9] =
    ["number", "kind", "date", "due", "status", "currency", "amount", "left to pay", "reference"];

/// One document as a line of the file.
pub type CsvLine = [String; COLUMNS.len()];

/// The documents that `view` asks for.
///
/// # Errors
/// [`domain::Problem::Forbidden`] without the role.
pub async fn list(scope: &mut Scope, view: &ListView) -> Result<InvoiceList> {
    let account = scope.account();
    let why = scope.require(Action::ViewInvoices, &Target::Account(account))?;
    let (reader, today) = (scope.member()?.reader.clone(), today(scope)?);
    let (found, next) = page(scope, view, today, PAGE).await?;
    let left = store::invoices::left(scope.tx(), account, today).await?;
    let years = store::invoices::years(scope.tx(), account).await?;
    let amount = |money: domain::money::Money| money.format(reader.language);
    let or_nothing = |money: domain::money::Money| if money.minor > 0 { amount(money) } else { String::new() };
    let row = |one: Listed| {
        Some(InvoiceRow {
            id: one.id,
            status: status(&one, today)?,
            kind: one.standing.kind.label().to_owned(),
            date: reader.date(one.issued_on),
            due: if one.standing.kind == Kind::CreditNote { String::new() } else { reader.date(one.due_on) },
            amount: amount(one.total),
            left: or_nothing(one.due),
            number: one.number,
        })
    };
    Ok(InvoiceList {
        why: why.explain(),
        left: left.into_iter().map(|(all, late)| Left { amount: amount(all), overdue: or_nothing(late) }).collect(),
        years: years.into_iter().map(|year| year.to_string()).collect(),
        rows: found.into_iter().filter_map(row).collect(),
        next,
    })
}

/// The next documents that `view` asks for as lines of a file, with where the ones after them begin. Each piece is
/// decided about afresh.
///
/// # Errors
/// As [`list`].
pub async fn export(
    portico: &Portico,
    caller: &Caller,
    slug: &str,
    view: &ListView,
) -> Result<(Vec<CsvLine>, Option<String>)> {
    let mut scope = Scope::open(portico, caller, slug).await?;
    scope.require(Action::ViewInvoices, &Target::Account(scope.account()))?;
    let today = today(&scope)?;
    let (found, next) = page(&mut scope, view, today, EXPORTED).await?;
    let line = |one: Listed| {
        let due = if one.standing.kind == Kind::CreditNote { String::new() } else { one.due_on.to_string() };
        Some([
            one.number.clone(),
            one.standing.kind.name().to_owned(),
            one.issued_on.to_string(),
            due,
            status(&one, today)?.name().to_owned(),
            one.total.currency.to_string(),
            one.total.plain(),
            one.due.plain(),
            one.reference,
        ])
    };
    Ok((found.into_iter().filter_map(line).collect(), next))
}

async fn page(scope: &mut Scope, view: &ListView, today: Date, most: usize) -> Result<(Vec<Listed>, Option<String>)> {
    let account = scope.account();
    let asked = asked(view);
    let wanted = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let (found, more) =
        crate::service::page(store::invoices::list(scope.tx(), account, &asked, today, wanted).await?, most);
    let next = found.last().filter(|_| more).map(|last| written(&last.place));
    Ok((found, next))
}

/// What does not parse is not asked for.
fn asked(view: &ListView) -> Asked {
    let words = view.q.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace('\0', "");
    Asked {
        words: (!words.is_empty()).then_some(words),
        status: view.status.parse().ok(),
        kind: view.kind.parse().ok(),
        year: view.year.parse().ok(),
        order: match view.sort.as_str() {
            "oldest" => Order::Oldest,
            "due" => Order::DueFirst,
            "amount" => Order::Largest,
            _ => Order::Newest,
        },
        after: read(&view.after),
    }
}

/// A place in the list as it stands in an address: `SEK_-12500_0199…`.
fn written(place: &Place) -> String {
    format!("{}_{}_{}", place.currency, place.rank, place.id)
}

fn read(text: &str) -> Option<Place> {
    let mut parts = text.splitn(3, '_');
    let (currency, rank, id) = (parts.next()?, parts.next()?, parts.next()?);
    let currency = currency.chars().all(|c| c.is_ascii_uppercase()).then(|| currency.to_owned())?;
    Some(Place { currency, rank: rank.parse().ok()?, id: InvoiceId(id.parse().ok()?) })
}

/// How it stands; `None` for what has no reader.
fn status(one: &Listed, today: Date) -> Option<Status> {
    Status::of(&one.standing, &one.due_on.to_string(), &today.to_string())
}

/// The day on which the reader looks, where they are.
pub(super) fn today(scope: &Scope) -> Result<Date> {
    Ok(scope.now().to_zoned(scope.member()?.reader.zone.clone()).date())
}

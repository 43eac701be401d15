//! What Nordic Freight was invoiced in the last fourteen months: its freight software by a company in Sweden, and its
//! messages by one in Germany. Most of it is paid; something is overdue, void, credited and gathered.

use crate::access::{Permit, Scope};
use crate::service::invoice::{
    BANK_TRANSFER, CreditedLine, Issued, Period, Source, apply_payment, credit, gather, void, write,
};
use crate::service::issuer::{NewIssuer, NewRate, add, set_tax};
use crate::{Portico, Result, store};
use domain::access::{Action, Target};
use domain::audit::Event;
use domain::invoice::{Discount, NewInvoice, NewLine};
use domain::money::{Currency, Money};
use domain::{IssuerId, Problem};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// Months of invoices.
const MONTHS: i64 = 14;

/// Who sells, and to whom the invoices go.
struct Books<'a> {
    portico: &'a Portico,
    permit: &'a mut Permit,
    software: IssuerId,
    messages: IssuerId,
}

/// Loads the invoices of this account, which is there already.
pub(super) async fn load(portico: &Portico, slug: &str) -> Result<()> {
    let software = issuer(
        portico,
        [
            "nordlys",
            "Nordlys Programvara AB",
            "Kungsgatan 12\n111 35 Stockholm",
            "SE",
            "SE556912345601",
            "IBAN SE72 8000 0810 3400 0978 3242\nBIC SWEDSESS",
            "NP-",
        ],
        ["25", "Moms"],
    )
    .await?;
    let messages = issuer(
        portico,
        [
            "hanse",
            "Hanse Messaging GmbH",
            "Brooktorkai 20\n20457 Hamburg",
            "DE",
            "DE298765432",
            "IBAN DE89 3704 0044 0532 0130 00\nBIC COBADEFFXXX",
            "HM",
        ],
        ["0", "Reverse charge"],
    )
    .await?;
    let scope = Scope::open_as_operator(portico, slug).await?;
    let account = scope.account();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let now = permit.now();
    let mut books = Books { portico, permit: &mut permit, software, messages };
    for month in (0..MONTHS).rev() {
        books.software(month, days_before(now, 30 * month + 5)?).await?;
        books.messages(month, days_before(now, 30 * month + 4)?).await?;
    }
    books.workshop(days_before(now, 20)?).await?;
    let twice = books.twice(days_before(now, 62)?).await?;
    let credited = books.onboarding(days_before(now, 150)?).await?;
    let after = serde_json::json!({ "invoices": 2 * MONTHS + 3 });
    let entry = crate::access::Entry {
        event: Event::OrganizationImported,
        target_kind: "account",
        target: account.0,
        before: serde_json::json!({}),
        after,
    };
    permit.commit(portico, entry).await?;

    void(portico, slug, &twice.number, "Invoiced twice by mistake").await?;
    let days = [CreditedLine { position: 2, quantity: Some(2_000) }];
    credit(portico, slug, &credited.number, &days, "Two days of training were not used.").await?;
    let day = |days| Ok::<_, crate::Error>(days_before(now, days)?.to_zoned(TimeZone::UTC).date().to_string());
    let period = Period { from: day(45)?, to: day(0)? };
    // Nobody is mailed what was always there.
    let scope = Scope::open_as_operator(portico, slug).await?;
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account))?;
    let (_, _, entry) = gather(&mut permit, portico, messages, currency("EUR")?, &period, 30).await?;
    let today = permit.now().to_zoned(TimeZone::UTC).date();
    store::invoices::set_reminded(&mut permit, None, today).await?;
    permit.commit(portico, entry).await
}

impl Books<'_> {
    /// The month's software: every tenth is discounted as agreed, and now and then somebody needs help.
    async fn software(&mut self, month: i64, at: Timestamp) -> Result<()> {
        let users = 640 - 6 * month;
        let mut lines = vec![
            NewLine {
                discount: Discount::Share(1000),
                ..line("Nordlys Freight, named users", users * 1000, "users", 8_900)
            },
            line("Nordlys Freight, terminals: Gothenburg, Malmö, Oslo", 3_000, "terminals", 490_000),
            line("Customs interface TDS and NCTS", 1_000, "", 325_000),
        ];
        if month % 3 == 1 {
            lines.push(line("Support outside office hours", 1_500 + 500 * month, "hours", 115_000));
        }
        let new = invoice(currency("SEK")?, 30, format!("PO {}", 45_120 + (MONTHS - month)), lines, Some(at));
        let issued = self.issue(self.software, &new, at).await?;
        if month >= 2 {
            self.pay(&issued, issued.total.minor, at, 24 - month % 5).await?;
        }
        Ok(())
    }

    /// The month's messages.
    async fn messages(&mut self, month: i64, at: Timestamp) -> Result<()> {
        let thousands = |base: i64, step: i64| base * 1000 + (month * step * 137) % 9_000;
        let lines = vec![
            line("SMS to Sweden", thousands(61, 3), "× 1,000", 3_850),
            line("SMS to Norway", thousands(34, 5), "× 1,000", 5_200),
            line("SMS to Denmark", thousands(18, 7), "× 1,000", 2_990),
            line("Long numbers for replies", 6_000, "numbers", 1_250),
        ];
        let new = invoice(currency("EUR")?, 60, "NF-SMS".to_owned(), lines, Some(at));
        let issued = self.issue(self.messages, &new, at).await?;
        match month {
            0 | 1 => Ok(()),
            2 => self.pay(&issued, 200_000, at, 30).await,
            _ => self.pay(&issued, issued.total.minor, at, 41 + month % 6).await,
        }
    }

    /// A currency without a minor unit.
    async fn workshop(&mut self, at: Timestamp) -> Result<()> {
        let lines = vec![line("Messaging workshop, Tokyo", 2_000, "seats", 48_000)];
        let new = invoice(currency("JPY")?, 45, String::new(), lines, None);
        self.issue(self.messages, &new, at).await.map(drop)
    }

    /// What should not have been invoiced.
    async fn twice(&mut self, at: Timestamp) -> Result<Issued> {
        let lines = vec![line("Customs interface TDS and NCTS", 1_000, "", 325_000)];
        let new = invoice(currency("SEK")?, 30, String::new(), lines, None);
        self.issue(self.software, &new, at).await
    }

    /// A project of which some is taken back.
    async fn onboarding(&mut self, at: Timestamp) -> Result<Issued> {
        let lines = vec![
            line("Going live at Oslo terminal", 1_000, "", 6_400_000),
            line("Training on site", 6_000, "days", 1_450_000),
        ];
        let mut new = invoice(currency("SEK")?, 30, "PO 45117".to_owned(), lines, None);
        new.note = "Project Alnabru, as agreed with Sara Holm.".to_owned();
        let issued = self.issue(self.software, &new, at).await?;
        let half = issued.total.share(1, 2).map_err(|error| crate::Error::internal("halving a demo amount", error))?;
        self.pay(&issued, half.minor, at, 28).await?;
        Ok(issued)
    }

    async fn issue(&mut self, issuer: IssuerId, new: &NewInvoice, at: Timestamp) -> Result<Issued> {
        Ok(write(self.permit, self.portico, issuer, new, at).await?.0)
    }

    async fn pay(&mut self, issued: &Issued, minor: i64, at: Timestamp, days: i64) -> Result<()> {
        let came = at.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(at);
        let source = Source { kind: BANK_TRANSFER.to_owned(), reference: format!("BG 5051-4432 {}", issued.number) };
        let amount = Money::new(minor, issued.total.currency);
        apply_payment(self.permit, self.portico, issued.id, amount, &source, came).await.map(drop)
    }
}

/// Adds an issuer with what it charges to buyers in Sweden.
async fn issuer(portico: &Portico, about: [&str; 7], tax: [&str; 2]) -> Result<IssuerId> {
    let [slug, name, address, country, tax_id, payment, prefix] = about.map(ToOwned::to_owned);
    let id = add(portico, &NewIssuer { slug: slug.clone(), name, address, country, tax_id, payment, prefix }).await?;
    let [rate, name] = tax.map(ToOwned::to_owned);
    set_tax(portico, &NewRate { issuer: slug, country: "SE".to_owned(), rate, name }).await?;
    Ok(id)
}

fn currency(code: &str) -> Result<Currency> {
    code.parse().map_err(|fault: String| Problem::field("currency", fault).into())
}

fn line(description: &str, quantity: i64, unit: &str, unit_price: i64) -> NewLine {
    let (description, unit) = (description.to_owned(), unit.to_owned());
    NewLine { description, quantity, unit, unit_price, discount: Discount::None, tax: None }
}

/// An invoice; when it is issued `for_month_before`, it is for the whole month before that.
fn invoice(
    currency: Currency,
    due_in_days: i32,
    reference: String,
    lines: Vec<NewLine>,
    for_month_before: Option<Timestamp>,
) -> NewInvoice {
    let month = |at: Timestamp| {
        let before: Date = at.to_zoned(TimeZone::UTC).date().first_of_month().checked_sub(1.day()).ok()?;
        Some((before.first_of_month().to_string(), before.to_string()))
    };
    let period = for_month_before.and_then(month);
    NewInvoice { currency, due_in_days, reference, note: String::new(), period, lines }
}

fn days_before(now: Timestamp, days: i64) -> Result<Timestamp> {
    now.checked_sub(SignedDuration::from_hours(24 * days))
        .map_err(|error| crate::Error::internal("looking back", error))
}

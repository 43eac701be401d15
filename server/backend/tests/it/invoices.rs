//! Invoices on a real database: issued, paid, credited, gathered and made void; numbers without gaps.

use crate::support::{Account, World, faulty_fields, problem};
use backend::access::Scope;
use backend::service::invoice::{
    CreditedLine, Issued, Period, Recorded, Source, credit, export, facts, issue, issue_within, list, pdf,
    record_payment, record_refund, summarize, view, void,
};
use backend::service::issuer::{NewIssuer, NewRate, add, by_slug, set_tax};
use domain::access::{Action, Target};
use domain::invoice::view::ListView;
use domain::invoice::{InvoiceForm, LineForm, NewInvoice, State};
use domain::money::Money;
use domain::{InvoiceId, IssuerId, Problem};

/// An account, and a company that invoices it.
struct Shop {
    world: World,
    account: Account,
    issuer: IssuerId,
}

impl Shop {
    async fn new() -> Self {
        let world = World::new().await;
        let account = world.account("acme").await;
        let issuer = issuer(&world, "nordlys", "NL-").await;
        Self { world, account, issuer }
    }

    async fn issue(&self, price: &str) -> Issued {
        issue(&self.world.portico, "acme", self.issuer, &new(price)).await.unwrap()
    }

    async fn pay(&self, id: InvoiceId, minor: i64, reference: &str) -> backend::Result<Recorded> {
        self.move_money(id, minor, reference, false).await
    }

    async fn refund(&self, id: InvoiceId, minor: i64, reference: &str) -> backend::Result<Recorded> {
        self.move_money(id, minor, reference, true).await
    }

    async fn move_money(&self, id: InvoiceId, minor: i64, reference: &str, back: bool) -> backend::Result<Recorded> {
        let portico = &self.world.portico;
        let scope = Scope::open_to_change(portico, &self.account.caller, "acme").await?;
        let mut permit = scope.authorize(Action::PayInvoices, &Target::Account(self.account.id))?;
        let amount = Money::new(minor, "SEK".parse().unwrap());
        let source = Source { kind: "test".to_owned(), reference: reference.to_owned() };
        let recorded = match back {
            false => record_payment(&mut permit, portico, id, amount, &source).await?,
            true => record_refund(&mut permit, portico, id, amount, &source).await?,
        };
        // Something else that happens in the same transaction.
        let entry = backend::access::Entry {
            event: domain::audit::Event::CompanyEdited,
            target_kind: "account",
            target: self.account.id.0,
            before: serde_json::json!({}),
            after: serde_json::json!({}),
        };
        permit.commit(portico, entry).await?;
        Ok(recorded)
    }

    async fn due(&self, id: InvoiceId) -> (State, i64) {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        let facts = facts(&mut scope, id).await.unwrap();
        (facts.state, facts.due.minor)
    }
}

/// A company that sells.
pub async fn issuer(world: &World, slug: &str, prefix: &str) -> IssuerId {
    let new = NewIssuer {
        slug: slug.to_owned(),
        name: "Nordlys Programvara AB".to_owned(),
        address: "Sveavägen 1\n111 57 Stockholm".to_owned(),
        country: "SE".to_owned(),
        tax_id: "SE556677889901".to_owned(),
        payment: String::new(),
        prefix: prefix.to_owned(),
    };
    let id = add(&world.portico, &new).await.unwrap();
    let rate = NewRate { issuer: slug.to_owned(), country: "SE".into(), rate: "25".into(), name: "Moms".into() };
    set_tax(&world.portico, &rate).await.unwrap();
    id
}

/// One line at this price, in Swedish kronor.
pub fn new(price: &str) -> NewInvoice {
    let line = |description: &str, quantity: &str, unit_price: &str| LineForm {
        description: description.to_owned(),
        quantity: quantity.to_owned(),
        unit_price: unit_price.to_owned(),
        ..LineForm::default()
    };
    let lines = vec![line("Seats", "3", price)];
    let form = InvoiceForm { currency: "SEK".into(), due_in_days: "30".into(), lines, ..InvoiceForm::default() };
    form.parse().unwrap()
}

#[tokio::test]
async fn an_invoice_is_issued_with_its_number_and_paid_once() {
    let shop = Shop::new().await;
    let first = shop.issue("100").await;
    let second = shop.issue("10").await;
    assert_eq!((&*first.number, first.total.minor), ("NL-00001", 37_500));
    assert_eq!((&*second.number, second.total.minor), ("NL-00002", 3_750));

    assert!(matches!(shop.pay(first.id, 10_000, "a").await.unwrap(), Recorded::Now(left) if left.minor == 27_500));
    assert_eq!(shop.pay(first.id, 10_000, "a").await.unwrap(), Recorded::Before, "the same source counts once");
    assert_eq!(shop.due(first.id).await, (State::Open, 27_500));
    assert_eq!(faulty_fields(shop.pay(first.id, 27_501, "b").await), ["amount"], "more than is left");
    assert_eq!(faulty_fields(shop.pay(second.id, 10, "a").await), ["source"], "it counted for another invoice");
    shop.pay(first.id, 27_500, "c").await.unwrap();
    assert_eq!(shop.due(first.id).await, (State::Paid, 0));
    assert_eq!(faulty_fields(void(&shop.world.portico, "acme", "NL-00001", "typo").await), ["invoice"]);

    shop.refund(first.id, 500, "d").await.unwrap();
    assert_eq!(shop.due(first.id).await, (State::Open, 500));
    assert_eq!(faulty_fields(shop.refund(first.id, 37_001, "e").await), ["amount"]);
    let audited = "select count(*) from audit_log where action like 'invoice.%'";
    assert_eq!(shop.world.count(audited).await, 2 + 2 + 1, "issued, paid and refunded, each once");
}

#[tokio::test]
async fn what_is_rolled_back_gives_its_number_back() {
    let shop = Shop::new().await;
    shop.issue("100").await;
    let scope = Scope::open_as_operator(&shop.world.portico, "acme").await.unwrap();
    let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(shop.account.id)).unwrap();
    let lost = issue_within(&mut permit, &shop.world.portico, shop.issuer, &new("5")).await.unwrap();
    assert_eq!(lost.number, "NL-00002");
    drop(permit);
    assert_eq!(shop.issue("7").await.number, "NL-00002");
}

#[tokio::test]
async fn numbers_have_no_gaps_whoever_issues_at_once() {
    let shop = Shop::new().await;
    let other = shop.world.account("beta").await;
    let second = issuer(&shop.world, "aurora", "A").await;
    assert_eq!(by_slug(&shop.world.portico, "aurora").await.unwrap(), second);
    let work = (0..40).map(|turn| {
        let portico = shop.world.portico.clone();
        let (account, slug) = if turn % 2 == 0 { (shop.account.id, "acme") } else { (other.id, "beta") };
        let issuer = if turn % 4 < 3 { shop.issuer } else { second };
        tokio::spawn(async move {
            let scope = Scope::open_as_operator(&portico, slug).await.unwrap();
            let mut permit = scope.authorize(Action::IssueInvoices, &Target::Account(account)).unwrap();
            issue_within(&mut permit, &portico, issuer, &new("1")).await.unwrap();
            tokio::task::yield_now().await;
            // Every third one does not last.
            if turn % 3 != 0 {
                let entry = backend::access::Entry {
                    event: domain::audit::Event::CompanyEdited,
                    target_kind: "account",
                    target: account.0,
                    before: serde_json::json!({}),
                    after: serde_json::json!({}),
                };
                permit.commit(&portico, entry).await.unwrap();
            }
        })
    });
    for one in work.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    let lasting = (0..40).filter(|turn| turn % 3 != 0);
    let (mine, theirs): (Vec<i32>, Vec<i32>) = lasting.partition(|turn| turn % 4 < 3);
    for (issuer, prefix, count) in [(shop.issuer, "NL-", mine.len()), (second, "A", theirs.len())] {
        let numbers: Vec<String> =
            sqlx::query_scalar("select number from invoices where issuer_id = $1 order by number")
                .bind(issuer.0)
                .fetch_all(shop.world.owner())
                .await
                .unwrap();
        let expected: Vec<String> = (1..=count).map(|number| format!("{prefix}{number:05}")).collect();
        assert_eq!(numbers, expected);
    }
}

#[tokio::test]
async fn an_invoice_is_credited_by_line_until_nothing_is_left() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    let invoice = shop.issue("33.33").await;
    let one = [CreditedLine { position: 1, quantity: Some(1000) }];
    let note = credit(portico, "acme", &invoice.number, &one, "One seat less").await.unwrap();
    assert_eq!((&*note.number, note.total.minor), ("NL-C-00001", 3333 + 833));
    assert_eq!(shop.due(invoice.id).await, (State::Open, invoice.total.minor - note.total.minor));
    let too_much = [CreditedLine { position: 1, quantity: Some(2001) }, CreditedLine { position: 2, quantity: None }];
    assert_eq!(
        faulty_fields(credit(portico, "acme", &invoice.number, &too_much, "").await),
        ["lines.1.quantity", "lines.2.line"]
    );
    let rest = credit(portico, "acme", &invoice.number, &[], "").await.unwrap();
    assert_eq!(note.total.minor + rest.total.minor, invoice.total.minor, "the parts come to it exactly");
    assert_eq!(shop.due(invoice.id).await, (State::Paid, 0));
    assert_eq!(faulty_fields(credit(portico, "acme", &invoice.number, &[], "").await), ["invoice"], "nothing is left");
    assert_eq!(faulty_fields(void(portico, "acme", &note.number, "typo").await), ["invoice"], "a credit note");
    assert_eq!(faulty_fields(void(portico, "acme", &invoice.number, "typo").await), ["invoice"], "it has credit notes");
}

#[tokio::test]
async fn a_summary_gathers_and_is_paid_through() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    let (first, second) = (shop.issue("100").await, shop.issue("10").await);
    let november = Period::month("2026-11").unwrap();
    let sek = "SEK".parse().unwrap();
    let summary = summarize(portico, "acme", shop.issuer, sek, &november, 20).await.unwrap();
    assert_eq!((&*summary.number, summary.total.minor), ("NL-S-00001", 41_250));
    let again = summarize(portico, "acme", shop.issuer, sek, &november, 20).await;
    assert_eq!(faulty_fields(again), ["from"], "each is gathered once");
    assert_eq!(faulty_fields(void(portico, "acme", &first.number, "typo").await), ["invoice"], "it is gathered");

    shop.pay(summary.id, 38_000, "a").await.unwrap();
    assert_eq!(shop.pay(summary.id, 38_000, "a").await.unwrap(), Recorded::Before);
    assert_eq!(shop.due(first.id).await, (State::Paid, 0), "due first");
    assert_eq!(shop.due(second.id).await, (State::Open, 3_250));
    assert_eq!(shop.due(summary.id).await, (State::Open, 3_250));
    assert_eq!(faulty_fields(shop.pay(summary.id, 3_251, "b").await), ["amount"]);
    assert_eq!(faulty_fields(void(portico, "acme", &summary.number, "typo").await), ["invoice"], "it was paid through");
    // One of them paid by itself settles the summary too.
    shop.pay(second.id, 3_250, "c").await.unwrap();
    assert_eq!(shop.due(summary.id).await, (State::Paid, 0));
    // What came in last through it goes back first.
    shop.refund(summary.id, 600, "d").await.unwrap();
    assert_eq!(shop.due(second.id).await, (State::Open, 500));
    assert_eq!(shop.due(first.id).await, (State::Open, 100));
    assert_eq!(shop.due(summary.id).await, (State::Open, 600));
}

#[tokio::test]
async fn a_void_summary_lets_go() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    let invoice = shop.issue("100").await;
    let november = Period::month("2026-11").unwrap();
    let sek = "SEK".parse().unwrap();
    let summary = summarize(portico, "acme", shop.issuer, sek, &november, 20).await.unwrap();
    void(portico, "acme", &summary.number, "wrong month").await.unwrap();
    assert_eq!(shop.due(summary.id).await, (State::Void, 0));
    assert_eq!(shop.due(invoice.id).await, (State::Open, 37_500));
    void(portico, "acme", &invoice.number, "wrong customer").await.unwrap();
    assert_eq!(faulty_fields(shop.pay(invoice.id, 1, "a").await), ["amount"], "nothing is paid for what is void");
    assert_eq!(faulty_fields(void(portico, "acme", &invoice.number, "again").await), ["invoice"]);
}

#[tokio::test]
async fn what_cannot_be_invoiced_is_said_and_takes_no_number() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    sqlx::query("update accounts set country = 'DE'").execute(shop.world.owner()).await.unwrap();
    assert_eq!(faulty_fields(issue(portico, "acme", shop.issuer, &new("1")).await), ["lines.1.tax"]);
    let nobody = IssuerId(shop.world.id());
    assert_eq!(faulty_fields(issue(portico, "acme", nobody, &new("1")).await), ["issuer"]);
    assert_eq!(problem(issue(portico, "no-such", shop.issuer, &new("1")).await), Problem::NotFound);
    let never = NewInvoice { period: Some(("2026-02-01".into(), "2026-02-30".into())), ..new("1") };
    let own_rate = NewInvoice {
        lines: new("1").lines.into_iter().map(|line| domain::invoice::NewLine { tax: Some(0), ..line }).collect(),
        ..never
    };
    assert_eq!(faulty_fields(issue(portico, "acme", shop.issuer, &own_rate).await), ["period_to"]);
    let fine = NewInvoice { period: None, ..own_rate };
    assert_eq!(issue(portico, "acme", shop.issuer, &fine).await.unwrap().number, "NL-00001");
}

#[tokio::test]
async fn the_list_is_filtered_ordered_and_paged() {
    let shop = Shop::new().await;
    for price in 1..=30 {
        shop.issue(&price.to_string()).await;
    }
    shop.pay(shop.issue("1000").await.id, 375_000, "a").await.unwrap();
    let listed = async |view: ListView| {
        let mut scope = shop.world.scope(&shop.account.caller, &shop.account).await;
        list(&mut scope, &view).await.unwrap()
    };
    let view = |sort: &str, status: &str| ListView { sort: sort.into(), status: status.into(), ..ListView::default() };
    let first = listed(view("amount", "")).await;
    assert_eq!((first.rows.len(), &*first.rows[0].number), (25, "NL-00031"));
    assert_eq!((&*first.left[0].amount, &*first.left[0].overdue), ("SEK\u{a0}1,743.75", ""));
    let next = listed(ListView { after: first.next.unwrap(), ..view("amount", "") }).await;
    assert_eq!((next.rows.len(), next.next), (6, None));
    assert_eq!(next.rows.last().unwrap().number, "NL-00001", "the smallest amount");
    assert_eq!(listed(view("", "paid")).await.rows.len(), 1);
    assert_eq!(listed(view("", "overdue")).await.rows.len(), 0);
    assert_eq!(listed(ListView { q: "nl-00007".into(), ..ListView::default() }).await.rows.len(), 1);
    assert_eq!(
        listed(ListView { q: "SEATS".into(), year: "2026".into(), ..view("oldest", "open") }).await.rows.len(),
        25
    );
    assert_eq!(listed(ListView { year: "2025".into(), ..ListView::default() }).await.rows.len(), 0);
    let nonsense = ListView { kind: "x".into(), year: "x".into(), after: "x".into(), q: "\0".into(), ..view("x", "x") };
    assert_eq!(listed(nonsense).await.rows.len(), 25, "what does not parse is ignored");
    let (lines, rest) = export(&shop.world.portico, &shop.account.caller, "acme", &view("oldest", "")).await.unwrap();
    assert_eq!((lines.len(), rest), (31, None));
    let smallest = lines.iter().find(|line| line[0] == "NL-00001").unwrap();
    assert_eq!(smallest[5..8], ["SEK", "3.75", "3.75"]);
}

#[tokio::test]
async fn only_who_has_the_role_sees_invoices() {
    let shop = Shop::new().await;
    let invoice = shop.issue("100").await;
    let bo = shop.world.person(&shop.account, shop.account.root, "bo@acme.example").await;
    let nothing = shop.world.id().to_string();
    for id in [invoice.id.to_string(), nothing.clone()] {
        let mut scope = shop.world.scope(&bo.caller, &shop.account).await;
        assert!(
            matches!(problem(view(&mut scope, &id).await), Problem::Forbidden { .. }),
            "whether it is there or not"
        );
        let file = pdf(&shop.world.portico, &bo.caller, "acme", &id).await;
        assert!(matches!(problem(file), Problem::Forbidden { .. }));
    }
    let mut scope = shop.world.scope(&bo.caller, &shop.account).await;
    assert!(matches!(problem(list(&mut scope, &ListView::default()).await), Problem::Forbidden { .. }));
    drop(scope);
    sqlx::query("update users set roles = '{pay_invoices}' where id = $1")
        .bind(bo.id.0)
        .execute(shop.world.owner())
        .await
        .unwrap();
    let mut scope = shop.world.scope(&bo.caller, &shop.account).await;
    assert_eq!(view(&mut scope, &invoice.id.to_string()).await.unwrap().document.number, "NL-00001");
    assert_eq!(problem(view(&mut scope, &nothing).await), Problem::NotFound);
}

#[tokio::test]
async fn an_invoice_is_archived_as_pdf() {
    let shop = Shop::new().await;
    let mut many = new("100");
    many.lines = (0..60).flat_map(|_| new("12.50").lines).collect();
    many.note = "Företaget 日本 betalar i €".to_owned();
    let invoice = issue(&shop.world.portico, "acme", shop.issuer, &many).await.unwrap();
    let id = invoice.id.to_string();
    let (number, file) = pdf(&shop.world.portico, &shop.account.caller, "acme", &id).await.unwrap();
    assert_eq!(number, "NL-00001");
    assert!(file.starts_with(b"%PDF-1.7"));
    let text = String::from_utf8_lossy(&file);
    // ISO 19005-2, 6.6.4: the part and the level that the file conforms to.
    assert!(
        text.contains("<pdfaid:part>2</pdfaid:part>") && text.contains("<pdfaid:conformance>B</pdfaid:conformance>")
    );
    assert!(text.contains("/GTS_PDFA1"), "an output intent");
    assert!(text.matches("/Type/Page/").count() >= 2 || text.matches("/Type /Page\n").count() >= 2, "several sheets");
    // The title stands in the file as it is: it says what the document is in the reader's language.
    assert!(text.contains("Invoice NL-00001"));
    for (language, title) in [("sv", "Faktura NL-00001"), ("de", "Rechnung NL-00001"), ("fr", "Facture NL-00001")] {
        sqlx::query("update users set language = $1").bind(language).execute(shop.world.owner()).await.unwrap();
        let (_, file) = pdf(&shop.world.portico, &shop.account.caller, "acme", &id).await.unwrap();
        assert!(String::from_utf8_lossy(&file).contains(title), "{title}");
    }
    sqlx::query("update users set language = 'en'").execute(shop.world.owner()).await.unwrap();
    shop.pay(invoice.id, 100, "a").await.unwrap();
    let again = pdf(&shop.world.portico, &shop.account.caller, "acme", &id).await.unwrap().1;
    assert_eq!(file, again, "the same document is the same file, whatever was paid");
}

#[tokio::test]
async fn who_receives_invoices_is_told_of_each_once() {
    let shop = Shop::new().await;
    let invoice = shop.issue("100").await;
    let november = Period::month("2026-11").unwrap();
    let portico = &shop.world.portico;
    let summary = summarize(portico, "acme", shop.issuer, "SEK".parse().unwrap(), &november, 20).await.unwrap();
    credit(portico, "acme", &invoice.number, &[], "").await.unwrap();
    let mails: Vec<(String, serde_json::Value)> =
        sqlx::query_as("select recipient, message from outbox order by message ->> 'kind'")
            .fetch_all(shop.world.owner())
            .await
            .unwrap();
    let told: Vec<(&str, &str, &str)> = mails
        .iter()
        .map(|(to, message)| (&**to, message["kind"].as_str().unwrap(), message["page"].as_str().unwrap()))
        .collect();
    let page = |id| format!("/a/acme/invoices/{id}");
    let holder = "holder@acme.example";
    assert_eq!(
        told,
        [(holder, "invoice_created", &*page(invoice.id)), (holder, "summary_invoice_created", &*page(summary.id))]
    );
    assert_eq!(mails[0].1["amount"], "SEK\u{a0}375.00");
}

//! Invoices that the operator prepares: they take no number before they are issued, and no customer sees anything of them.

use crate::invoices::issuer;
use crate::support::{Account, World, faulty_fields, problem};
use backend::audit::Checkpoints;
use backend::service::invoice::{
    change_draft, credit, discard_draft, draft, drafts, export, issue_draft, list, pdf, view, void,
};
use backend::service::{history, webhook};
use domain::Problem;
use domain::audit::Event;
use domain::history::{HistoryPage, HistoryView, PAGE};
use domain::invoice::view::ListView;
use domain::invoice::{InvoiceForm, LineForm};
use jiff::SignedDuration;

fn form(price: &str) -> InvoiceForm {
    let line = LineForm { description: "Secret project".into(), unit_price: price.into(), ..LineForm::default() };
    let (currency, due_in_days) = ("SEK".into(), "30".into());
    InvoiceForm { currency, due_in_days, lines: vec![line], ..InvoiceForm::default() }
}

#[tokio::test]
async fn a_draft_is_changed_and_issued_once_and_takes_its_number_then() {
    let world = World::new().await;
    world.account("acme").await;
    let nordlys = issuer(&world, "nordlys", "NL-").await;
    let portico = &world.portico;
    let first = draft(portico, "acme", nordlys, &form("100")).await.unwrap();
    let second = draft(portico, "acme", nordlys, &form("1")).await.unwrap();
    assert_eq!(first.total.minor, 12_500, "tax included");
    let changed = change_draft(portico, "acme", first.number, &form("200")).await.unwrap();
    assert_eq!(changed.total.minor, 25_000);
    let kept = drafts(portico, "acme").await.unwrap();
    assert_eq!(
        kept.iter().map(|one| (one.number, one.total.minor)).collect::<Vec<_>>(),
        [(first.number, 25_000), (second.number, 125)]
    );
    assert_eq!(kept[0].form, form("200"), "it comes back as it was handed in");
    assert_eq!(world.count("select count(*) from outbox").await, 0, "nobody is told of a draft");

    // The later one is issued first, and takes the first number.
    assert_eq!(issue_draft(portico, "acme", second.number).await.unwrap().number, "NL-00001");
    let issued = issue_draft(portico, "acme", first.number).await.unwrap();
    assert_eq!((&*issued.number, issued.total.minor), ("NL-00002", 25_000));
    assert_eq!(world.count("select count(*) from outbox").await, 2, "each is told of once");
    let before = world.everything().await;
    let Problem::Invalid { errors } = problem(issue_draft(portico, "acme", first.number).await) else {
        panic!("it was issued twice")
    };
    assert!(errors[0].message.contains("issued already, as NL-00002"), "{errors:?}");
    assert_eq!(faulty_fields(change_draft(portico, "acme", first.number, &form("1")).await), ["draft"]);
    assert_eq!(faulty_fields(discard_draft(portico, "acme", first.number).await), ["draft"]);
    assert_eq!(world.everything().await, before, "what is refused changes nothing");
    assert_eq!(drafts(portico, "acme").await.unwrap(), []);
}

#[tokio::test]
async fn a_draft_that_is_thrown_away_leaves_no_gap() {
    let world = World::new().await;
    world.account("acme").await;
    world.account("beta").await;
    let nordlys = issuer(&world, "nordlys", "NL-").await;
    let portico = &world.portico;
    let lost = draft(portico, "acme", nordlys, &form("100")).await.unwrap();
    assert_eq!(faulty_fields(discard_draft(portico, "beta", lost.number).await), ["draft"], "it is another account's");
    discard_draft(portico, "acme", lost.number).await.unwrap();
    assert_eq!(faulty_fields(issue_draft(portico, "acme", lost.number).await), ["draft"]);
    assert_eq!(faulty_fields(discard_draft(portico, "acme", lost.number).await), ["draft"]);
    let next = draft(portico, "acme", nordlys, &form("1")).await.unwrap();
    assert!(next.number > lost.number, "no draft is called like another");
    assert_eq!(issue_draft(portico, "acme", next.number).await.unwrap().number, "NL-00001");
    let told: Vec<String> =
        sqlx::query_scalar("select action from audit_log where action like 'invoice.%' order by action")
            .fetch_all(world.owner())
            .await
            .unwrap();
    assert_eq!(told, ["invoice.draft_discarded", "invoice.drafted", "invoice.drafted", "invoice.issued"]);
}

#[tokio::test]
async fn what_could_not_be_issued_is_not_drafted() {
    let world = World::new().await;
    world.account("acme").await;
    let nordlys = issuer(&world, "nordlys", "NL-").await;
    let broken = InvoiceForm { due_in_days: "soon".into(), ..form("1,50") };
    let refused = draft(&world.portico, "acme", nordlys, &broken).await;
    assert_eq!(faulty_fields(refused), ["due_in_days", "lines.1.unit_price"]);
    let one = draft(&world.portico, "acme", nordlys, &form("1")).await.unwrap();
    assert_eq!(faulty_fields(change_draft(&world.portico, "acme", one.number, &broken).await).len(), 2);
    assert_eq!(problem(draft(&world.portico, "no-such", nordlys, &form("1")).await), Problem::NotFound);
    assert_eq!(drafts(&world.portico, "acme").await.unwrap()[0].total.minor, 125);
}

#[tokio::test]
async fn no_customer_sees_a_draft() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let nordlys = issuer(&world, "nordlys", "NL-").await;
    let portico = &world.portico;
    let hidden = draft(portico, "acme", nordlys, &form("100")).await.unwrap();
    let id: uuid::Uuid = sqlx::query_scalar("select id from invoice_drafts").fetch_one(world.owner()).await.unwrap();

    for words in ["", "secret", "draft", &hidden.number.to_string()] {
        for status in ["", "open", "overdue", "draft"] {
            let asked = ListView { q: words.into(), status: status.into(), ..ListView::default() };
            let mut scope = world.scope(&account.caller, &account).await;
            let listed = list(&mut scope, &asked).await.unwrap();
            assert_eq!((listed.rows, listed.left, listed.years), (Vec::new(), Vec::new(), Vec::new()));
            drop(scope);
            assert_eq!(export(portico, &account.caller, "acme", &asked).await.unwrap(), (Vec::new(), None));
        }
    }
    let mut scope = world.scope(&account.caller, &account).await;
    assert_eq!(problem(view(&mut scope, &id.to_string()).await), Problem::NotFound);
    drop(scope);
    assert_eq!(problem(pdf(portico, &account.caller, "acme", &id.to_string()).await), Problem::NotFound);
    // It has no number by which the operator could void or credit it either.
    for name in [hidden.number.to_string(), String::new(), id.to_string()] {
        assert_eq!(faulty_fields(void(portico, "acme", &name, "typo").await), ["number"]);
        assert_eq!(faulty_fields(credit(portico, "acme", &name, &[], "").await), ["number"]);
    }
    // The log has that there is a draft, and nothing that stands on it.
    assert_eq!(world.count("select count(*) from audit_values v where v::text like '%Draft %'").await, 1);
    assert_eq!(world.count("select count(*) from audit_values v where v::text like '%Secret%'").await, 0);
}

#[tokio::test]
async fn nobody_in_the_account_is_told_of_drafts() {
    let world = World::new().await;
    let account = world.account("acme").await;
    let nordlys = issuer(&world, "nordlys", "NL-").await;
    let portico = &world.portico;
    // A program that could choose what is told of drafts once.
    sqlx::query(
        "insert into webhook_endpoints (account_id, id, url, events, made_by, created_at)
         select a.id, a.id, 'https://books.example/', '{invoice.drafted,invoice.draft_changed,invoice.draft_discarded,
             invoice.issued}', a.holder_user_id, now() from accounts a",
    )
    .execute(world.owner())
    .await
    .unwrap();
    let mut all = Vec::new();
    for number in 0..40 {
        portico.clock.advance(SignedDuration::from_secs(1));
        world.group(&account, account.root, &format!("G{number}")).await;
        world.group(&account, account.root, &format!("H{number}")).await;
        all.push(draft(portico, "acme", nordlys, &form("100")).await.unwrap().number);
    }
    change_draft(portico, "acme", all[0], &form("200")).await.unwrap();
    discard_draft(portico, "acme", all[1]).await.unwrap();
    let first = read(&world, &account, &HistoryView::default()).await;
    assert_eq!((first.entries.len(), first.next.is_some()), (PAGE, true), "a page is whole without them");
    let rest = HistoryView { after: first.next.unwrap(), ..HistoryView::default() };
    let rest = read(&world, &account, &rest).await;
    assert_eq!((rest.entries.len(), rest.next), (31, None), "80 groups, and the account itself");

    portico.clock.advance(SignedDuration::from_secs(1));
    let issued = issue_draft(portico, "acme", all[0]).await.unwrap();
    let told = read(&world, &account, &HistoryView::default()).await.entries;
    assert_eq!(told[0].target.as_ref().map(|target| &*target.name), Some(&*issued.number));
    let changes: Vec<_> = told[0].changes.iter().map(|change| (&*change.label, &*change.after)).collect();
    assert_eq!(changes, [("Amount", "SEK\u{a0}250.00"), ("Kind", "Invoice"), ("Number", "NL-00001")]);
    for action in Event::ALL.iter().filter(|event| event.is_operators_own()) {
        let only = HistoryView { action: action.name().to_owned(), ..HistoryView::default() };
        assert_eq!(read(&world, &account, &only).await.entries, []);
    }
    let (lines, _) = history::export(portico, &account.caller, "acme", &HistoryView::default()).await.unwrap();
    assert_eq!(lines.len(), 82);
    assert!(lines.iter().flatten().all(|cell| !cell.to_lowercase().contains("draft")), "{lines:?}");
    let sent: Vec<String> =
        sqlx::query_scalar("select event from webhook_deliveries").fetch_all(world.owner()).await.unwrap();
    assert_eq!(sent, ["invoice.issued"]);
    let mut scope = world.scope(&account.caller, &account).await;
    assert_eq!(webhook::list(&mut scope).await.unwrap().endpoints[0].events, ["Invoice issued"]);
    drop(scope);

    // The log has all of it, in one chain.
    assert_eq!(world.count("select count(*) from audit_log where action like 'invoice.draft%'").await, 42);
    let signed = history::link(portico).await.unwrap();
    let verified = history::verify(portico, "acme", &Checkpoints { signed, foreign: Vec::new() }).await.unwrap();
    assert_eq!(verified.faults, []);
}

async fn read(world: &World, account: &Account, view: &HistoryView) -> HistoryPage {
    let mut scope = world.scope(&account.caller, account).await;
    history::view(&mut scope, view).await.unwrap()
}

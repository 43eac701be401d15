//! Invoices that the operator prepares: they take no number before they are issued, and no customer sees anything of them.

use crate::invoices::issuer;
use crate::support::{World, faulty_fields, problem};
use backend::service::invoice::{
    change_draft, credit, discard_draft, draft, drafts, export, issue_draft, list, pdf, view, void,
};
use domain::Problem;
use domain::invoice::view::ListView;
use domain::invoice::{InvoiceForm, LineForm};

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
    // Whoever reads the history learns that there is a draft, and nothing that stands on it.
    assert_eq!(world.count("select count(*) from audit_values v where v::text like '%Draft %'").await, 1);
    assert_eq!(world.count("select count(*) from audit_values v where v::text like '%Secret%'").await, 0);
}

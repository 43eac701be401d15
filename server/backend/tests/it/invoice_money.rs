//! Money by bank transfer, and reminders of what is overdue.

use crate::invoices::{issuer, new};
use crate::support::{Account, World, faulty_fields, problem};
use backend::service::invoice::{
    Issued, NewTransfer, Period, Transfer, facts, issue, record_transfer, remind, summarize, view, void,
};
use domain::invoice::State;
use domain::{InvoiceId, IssuerId, Problem};
use jiff::SignedDuration;

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

    async fn transfer(&self, number: &str, amount: &str, reference: &str) -> backend::Result<Transfer> {
        let new = NewTransfer {
            number: number.to_owned(),
            amount: amount.to_owned(),
            reference: reference.to_owned(),
            ..NewTransfer::default()
        };
        record_transfer(&self.world.portico, "acme", &new).await
    }

    async fn due(&self, id: InvoiceId) -> (State, i64) {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        let facts = facts(&mut scope, id).await.unwrap();
        (facts.state, facts.due.minor)
    }

    /// The mails of this kind, by their numbers, with what else one says.
    async fn mails(&self, kind: &str) -> Vec<serde_json::Value> {
        sqlx::query_scalar("select message from outbox where message ->> 'kind' = $1 order by message ->> 'number'")
            .bind(kind)
            .fetch_all(self.world.owner())
            .await
            .unwrap()
    }

    fn pass_days(&self, days: i64) {
        self.world.portico.clock.advance(SignedDuration::from_hours(24 * days));
    }

    /// The holder, who signs in again after a long time.
    async fn holder_again(&self) -> backend::access::Caller {
        let login: uuid::Uuid = sqlx::query_scalar("select login_id from users where id = $1")
            .bind(self.account.holder.0)
            .fetch_one(self.world.owner())
            .await
            .unwrap();
        self.world.session(domain::LoginId(login)).await
    }
}

fn fault<T: std::fmt::Debug>(result: backend::Result<T>) -> String {
    match problem(result) {
        Problem::Invalid { errors } => errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test]
async fn a_transfer_pays_some_and_then_all_and_each_reference_counts_once() {
    let mut shop = Shop::new().await;
    let invoice = shop.issue("100").await;
    let other = shop.issue("1").await;
    shop.pass_days(3);
    shop.account.caller = shop.holder_again().await;
    let first = shop.transfer("NL-00001", "100.50", " BG 77 ").await.unwrap();
    assert_eq!((first.amount.minor, first.left.minor, first.before), (10_050, 27_450, false));
    let before = shop.world.everything().await;
    for amount in ["100.50", ""] {
        let again = shop.transfer("NL-00001", amount, "BG 77").await.unwrap();
        assert_eq!(again, Transfer { before: true, ..first }, "the same once more changes nothing");
    }
    let differs = fault(shop.transfer("NL-00001", "100", "BG 77").await);
    assert!(differs.contains("recorded already for NL-00001, with SEK\u{a0}100.50"), "{differs}");
    assert_eq!(faulty_fields(shop.transfer("NL-00002", "1", "BG 77").await), ["reference"], "another invoice");
    let too_much = fault(shop.transfer("NL-00001", "274.51", "BG 78").await);
    assert!(
        too_much.contains("SEK\u{a0}274.51 is more than what is left to pay of NL-00001: SEK\u{a0}274.50"),
        "{too_much}"
    );
    assert_eq!(faulty_fields(shop.transfer("NL-00001", "1,50", "BG 78").await), ["amount"]);
    assert_eq!(faulty_fields(shop.transfer("NL-00001", "0", "BG 78").await), ["amount"]);
    assert_eq!(faulty_fields(shop.transfer("NL-00001", "-5", "BG 78").await), ["amount"]);
    assert_eq!(faulty_fields(shop.transfer("NL-00001", "5", " ").await), ["reference"]);
    assert_eq!(faulty_fields(shop.transfer("NL-00009", "5", "BG 78").await), ["number"]);
    for (day, why) in [
        ("2026-02-30", "There is no day"),
        ("yesterday", "There is no day"),
        ("2026-11-25", "has not come yet"),
        ("2026-11-20", "On 2026-11-20 NL-00001 was not issued yet, that was on 2026-11-21"),
    ] {
        let new = NewTransfer {
            number: "NL-00001".into(),
            reference: "x".into(),
            received: Some(day.into()),
            ..NewTransfer::default()
        };
        let refused = problem(record_transfer(&shop.world.portico, "acme", &new).await);
        let [fault] = refused.field_errors() else { panic!("{refused:?}") };
        assert!(fault.field == "received" && fault.message.contains(why), "{fault:?}");
    }
    assert_eq!(shop.world.everything().await, before, "what is refused changes nothing");

    let rest = NewTransfer {
        number: "NL-00001".into(),
        reference: "BG 79".into(),
        received: Some("2026-11-21".into()),
        ..NewTransfer::default()
    };
    let rest = record_transfer(&shop.world.portico, "acme", &rest).await.unwrap();
    assert_eq!((rest.amount.minor, rest.left.minor), (27_450, 0), "without an amount, all that is left");
    assert_eq!(shop.due(invoice.id).await, (State::Paid, 0));
    assert_eq!(fault(shop.transfer("NL-00001", "", "BG 80").await), "Nothing is left to pay of NL-00001.");
    assert_eq!(shop.due(other.id).await.0, State::Open);

    let mut scope = shop.world.scope(&shop.account.caller, &shop.account).await;
    let page = view(&mut scope, &invoice.id.to_string()).await.unwrap();
    let told: Vec<_> = page.payments.iter().map(|paid| (&*paid.what, &*paid.reference, &*paid.date)).collect();
    assert_eq!(
        told,
        [("Paid by bank transfer", "BG 79", "21 Nov 2026"), ("Paid by bank transfer", "BG 77", "24 Nov 2026")]
    );
    drop(scope);
    let receipts = shop.mails("payment_received").await;
    assert_eq!(receipts.len(), 2, "a receipt for each");
    assert!(receipts.iter().any(|mail| mail["reference"] == "BG 77" && mail["left"] == "SEK\u{a0}274.50"));
    assert!(
        receipts
            .iter()
            .any(|mail| mail["reference"] == "BG 79" && mail["left"].is_null() && mail["paid"] == "2026-11-21")
    );
    let audited =
        "select count(*) from audit_log where action = 'invoice.transfer_recorded' and actor_kind = 'operator'";
    assert_eq!(shop.world.count(audited).await, 2);
}

#[tokio::test]
async fn a_transfer_through_a_summary_pays_what_it_gathers() {
    let shop = Shop::new().await;
    let (first, second) = (shop.issue("100").await, shop.issue("10").await);
    let november = Period::month("2026-11").unwrap();
    let sek = "SEK".parse().unwrap();
    let summary = summarize(&shop.world.portico, "acme", shop.issuer, sek, &november, 20).await.unwrap();
    let done = shop.transfer(&summary.number, "400", "BG 1").await.unwrap();
    assert_eq!(done.left.minor, 1_250);
    assert_eq!((shop.due(first.id).await, shop.due(second.id).await), ((State::Paid, 0), (State::Open, 1_250)));
    assert!(
        shop.transfer(&summary.number, "400", "BG 1").await.unwrap().before,
        "although it counted for two invoices"
    );
    assert_eq!(faulty_fields(shop.transfer(&first.number, "375", "BG 1").await), ["reference"]);
}

#[tokio::test]
async fn the_overdue_are_reminded_of_once() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    let [open, paid, gone] = [shop.issue("100").await, shop.issue("10").await, shop.issue("1").await];
    shop.transfer(&open.number, "75", "BG 1").await.unwrap();
    shop.transfer(&paid.number, "", "BG 2").await.unwrap();
    void(portico, "acme", &gone.number, "typo").await.unwrap();
    assert_eq!(remind(portico).await.unwrap(), 0);
    // Due on 21 December: on its last day, and until that is over everywhere, nobody is reminded.
    shop.pass_days(30);
    assert_eq!(remind(portico).await.unwrap(), 0);
    portico.clock.advance(SignedDuration::from_hours(23));
    assert_eq!(remind(portico).await.unwrap(), 0, "it is still 21 December west of here");
    portico.clock.advance(SignedDuration::from_hours(1));
    // Two servers at the same time, and one that is started later.
    let (one, other) = tokio::join!(remind(portico), remind(portico));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(remind(&portico.clone()).await.unwrap(), 0);
    let mails = shop.mails("invoice_overdue").await;
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (&mails[0]["number"], &mails[0]["left"], &mails[0]["due"]),
        (&"NL-00001".into(), &"SEK\u{a0}300.00".into(), &"2026-12-21".into())
    );
    assert_eq!(shop.world.count("select count(*) from audit_log where action = 'invoice.reminded'").await, 1);
    shop.pass_days(40);
    assert_eq!(remind(portico).await.unwrap(), 0);

    // The page says the same.
    let caller = shop.holder_again().await;
    let mut scope = shop.world.scope(&caller, &shop.account).await;
    let page = view(&mut scope, &open.id.to_string()).await.unwrap();
    assert_eq!(page.status, domain::invoice::Status::Overdue);
}

#[tokio::test]
async fn of_a_summary_is_reminded_in_the_place_of_what_it_gathers() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    shop.issue("100").await;
    shop.issue("10").await;
    let november = Period::month("2026-11").unwrap();
    let summary = summarize(portico, "acme", shop.issuer, "SEK".parse().unwrap(), &november, 60).await.unwrap();
    shop.pass_days(40);
    assert_eq!(remind(portico).await.unwrap(), 0, "they are due with the summary");
    shop.pass_days(40);
    assert_eq!(remind(portico).await.unwrap(), 1);
    assert_eq!(shop.mails("invoice_overdue").await[0]["number"], serde_json::json!(summary.number));
    // What it lets go of stands by itself again, and was never told of.
    void(portico, "acme", &summary.number, "wrong").await.unwrap();
    assert_eq!(remind(portico).await.unwrap(), 2);
    assert_eq!(remind(portico).await.unwrap(), 0);
}

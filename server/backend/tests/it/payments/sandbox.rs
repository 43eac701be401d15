//! The sandbox, which is as far away as any provider.

use super::*;
use crate::support::{On, faulty_fields, problem, read};
use backend::access::Scope;
use backend::audit::AuditKey;
use backend::portico::Policy;
use backend::service::invoice::{Source, record_payment};
use backend::service::payment::{answer_sandbox, cancel, plan_pay, refund};
use backend::service::{history, mail, payment};
use backend::{Portico, access};
use domain::Problem;
use domain::access::{Action, Level, Target};
use domain::audit::Event;
use domain::history::{HistoryEntry, HistoryView};
use serde_json::json;

const PAYS: &str = "4242424242424242";

fn card(card: TestCard) -> &'static str {
    card.number()
}

#[tokio::test]
async fn a_payment_pays_the_invoice_and_its_payer_gets_the_receipt() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let payer = till.world.person(&till.account, till.account.root, "pia@company.example").await;
    till.give(payer.id, Role::PayInvoices).await;
    let paid = till.send(&payer.caller, &invoice, &till.form(&invoice, PAYS)).await;
    assert_eq!((paid.state, &*paid.method), (PaymentState::Succeeded, "Test card ending in 4242"));
    assert_eq!((&*paid.number, &*paid.amount, paid.sandbox), ("NL-00001", "SEK\u{a0}375.00", true));
    assert_paid_once(&till, &invoice).await;

    let (mut office, mailer) = till.world.mail().await;
    mail::send_due(&till.world.portico, &mailer).await.unwrap();
    let mut mails: Vec<_> = office.arrived().iter().map(read).collect();
    // The invoice itself was mailed, too.
    mails.retain(|mail| mail.subject.starts_with("Payment"));
    let to: Vec<&str> = mails.iter().map(|mail| &*mail.to).collect();
    assert_eq!(to, ["pia@company.example", "holder@acme.example"], "the payer, and who is told of invoices");
    for mail in mails {
        assert_eq!(mail.subject, "Payment of invoice NL-00001 received");
        assert!(mail.text.contains(&paid.receipt) && mail.text.contains("Nothing is left to pay."), "{}", mail.text);
        assert!(mail.text.contains(&format!("https://portal.example/a/acme/payments/{}", paid.id)), "{}", mail.text);
    }
    let told = till.words("select action from audit_log where action like 'payment.%' order by action").await;
    assert_eq!(told, ["payment.begun", "payment.succeeded"]);
}

/// What the history says of payments to whoever reads it: what was done, to what, and what it changed.
async fn told_of_payments(till: &Till, reader: &Caller) -> Vec<String> {
    let mut scope = till.world.scope(reader, &till.account).await;
    let page = history::view(&mut scope, &HistoryView::default()).await.unwrap();
    let words = |entry: HistoryEntry| {
        let changes = entry.changes.iter();
        let changes = changes.map(|one| format!("{}: {} → {}", one.label, one.before, one.after)).collect::<Vec<_>>();
        format!("{} | {} | {}", entry.what, entry.target.unwrap().name, changes.join(", ")).replace('\u{a0}', " ")
    };
    page.entries.into_iter().filter(|entry| entry.action.starts_with("payment.")).map(words).collect()
}

#[tokio::test]
async fn the_history_names_a_payment_and_says_what_became_of_it() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let declined = till.pay(&invoice, card(TestCard::Declined)).await;
    till.world.portico.clock.advance(SignedDuration::from_secs(1));
    let paid = till.pay(&invoice, PAYS).await;
    till.world.portico.clock.advance(SignedDuration::from_secs(1));
    refund(&till.world.portico, "acme", &paid.id.to_string()).await.unwrap();
    let (first, second) = (format!("{} for NL-00001", declined.receipt), format!("{} for NL-00001", paid.receipt));
    let mut told = told_of_payments(&till, &till.account.caller).await;
    told.sort();
    let begun = "Amount:  → SEK 375.00, Invoice:  → NL-00001";
    let mut expected = [
        format!("Payment begun | {first} | {begun}"),
        format!("Payment declined | {first} | State: Under way → Declined"),
        format!("Payment begun | {second} | {begun}"),
        format!("Payment received | {second} | Paid of the invoice:  → SEK 375.00, State: Under way → Received"),
        format!("Payment refunded | {second} | To be given back: SEK 0.00 → SEK 375.00"),
    ];
    expected.sort();
    assert_eq!(told, expected);
    let (lines, _) =
        history::export(&till.world.portico, &till.account.caller, "acme", &HistoryView::default()).await.unwrap();
    assert!(lines.iter().any(|line| line[3] == "payment.succeeded" && line[5] == second), "{lines:?}");

    // Who reads the history and may not see invoices learns that somebody paid, and nothing more.
    let (world, root) = (&till.world, till.account.root);
    let other = world.delegate(&till.account, root, "ada@acme.example", Level::Administrator, On::Group(root)).await;
    let told = told_of_payments(&till, &other.caller).await;
    assert_eq!(told.len(), 5);
    assert!(told.iter().all(|words| words.ends_with(" | a payment you do not see | ")), "{told:?}");
}

#[tokio::test]
async fn a_double_click_pays_once() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let form = till.form(&invoice, PAYS);
    let caller = &till.account.caller;
    let (one, two, three) = tokio::join!(
        till.send(caller, &invoice, &form),
        till.send(caller, &invoice, &form),
        till.send(caller, &invoice, &form)
    );
    assert_eq!((one.id, two.id), (two.id, three.id));
    assert_paid_once(&till, &invoice).await;
    assert_eq!(till.number("select count(*) from sandbox_payments").await, [1]);
}

#[tokio::test]
async fn a_form_that_is_sent_again_much_later_pays_nothing_more() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let form = till.form(&invoice, PAYS);
    let first = till.send(&till.account.caller, &invoice, &form).await;
    till.later(3600).await;
    let again = till.send(&till.account.caller, &invoice, &form).await;
    assert_eq!(first, again);
    let (id, other) = (invoice.id.to_string(), till.form(&invoice, PAYS));
    let other = pay(&till.world.portico, &till.account.caller, "acme", &id, &other);
    let Problem::Invalid { errors } = problem(other.await) else { panic!("it was paid") };
    assert!(errors[0].message.contains("has been paid"), "{errors:?}");
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn two_payers_at_once_pay_once() {
    for _ in 0..5 {
        let till = Till::new().await;
        let invoice = till.invoice().await;
        let other = till.world.person(&till.account, till.account.root, "pia@company.example").await;
        till.give(other.id, Role::PayInvoices).await;
        let number = invoice.id.to_string();
        let (mine, theirs) = (till.form(&invoice, PAYS), till.form(&invoice, PAYS));
        let portico = &till.world.portico;
        let (one, two) = tokio::join!(
            pay(portico, &till.account.caller, "acme", &number, &mine),
            pay(portico, &other.caller, "acme", &number, &theirs)
        );
        // Whoever is second sees the other's payment, or that nothing is left to pay.
        assert!(one.is_ok() || two.is_ok());
        if let (Ok(one), Ok(two)) = (one, two) {
            assert_eq!(one, two);
        }
        assert_paid_once(&till, &invoice).await;
    }
}

#[tokio::test]
async fn a_declined_card_pays_nothing_and_another_one_does() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    for (method, reason) in [(TestCard::Declined, "declined the card"), (TestCard::NoMoney, "not enough money")] {
        let declined = till.pay(&invoice, card(method)).await;
        assert_eq!(declined.state, PaymentState::Failed);
        assert!(declined.reason.contains(reason), "{}", declined.reason);
    }
    assert_eq!(till.due(&invoice).await, invoice.total.minor);
    assert_eq!(till.pay(&invoice, PAYS).await.state, PaymentState::Succeeded);
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn a_lost_answer_is_found_out_and_counts_once() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let form = till.form(&invoice, card(TestCard::AnswerLost));
    let payment = till.send(&till.account.caller, &invoice, &form).await;
    assert_eq!(payment.state, PaymentState::Processing);
    assert_eq!(till.due(&invoice).await, invoice.total.minor);
    // Whoever tries again meanwhile is led to the payment that is under way.
    assert_eq!(till.pay(&invoice, PAYS).await.id, payment.id);

    assert_eq!(till.later(2).await, 1);
    assert_eq!(till.view(payment.id).await.state, PaymentState::Succeeded);
    assert_eq!(till.later(60).await, 0, "nothing is left to find out");
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn a_crash_after_the_money_moved_is_found_out_by_whoever_starts_again() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let payment = till.pay(&invoice, card(TestCard::AnswerLost)).await;
    till.world.portico.clock.advance(SignedDuration::from_secs(120));
    // Two processes start at the same time, which know nothing but the database.
    let start = || {
        let portico = Portico::new(till.world.app().clone(), AuditKey::new([7; 32]), Policy::default()).unwrap();
        portico.with(till.world.portico.clock.clone(), till.world.portico.entropy.clone())
    };
    let (one, two) = (start(), start());
    let (one, two) = tokio::join!(see_to_due(&one), see_to_due(&two));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    assert_eq!(till.view(payment.id).await.state, PaymentState::Succeeded);
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn a_crash_before_the_money_moved_moves_none() {
    let till = Till::new().await;
    for (state, reference) in [("created", None), ("processing", Some("sandbox_x"))] {
        let invoice = till.invoice().await;
        let payment = till.pay(&invoice, card(TestCard::Declined)).await;
        // As it stood just before the provider was asked to move money.
        sqlx::query(
            "with booked as (update sandbox_payments set state = 'unconfirmed', card = '4242424242424242', reference = 'sandbox_x')
             update payments set state = $2, reference = $3, reason = null, settled_at = null, next_check_at = created_at
             where id = $1",
        )
        .bind(payment.id.0)
        .bind(state)
        .bind(reference)
        .execute(till.world.owner())
        .await
        .unwrap();
        assert_eq!(till.later(61).await, 1, "{state}");
        let view = till.view(payment.id).await;
        assert_eq!((view.state, &*view.reason), (PaymentState::Cancelled, ""), "{state}");
        assert_eq!(till.due(&invoice).await, invoice.total.minor);
        sqlx::query("delete from sandbox_payments").execute(till.world.owner()).await.unwrap();
        assert_eq!(till.pay(&invoice, PAYS).await.state, PaymentState::Succeeded, "after {state}");
        sqlx::query("delete from sandbox_payments").execute(till.world.owner()).await.unwrap();
    }
}

#[tokio::test]
async fn a_payer_who_is_asked_says_yes_or_no() {
    let till = Till::new().await;
    let (portico, caller) = (&till.world.portico, &till.account.caller);
    for (yes, state) in [(false, PaymentState::Failed), (true, PaymentState::Succeeded)] {
        let invoice = till.invoice().await;
        let payment = till.pay(&invoice, card(TestCard::AsksFirst)).await;
        assert!(payment.waits && payment.state == PaymentState::Processing);
        answer_sandbox(portico, caller, "acme", &payment.id.to_string(), yes).await.unwrap();
        assert_eq!(till.view(payment.id).await.state, state);
        // What was answered stays.
        answer_sandbox(portico, caller, "acme", &payment.id.to_string(), !yes).await.unwrap();
        assert_eq!(till.view(payment.id).await.state, state);
        assert_eq!(till.due(&invoice).await == 0, yes);
    }
}

#[tokio::test]
async fn a_payment_that_nobody_confirms_makes_room() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let waiting = till.pay(&invoice, card(TestCard::AsksFirst)).await;
    till.later(60).await;
    assert!(till.view(waiting.id).await.waits, "there is time to confirm");
    till.later(31 * 60).await;
    assert_eq!(till.view(waiting.id).await.state, PaymentState::Cancelled);

    let (portico, caller) = (&till.world.portico, &till.account.caller);
    let waiting = till.pay(&invoice, card(TestCard::AsksFirst)).await;
    cancel(portico, caller, "acme", &waiting.id.to_string()).await.unwrap();
    assert_eq!(till.view(waiting.id).await.state, PaymentState::Cancelled);
    answer_sandbox(portico, caller, "acme", &waiting.id.to_string(), true).await.unwrap();
    assert_eq!(till.view(waiting.id).await.state, PaymentState::Cancelled, "a cancelled payment is not confirmed");

    let paid = till.pay(&invoice, PAYS).await;
    cancel(portico, caller, "acme", &paid.id.to_string()).await.unwrap();
    assert_eq!(till.view(paid.id).await.state, PaymentState::Succeeded, "what is paid is not cancelled");
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn money_for_what_was_paid_meanwhile_goes_back() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let payment = till.pay(&invoice, card(TestCard::AnswerLost)).await;
    let portico = &till.world.portico;
    let scope = Scope::open_to_change(portico, &till.account.caller, "acme").await.unwrap();
    let mut permit = scope.authorize(Action::PayInvoices, &Target::Account(till.account.id)).unwrap();
    let transfer = Source { kind: "bank_transfer".to_owned(), reference: "1".to_owned() };
    record_payment(&mut permit, portico, invoice.id, invoice.total, &transfer).await.unwrap();
    let entry = access::Entry {
        event: Event::PaymentBegun,
        target_kind: "payment",
        target: payment.id.0,
        before: json!({}),
        after: json!({}),
    };
    permit.commit(portico, entry).await.unwrap();

    till.later(2).await;
    let view = till.view(payment.id).await;
    assert_eq!(view.state, PaymentState::Succeeded);
    assert!(view.refund.contains("needed none any more") && view.refund.contains("goes back"), "{}", view.refund);
    till.later(2).await;
    assert!(till.view(payment.id).await.refund.contains("went back"));
    assert_eq!(till.number("select refunded from sandbox_payments").await, [invoice.total.minor]);
    assert_eq!(till.later(3600).await, 0);
    assert_paid_once(&till, &invoice).await;
}

#[tokio::test]
async fn the_operator_gives_a_payment_back() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let portico = &till.world.portico;
    let declined = till.pay(&invoice, card(TestCard::Declined)).await;
    assert_eq!(faulty_fields(refund(portico, "acme", &declined.id.to_string()).await), ["payment"]);
    let payment = till.pay(&invoice, PAYS).await;
    let id = payment.id.to_string();
    assert_eq!(refund(portico, "acme", &id).await.unwrap(), invoice.total);
    assert_eq!(till.due(&invoice).await, 0, "the money has not gone back yet");
    till.later(1).await;
    assert_eq!(till.due(&invoice).await, invoice.total.minor);
    assert!(till.view(payment.id).await.refund.contains("went back"));
    assert_eq!(till.came().await, [invoice.total.minor, -invoice.total.minor]);
    assert_eq!(faulty_fields(refund(portico, "acme", &id).await), ["payment"], "it goes back once");
    assert_eq!(till.later(3600).await, 0);
    assert_eq!(till.number("select refunded from sandbox_payments where state = 'paid'").await, [invoice.total.minor]);
}

#[tokio::test]
async fn only_who_may_pay_does_and_only_what_they_saw() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let id = invoice.id.to_string();
    let (portico, caller) = (&till.world.portico, &till.account.caller);
    let form = till.form(&invoice, PAYS);

    let plain = till.world.person(&till.account, till.account.root, "bo@company.example").await;
    till.give(plain.id, Role::MakePurchases).await;
    for invoice in [id.as_str(), "019a0000-0000-7000-8000-000000000000", "x"] {
        let refused = problem(pay(portico, &plain.caller, "acme", invoice, &form).await);
        assert!(matches!(refused, Problem::Forbidden { .. }), "{invoice}: {refused:?}");
    }
    let other = till.world.account("other").await;
    assert_eq!(problem(pay(portico, &other.caller, "other", &id, &form).await), Problem::NotFound);

    let faults = [
        (PayForm { amount: 1, ..form.clone() }, ""),
        (PayForm { method: "5555555555554444".into(), ..form.clone() }, "pay_with"),
        (PayForm { method: String::new(), ..form.clone() }, "pay_with"),
        (PayForm { key: "x".into(), ..form.clone() }, ""),
    ];
    for (form, field) in faults {
        assert_eq!(faulty_fields(pay(portico, caller, "acme", &id, &form).await), [field], "{form:?}");
    }
    assert_eq!(till.number("select count(*) from payments").await, [0]);

    let payment = till.send(caller, &invoice, &form).await.id.to_string();
    let mut theirs = till.world.scope(&other.caller, &other).await;
    assert_eq!(problem(payment::view(&mut theirs, &payment).await), Problem::NotFound);
    assert_eq!(problem(plan_pay(portico, &mut theirs, &id).await), Problem::NotFound);
    assert_eq!(problem(cancel(portico, &other.caller, "other", &payment).await), Problem::NotFound);
    assert_eq!(problem(answer_sandbox(portico, &other.caller, "other", &payment, true).await), Problem::NotFound);
}

#[tokio::test]
async fn keys_of_forms_differ_and_the_page_says_what_is_paid() {
    let till = Till::new().await;
    let invoice = till.invoice().await;
    let plan = async || {
        let mut scope = till.world.scope(&till.account.caller, &till.account).await;
        plan_pay(&till.world.portico, &mut scope, &invoice.id.to_string()).await.unwrap()
    };
    let (one, two) = (plan().await, plan().await);
    assert_ne!(one.key, two.key);
    assert!(one.key.parse::<Uuid>().is_ok());
    assert_eq!((&*one.number, &*one.seller, one.amount), ("NL-00001", "Nordlys Programvara AB", 37_500));
    assert!(one.hindrance.is_none() && one.underway.is_none());
    let waiting = till.pay(&invoice, card(TestCard::AsksFirst)).await;
    assert_eq!(plan().await.underway.map(|link| (link.id, link.payer)), Some((waiting.id, "Hilma Holder".to_owned())));
}

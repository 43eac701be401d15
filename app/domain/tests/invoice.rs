//! Invoices add up in currencies with 0, 2 and 3 decimals, and no order of events drives one into nonsense.
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]

use domain::invoice::lines::{ALL, WHOLE};
use domain::invoice::{Discount, Event, Kind, Line, Refusal, Standing, State, Status, Tax, Totals, apply, spread};
use domain::money::{Currency, Money};
use proptest::prelude::*;

fn currency() -> impl Strategy<Value = Currency> {
    proptest::sample::select(vec!["JPY", "EUR", "KWD"]).prop_map(|code| code.parse().expect("a currency"))
}

fn line() -> impl Strategy<Value = Line> {
    let discount = prop_oneof![
        Just(Discount::None),
        (0..=ALL).prop_map(Discount::Share),
        (0_i64..100_000).prop_map(Discount::Amount),
    ];
    let rate = proptest::sample::select(vec![0_u32, 550, 600, 1200, 1900, 2500]);
    (1_i64..5_000_000, 0_i64..1_000_000, discount, rate).prop_map(|(quantity, unit_price, discount, basis_points)| {
        Line {
            description: "Something".to_owned(),
            quantity,
            unit: String::new(),
            unit_price,
            discount,
            tax: Tax { basis_points, name: "VAT".to_owned() },
        }
    })
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => (-5_i64..120).prop_map(Event::Change),
        1 => Just(Event::Discard),
        3 => Just(Event::Issue),
        4 => (-5_i64..150).prop_map(Event::Pay),
        4 => (-5_i64..150).prop_map(Event::Refund),
        4 => (-5_i64..150).prop_map(Event::Credit),
        2 => Just(Event::Void),
    ]
}

proptest! {
    #[test]
    fn a_total_is_the_sum_of_what_stands_above_it(lines in proptest::collection::vec(line(), 1..12), currency in currency()) {
        let totals = Totals::of(&lines, currency).expect("it fits");
        prop_assert_eq!(totals.net.minor, totals.lines.iter().map(|line| line.minor).sum::<i64>());
        prop_assert_eq!(totals.net.minor, totals.taxes.iter().map(|tax| tax.base.minor).sum::<i64>());
        prop_assert_eq!(totals.tax.minor, totals.taxes.iter().map(|tax| tax.amount.minor).sum::<i64>());
        prop_assert_eq!(totals.total.minor, totals.net.minor + totals.tax.minor);
        for tax in &totals.taxes {
            // EN 16931, BR-CO-17: the base times the rate, to the minor unit.
            let off = i128::from(tax.amount.minor) * 10_000 - i128::from(tax.base.minor) * i128::from(tax.tax.basis_points);
            prop_assert!(off.abs() <= 5_000);
        }
        for (line, net) in lines.iter().zip(&totals.lines) {
            prop_assert!((0..=line.gross(currency).expect("it fits").minor).contains(&net.minor));
        }
    }

    #[test]
    fn parts_of_a_credit_come_to_the_invoice(
        lines in proptest::collection::vec(line(), 1..6),
        parts in proptest::collection::vec(proptest::collection::vec(0_i64..=WHOLE, 6), 0..5),
        currency in currency(),
    ) {
        let invoiced = Totals::of(&lines, currency).expect("it fits");
        let mut before = vec![0; lines.len()];
        let mut credited = Money::zero(currency);
        let mut last = parts;
        last.push(vec![WHOLE; 6]);
        for part in last {
            let after: Vec<i64> = lines
                .iter()
                .zip(before.iter().zip(&part))
                .map(|(line, (before, part))| {
                    let left = i128::from(line.quantity - before) * i128::from(*part) / i128::from(WHOLE);
                    before + i64::try_from(left).expect("no more than the quantity")
                })
                .collect();
            let note = Totals::credited(&lines, &before, &after, currency).expect("it fits");
            prop_assert!(note.total.minor >= 0);
            prop_assert_eq!(note.total.minor, note.net.minor + note.tax.minor);
            prop_assert_eq!(note.net.minor, note.lines.iter().map(|line| line.minor).sum::<i64>());
            prop_assert_eq!(note.tax.minor, note.taxes.iter().map(|tax| tax.amount.minor).sum::<i64>());
            credited = credited.plus(note.total).expect("one currency");
            prop_assert!(credited.minor <= invoiced.total.minor);
            before = after;
        }
        prop_assert_eq!(credited, invoiced.total);
    }

    #[test]
    fn no_order_of_events_makes_nonsense(
        kind in proptest::sample::select(Kind::ALL.to_vec()),
        total in 0_i64..120,
        events in proptest::collection::vec(event(), 0..30),
    ) {
        let mut now = Standing::draft(kind, Money::new(total, "EUR".parse().expect("a currency")));
        for event in events {
            let was = now.state;
            let Ok(next) = apply(now, event) else { continue };
            prop_assert!(was != State::Void, "nothing happens to what is void");
            prop_assert!(was != State::Discarded, "nothing happens to a draft that was thrown away");
            prop_assert_eq!(next.kind, kind);
            let total = next.total;
            prop_assert!(total >= 0);
            prop_assert!((0..=total).contains(&next.paid), "never more paid than asked for");
            prop_assert!((0..=total).contains(&next.credited), "never more credited than invoiced");
            prop_assert!(next.credited == 0 || kind == Kind::Invoice);
            if was != State::Draft {
                prop_assert_eq!(total, now.total, "what was issued asks for the same for ever");
                prop_assert!(!matches!(next.state, State::Draft | State::Discarded), "nothing issued becomes a draft, or goes");
            }
            match next.state {
                State::Draft => prop_assert!(matches!(event, Event::Change(_)), "a draft is changed and nothing else"),
                State::Discarded => prop_assert!(was == State::Draft && event == Event::Discard),
                State::Open => prop_assert!(next.due() > 0),
                State::Paid => prop_assert_eq!(next.due(), 0),
                State::Void => prop_assert_eq!((next.paid, next.credited), (0, 0)),
            }
            if was == State::Draft {
                prop_assert_eq!((next.paid, next.credited), (0, 0), "no money moves for a draft");
                let issued = !matches!(next.state, State::Draft | State::Discarded);
                prop_assert_eq!(issued, event == Event::Issue, "only issuing makes a draft count");
                prop_assert!(next.state != State::Void);
            }
            if matches!(next.state, State::Draft | State::Discarded) {
                prop_assert_eq!(next.due(), 0, "nobody is asked for anything");
                prop_assert_eq!(Status::of(&next, "2026-05-01", "2026-06-01"), None, "it has no reader");
            }
            if kind != Kind::CreditNote && matches!(next.state, State::Open | State::Paid) {
                let balance = next.paid + next.credited - total;
                prop_assert_eq!(next.to_refund() - next.due(), balance, "nothing gets lost");
            }
            now = next;
        }
    }

    #[test]
    fn what_is_spread_arrives(amount in 0_i64..500, dues in proptest::collection::vec(0_i64..100, 0..8)) {
        let shares = spread(amount, &dues);
        prop_assert_eq!(shares.iter().sum::<i64>(), amount.min(dues.iter().sum()));
        prop_assert!(shares.iter().zip(&dues).all(|(share, due)| (0..=*due).contains(share)));
    }
}

fn issued(kind: Kind, total: i64) -> Standing {
    let draft = Standing::draft(kind, Money::new(total, "EUR".parse().expect("a currency")));
    apply(draft, Event::Issue).expect("a draft is issued")
}

#[test]
fn each_refusal_says_why() {
    let draft = Standing::draft(Kind::Invoice, Money::new(100, "EUR".parse().expect("a currency")));
    let discarded = apply(draft, Event::Discard).expect("it is not issued");
    let open = issued(Kind::Invoice, 100);
    let paid = apply(open, Event::Pay(100)).expect("all of it");
    let credited = apply(open, Event::Credit(40)).expect("some of it");
    let void = apply(open, Event::Void).expect("it was not paid");
    for (standing, event, refusal) in [
        (draft, Event::Pay(1), Refusal::Draft),
        (draft, Event::Refund(1), Refusal::Draft),
        (draft, Event::Credit(1), Refusal::Draft),
        (draft, Event::Void, Refusal::Draft),
        (draft, Event::Change(-1), Refusal::Negative),
        (discarded, Event::Issue, Refusal::Discarded),
        (discarded, Event::Change(1), Refusal::Discarded),
        (open, Event::Change(1), Refusal::Issued),
        (open, Event::Discard, Refusal::Issued),
        (paid, Event::Discard, Refusal::Issued),
        (open, Event::Issue, Refusal::Issued),
        (open, Event::Pay(101), Refusal::MoreThanDue),
        (open, Event::Pay(0), Refusal::Nothing),
        (open, Event::Refund(1), Refusal::MoreThanPaid),
        (open, Event::Credit(101), Refusal::MoreThanInvoiced),
        (paid, Event::Pay(1), Refusal::MoreThanDue),
        (paid, Event::Void, Refusal::HasPayments),
        (credited, Event::Pay(61), Refusal::MoreThanDue),
        (credited, Event::Credit(61), Refusal::MoreThanInvoiced),
        (credited, Event::Void, Refusal::HasCredits),
        (void, Event::Pay(1), Refusal::Void),
        (void, Event::Void, Refusal::Void),
        (void, Event::Issue, Refusal::Void),
        (issued(Kind::Summary, 100), Event::Credit(1), Refusal::NotAnInvoice),
        (issued(Kind::CreditNote, 100), Event::Pay(1), Refusal::CreditNote),
        (issued(Kind::CreditNote, 100), Event::Void, Refusal::CreditNote),
    ] {
        assert_eq!(apply(standing, event), Err(refusal), "{event:?} of {standing:?}");
    }
}

#[test]
fn what_was_paid_and_then_credited_is_the_customers() {
    let paid = apply(issued(Kind::Invoice, 100), Event::Pay(100)).expect("all of it");
    let credited = apply(paid, Event::Credit(30)).expect("some of it");
    assert_eq!((credited.state, credited.due(), credited.to_refund()), (State::Paid, 0, 30));
    let refunded = apply(credited, Event::Refund(30)).expect("what is theirs");
    assert_eq!((refunded.state, refunded.due(), refunded.to_refund()), (State::Paid, 0, 0));
    let reversed = apply(refunded, Event::Refund(70)).expect("a payment that was taken back");
    assert_eq!((reversed.state, reversed.due()), (State::Open, 70));
}

#[test]
fn overdue_is_the_day_after() {
    let open = issued(Kind::Invoice, 100);
    let paid = apply(open, Event::Pay(100)).expect("all of it");
    let credited = apply(open, Event::Credit(100)).expect("all of it");
    assert_eq!(Status::of(&open, "2026-05-31", "2026-05-31"), Some(Status::Open));
    assert_eq!(Status::of(&open, "2026-05-31", "2026-06-01"), Some(Status::Overdue));
    assert_eq!(Status::of(&paid, "2026-05-31", "2026-06-01"), Some(Status::Paid));
    assert_eq!(Status::of(&credited, "2026-05-31", "2026-06-01"), Some(Status::Credited));
    assert_eq!(Status::of(&issued(Kind::CreditNote, 5), "2026-05-31", "2026-06-01"), Some(Status::Credited));
    assert_eq!(issued(Kind::Invoice, 0).state, State::Paid, "nothing is left to pay of nothing");
}

#[test]
fn a_line_is_rounded_by_itself_and_tax_by_rate() {
    let euro: Currency = "EUR".parse().expect("a currency");
    let line = |quantity, unit_price, basis_points| Line {
        description: "Seats".to_owned(),
        quantity,
        unit: String::new(),
        unit_price,
        discount: Discount::None,
        tax: Tax { basis_points, name: "VAT".to_owned() },
    };
    // Three lines of 0.335 € are 0.34 € each; 25 % of 1.02 € is 0.255 €, and so 0.26 €.
    let totals =
        Totals::of(&[line(335, 100, 2500), line(335, 100, 2500), line(335, 100, 2500)], euro).expect("it fits");
    assert_eq!((totals.net.minor, totals.tax.minor, totals.total.minor), (102, 26, 128));
    let off = Line { discount: Discount::Amount(500), ..line(1000, 300, 0) };
    assert_eq!(off.net(euro).map(|net| net.minor), Ok(0), "a discount never turns a line round");
}

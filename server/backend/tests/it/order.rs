//! Orders: placed once, at the price that was shown, and delivered once, when credit, payment or the operator allows it.

use crate::support::{Account, Person, World, faulty_fields, problem};
use backend::access::{Caller, Scope};
use backend::service::invoice::{Source, record_payment};
use backend::service::issuer::NewIssuer;
use backend::service::order::{self, Sent};
use backend::service::{history, issuer, licence, product};
use domain::access::{Action, Target};
use domain::history::HistoryView;
use domain::licence::LicenceView;
use domain::money::Money;
use domain::order::{OrderDetail, OrderForm, OrderPlan, OrderState};
use domain::product::ProductForm;
use domain::{InvoiceId, OrderId, Problem};
use jiff::SignedDuration;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An account in Sweden with a buyer, a seller, and a licence of 5 seats for a year at 1,000 SEK in the catalogue.
struct Shop {
    world: World,
    account: Account,
    anna: Person,
    product: String,
}

impl Shop {
    async fn new() -> Self {
        let mut world = World::new().await;
        let years = SignedDuration::from_hours(24 * 365 * 9);
        (world.portico.policy.idle, world.portico.policy.absolute) = (years, years);
        let account = world.account("acme").await;
        let anna = world.person(&account, account.root, "anna@acme.example").await;
        for sql in [
            "update accounts set country = 'SE'",
            "update users set roles = array['make_purchases'] where handle like 'anna%'",
        ] {
            sqlx::query(sql).execute(world.owner()).await.unwrap();
        }
        let new = NewIssuer {
            slug: "seller".into(),
            name: "Seller AB".into(),
            country: "SE".into(),
            prefix: "S-".into(),
            ..NewIssuer::default()
        };
        let seller = issuer::add(&world.portico, &new).await.unwrap();
        sqlx::query("insert into tax_rates values ($1, 'SE', 2500, 'Moms')")
            .bind(Uuid::from(seller))
            .execute(world.owner())
            .await
            .unwrap();
        let shop = Self { world, account, anna, product: String::new() };
        let product = shop.product("ROUTES", "licence", Some(5), Some(12)).await;
        shop.price("ROUTES", "1000").await;
        Self { product, ..shop }
    }

    async fn product(&self, sku: &str, kind: &str, seats: Option<i32>, months: Option<i32>) -> String {
        let (sku, name, kind) = (sku.to_owned(), "Routes".to_owned(), kind.to_owned());
        let form = ProductForm { sku, name, kind, seats, months, ..ProductForm::default() };
        product::add(&self.world.portico, &form).await.unwrap().to_string()
    }

    async fn price(&self, sku: &str, price: &str) {
        product::price(&self.world.portico, sku, "SEK", price, None).await.unwrap();
        // A price at the same moment would take its place.
        self.world.portico.clock.advance(SignedDuration::from_secs(1));
    }

    async fn credit(&self, limit: &str) {
        order::set_credit(&self.world.portico, "acme", "SEK", limit).await.unwrap();
    }

    fn form(&self, quantity: &str) -> OrderForm {
        OrderForm { product: self.product.clone(), quantity: quantity.into(), ..OrderForm::default() }
    }

    async fn plan(&self, form: &OrderForm) -> OrderPlan {
        let mut scope = self.world.scope(&self.anna.caller, &self.account).await;
        let offer = order::plan(&self.world.portico, &mut scope, form).await.unwrap();
        offer.plan.unwrap_or_else(|| panic!("{:?}", offer.faults))
    }

    async fn refusal(&self, form: &OrderForm) -> String {
        let mut scope = self.world.scope(&self.anna.caller, &self.account).await;
        let faults = order::plan(&self.world.portico, &mut scope, form).await.unwrap().faults;
        faults.into_iter().map(|fault| fault.message).collect()
    }

    /// What the history says of this in each of these entries.
    async fn history(&self, action: &str, label: &str) -> Vec<String> {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        let only = HistoryView { action: action.to_owned(), ..HistoryView::default() };
        let told = history::view(&mut scope, &only).await.unwrap().entries.into_iter();
        told.flat_map(|entry| entry.changes).filter(|one| one.label == label).map(|one| one.after).collect()
    }

    async fn sent(&self, form: OrderForm) -> Sent {
        let plan = self.plan(&form).await;
        Sent { order: form, attempt: plan.attempt, agreed: plan.agreed }
    }

    async fn place(&self, who: &Caller, sent: &Sent) -> backend::Result<OrderId> {
        order::place(&self.world.portico, who, "acme", sent).await
    }

    async fn order(&self, quantity: &str) -> OrderId {
        let sent = self.sent(self.form(quantity)).await;
        self.place(&self.anna.caller, &sent).await.unwrap()
    }

    async fn view(&self, id: OrderId) -> OrderDetail {
        order::view(&mut self.world.scope(&self.account.caller, &self.account).await, &id.to_string()).await.unwrap()
    }

    /// Money comes in for an order's invoice, as whoever takes it records it.
    async fn pay(&self, id: OrderId, minor: i64, reference: &str) -> backend::Result<()> {
        let invoice = self.view(id).await.invoice_id.unwrap().parse::<InvoiceId>().unwrap();
        let scope = Scope::open_to_change(&self.world.portico, &self.account.caller, "acme").await?;
        let mut permit = scope.authorize(Action::PayInvoices, &Target::Account(self.account.id))?;
        let source = Source { kind: "payment".into(), reference: reference.into() };
        let amount = Money::new(minor, "SEK".parse().unwrap());
        record_payment(&mut permit, &self.world.portico, invoice, amount, &source).await?;
        let entry = backend::access::Entry {
            event: domain::audit::Event::CompanyEdited,
            target_kind: "account",
            target: self.account.id.0,
            before: json!({}),
            after: json!({}),
        };
        permit.commit(&self.world.portico, entry).await
    }

    async fn licences(&self) -> Vec<(i32, String)> {
        let mut scope = self.world.scope(&self.account.caller, &self.account).await;
        let page = licence::list(&mut scope, &LicenceView::default()).await.unwrap();
        page.licences.into_iter().map(|one| (one.seats, one.until)).collect()
    }
}

#[tokio::test]
async fn what_it_comes_to_is_shown_before_and_is_on_the_invoice() {
    let shop = Shop::new().await;
    let plan = shop.plan(&shop.form("3")).await;
    assert_eq!((plan.quantity, plan.agreed.as_str()), (3, "3750.00 SEK"));
    assert_eq!(plan.unit, "5 seats for 12 months");
    assert!(plan.then.contains("as soon as its invoice is paid"), "{}", plan.then);
    let id = shop.order("3").await;
    let order = shop.view(id).await;
    assert_eq!((order.order.state, order.order.number), (OrderState::AwaitingPayment, 1));
    assert_eq!(order.invoice, "S-00001");
    assert_eq!(shop.world.count("select total_minor from invoices").await, 375_000);
    assert!(shop.licences().await.is_empty());
}

#[tokio::test]
async fn a_form_that_is_sent_twice_places_one_order() {
    let shop = Shop::new().await;
    shop.credit("10000").await;
    let sent = shop.sent(shop.form("1")).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (portico, caller, sent) = (shop.world.portico.clone(), shop.anna.caller.clone(), sent.clone());
        tries.spawn(async move { order::place(&portico, &caller, "acme", &sent).await.unwrap() });
    }
    let placed: BTreeSet<OrderId> = tries.join_all().await.into_iter().collect();
    assert_eq!(placed.len(), 1);
    for (table, sql) in [
        ("orders", "select count(*) from orders"),
        ("invoices", "select count(*) from invoices"),
        ("licences", "select count(*) from licences"),
        ("entries", "select count(*) from audit_log where action = 'order.placed'"),
    ] {
        assert_eq!(shop.world.count(sql).await, 1, "{table}");
    }
    // Also when the product is not for sale any more by then.
    product::retire(&shop.world.portico, "ROUTES").await.unwrap();
    assert_eq!(BTreeSet::from([shop.place(&shop.anna.caller, &sent).await.unwrap()]), placed);
}

#[tokio::test]
async fn credit_is_given_in_the_currency_that_the_account_buys_in() {
    let shop = Shop::new().await;
    shop.credit("2500").await;
    let refused = problem(order::set_credit(&shop.world.portico, "acme", "EUR", "5").await);
    let expected = "This account buys in SEK; give its limit in that.";
    assert_eq!(refused, Problem::field("currency", expected));
    let first = shop.order("1").await;
    assert_eq!(shop.view(first).await.order.state, OrderState::Fulfilled, "what there was stays");
}

#[tokio::test]
async fn who_has_credit_gets_it_at_once_and_who_has_too_little_waits() {
    let shop = Shop::new().await;
    shop.credit("2500").await;
    let first = shop.order("1").await;
    assert_eq!(shop.view(first).await.order.state, OrderState::Fulfilled);
    assert_eq!(shop.licences().await, [(5, "21 Nov 2027".to_owned())]);
    assert_eq!(shop.history("licence.made", "Expires").await, ["21 Nov 2027"], "the same day as everywhere");
    // 1,250 of 2,500 are open now.
    let second = shop.order("1").await;
    assert_eq!(shop.view(second).await.order.state, OrderState::Fulfilled, "exactly enough");
    let third = shop.order("1").await;
    assert_eq!(shop.view(third).await.order.state, OrderState::AwaitingApproval);
    // What is paid is credit again.
    shop.pay(first, 125_000, "bank-1").await.unwrap();
    assert_eq!(shop.view(first).await.licences.len(), 1, "delivered once");
    let fourth = shop.order("1").await;
    assert_eq!(shop.view(fourth).await.order.state, OrderState::AwaitingApproval, "the third is open too");
    assert_eq!(shop.licences().await.len(), 2);
}

#[tokio::test]
async fn a_paid_order_is_delivered_once() {
    let shop = Shop::new().await;
    let id = shop.order("2").await;
    shop.pay(id, 100_000, "card-1").await.unwrap();
    assert_eq!(shop.view(id).await.order.state, OrderState::AwaitingPayment, "a part is not all");
    shop.pay(id, 150_000, "card-2").await.unwrap();
    // The same money is told again.
    shop.pay(id, 150_000, "card-2").await.unwrap();
    let order = shop.view(id).await;
    assert_eq!((order.order.state, order.licences.len()), (OrderState::Fulfilled, 1));
    assert_eq!(shop.licences().await, [(10, "21 Nov 2027".to_owned())]);
    assert!(shop.pay(id, 1, "card-3").await.is_err(), "nothing is left to pay");
    let delivered = "select count(*) from audit_log where action = 'order.fulfilled'";
    assert_eq!(shop.world.count(delivered).await, 1);
    let told = "select count(*) from outbox where event like 'licence_assigned:%'";
    assert_eq!(shop.world.count(told).await, 1, "the holder is told");
}

#[tokio::test]
async fn the_operator_approves_and_refuses() {
    let shop = Shop::new().await;
    let portico = &shop.world.portico;
    let (first, second) = (shop.order("1").await, shop.order("1").await);
    order::answer(portico, "acme", 1, true).await.unwrap();
    order::answer(portico, "acme", 2, false).await.unwrap();
    assert_eq!(shop.view(first).await.order.state, OrderState::Fulfilled);
    assert_eq!(shop.view(second).await.order.state, OrderState::Refused);
    let states = "select count(*) from invoices where number = 'S-00001' and state = 'open'
                      or number = 'S-00002' and state = 'void'";
    assert_eq!(shop.world.count(states).await, 2);
    for number in [1, 2, 3] {
        for approve in [true, false] {
            assert_eq!(faulty_fields(order::answer(portico, "acme", number, approve).await), ["order"], "{number}");
        }
    }
    // Paid at last, what was approved is not delivered again.
    shop.pay(first, 125_000, "bank-1").await.unwrap();
    assert_eq!(shop.licences().await.len(), 1);
    assert!(shop.pay(second, 125_000, "bank-2").await.is_err(), "nobody pays what was refused");
}

#[tokio::test]
async fn the_buyer_lets_go_of_what_waits() {
    let shop = Shop::new().await;
    let id = shop.order("1").await;
    let cancel = async || order::cancel(&shop.world.portico, &shop.anna.caller, "acme", &id.to_string()).await;
    cancel().await.unwrap();
    assert_eq!(shop.view(id).await.order.state, OrderState::Cancelled);
    assert!(!problem(cancel().await).field_errors().is_empty(), "once");
    let paid = shop.order("1").await;
    shop.pay(paid, 1, "card-1").await.unwrap();
    let before = shop.world.everything().await;
    let refused = order::cancel(&shop.world.portico, &shop.anna.caller, "acme", &paid.to_string()).await;
    assert!(!problem(refused).field_errors().is_empty(), "a part was paid");
    assert_eq!(shop.world.everything().await, before);
}

#[tokio::test]
async fn what_changed_meanwhile_is_told_and_nothing_is_ordered() {
    let shop = Shop::new().await;
    let sent = shop.sent(shop.form("1")).await;
    shop.price("ROUTES", "1100").await;
    let before = shop.world.everything().await;
    let told = problem(shop.place(&shop.anna.caller, &sent).await);
    assert!(told.field_errors()[0].message.starts_with("The price changed meanwhile: it is "), "{told:?}");
    for quantity in ["0", "1001", "many"] {
        assert!(shop.refusal(&shop.form(quantity)).await.contains("Quantity"), "{quantity}");
    }
    product::retire(&shop.world.portico, "ROUTES").await.unwrap();
    let fresh = Sent { attempt: shop.world.id().to_string(), ..sent.clone() };
    let told = problem(shop.place(&shop.anna.caller, &fresh).await);
    assert_eq!(told.field_errors()[0].message, "Routes is not for sale any more.");
    assert_eq!(shop.refusal(&shop.form("1")).await, "Routes is not for sale any more.");
    let unpriced = shop.product("SETUP", "service", None, None).await;
    let form = OrderForm { product: unpriced, ..OrderForm::default() };
    assert!(shop.refusal(&form).await.contains("has no price in SEK"));
    assert_eq!(shop.world.everything().await, before);
}

#[tokio::test]
async fn a_renewal_extends_and_never_shortens() {
    let shop = Shop::new().await;
    shop.credit("100000").await;
    let id = shop.order("2").await;
    let licence = shop.view(id).await.licences[0].id.to_string();
    let renewal = OrderForm { licence, ..OrderForm::default() };
    assert!(shop.refusal(&renewal).await.contains("more than 60 days"));
    let clock = &shop.world.portico.clock;
    clock.advance(SignedDuration::from_hours(24 * 310));
    let plan = shop.plan(&renewal).await;
    assert_eq!((plan.quantity, plan.until.as_str()), (2, "21 Nov 2028"), "as many as it has seats for");
    let sent = shop.sent(renewal.clone()).await;
    shop.place(&shop.anna.caller, &sent).await.unwrap();
    assert_eq!(shop.licences().await, [(10, "21 Nov 2028".to_owned())], "from its end on, and no second licence");
    // When it is over, from today on.
    clock.advance(SignedDuration::from_hours(24 * 800));
    let sent = shop.sent(renewal).await;
    shop.place(&shop.anna.caller, &sent).await.unwrap();
    let (_, until) = shop.licences().await.remove(0);
    assert!(until.ends_with("2030"), "{until}");
}

#[tokio::test]
async fn what_was_revoked_or_never_ends_is_not_renewed() {
    let shop = Shop::new().await;
    shop.credit("100000").await;
    let of = async |id: OrderId| shop.view(id).await.licences.remove(0);
    let renewal = |licence: String| OrderForm { licence, ..OrderForm::default() };
    let bought = of(shop.order("1").await).await;
    let clock = &shop.world.portico.clock;
    clock.advance(SignedDuration::from_hours(24 * 310));
    let sent = shop.sent(renewal(bought.id.to_string())).await;
    licence::stop(&shop.world.portico, "acme", bought.key.as_str(), licence::Stop::Revoke).await.unwrap();
    let told = "This licence was revoked and cannot be renewed.";
    assert_eq!(shop.refusal(&sent.order).await, told);
    assert_eq!(problem(shop.place(&shop.anna.caller, &sent).await).field_errors()[0].message, told, "what was shown");
    let mut scope = shop.world.scope(&shop.account.caller, &shop.account).await;
    let seen = licence::view(&mut scope, &bought.id.to_string()).await.unwrap();
    assert!(!seen.renew.allowed);
    drop(scope);

    let product = shop.product("EVER", "licence", Some(1), None).await;
    shop.price("EVER", "500").await;
    let sent = shop.sent(OrderForm { product, ..OrderForm::default() }).await;
    let ever = of(shop.place(&shop.anna.caller, &sent).await.unwrap()).await;
    assert_eq!(ever.until, "");
    assert_eq!(
        shop.refusal(&renewal(ever.id.to_string())).await,
        "This licence never ends; there is nothing to renew."
    );
}

#[tokio::test]
async fn a_form_that_did_not_arrive_whole_orders_nothing() {
    let shop = Shop::new().await;
    let sent = shop.sent(shop.form("1")).await;
    let before = shop.world.everything().await;
    for attempt in ["", "no id"] {
        let sent = Sent { attempt: attempt.into(), ..sent.clone() };
        let told = problem(shop.place(&shop.anna.caller, &sent).await);
        assert!(told.field_errors()[0].message.starts_with("The form did not arrive whole."), "{told:?}");
    }
    assert_eq!(shop.world.everything().await, before);
}

#[tokio::test]
async fn what_waits_for_money_is_paid_by_whoever_may_pay() {
    let shop = Shop::new().await;
    let id = shop.order("1").await;
    assert!(shop.view(id).await.pay, "the holder");
    let anna = order::view(&mut shop.world.scope(&shop.anna.caller, &shop.account).await, &id.to_string()).await;
    assert!(!anna.unwrap().pay, "who may only buy");
    shop.pay(id, 125_000, "bank-1").await.unwrap();
    assert!(!shop.view(id).await.pay, "what was paid");
}

#[tokio::test]
async fn without_the_role_nothing_is_sold_or_told() {
    let shop = Shop::new().await;
    let bo = shop.world.person(&shop.account, shop.account.root, "bo@acme.example").await;
    sqlx::query("update users set roles = array['activate_licenses', 'pay_invoices'] where id = $1")
        .bind(bo.id.0)
        .execute(shop.world.owner())
        .await
        .unwrap();
    let id = shop.order("1").await.to_string();
    let sent = shop.sent(shop.form("1")).await;
    let before = shop.world.everything().await;
    let scope = async || Scope::open(&shop.world.portico, &bo.caller, "acme").await.unwrap();
    let nowhere = shop.world.id().to_string();
    let answers = [
        problem(product::catalogue(&mut scope().await).await),
        problem(order::list(&mut scope().await, "").await),
        problem(order::view(&mut scope().await, &id).await),
        problem(order::view(&mut scope().await, &nowhere).await),
        problem(order::plan(&shop.world.portico, &mut scope().await, &shop.form("1")).await),
        problem(order::cancel(&shop.world.portico, &bo.caller, "acme", &id).await),
        problem(shop.place(&bo.caller, &sent).await),
    ];
    for answer in answers {
        assert!(matches!(answer, Problem::Forbidden { .. }), "{answer:?}");
    }
    assert_eq!(shop.world.everything().await, before);
    // Whoever buys without the role for licences or invoices is not shown their keys, nor led to the invoice.
    shop.credit("10000").await;
    let delivered = shop.order("1").await.to_string();
    let seen = order::view(&mut shop.world.scope(&shop.anna.caller, &shop.account).await, &delivered).await.unwrap();
    assert_eq!((seen.licences.len(), seen.invoice_id), (0, None));
    assert!(seen.licences_note.contains("Activate Licenses"));
}

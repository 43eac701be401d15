//! What Nordic Freight bought: a catalogue, licences on machines, and orders. The keys are the same each time.

use super::names::Dice;
use crate::access::Permit;
use crate::service::invoice::write;
use crate::store::issuers::{self, Issuer, Rate};
use crate::store::licences::{self, NewActivation};
use crate::store::orders::{self, Order};
use crate::{Portico, Result, store};
use domain::invoice::{Discount, Kind, NewInvoice, NewLine, Party};
use domain::licence::{LicenceKey, MachineId};
use domain::money::Currency;
use domain::order::{DUE_DAYS, OrderKind, OrderState};
use domain::product::{ProductInput, ProductKind};
use domain::{ActivationId, IssuerId, LicenceId, OrderId, ProductId, UserId};
use jiff::{SignedDuration, Timestamp};

/// Code, name, kind, what it is, seats and months of one, and its price in whole kronor and euros.
type Thing = (&'static str, &'static str, ProductKind, &'static str, Option<i32>, Option<i32>, i64, i64);

const PRODUCTS: [Thing; 8] = [
    (
        "ROUTES-PRO",
        "Route Planner Pro",
        ProductKind::Licence,
        "Plans the day’s tours of a terminal and re-plans them on the road",
        Some(5),
        Some(12),
        9_500,
        890,
    ),
    (
        "GATES",
        "Gate Control",
        ProductKind::Licence,
        "Opens barriers by number plate, also without a network",
        Some(1),
        Some(12),
        2_400,
        220,
    ),
    (
        "SCALES",
        "Weighbridge Link",
        ProductKind::Licence,
        "Reads weighbridges and writes consignment notes",
        Some(2),
        Some(12),
        3_200,
        295,
    ),
    ("FERRIES", "Ferry Desk", ProductKind::Licence, "Books space on ferries", Some(1), Some(12), 1_800, 165),
    (
        "COLDCHAIN",
        "Cold Chain Monitor",
        ProductKind::Licence,
        "Follows temperatures from store to door",
        Some(1),
        Some(24),
        4_100,
        380,
    ),
    ("SETUP", "On-site setup", ProductKind::Service, "One day at your terminal", None, None, 12_000, 1_100),
    ("TRAINING", "Training day", ProductKind::Service, "For up to twelve people", None, None, 8_000, 740),
    (
        "SUPPORT-24",
        "Support around the clock",
        ProductKind::Support,
        "Answers within an hour, every day",
        None,
        Some(12),
        24_000,
        2_200,
    ),
];

/// What the account may order before it has paid, in whole kronor.
const CREDIT: i64 = 400_000;

/// A licence: its product's place in [`PRODUCTS`], its seats, in how many days it ends, whether it was revoked, the
/// machines that use it, and those that did.
struct Owned {
    product: usize,
    seats: i32,
    ends_in: i64,
    revoked: bool,
    machines: &'static [(&'static str, &'static str)],
    gone: &'static [(&'static str, &'static str)],
}

const OWNED: [Owned; 5] = [
    Owned {
        product: 0,
        seats: 25,
        ends_in: 214,
        revoked: false,
        machines: &[
            ("got-dispatch-1", "Dispatch, Gothenburg"),
            ("got-dispatch-2", "Dispatch, Gothenburg"),
            ("mal-dispatch-1", "Dispatch, Malmö"),
            ("osl-dispatch-1", "Dispatch, Oslo"),
            ("osl-dispatch-2", "Dispatch, Oslo"),
            ("sth-office-14", "Route planning, Stockholm"),
        ],
        gone: &[("got-dispatch-0", "Old dispatch desk"), ("sth-office-3", "")],
    },
    Owned {
        product: 2,
        seats: 8,
        ends_in: 23,
        revoked: false,
        machines: &[
            ("scale-1", "Weighbridge 1, Gothenburg"),
            ("scale-2", "Weighbridge 2, Gothenburg"),
            ("scale-5", "Weighbridge, Oslo"),
        ],
        gone: &[("scale-3", "Weighbridge, Malmö")],
    },
    Owned {
        product: 1,
        seats: 3,
        ends_in: 120,
        revoked: false,
        machines: &[("gate-5", "Gate 5"), ("gate-6", "Gate 6"), ("gate-7", "Gate 7, quay")],
        gone: &[],
    },
    Owned {
        product: 3,
        seats: 4,
        ends_in: -41,
        revoked: false,
        machines: &[("mal-ferry-1", "Ferry desk, Malmö")],
        gone: &[],
    },
    Owned { product: 4, seats: 3, ends_in: 400, revoked: true, machines: &[], gone: &[("coldroom-1", "Cold room 1")] },
];

/// Loads it, in the transaction that makes the account. `holder` activated and ordered everything.
pub(super) async fn load(portico: &Portico, permit: &mut Permit, holder: UserId) -> Result<()> {
    let products = catalogue(portico, permit).await?;
    store::orders::set_credit(permit, "SEK", CREDIT * 100).await?;
    let first =
        order(portico, permit, holder, &products, Bought { number: 1, product: 0, quantity: 5, days_ago: 151 }).await?;
    let dice = Dice::new(0x4C_49);
    for (at, owned) in OWNED.iter().enumerate() {
        own(portico, permit, holder, &products, owned, &dice, (at == 0).then_some(first)).await?;
    }
    order(portico, permit, holder, &products, Bought { number: 2, product: 6, quantity: 1, days_ago: 64 }).await?;
    order(portico, permit, holder, &products, Bought { number: 3, product: 7, quantity: 1, days_ago: 0 }).await?;
    Ok(())
}

/// The catalogue; it may be there already, because it belongs to no account.
async fn catalogue(portico: &Portico, permit: &mut Permit) -> Result<Vec<ProductId>> {
    let now = permit.now();
    let mut ids = Vec::new();
    for (sku, name, kind, description, seats, months, sek, eur) in PRODUCTS {
        let found = store::products::find(permit.tx(), store::products::Which::Sku(sku), "SEK", now).await?;
        if let Some(found) = found.first() {
            ids.push(found.id);
            continue;
        }
        let id = ProductId(portico.entropy.id(now)?);
        let (sku, name, description) = (sku.to_owned(), name.to_owned(), description.to_owned());
        let input = ProductInput { sku, name, kind, description, seats, months };
        store::products::insert(permit.tx(), id, &input, now).await?;
        for (currency, price) in [("SEK", sek), ("EUR", eur)] {
            store::products::set_price(permit.tx(), id, currency, price * 100, now).await?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn days(now: Timestamp, days: i64) -> Timestamp {
    now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(now)
}

async fn own(
    portico: &Portico,
    permit: &mut Permit,
    holder: UserId,
    products: &[ProductId],
    owned: &Owned,
    dice: &Dice,
    order: Option<OrderId>,
) -> Result<()> {
    let now = permit.now();
    let id = LicenceId(portico.entropy.id(now)?);
    let product = products.get(owned.product).copied().ok_or(domain::Problem::NotFound)?;
    let new = licences::New {
        id,
        product,
        order,
        key: &key(dice)?,
        seats: owned.seats,
        expires_at: Some(days(now, owned.ends_in)),
        created_at: days(now, -151),
    };
    licences::insert(permit, &new).await?;
    let machines = owned.gone.iter().map(|one| (one, true)).chain(owned.machines.iter().map(|one| (one, false)));
    let (mut seat, mut ago) = (1, 149);
    for ((machine, name), is_gone) in machines {
        let activation = ActivationId(portico.entropy.id(now)?);
        let machine: MachineId =
            machine.parse().map_err(|fault: String| crate::Error::internal("making up a machine", fault))?;
        let new = NewActivation { id: activation, licence: id, seat, machine: &machine, name, by: Some(holder) };
        licences::activate(permit, &new, days(now, -ago)).await?;
        ago -= 11;
        if is_gone {
            licences::deactivate(permit, activation, Some(holder), days(now, -ago)).await?;
        } else {
            seat += 1;
        }
    }
    if owned.revoked {
        licences::stop(permit, id, false, true).await?;
    }
    Ok(())
}

fn key(dice: &Dice) -> Result<LicenceKey> {
    loop {
        let mut bytes = [0; LicenceKey::RANDOM];
        for byte in &mut bytes {
            *byte = u8::try_from(dice.below(32)?).unwrap_or_default();
        }
        if let Some(key) = LicenceKey::of_random(&bytes) {
            return Ok(key);
        }
    }
}

/// What was ordered: which of [`PRODUCTS`], how many and when. What was ordered today waits for its payment.
#[derive(Clone, Copy)]
struct Bought {
    number: i32,
    product: usize,
    quantity: i32,
    days_ago: i64,
}

async fn order(
    portico: &Portico,
    permit: &mut Permit,
    holder: UserId,
    products: &[ProductId],
    bought: Bought,
) -> Result<OrderId> {
    let now = permit.now();
    let (_, name, .., sek, _) = PRODUCTS[bought.product];
    let (unit, net) = (sek * 100, sek * 100 * i64::from(bought.quantity));
    let invoice = match bought.days_ago {
        0 => {
            let issuer = issuer(portico, permit).await?;
            let new = invoice(name, unit, bought)?;
            // Nobody is mailed what was always there.
            let (issued, entry) = write(permit, portico, issuer, &new, now).await?;
            permit.record(portico, &entry).await?;
            Some(issued)
        }
        _ => None,
    };
    let order = Order {
        id: OrderId(portico.entropy.id(now)?),
        number: bought.number,
        attempt: portico.entropy.id(now)?,
        kind: OrderKind::Purchase,
        state: if invoice.is_some() { OrderState::AwaitingPayment } else { OrderState::Fulfilled },
        product: products[bought.product],
        product_name: name.to_owned(),
        quantity: bought.quantity,
        currency: "SEK".to_owned(),
        unit_net: unit,
        net,
        tax: net / 4,
        total: net + net / 4,
        licence: None,
        invoice: invoice.as_ref().map(|invoice| invoice.id),
        invoice_number: invoice.map(|invoice| invoice.number),
        placed_by: Some(holder),
        placed_by_name: None,
        placed_at: days(now, -bought.days_ago),
        fulfilled_at: (bought.days_ago > 0).then(|| days(now, -bought.days_ago)),
    };
    orders::insert(permit, &order).await?;
    Ok(order.id)
}

fn invoice(name: &str, unit_price: i64, bought: Bought) -> Result<NewInvoice> {
    let currency: Currency =
        "SEK".parse().map_err(|fault: String| crate::Error::internal("making up an invoice", fault))?;
    Ok(NewInvoice {
        currency,
        due_in_days: DUE_DAYS,
        reference: format!("Order {}", bought.number),
        note: String::new(),
        period: None,
        lines: vec![NewLine {
            description: name.to_owned(),
            quantity: i64::from(bought.quantity) * domain::invoice::lines::WHOLE,
            unit: String::new(),
            unit_price,
            discount: Discount::None,
            tax: Some(2500),
        }],
    })
}

/// Who sells; somebody is made up where nobody does.
async fn issuer(portico: &Portico, permit: &mut Permit) -> Result<IssuerId> {
    if let Some(seller) = orders::seller(permit.tx()).await? {
        return Ok(seller);
    }
    let now = permit.now();
    let party = Party {
        name: "Kaj Software AB".to_owned(),
        address: "Stora Badhusgatan 6\n411 21 Göteborg".to_owned(),
        country: "SE".to_owned(),
        tax_id: "SE556012345601".to_owned(),
        payment: "Bankgiro 555-0101".to_owned(),
    };
    let issuer = Issuer { id: IssuerId(portico.entropy.id(now)?), slug: "kaj-software".to_owned(), party };
    let prefixes = [(Kind::Invoice, "KS-"), (Kind::Summary, "KSS-"), (Kind::CreditNote, "KSC-")];
    issuers::insert(permit.tx(), &issuer, prefixes, now).await?;
    for (country, basis_points, name) in [("SE", 2500, "Moms"), ("NO", 0, "Reverse charge")] {
        let rate = Rate { country: country.to_owned(), basis_points, name: name.to_owned() };
        issuers::set_rate(permit.tx(), issuer.id, &rate).await?;
    }
    Ok(issuer.id)
}

//! Orders: what an account bought, and what may become of it. The state machine is a pure function, [`step`].

use crate::access::Offer;
use crate::licence::LicenceRow;
use crate::product::MOST_OF_IT;
use crate::{FieldError, OrderId, Problem, ProductId};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Orders of one page.
pub const PAGE: usize = 50;

/// For how many days an invoice of an order can be paid.
pub const DUE_DAYS: i32 = 30;

/// Where an order is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// It was placed, and nothing was decided yet. It never stays so.
    Placed,
    /// The account buys without credit: it waits until its invoice is paid.
    AwaitingPayment,
    /// It is more than the account has credit for: the operator approves it, or it is paid.
    AwaitingApproval,
    /// It will be delivered. It never stays so.
    Approved,
    /// It was delivered.
    Fulfilled,
    /// The operator refused it.
    Refused,
    /// The buyer let go of it.
    Cancelled,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Placed,
        Self::AwaitingPayment,
        Self::AwaitingApproval,
        Self::Approved,
        Self::Fulfilled,
        Self::Refused,
        Self::Cancelled,
    ];

    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::AwaitingPayment => "awaiting_payment",
            Self::AwaitingApproval => "awaiting_approval",
            Self::Approved => "approved",
            Self::Fulfilled => "fulfilled",
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Placed => "Placed",
            Self::AwaitingPayment => "Waits for payment",
            Self::AwaitingApproval => "Waits for approval",
            Self::Approved => "Approved",
            Self::Fulfilled => "Delivered",
            Self::Refused => "Refused",
            Self::Cancelled => "Cancelled",
        }
    }

    /// It waits for somebody.
    #[must_use]
    pub const fn waits(self) -> bool {
        matches!(self, Self::AwaitingPayment | Self::AwaitingApproval)
    }
}

impl FromStr for OrderState {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.name() == name).ok_or("must be an order’s state")
    }
}

/// What the account's credit says about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Credit {
    /// The account has none.
    None,
    /// There is enough left.
    Enough,
    /// There is some, and not enough.
    Short,
}

impl Credit {
    /// What a limit says about an order of `total` while invoices of `open` are not paid, all in the currency's
    /// smallest units. What costs nothing takes no credit.
    #[must_use]
    pub const fn of(limit: Option<i64>, open: i64, total: i64) -> Self {
        match limit {
            _ if total == 0 => Self::Enough,
            None | Some(0) => Self::None,
            Some(limit) if total <= limit.saturating_sub(open) => Self::Enough,
            Some(_) => Self::Short,
        }
    }
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderEvent {
    /// The account's credit was looked at.
    Judge(Credit),
    /// The operator approves it.
    Approve,
    /// Its invoice is paid.
    Pay,
    /// What was ordered is delivered.
    Fulfil,
    /// The operator refuses it.
    Refuse,
    /// The buyer lets go of it.
    Cancel,
}

/// The state after an event; `None` when it does not fit, and then nothing happens. Being paid is welcome whenever:
/// what was delivered on credit stays delivered.
#[must_use]
pub const fn step(state: OrderState, event: OrderEvent) -> Option<OrderState> {
    use OrderState::{Approved, AwaitingApproval, AwaitingPayment, Cancelled, Fulfilled, Placed, Refused};
    match (state, event) {
        (Placed, OrderEvent::Judge(Credit::None)) => Some(AwaitingPayment),
        (Placed, OrderEvent::Judge(Credit::Short)) => Some(AwaitingApproval),
        (Placed, OrderEvent::Judge(Credit::Enough))
        | (AwaitingPayment | AwaitingApproval, OrderEvent::Approve | OrderEvent::Pay) => Some(Approved),
        (Approved, OrderEvent::Fulfil) | (Fulfilled, OrderEvent::Pay) => Some(Fulfilled),
        (AwaitingPayment | AwaitingApproval, OrderEvent::Refuse) => Some(Refused),
        (AwaitingPayment | AwaitingApproval, OrderEvent::Cancel) => Some(Cancelled),
        _ => None,
    }
}

/// What an order is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// Something new.
    Purchase,
    /// A licence that is to hold longer.
    Renewal,
}

impl OrderKind {
    /// The name under which it is stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Renewal => "renewal",
        }
    }
}

impl FromStr for OrderKind {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Purchase, Self::Renewal]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or("must be purchase or renewal")
    }
}

/// What is to be ordered, as the address and the form name it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderForm {
    /// The product's id; empty for a renewal.
    #[serde(default)]
    pub product: String,
    /// The id of the licence that is renewed; empty for a purchase.
    #[serde(default)]
    pub licence: String,
    /// How many units; a renewal takes as many as the licence was made of.
    #[serde(default)]
    pub quantity: String,
}

impl OrderForm {
    /// How many units: 1 when nothing is typed.
    ///
    /// # Errors
    /// [`Problem::Invalid`] when it is no number from 1 to [`MOST_OF_IT`].
    pub fn quantity(&self) -> Result<i32, Problem> {
        let typed = self.quantity.trim();
        let number = if typed.is_empty() { Some(1) } else { typed.parse().ok() };
        number.filter(|number| (1..=MOST_OF_IT).contains(number)).ok_or_else(|| {
            Problem::field("quantity", format!("Quantity “{typed}” is not a whole number from 1 to {MOST_OF_IT}."))
        })
    }
}

/// The page on which something is ordered: what it would come to, or why it cannot be ordered so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderOffer {
    /// What it would come to.
    pub plan: Option<OrderPlan>,
    /// Why there is no plan; what is wrong with the number has the field `quantity`.
    pub faults: Vec<FieldError>,
}

/// What an order would come to, before it is placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPlan {
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// What one unit is; possibly empty.
    pub unit: String,
    /// What it is for.
    pub kind: OrderKind,
    /// How many units.
    pub quantity: i32,
    /// What one unit costs without tax, as the reader reads money.
    pub price: String,
    /// What all of it costs without tax.
    pub net: String,
    /// The tax on it, by its name and rate: `VAT 25 %`.
    pub tax_name: String,
    /// How much that is.
    pub tax: String,
    /// Both together.
    pub total: String,
    /// What that is in the currency's smallest units, with its code: sent back, so that what changed meanwhile is told.
    pub agreed: String,
    /// Sent back, so that a form that is sent twice places one order.
    pub attempt: String,
    /// What happens once it is placed.
    pub then: String,
    /// Until when the licence would hold, for a renewal; otherwise empty.
    pub until: String,
}

/// One page of the account's orders, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPage {
    /// Why the reader may see them.
    pub why: String,
    /// The orders.
    pub orders: Vec<OrderRow>,
    /// Where older ones begin; `None` when there are none.
    pub next: Option<OrderId>,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The order.
    pub id: OrderId,
    /// What people call it by.
    pub number: i32,
    /// When it was placed, as the reader reads dates.
    pub placed: String,
    /// What was ordered.
    pub product: String,
    /// How many units.
    pub quantity: i32,
    /// What it comes to with tax, as the reader reads money.
    pub total: String,
    /// What it is for.
    pub kind: OrderKind,
    /// Where it is in its life.
    pub state: OrderState,
}

/// An order's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDetail {
    /// What the list says of it.
    pub order: OrderRow,
    /// Why the reader may see it.
    pub why: String,
    /// By whom it was placed, in words.
    pub by: String,
    /// What one unit cost without tax.
    pub price: String,
    /// What all of it cost without tax.
    pub net: String,
    /// The tax on it.
    pub tax: String,
    /// When it was delivered; empty while it was not.
    pub delivered: String,
    /// The number of its invoice; empty when it has none.
    pub invoice: String,
    /// The invoice's id, where the reader may open it.
    pub invoice_id: Option<String>,
    /// Its invoice is what it waits for, and the reader may pay it.
    pub pay: bool,
    /// The licences that it made or extended, for those alone who may see them.
    pub licences: Vec<LicenceRow>,
    /// For everybody else, that there are some; otherwise empty.
    pub licences_note: String,
    /// Let go of it.
    pub cancel: Offer,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credit_is_what_is_left() {
        assert_eq!(Credit::of(None, 0, 10), Credit::None);
        assert_eq!(Credit::of(Some(0), 0, 10), Credit::None);
        assert_eq!(Credit::of(Some(100), 90, 10), Credit::Enough);
        assert_eq!(Credit::of(Some(100), 91, 10), Credit::Short);
        assert_eq!(Credit::of(Some(100), i64::MAX, 1), Credit::Short);
        assert_eq!(Credit::of(None, 5, 0), Credit::Enough, "what costs nothing");
    }

    #[test]
    fn quantities() {
        let quantity = |typed: &str| OrderForm { quantity: typed.into(), ..OrderForm::default() }.quantity();
        assert_eq!((quantity(""), quantity(" 7 "), quantity("1000")), (Ok(1), Ok(7), Ok(1000)));
        for bad in ["0", "-1", "1001", "1.5", "many", "99999999999"] {
            assert!(quantity(bad).is_err(), "{bad}");
        }
    }
}

//! How a document adds up, in the order of EN 16931: each line's net amount is rounded by itself (BT-131), the lines
//! are added up (BR-CO-10), tax is worked out once for each rate on the sum of its lines (BR-CO-17), the taxes are added
//! up (BR-CO-14), and the total is both together (BR-CO-15). So the total always is the sum of what stands above it.

use crate::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};

/// Thousandths in one of something.
pub const WHOLE: i64 = 1000;

/// Basis points in the whole of something.
pub const ALL: u32 = 10_000;

/// What is taken off a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Discount {
    /// Nothing.
    #[default]
    None,
    /// A share of the line, in basis points.
    Share(u32),
    /// An amount, in minor units.
    Amount(i64),
}

/// The tax on a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tax {
    /// In basis points: 2500 is 25 %.
    pub basis_points: u32,
    /// What it is called: *VAT*, *Moms*, *Reverse charge*.
    pub name: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// For what.
    pub description: String,
    /// How much of it, in thousandths; more than none.
    pub quantity: i64,
    /// What one of it is: *month*, *1000 messages*; possibly empty.
    pub unit: String,
    /// What one of it costs, in minor units; not negative.
    pub unit_price: i64,
    /// What is taken off.
    pub discount: Discount,
    /// The tax on it.
    pub tax: Tax,
}

impl Line {
    /// What it costs before the discount.
    ///
    /// # Errors
    /// When it is too large.
    pub fn gross(&self, currency: Currency) -> Result<Money, MoneyError> {
        Money::new(self.unit_price, currency).share(self.quantity, WHOLE)
    }

    /// What is taken off, never more than all of it.
    ///
    /// # Errors
    /// When it is too large.
    pub fn discount(&self, currency: Currency) -> Result<Money, MoneyError> {
        let gross = self.gross(currency)?;
        let off = match self.discount {
            Discount::None => Money::zero(currency),
            Discount::Share(basis_points) => gross.share(i64::from(basis_points), i64::from(ALL))?,
            Discount::Amount(minor) => Money::new(minor, currency),
        };
        Ok(Money::new(off.minor.clamp(0, gross.minor.max(0)), currency))
    }

    /// What it costs, without tax.
    ///
    /// # Errors
    /// When it is too large.
    pub fn net(&self, currency: Currency) -> Result<Money, MoneyError> {
        self.gross(currency)?.minus(self.discount(currency)?)
    }

    /// What the first `quantity` thousandths of it cost: nothing of none, all of all, and never less of more.
    fn net_of(&self, quantity: i64, currency: Currency) -> Result<Money, MoneyError> {
        self.net(currency)?.share(quantity, self.quantity)
    }
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxSum {
    /// At which rate.
    pub tax: Tax,
    /// On how much.
    pub base: Money,
    /// How much it is.
    pub amount: Money,
}

/// How a document adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// Each line's net amount, in the lines' order.
    pub lines: Vec<Money>,
    /// Their sum.
    pub net: Money,
    /// The tax of each rate, the highest first.
    pub taxes: Vec<TaxSum>,
    /// Their sum.
    pub tax: Money,
    /// Net and tax together.
    pub total: Money,
}

impl Totals {
    /// Adds the lines up.
    ///
    /// # Errors
    /// When something is too large.
    pub fn of(lines: &[Line], currency: Currency) -> Result<Self, MoneyError> {
        let nets = lines.iter().map(|line| line.net(currency)).collect::<Result<Vec<_>, _>>()?;
        let taxes = taxes(lines, &nets, currency)?;
        Self::sum(nets, taxes, currency)
    }

    /// What a credit note takes back that raises what was credited of each line from `before` to `after` thousandths.
    /// Each amount is the difference between what all credited so far comes to and what it came to before: however an
    /// invoice is credited in parts, the parts add up to it exactly, in every tax too.
    ///
    /// # Errors
    /// When something is too large.
    pub fn credited(lines: &[Line], before: &[i64], after: &[i64], currency: Currency) -> Result<Self, MoneyError> {
        let nets = |quantities: &[i64]| {
            let each = lines.iter().zip(quantities).map(|(line, quantity)| line.net_of(*quantity, currency));
            each.collect::<Result<Vec<_>, _>>()
        };
        let (before, after) = (nets(before)?, nets(after)?);
        let mut taxes_now = taxes(lines, &after, currency)?;
        for earlier in taxes(lines, &before, currency)? {
            for now in taxes_now.iter_mut().filter(|now| now.tax == earlier.tax) {
                now.base = now.base.minus(earlier.base)?;
                now.amount = now.amount.minus(earlier.amount)?;
            }
        }
        taxes_now.retain(|tax| tax.base.minor != 0 || tax.amount.minor != 0);
        let nets = after.into_iter().zip(before).map(|(after, before)| after.minus(before));
        Self::sum(nets.collect::<Result<_, _>>()?, taxes_now, currency)
    }

    fn sum(lines: Vec<Money>, taxes: Vec<TaxSum>, currency: Currency) -> Result<Self, MoneyError> {
        let net = Money::sum(currency, lines.iter().copied())?;
        let tax = Money::sum(currency, taxes.iter().map(|tax| tax.amount))?;
        Ok(Self { lines, net, taxes, tax, total: net.plus(tax)? })
    }
}

fn taxes(lines: &[Line], nets: &[Money], currency: Currency) -> Result<Vec<TaxSum>, MoneyError> {
    let mut sums: Vec<TaxSum> = Vec::new();
    for (line, net) in lines.iter().zip(nets) {
        match sums.iter_mut().find(|sum| sum.tax == line.tax) {
            Some(sum) => sum.base = sum.base.plus(*net)?,
            None => sums.push(TaxSum { tax: line.tax.clone(), base: *net, amount: Money::zero(currency) }),
        }
    }
    for sum in &mut sums {
        sum.amount = sum.base.share(i64::from(sum.tax.basis_points), i64::from(ALL))?;
    }
    sums.sort_by(|one, other| other.tax.cmp(&one.tax));
    Ok(sums)
}

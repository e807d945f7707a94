//! What Amazon states of an item or of a whole order, sorted.

use super::super::amazon_order::{AmazonOrder, Breakdown, BreakdownKind};
use super::super::money::{Amount, Currency, Money};
use super::MoneyError;
use rust_decimal::Decimal;

/// Amounts from here on are refused. With [`FINEST`] this leaves nine digits, so that no sum of a real order and no
/// share of it can lose any.
const LARGEST: i64 = 1_000_000_000_000;
/// Most decimals an amount may have.
const FINEST: u32 = 8;

/// The amounts of an item or an order.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    /// What is charged, one entry a kind, in Amazon's order.
    pub(super) charges: Vec<(BreakdownKind, Amount)>,
    /// Discounts, never positive, one entry for what each is on; `None` where Amazon does not say on what.
    pub(super) discounts: Vec<(Option<BreakdownKind>, Amount)>,
    /// Tax in all.
    pub(super) tax: Amount,
    /// How much tax is on which charge, one entry a kind; tax on discounts is apart.
    pub(super) tax_details: Vec<(BreakdownKind, Amount)>,
    /// Tax on the discounts by its size; which sign Amazon means has to be found out.
    pub(super) discount_tax: Amount,
    /// Whether a breakdown for tax is there at all.
    pub(super) tells_tax: bool,
    /// Whether a breakdown for discounts is there at all.
    pub(super) tells_discount: bool,
    /// Amazon's own sum.
    pub(super) total: Option<Amount>,
}

impl Stated {
    pub(super) fn read(
        breakdowns: &[Breakdown],
        total: Option<Money>,
    ) -> Result<Stated, MoneyError> {
        let mut stated = Stated {
            total: total.map(|money| money.amount),
            ..Stated::default()
        };
        for breakdown in breakdowns {
            match &breakdown.kind {
                BreakdownKind::Tax => stated.read_tax(breakdown)?,
                BreakdownKind::Discount => stated.read_discount(breakdown)?,
                kind => add(&mut stated.charges, kind.clone(), breakdown.subtotal.amount)?,
            }
        }
        Ok(stated)
    }

    fn read_tax(&mut self, breakdown: &Breakdown) -> Result<(), MoneyError> {
        self.tells_tax = true;
        self.tax = plus(self.tax, breakdown.subtotal.amount)?;
        for (on, money) in &breakdown.details {
            if *on == BreakdownKind::Discount {
                let size = Amount(money.amount.0.abs());
                self.discount_tax = plus(self.discount_tax, size)?;
            } else {
                add(&mut self.tax_details, on.clone(), money.amount)?;
            }
        }
        Ok(())
    }

    /// Details count as far as they stay within the subtotal; what they leave is a discount without details.
    fn read_discount(&mut self, breakdown: &Breakdown) -> Result<(), MoneyError> {
        self.tells_discount = true;
        let whole = breakdown.subtotal.amount.negative();
        let mut detailed = Amount::ZERO;
        for (_, money) in &breakdown.details {
            detailed = plus(detailed, money.amount.negative())?;
        }
        let left = whole.minus(detailed).ok_or(MoneyError::TooLarge)?;
        if left.0 > Decimal::ZERO {
            return add(&mut self.discounts, None, whole);
        }
        for (on, money) in &breakdown.details {
            add(
                &mut self.discounts,
                Some(on.clone()),
                money.amount.negative(),
            )?;
        }
        if left.is_zero() {
            Ok(())
        } else {
            add(&mut self.discounts, None, left)
        }
    }

    /// The charge of a kind.
    pub(super) fn charge(&self, kind: &BreakdownKind) -> Option<Amount> {
        self.charges
            .iter()
            .find(|(k, _)| k == kind)
            .map(|(_, amount)| *amount)
    }

    /// Charges and discounts, without what is stated as tax.
    pub(super) fn without_tax(&self) -> Result<Amount, MoneyError> {
        let charges = self.charges.iter().map(|(_, amount)| *amount);
        let discounts = self.discounts.iter().map(|(_, amount)| *amount);
        Amount::sum(charges.chain(discounts)).ok_or(MoneyError::TooLarge)
    }

    /// An item of which only the sum is told: that is what the goods cost.
    pub(super) fn take_total_for_goods(&mut self) {
        if let (true, Some(total)) = (self.is_empty(), self.total) {
            self.charges.push((BreakdownKind::Item, total));
        }
    }

    fn is_empty(&self) -> bool {
        self.charges.is_empty() && !self.tells_discount && !self.tells_tax
    }

    /// What an order states and none of its items does.
    pub(super) fn not_in(&self, items: &[Stated]) -> Stated {
        let mut rest = Stated::default();
        for (kind, amount) in &self.charges {
            if items.iter().all(|item| item.charge(kind).is_none()) {
                rest.charges.push((kind.clone(), *amount));
            }
        }
        if items.iter().all(|item| !item.tells_discount) {
            rest.discounts.clone_from(&self.discounts);
        }
        if items.iter().all(|item| !item.tells_tax) {
            rest.tax = self.tax;
            rest.tax_details.clone_from(&self.tax_details);
            rest.discount_tax = self.discount_tax;
        }
        rest
    }

    /// Takes out what the goods cost.
    pub(super) fn take_goods(&mut self) -> Option<(BreakdownKind, Amount)> {
        let at = self
            .charges
            .iter()
            .position(|(kind, _)| *kind == BreakdownKind::Item)?;
        Some(self.charges.remove(at))
    }
}

/// The one currency of an order; `None` if it has no amounts. Refuses amounts that can't be added up exactly.
pub(super) fn currency(order: &AmazonOrder) -> Result<Option<Currency>, MoneyError> {
    let of_items = order
        .items
        .iter()
        .flat_map(|item| item.proceeds_total.iter().chain(monies(&item.breakdowns)));
    let all = order
        .grand_total
        .iter()
        .chain(monies(&order.breakdowns))
        .chain(of_items);
    let mut found = None;
    for money in all {
        let first = *found.get_or_insert(money.currency);
        if first != money.currency {
            let other = money.currency;
            return Err(MoneyError::Currencies { first, other });
        }
        let amount = money.amount;
        if amount.0.abs() >= Decimal::from(LARGEST) || amount.0.normalize().scale() > FINEST {
            return Err(MoneyError::Unusable { amount });
        }
    }
    Ok(found)
}

fn monies(breakdowns: &[Breakdown]) -> impl Iterator<Item = &Money> {
    breakdowns.iter().flat_map(|breakdown| {
        std::iter::once(&breakdown.subtotal).chain(breakdown.details.iter().map(|(_, money)| money))
    })
}

fn plus(a: Amount, b: Amount) -> Result<Amount, MoneyError> {
    a.plus(b).ok_or(MoneyError::TooLarge)
}

/// Adds to the entry of this key, or makes one.
fn add<K: PartialEq>(
    entries: &mut Vec<(K, Amount)>,
    key: K,
    amount: Amount,
) -> Result<(), MoneyError> {
    match entries.iter_mut().find(|(k, _)| *k == key) {
        Some((_, sum)) => *sum = plus(*sum, amount)?,
        None => entries.push((key, amount)),
    }
    Ok(())
}

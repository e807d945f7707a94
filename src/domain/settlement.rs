//! What Amazon paid in a period beside our own orders: sums by group, what is held, and the orders that do not fit.

use super::amazon_status::AmazonStatus;
use super::amazon_transaction::{AmazonTransaction, Counted, Group, TransactionKind, sums};
use super::moment::{Moment, Span};
use super::money::{Amount, Currency};
use super::order::{Delivery, Flags, OrderHead};
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// A sum can't be held exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The amounts are too large to be added up exactly.")]
pub struct TooLarge;

/// What an order brought in, by Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paid {
    /// In this currency.
    pub currency: Currency,
    /// What its buyer paid with tax, before anything went back.
    pub sales: Amount,
    /// When the first of it was posted.
    pub first: Moment,
}

/// What a currency of an account came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CurrencySums {
    /// By group, of what was posted in the period and is available.
    pub groups: BTreeMap<Group, Amount>,
    /// Posted before the end of the period and still held.
    pub held: Amount,
    /// In reserve at the end of the period, as far as Amazon's movements of it are known.
    pub reserve: Amount,
    /// Transactions counted.
    pub transactions: u64,
}

/// Adds up the transactions of an account.
#[derive(Clone, Debug)]
pub struct Settlement {
    from: Moment,
    to: Moment,
    /// By currency.
    pub currencies: BTreeMap<Currency, CurrencySums>,
    /// By order, over all time.
    pub paid: BTreeMap<AmazonOrderRef, Paid>,
}

impl Settlement {
    /// Of a period: from a moment until before another.
    pub fn of(from: Moment, to: Moment) -> Settlement {
        Settlement {
            from,
            to,
            currencies: BTreeMap::new(),
            paid: BTreeMap::new(),
        }
    }

    /// Takes a transaction in. All of the account are wanted, whenever they were posted; none counts twice.
    pub fn add(&mut self, told: &AmazonTransaction, counted: Counted) -> Result<(), TooLarge> {
        if counted == Counted::Superseded {
            return Ok(());
        }
        let groups = told.by_group().ok_or(TooLarge)?;
        if told.kind == TransactionKind::Shipment
            && let Some(order) = told.order
        {
            self.add_paid(order, told, &groups)?;
        }
        if told.posted >= self.to {
            return Ok(());
        }
        let sum = self.currencies.entry(told.currency).or_default();
        if counted == Counted::Held {
            sum.held = sum.held.plus(told.total).ok_or(TooLarge)?;
            return Ok(());
        }
        if let Some(moved) = groups.get(&Group::Reserve) {
            sum.reserve = sum.reserve.minus(*moved).ok_or(TooLarge)?;
        }
        if told.posted >= self.from {
            sum.transactions += 1;
            let known = std::mem::take(&mut sum.groups);
            sum.groups = sums(known.into_iter().chain(groups)).ok_or(TooLarge)?;
        }
        Ok(())
    }

    fn add_paid(
        &mut self,
        order: AmazonOrderRef,
        told: &AmazonTransaction,
        groups: &BTreeMap<Group, Amount>,
    ) -> Result<(), TooLarge> {
        let paid = self.paid.entry(order).or_insert(Paid {
            currency: told.currency,
            sales: Amount::ZERO,
            first: told.posted,
        });
        paid.first = paid.first.min(told.posted);
        for group in [Group::Principal, Group::Tax] {
            if let Some(amount) = groups.get(&group) {
                paid.sales = paid.sales.plus(*amount).ok_or(TooLarge)?;
            }
        }
        Ok(())
    }
}

/// Why an order does not fit what Amazon paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misfit {
    /// Amazon paid for it, and never showed it.
    UnknownOrder,
    /// It left, and Amazon has not posted anything for it.
    NotPaid,
    /// The sums differ.
    AmountDiffers,
    /// Amazon pays in another currency.
    CurrencyDiffers,
}

impl Misfit {
    /// `unknown_order` and so on.
    pub fn as_str(self) -> &'static str {
        match self {
            Misfit::UnknownOrder => "unknown_order",
            Misfit::NotPaid => "not_paid",
            Misfit::AmountDiffers => "amount_differs",
            Misfit::CurrencyDiffers => "currency_differs",
        }
    }
}

/// How an order stands to what Amazon paid for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Not to be compared: no sale, no money, or not wholly sent yet.
    Open,
    /// To the last digit.
    Fits,
    /// Not so.
    Misfit(Misfit),
}

/// So long after its last change an order that left is to be paid: Amazon may show it 48 hours late.
const PAID_WITHIN: Span = Span::hours(72);

/// Compares an order with what Amazon paid for it; `fetched_until` is how far transactions are known.
pub fn compare(order: &OrderHead, paid: Option<&Paid>, fetched_until: Moment) -> Fit {
    if order.flags.has(Flags::OTHER_CHANNEL) || order.total.is_zero() {
        return Fit::Open;
    }
    let whole = order.amazon_status == AmazonStatus::Shipped && order.delivery == Delivery::Shipped;
    // What left in parts is paid in parts, and any of them may still come.
    let complete = whole && fetched_until.since(order.updated) > PAID_WITHIN;
    let Some(paid) = paid else {
        return match complete {
            true => Fit::Misfit(Misfit::NotPaid),
            false => Fit::Open,
        };
    };
    if paid.currency != order.currency {
        return Fit::Misfit(Misfit::CurrencyDiffers);
    }
    match paid.sales.cmp(&order.total) {
        Ordering::Equal if whole => Fit::Fits,
        Ordering::Equal => Fit::Open,
        Ordering::Less if !complete => Fit::Open,
        Ordering::Less | Ordering::Greater => Fit::Misfit(Misfit::AmountDiffers),
    }
}

#[cfg(test)]
mod tests {
    use super::super::amazon_transaction::{Leaf, LeafKind, LeafPart, Side, TransactionStatus};
    use super::super::ids::{OrderNumber, TransactionId};
    use super::super::order::OrderKey;
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap_or_default()
    }

    fn at(day: i64) -> Moment {
        Moment::from_millis(0).plus(Span::days(day))
    }

    fn euro() -> Currency {
        Currency::parse("EUR").unwrap_or(Currency::NONE)
    }

    fn told(
        day: i64,
        status: TransactionStatus,
        parts: &[(&str, Side, &str)],
    ) -> AmazonTransaction {
        let leaf = |(name, side, amount_text): &(&str, Side, &str)| Leaf {
            what: LeafKind::parse(name),
            part: LeafPart::Whole,
            side: *side,
            amount: amount(amount_text),
            sku: None,
        };
        let leaves: Vec<Leaf> = parts.iter().map(leaf).collect();
        let total = Amount::sum(leaves.iter().map(|leaf| leaf.amount)).unwrap_or_default();
        AmazonTransaction {
            id: TransactionId::from("T"),
            posted: at(day),
            kind: TransactionKind::Shipment,
            status,
            order: "302-1234567-7654321".parse().ok(),
            marketplace: None,
            currency: euro(),
            total,
            leaves,
            unexplained: Amount::ZERO,
            description: String::new(),
            releases: None,
            released_by: None,
            deferral: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn held_money_counts_once() -> Result<(), TooLarge> {
        let parts = [
            ("OurPricePrincipal", Side::Sales, "10.00"),
            ("OurPriceTax", Side::Sales, "1.90"),
            ("Commission", Side::Expenses, "-1.50"),
        ];
        let held = told(2, TransactionStatus::Deferred, &parts);
        let release = told(9, TransactionStatus::Released, &parts);
        let mut before = Settlement::of(at(0), at(5));
        before.add(&held, Counted::Held)?;
        let sums = before.currencies[&euro()].clone();
        assert_eq!((sums.held, sums.groups.len()), (amount("10.40"), 0));
        let mut after = Settlement::of(at(5), at(10));
        after.add(&held, Counted::Superseded)?;
        after.add(&release, Counted::Available)?;
        let sums = after.currencies[&euro()].clone();
        assert_eq!(sums.held, Amount::ZERO);
        assert_eq!(sums.groups[&Group::Principal], amount("10.00"));
        for all in [before, after] {
            let paid: Vec<Amount> = all.paid.values().map(|paid| paid.sales).collect();
            assert_eq!(paid, [amount("11.90")]);
        }
        Ok(())
    }

    #[test]
    fn the_reserve_is_what_went_in_and_not_out() -> Result<(), TooLarge> {
        let mut all = Settlement::of(at(10), at(20));
        for (day, name, moved) in [(1, "ReserveDebit", "-7"), (12, "ReserveCredit", "4")] {
            let adjustment = told(
                day,
                TransactionStatus::Released,
                &[(name, Side::None, moved)],
            );
            all.add(&adjustment, Counted::Available)?;
        }
        let sums = &all.currencies[&euro()];
        assert_eq!(
            (sums.reserve, sums.groups[&Group::Reserve]),
            (amount("3"), amount("4"))
        );
        Ok(())
    }

    #[test]
    fn only_what_left_wholly_has_to_fit() {
        let mut order = OrderHead::stand_in(OrderKey {
            purchased: at(0),
            number: OrderNumber(1),
        });
        order.currency = euro();
        order.total = amount("11.90");
        order.updated = at(1);
        let paid = |sales: &str| Paid {
            currency: euro(),
            sales: amount(sales),
            first: at(1),
        };
        let fits = |order: &OrderHead, sales: Option<&str>, day| {
            compare(order, sales.map(paid).as_ref(), at(day))
        };
        assert_eq!(fits(&order, None, 30), Fit::Open, "to be sent");
        assert_eq!(fits(&order, Some("5"), 30), Fit::Open);
        assert_eq!(
            fits(&order, Some("12"), 30),
            Fit::Misfit(Misfit::AmountDiffers)
        );
        order.delivery = Delivery::Shipped;
        assert_eq!(
            fits(&order, None, 30),
            Fit::Open,
            "Amazon does not know it yet"
        );
        order.amazon_status = AmazonStatus::Shipped;
        assert_eq!(fits(&order, None, 3), Fit::Open, "may come late");
        assert_eq!(fits(&order, None, 5), Fit::Misfit(Misfit::NotPaid));
        assert_eq!(fits(&order, Some("11.9"), 2), Fit::Fits);
        assert_eq!(fits(&order, Some("5"), 2), Fit::Open);
        assert_eq!(
            fits(&order, Some("5"), 5),
            Fit::Misfit(Misfit::AmountDiffers)
        );
        order.currency = Currency::NONE;
        assert_eq!(
            fits(&order, Some("11.9"), 5),
            Fit::Misfit(Misfit::CurrencyDiffers)
        );
        order.total = Amount::ZERO;
        assert_eq!(fits(&order, None, 30), Fit::Open, "a replacement");
    }
}

//! Open items: amounts that wait for their counterpart, and how they are matched.

use super::chart::LedgerAccount;
use super::entry::{Document, JournalEntry};
use super::journal::EntryNumber;
use crate::domain::day::Day;
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Which line of which entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemId {
    /// The entry.
    pub entry: EntryNumber,
    /// Its line, counted from 0.
    pub line: u16,
}

impl ItemId {
    /// Its key in the store: as that of its entry, then the line.
    pub fn key(self) -> [u8; 9] {
        let mut key = [0; 9];
        let (entry, line) = key.split_at_mut(7);
        entry.copy_from_slice(&self.entry.key());
        line.copy_from_slice(&self.line.to_be_bytes());
        key
    }

    /// The item of a key.
    pub fn of_key(key: &[u8]) -> Option<ItemId> {
        let (entry, line) = key.split_first_chunk::<7>()?;
        Some(ItemId {
            entry: EntryNumber::of_key(entry)?,
            line: u16::from_be_bytes(*line.first_chunk()?),
        })
    }
}

/// An amount on an account whose amounts are matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenItem {
    /// Which line of which entry it is.
    pub id: ItemId,
    /// The account that it lies on.
    pub account: LedgerAccount,
    /// Its currency.
    pub currency: Currency,
    /// The day of its entry.
    pub day: Day,
    /// What was posted: debits positive, credits negative.
    pub amount: Amount,
    /// What of it has no counterpart yet: with the sign of `amount`, never more, nothing when it is settled.
    pub residual: Amount,
    /// What its entry was posted for.
    pub document: Document,
    /// The order that it is about.
    pub order: Option<OrderNumber>,
    /// What its entry is.
    pub text: String,
}

impl OpenItem {
    /// Whether something of it is open.
    pub fn is_open(&self) -> bool {
        !self.residual.is_zero()
    }

    /// Whether it is a debit.
    pub fn is_debit(&self) -> bool {
        self.amount > Amount::ZERO
    }
}

/// A match: so much of a debit and a credit of one account settle each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The debit.
    pub debit: ItemId,
    /// The credit.
    pub credit: ItemId,
    /// How much; positive.
    pub amount: Amount,
    /// When.
    pub at: Moment,
}

/// Why two items can't be matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MatchError {
    /// They lie on different accounts.
    #[error("they are on different accounts")]
    Accounts,
    /// Currencies never meet in a match.
    #[error("they are in different currencies")]
    Currencies,
    /// Two debits, or two credits.
    #[error("they are on the same side")]
    Sides,
    /// More than is open of one of them, or nothing.
    #[error("it is more than is open, or nothing")]
    Amount,
}

/// The items of an entry, all of them open.
pub fn items_of(entry: &JournalEntry) -> Vec<OpenItem> {
    (0u16..)
        .zip(&entry.lines)
        .filter(|(_, line)| line.account.has_open_items())
        .map(|(at, line)| OpenItem {
            id: ItemId {
                entry: entry.number,
                line: at,
            },
            account: line.account,
            currency: entry.currency,
            day: entry.day,
            amount: line.amount,
            residual: line.amount,
            document: entry.document,
            order: entry.order,
            text: entry.text.clone(),
        })
        .collect()
}

/// Matches so much of a debit and a credit; as much as both have open, if no amount is given. Says how much it was.
pub fn settle(
    debit: &mut OpenItem,
    credit: &mut OpenItem,
    amount: Option<Amount>,
) -> Result<Amount, MatchError> {
    if debit.account != credit.account {
        return Err(MatchError::Accounts);
    }
    if debit.currency != credit.currency {
        return Err(MatchError::Currencies);
    }
    if !debit.is_debit() || credit.is_debit() {
        return Err(MatchError::Sides);
    }
    let most = debit.residual.min(credit.residual.turned());
    let amount = amount.unwrap_or(most);
    if amount <= Amount::ZERO || amount > most {
        return Err(MatchError::Amount);
    }
    let left = debit
        .residual
        .minus(amount)
        .zip(credit.residual.plus(amount));
    (debit.residual, credit.residual) = left.ok_or(MatchError::Amount)?;
    Ok(amount)
}

/// Takes a match back.
pub fn unsettle(debit: &mut OpenItem, credit: &mut OpenItem, amount: Amount) {
    let back = debit
        .residual
        .plus(amount)
        .zip(credit.residual.minus(amount));
    if let Some(back) = back {
        (debit.residual, credit.residual) = back;
    }
}

/// Matches an item against others of the other side, oldest first, until it is settled or they are used up. What can't be
/// matched with it is passed over. Gives each match as the place of the other item and the amount.
pub fn settle_with(item: &mut OpenItem, others: &mut [OpenItem]) -> Vec<(usize, Amount)> {
    let mut order: Vec<usize> = (0..others.len()).collect();
    order.sort_by_key(|at| others.get(*at).map(|o| (o.day, o.id)));
    let mut made = Vec::new();
    for at in order {
        if !item.is_open() {
            break;
        }
        let Some(other) = others.get_mut(at) else {
            continue;
        };
        let settled = if item.is_debit() {
            settle(item, other, None)
        } else {
            settle(other, item, None)
        };
        if let Ok(amount) = settled {
            made.push((at, amount));
        }
    }
    made
}

/// What is open in all: the sum of the residuals; `None` where it is too large to be held exactly.
pub fn open_sum<'i>(items: impl IntoIterator<Item = &'i OpenItem>) -> Option<Amount> {
    Amount::sum(items.into_iter().map(|item| item.residual))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::books::journal::Journal;
    use proptest::prelude::*;

    pub(in crate::domain::books) fn item(number: u32, cents: i64) -> OpenItem {
        let amount = Amount(rust_decimal::Decimal::new(cents, 2));
        OpenItem {
            id: ItemId {
                entry: EntryNumber {
                    journal: Journal::AmazonPayments,
                    year: 2026,
                    number,
                },
                line: 0,
            },
            account: LedgerAccount::AmazonPayments,
            currency: Currency::parse("EUR").unwrap_or(Currency::NONE),
            day: Day::of(Moment::from_millis(0)).plus_days(u64::from(number)),
            amount,
            residual: amount,
            document: Document::Manual,
            order: None,
            text: String::new(),
        }
    }

    #[test]
    fn only_what_belongs_together_is_matched() {
        let (mut debit, mut credit) = (item(1, 1_000), item(2, -400));
        assert_eq!(
            settle(&mut credit, &mut debit, None),
            Err(MatchError::Sides)
        );
        let mut dollars = OpenItem {
            currency: Currency::NONE,
            ..credit.clone()
        };
        let refused = settle(&mut debit, &mut dollars, None);
        assert_eq!(refused, Err(MatchError::Currencies));
        let more = Some(Amount(rust_decimal::Decimal::new(401, 2)));
        assert_eq!(
            settle(&mut debit, &mut credit, more),
            Err(MatchError::Amount)
        );
        assert!(settle(&mut debit, &mut credit, None).is_ok());
        assert_eq!(debit.residual.to_string(), "6.00");
        assert!(!credit.is_open());
    }

    proptest! {
        /// P5: whatever the order, no residual changes its sign, and what is left in all is the same.
        #[test]
        fn the_order_of_matching_does_not_change_what_is_left(
            cents in prop::collection::vec(prop_oneof![1i64..5_000, -5_000i64..-1], 1..20),
            picks in prop::collection::vec((0usize..20, 0usize..20, prop::option::of(1i64..3_000)), 0..60),
        ) {
            let fresh = || (1u32..).zip(&cents).map(|(n, c)| item(n, *c)).collect::<Vec<_>>();
            let mut items = fresh();
            for (one, other, amount) in picks {
                let (one, other) = (one % items.len(), other % items.len());
                if one == other { continue; }
                let (mut a, mut b) = (items[one].clone(), items[other].clone());
                let amount = amount.map(|c| Amount(rust_decimal::Decimal::new(c, 2)));
                if settle(&mut a, &mut b, amount).is_ok() {
                    (items[one], items[other]) = (a, b);
                }
            }
            for item in &items {
                prop_assert!(item.residual.is_zero() || (item.residual > Amount::ZERO) == item.is_debit());
                prop_assert!(item.residual.0.abs() <= item.amount.0.abs());
            }
            let settle_rest = |items: &mut Vec<OpenItem>| {
                for at in 0..items.len() {
                    let mut one = items[at].clone();
                    settle_with(&mut one, items);
                    items[at] = one;
                }
                open_sum(items.iter())
            };
            let left = settle_rest(&mut items);
            let mut others = fresh();
            others.reverse();
            prop_assert_eq!(left, settle_rest(&mut others));
            prop_assert_eq!(left, Amount::sum(cents.iter().map(|c| Amount(rust_decimal::Decimal::new(*c, 2)))));
            // Nothing is open on both sides any more.
            let sides = |items: &[OpenItem], debit| items.iter().any(|i| i.is_open() && i.is_debit() == debit);
            prop_assert!(!(sides(&items, true) && sides(&items, false)));
        }
    }
}

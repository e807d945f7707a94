//! What is left on the intermediary account, explained line by line (product rule I5).

use super::entry::Document;
use super::open_item::OpenItem;
use crate::domain::day::Day;
use crate::domain::ids::OrderNumber;
use crate::domain::money::{Amount, Currency};
use serde::{Deserialize, Serialize};

/// Why something is still open on the intermediary account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenReason {
    /// The customer paid, and Amazon has not paid it out.
    UnsettledOrder,
    /// Amazon gave money back to a customer, and it was not yet taken off a payout.
    Refund,
    /// A bill was paid out of the account, and it was not yet taken off a payout.
    PaidBill,
    /// A payout that is more than what was open: fees not billed, a reserve let go, or sales not registered.
    Payout,
    /// What a person booked.
    Booked,
}

impl OpenReason {
    /// All reasons with a sentence for people.
    pub const ALL: [(OpenReason, &'static str, &'static str); 5] = [
        (
            OpenReason::UnsettledOrder,
            "unsettled_order",
            "Orders that Amazon has not paid out",
        ),
        (
            OpenReason::Refund,
            "refund",
            "Refunds that no payout has taken off",
        ),
        (
            OpenReason::PaidBill,
            "paid_bill",
            "Bills that no payout has taken off",
        ),
        (
            OpenReason::Payout,
            "payout",
            "Payouts without a counterpart",
        ),
        (OpenReason::Booked, "booked", "Booked by hand"),
    ];

    /// The reason for an item.
    fn of(item: &OpenItem) -> OpenReason {
        match item.document {
            Document::Payment(_) if item.is_debit() => OpenReason::UnsettledOrder,
            Document::Payment(_) => OpenReason::Refund,
            Document::BillPayment(_) => OpenReason::PaidBill,
            Document::Matching(_) | Document::Statement(_) => OpenReason::Payout,
            Document::Invoice(_) | Document::Bill(_) | Document::Reversal(_) | Document::Manual => {
                OpenReason::Booked
            }
        }
    }

    /// The sentence for people.
    pub fn sentence(self) -> &'static str {
        let found = Self::ALL.iter().find(|(reason, ..)| *reason == self);
        found.map_or("", |(_, _, sentence)| sentence)
    }
}

/// A line of the explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// Why it is open.
    pub reason: OpenReason,
    /// The entry, by its number.
    pub entry: super::journal::EntryNumber,
    /// Its day.
    pub day: Day,
    /// The order.
    pub order: Option<OrderNumber>,
    /// What it is.
    pub text: String,
    /// What of it is open; debits positive.
    pub open: Amount,
}

/// What a reason adds up to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSum {
    /// The reason.
    pub reason: OpenReason,
    /// The sum; debits positive.
    pub amount: Amount,
}

/// What Amazon's own transactions say of a currency: what is not in the books yet, and why a payout was smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtAmazon {
    /// Fees that are in no bill yet; positive.
    pub unbilled_fees: Amount,
    /// Money that Amazon holds until later.
    pub held: Amount,
    /// What Amazon keeps in reserve.
    pub reserve: Amount,
}

/// The rest of an account in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The currency.
    pub currency: Currency,
    /// The account's balance: the sum of the lines below.
    pub balance: Amount,
    /// What each reason adds up to.
    pub sums: Vec<OpenSum>,
    /// What is open, oldest first within a reason.
    pub lines: Vec<Explained>,
    /// What Amazon's transactions say, where they were fetched.
    pub at_amazon: Option<AtAmazon>,
}

/// Explains the open items of an account, by currency; `None` where a sum can't be held exactly.
pub fn explain(items: &[OpenItem]) -> Option<Vec<Explanation>> {
    let mut currencies: Vec<Currency> = items.iter().map(|i| i.currency).collect();
    currencies.sort();
    currencies.dedup();
    let of_currency = |currency: Currency| {
        let mut lines: Vec<Explained> = items
            .iter()
            .filter(|i| i.currency == currency && i.is_open())
            .map(|item| Explained {
                reason: OpenReason::of(item),
                entry: item.id.entry,
                day: item.day,
                order: item.order,
                text: item.text.clone(),
                open: item.residual,
            })
            .collect();
        lines.sort_by_key(|l| (l.reason, l.day, l.entry));
        let sum_of = |wanted: Option<OpenReason>| {
            let of = lines
                .iter()
                .filter(|l| wanted.is_none_or(|w| l.reason == w));
            Amount::sum(of.map(|l| l.open))
        };
        let mut sums = Vec::new();
        for (reason, ..) in OpenReason::ALL {
            let sum = sum_of(Some(reason))?;
            if lines.iter().any(|l| l.reason == reason) {
                sums.push(OpenSum {
                    reason,
                    amount: sum,
                });
            }
        }
        Some(Explanation {
            currency,
            balance: sum_of(None)?,
            sums,
            lines,
            at_amazon: None,
        })
    };
    currencies.into_iter().map(of_currency).collect()
}

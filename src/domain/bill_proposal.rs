//! Bills that Amazon's fees amount to, month by month, out of its financial transactions.

use super::amazon_transaction::{
    AmazonTransaction, Counted, Group, Leaf, LeafKind, LeafPart, TransactionKind, group,
};
use super::books::bill::{BillLine, FeeKind};
use super::day::Day;
use super::ids::TransactionId;
use super::moment::Moment;
use super::money::{Amount, Currency};
use super::settlement::TooLarge;
use chrono::Datelike;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A calendar month in UTC, as Amazon posts; for people `YYYY-MM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a moment.
    pub fn of(moment: Moment) -> Month {
        let at = moment.to_utc();
        Month {
            year: at.year(),
            month: at.month(),
        }
    }

    /// Its last day; none outside of the years that documents may carry.
    pub fn last_day(self) -> Option<Day> {
        (28..=31).rev().find_map(|day| {
            let year = u16::try_from(self.year).ok()?;
            Day::from_parts(i32::from(year), self.month, day)
        })
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Month, String> {
        let first = format!("{}-01", text.trim());
        let day = Day::parse(&first).filter(|_| text.trim().len() == 7);
        let day = day.ok_or_else(|| format!("{text:?} is not a month like 2026-01"))?;
        Ok(Month {
            year: day.date().year(),
            month: day.date().month(),
        })
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A bill that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillProposal {
    /// The month; where a month before it came to nothing to pay, what it had is in here too.
    pub month: Month,
    /// Currency.
    pub currency: Currency,
    /// What is charged, without tax and the tax, as far as Amazon splits them.
    pub lines: Vec<BillLine>,
    /// Total with tax; always positive.
    pub total: Amount,
    /// The transactions whose fees it holds.
    pub transactions: Vec<TransactionId>,
}

/// Sums without tax and of the tax.
type Sums = BTreeMap<FeeOrder, (Amount, Amount)>;

/// Fees in the order of a bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct FeeOrder(usize);

/// Collects fees that are in no bill yet.
#[derive(Debug, Default)]
pub struct Proposer {
    months: BTreeMap<(Currency, Month), (Sums, Vec<TransactionId>)>,
}

impl Proposer {
    /// Takes a transaction in. Those whose money is held wait for their release; what is superseded or billed does not
    /// count.
    pub fn add(
        &mut self,
        told: &AmazonTransaction,
        counted: Counted,
        billed: bool,
    ) -> Result<(), TooLarge> {
        if counted != Counted::Available || billed {
            return Ok(());
        }
        let fees = told.leaves.iter().filter_map(|leaf| {
            let kind = fee_kind(&told.kind, leaf)?;
            Some((kind, leaf.part, leaf.amount.turned()))
        });
        let fees: Vec<(FeeKind, LeafPart, Amount)> = fees.collect();
        if fees.is_empty() {
            return Ok(());
        }
        let month = (told.currency, Month::of(told.posted));
        let (sums, ids) = self.months.entry(month).or_default();
        ids.push(told.id.clone());
        for (kind, part, amount) in fees {
            let place = FeeKind::ALL.iter().position(|known| *known == kind);
            let (untaxed, tax) = sums.entry(FeeOrder(place.unwrap_or_default())).or_default();
            let sum = match part {
                LeafPart::Tax => tax,
                LeafPart::Whole | LeafPart::Base => untaxed,
            };
            *sum = sum.plus(amount).ok_or(TooLarge)?;
        }
        Ok(())
    }

    /// The bills, by currency and month. What is given back in a month without enough to pay counts with the next.
    pub fn bills(self) -> Result<Vec<BillProposal>, TooLarge> {
        let mut bills = Vec::new();
        let mut left: Option<(Currency, Sums, Vec<TransactionId>)> = None;
        for ((currency, month), (mut sums, mut ids)) in self.months {
            if let Some((of, before, named)) = left.take()
                && of == currency
            {
                for (kind, (untaxed, tax)) in before {
                    let sum = sums.entry(kind).or_default();
                    *sum = (
                        sum.0.plus(untaxed).ok_or(TooLarge)?,
                        sum.1.plus(tax).ok_or(TooLarge)?,
                    );
                }
                ids.extend(named);
            }
            let parts = sums.values().flat_map(|sum| [sum.0, sum.1]);
            let total = Amount::sum(parts).ok_or(TooLarge)?;
            if total <= Amount::ZERO {
                left = Some((currency, sums, ids));
                continue;
            }
            bills.push(BillProposal {
                month,
                currency,
                lines: lines(sums, month),
                total,
                transactions: ids,
            });
        }
        Ok(bills)
    }
}

fn lines(sums: Sums, month: Month) -> Vec<BillLine> {
    let shown = sums
        .into_iter()
        .filter(|(_, sum)| !(sum.0.is_zero() && sum.1.is_zero()));
    let line = |(place, (untaxed, tax)): (FeeOrder, (Amount, Amount))| {
        let kind = FeeKind::ALL.get(place.0).copied().unwrap_or(FeeKind::Other);
        let text = match kind {
            FeeKind::Commission => "Commission",
            FeeKind::Fulfilment => "Fulfilment and storage",
            FeeKind::Advertising => "Advertising",
            FeeKind::Other => "Other fees",
        };
        BillLine {
            kind,
            text: format!("{text} {month}"),
            untaxed,
            tax,
        }
    };
    shown.map(line).collect()
}

/// The kind of fee that a leaf is; none for anything that is no fee.
fn fee_kind(kind: &TransactionKind, leaf: &Leaf) -> Option<FeeKind> {
    use LeafKind as L;
    match (group(kind, leaf), &leaf.what) {
        (Group::Commission, _) => Some(FeeKind::Commission),
        (Group::Advertising, _) => Some(FeeKind::Advertising),
        (Group::FulfilmentFee, _) => Some(FeeKind::Fulfilment),
        (
            Group::OtherFee,
            L::FbaStorageFee
            | L::FbaLongTermStorageFee
            | L::FbaInboundTransportationFee
            | L::FbaInboundConvenienceFee
            | L::FbaRemovalFee
            | L::FbaDisposalFee,
        ) => Some(FeeKind::Fulfilment),
        (Group::OtherFee, _) => Some(FeeKind::Other),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::amazon_transaction::{Side, TransactionStatus};
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap_or_default()
    }

    type Part<'a> = (&'a str, LeafPart, Side, &'a str);

    fn told(id: &str, posted: &str, parts: &[Part<'_>]) -> AmazonTransaction {
        let leaf = |(name, part, side, text): &Part<'_>| Leaf {
            what: LeafKind::parse(name),
            part: *part,
            side: *side,
            amount: amount(text),
            sku: None,
        };
        AmazonTransaction {
            id: TransactionId::from(id),
            posted: Moment::parse(posted).unwrap_or_default(),
            kind: TransactionKind::Shipment,
            status: TransactionStatus::Released,
            order: None,
            marketplace: None,
            currency: Currency::parse("EUR").unwrap_or(Currency::NONE),
            total: Amount::ZERO,
            leaves: parts.iter().map(leaf).collect(),
            unexplained: Amount::ZERO,
            description: String::new(),
            releases: None,
            released_by: None,
            deferral: None,
            related: Vec::new(),
        }
    }

    const SALE: [Part<'static>; 4] = [
        ("OurPricePrincipal", LeafPart::Whole, Side::Sales, "100"),
        ("Commission", LeafPart::Base, Side::Expenses, "-15.00"),
        ("Commission", LeafPart::Tax, Side::Expenses, "-2.85"),
        (
            "FBAPerUnitFulfillmentFee",
            LeafPart::Whole,
            Side::Expenses,
            "-3.06",
        ),
    ];

    #[test]
    fn fees_of_a_month_are_one_bill() -> Result<(), TooLarge> {
        let mut all = Proposer::default();
        let storage = ("FBAStorageFee", LeafPart::Whole, Side::Expenses, "-7");
        let other = ("Unheard", LeafPart::Whole, Side::Expenses, "-1");
        all.add(
            &told("a", "2026-10-31T23:59:59Z", &SALE),
            Counted::Available,
            false,
        )?;
        all.add(
            &told("b", "2026-10-01T00:00:00Z", &[storage, other]),
            Counted::Available,
            false,
        )?;
        all.add(
            &told("c", "2026-11-01T00:00:00Z", &SALE),
            Counted::Available,
            false,
        )?;
        all.add(
            &told("d", "2026-10-09T00:00:00Z", &SALE),
            Counted::Held,
            false,
        )?;
        all.add(
            &told("e", "2026-10-09T00:00:00Z", &SALE),
            Counted::Superseded,
            false,
        )?;
        all.add(
            &told("f", "2026-10-09T00:00:00Z", &SALE),
            Counted::Available,
            true,
        )?;
        let bills = all.bills()?;
        let months: Vec<String> = bills.iter().map(|bill| bill.month.to_string()).collect();
        assert_eq!(months, ["2026-10", "2026-11"]);
        let october = &bills[0];
        let lines: Vec<_> = october
            .lines
            .iter()
            .map(|line| (line.kind, line.untaxed, line.tax))
            .collect();
        assert_eq!(
            lines,
            [
                (FeeKind::Commission, amount("15"), amount("2.85")),
                (FeeKind::Fulfilment, amount("10.06"), Amount::ZERO),
                (FeeKind::Other, amount("1"), Amount::ZERO),
            ]
        );
        assert_eq!(october.total, amount("28.91"));
        let ids: Vec<&str> = october.transactions.iter().map(|id| id.as_str()).collect();
        assert_eq!(ids, ["a", "b"]);
        Ok(())
    }

    #[test]
    fn what_is_only_given_back_counts_with_the_next_month() -> Result<(), TooLarge> {
        let mut all = Proposer::default();
        let back = [("Commission", LeafPart::Whole, Side::RefundedExpenses, "12")];
        all.add(
            &told("a", "2026-09-10T00:00:00Z", &back),
            Counted::Available,
            false,
        )?;
        all.add(
            &told("b", "2026-10-10T00:00:00Z", &SALE),
            Counted::Available,
            false,
        )?;
        all.add(
            &told("c", "2026-11-10T00:00:00Z", &back),
            Counted::Available,
            false,
        )?;
        let bills = all.bills()?;
        assert_eq!(bills.len(), 1);
        assert_eq!(
            (bills[0].total, bills[0].transactions.len()),
            (amount("8.91"), 2)
        );
        Ok(())
    }

    #[test]
    fn months_read_back() {
        let month: Result<Month, String> = "2026-02".parse();
        assert_eq!(
            month.as_ref().map(Month::to_string),
            Ok("2026-02".to_owned())
        );
        let last = month.ok().and_then(Month::last_day);
        assert_eq!(
            last.map(|day| day.to_string()).as_deref(),
            Some("2026-02-28")
        );
        for text in ["2026", "2026-13", "2026-2", "2026-02-01", ""] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}

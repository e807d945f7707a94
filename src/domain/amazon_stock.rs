//! Amazon's own figures of what lies there, and what they mean beside ours (product rule K7).

use super::ids::{AccountId, MarketplaceId};
use super::moment::{Moment, Span};
use chrono::{DateTime, Days, NaiveTime, TimeZone};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Units of a SKU at Amazon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmazonUnits {
    /// Can be sold and sent now.
    pub fulfillable: u32,
    /// Set aside for orders that have not left.
    pub for_orders: u32,
    /// Set aside for another reason: between two warehouses, measured, sampled.
    pub set_aside: u32,
    /// Announced, on the way or being received.
    pub inbound: u32,
    /// There, and not to be sold: damaged, defective, expired.
    pub unsellable: u32,
    /// Can't be found or judged right now.
    pub researching: u32,
    /// All of these, as Amazon adds them up.
    pub total: u32,
}

impl AmazonUnits {
    /// Set aside, for orders and otherwise.
    pub fn reserved(&self) -> u32 {
        self.for_orders.saturating_add(self.set_aside)
    }

    /// The figure that ours is compared to.
    ///
    /// Ours falls when Amazon has sent an order, so units that are only set aside for one still count, and so do those
    /// that Amazon carries between its warehouses or measures. Units that Amazon looks for count too: most are found,
    /// and what is not leaves the figure when Amazon gives it up. Unsellable units do not count: nobody can buy them any
    /// more, which a reordering rule has to see. Neither do inbound ones: with us they lie in transit until they are
    /// received.
    pub fn comparable(&self) -> i64 {
        [
            self.fulfillable,
            self.for_orders,
            self.set_aside,
            self.researching,
        ]
        .into_iter()
        .map(i64::from)
        .sum()
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &AmazonUnits) -> AmazonUnits {
        AmazonUnits {
            fulfillable: self.fulfillable.saturating_add(other.fulfillable),
            for_orders: self.for_orders.saturating_add(other.for_orders),
            set_aside: self.set_aside.saturating_add(other.set_aside),
            inbound: self.inbound.saturating_add(other.inbound),
            unsellable: self.unsellable.saturating_add(other.unsellable),
            researching: self.researching.saturating_add(other.researching),
            total: self.total.saturating_add(other.total),
        }
    }
}

/// What Amazon shows of a SKU in a marketplace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmazonFigure {
    /// The seller's SKU.
    pub sku: String,
    /// Name of the product.
    pub name: String,
    /// Where it was shown.
    pub marketplace: MarketplaceId,
    /// Units.
    pub units: AmazonUnits,
    /// When a quantity changed last, where Amazon told.
    pub updated: Option<Moment>,
}

/// The figures of a marketplace, one for a SKU: rows of several conditions or of Amazon's own codes add up.
pub fn of_marketplace(rows: Vec<AmazonFigure>) -> BTreeMap<String, AmazonFigure> {
    let mut figures: BTreeMap<String, AmazonFigure> = BTreeMap::new();
    for row in rows {
        match figures.get_mut(&row.sku) {
            Some(known) => {
                known.units = known.units.plus(&row.units);
                known.updated = known.updated.max(row.updated);
            }
            None => {
                figures.insert(row.sku.clone(), row);
            }
        }
    }
    figures
}

/// The figures of an account out of those of its marketplaces: the largest for each SKU.
///
/// The marketplaces of a region show the same units once more, as far as they can be sold there, so they are never
/// added up. A marketplace that can't be sold to from all warehouses shows fewer; the largest figure is what lies there.
pub fn of_account(marketplaces: Vec<BTreeMap<String, AmazonFigure>>) -> Vec<AmazonFigure> {
    let mut figures: BTreeMap<String, AmazonFigure> = BTreeMap::new();
    for (sku, figure) in marketplaces.into_iter().flatten() {
        let size = |f: &AmazonFigure| (f.units.comparable(), f.units.total);
        match figures.get_mut(&sku) {
            Some(known) if size(known) >= size(&figure) => {}
            Some(known) => *known = figure,
            None => {
                figures.insert(sku, figure);
            }
        }
    }
    figures.into_values().collect()
}

/// From so many rows on a collapse is noticed.
pub const FEWEST_TO_GUARD: usize = 10;

/// Whether a result has so few rows, beside the one that was applied last, that it is more likely to be broken than true:
/// less than half. It is then held until a person says that it is right.
pub fn collapsed(rows: usize, applied_before: Option<usize>) -> bool {
    applied_before
        .is_some_and(|before| before >= FEWEST_TO_GUARD && rows.saturating_mul(2) < before)
}

/// When the first night fetch of a day is, local time; with [`NIGHT_SPREAD`] accounts are kept apart.
const NIGHT: NaiveTime = match NaiveTime::from_hms_opt(1, 30, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};
/// Accounts are spread over so much of the night.
const NIGHT_SPREAD: i64 = 150;
/// A fetch that failed is tried again after so long.
const AGAIN: Span = Span::hours(1);

/// How the fetches of an account went, as far as the next one depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fetched {
    /// When figures came last, held ones too.
    pub last_good: Option<Moment>,
    /// When it was tried last.
    pub last_try: Option<Moment>,
}

/// Whether the fetch of the last night is still due: once a night in the zone of the account's first marketplace, made up
/// for when the engine did not run then, and once an hour after one that failed. An account that was registered today
/// waits for its first night.
pub fn night_is_due(
    fetched: Fetched,
    registered: Moment,
    account: AccountId,
    zone: &str,
    now: Moment,
) -> bool {
    let night = last_night(account, zone, now);
    let good = fetched.last_good.unwrap_or(registered);
    let tried = fetched.last_try.unwrap_or(registered);
    good < night && (tried < night || now.since(tried) >= AGAIN)
}

/// The last moment before now at which the account's figures were due.
fn last_night(account: AccountId, zone: &str, now: Moment) -> Moment {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let local: DateTime<Tz> = now.to_utc().with_timezone(&zone);
    // A step that shares no divisor with the spread keeps neighbours far apart.
    let jitter = Span::minutes(i64::from(account.0) * 61 % NIGHT_SPREAD);
    let on = |back: u64| {
        let day = local.date_naive().checked_sub_days(Days::new(back))?;
        let at = zone.from_local_datetime(&day.and_time(NIGHT)).earliest()?;
        Some(Moment::from_millis(at.timestamp_millis()).plus(jitter))
    };
    let nights = [0, 1, 2].into_iter().filter_map(on);
    nights
        .filter(|night| *night <= now)
        .max()
        .unwrap_or(Moment::from_millis(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn figure(sku: &str, place: &str, fulfillable: u32) -> AmazonFigure {
        AmazonFigure {
            sku: sku.to_owned(),
            name: String::new(),
            marketplace: MarketplaceId::from(place),
            units: AmazonUnits {
                fulfillable,
                for_orders: 2,
                unsellable: 5,
                inbound: 7,
                total: fulfillable + 14,
                ..AmazonUnits::default()
            },
            updated: Some(Moment::from_seconds(i64::from(fulfillable))),
        }
    }

    #[test]
    fn rows_of_a_sku_add_up_and_marketplaces_do_not() {
        let germany = of_marketplace(vec![
            figure("A", "DE", 3),
            figure("A", "DE", 4),
            figure("B", "DE", 9),
        ]);
        assert_eq!(germany["A"].units.comparable(), 11);
        assert_eq!(germany["A"].updated, Some(Moment::from_seconds(4)));
        let france = of_marketplace(vec![figure("A", "FR", 5), figure("B", "FR", 10)]);
        let all = of_account(vec![germany, france]);
        let shown: Vec<(&str, i64, &str)> = all
            .iter()
            .map(|f| (f.sku.as_str(), f.units.comparable(), f.marketplace.as_str()))
            .collect();
        assert_eq!(shown, [("A", 11, "DE"), ("B", 12, "FR")]);
    }

    #[test]
    fn a_night_comes_once_a_day_and_is_made_up_for() {
        let at = |text: &str| Moment::parse(text).unwrap_or_default();
        let registered = at("2026-11-20T12:00:00Z");
        let due = |good: Option<&str>, tried: Option<&str>, now: &str| {
            let fetched = Fetched {
                last_good: good.map(at),
                last_try: tried.map(at),
            };
            night_is_due(fetched, registered, AccountId(0), "Europe/Berlin", at(now))
        };
        assert!(!due(None, None, "2026-11-20T23:00:00Z"), "registered today");
        assert!(!due(None, None, "2026-11-21T00:29:00Z"), "01:29 in Berlin");
        assert!(due(None, None, "2026-11-21T00:31:00Z"));
        let night = Some("2026-11-21T00:31:00Z");
        assert!(!due(night, night, "2026-11-21T20:00:00Z"));
        assert!(due(night, night, "2026-11-22T09:00:00Z"), "made up for");
        let failed = Some("2026-11-22T00:40:00Z");
        assert!(!due(night, failed, "2026-11-22T01:30:00Z"));
        assert!(
            due(night, failed, "2026-11-22T01:40:00Z"),
            "again after an hour"
        );
    }

    proptest! {
        #[test]
        fn half_of_what_was_there_or_more_is_never_held(rows in 0usize..40_000, before in 0usize..40_000) {
            let held = collapsed(rows, Some(before));
            prop_assert_eq!(held, before >= 10 && (rows as f64) < before as f64 / 2.0);
            prop_assert!(!collapsed(rows, None));
            // More rows are never more suspicious.
            prop_assert!(held || !collapsed(rows + 1, Some(before)));
        }

        #[test]
        fn an_account_has_as_much_as_its_largest_marketplace(
            counts in proptest::collection::vec((0usize..5, 0usize..4, 0u32..900), 0..60)
        ) {
            let mut places: Vec<Vec<AmazonFigure>> = vec![Vec::new(); 4];
            for (sku, place, units) in counts {
                places[place].push(figure(&format!("S{sku}"), &format!("M{place}"), units));
            }
            let places: Vec<_> = places.into_iter().map(of_marketplace).collect();
            let account = of_account(places.clone());
            for sku in 0..5 {
                let sku = format!("S{sku}");
                let largest = places.iter().filter_map(|p| p.get(&sku)).map(|f| f.units.comparable()).max();
                let ours = account.iter().find(|f| f.sku == sku).map(|f| f.units.comparable());
                prop_assert_eq!(ours, largest);
            }
        }
    }
}

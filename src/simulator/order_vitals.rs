//! The few facts of an order that searching needs, and where its history has brought it.

use super::dice::Dice;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// Amazon's order status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Status {
    PendingAvailability,
    Pending,
    Unshipped,
    PartiallyShipped,
    Shipped,
    Cancelled,
    Unfulfillable,
}

impl Status {
    pub(crate) const ALL: [(Self, &'static str); 7] = [
        (Self::PendingAvailability, "PENDING_AVAILABILITY"),
        (Self::Pending, "PENDING"),
        (Self::Unshipped, "UNSHIPPED"),
        (Self::PartiallyShipped, "PARTIALLY_SHIPPED"),
        (Self::Shipped, "SHIPPED"),
        (Self::Cancelled, "CANCELLED"),
        (Self::Unfulfillable, "UNFULFILLABLE"),
    ];

    pub(crate) fn text(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// What sort of order it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Retail,
    Business,
    Replacement,
    /// Sold elsewhere, sent by Amazon.
    MultiChannel,
    PreOrder,
}

/// The few facts that searching needs; cheap enough to work out for a million orders.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vitals {
    pub(crate) seller: usize,
    pub(crate) marketplace: usize,
    pub(crate) by_amazon: bool,
    pub(crate) kind: Kind,
    /// Unix seconds.
    pub(crate) created: i64,
    /// Unix seconds of the last change before the simulator started.
    pub(crate) updated: i64,
    pub(crate) status: Status,
}

/// Where an order of the given age stands when the simulator starts, and since when.
pub(crate) fn history_of(
    kind: Kind,
    by_amazon: bool,
    created: i64,
    age: i64,
    dice: &mut Dice,
) -> (Status, i64) {
    let paid = created + dice.between(60, 30 * 60);
    let fate = dice.below(1000);
    let handled = match (by_amazon, dice.below(1000)) {
        (true, _) => dice.between(3 * HOUR, 40 * HOUR),
        (false, 0..=34) => dice.between(3 * DAY, 9 * DAY), // forgotten by the seller: late
        (false, _) => dice.between(8 * HOUR, 52 * HOUR),
    };
    let shipped = created + handled;
    let delivered = shipped + dice.between(DAY, 4 * DAY);
    let after_shipping = || {
        if age > delivered - created {
            delivered
        } else {
            shipped
        }
    };
    if kind == Kind::PreOrder && (age < 21 * DAY || fate < 300) {
        return (Status::PendingAvailability, created + 60);
    }
    if fate < 55 && age > HOUR {
        return (
            Status::Cancelled,
            created + dice.between(10 * 60, HOUR.max(age.min(30 * HOUR))),
        );
    }
    if kind == Kind::MultiChannel && fate < 170 && age > HOUR {
        return (Status::Unfulfillable, created + HOUR);
    }
    if age < paid - created || (fate > 960 && age < 2 * DAY) {
        return (Status::Pending, created);
    }
    let partial = if age < 10 * DAY { 940 } else { 988 };
    if !by_amazon && kind != Kind::Replacement && fate >= partial && age > handled / 2 {
        return (Status::PartiallyShipped, created + handled / 2);
    }
    if age > handled {
        return (Status::Shipped, after_shipping());
    }
    (Status::Unshipped, paid)
}

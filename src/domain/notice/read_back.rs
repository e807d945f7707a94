//! What Amazon's own view of an order says about a notice (product rules S3 and S5).

use super::{Content, IfMissing, Notice, QUIET, Refusal, Step};
use crate::domain::amazon_order::{AmazonOrder, Package};
use crate::domain::amazon_status::AmazonStatus;
use crate::domain::ids::OrderItemId;
use crate::domain::moment::{Moment, Span};
use crate::domain::shipment::{PackageReference, Shipment, ShippedItem};

/// What an order as Amazon shows it says about a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Amazon has it.
    Has,
    /// Amazon has that parcel with another tracking reference.
    Differs,
    /// Amazon does not show it.
    Lacks,
    /// It can't come about any more: the order was cancelled, or shipped while it was to be cancelled.
    Overtaken,
}

/// What an order says about a notice.
pub fn shown_by(content: &Content, order: &AmazonOrder) -> Shown {
    match content {
        Content::Shipment { shipment, .. } => shipment_shown(shipment, order),
        Content::Cancellation { in_all, .. } => cancellation_shown(in_all, order),
    }
}

/// Carriers and people write the same reference with and without blanks and dashes.
fn same_tracking(a: &str, b: &str) -> bool {
    let bare = |text: &str| {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_uppercase)
            .collect::<String>()
    };
    bare(a) == bare(b)
}

fn holds(package: &Package, items: &[ShippedItem]) -> bool {
    let shown = |item: &OrderItemId| -> u64 {
        let of_item = package.items.iter().filter(|(id, _)| id == item);
        of_item.map(|(_, pieces)| u64::from(*pieces)).sum()
    };
    package.items.is_empty()
        || items
            .iter()
            .all(|i| shown(&i.item) == u64::from(i.quantity.get()))
}

fn shipment_shown(shipment: &Shipment, order: &AmazonOrder) -> Shown {
    let ours = |p: &&Package| PackageReference::parse(p.reference.trim()) == Some(shipment.package);
    if let Some(package) = order.packages.iter().find(ours) {
        return if same_tracking(&package.tracking, &shipment.tracking) {
            Shown::Has
        } else {
            Shown::Differs
        };
    }
    let same = |p: &Package| {
        !shipment.tracking.is_empty()
            && same_tracking(&p.tracking, &shipment.tracking)
            && holds(p, &shipment.items)
    };
    if order.packages.iter().any(same) || order.status == Some(AmazonStatus::Shipped) {
        Shown::Has
    } else if order.status == Some(AmazonStatus::Cancelled) {
        Shown::Overtaken
    } else {
        Shown::Lacks
    }
}

fn cancellation_shown(in_all: &[(OrderItemId, u32)], order: &AmazonOrder) -> Shown {
    if order.status == Some(AmazonStatus::Cancelled) {
        return Shown::Has;
    }
    let cancelled = |item: &OrderItemId| {
        order
            .items
            .iter()
            .find(|i| i.id == *item)
            .map_or(0, |i| i.cancelled())
    };
    if in_all
        .iter()
        .all(|(item, pieces)| cancelled(item) >= *pieces)
    {
        Shown::Has
    } else if order.status == Some(AmazonStatus::Shipped) {
        Shown::Overtaken
    } else {
        Shown::Lacks
    }
}

/// The pause between two looks at an order whose notice may still come to light.
const LOOK_AGAIN: Span = Span::minutes(2);

impl Notice {
    /// The order was read while the outcome of this notice was unknown.
    ///
    /// What Amazon shows counts at once. Its silence lets nothing be sent again before Amazon had time to show it
    /// ([`QUIET`]); what is to fail fails at once, and a later look may still find it.
    pub fn after_read(&mut self, shown: Shown, now: Moment) {
        let Step::Unknown {
            since, if_missing, ..
        } = self.step
        else {
            return;
        };
        match shown {
            Shown::Has => self.is_shown(now),
            Shown::Overtaken => self.overtaken(now),
            Shown::Lacks | Shown::Differs
                if if_missing == IfMissing::Resend && now.since(since) < QUIET =>
            {
                self.step = Step::Unknown {
                    since,
                    read_at: now.plus(LOOK_AGAIN).min(since.plus(QUIET)),
                    if_missing,
                };
            }
            Shown::Lacks | Shown::Differs => match if_missing {
                IfMissing::Resend => self.step = Step::Pending,
                IfMissing::Fail => {
                    let refusal = self.refusal.clone().unwrap_or(Refusal {
                        at: now,
                        code: "not_at_amazon".to_owned(),
                        text: "Amazon does not have it.".to_owned(),
                    });
                    self.fail_as(refusal, now, now.since(since) < QUIET);
                }
            },
        }
    }

    /// Amazon showed the order in the usual course. Says whether anything about the notice changed.
    pub fn after_sync(&mut self, shown: Shown, now: Moment) -> bool {
        let before = self.step.clone();
        match (&self.step, shown) {
            (Step::Withdrawn { .. } | Step::Synchronized { shown: true, .. }, _) => {}
            (_, Shown::Has) => self.is_shown(now),
            (Step::Pending, Shown::Overtaken) => self.overtaken(now),
            _ => {}
        }
        self.step != before
    }

    fn overtaken(&mut self, now: Moment) {
        let (code, text) = match self.content {
            Content::Shipment { .. } => (
                "order_cancelled",
                "The order was cancelled at Amazon before the shipment was confirmed.",
            ),
            Content::Cancellation { .. } => (
                "order_shipped",
                "The order was shipped at Amazon before it was cancelled.",
            ),
        };
        self.fail(
            Refusal {
                at: now,
                code: code.to_owned(),
                text: text.to_owned(),
            },
            now,
        );
    }
}

#[cfg(test)]
#[path = "read_back_tests.rs"]
mod tests;

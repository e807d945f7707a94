//! Orders and items that sellers cancel before they are sent.

use super::deliveries::Effect;
use super::shipment::{Objection, Told};
use super::shop::Shop;

/// The reasons that Amazon's schema knows, and whether Amazon takes them for an order that was not sent yet.
const REASONS: [(&str, bool); 14] = [
    ("NoInventory", true),
    ("ShippingAddressUndeliverable", true),
    ("CustomerExchange", true),
    ("BuyerCanceled", true),
    ("GeneralAdjustment", true),
    ("CarrierCreditDecision", false),
    ("RiskAssessmentInformationNotValid", false),
    ("CarrierCoverageFailure", false),
    ("CustomerReturn", false),
    ("MerchandiseNotReceived", false),
    ("CannotVerifyInformation", false),
    ("PricingError", true),
    ("RejectOrder", false),
    ("WeatherDelay", false),
];

/// What a seller wants to cancel of an order.
#[derive(Debug, Clone)]
pub(crate) struct Cancellation {
    pub(crate) order_id: String,
    /// Item ids, units (without: all open ones) and reasons.
    pub(crate) items: Vec<(String, Option<i64>, &'static str)>,
}

/// The reason of this name in Amazon's schema.
pub(crate) fn reason(text: &str) -> Option<&'static str> {
    REASONS
        .iter()
        .find(|entry| entry.0 == text)
        .map(|entry| entry.0)
}

/// Whether Amazon takes the reason for an order that was not sent yet.
pub(crate) fn is_good_reason(reason: &str) -> bool {
    REASONS.iter().any(|entry| entry.0 == reason && entry.1)
}

impl Shop {
    /// Takes a cancellation, or says why not. What went out can't be cancelled any more; what is still open can.
    pub(crate) fn accept_cancellation(
        &mut self,
        wish: &Cancellation,
        told: &Told<'_>,
    ) -> Result<(), Objection> {
        let (index, order) = self.to_deliver(&wish.order_id, told)?;
        if order.status == "CANCELLED" {
            return Err(Objection::Cancelled);
        }
        if order.items.iter().all(|item| item.open == 0) {
            return Err(Objection::NothingOpen);
        }
        let mut cancelled = Vec::new();
        for (id, units, reason) in &wish.items {
            let units = order.resolve(&[(id.clone(), *units)], false)?;
            cancelled.extend(units.into_iter().map(|(id, units)| (id, units, *reason)));
        }
        for (id, units, reason) in &cancelled {
            self.deliveries.ledger.enter_cancellation(
                (told.seller, &wish.order_id),
                (id, *units, reason),
                &told.source,
                told.now,
            );
        }
        self.deliveries
            .put_off(index, Effect::Cancellation(cancelled), told.visible);
        Ok(())
    }
}

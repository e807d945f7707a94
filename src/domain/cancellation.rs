//! What Amazon is told of a cancellation by the seller.

use super::ids::OrderItemId;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::num::NonZeroU32;

macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident;)*) => {
        /// Why an order is cancelled: the values of `CancelReason` in an order acknowledgement feed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum CancelReason {
            $($(#[$doc])* $reason,)*
        }

        impl CancelReason {
            /// All of them; those that Amazon takes before a shipment first.
            pub const ALL: &'static [CancelReason] = &[$(CancelReason::$reason,)*];

            /// Amazon's word.
            pub fn as_str(self) -> &'static str {
                match self { $(CancelReason::$reason => stringify!($reason),)* }
            }
        }
    };
}

reasons! {
    /// Nothing left to send.
    NoInventory;
    /// The address can't be delivered to.
    ShippingAddressUndeliverable;
    /// The buyer changes it for something else.
    CustomerExchange;
    /// The buyer asked for it. Only where Amazon has recorded that does it not count against the seller.
    BuyerCanceled;
    /// The price was wrong.
    PricingError;
    /// Anything else.
    GeneralAdjustment;
    /// The carrier's credit.
    CarrierCreditDecision;
    /// What was told for the risk assessment is not valid.
    RiskAssessmentInformationNotValid;
    /// The carrier does not go there.
    CarrierCoverageFailure;
    /// The buyer sent it back.
    CustomerReturn;
    /// The goods did not arrive.
    MerchandiseNotReceived;
    /// What the buyer told can't be verified.
    CannotVerifyInformation;
    /// The order is not taken.
    RejectOrder;
    /// Delayed by the weather.
    WeatherDelay;
}

impl CancelReason {
    /// Reads Amazon's word, in any case.
    pub fn parse(text: &str) -> Option<CancelReason> {
        let wanted = text.trim();
        let mut all = Self::ALL.iter().copied();
        all.find(|reason| reason.as_str().eq_ignore_ascii_case(wanted))
    }

    /// Whether Amazon is known to take it before a shipment; of the others it is not known.
    pub fn before_shipment(self) -> bool {
        use CancelReason::*;
        matches!(
            self,
            NoInventory
                | ShippingAddressUndeliverable
                | CustomerExchange
                | BuyerCanceled
                | PricingError
                | GeneralAdjustment
        )
    }
}

impl fmt::Display for CancelReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An order that the seller cancels, as a whole or in part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancellation {
    /// The order.
    pub order: AmazonOrderRef,
    /// Why.
    pub reason: CancelReason,
    /// What of it: all items for the whole order. Never empty.
    pub items: Vec<CancelledItem>,
}

/// An order item that is cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelledItem {
    /// The order item.
    pub item: OrderItemId,
    /// So many pieces of it; all of it if absent.
    pub quantity: Option<NonZeroU32>,
}

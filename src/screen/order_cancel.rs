//! Cancelling an order: why, and whether Amazon is told.

use super::context::Hand;
use super::desk::Purpose;
use super::overlay::{About, Ask, Choice, Overlay};
use super::theme::Role;
use crate::domain::cancellation::CancelReason;
use crate::domain::ids::OrderNumber;
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::Request;
use crate::protocol::orders::OrderRef;

/// The order that is to be cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancelled {
    /// Our number.
    pub order: OrderNumber,
    /// Amazon's reference.
    pub reference: AmazonOrderRef,
    /// Whether Amazon fulfils it.
    pub fba: bool,
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutCancel {
    /// Why.
    Reason(Cancelled),
    /// Whether Amazon is told.
    Where(Cancelled, CancelReason),
}

const TELL: &str = "tell";
const ONLY_HERE: &str = "only here";
const BACK: &str = "back";

/// Asks why an order is cancelled.
pub fn ask_reason(order: Cancelled) -> Overlay {
    let title = format!("Cancel {}: why?", order.reference);
    let ask = Ask::new(About::Cancel(AboutCancel::Reason(order.clone())), title);
    let ask = if order.fba {
        let warning =
            "Amazon fulfils this order (FBA) and usually refuses to cancel it for a seller.";
        ask.say(warning, Role::Warn)
    } else {
        ask.say("All that has not left yet is cancelled.", Role::Text)
    };
    Overlay::Ask(Box::new(ask.choices(reasons())))
}

/// Amazon's reasons, those that it takes before a shipment first.
pub fn reasons() -> Vec<Choice> {
    CancelReason::ALL
        .iter()
        .map(|reason| {
            let note = if reason.before_shipment() {
                ""
            } else {
                "Amazon may refuse it"
            };
            Choice::new(reason.as_str(), in_words(*reason), note)
        })
        .collect()
}

/// A reason as people say it.
pub fn in_words(reason: CancelReason) -> &'static str {
    match reason {
        CancelReason::NoInventory => "Nothing left in stock",
        CancelReason::ShippingAddressUndeliverable => "The address can't be delivered to",
        CancelReason::CustomerExchange => "The buyer exchanges it",
        CancelReason::BuyerCanceled => "The buyer asked for it",
        CancelReason::PricingError => "The price was wrong",
        CancelReason::GeneralAdjustment => "Something else",
        CancelReason::CarrierCreditDecision => "The carrier's credit decision",
        CancelReason::RiskAssessmentInformationNotValid => "Risk assessment not valid",
        CancelReason::CarrierCoverageFailure => "No carrier goes there",
        CancelReason::CustomerReturn => "The buyer sent it back",
        CancelReason::MerchandiseNotReceived => "The goods did not arrive",
        CancelReason::CannotVerifyInformation => "Information can't be verified",
        CancelReason::RejectOrder => "The order is not taken",
        CancelReason::WeatherDelay => "Delayed by the weather",
    }
}

/// An answer came.
pub fn told(about: AboutCancel, answer: &str, hand: &mut Hand) {
    match about {
        AboutCancel::Reason(order) => {
            if let Some(reason) = CancelReason::parse(answer) {
                hand.open(ask_where(order, reason));
            }
        }
        AboutCancel::Where(order, reason) => {
            if answer == BACK {
                return;
            }
            let number = order.order;
            hand.desk.ask(
                Purpose::OrderCancel(number),
                Request::OrderCancel {
                    order: OrderRef::Number(number),
                    reason,
                    only_here: answer == ONLY_HERE,
                    force: order.fba,
                },
            );
        }
    }
}

fn ask_where(order: Cancelled, reason: CancelReason) -> Overlay {
    let title = format!("Cancel {}?", order.reference);
    let told = if order.fba {
        "Amazon is asked, and usually refuses"
    } else {
        "Amazon is told, and the buyer by Amazon"
    };
    let choices = vec![
        Choice::new(BACK, "Go back", ""),
        Choice::new(TELL, "Cancel it", told),
        Choice::new(
            ONLY_HERE,
            "Cancel it only here",
            "Amazon is not told and still awaits it",
        ),
    ];
    let text = format!("Reason: {} ({reason}).", in_words(reason));
    let about = About::Cancel(AboutCancel::Where(order, reason));
    Overlay::Ask(Box::new(
        Ask::new(about, title)
            .say(text, Role::Text)
            .choices(choices),
    ))
}

//! Taking back the goods of an order that was cancelled after they had left.

use super::context::Hand;
use super::desk::Purpose;
use super::overlay::{About, Ask, Choice, Overlay};
use super::theme::Role;
use crate::domain::ids::OrderNumber;
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::Request;
use crate::protocol::orders::OrderRef;

/// The order whose goods are to come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AboutReturn {
    /// Our number.
    pub order: OrderNumber,
    /// Amazon's reference.
    pub reference: AmazonOrderRef,
}

const YES: &str = "yes";
const BACK: &str = "back";

/// Asks whether the goods are here again.
pub fn ask(order: AboutReturn) -> Overlay {
    let title = format!("The goods of {}: are they back?", order.reference);
    let text = "Each product that left for this order goes back to where it came from. Only what is cancelled and out comes back.";
    let ask = Ask::new(About::Return(order), title)
        .say(text, Role::Text)
        .choices(vec![
            Choice::new(BACK, "Go back", ""),
            Choice::new(YES, "Take them back", "a return is recorded"),
        ]);
    Overlay::Ask(Box::new(ask))
}

/// The answer came.
pub fn told(order: AboutReturn, answer: &str, hand: &mut Hand) {
    if answer == YES {
        let number = order.order;
        hand.desk.ask(
            Purpose::GoodsReturn(number),
            Request::GoodsReturn {
                order: OrderRef::Number(number),
            },
        );
    }
}

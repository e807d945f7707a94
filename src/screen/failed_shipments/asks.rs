//! What the Failed shipments tab asks, and what becomes of the answers.

use super::{FailedShipments, Which, ask_retry, choices};
use crate::domain::carrier::{Found, find};
use crate::domain::ids::PickingNumber;
use crate::protocol::Request;
use crate::protocol::pickings::{CarrierView, NoticeChoice, PickingView};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::overlay::{About, Ask, Choice, Overlay};
use crate::screen::pickings::carrier_choices;
use crate::screen::theme::Role;
use crate::screen::words;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AboutNotice {
    /// Another carrier for the shipment of this picking.
    Carrier(PickingNumber),
    /// Another tracking reference for it.
    Tracking(PickingNumber),
    /// How these were settled elsewhere.
    Solve(Vec<Which>),
    /// Whether all are told again.
    RetryAll,
}

const YES: &str = "yes";
const BACK: &str = "back";

fn ask(about: AboutNotice, title: impl Into<String>) -> Ask {
    Ask::new(About::Notice(about), title)
}

fn over(ask: Ask, problem: Option<String>) -> Overlay {
    Overlay::Ask(Box::new(match problem {
        Some(problem) => ask.problem(problem),
        None => ask,
    }))
}

/// Another carrier.
pub(super) fn carrier(
    view: &PickingView,
    carriers: &[CarrierView],
    problem: Option<String>,
) -> Overlay {
    let own = carriers.iter().filter(|c| c.own).map(|c| c.name.clone());
    let used: Vec<String> = view.carrier.iter().cloned().collect();
    let about = AboutNotice::Carrier(view.picking);
    let ask = ask(about, format!("Carrier of {}", view.picking))
        .say("Amazon is told again with it.", Role::Dim)
        .line("Name", "")
        .choices(carrier_choices(carriers, &used))
        .carriers(own.collect());
    over(ask, problem)
}

/// Another tracking reference.
pub(super) fn tracking(view: &PickingView, problem: Option<String>) -> Overlay {
    let about = AboutNotice::Tracking(view.picking);
    let ask = ask(about, format!("Tracking of {}", view.picking))
        .say("Amazon is told again with it.", Role::Dim)
        .line(
            "Tracking number",
            view.tracking.as_deref().unwrap_or_default(),
        );
    over(ask, problem)
}

/// How they were settled.
pub(super) fn solve(chosen: Vec<Which>, problem: Option<String>) -> Overlay {
    let title = match chosen.len() {
        1 => "Settled elsewhere?".to_owned(),
        many => format!("{} settled elsewhere?", words::count(many as u64)),
    };
    let text = "Amazon is not told again, and it leaves this list. Say how it was settled.";
    let ask = ask(AboutNotice::Solve(chosen), title)
        .say(text, Role::Text)
        .line("How", "Settled in Seller Central");
    over(ask, problem)
}

/// Whether all are told again.
pub(super) fn retry_all(many: usize) -> Overlay {
    let title = format!("Try all {} again?", words::count(many as u64));
    let text = "Each order is read at Amazon first; only what is still missing there is sent.";
    let ask = ask(AboutNotice::RetryAll, title)
        .say(text, Role::Text)
        .choices(vec![
            Choice::new(BACK, "Go back", ""),
            Choice::new(YES, "Try all again", ""),
        ]);
    over(ask, None)
}

impl FailedShipments {
    /// An answer came.
    pub fn told(&mut self, about: AboutNotice, answer: &str, hand: &mut Hand) {
        let view = |picking: PickingNumber| {
            let list = self.list.as_ref()?;
            list.shipments.iter().find(|v| v.picking == picking)
        };
        self.problem = None;
        match about {
            AboutNotice::Carrier(picking) => {
                let own = self
                    .carriers
                    .iter()
                    .filter(|c| c.own)
                    .map(|c| c.name.clone());
                match (find(answer, &own.collect::<Vec<_>>()), view(picking)) {
                    (Found::Carrier(found), _) => {
                        let choice = NoticeChoice::Pickings(vec![picking]);
                        ask_retry(choice, Some(found.to_string()), None, hand);
                    }
                    (_, Some(view)) => {
                        let why = format!("There is no carrier {answer:?}.");
                        hand.open(carrier(view, &self.carriers, Some(why)));
                    }
                    _ => {}
                }
            }
            AboutNotice::Tracking(picking) => match (answer.is_empty(), view(picking)) {
                (true, Some(view)) => {
                    let why = "A tracking number is needed.".to_owned();
                    hand.open(tracking(view, Some(why)));
                }
                _ => {
                    let choice = NoticeChoice::Pickings(vec![picking]);
                    ask_retry(choice, None, Some(answer.to_owned()), hand);
                }
            },
            AboutNotice::Solve(chosen) if answer.is_empty() => {
                hand.open(solve(
                    chosen,
                    Some("Say how, so that others understand it later.".to_owned()),
                ));
            }
            AboutNotice::Solve(chosen) => {
                for choice in choices(&chosen) {
                    let why = answer.to_owned();
                    hand.desk
                        .ask(Purpose::NoticeSolve, Request::NoticeSolve { choice, why });
                }
                self.marks.clear();
            }
            AboutNotice::RetryAll if answer == YES => {
                ask_retry(NoticeChoice::All, None, None, hand);
                self.marks.clear();
            }
            AboutNotice::RetryAll => {}
        }
    }
}

//! What becomes of the engine's answers to the Pickings tab.

use super::feedback::Tone;
use super::open::Claim;
use super::{Awaited, Pickings, asks};
use crate::domain::ids::PickingNumber;
use crate::domain::picking::PickingState;
use crate::protocol::pickings::{PickingConfirmed, PickingView};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply, Request};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;

impl Pickings {
    /// An answer came; `false` if it is for somebody else.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match purpose {
            Purpose::PickingPage | Purpose::PickingMore => match result {
                Ok(Reply::Pickings(page)) => {
                    self.list
                        .page(page.clone(), *purpose == Purpose::PickingMore);
                }
                Ok(_) => {}
                Err(failure) => return !is_news(failure),
            },
            Purpose::Picking(picking) => match result {
                Ok(Reply::Picking(view)) => self.renewed(view, hand),
                Ok(_) => {}
                Err(failure) if failure.code == FailureCode::NotFound => {
                    self.gone(*picking, failure, hand)
                }
                Err(failure) => return !is_news(failure),
            },
            Purpose::PickingFind(code) => self.found_code(code, result, hand),
            Purpose::PickingTake(picking) => self.taken(*picking, result, hand),
            Purpose::PickingRelease => {}
            Purpose::PickingConfirm(picking) => self.confirmed(*picking, result, hand),
            Purpose::PickingUndo(picking) => self.undone(*picking, result, hand),
            Purpose::BarcodeSet(code) => self.barcode_set(code, result, hand),
            _ => return false,
        }
        true
    }

    fn is_open(&self, picking: PickingNumber) -> bool {
        self.open
            .as_ref()
            .is_some_and(|o| o.view.picking == picking)
    }

    /// The open picking as it is now at the engine.
    fn renewed(&mut self, view: &PickingView, hand: &mut Hand) {
        let Some(open) = self
            .open
            .as_mut()
            .filter(|o| o.view.picking == view.picking && !o.confirming)
        else {
            return;
        };
        let was = (open.view.state, open.view.hold);
        let number = view.picking;
        open.renew(view.clone());
        if view.state != PickingState::Ready {
            if was.0 == PickingState::Ready {
                let why = open.why_not().unwrap_or_default();
                self.bad(&format!("{number} can no longer be packed"), &why, hand);
            }
            return;
        }
        match (&open.claim, &view.held_by) {
            // Somebody has taken it over.
            (Claim::Ours(Some(us)), Some(holder)) if us != holder => {
                let why = format!("{holder} has taken it over at another terminal.");
                open.claim = Claim::Theirs(holder.clone());
                self.bad(&format!("{number} is taken"), &why, hand);
            }
            (Claim::Theirs(_), Some(holder)) => open.claim = Claim::Theirs(holder.clone()),
            // It is free again.
            (Claim::Theirs(_) | Claim::Ours(Some(_)), None) => self.take(number, false, hand),
            _ => {}
        }
        let blocked = self
            .open
            .as_ref()
            .and_then(|o| o.view.hold.and(o.why_not()));
        if let (None, Some(why)) = (was.1, blocked) {
            self.bad(&format!("{number} is held now"), &why, hand);
        }
    }

    fn gone(&mut self, picking: PickingNumber, failure: &Failure, hand: &mut Hand) {
        if self.is_open(picking) {
            self.open = None;
            self.bad(&format!("{picking} is gone"), &failure.to_string(), hand);
        }
    }

    fn found_code(&mut self, code: &str, result: &Result<Reply, Failure>, hand: &mut Hand) {
        self.awaited = Awaited::Nothing;
        match result {
            Ok(Reply::Picking(view)) => {
                self.feedback
                    .list(Tone::Good, code, format!("opens {}", view.picking));
                self.open_view((**view).clone(), hand);
                self.take_waiting(hand);
            }
            Ok(_) => self.drop_waiting(),
            Err(failure) => {
                let head = match failure.code {
                    FailureCode::NotFound => format!("Nothing to pack for {code}"),
                    _ => "Not found".to_owned(),
                };
                self.refuse(code, &head, &failure.to_string(), hand);
                self.drop_waiting();
            }
        }
    }

    fn taken(&mut self, picking: PickingNumber, result: &Result<Reply, Failure>, hand: &mut Hand) {
        if !self.is_open(picking) {
            // It was left before the engine answered.
            if result.is_ok() {
                hand.desk
                    .ask(Purpose::PickingRelease, Request::PickingRelease { picking });
            }
            return;
        }
        let Some(open) = &mut self.open else {
            return;
        };
        match result {
            Ok(Reply::Picking(view)) => {
                open.claim = Claim::Ours(view.held_by.clone());
                self.renewed(view, hand);
            }
            Ok(_) => {}
            Err(failure) if failure.code == FailureCode::Held => {
                let holder = open.view.held_by.clone();
                let holder = holder.unwrap_or_else(|| first_word(&failure.message));
                open.claim = Claim::Theirs(holder);
                let detail = format!("{} T takes it over.", failure.message);
                self.bad(&format!("{picking} is taken"), &detail, hand);
                hand.desk
                    .ask(Purpose::Picking(picking), Request::PickingShow { picking });
            }
            Err(failure) if failure.code == FailureCode::NotFound => {
                self.gone(picking, failure, hand)
            }
            Err(failure) => self.bad("Not taken", &failure.to_string(), hand),
        }
    }

    fn confirmed(
        &mut self,
        picking: PickingNumber,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) {
        self.awaited = Awaited::Nothing;
        match result {
            Ok(Reply::PickingConfirmed(done)) => {
                self.say_confirmed(done, hand);
                if let Some(open) = self.open.take_if(|o| o.view.picking == picking) {
                    self.go_on(open.packing, done.picking.undo_until, hand);
                }
                self.take_waiting(hand);
            }
            Ok(_) => self.drop_waiting(),
            Err(failure) => {
                if let Some(open) = self.open.as_mut().filter(|o| o.view.picking == picking) {
                    open.confirming = false;
                    match failure.code {
                        FailureCode::UnknownCarrier => open.packing.carrier.clear(),
                        FailureCode::RestUndecided => hand.open(asks::rest(open)),
                        _ => {}
                    }
                }
                let head = format!("{picking} was not confirmed");
                self.bad(&head, &failure.to_string(), hand);
                self.drop_waiting();
                // What stands in its way shows, and maybe it was confirmed after all.
                hand.desk
                    .ask(Purpose::Picking(picking), Request::PickingShow { picking });
            }
        }
    }

    fn say_confirmed(&mut self, done: &PickingConfirmed, hand: &mut Hand) {
        let view = &done.picking;
        let carrier = view.carrier.as_deref().unwrap_or_default();
        let tracking = view.tracking.as_deref().unwrap_or_default();
        let head = format!("{} confirmed", view.picking);
        let mut detail = format!("{carrier} {tracking}.");
        if let Some(backorder) = &done.backorder {
            detail = format!("{detail} The rest is {}.", backorder.picking);
        }
        let tone = if done.warnings.is_empty() {
            Tone::Good
        } else {
            Tone::Warn
        };
        for warning in &done.warnings {
            detail = format!("{detail} {warning}");
            hand.say(Level::Warning, format!("{}: {warning}", view.picking));
        }
        self.feedback.show(tone, head, detail);
        self.list.outdated(hand.now);
    }

    fn undone(&mut self, picking: PickingNumber, result: &Result<Reply, Failure>, hand: &mut Hand) {
        self.awaited = Awaited::Nothing;
        match result {
            Ok(Reply::Picking(view)) => {
                let last = self.last.take_if(|l| l.packing.picking == picking);
                if let Some(last) = last {
                    self.shelf.retain(|p| p.picking != picking);
                    self.shelf.push(last.packing);
                }
                self.open_view((**view).clone(), hand);
                let detail = "Its counts, carrier and tracking number are as they were.";
                self.feedback
                    .show(Tone::Warn, format!("{picking} is open again"), detail);
                self.list.outdated(hand.now);
                self.take_waiting(hand);
            }
            Ok(_) => self.drop_waiting(),
            Err(failure) => {
                self.last.take_if(|l| l.packing.picking == picking);
                let head = format!("{picking} stays confirmed");
                self.bad(&head, &failure.to_string(), hand);
                self.drop_waiting();
            }
        }
    }

    fn barcode_set(&mut self, code: &str, result: &Result<Reply, Failure>, hand: &mut Hand) {
        match result {
            Ok(_) => {
                self.feedback.forget_unknown(code);
                self.feedback.show(
                    Tone::Good,
                    format!("{code} is known now"),
                    "Scan it again to count it.",
                );
                if let Some(open) = &self.open {
                    let picking = open.view.picking;
                    hand.desk
                        .ask(Purpose::Picking(picking), Request::PickingShow { picking });
                }
            }
            Err(failure) => self.bad(&format!("{code} was not kept"), &failure.to_string(), hand),
        }
    }
}

/// Whether a failure is told: a lost engine is told once, above everything.
fn is_news(failure: &Failure) -> bool {
    failure.code != FailureCode::Connection
}

/// Who has it, from the engine's sentence.
fn first_word(sentence: &str) -> String {
    sentence
        .split(" has ")
        .next()
        .unwrap_or("Somebody")
        .to_owned()
}

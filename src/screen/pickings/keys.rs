//! What keys and the palette do on the Pickings tab.

use super::feedback::Tone;
use super::open::Claim;
use super::{Awaited, Pickings, asks, printing};
use crate::domain::ids::PickingNumber;
use crate::domain::packing::Step;
use crate::domain::picking::PickingState;
use crate::protocol::Request;
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::message::Effect;
use crate::screen::order_cancel::{self, Cancelled};
use crate::screen::overlay;
use tui_input::Input;

impl Pickings {
    /// Does what a key or the palette says; `false` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> bool {
        if self.list.line.is_some() {
            return self.filter_command(command, hand);
        }
        match command {
            Command::PickingNext => self.next(hand),
            Command::PickingUndo => self.undo(hand),
            Command::OrderCancel => self.cancel_order(hand),
            Command::Filter if self.open.is_none() => {
                let text = self.list.text.clone();
                self.list.line = Some((Input::new(text.clone()), text));
            }
            Command::PickingShown => {
                if self.open.is_none() {
                    hand.open(asks::shown(self.list.shown));
                }
            }
            Command::PickingPrint => hand.open(printing::choice(self.to_print())),
            Command::Back => return self.back(hand),
            command if self.open.is_some() => return self.open_command(command, hand),
            Command::PickingOpen => {
                if let Some(view) = self.list.current().cloned() {
                    self.open_view(view, hand);
                }
            }
            Command::Mark => self.list.mark(hand),
            Command::MarkClear => self.list.marks.clear(),
            Command::CopyRefs => self.copy(hand),
            command => return self.list.moved(command, hand),
        }
        true
    }

    fn filter_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::Accept => self.list.line = None,
            Command::Cancel => {
                if let Some((_, before)) = self.list.line.take()
                    && before != self.list.text
                {
                    self.list.text = before;
                    self.list.restart(hand);
                }
            }
            Command::NextLine
            | Command::PreviousLine
            | Command::NextPage
            | Command::PreviousPage => {
                self.list.moved(command, hand);
            }
            _ => return false,
        }
        true
    }

    /// One step back: the picking, the banner, the filter, the marks.
    fn back(&mut self, hand: &mut Hand) -> bool {
        if self.open.is_some() {
            self.close(hand);
        } else if self.feedback.dismiss() {
        } else if !self.list.text.is_empty() {
            self.list.text.clear();
            self.list.restart(hand);
        } else if !self.list.marks.is_empty() {
            self.list.marks.clear();
        } else {
            return false;
        }
        true
    }

    fn copy(&self, hand: &mut Hand) {
        let mut names: Vec<String> = self.list.marks.values().cloned().collect();
        if names.is_empty() {
            names.extend(self.list.current().map(|r| r.amazon_order_ref.to_string()));
        }
        if !names.is_empty() {
            let said = crate::screen::words::counted(names.len() as u64, "reference");
            hand.desk.want(Effect::Copy(names.join("\n")));
            hand.say(Level::Info, format!("Sent {said} to the clipboard."));
        }
    }

    /// The pickings that a document is about: the open one, the marked ones, or the one under the cursor.
    fn to_print(&self) -> Vec<PickingNumber> {
        if let Some(open) = &self.open {
            return vec![open.view.picking];
        }
        if !self.list.marks.is_empty() {
            return self.list.marks.keys().copied().collect();
        }
        let current = self.list.current();
        current.map(|row| row.picking).into_iter().collect()
    }

    fn cancel_order(&mut self, hand: &mut Hand) {
        let row = match &self.open {
            Some(open) => Some(&open.view),
            None => self.list.current(),
        };
        if let Some(row) = row {
            hand.open(order_cancel::ask_reason(Cancelled {
                order: row.order,
                reference: row.amazon_order_ref,
                fba: false,
            }));
        }
    }

    /// Keys while a picking is open.
    fn open_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        if let Some(to) = overlay::moved(open.at, open.view.lines.len(), 4, command) {
            open.at = to;
            return true;
        }
        let packs = matches!(
            command,
            Command::PackMore
                | Command::PackLess
                | Command::PackCount
                | Command::PackAll
                | Command::PackCarrier
                | Command::PackTracking
                | Command::PackAssign
                | Command::PackConfirm
        );
        if packs && (open.confirming || self.awaited != Awaited::Nothing) {
            hand.say(Level::Info, "The engine is still at work on the last step.");
            return true;
        }
        // Confirming says what stands in its way, and how to get over it.
        if packs
            && command != Command::PackConfirm
            && let Some(why) = open.why_not()
        {
            let head = format!("{}: not counted", open.view.picking);
            self.bad(&head, &why, hand);
            return true;
        }
        match command {
            Command::PackMore => {
                let at = open.at;
                let counted = open.packing.count_up(at);
                self.counted(at, counted, hand);
            }
            Command::PackLess => {
                let at = open.at;
                let counted = open.packing.count_down(at);
                self.counted(at, counted, hand);
            }
            Command::PackAll => {
                open.packing.pack_all();
                let detail = super::scans::next_words(open.packing.step());
                let head = format!("All {} pieces are in", open.packing.packed());
                self.feedback.show(Tone::Good, head, detail);
            }
            Command::PackCount => {
                if let Some(line) = open.packing.lines().get(open.at) {
                    hand.open(asks::quantity(open.at, line, None));
                }
            }
            Command::PackCarrier => hand.open(self.ask_carrier(None)),
            Command::PackTracking => hand.open(asks::tracking(open, None)),
            Command::PackAssign => self.assign(hand),
            Command::PackConfirm => self.confirm(true, hand),
            Command::PackForce => self.ask_in_spite(hand),
            Command::PackTake => self.ask_take_over(hand),
            _ => return false,
        }
        true
    }

    fn counted(&mut self, at: usize, counted: bool, hand: &mut Hand) {
        let Some(line) = self.open.as_ref().and_then(|o| o.packing.lines().get(at)) else {
            return;
        };
        let head = format!("{} of {}  {}", line.packed, line.asked, line.known_as());
        if counted {
            let title = line.title.clone();
            self.feedback.show(Tone::Good, head, title);
        } else {
            self.bad(
                &head,
                "There is no room for another, and none less than none.",
                hand,
            );
        }
    }

    /// Confirms the open picking, or asks for what is missing. A scanner is told what is missing; a person at the keys is
    /// given the place to type it.
    pub(super) fn confirm(&mut self, by_keys: bool, hand: &mut Hand) {
        let Some(open) = self.open.as_ref().filter(|o| !o.confirming) else {
            return;
        };
        let number = open.view.picking;
        if let Some(why) = open.why_not() {
            self.bad(&format!("{number} can't be confirmed"), &why, hand);
            if by_keys {
                self.ask_in_spite(hand);
            }
            return;
        }
        match open.packing.step() {
            Step::Goods if open.packing.packed() == 0 => {
                let detail = "Scan the goods, or press a when all of it is in the parcel.";
                self.bad("Nothing is packed yet", detail, hand);
            }
            Step::Goods => {
                let head = format!(
                    "{} of {} packed",
                    open.packing.packed(),
                    open.packing.asked()
                );
                hand.open(asks::rest(open));
                self.bad(&head, "What becomes of the rest?", hand);
            }
            Step::Carrier if by_keys => hand.open(self.ask_carrier(None)),
            Step::Carrier => self.bad("The carrier is missing", "Scan the carrier.", hand),
            Step::Tracking if by_keys => hand.open(asks::tracking(open, None)),
            Step::Tracking => {
                self.bad(
                    "The tracking number is missing",
                    "Scan the parcel's label.",
                    hand,
                );
            }
            Step::Confirm => self.send(hand),
        }
    }

    fn send(&mut self, hand: &mut Hand) {
        let Some(open) = &mut self.open else {
            return;
        };
        let picking = open.view.picking;
        if hand.facts.link.is_lost() {
            let detail = "What is packed stays here; confirm it when the engine is back.";
            return self.bad("The engine is gone", detail, hand);
        }
        open.confirming = true;
        self.awaited = Awaited::Confirmed;
        let confirm = open.confirmation();
        self.feedback
            .show(Tone::Note, format!("Confirming {picking} …"), "");
        hand.desk.ask(
            Purpose::PickingConfirm(picking),
            Request::PickingConfirm { picking, confirm },
        );
    }

    fn assign(&mut self, hand: &mut Hand) {
        let Some(open) = &self.open else {
            return;
        };
        match self.feedback.unknown().next() {
            Some(code) => hand.open(asks::assign(code, open)),
            None => hand.say(
                Level::Info,
                "No unknown barcode was scanned: scan it first.",
            ),
        }
    }

    fn ask_in_spite(&mut self, hand: &mut Hand) {
        let Some(open) = &self.open else {
            return;
        };
        match (&open.claim, open.view.hold) {
            (Claim::Theirs(_), _) => self.ask_take_over(hand),
            (_, Some(hold)) if !open.in_spite && open.view.state == PickingState::Ready => {
                hand.open(asks::in_spite(open.view.picking, hold));
            }
            _ => hand.say(Level::Info, "Nothing holds this picking."),
        }
    }

    fn ask_take_over(&mut self, hand: &mut Hand) {
        match self.open.as_ref().map(|o| (o.view.picking, &o.claim)) {
            Some((picking, Claim::Theirs(name))) => hand.open(asks::take_over(picking, name)),
            _ => hand.say(Level::Info, "Nobody else has this picking open."),
        }
    }
}

//! What scans do. A scan of goods is counted here and now; only what the engine alone knows is asked of it.

use super::feedback::Tone;
use super::open::Open;
use super::{Awaited, Pickings};
use crate::domain::barcode::is_misread;
use crate::domain::control_code::ControlCode;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::packing::{Count, Packing, Scanned, Step, TakenBack};
use crate::domain::picking::PickingState;
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::Request;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::message::Effect;
use crate::screen::words;

impl Pickings {
    /// A barcode was scanned.
    pub fn scan(&mut self, code: &str, hand: &mut Hand) {
        self.list.line = None;
        if self.echo.is_echo(code, hand.now) {
            self.feedback
                .list(Tone::Note, code, "came twice, counted once");
        } else if self.awaited == Awaited::Nothing {
            self.take_scan(code, hand);
        } else {
            self.waiting.push_back(code.to_owned());
        }
    }

    /// Scans that came while the engine was asked.
    pub(super) fn take_waiting(&mut self, hand: &mut Hand) {
        while self.awaited == Awaited::Nothing
            && let Some(code) = self.waiting.pop_front()
        {
            self.take_scan(&code, hand);
        }
    }

    /// Scans that came while the engine was asked, and mean nothing after it refused.
    pub(super) fn drop_waiting(&mut self) {
        let lost = self.waiting.len();
        for code in self.waiting.drain(..) {
            self.feedback.list(Tone::Bad, &code, "not counted");
        }
        if lost > 0 {
            let lost = words::counted(lost as u64, "later scan");
            self.feedback.add(&format!("Not counted: {lost}."));
        }
    }

    /// A burst without an Enter at its end.
    pub fn unfinished(&mut self, code: &str, hand: &mut Hand) {
        let detail = "It had no Enter at its end. Set the scanner to send Enter after each code.";
        self.refuse(code, "Not a whole scan", detail, hand);
    }

    fn take_scan(&mut self, code: &str, hand: &mut Hand) {
        match &self.open {
            Some(open) if open.view.state == PickingState::Ready => self.scan_goods(code, hand),
            _ => self.scan_any(code, hand),
        }
    }

    /// No picking is being packed: the scan says which one, or what to do.
    fn scan_any(&mut self, code: &str, hand: &mut Hand) {
        match ControlCode::parse(code) {
            Some(ControlCode::Next) => self.next(hand),
            Some(ControlCode::Undo) => self.undo(hand),
            Some(ControlCode::Back) => self.close(hand),
            Some(control) => {
                let detail = "Scan a picking, an order or a product first.";
                self.refuse(code, "No picking is open", detail, hand);
                self.feedback.list(Tone::Bad, code, control.title());
            }
            None if is_misread(code) => self.misread(code, hand),
            None => self.find(code, hand),
        }
    }

    fn misread(&mut self, code: &str, hand: &mut Hand) {
        let detail = format!("The check digit of {code} is wrong. Nothing was counted.");
        self.refuse(code, "Misread: scan it again", &detail, hand);
    }

    /// Opens what a code names: at once if it is listed, else after asking the engine.
    fn find(&mut self, code: &str, hand: &mut Hand) {
        let upper = code.to_ascii_uppercase();
        let picking = upper.parse::<PickingNumber>().ok();
        let order = upper.parse::<OrderNumber>().ok();
        let reference = code.parse::<AmazonOrderRef>().ok();
        let listed = self.list.rows.iter().find(|row| {
            row.state == PickingState::Ready
                && (Some(row.picking) == picking
                    || Some(row.order) == order
                    || Some(row.amazon_order_ref) == reference)
        });
        if let Some(view) = listed.cloned() {
            self.feedback
                .list(Tone::Good, code, format!("opens {}", view.picking));
            return self.open_view(view, hand);
        }
        self.awaited = Awaited::Found;
        self.feedback
            .show(Tone::Note, format!("Looking for {code} …"), "");
        let code = code.to_owned();
        hand.desk.ask(
            Purpose::PickingFind(code.clone()),
            Request::PickingFind { code },
        );
    }

    /// A picking is being packed.
    fn scan_goods(&mut self, code: &str, hand: &mut Hand) {
        let own = self.own_carriers();
        let Some(open) = &mut self.open else {
            return;
        };
        let mut packing = open.packing.clone();
        let meant = packing.scan(code, &own);
        let blocked = open.why_not();
        let number = open.view.picking;
        match (meant, blocked) {
            (Scanned::Control(control), _) => self.control(control, code, hand),
            (Scanned::Itself, _) => {
                self.feedback.list(Tone::Note, code, "this picking");
                let detail = next_words(packing.step());
                self.feedback
                    .show(Tone::Note, format!("{number} is open already"), detail);
            }
            // What can't be confirmed holds nobody up.
            (Scanned::Another, Some(_)) => self.find(code, hand),
            (Scanned::Another, None) if !packing.has_parcel() => self.find(code, hand),
            (Scanned::Another, _) => {
                let detail = "Scan NEXT or BACK to lay it aside; what is packed is remembered.";
                self.refuse(code, &format!("{number} is not finished"), detail, hand);
            }
            (_, Some(why)) => {
                self.refuse(code, &format!("{number}: not counted"), &why, hand);
            }
            (meant, None) => {
                open.packing = packing;
                self.meant(code, meant, hand);
            }
        }
    }

    fn meant(&mut self, code: &str, meant: Scanned, hand: &mut Hand) {
        let Some(open) = &mut self.open else {
            return;
        };
        let step = open.packing.step();
        match meant {
            Scanned::Counted(count) => {
                open.at = count.line;
                let line = open.packing.lines().get(count.line);
                let (name, title) = line.map_or(("", ""), |l| (l.known_as(), l.title.as_str()));
                let head = format!("{} of {}  {name}", count.packed, count.asked);
                let pack = match count.pieces {
                    1 => String::new(),
                    pieces => format!("A pack of {pieces}. "),
                };
                let detail = match step {
                    Step::Goods => format!("{pack}{title}"),
                    step => format!("{pack}{}", next_words(step)),
                };
                let listed = format!("{} of {} {name}", count.packed, count.asked);
                self.feedback.list(Tone::Good, code, listed);
                self.feedback.show(Tone::Good, head, detail);
            }
            Scanned::TooMany(count) => {
                let head = too_many(&open.packing, &count);
                let detail = match count.pieces {
                    1 => "Take the surplus piece out of the parcel. It was not counted.".to_owned(),
                    n => format!("The pack holds {n}: it was not counted. Scan single pieces."),
                };
                self.refuse(code, &head, &detail, hand);
            }
            Scanned::WrongItem => {
                let detail = format!(
                    "It is not in {}. If it belongs there, b gives this barcode to a line.",
                    open.view.picking
                );
                self.feedback.keep_unknown(code);
                self.refuse(code, &format!("Wrong item: {code}"), &detail, hand);
            }
            Scanned::Misread => self.misread(code, hand),
            Scanned::Carrier(name) => {
                self.feedback
                    .list(Tone::Good, code, format!("carrier {name}"));
                self.feedback
                    .show(Tone::Good, format!("Carrier: {name}"), next_words(step));
                self.confirm_if_whole(hand);
            }
            Scanned::UnknownCarrier(near) => {
                let detail = match near.as_slice() {
                    [] => "Scan a carrier's barcode, or press c to choose one.".to_owned(),
                    near => format!("Did you mean {}?", near.join(" or ")),
                };
                let head = match ControlCode::parse(code) {
                    Some(ControlCode::Carrier(name)) => format!("No carrier is called {name}"),
                    _ => format!("The carrier is needed, not {code}"),
                };
                self.refuse(code, &head, &detail, hand);
            }
            Scanned::Tracking(tracking) => {
                self.feedback.list(Tone::Good, code, "tracking reference");
                self.feedback
                    .show(Tone::Good, format!("Tracking: {tracking}"), "");
                self.confirm_if_whole(hand);
            }
            Scanned::UnknownControl => {
                self.refuse(code, "No such control barcode", "Nothing was done.", hand);
            }
            // Handled before.
            Scanned::Control(_) | Scanned::Itself | Scanned::Another => {}
        }
    }

    fn confirm_if_whole(&mut self, hand: &mut Hand) {
        let whole = |o: &Open| o.packing.step() == Step::Confirm;
        if self.open.as_ref().is_some_and(whole) {
            self.confirm(false, hand);
        }
    }

    fn control(&mut self, control: ControlCode, code: &str, hand: &mut Hand) {
        self.feedback.list(Tone::Note, code, control.title());
        match control {
            ControlCode::Confirm => self.confirm(false, hand),
            ControlCode::Backorder => self.backorder(hand),
            ControlCode::Undo => self.undo(hand),
            ControlCode::Next => self.next(hand),
            ControlCode::Back => self.close(hand),
            ControlCode::Carrier(_) => {}
        }
    }

    /// What is missing goes later.
    pub(super) fn backorder(&mut self, hand: &mut Hand) {
        let Some(open) = &mut self.open else {
            return;
        };
        let (packed, missing) = (open.packing.packed(), open.packing.missing());
        if packed == 0 {
            self.bad(
                "Nothing is packed yet",
                "An empty parcel can't be sent.",
                hand,
            );
        } else if missing == 0 {
            let detail = next_words(open.packing.step());
            self.feedback.show(Tone::Note, "Nothing is missing", detail);
        } else {
            open.packing.leave_rest_for_later();
            open.rest = Some(crate::protocol::pickings::RestOf::Backorder);
            let pieces = words::counted(u64::from(missing), "piece");
            let detail = next_words(open.packing.step());
            self.feedback.show(
                Tone::Warn,
                format!("{pieces} later, as a backorder"),
                detail,
            );
            self.confirm_if_whole(hand);
        }
    }

    /// Takes the last step back; if nothing is packed here, the last confirmation.
    pub(super) fn undo(&mut self, hand: &mut Hand) {
        if let Some(open) = self.open.as_mut().filter(|o| !o.confirming)
            && let Some(back) = open.packing.take_back()
        {
            let text = match back {
                TakenBack::Tracking(tracking) => format!("Tracking reference {tracking}"),
                TakenBack::Carrier(carrier) => format!("Carrier {carrier}"),
                TakenBack::RestLater => {
                    open.rest = None;
                    "The choice for the rest".to_owned()
                }
                TakenBack::Goods { line, pieces } => {
                    open.at = line;
                    let name = open.packing.lines().get(line).map_or("", |l| l.known_as());
                    format!("{pieces} × {name}")
                }
            };
            let detail = next_words(open.packing.step());
            self.feedback
                .show(Tone::Warn, format!("Taken back: {text}"), detail);
            return;
        }
        let chosen = match &self.open {
            None => self.list.current().filter(|row| row.undo_until.is_some()),
            Some(open) => Some(&open.view).filter(|view| view.undo_until.is_some()),
        };
        let picking = chosen
            .map(|row| row.picking)
            .or(self.last.as_ref().map(|l| l.packing.picking));
        let Some(picking) = picking else {
            return self.bad("Nothing to take back", "", hand);
        };
        self.awaited = Awaited::Undone;
        self.feedback
            .show(Tone::Note, format!("Taking {picking} back …"), "");
        hand.desk.ask(
            Purpose::PickingUndo(picking),
            Request::PickingUndo { picking },
        );
    }

    /// A scan while a question waits for its answer.
    pub fn not_now(&mut self, code: &str, hand: &mut Hand) {
        let detail = "Answer the question first: scan BACKORDER, or BACK.";
        self.refuse(code, "Not counted", detail, hand);
    }

    /// Shows that something was refused, loudly, and lists the scan.
    pub(super) fn refuse(&mut self, code: &str, head: &str, detail: &str, hand: &mut Hand) {
        self.feedback.list(Tone::Bad, code, head);
        self.bad(head, detail, hand);
    }

    /// Shows that something was refused, loudly.
    pub(super) fn bad(&mut self, head: &str, detail: &str, hand: &mut Hand) {
        self.feedback.show(Tone::Bad, head, detail);
        hand.desk.want(Effect::Bell);
    }
}

fn too_many(packing: &Packing, count: &Count) -> String {
    let name = packing.lines().get(count.line).map_or("", |l| l.known_as());
    format!(
        "Too many {name}: {} of {} are in",
        count.packed, count.asked
    )
}

/// What comes next, as a sentence.
pub(super) fn next_words(step: Step) -> &'static str {
    match step {
        Step::Goods => "Now the goods.",
        Step::Carrier => "All goods are in. Now the carrier.",
        Step::Tracking => "Now the tracking number.",
        Step::Confirm => "Everything is there: confirm.",
    }
}

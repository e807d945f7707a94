//! What the line mode says of a picking, in one line.

use super::picking_list::urgency;
use super::scan::Answer;
use crate::domain::moment::Moment;
use crate::domain::packing::{Count, Packing, Step, TakenBack};
use crate::domain::picking::{Hold, PickingState};
use crate::protocol::Failure;
use crate::protocol::pickings::PickingView;

/// A picking that was opened: who it is for, how urgent it is, what goes in.
pub(super) fn opened(view: &PickingView, packing: &Packing, now: Moment) -> String {
    let urgent = view
        .ship_by
        .map_or_else(String::new, |at| format!(" Ship by: {}.", urgency(at, now)));
    let gift = view
        .gift_message
        .as_ref()
        .map_or_else(String::new, |text| format!(" Gift message: {text}"));
    format!(
        "{} {} to {}: {}.{urgent}{gift}",
        view.picking,
        view.amazon_order_ref,
        view.customer,
        goods(view, packing)
    )
}

/// Everything that goes in, with where it lies.
fn goods(view: &PickingView, packing: &Packing) -> String {
    let lines: Vec<String> = packing
        .lines()
        .iter()
        .zip(&view.lines)
        .map(|(line, shown)| {
            let bin = match shown.bin.as_str() {
                "" => String::new(),
                bin => format!(" at {bin}"),
            };
            format!("{} x {} {}{bin}", line.asked, line.known_as(), line.title)
        })
        .collect();
    lines.join("; ")
}

/// What is missing of the goods.
fn missing(packing: &Packing) -> String {
    let lines: Vec<String> = packing
        .lines()
        .iter()
        .filter(|line| line.packed < line.asked)
        .map(|line| format!("{} x {}", line.asked - line.packed, line.known_as()))
        .collect();
    lines.join("; ")
}

/// What comes next for this picking.
pub(super) fn what_next(packing: &Packing) -> String {
    match packing.step() {
        Step::Goods => format!("Missing: {}.", missing(packing)),
        Step::Carrier => "Now the carrier.".to_owned(),
        Step::Tracking => "Now the tracking label.".to_owned(),
        Step::Confirm => "Say confirm.".to_owned(),
    }
}

/// How far the open picking is.
pub(super) fn shown(view: &PickingView, packing: &Packing) -> String {
    let carrier = match packing.carrier.as_str() {
        "" => String::new(),
        carrier => format!(" Carrier {carrier}."),
    };
    format!(
        "{}: {} of {} pieces are in.{carrier} {}",
        view.picking,
        packing.packed(),
        packing.asked(),
        what_next(packing)
    )
}

/// Something was counted.
pub(super) fn counted(packing: &Packing, count: &Count) -> String {
    let name = packing.lines()[count.line].known_as();
    format!(
        "{name}: {} of {}. {}",
        count.packed,
        count.asked,
        what_next(packing)
    )
}

/// More than is asked for.
pub(super) fn too_many(packing: &Packing, count: &Count) -> String {
    let name = packing.lines()[count.line].known_as();
    let pack = match count.pieces {
        1 => String::new(),
        pieces => format!(" This is a pack of {pieces}."),
    };
    format!(
        "TOO MANY: {name} is asked for {}, and {} are in. Not counted.{pack}",
        times(count.asked),
        count.packed
    )
}

fn times(n: u32) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Something was taken back.
pub(super) fn taken_back(packing: &Packing, back: &TakenBack) -> String {
    let what = match back {
        TakenBack::Tracking(tracking) => format!("the tracking number {tracking}"),
        TakenBack::Carrier(carrier) => format!("the carrier {carrier}"),
        TakenBack::RestLater => "what becomes of the rest".to_owned(),
        TakenBack::Goods { line, pieces } => {
            let name = packing
                .lines()
                .get(*line)
                .map_or("", |line| line.known_as());
            format!("{pieces} x {name}")
        }
    };
    format!("Taken back: {what}. {}", what_next(packing))
}

/// Why a picking is held.
pub(super) fn held(hold: Hold) -> &'static str {
    match hold {
        Hold::CancelRequested => {
            "HELD: the buyer asked to cancel. Say force to pack it all the same, or skip."
        }
        Hold::AddressIncomplete => {
            "HELD: the address is incomplete. Say force to pack it all the same, or skip."
        }
    }
}

/// Why a picking can't be opened, if it is not to be packed any more.
pub(super) fn over(view: &PickingView) -> Option<Answer> {
    let note = view.sync_note.as_deref().unwrap_or_default();
    match view.state {
        PickingState::Ready => None,
        PickingState::Done => Some(Answer::loud(format!(
            "NOT OPEN: {} is confirmed already. {note}",
            view.picking
        ))),
        PickingState::Cancelled => Some(Answer::loud(format!(
            "NOT OPEN: {} is cancelled.",
            view.picking
        ))),
    }
}

/// The engine refused something.
pub(super) fn refused(what: &str, failure: &Failure) -> Answer {
    let hint = match &failure.hint {
        // Options of commands mean nothing here.
        Some(hint) if !hint.contains("--") => hint.as_str(),
        _ => "",
    };
    Answer::loud(format!("{what}: {} {hint}", failure.message))
}

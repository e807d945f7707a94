//! The picking that is open in the line mode: what words do to it.

use super::scan::Answer;
use super::scan_line::Said;
use super::scan_words as words;
use crate::domain::cancellation::CancelReason;
use crate::domain::carrier::{Found, find, tracking};
use crate::domain::packing::{Packing, PackingLine, Step};
use crate::protocol::pickings::{CarrierView, PackedPieces, PickingConfirm, PickingView, RestOf};
use regex_lite::Regex;

/// The open picking.
pub(super) struct Open {
    pub(super) view: PickingView,
    pub(super) packing: Packing,
    /// In spite of its hold.
    pub(super) force: bool,
    /// Why the rest is cancelled, if it is.
    pub(super) cancel_rest: Option<CancelReason>,
    /// The tracking reference that looked odd and was told of.
    pub(super) doubted: String,
    /// The line that was counted last.
    pub(super) line: Option<usize>,
}

/// What becomes of a word about the open picking.
pub(super) enum Heard {
    /// There is nothing more to it.
    Answer(Answer),
    /// The carrier is to be found.
    Carrier(String),
    /// It may be complete.
    Finish,
}

impl Open {
    /// A picking of which nothing is packed.
    pub(super) fn new(view: PickingView) -> Open {
        let lines = view.lines.iter().map(|line| PackingLine {
            item: line.item.clone(),
            sku: line.sku.clone(),
            title: line.title.clone(),
            asked: line.demand,
            packed: 0,
            barcodes: line.barcodes.clone(),
        });
        let packing = Packing::new(
            view.picking,
            view.order,
            view.amazon_order_ref,
            lines.collect(),
        );
        Open {
            view,
            packing,
            force: false,
            cancel_rest: None,
            doubted: String::new(),
            line: None,
        }
    }

    /// Does what a word says.
    pub(super) fn do_as_said(&mut self, said: Said) -> Heard {
        if let Some(hold) = self.view.hold.filter(|_| !self.force && said != Said::Show) {
            return Heard::Answer(Answer::loud(words::held(hold)));
        }
        match said {
            Said::Quantity { item, pieces } => Heard::Answer(self.quantity(item, pieces)),
            Said::All => {
                self.packing.pack_all();
                Heard::Answer(Answer::calm(words::shown(&self.view, &self.packing)))
            }
            Said::Backorder => self.rest(None),
            Said::NoBackorder(reason) => self.rest(Some(reason)),
            Said::Carrier(name) => Heard::Carrier(name),
            Said::Tracking(number) => {
                self.packing.tracking = number;
                Heard::Finish
            }
            Said::Confirm if self.packing.step() == Step::Confirm => {
                self.doubted.clone_from(&self.packing.tracking);
                Heard::Finish
            }
            Said::Confirm => Heard::Answer(Answer::loud(format!(
                "NOT CONFIRMED: it is not complete. {}{}",
                words::what_next(&self.packing),
                match self.packing.step() {
                    Step::Goods if self.packing.packed() > 0 =>
                        " Say backorder to send the rest later, or no backorder to cancel it.",
                    _ => "",
                }
            ))),
            _ => Heard::Answer(Answer::calm(words::shown(&self.view, &self.packing))),
        }
    }

    fn quantity(&mut self, item: Option<String>, pieces: u32) -> Answer {
        let lines = self.packing.lines();
        let line = match &item {
            Some(item) => lines.iter().position(|line| {
                line.sku.as_deref() == Some(item) || line.barcodes.iter().any(|b| b.code == *item)
            }),
            None => self.line.or((lines.len() == 1).then_some(0)),
        };
        let Some(at) = line else {
            return Answer::loud(match item {
                Some(item) => format!("WRONG ITEM: {item} is not in {}.", self.view.picking),
                None => "NOT UNDERSTOOD: say of what: quantity SKU 3.".to_owned(),
            });
        };
        let (asked, name) = (lines[at].asked, lines[at].known_as().to_owned());
        if pieces > asked {
            return Answer::loud(format!(
                "TOO MANY: of {name} only {asked} are asked for. Not counted."
            ));
        }
        self.packing.set(at, pieces);
        self.line = Some(at);
        Answer::calm(format!(
            "{name}: {pieces} of {asked}. {}",
            words::what_next(&self.packing)
        ))
    }

    /// What becomes of what is missing.
    fn rest(&mut self, cancel: Option<CancelReason>) -> Heard {
        if self.packing.missing() == 0 {
            return Heard::Answer(Answer::loud("Nothing is missing: there is no rest."));
        }
        if self.packing.packed() == 0 {
            return Heard::Answer(Answer::loud(
                "Nothing is counted yet: scan what is there first, or say skip.",
            ));
        }
        self.packing.leave_rest_for_later();
        self.cancel_rest = cancel;
        if self.packing.step() == Step::Confirm {
            return Heard::Finish;
        }
        let what = match cancel {
            Some(reason) => format!("The rest is cancelled: {reason}."),
            None => "The rest goes later.".to_owned(),
        };
        let next = words::what_next(&self.packing);
        Heard::Answer(Answer::calm(format!("{what} {next}")))
    }

    /// What is confirmed.
    pub(super) fn confirm(&self) -> PickingConfirm {
        let quantities = self
            .packing
            .quantities()
            .map(|(item, pieces)| PackedPieces {
                item: item.as_str().to_owned(),
                pieces,
            });
        let rest = self.packing.rest_goes_later().then(|| {
            self.cancel_rest
                .map_or(RestOf::Backorder, RestOf::NoBackorder)
        });
        PickingConfirm {
            quantities: Some(quantities.collect()),
            carrier: self.packing.carrier.clone(),
            tracking: self.packing.tracking.clone(),
            rest,
            force: self.force,
        }
    }
}

/// What is odd about the tracking reference.
pub(super) fn doubt(packing: &Packing, own: &[CarrierView]) -> Option<String> {
    let format = own
        .iter()
        .find(|own| own.name == packing.carrier)
        .and_then(|own| Regex::new(own.tracking_format.as_deref()?).ok());
    if let Some(format) = format {
        return (!format.is_match(&packing.tracking)).then(|| {
            format!(
                "{} does not look like a tracking number of {}.",
                packing.tracking, packing.carrier
            )
        });
    }
    let names: Vec<String> = own.iter().map(|own| own.name.clone()).collect();
    match find(&packing.carrier, &names) {
        Found::Carrier(carrier) => {
            tracking::doubt(&carrier, &packing.tracking).map(|doubt| doubt.to_string())
        }
        _ => None,
    }
}

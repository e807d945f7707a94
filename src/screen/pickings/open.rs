//! A picking that is open for packing.

use crate::domain::packing::{Packing, PackingLine};
use crate::domain::picking::{Hold, PickingState};
use crate::protocol::pickings::{PackedPieces, PickingConfirm, PickingView, RestOf};

/// Who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The engine was asked for it.
    Asked,
    /// This terminal, under this name.
    Ours(Option<String>),
    /// Another terminal, of this person.
    Theirs(String),
}

/// The picking, what is packed of it, and who has it.
#[derive(Clone, Debug)]
pub struct Open {
    /// As the engine told it last.
    pub view: PickingView,
    /// What is packed.
    pub packing: Packing,
    /// The line under the cursor.
    pub at: usize,
    /// Who has it.
    pub claim: Claim,
    /// It is packed in spite of what holds it.
    pub in_spite: bool,
    /// What becomes of the rest, if somebody said.
    pub rest: Option<RestOf>,
    /// It is being confirmed.
    pub confirming: bool,
}

fn lines_of(view: &PickingView) -> Vec<PackingLine> {
    view.lines
        .iter()
        .map(|line| PackingLine {
            item: line.item.clone(),
            sku: line.sku.clone(),
            title: line.title.clone(),
            asked: line.demand,
            packed: line.done,
            barcodes: line.barcodes.clone(),
        })
        .collect()
}

impl Open {
    /// A picking that was just opened; what was packed of it before goes on.
    pub fn new(view: PickingView, before: Option<Packing>) -> Open {
        let packing = match before {
            Some(mut packing) => {
                packing.renew(lines_of(&view));
                packing
            }
            None => {
                let (number, order) = (view.picking, view.order);
                Packing::new(number, order, view.amazon_order_ref, lines_of(&view))
            }
        };
        Open {
            view,
            packing,
            at: 0,
            claim: Claim::Asked,
            in_spite: false,
            rest: None,
            confirming: false,
        }
    }

    /// It changed at the engine: what is packed here stays.
    pub fn renew(&mut self, view: PickingView) {
        let is_ready = view.state == PickingState::Ready;
        if is_ready {
            self.packing.renew(lines_of(&view));
        }
        self.at = self.at.min(view.lines.len().saturating_sub(1));
        self.view = view;
    }

    /// Why it can't be packed now, as a sentence.
    pub fn why_not(&self) -> Option<String> {
        match self.view.state {
            PickingState::Done => return Some("It is confirmed already.".to_owned()),
            PickingState::Cancelled => {
                return Some("It is cancelled: nothing of it may leave.".to_owned());
            }
            PickingState::Ready => {}
        }
        if let Claim::Theirs(name) = &self.claim {
            return Some(format!("{name} has it open at another terminal."));
        }
        let hold = self.view.hold.filter(|_| !self.in_spite)?;
        Some(hold_words(hold).to_owned())
    }

    /// What the engine is asked to confirm: what is really in the parcel.
    pub fn confirmation(&self) -> PickingConfirm {
        let rest = (self.packing.missing() > 0).then(|| {
            let later = self.packing.rest_goes_later().then_some(RestOf::Backorder);
            self.rest.or(later)
        });
        PickingConfirm {
            quantities: Some(
                self.packing
                    .quantities()
                    .map(|(item, pieces)| PackedPieces {
                        item: item.to_string(),
                        pieces,
                    })
                    .collect(),
            ),
            carrier: self.packing.carrier.clone(),
            tracking: self.packing.tracking.clone(),
            rest: rest.flatten(),
            force: self.in_spite,
        }
    }
}

/// Why a picking is held, as a sentence.
pub fn hold_words(hold: Hold) -> &'static str {
    match hold {
        Hold::CancelRequested => "The buyer asked to cancel this order: do not send it.",
        Hold::AddressIncomplete => "The address is incomplete: it can't be shipped to.",
    }
}

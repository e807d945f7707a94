//! Packing one picking: goods, then the carrier, then the tracking reference (product rule D5).

mod scan;

pub use scan::{Count, Echo, Scanned};

use super::ids::{OrderItemId, OrderNumber, PickingNumber};
use super::product::Barcode;
use super::reference::AmazonOrderRef;

/// A picking while it is packed. What is counted here is known to nobody else until it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packing {
    /// The picking.
    pub picking: PickingNumber,
    /// Its sales order.
    pub order: OrderNumber,
    /// Amazon's reference of that order.
    pub reference: AmazonOrderRef,
    lines: Vec<PackingLine>,
    /// Who takes the parcel; empty until known.
    pub carrier: String,
    /// The tracking reference; empty until known.
    pub tracking: String,
    rest_later: bool,
    counted: Vec<Vec<(usize, u32)>>,
}

/// A line while it is packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackingLine {
    /// Amazon's id of the item.
    pub item: OrderItemId,
    /// The seller's article number.
    pub sku: Option<String>,
    /// Title.
    pub title: String,
    /// Pieces asked for.
    pub asked: u32,
    /// Pieces in the parcel.
    pub packed: u32,
    /// What is printed on it and on its packs.
    pub barcodes: Vec<Barcode>,
}

impl PackingLine {
    /// How people know it: by its SKU, else by its title.
    pub fn known_as(&self) -> &str {
        self.sku.as_deref().unwrap_or(&self.title)
    }

    fn room(&self) -> u32 {
        self.asked.saturating_sub(self.packed)
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Goods are missing.
    Goods,
    /// The carrier is missing.
    Carrier,
    /// The tracking reference is missing.
    Tracking,
    /// Everything is there.
    Confirm,
}

impl Packing {
    /// Begins packing.
    pub fn new(
        picking: PickingNumber,
        order: OrderNumber,
        reference: AmazonOrderRef,
        lines: Vec<PackingLine>,
    ) -> Packing {
        Packing {
            picking,
            order,
            reference,
            lines,
            carrier: String::new(),
            tracking: String::new(),
            rest_later: false,
            counted: Vec::new(),
        }
    }

    /// Its lines.
    pub fn lines(&self) -> &[PackingLine] {
        &self.lines
    }

    /// The picking changed meanwhile: what is packed stays, as far as it is still asked for.
    pub fn renew(&mut self, lines: Vec<PackingLine>) {
        let old = std::mem::replace(&mut self.lines, lines);
        for line in &mut self.lines {
            let before = old.iter().find(|l| l.item == line.item);
            line.packed = before.map_or(0, |l| l.packed).min(line.asked);
        }
        let places = |lines: &[PackingLine]| -> Vec<(OrderItemId, u32)> {
            lines.iter().map(|l| (l.item.clone(), l.packed)).collect()
        };
        if places(&old) != places(&self.lines) {
            self.counted.clear();
        }
    }

    /// Pieces in the parcel.
    pub fn packed(&self) -> u32 {
        let packed = self.lines.iter().map(|l| l.packed);
        packed.fold(0, u32::saturating_add)
    }

    /// Pieces asked for.
    pub fn asked(&self) -> u32 {
        let asked = self.lines.iter().map(|l| l.asked);
        asked.fold(0, u32::saturating_add)
    }

    /// Pieces that are not in the parcel.
    pub fn missing(&self) -> u32 {
        let room = self.lines.iter().map(PackingLine::room);
        room.fold(0, u32::saturating_add)
    }

    /// Whether anything was done that would be a pity to lose.
    pub fn is_begun(&self) -> bool {
        self.packed() > 0 || !self.carrier.is_empty() || !self.tracking.is_empty()
    }

    /// Whether a parcel is on the bench: something lies in it, or it has its label. Another picking is then not opened by a
    /// mere scan. A carrier alone is no parcel yet.
    pub fn has_parcel(&self) -> bool {
        self.packed() > 0 || !self.tracking.is_empty()
    }

    /// What is missing goes later, in a picking of its own.
    pub fn leave_rest_for_later(&mut self) {
        self.rest_later = true;
    }

    /// Whether what is missing goes later.
    pub fn rest_goes_later(&self) -> bool {
        self.rest_later && self.missing() > 0
    }

    /// What comes next.
    pub fn step(&self) -> Step {
        if self.packed() == 0 || (self.missing() > 0 && !self.rest_later) {
            Step::Goods
        } else if self.carrier.is_empty() {
            Step::Carrier
        } else if self.tracking.is_empty() {
            Step::Tracking
        } else {
            Step::Confirm
        }
    }

    /// Puts so many pieces of a line into the parcel; more than asked for becomes what is asked for.
    pub fn set(&mut self, line: usize, pieces: u32) {
        if let Some(line) = self.lines.get_mut(line) {
            line.packed = pieces.min(line.asked);
            // Steps back from here would lead to counts that never were.
            self.counted.clear();
        }
    }

    /// One piece more of a line; says whether there was room for it.
    pub fn count_up(&mut self, at: usize) -> bool {
        match self.lines.get_mut(at).filter(|line| line.room() > 0) {
            Some(line) => {
                line.packed += 1;
                self.counted.push(vec![(at, 1)]);
                true
            }
            None => false,
        }
    }

    /// One piece less of a line; says whether there was one.
    pub fn count_down(&mut self, at: usize) -> bool {
        match self.lines.get_mut(at).filter(|line| line.packed > 0) {
            Some(line) => {
                line.packed -= 1;
                self.counted.clear();
                true
            }
            None => false,
        }
    }

    /// Everything that is asked for is in the parcel.
    pub fn pack_all(&mut self) {
        let all: Vec<(usize, u32)> = self
            .lines
            .iter()
            .enumerate()
            .map(|(at, line)| (at, line.room()))
            .filter(|(_, room)| *room > 0)
            .collect();
        for line in &mut self.lines {
            line.packed = line.asked;
        }
        if !all.is_empty() {
            self.counted.push(all);
        }
    }

    /// Takes the last step back: the tracking reference, the carrier, what was counted last. Says what, or `None` if there is
    /// nothing to take back.
    pub fn take_back(&mut self) -> Option<TakenBack> {
        if !self.tracking.is_empty() {
            return Some(TakenBack::Tracking(std::mem::take(&mut self.tracking)));
        }
        if !self.carrier.is_empty() {
            return Some(TakenBack::Carrier(std::mem::take(&mut self.carrier)));
        }
        if std::mem::take(&mut self.rest_later) {
            return Some(TakenBack::RestLater);
        }
        let done = self.counted.pop()?;
        let mut pieces = 0u32;
        let first = done.first().map_or(0, |(at, _)| *at);
        for (at, taken) in done {
            if let Some(line) = self.lines.get_mut(at) {
                line.packed = line.packed.saturating_sub(taken);
                pieces = pieces.saturating_add(taken);
            }
        }
        Some(TakenBack::Goods {
            line: first,
            pieces,
        })
    }

    /// Pieces by item, for confirming.
    pub fn quantities(&self) -> impl Iterator<Item = (&OrderItemId, u32)> {
        self.lines.iter().map(|l| (&l.item, l.packed))
    }
}

/// What was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenBack {
    /// The tracking reference.
    Tracking(String),
    /// The carrier.
    Carrier(String),
    /// That the rest goes later.
    RestLater,
    /// Pieces.
    Goods {
        /// The first line concerned.
        line: usize,
        /// So many.
        pieces: u32,
    },
}

#[cfg(test)]
#[path = "packing_tests.rs"]
mod tests;

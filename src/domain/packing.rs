//! Packing one picking with a scanner: goods, then the carrier, then the tracking reference (product rule D5).

use super::barcode::{is_misread, same_code};
use super::carrier::{self, Carrier, Found};
use super::control_code::ControlCode;
use super::ids::{OrderItemId, OrderNumber, PickingNumber};
use super::moment::{Moment, Span};
use super::product::Barcode;
use super::reference::AmazonOrderRef;

/// The same code within this span is the scanner's echo, not a second piece.
const ECHO: Span = Span::millis(800);

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

    /// Pieces that one scan of this code stands for, if it is on this product.
    fn pieces_of(&self, code: &str) -> Option<u32> {
        let barcode = self.barcodes.iter().find(|b| same_code(&b.code, code));
        match barcode {
            Some(barcode) => Some(barcode.pieces.max(1)),
            None => self
                .sku
                .as_ref()
                .is_some_and(|sku| same_code(sku, code))
                .then_some(1),
        }
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

/// Pieces of what was scanned: in the parcel and asked for, over all lines of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The line.
    pub line: usize,
    /// Pieces that the scan stands for.
    pub pieces: u32,
    /// In the parcel now.
    pub packed: u32,
    /// Asked for.
    pub asked: u32,
}

/// What a scan meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// It was counted.
    Counted(Count),
    /// It is in the picking, but not so often: not counted.
    TooMany(Count),
    /// It is not in the picking.
    WrongItem,
    /// It was not read right: its check digit is wrong.
    Misread,
    /// It is the carrier.
    Carrier(String),
    /// No carrier is called that; what may have been meant.
    UnknownCarrier(Vec<String>),
    /// It is the tracking reference.
    Tracking(String),
    /// It is this picking or its order.
    Itself,
    /// It is another picking or order.
    Another,
    /// It says what to do.
    Control(ControlCode),
    /// It begins like a control barcode, but there is none like it.
    UnknownControl,
}

/// Knows the scanner's echo: one reading that comes twice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Echo {
    last: Option<(String, Moment)>,
}

impl Echo {
    /// Whether this is the code that was taken less than 800 milliseconds ago. If not, it is the one taken now.
    pub fn is_echo(&mut self, code: &str, at: Moment) -> bool {
        if let Some((last, when)) = &self.last
            && last == code
            && (0..ECHO.as_millis()).contains(&at.since(*when).as_millis())
        {
            return true;
        }
        self.last = Some((code.to_owned(), at));
        false
    }
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

    /// Takes a scan in. `own_carriers` are the names of carriers made here. The scanner's [`Echo`] is to be caught before.
    pub fn scan(&mut self, code: &str, own_carriers: &[String]) -> Scanned {
        let code = code.trim();
        if ControlCode::is_meant(code) {
            return match ControlCode::parse(code) {
                Some(ControlCode::Carrier(name)) => self.take_carrier(&name, own_carriers),
                Some(control) => Scanned::Control(control),
                None => Scanned::UnknownControl,
            };
        }
        if let Some(same) = self.names(code) {
            return if same {
                Scanned::Itself
            } else {
                Scanned::Another
            };
        }
        if let Some(of_goods) = self.count_code(code) {
            return of_goods;
        }
        match self.step() {
            Step::Goods if is_misread(code) => Scanned::Misread,
            Step::Goods => Scanned::WrongItem,
            Step::Carrier => self.take_carrier(code, own_carriers),
            Step::Tracking | Step::Confirm => match carrier::find(code, own_carriers) {
                Found::Carrier(carrier) => self.set_carrier(&carrier),
                _ => {
                    self.tracking = code.to_owned();
                    Scanned::Tracking(code.to_owned())
                }
            },
        }
    }

    /// Whether a code names this picking or its order, or another one; `None` if it names none.
    fn names(&self, code: &str) -> Option<bool> {
        let upper = code.to_ascii_uppercase();
        if let Ok(picking) = upper.parse::<PickingNumber>() {
            return Some(picking == self.picking);
        }
        if let Ok(order) = upper.parse::<OrderNumber>() {
            return Some(order == self.order);
        }
        let reference = code.parse::<AmazonOrderRef>().ok()?;
        Some(reference == self.reference)
    }

    fn take_carrier(&mut self, name: &str, own: &[String]) -> Scanned {
        match carrier::find(name, own) {
            Found::Carrier(carrier) => self.set_carrier(&carrier),
            Found::NeedsName => Scanned::UnknownCarrier(Vec::new()),
            Found::Unknown { near } => {
                Scanned::UnknownCarrier(near.iter().map(Carrier::to_string).collect())
            }
        }
    }

    fn set_carrier(&mut self, carrier: &Carrier) -> Scanned {
        self.carrier = carrier.to_string();
        Scanned::Carrier(self.carrier.clone())
    }

    /// Counts a code of the goods; `None` if it is on none of them. A pack that does not fit whole is not counted at all.
    fn count_code(&mut self, code: &str) -> Option<Scanned> {
        let lines: Vec<(usize, u32)> = self
            .lines
            .iter()
            .enumerate()
            .filter_map(|(at, line)| Some((at, line.pieces_of(code)?)))
            .collect();
        let (first, pieces) = *lines.first()?;
        let ours = |at: &usize| lines.iter().any(|(line, _)| line == at);
        let of_code = |lines: &[PackingLine], what: fn(&PackingLine) -> u32| {
            let all = lines.iter().enumerate().filter(|(at, _)| ours(at));
            all.map(|(_, l)| what(l)).fold(0, u32::saturating_add)
        };
        let mut count = Count {
            line: first,
            pieces,
            packed: of_code(&self.lines, |l| l.packed),
            asked: of_code(&self.lines, |l| l.asked),
        };
        if pieces > of_code(&self.lines, PackingLine::room) {
            return Some(Scanned::TooMany(count));
        }
        let mut left = pieces;
        let mut done = Vec::new();
        for (at, line) in self.lines.iter_mut().enumerate().filter(|(at, _)| ours(at)) {
            let taken = left.min(line.room());
            if taken > 0 {
                line.packed += taken;
                left -= taken;
                done.push((at, taken));
            }
        }
        count.line = done.first().map_or(first, |(at, _)| *at);
        count.packed += pieces;
        self.counted.push(done);
        Some(Scanned::Counted(count))
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

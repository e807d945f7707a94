//! What a scan means to the picking that is packed.

use super::{Packing, PackingLine, Step};
use crate::domain::barcode::{is_misread, same_code};
use crate::domain::carrier::{self, Carrier, Found};
use crate::domain::control_code::ControlCode;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::reference::AmazonOrderRef;

/// The same code within this span is the scanner's echo, not a second piece.
const ECHO: Span = Span::millis(800);

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

impl PackingLine {
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
}

impl Packing {
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
}

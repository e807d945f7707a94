//! A sheet to count on, or to receive a transfer with: what is typed or scanned stays, whatever happens meanwhile.

use crate::domain::ids::TransferNumber;
use crate::protocol::stock::{CountLine, FoundProduct, Goods, LevelView, TransferView};
use crate::screen::command::Command;
use crate::screen::overlay;

/// Digits of the largest figure that can be typed.
const DIGITS: usize = 7;

/// What a sheet is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Of {
    /// A count at a location, of one product or of all.
    Count {
        /// The location's name.
        location: String,
        /// Only this product.
        only: Option<String>,
    },
    /// What arrived of a transfer.
    Receipt(TransferNumber),
}

/// What was typed or scanned of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The digits.
    pub text: String,
    /// Our figure when they were begun.
    pub seen: i64,
}

/// A product on the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its reference.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// Where it lies in the warehouse.
    pub bin: String,
    /// Our figure now.
    pub ours: i64,
    /// What was counted.
    pub typed: Option<Typed>,
}

impl SheetRow {
    /// Pieces counted.
    pub fn found(&self) -> Option<u32> {
        self.typed.as_ref()?.text.parse().ok()
    }

    /// Our figure when the count of it began, if it is another one by now.
    pub fn moved(&self) -> Option<i64> {
        let seen = self.typed.as_ref()?.seen;
        (seen != self.ours).then_some(seen)
    }
}

/// The sheet.
#[derive(Debug)]
pub struct Sheet {
    /// What it is of.
    pub of: Of,
    /// The products.
    pub rows: Vec<SheetRow>,
    /// Whether our figures ever came.
    pub read: bool,
    /// Our figures are hidden.
    pub hidden: bool,
    /// Why it was not applied.
    pub problem: Option<String>,
    /// What the last scan did.
    pub scanned: Option<String>,
    /// It is being applied.
    pub busy: bool,
    index: usize,
    top: usize,
    height: usize,
    /// The next digit begins the figure anew.
    fresh: bool,
}

impl Sheet {
    /// An empty sheet.
    pub fn new(of: Of) -> Sheet {
        Sheet {
            of,
            rows: Vec::new(),
            read: false,
            hidden: false,
            problem: None,
            scanned: None,
            busy: false,
            index: 0,
            top: 0,
            height: 1,
            fresh: true,
        }
    }

    /// Our figures at the location came: nothing that was typed changes.
    pub fn take_levels(&mut self, mut levels: Vec<LevelView>) {
        if let Of::Count {
            only: Some(only), ..
        } = &self.of
        {
            levels.retain(|level| level.sku == *only);
        }
        levels.sort_by(|a, b| (&a.bin, &a.sku).cmp(&(&b.bin, &b.sku)));
        for row in &mut self.rows {
            let now = levels.iter().find(|level| level.sku == row.sku);
            row.ours = now.map_or(0, |level| level.quantity);
            // What was scanned before our figures came was counted against them.
            if let (false, Some(typed)) = (self.read, &mut row.typed) {
                typed.seen = row.ours;
            }
        }
        for level in levels {
            self.add(level.sku, level.name, level.bin, level.quantity);
        }
        self.read = true;
        self.scroll();
    }

    /// The transfer to be received, as it is now: nothing that was typed changes.
    pub fn take_transfer(&mut self, transfer: &TransferView) {
        for line in &transfer.lines {
            let open = i64::from(line.open);
            match self.rows.iter_mut().find(|row| row.sku == line.sku) {
                Some(row) => row.ours = open,
                None if open == 0 => {}
                None => self.add(line.sku.clone(), line.name.clone(), line.bin.clone(), open),
            }
        }
        self.read = true;
        self.scroll();
    }

    fn add(&mut self, sku: String, name: String, bin: String, ours: i64) {
        if !self.rows.iter().any(|row| row.sku == sku) {
            self.rows.push(SheetRow {
                sku,
                name,
                bin,
                ours,
                typed: None,
            });
        }
    }

    /// Where a product stands; one that is not on the sheet comes onto it, if it may.
    fn place_of(&mut self, found: &FoundProduct) -> Result<usize, String> {
        let known = self.rows.iter().position(|row| row.sku == found.sku);
        let stranger = match &self.of {
            Of::Receipt(number) => Some(format!("{} is not part of {number}.", found.sku)),
            Of::Count {
                only: Some(only), ..
            } => Some(format!(
                "{} is not what is counted here: {only} is.",
                found.sku
            )),
            Of::Count { only: None, .. } => None,
        };
        match (known, stranger) {
            (Some(at), _) => Ok(at),
            (None, Some(why)) => Err(why),
            (None, None) => {
                let FoundProduct { sku, name, bin, .. } = found.clone();
                self.add(sku, name, bin, 0);
                Ok(self.rows.len() - 1)
            }
        }
    }

    /// Puts the cursor on a product, and the product onto the sheet if it may.
    pub fn put(&mut self, found: FoundProduct) -> Result<(), String> {
        self.index = self.place_of(&found)?;
        self.fresh = true;
        self.scroll();
        Ok(())
    }

    /// A product was scanned: its pieces are added.
    pub fn scanned(&mut self, found: FoundProduct) -> Result<(), String> {
        let at = self.place_of(&found)?;
        let Some(row) = self.rows.get_mut(at) else {
            return Ok(());
        };
        let more = u64::from(row.found().unwrap_or(0)) + u64::from(found.pieces);
        let text = more.to_string();
        if text.len() > DIGITS {
            return Err(format!("That many pieces of {} can't be.", found.sku));
        }
        let seen = row.typed.as_ref().map_or(row.ours, |typed| typed.seen);
        row.typed = Some(Typed { text, seen });
        self.problem = None;
        self.scanned = Some(format!("{} +{}: {more}", found.sku, found.pieces));
        self.index = at;
        self.fresh = true;
        self.scroll();
        Ok(())
    }

    /// Index of the product under the cursor, and of the first visible one.
    pub fn view(&self) -> (usize, usize) {
        (self.index, self.top)
    }

    /// A digit of the figure under the cursor. What moved since an earlier count is seen with it.
    pub fn digit(&mut self, digit: char) {
        let fresh = std::mem::take(&mut self.fresh);
        let Some(row) = self.rows.get_mut(self.index) else {
            return;
        };
        let typed = row.typed.take().filter(|_| !fresh);
        let (mut text, seen) = typed.map_or((String::new(), row.ours), |t| (t.text, t.seen));
        if text.len() < DIGITS {
            text.push(digit);
        }
        row.typed = Some(Typed { text, seen });
        self.problem = None;
    }

    /// Takes the last digit back.
    pub fn rub_out(&mut self) {
        self.fresh = false;
        if let Some(row) = self.rows.get_mut(self.index)
            && let Some(typed) = &mut row.typed
        {
            typed.text.pop();
            if typed.text.is_empty() {
                row.typed = None;
                self.fresh = true;
            }
        }
    }

    /// One piece more, or less, of the product under the cursor.
    pub fn step(&mut self, more: bool) {
        if let Some(row) = self.rows.get_mut(self.index) {
            let found = row.found().unwrap_or(0);
            let now = if more {
                found.saturating_add(1)
            } else {
                found.saturating_sub(1)
            };
            let seen = row.typed.as_ref().map_or(row.ours, |typed| typed.seen);
            if now.to_string().len() <= DIGITS {
                let text = now.to_string();
                row.typed = Some(Typed { text, seen });
            }
        }
    }

    /// What was typed stands against our figures as they are now.
    pub fn accept_moved(&mut self) -> usize {
        let mut many = 0;
        for row in &mut self.rows {
            let ours = row.ours;
            if let Some(typed) = row.typed.as_mut().filter(|t| t.seen != ours) {
                typed.seen = ours;
                many += 1;
            }
        }
        self.problem = None;
        many
    }

    /// Products with a figure.
    pub fn counted(&self) -> usize {
        self.rows.iter().filter(|row| row.typed.is_some()).count()
    }

    /// Products whose goods moved since they were counted.
    pub fn out_of_date(&self) -> usize {
        match self.of {
            Of::Receipt(_) => 0,
            Of::Count { .. } => self.rows.iter().filter(|r| r.moved().is_some()).count(),
        }
    }

    /// What was counted, for the engine.
    pub fn lines(&self) -> Vec<CountLine> {
        let line = |row: &SheetRow| {
            Some(CountLine {
                product: row.sku.clone(),
                found: row.found()?,
                seen: Some(row.typed.as_ref()?.seen),
            })
        };
        self.rows.iter().filter_map(line).collect()
    }

    /// What arrived, for the engine.
    pub fn goods(&self) -> Vec<Goods> {
        let goods = |row: &SheetRow| {
            Some(Goods {
                product: row.sku.clone(),
                quantity: row.found()?,
            })
        };
        let all = self.rows.iter().filter_map(goods);
        all.filter(|goods| goods.quantity > 0).collect()
    }

    /// What is typed, to know later what was applied.
    pub fn figures(&self) -> Vec<(String, String)> {
        let figure = |row: &SheetRow| Some((row.sku.clone(), row.typed.as_ref()?.text.clone()));
        self.rows.iter().filter_map(figure).collect()
    }

    /// These figures are applied: they go, but not what was typed meanwhile.
    pub fn applied(&mut self, figures: &[(String, String)]) {
        for (sku, text) in figures {
            let row = self.rows.iter_mut().find(|row| row.sku == *sku);
            if let Some(row) = row
                && row.typed.as_ref().is_some_and(|typed| typed.text == *text)
            {
                row.typed = None;
            }
        }
        self.fresh = true;
        self.problem = None;
        self.scanned = None;
    }

    /// So many rows fit.
    pub fn set_height(&mut self, rows: u16) {
        self.height = usize::from(rows.max(1));
        self.scroll();
    }

    /// Moves the cursor; `false` if the command is no movement.
    pub fn moved(&mut self, command: Command) -> bool {
        let to = overlay::moved(self.index, self.rows.len(), self.height, command);
        if let Some(to) = to {
            self.index = to;
            self.fresh = true;
            self.scroll();
        }
        to.is_some()
    }

    /// Puts the cursor on a row of the screen.
    pub fn go_visible(&mut self, row: u16) {
        let index = self.top + usize::from(row);
        if index < self.rows.len() {
            self.index = index;
            self.fresh = true;
        }
    }

    /// Whether the cursor stands on the last row.
    pub fn at_end(&self) -> bool {
        self.index + 1 >= self.rows.len()
    }

    fn scroll(&mut self) {
        self.index = self.index.min(self.rows.len().saturating_sub(1));
        if self.index < self.top {
            self.top = self.index;
        } else if self.index >= self.top + self.height {
            self.top = self.index + 1 - self.height;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(self.height));
    }
}

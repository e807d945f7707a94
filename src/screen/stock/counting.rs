//! Counting and receiving with a sheet: its keys, its scans, and applying it.

use super::keys::ask;
use super::sheet::{Of, Sheet};
use super::views::View;
use super::wanted::Wanted;
use super::{Stock, asks};
use crate::domain::control_code::ControlCode;
use crate::domain::transfer::Rest;
use crate::protocol::stock::{Count, FoundProduct, LevelsRequest, StockRequest};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::message::Effect;
use crate::screen::words::counted;

impl Stock {
    /// Shows the sheet of this, with whatever was typed on it before.
    pub(super) fn begin_sheet(&mut self, of: Of, hand: &mut Hand) {
        let known = self.sheets.iter().position(|sheet| sheet.of == of);
        self.sheet = known.unwrap_or_else(|| {
            // Sheets that nothing was typed on are not kept.
            self.sheets.retain(|sheet| sheet.counted() > 0);
            self.sheets.push(Sheet::new(of));
            self.sheets.len() - 1
        });
        self.view = View::Count;
        self.ask_sheet(hand);
    }

    /// Asks for our figures.
    pub(super) fn ask_sheet(&mut self, hand: &mut Hand) {
        let Some(sheet) = self.sheets.get(self.sheet) else {
            return;
        };
        match &sheet.of {
            Of::Count { location, only } => {
                let request = LevelsRequest {
                    location: Some(location.clone()),
                    text: only.clone().unwrap_or_default(),
                    negative: false,
                };
                let wanted = Wanted::Sheet(sheet.of.clone());
                ask(wanted, StockRequest::Levels(request), hand);
            }
            Of::Receipt(_) => self.transfers.ask(hand),
        }
    }

    pub(super) fn sheet_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        if command == Command::StockPlace {
            hand.open(asks::place(true, &self.locations));
            return true;
        }
        let Some(sheet) = self.sheet_mut() else {
            if command == Command::SheetNext {
                hand.open(asks::place(true, &self.locations));
            }
            return command == Command::SheetNext;
        };
        match command {
            Command::SheetNext if sheet.at_end() => self.apply(hand),
            Command::SheetNext => {
                sheet.moved(Command::Down);
            }
            Command::SheetApply => self.apply(hand),
            Command::SheetAdd => hand.open(asks::add("", None)),
            Command::SheetHide => sheet.hidden = !sheet.hidden,
            Command::SheetMoved => {
                let many = sheet.accept_moved();
                let text = match many {
                    0 => "Nothing moved since it was counted.".to_owned(),
                    many => format!(
                        "{} stand against our figures as they are now.",
                        counted(many as u64, "count")
                    ),
                };
                hand.say(Level::Info, text);
            }
            Command::SheetMore => sheet.step(true),
            Command::SheetLess => sheet.step(false),
            Command::SheetDrop if sheet.counted() > 0 => {
                let title = sheet.title();
                hand.open(asks::drop_sheet(&title, sheet.counted()));
            }
            Command::SheetDrop => self.drop_sheet(hand),
            Command::Back => {
                let view = match sheet.of {
                    Of::Count { .. } => View::Levels,
                    Of::Receipt(_) => View::Transfers,
                };
                self.go(view, hand);
            }
            command => return sheet.moved(command),
        }
        true
    }

    /// The sheet goes with everything on it.
    pub(super) fn drop_sheet(&mut self, hand: &mut Hand) {
        if self.sheet < self.sheets.len() {
            let gone = self.sheets.remove(self.sheet);
            self.sheet = 0;
            let view = match gone.of {
                Of::Count { .. } => View::Levels,
                Of::Receipt(_) => View::Transfers,
            };
            self.go(view, hand);
        }
    }

    /// A product that nothing is known of here comes onto the sheet.
    pub(super) fn add_product(&mut self, typed: &str, hand: &mut Hand) {
        let code = typed.trim().to_owned();
        if let Some(sheet) = self.sheet().filter(|_| !code.is_empty()) {
            let wanted = Wanted::Add(sheet.of.clone(), code.clone());
            ask(wanted, StockRequest::FindProduct { code }, hand);
        }
    }

    /// The product that was typed is known: it is on the sheet, under the cursor.
    pub(super) fn added(&mut self, of: &Of, typed: &str, found: FoundProduct, hand: &mut Hand) {
        let put = self.sheet_of(of).map_or(Ok(()), |sheet| sheet.put(found));
        if let Err(why) = put {
            hand.open(asks::add(typed, Some(why)));
        }
    }

    /// What was typed is to hold: asks for what is missing.
    fn apply(&mut self, hand: &mut Hand) {
        let reason = self.reason.clone();
        let Some(sheet) = self.sheet_mut().filter(|sheet| !sheet.busy) else {
            return;
        };
        if sheet.counted() == 0 {
            sheet.problem = Some("Nothing was counted yet: type or scan what is there.".to_owned());
        } else if sheet.out_of_date() > 0 {
            sheet.problem = Some(moved_words(sheet));
        } else {
            let open = match &sheet.of {
                Of::Count { .. } => asks::reason(sheet, &reason),
                Of::Receipt(number) => asks::rest(*number, sheet),
            };
            hand.open(open);
        }
    }

    /// The reason came: the count is applied.
    pub(super) fn apply_count(&mut self, reason: &str, hand: &mut Hand) {
        self.reason = reason.to_owned();
        let Some(sheet) = self.sheet_mut() else {
            return;
        };
        if let Of::Count { location, .. } = &sheet.of {
            let count = Count {
                location: location.clone(),
                reason: reason.to_owned(),
                lines: sheet.lines(),
            };
            let wanted = Wanted::Count(sheet.of.clone(), sheet.figures());
            sheet.busy = true;
            ask(wanted, StockRequest::Adjust(count), hand);
        }
    }

    /// What becomes of the rest is said: what arrived is received.
    pub(super) fn apply_receipt(&mut self, rest: Rest, hand: &mut Hand) {
        let Some(sheet) = self.sheet_mut() else {
            return;
        };
        if let Of::Receipt(transfer) = sheet.of {
            let arrived = Some(sheet.goods());
            let request = StockRequest::Receive {
                transfer,
                arrived,
                rest,
            };
            sheet.busy = true;
            ask(Wanted::Receive(transfer), request, hand);
        }
    }

    /// It was not applied: everything typed stays.
    pub(super) fn not_applied(&mut self, of: &Of, failure: &Failure, hand: &mut Hand) {
        if let Some(sheet) = self.sheet_of(of) {
            sheet.busy = false;
            sheet.problem = Some(failure.to_string());
        }
        if failure.code == FailureCode::Conflict {
            self.ask_sheet(hand);
        }
    }

    /// A barcode was scanned: its product is counted, or it is what is shown.
    pub fn scan(&mut self, code: &str, hand: &mut Hand) {
        match self.view {
            View::Count => self.scan_on_sheet(code, hand),
            View::Moves => self.moves.set_filter(code, hand),
            View::Levels => {
                code.trim().clone_into(&mut self.levels.text);
                self.levels.restart(hand);
            }
            _ => {
                let text = format!(
                    "{code} was scanned: moves and levels show a product that is scanned, a sheet counts it."
                );
                hand.say(Level::Info, text);
            }
        }
    }

    fn scan_on_sheet(&mut self, code: &str, hand: &mut Hand) {
        match (ControlCode::parse(code), self.sheet()) {
            (Some(ControlCode::Confirm), Some(_)) => self.apply(hand),
            (Some(ControlCode::Back), Some(_)) => {
                self.sheet_command(Command::Back, hand);
            }
            (Some(_), _) | (None, None) => {
                hand.desk.want(Effect::Bell);
                hand.say(Level::Warning, format!("{code} means nothing here."));
            }
            (None, Some(sheet)) => {
                let code = code.trim().to_owned();
                let wanted = Wanted::Find(sheet.of.clone(), code.clone());
                ask(wanted, StockRequest::FindProduct { code }, hand);
            }
        }
    }

    /// A scan broke off.
    pub fn unfinished(&mut self, code: &str, hand: &mut Hand) {
        hand.desk.want(Effect::Bell);
        let text = format!("{code} came without its end: scan it again.");
        hand.say(Level::Warning, text);
    }

    /// The product that was scanned is known, or not.
    pub(super) fn found(
        &mut self,
        of: &Of,
        found: Result<FoundProduct, &Failure>,
        hand: &mut Hand,
    ) {
        let counted = match (found, self.sheet_of(of)) {
            (_, None) => return,
            (Ok(found), Some(sheet)) => sheet.scanned(found),
            (Err(failure), Some(_)) => Err(failure.to_string()),
        };
        if let Err(why) = counted {
            hand.desk.want(Effect::Bell);
            if let Some(sheet) = self.sheet_of(of) {
                sheet.scanned = None;
                sheet.problem = Some(format!("Not counted. {why}"));
            }
        }
    }
}

/// Which goods moved since they were counted, with both figures.
pub(super) fn moved_words(sheet: &Sheet) -> String {
    let moved: Vec<String> = sheet
        .rows
        .iter()
        .filter_map(|row| Some((row, row.moved()?)))
        .map(|(row, seen)| format!("{} was {seen} and is {}", row.sku, row.ours))
        .collect();
    let named = moved.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
    let more = match moved.len().saturating_sub(3) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "Goods moved since: {named}{more}. Count them again, or n lets the counts stand against the new figures."
    )
}

//! Our figures beside Amazon's own, and what becomes of the differences (product rule K7).

use super::Stock;
use super::asks::{asked, over};
use super::keys::{ask, awaited};
use super::levels::LevelKey;
use super::wanted::Wanted;
use super::{AboutStock, asks};
use crate::domain::moment::Moment;
use crate::protocol::Request;
use crate::protocol::amazon_stock::{
    FiguresOf, ReconcileApply, ReconcileRequest, ReconcileRow, Reconciliation,
};
use crate::protocol::stock::StockRequest;
use crate::protocol::upkeep::Level;
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::footer;
use crate::screen::listing::rows::{Row, Rows};
use crate::screen::listing::table::{self, Lead, Spec};
use crate::screen::overlay::Overlay;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use crate::screen::words::{count, counted};
use ratatui::layout::Rect;
use std::collections::BTreeSet;

impl Row for ReconcileRow {
    type Key = LevelKey;
    fn key(&self) -> LevelKey {
        LevelKey {
            product: self.sku.clone(),
            location: self.location.clone(),
        }
    }
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Product,
    Difference,
    Ours,
    Amazon,
    Fulfillable,
    Reserved,
    Inbound,
    Unsellable,
    Location,
    Name,
}

static COLUMNS: [Spec<Column>; 10] = [
    table::words(Column::Product, "Product", 12, 10, 0),
    table::figures(Column::Difference, "Differ", 6, 1),
    table::figures(Column::Ours, "Ours", 6, 2),
    table::figures(Column::Amazon, "Amazon", 6, 3),
    table::figures(Column::Fulfillable, "Sellable", 8, 5),
    table::figures(Column::Reserved, "Reserved", 8, 6),
    table::figures(Column::Inbound, "Inbound", 7, 7),
    table::figures(Column::Unsellable, "Unsellable", 10, 8),
    table::words(Column::Location, "At", 8, 10, 4),
    table::words(Column::Name, "Name", 14, 30, 9),
];

/// The figures.
#[derive(Debug, Default)]
pub struct Figures {
    /// The rows.
    pub rows: Rows<ReconcileRow>,
    /// The marked ones.
    pub marks: BTreeSet<LevelKey>,
    /// Also what does not differ.
    pub all: bool,
    accounts: Vec<FiguresOf>,
    differing: u64,
}

impl Figures {
    /// Asks for them.
    pub fn ask(&self, hand: &mut Hand) {
        let request = StockRequest::Reconcile(ReconcileRequest {
            differences: !self.all,
            ..ReconcileRequest::default()
        });
        hand.desk
            .ask(Wanted::Figures.into(), Request::Stock(request));
    }

    /// They came; marks of what is shown no longer go.
    pub fn take(&mut self, told: Reconciliation) {
        self.rows.set(told.rows);
        let keys: BTreeSet<LevelKey> = self.rows.all().iter().map(Row::key).collect();
        self.marks.retain(|key| keys.contains(key));
        (self.accounts, self.differing) = (told.accounts, told.differing);
    }

    fn mark(&mut self) {
        if let Some(key) = self.rows.current().map(Row::key) {
            if !self.marks.remove(&key) {
                self.marks.insert(key);
            }
            self.rows.moved(Command::Down);
        }
    }

    /// What is to be taken over, location by location: the marked rows, or the one under the cursor; all that differ, if all
    /// are wanted. SKUs that no product has are left out.
    fn chosen(&self, all: bool) -> Vec<LevelKey> {
        let current = self.rows.current().map(Row::key);
        let wanted = |row: &ReconcileRow| {
            all || self.marks.contains(&row.key())
                || (self.marks.is_empty() && Some(row.key()) == current)
        };
        let rows = self.rows.all().iter();
        rows.filter(|row| row.known && row.difference != 0 && wanted(row))
            .map(Row::key)
            .collect()
    }

    /// Draws the list.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        if self.rows.all().is_empty() {
            let fetched = self.accounts.iter().all(|a| a.as_of.is_some());
            let (title, text) = match (self.rows.is_read(), fetched) {
                (false, _) => ("Reading the figures …", ""),
                (true, false) => (
                    "Not all of Amazon's figures were fetched yet.",
                    "They come each night by themselves; r fetches them now.",
                ),
                (true, true) => (
                    "Nothing differs.",
                    "What we think lies at Amazon is what Amazon says.",
                ),
            };
            return table::empty(pen, area, title, text);
        }
        let columns = table::layout(area.width, COLUMNS.iter());
        table::heading(pen, area, &columns);
        for (index, row) in self.rows.visible() {
            let y = area.y + 1 + (index - self.rows.top()) as u16;
            if y >= area.bottom() {
                break;
            }
            let bar = Rect::new(area.x, y, area.width.saturating_sub(1), 1);
            let lead = Lead {
                cursor: (index == self.rows.index()).then_some(Role::Cursor),
                marked: self.marks.contains(&row.key()),
                alarm: row.difference < 0,
            };
            let dash = pen.signs().dash;
            table::row(pen, bar, &columns, lead, |column| cell(row, column, dash));
        }
        let rows = area.height.saturating_sub(1);
        let (top, all) = (self.rows.top() as u64, self.rows.all().len() as u64);
        let x = area.right().saturating_sub(1);
        pen.scroll_bar(x, area.y + 1, rows, top, u64::from(rows), all);
    }

    /// Draws the row under the cursor in full, and where the figures come from.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let mut fields = Vec::new();
        if let Some(row) = self.rows.current() {
            fields.push(("Product", format!("{} {}", row.sku, row.name)));
            fields.push(("At", row.location.clone()));
            fields.push(("Ours", row.ours.to_string()));
            let amazon = format!(
                "{}: {} sellable, {} reserved, {} looked for",
                row.amazon, row.fulfillable, row.reserved, row.researching
            );
            fields.push(("Amazon", amazon));
            let beside = format!("{} inbound, {} unsellable", row.inbound, row.unsellable);
            fields.push(("Beside", beside));
            if !row.known {
                fields.push(("", "No product of ours has this SKU.".to_owned()));
            }
        }
        for account in &self.accounts {
            fields.push(("From", of_account(account, pen, now)));
        }
        crate::screen::listing::split::draw_fields(pen, area, &fields);
    }

    /// Draws what there is to say of an account whose figures are not as they should be, below a narrow list.
    pub fn draw_brief(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let telling = |a: &&FiguresOf| a.held.is_some() || a.problem.is_some();
        let told = self.accounts.iter().find(telling);
        let Some(account) = told.or(self.accounts.first()) else {
            return;
        };
        let role = if telling(&account) {
            Role::Warn
        } else {
            Role::Dim
        };
        let room = area.width.saturating_sub(2);
        let lines = wrapped(&of_account(account, pen, now), room);
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            pen.put(area.x + 1, y, room, line, role);
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        if !self.rows.is_read() {
            return;
        }
        let dot = pen.signs().dot;
        let mut left = vec![(format!("{} differ", count(self.differing)), Role::Text)];
        if !self.marks.is_empty() {
            let text = format!(" {dot} {} marked", count(self.marks.len() as u64));
            left.push((text, Role::Mark));
        }
        footer::draw_status(pen, line, &left, if self.all { "all" } else { "" });
    }
}

/// Where the figures of an account stand, as a sentence.
fn of_account(account: &FiguresOf, pen: &Pen, now: Moment) -> String {
    let words = pen.look.words;
    if let Some(held) = account.held {
        return format!(
            "{}: {} of {} are held, since there were many more before. h puts them in force.",
            account.account,
            counted(held.rows, "figure"),
            words.day_time(held.as_of, now)
        );
    }
    if let Some(problem) = &account.problem {
        return format!("{}: {problem}", account.account);
    }
    match account.as_of {
        Some(at) => format!(
            "{}: {} of {}",
            account.account,
            counted(account.rows, "figure"),
            words.day_time(at, now)
        ),
        None => format!("{}: never fetched", account.account),
    }
}

fn cell(row: &ReconcileRow, column: Column, dash: &str) -> (String, Role) {
    let figure = |n: u32| match n {
        0 => (dash.to_owned(), Role::Dim),
        n => (n.to_string(), Role::Text),
    };
    match column {
        Column::Product if row.known => (row.sku.clone(), Role::Title),
        Column::Product => (row.sku.clone(), Role::Warn),
        Column::Difference if row.difference == 0 => (dash.to_owned(), Role::Dim),
        Column::Difference => (format!("{:+}", row.difference), Role::Warn),
        Column::Ours if row.ours < 0 => (row.ours.to_string(), Role::Bad),
        Column::Ours => (row.ours.to_string(), Role::Text),
        Column::Amazon => (row.amazon.to_string(), Role::Text),
        Column::Fulfillable => figure(row.fulfillable),
        Column::Reserved => figure(row.reserved),
        Column::Inbound => figure(row.inbound),
        Column::Unsellable => figure(row.unsellable),
        Column::Location => (row.location.clone(), Role::Text),
        Column::Name => (row.name.clone(), Role::Dim),
    }
}

/// Why our figures become Amazon's.
fn why(chosen: Vec<LevelKey>) -> Overlay {
    let text = match chosen.as_slice() {
        [one] => format!(
            "Our figure of {} at {} becomes Amazon's.",
            one.product, one.location
        ),
        many => format!(
            "Our figures of {} become Amazon's.",
            counted(many.len() as u64, "product")
        ),
    };
    over(
        asked(AboutStock::TakeOver(chosen), "Take Amazon's figures over")
            .say(text, Role::Text)
            .line("Reason", "Amazon's figures"),
    )
}

impl Stock {
    pub(super) fn figures_command(&mut self, command: Command, hand: &mut Hand) -> bool {
        match command {
            Command::FiguresTake | Command::FiguresTakeAll => {
                let chosen = self.figures.chosen(command == Command::FiguresTakeAll);
                if chosen.is_empty() {
                    hand.say(
                        Level::Info,
                        "Nothing here differs that a product of ours has.",
                    );
                } else {
                    hand.open(why(chosen));
                }
            }
            Command::FiguresFetch if awaited(&Wanted::Fetch, hand) => {}
            Command::FiguresFetch => {
                hand.say(Level::Info, "Asking Amazon what lies there …");
                let fetch = Request::SyncStock {
                    account: None,
                    accept: false,
                };
                hand.desk.ask(Wanted::Fetch.into(), fetch);
            }
            Command::FiguresAccept => {
                if self.figures.accounts.iter().any(|a| a.held.is_some()) {
                    hand.open(asks::accept_held());
                } else {
                    hand.say(Level::Info, "No figures are held.");
                }
            }
            Command::FiguresAll => {
                self.figures.all = !self.figures.all;
                self.figures.rows.restart();
                self.figures.ask(hand);
            }
            Command::Mark => self.figures.mark(),
            Command::MarkClear => self.figures.marks.clear(),
            Command::StockOpen => {
                let known = self.figures.rows.current().filter(|row| row.known);
                if let Some(key) = known.map(Row::key) {
                    self.show_level(key, hand);
                }
            }
            Command::Back if !self.figures.marks.is_empty() => self.figures.marks.clear(),
            command => return self.figures.rows.moved(command),
        }
        true
    }

    /// Takes Amazon's figures over, one location after the other.
    pub(super) fn take_over(&mut self, chosen: Vec<LevelKey>, reason: &str, hand: &mut Hand) {
        if reason.is_empty() {
            return hand.open(why(chosen));
        }
        let locations: BTreeSet<String> = chosen.iter().map(|key| key.location.clone()).collect();
        for location in locations {
            let here = chosen.iter().filter(|key| key.location == location);
            let apply = ReconcileApply {
                products: here.map(|key| key.product.clone()).collect(),
                location,
                reason: reason.to_owned(),
            };
            ask(Wanted::TakeOver, StockRequest::ReconcileApply(apply), hand);
        }
        self.figures.marks.clear();
    }
}

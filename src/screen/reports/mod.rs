//! The Reports tab: sales by one or two dimensions as figures and pictures, the orders behind each figure, the operators'
//! rates.

mod answers;
mod asks;
mod behind;
mod chart;
mod choosing;
mod drawing;
mod keys;
mod lines;
mod measure;
mod quality;
mod series;
mod strip;
mod table;
mod team_asks;
mod wanted;

pub use asks::AboutReport;
pub use wanted::Wanted;

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::Soon;
use super::listing::rows::Rows;
use crate::domain::moment::{Moment, Span};
use crate::domain::money::Currency;
use crate::domain::sales_report::SalesReport;
use crate::protocol::Request;
use crate::protocol::reports::{QualityReport, ReportRequest};
use behind::Behind;
use choosing::Choosing;
use lines::{Line, LineKey};
use ratatui::layout::Rect;

/// What is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    /// The sales.
    #[default]
    Sales,
    /// The orders behind a figure.
    Behind,
    /// The operators' figures.
    Quality,
}

/// The Reports tab.
#[derive(Debug)]
pub struct Reports {
    view: View,
    choosing: Choosing,
    main: Option<SalesReport>,
    parts: Option<SalesReport>,
    /// Why there is no report.
    refused: Option<String>,
    /// The currencies that are listed.
    listed: Vec<Currency>,
    lines: Rows<Line>,
    unfolded: Vec<LineKey>,
    behind: Behind,
    quality: Option<QualityReport>,
    /// First visible line of the operators' figures.
    scroll: u16,
    refresh: Soon,
    area: Rect,
}

impl Default for Reports {
    fn default() -> Self {
        Reports {
            view: View::default(),
            choosing: Choosing::default(),
            main: None,
            parts: None,
            refused: None,
            listed: Vec::new(),
            lines: Rows::default(),
            unfolded: Vec::new(),
            behind: Behind::default(),
            quality: None,
            scroll: 0,
            refresh: Soon::every(Span::seconds(2)),
            area: Rect::default(),
        }
    }
}

impl Reports {
    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let rows = self
            .split()
            .list
            .height
            .saturating_sub(1 + self.total_rows());
        self.lines.set_height(rows);
        self.behind.set_height(self.body().height.saturating_sub(1));
    }

    /// The tab is shown.
    pub fn show(&mut self, hand: &mut Hand) {
        self.reload(hand);
    }

    /// Asks again for what is shown.
    fn reload(&mut self, hand: &mut Hand) {
        match self.view {
            View::Sales => self.ask_sales(hand),
            View::Behind => self.behind.ask_again(hand),
            View::Quality => ask(Wanted::Quality, ReportRequest::Quality, hand),
        }
    }

    fn ask_sales(&mut self, hand: &mut Hand) {
        let main = ReportRequest::Sales(self.choosing.main());
        ask(Wanted::Main, main, hand);
        match self.choosing.parts() {
            Some(parts) => ask(Wanted::Parts, ReportRequest::Sales(parts), hand),
            None => self.parts = None,
        }
    }

    /// Another choice: the figures that are shown stay until those of the new one are here.
    fn chosen(&mut self, hand: &mut Hand) {
        self.view = View::Sales;
        self.ask_sales(hand);
    }

    /// Orders or teams changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        self.refresh.due()
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16, hand: &mut Hand) {
        match self.view {
            View::Sales => {
                let list = self.split().list;
                let row = y.checked_sub(list.y + 1);
                if let Some(row) = row.filter(|_| list.contains((x, y).into())) {
                    self.lines.go_visible(row);
                }
            }
            View::Behind => {
                if let Some(row) = y.checked_sub(self.body().y + 1) {
                    self.behind.go_visible(row, hand);
                }
            }
            View::Quality => {}
        }
    }

    /// Puts the lines together anew.
    fn arrange(&mut self) {
        if let Some(main) = &self.main {
            let parts = self.parts.as_ref();
            self.listed = lines::currencies(main, &self.choosing);
            let (chosen, listed) = (&self.choosing, self.listed.as_slice());
            let lines = lines::lines(main, parts, chosen, listed, &self.unfolded);
            self.lines.set(lines);
        }
    }

    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        let own = match self.view {
            View::Behind => Context::ReportOrders,
            _ => Context::Reports,
        };
        vec![own, Context::List, Context::Global]
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.view {
            View::Sales => &[
                Command::ReportOpen,
                Command::ReportBy,
                Command::ReportAnd,
                Command::ReportPeriod,
                Command::ReportMeasure,
                Command::ReportUnfold,
                Command::ReportExport,
                Command::Help,
            ],
            View::Behind => &[
                Command::ReportOrder,
                Command::Down,
                Command::Back,
                Command::Help,
            ],
            View::Quality => &[
                Command::ReportQuality,
                Command::Down,
                Command::Back,
                Command::Help,
            ],
        }
    }
}

/// Asks the engine about reports.
fn ask(wanted: Wanted, request: ReportRequest, hand: &mut Hand) {
    hand.desk.ask(wanted.into(), Request::Report(request));
}

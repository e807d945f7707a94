//! The Orders tab: a list of any length, its filter, its marks, and the details of one order.

mod columns;
mod detail;
mod filter;
mod keys;
mod pane;
mod status;
mod table;
mod window;

pub use columns::{delivery_word, status_word};

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::{Purpose, Soon};
use super::pen::Look;
use crate::domain::moment::{Moment, Span};
use crate::domain::order::OrderKey;
use crate::domain::order_query::{OrderFilter, Sort, SortColumn};
use crate::protocol::orders::{OrderPage, OrderPageRequest, OrderRow, OrderView};
use crate::protocol::{Failure, Reply, Request};
use filter::FilterLine;
use pane::Pane;
use ratatui::layout::Rect;
use std::collections::{BTreeMap, HashSet};
use tui_input::InputRequest;
use window::{Goal, Window};

/// From this width on the details, once opened, stand beside the list.
const BESIDE: u16 = 110;
/// From this width on they are there without being asked for.
const ROOMY: u16 = 160;

/// The Orders tab.
#[derive(Debug)]
pub struct Orders {
    window: Window,
    goal: Option<Goal>,
    filter: OrderFilter,
    filter_text: String,
    line: Option<FilterLine>,
    sort: Sort,
    marks: BTreeMap<OrderKey, String>,
    range: Option<OrderKey>,
    changed: HashSet<OrderKey>,
    refresh: Soon,
    follow: Soon,
    pane: Pane,
    area: Rect,
}

impl Default for Orders {
    fn default() -> Self {
        Orders {
            window: Window::default(),
            goal: None,
            filter: OrderFilter::default(),
            filter_text: String::new(),
            line: None,
            sort: Sort::default(),
            marks: BTreeMap::new(),
            range: None,
            changed: HashSet::new(),
            refresh: Soon::every(Span::millis(250)),
            follow: Soon::every(Span::millis(180)),
            pane: Pane::default(),
            area: Rect::default(),
        }
    }
}

/// Where the list and the details stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Split {
    list: Rect,
    detail: Option<Rect>,
}

impl Orders {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.line.is_some() {
            vec![Context::Text]
        } else if self.pane.focus() {
            vec![Context::Detail, Context::List, Context::Global]
        } else {
            vec![Context::Orders, Context::List, Context::Global]
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        if self.line.is_some() {
            &[Command::Accept, Command::Complete, Command::Cancel]
        } else if self.pane.focus() {
            &[
                Command::Down,
                Command::FocusList,
                Command::CloseDetail,
                Command::CopyRefs,
                Command::Help,
            ]
        } else {
            &[
                Command::OpenOrder,
                Command::Filter,
                Command::SortPick,
                Command::Mark,
                Command::SyncAll,
                Command::Help,
            ]
        }
    }

    /// What the list is sorted by.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The area that the tab fills.
    pub fn set_area(&mut self, area: Rect) {
        self.area = area;
        let split = self.split();
        self.window
            .set_height(split.list.height.saturating_sub(table::HEADING));
    }

    fn split(&self) -> Split {
        let area = self.area;
        if !self.pane.is_open(self.has_room()) {
            return Split {
                list: area,
                detail: None,
            };
        }
        if area.width < BESIDE {
            let list = Rect {
                height: area.height,
                ..area
            };
            return Split {
                list,
                detail: Some(area),
            };
        }
        let side = (area.width * 7 / 20).clamp(48, 76);
        let list = Rect {
            width: area.width - side - 1,
            ..area
        };
        let detail = Rect {
            x: list.right() + 1,
            width: side,
            ..area
        };
        Split {
            list,
            detail: Some(detail),
        }
    }

    /// Whether the details of an order have room beside the list without being asked for.
    fn has_room(&self) -> bool {
        self.area.width >= ROOMY && self.window.total() > 0
    }

    fn detail_shown(&self) -> bool {
        self.split().detail.is_some()
    }

    /// Text goes into the filter line.
    pub fn edit(&mut self, request: InputRequest, hand: &mut Hand) {
        if let Some(line) = &mut self.line {
            line.input.handle(request);
            self.typed(hand);
            self.moved(hand);
        }
    }

    fn typed(&mut self, hand: &mut Hand) {
        let Some(line) = &mut self.line else {
            return;
        };
        let Some(filter) = line.read() else {
            return;
        };
        self.filter_text = line.text().trim().to_owned();
        if filter != self.filter {
            self.filter = filter;
            self.restart(Goal::Top);
            self.ask(hand);
        }
    }

    /// Shows the orders that match this text.
    pub fn set_filter(&mut self, text: &str, hand: &mut Hand) {
        if let Ok(filter) = OrderFilter::parse(text) {
            self.filter_text = text.trim().to_owned();
            self.filter = filter;
            self.restart(Goal::Top);
            self.moved(hand);
        }
    }

    /// Sorts by a column: the other way round if it is sorted by it already.
    pub fn sort_by(&mut self, column: SortColumn, hand: &mut Hand) {
        self.sort = Sort {
            column,
            descending: if self.sort.column == column {
                !self.sort.descending
            } else {
                column != SortColumn::ShipBy
            },
        };
        self.restart(Goal::Top);
        self.moved(hand);
    }

    fn restart(&mut self, goal: Goal) {
        self.window.restart(goal);
        self.changed.clear();
        // Whatever is on its way belongs to the list as it was.
        self.goal = None;
    }

    /// After every move: more rows if the view nears an edge, other details if the cursor stands on another order.
    fn moved(&mut self, hand: &mut Hand) {
        self.set_area(self.area);
        self.ask(hand);
        if self.detail_shown() && !self.pane.pinned() && self.window.key() != self.pane.key() {
            if self.pane.shows_nothing() || (self.pane.focus() && self.area.width < BESIDE) {
                self.show_detail(hand);
            } else {
                self.follow.want_after_rest(hand.now);
            }
        }
    }

    fn show_detail(&mut self, hand: &mut Hand) {
        self.follow.drop_it();
        if let Some(key) = self.window.key() {
            self.pane.asked_for(key);
            let order = crate::protocol::orders::OrderRef::Number(key.number);
            hand.desk
                .ask(Purpose::OrderDetail, Request::OrderShow { order });
        }
    }

    fn ask(&mut self, hand: &mut Hand) {
        let Some(want) = self.window.wants() else {
            return;
        };
        let asked = hand.desk.waits_for(&Purpose::OrderPage);
        if hand.facts.link.is_lost() || (asked && self.goal.is_some_and(|g| g == want.goal)) {
            return;
        }
        self.goal = Some(want.goal);
        let request = OrderPageRequest {
            filter: self.filter.clone(),
            sort: self.sort,
            start: want.start,
            limit: want.limit,
        };
        hand.desk
            .ask(Purpose::OrderPage, Request::OrderPage(request));
    }

    /// Orders changed at the engine.
    pub fn outdated(&mut self, now: Moment) {
        self.refresh.want(now);
    }

    /// Everything shown is asked for again.
    pub fn reload(&mut self, hand: &mut Hand) {
        self.goal = None;
        self.window.restart(Goal::Same);
        self.ask(hand);
        if self.detail_shown() && !self.pane.pinned() {
            self.show_detail(hand);
        }
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
        if self.follow.take(hand.now) {
            self.show_detail(hand);
        }
    }

    /// When something is to be done, or a time in words changes.
    pub fn next_due(&self, look: &Look, now: Moment) -> Option<Moment> {
        let words = self
            .window
            .visible()
            .filter_map(|(_, row)| row)
            .filter(|row| table::is_open(row))
            .filter_map(|row| look.words.due(row.ship_by?, now).until);
        words
            .chain(self.refresh.due())
            .chain(self.follow.due())
            .min()
    }

    /// Rows came.
    pub fn page(&mut self, page: OrderPage, hand: &mut Hand) {
        let Some(goal) = self.goal.take() else {
            return self.ask(hand);
        };
        if goal == Goal::Same {
            self.note_changes(&page.rows);
        }
        self.window.take(page, goal);
        self.moved(hand);
    }

    /// Bold is what changed since it was shown, until the next change.
    fn note_changes(&mut self, rows: &[OrderRow]) {
        let old: BTreeMap<OrderKey, &OrderRow> =
            self.window.rows().iter().map(|r| (r.key, r)).collect();
        let newest = old.keys().next_back().copied();
        let changed: HashSet<OrderKey> = rows
            .iter()
            .filter(|row| match old.get(&row.key) {
                Some(before) => *before != *row,
                None => newest.is_some_and(|n| row.key > n),
            })
            .map(|row| row.key)
            .collect();
        if !changed.is_empty() {
            self.changed = changed;
        }
    }

    /// An order for the details came, or why it did not.
    pub fn detail(&mut self, result: Result<Reply, Failure>) {
        match result {
            Ok(Reply::Order(view)) => self.pane.show(view),
            Ok(_) => {}
            Err(failure) => self.pane.fail(failure.to_string()),
        }
    }

    /// An order that was fetched on request: shown at once, wherever it stands in the list.
    pub fn open(&mut self, view: Box<OrderView>, hand: &mut Hand) {
        self.pane.open();
        self.pane.set_focus(true);
        self.pane.asked_for(view.key);
        self.pane.show(view);
        self.pane.pin();
        self.refresh.want(hand.now);
    }

    /// A press of the mouse inside the tab.
    pub fn press(&mut self, x: u16, y: u16, hand: &mut Hand) {
        let split = self.split();
        if split.detail.is_some_and(|d| d.contains((x, y).into())) {
            self.pane.set_focus(true);
        } else if split.list.contains((x, y).into()) && y >= split.list.y + table::HEADING {
            self.pane.set_focus(false);
            self.window.go_visible(y - split.list.y - table::HEADING);
            self.moved(hand);
        }
    }
}

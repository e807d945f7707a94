//! The Activity tab: what runs now, and what was done and happened.

use super::accounts::drawing::run_words;
use super::command::{Command, Context};
use super::context::Hand;
use super::desk::{Purpose, Soon};
use super::facts::Facts;
use super::footer::{self, level_sign};
use super::overlay;
use super::pen::Pen;
use super::theme::Role;
use super::words;
use crate::domain::moment::{Moment, Span};
use crate::protocol::Request;
use crate::protocol::upkeep::{ActivityEntry, ActivityPage, Level};
use ratatui::layout::Rect;

/// Entries asked for at once.
const PAGE: u32 = 200;
/// Entries kept at most.
const KEPT: usize = 4_000;

/// The Activity tab.
#[derive(Debug)]
pub struct Activity {
    entries: Vec<ActivityEntry>,
    next: Option<u64>,
    at: Option<u64>,
    trouble_only: bool,
    read: bool,
    refresh: Soon,
    rows: u16,
}

impl Default for Activity {
    fn default() -> Self {
        Activity {
            entries: Vec::new(),
            next: None,
            at: None,
            trouble_only: false,
            read: false,
            refresh: Soon::every(Span::millis(500)),
            rows: 1,
        }
    }
}

impl Activity {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        vec![Context::Activity, Context::List, Context::Global]
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        &[
            Command::Down,
            Command::ActivityErrors,
            Command::RunPause,
            Command::RunStop,
            Command::Messages,
            Command::Help,
        ]
    }

    /// The tab is shown so many rows high.
    pub fn set_height(&mut self, rows: u16) {
        self.rows = rows.max(1);
    }

    fn shown(&self) -> Vec<&ActivityEntry> {
        self.entries
            .iter()
            .filter(|e| !self.trouble_only || e.level != Level::Info)
            .collect()
    }

    fn index(&self) -> usize {
        let Some(at) = self.at else {
            return 0;
        };
        self.shown().iter().position(|e| e.id <= at).unwrap_or(0)
    }

    /// Asks for the newest entries, if they were never read.
    pub fn open(&mut self, hand: &mut Hand) {
        if !self.read {
            self.reload(hand);
        }
    }

    /// Asks for the newest entries.
    pub fn reload(&mut self, hand: &mut Hand) {
        let request = Request::Activity {
            before: None,
            limit: PAGE,
        };
        hand.desk.ask(Purpose::Activity, request);
    }

    /// Entries came.
    pub fn page(&mut self, page: ActivityPage, older: bool) {
        if older {
            self.entries.extend(page.entries);
            self.entries.truncate(KEPT);
        } else {
            self.entries = page.entries;
            self.read = true;
        }
        self.next = page.next;
    }

    /// Something was written to the log; whether it shows.
    pub fn add(&mut self, entry: ActivityEntry) -> bool {
        if !self.read || self.entries.first().is_some_and(|e| e.id >= entry.id) {
            return false;
        }
        let shows = !self.trouble_only || entry.level != Level::Info;
        self.entries.insert(0, entry);
        self.entries.truncate(KEPT);
        shows
    }

    /// Does what a key says; `false` if it means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> bool {
        let shown = self.shown();
        let page = usize::from(self.rows);
        if let Some(to) = overlay::moved(self.index(), shown.len(), page, command) {
            let near_end = to + page >= shown.len();
            // On the newest entry the cursor stays with the newest.
            self.at = match to {
                0 => None,
                to => shown.get(to).map(|e| e.id),
            };
            if near_end
                && self.entries.len() < KEPT
                && let Some(before) = self.next
                && !hand.desk.waits_for(&Purpose::ActivityMore)
            {
                let request = Request::Activity {
                    before: Some(before),
                    limit: PAGE,
                };
                hand.desk.ask(Purpose::ActivityMore, request);
            }
            return true;
        }
        match command {
            Command::ActivityErrors => self.trouble_only = !self.trouble_only,
            Command::Back if self.trouble_only => self.trouble_only = false,
            _ => return false,
        }
        true
    }

    /// A moment has come.
    pub fn due(&mut self, hand: &mut Hand) {
        if self.refresh.take(hand.now) {
            self.reload(hand);
        }
    }

    /// What is read may be old.
    pub fn outdated(&mut self, now: Moment) {
        if self.read {
            self.refresh.want(now);
        }
    }

    /// When something is to be done.
    pub fn next_due(&self) -> Option<Moment> {
        self.refresh.due()
    }

    /// Draws the tab: a gauge for each run, below it the log.
    pub fn draw(&self, pen: &mut Pen, area: Rect, facts: &Facts, now: Moment) {
        let mut y = area.y;
        for (account, run) in facts.running() {
            if y + 2 >= area.bottom() {
                break;
            }
            let title = if run.backfill { "back-fill" } else { "sync" };
            let lead = format!("{} {title}", account.name);
            let used = pen.put(area.x + 1, y, 26.min(area.width), &lead, Role::Title);
            let room = area.width.saturating_sub(used + 4);
            match run.expected {
                Some(all) if all > 0 => {
                    let part = run.fetched as f64 / all as f64;
                    let gauge = room.min(40).saturating_sub(6);
                    pen.gauge(area.x + used + 3, y, gauge, part);
                    let percent = format!("{:.0} %", (part * 100.0).min(100.0));
                    pen.put(area.x + used + 4 + gauge, y, 6, &percent, Role::Accent);
                }
                _ => {
                    let from = pen.look.words.full(run.from);
                    pen.put(
                        area.x + used + 3,
                        y,
                        room,
                        &format!("from {from}"),
                        Role::Dim,
                    );
                }
            }
            let text = run_words(pen, run, now);
            pen.put(
                area.x + 3,
                y + 1,
                area.width.saturating_sub(4),
                &text,
                Role::Dim,
            );
            y += 2;
        }
        if y > area.y {
            pen.rule(area.x, y, area.width, Role::Line);
            y += 1;
        }
        let list = Rect::new(area.x, y, area.width, area.bottom().saturating_sub(y));
        self.draw_log(pen, list, now);
    }

    /// Draws the line below: where one is, and whether all is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect) {
        let shown = self.shown().len() as u64;
        let at = (self.index() as u64 + 1).min(shown);
        let more = if self.next.is_some() { "+" } else { "" };
        let text = format!("{} of {}{more}", words::count(at), words::count(shown));
        let mut left = vec![(text, Role::Text)];
        if self.trouble_only {
            let dot = pen.signs().dot;
            left.push((format!(" {dot} only warnings and errors"), Role::Accent));
        }
        footer::draw_status(pen, line, &left, "");
    }

    fn draw_log(&self, pen: &mut Pen, list: Rect, now: Moment) {
        let shown = self.shown();
        if shown.is_empty() && list.height > 0 {
            let text = match (self.read, self.trouble_only) {
                (false, _) => "Reading …",
                (true, true) => "No warnings and no errors.",
                (true, false) => "Nothing has happened yet.",
            };
            pen.put(list.x + 1, list.y, list.width, text, Role::Dim);
            return;
        }
        let rows = usize::from(list.height);
        let at = self.index();
        let top = overlay::first_visible(at, shown.len(), rows);
        for (index, entry) in shown.iter().enumerate().skip(top).take(rows) {
            let y = list.y + (index - top) as u16;
            let on = index == at;
            let bar = Rect::new(list.x, y, list.width.saturating_sub(1), 1);
            if on {
                pen.tint(bar, Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            let (sign, look) = level_sign(pen, entry.level);
            let plain = entry.level == Level::Info;
            let when = pen.look.words.column_time(entry.at, now);
            pen.put(bar.x + 1, y, 12, &when, role(Role::Dim));
            if !plain {
                pen.put(bar.x + 14, y, 1, sign, role(look));
            }
            let about: Vec<&str> = entry
                .account
                .iter()
                .chain(&entry.record)
                .map(String::as_str)
                .collect();
            let mut x = bar.x + 16;
            let end = bar.right();
            if list.width >= 70 {
                pen.put(x, y, 9, &entry.who, role(Role::Dim));
                let room = if list.width >= 110 { 32 } else { 20 };
                pen.put(x + 10, y, room, &about.join(" "), role(Role::Accent));
                x += 11 + room;
            }
            if x < end {
                pen.put(
                    x,
                    y,
                    end - x,
                    &entry.what,
                    role(if plain { Role::Text } else { look }),
                );
            }
        }
        if list.width > 0 {
            let (top, all) = (top as u64, shown.len() as u64);
            pen.scroll_bar(list.right() - 1, list.y, list.height, top, rows as u64, all);
        }
    }
}

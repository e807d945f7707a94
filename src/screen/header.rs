//! The top of the screen: tabs, what needs attention, how the accounts are.

use super::facts::{Facts, Link};
use super::pen::{Pen, width};
use super::tabs::{Entry, Tab};
use super::theme::Role;
use super::words;
use crate::domain::moment::Moment;
use crate::protocol::accounts::{AccountView, SyncState};
use crate::protocol::status::StatusReport;
use ratatui::layout::Rect;

/// What the header shows.
pub struct Header<'a> {
    /// The tab that is shown.
    pub tab: Tab,
    /// What is known.
    pub facts: &'a Facts,
    /// What the demo says of itself.
    pub demo: Option<&'a str>,
    /// The time.
    pub now: Moment,
}

/// A tab's name where it stands in the header: place, columns.
type Place = (Tab, u16, u16, String);

/// How a tab is written: its number, what it is called, whether it is shown.
type Form = fn(usize, &Entry, bool) -> String;

/// From the widest to the narrowest.
const FORMS: [Form; 5] = [
    |n, tab, _| format!(" {n} {} ", tab.long),
    |n, tab, _| format!(" {n} {} ", tab.short),
    |n, tab, on| format!(" {n} {}{}", tab.tiny, if on { " " } else { "" }),
    |n, tab, on| {
        if on {
            format!(" {n} {} ", tab.short)
        } else {
            format!(" {n} ")
        }
    },
    |n, tab, on| {
        if on {
            format!(" {n} {} ", tab.short)
        } else {
            String::new()
        }
    },
];

/// Where the tabs stand in so many columns.
fn tab_places(active: Tab, room: u16) -> Vec<Place> {
    for form in FORMS {
        let mut x = 0;
        let mut places = Vec::new();
        for (index, entry) in Tab::ALL.iter().enumerate() {
            let text = form(index + 1, entry, entry.tab == active);
            let columns = width(&text);
            places.push((entry.tab, x, columns, text));
            x += columns;
        }
        if x <= room {
            return places;
        }
    }
    Vec::new()
}

/// Product name before the tabs, where there is room for it.
fn lead(room: u16) -> u16 {
    if room >= 120 { 12 } else { 0 }
}

/// The tab at a column of the first line.
pub fn tab_at(active: Tab, room: u16, column: u16) -> Option<Tab> {
    let column = column.checked_sub(lead(room))?;
    tab_places(active, room - lead(room))
        .into_iter()
        .find(|(_, x, columns, _)| (*x..x + columns).contains(&column))
        .map(|(tab, ..)| tab)
}

impl Header<'_> {
    /// Draws it, in one line or two.
    pub fn draw(&self, pen: &mut Pen, area: Rect) {
        if area.height == 0 {
            return;
        }
        let lead = lead(area.width);
        if lead > 0 {
            pen.put(area.x + 1, area.y, lead, "orderdeck", Role::Title);
        }
        let mut end = area.x;
        for (tab, x, columns, text) in tab_places(self.tab, area.width - lead) {
            let role = if tab == self.tab {
                Role::TabOn
            } else {
                Role::TabOff
            };
            pen.put(area.x + lead + x, area.y, columns, &text, role);
            end = area.x + lead + x + columns;
        }
        let room = area.right().saturating_sub(end + 2);
        let demo = self.demo.unwrap_or_default();
        let first_word = demo.split(':').next().unwrap_or_default();
        let told = [demo, first_word]
            .into_iter()
            .find(|words| width(words) <= room);
        if let Some(words) = told {
            pen.put_right(end + 1, area.y, room, words, Role::Dim);
        }
        if area.height > 1 {
            let mut line = Rect::new(area.x, area.y + 1, area.width, 1);
            if told.is_none() {
                // That nothing here is real is told on any terminal.
                let taken = pen.put(line.x + 1, line.y, line.width, first_word, Role::Dim) + 1;
                line.x += taken;
                line.width = line.width.saturating_sub(taken);
            }
            self.draw_state(pen, line);
        }
    }

    fn draw_state(&self, pen: &mut Pen, line: Rect) {
        if let Link::Lost { since, .. } = self.facts.link {
            let since = pen.look.words.time(since);
            let sign = pen.signs().bad;
            let text = format!(
                " {sign} The engine is gone since {since}. What you see may be old. Trying again …"
            );
            pen.tint(line, Role::Banner);
            pen.put(line.x, line.y, line.width, &text, Role::Banner);
            return;
        }
        let left = self.attention(pen);
        let gap = "  ";
        let mut x = line.x + 1;
        let end = line.right();
        let narrow = line.width < 60;
        for (index, (text, role)) in left.iter().enumerate() {
            if index > 0 {
                x += if narrow { 1 } else { 2 };
            }
            let text = if narrow {
                text.replace(" today", "")
            } else {
                text.clone()
            };
            if x < end {
                x += pen.put(x, line.y, end - x, &text, *role);
            }
        }
        let room = end.saturating_sub(x + 3);
        let columns =
            |pieces: &[(String, Role)]| -> u16 { pieces.iter().map(|(t, _)| width(t)).sum() };
        let all = |short| -> u16 {
            let accounts = self.accounts(pen, short);
            accounts.iter().map(|a| columns(a) + 2).sum()
        };
        let accounts = self.accounts(pen, all(false) > room);
        let mut shown: Vec<(String, Role)> = Vec::new();
        for (index, account) in accounts.iter().enumerate() {
            let more = accounts.len() - index - 1;
            let tail = if more > 0 { 5 } else { 0 };
            let lead = if shown.is_empty() { 0 } else { 2 };
            if columns(&shown) + lead + columns(account) + tail > room {
                if columns(&shown) + 5 <= room {
                    shown.push((format!("{gap}+{}", more + 1), Role::Dim));
                }
                break;
            }
            if lead > 0 {
                shown.push((gap.to_owned(), Role::Text));
            }
            shown.extend(account.iter().cloned());
        }
        let pieces: Vec<(&str, Role)> = shown.iter().map(|(t, r)| (t.as_str(), *r)).collect();
        let taken = columns(&shown);
        let at = end.saturating_sub(taken + 1);
        pen.run(at, line.y, taken, &pieces);
    }

    fn attention(&self, pen: &Pen) -> Vec<(String, Role)> {
        let Some(status) = &self.facts.status else {
            return vec![("Asking the engine …".to_owned(), Role::Dim)];
        };
        let found = troubles(status);
        if found.is_empty() && self.facts.accounts.as_ref().is_some_and(Vec::is_empty) {
            return vec![("No account yet".to_owned(), Role::Dim)];
        }
        if found.is_empty() {
            let sign = pen.signs().good;
            return vec![(format!("{sign} all well"), Role::Good)];
        }
        found
            .into_iter()
            .map(|(bad, text)| {
                if bad {
                    (format!("{} {text}", pen.signs().bad), Role::Bad)
                } else {
                    (format!("{} {text}", pen.signs().warn), Role::Warn)
                }
            })
            .collect()
    }

    /// The accounts that are not well first.
    fn accounts(&self, pen: &Pen, short: bool) -> Vec<Vec<(String, Role)>> {
        let mut accounts: Vec<&AccountView> = self.facts.active().collect();
        accounts.sort_by_key(|a| match a.state {
            SyncState::Refused | SyncState::Failing => 0,
            SyncState::Syncing | SyncState::Paused => 1,
            SyncState::Throttled => 2,
            _ => 3,
        });
        accounts
            .into_iter()
            .map(|a| {
                let (sign, text, role) = account_state(a, pen, self.now);
                let text = match (short, a.state) {
                    (true, SyncState::Refused) => "refused".to_owned(),
                    (true, SyncState::Failing) => "failing".to_owned(),
                    (true, SyncState::Syncing) => a
                        .run
                        .as_ref()
                        .map_or("syncing".to_owned(), |run| words::count(run.fetched)),
                    (true, SyncState::Throttled) => "waits".to_owned(),
                    _ => text,
                };
                vec![
                    (format!("{} ", a.name), Role::Dim),
                    (format!("{sign} {text}"), role),
                ]
            })
            .collect()
    }
}

/// What needs attention: whether it is bad, and in words.
fn troubles(status: &StatusReport) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    let mut add = |bad: bool, figure: u64, text: String| {
        if figure > 0 {
            found.push((bad, text));
        }
    };
    let orders = &status.orders;
    let refused = status.deliveries.failed + status.cancellations.failed;
    add(
        true,
        orders.late,
        format!("{} late", words::count(orders.late)),
    );
    add(
        false,
        orders.due_today,
        format!("{} due today", words::count(orders.due_today)),
    );
    add(true, refused, format!("{} refused", words::count(refused)));
    add(
        true,
        status.failed_orders,
        format!("{} failed", words::count(status.failed_orders)),
    );
    // What has a figure above or stands at its account already is not told twice.
    let told = [
        "late",
        "due_today",
        "failed_orders",
        "deliveries_failed",
        "failed",
        "stale",
        "account",
    ];
    let other = status
        .problems
        .iter()
        .filter(|p| !told.contains(&p.code.as_str()))
        .count() as u64;
    add(false, other, words::counted(other, "problem"));
    found
}

/// What an account's sync is doing, in short.
pub fn account_state(
    account: &AccountView,
    pen: &Pen,
    now: Moment,
) -> (&'static str, String, Role) {
    let signs = pen.signs();
    let time = |at: Option<Moment>| match at {
        Some(at) if now.since(at).as_seconds() < 20 * 3600 => pen.look.words.time(at),
        Some(at) => pen.look.words.day_time(at, now),
        None => "never".to_owned(),
    };
    if let Some(run) = account.run.as_ref().filter(|r| !r.paused)
        && account.state == SyncState::Syncing
    {
        let text = format!(
            "page {} · {}",
            run.pages + 1,
            words::counted(run.fetched, "order")
        );
        return (signs.work, text, Role::Accent);
    }
    match account.state {
        SyncState::Idle => match account.last_success {
            Some(at) => (signs.good, time(Some(at)), Role::Good),
            None => (signs.work, "not synced yet".to_owned(), Role::Dim),
        },
        SyncState::Syncing => (signs.work, "syncing".to_owned(), Role::Accent),
        SyncState::Throttled => {
            let next = account.budgets.iter().filter_map(|b| b.next_call).max();
            let waits = account.run.as_ref().and_then(|r| r.waits_until).or(next);
            let text = match waits {
                Some(at) => format!("waits until {}", pen.look.words.time(at)),
                None => "waits for Amazon".to_owned(),
            };
            (signs.pause, text, Role::Dim)
        }
        SyncState::Paused => (signs.pause, "paused".to_owned(), Role::Warn),
        SyncState::Failing => {
            let text = format!("failing, synced {}", time(account.last_success));
            (signs.bad, text, Role::Bad)
        }
        SyncState::Refused => (signs.bad, "refused by Amazon".to_owned(), Role::Bad),
        SyncState::Archived => (signs.dash, "archived".to_owned(), Role::Dim),
    }
}

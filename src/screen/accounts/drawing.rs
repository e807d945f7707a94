//! Drawing the Accounts tab.

use super::Accounts;
use crate::domain::moment::Moment;
use crate::protocol::accounts::{AccountView, RunView};
use crate::screen::facts::Facts;
use crate::screen::header::account_state;
use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::layout::Rect;

/// Days after which a client secret must be replaced, and an authorisation renewed.
const SECRET_DAYS: i64 = 180;
const AUTHORISATION_DAYS: i64 = 365;
/// Days before that a warning begins.
const WARN_DAYS: i64 = 30;

impl Accounts {
    /// Draws the tab: a line for each account, below it the one under the cursor in full.
    pub fn draw(&self, pen: &mut Pen, area: Rect, facts: &Facts, now: Moment) {
        let Some(list) = &facts.accounts else {
            pen.put(
                area.x + 1,
                area.y,
                area.width,
                "Reading the accounts …",
                Role::Dim,
            );
            return;
        };
        if list.is_empty() {
            let y = area.y + area.height / 3;
            let x = area.x + 2;
            pen.put(x, y, area.width, "There is no account yet.", Role::Title);
            if y + 1 < area.bottom() {
                let text =
                    "a registers one; the seller id and three credentials of Amazon's are needed.";
                pen.put(x, y + 1, area.width.saturating_sub(2), text, Role::Dim);
            }
            return;
        }
        let at = self.index(facts);
        let rows = (area.height.saturating_sub(1) / 2)
            .min(list.len() as u16)
            .max(1);
        heading(pen, area);
        let top = crate::screen::overlay::first_visible(at, list.len(), usize::from(rows));
        for (index, account) in list.iter().enumerate().skip(top).take(usize::from(rows)) {
            let y = area.y + 1 + (index - top) as u16;
            if y < area.bottom() {
                row(
                    pen,
                    Rect::new(area.x, y, area.width, 1),
                    account,
                    index == at,
                    now,
                );
            }
        }
        let below = area.y + 1 + rows;
        if below + 1 < area.bottom() {
            pen.rule(area.x, below, area.width, Role::Line);
            let rest = Rect::new(area.x, below + 1, area.width, area.bottom() - below - 1);
            if let Some(account) = list.get(at) {
                detail(pen, rest, account, now);
            }
        }
    }
}

/// Where the columns begin: name, state, last sync, next, calls; those beyond the width are left out.
fn places(width: u16) -> [u16; 4] {
    match width {
        0..60 => [1, 15, u16::MAX, u16::MAX],
        60..100 => [1, 18, 44, 62],
        _ => [1, 26, 60, 82],
    }
}

fn heading(pen: &mut Pen, area: Rect) {
    let titles = ["Account", "State", "Orders up to", "Next sync"];
    for (title, x) in titles.iter().zip(places(area.width)) {
        if x < area.width {
            pen.put(area.x + x, area.y, area.width - x, title, Role::Label);
        }
    }
}

fn row(pen: &mut Pen, bar: Rect, account: &AccountView, on: bool, now: Moment) {
    if on {
        pen.tint(bar, Role::Cursor);
    }
    let [name, state, upto, next] = places(bar.width);
    let role = |role| if on { Role::Cursor } else { role };
    let when = |pen: &Pen, at: Option<Moment>| {
        at.map_or("never".to_owned(), |at| pen.look.words.day_time(at, now))
    };
    let (sign, text, look) = account_state(account, pen, now);
    let plain = if account.active {
        Role::Text
    } else {
        Role::Dim
    };
    let label = format!(
        "{} {}",
        account.name,
        account.region.as_str().to_uppercase()
    );
    pen.put(bar.x + name, bar.y, state - name - 1, &label, role(plain));
    let room = upto.min(bar.width).saturating_sub(state + 1);
    pen.put(
        bar.x + state,
        bar.y,
        room,
        &format!("{sign} {text}"),
        role(look),
    );
    if upto < bar.width {
        let text = when(pen, account.last_order_sync);
        pen.put(
            bar.x + upto,
            bar.y,
            next.min(bar.width) - upto - 1,
            &text,
            role(plain),
        );
    }
    if next < bar.width {
        let text = match account.next_sync {
            Some(at) if account.active => pen.look.words.day_time(at, now),
            _ => "on request".to_owned(),
        };
        pen.put(
            bar.x + next,
            bar.y,
            bar.width - next,
            &text,
            role(Role::Dim),
        );
    }
}

fn detail(pen: &mut Pen, area: Rect, account: &AccountView, now: Moment) {
    let mut lines: Vec<(String, String, Role)> = Vec::new();
    let mut fact = |label: &str, value: String, role: Role| {
        if !value.is_empty() {
            lines.push((label.to_owned(), value, role));
        }
    };
    let w = pen.look.words;
    if let Some(problem) = &account.problem {
        fact("Problem", problem.clone(), Role::Bad);
    }
    if let Some(run) = &account.run {
        fact("Running", run_words(pen, run, now), Role::Accent);
    }
    let markets: Vec<String> = account
        .marketplaces
        .iter()
        .map(|m| format!("{} {}", m.code, m.currency))
        .collect();
    fact("Marketplaces", markets.join(", "), Role::Text);
    let upto = account
        .last_order_sync
        .map_or("never".to_owned(), |at| w.full(at));
    fact("Orders up to", upto, Role::Text);
    let last = account
        .last_success
        .map_or("never".to_owned(), |at| w.full(at));
    fact("Last good sync", last, Role::Text);
    fact(
        "Automatic sync",
        match account.sync_seconds {
            seconds @ 0..120 => format!("every {seconds} s"),
            seconds => format!("every {} min", seconds / 60),
        },
        Role::Text,
    );
    for budget in &account.budgets {
        let next = budget
            .next_call
            .map_or(String::new(), |at| format!(", next at {}", w.time(at)));
        let text = format!("{} of {} now{next}", budget.calls_left, budget.burst);
        fact(&format!("Calls: {}", budget.operation), text, Role::Text);
    }
    fact("Seller id", account.seller_id.clone(), Role::Text);
    let person = account
        .salesperson
        .as_ref()
        .map_or(String::new(), |p| format!(", {p}"));
    fact(
        "Sales team",
        format!("{}{person}", account.team),
        Role::Text,
    );
    fact("Stock at Amazon", account.location.clone(), Role::Text);
    let (text, role) = age(account.secret_age_days, SECRET_DAYS, "replace");
    fact("Client secret", text, role);
    let (text, role) = age(account.authorisation_age_days, AUTHORISATION_DAYS, "renew");
    fact("Authorisation", text, role);
    if account.import_shipped_elsewhere {
        fact(
            "Also imports",
            "orders shipped elsewhere".to_owned(),
            Role::Text,
        );
    }
    if account.other_channels_are_sales {
        fact("Other channels", "count as sales".to_owned(), Role::Text);
    }
    fact(
        "API address",
        account.endpoint.clone().unwrap_or_default(),
        Role::Dim,
    );
    let labels = lines
        .iter()
        .map(|(l, ..)| width(l))
        .max()
        .unwrap_or(0)
        .min(area.width / 2)
        + 2;
    let room = area.width.saturating_sub(labels + 2);
    let mut y = area.y;
    for (label, value, role) in &lines {
        for (index, text) in wrapped(value, room).iter().enumerate() {
            if y >= area.bottom() {
                return;
            }
            if index == 0 {
                pen.put(area.x + 1, y, labels, label, Role::Dim);
            }
            pen.put(area.x + 1 + labels, y, room, text, *role);
            y += 1;
        }
    }
}

/// How old credentials are, with a warning when their time runs out.
fn age(days: i64, allowed: i64, verb: &str) -> (String, Role) {
    let left = allowed - days;
    let old = words::counted(days.max(0).unsigned_abs(), "day");
    if left <= 0 {
        return (format!("{old} old: {verb} it now"), Role::Bad);
    }
    if left <= WARN_DAYS {
        let left = words::counted(left.unsigned_abs(), "day");
        return (format!("{old} old: {verb} it within {left}"), Role::Warn);
    }
    (format!("{old} old"), Role::Text)
}

/// How far a run is, in words.
pub fn run_words(pen: &Pen, run: &RunView, now: Moment) -> String {
    let w = pen.look.words;
    let dot = pen.signs().dot;
    let mut text = format!(
        "page {} {dot} {}",
        run.pages + 1,
        words::counted(run.fetched, "order")
    );
    if let Some(all) = run.expected.filter(|all| *all > run.fetched) {
        text = format!("{text} of about {}", words::count(all));
    }
    let seconds = now.since(run.started).as_seconds();
    if seconds >= 60 && run.fetched > 0 && !run.paused {
        let rate = run.fetched.saturating_mul(60) / seconds.unsigned_abs();
        text = format!("{text} {dot} {} a minute", words::count(rate));
    }
    if run.paused {
        text = format!("{text} {dot} paused");
    } else if let Some(at) = run.waits_until.filter(|at| *at > now) {
        text = format!("{text} {dot} waits for Amazon until {}", w.time(at));
    }
    match run.done_at.filter(|_| !run.paused) {
        Some(at) => format!("{text} {dot} done about {}", w.day_time(at, now)),
        None => text,
    }
}

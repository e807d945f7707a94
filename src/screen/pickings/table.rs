//! Drawing the list of pickings.

use super::list::{List, Shown};
use super::urgency;
use super::{Pickings, feedback, undo_left};
use crate::domain::moment::Moment;
use crate::domain::order::Flags;
use crate::domain::picking::{Hold, NoticeState, PickingState};
use crate::protocol::pickings::PickingView;
use crate::screen::facts::Facts;
use crate::screen::footer;
use crate::screen::overlay::draw_input;
use crate::screen::pen::{Pen, width};
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::layout::Rect;

/// Rows above the first picking.
pub const HEADING: u16 = 1;

/// What is special about an order, for who packs it: flag, letter, word.
const MARKS: [(Flags, &str, &str); 4] = [
    (Flags::PRIME, "P", "Prime"),
    (Flags::PREMIUM, "X", "premium"),
    (Flags::GIFT, "G", "gift"),
    (Flags::BUSINESS, "B", "business"),
];

/// The words for what is special, or their letters.
pub fn marks(flags: Flags, short: bool) -> String {
    let found = MARKS.iter().filter(|(flag, ..)| flags.has(*flag));
    let words: Vec<&str> = found
        .map(|(_, letter, word)| if short { *letter } else { *word })
        .collect();
    words.join(" ")
}

/// What Amazon knows, in a word or two.
pub fn sync_word(sync: NoticeState) -> (&'static str, Role) {
    match sync {
        NoticeState::None => ("", Role::Dim),
        NoticeState::Pending => ("Amazon waits", Role::Text),
        NoticeState::Processing => ("processing", Role::Accent),
        NoticeState::Synchronized => ("synchronized", Role::Good),
        NoticeState::Failed => ("refused", Role::Bad),
    }
}

/// A column: where it begins, and how wide it is; nothing if there is no room for it.
type Column = Option<(u16, u16)>;

struct Columns {
    due: Column,
    number: Column,
    units: Column,
    marks: Column,
    goods: Column,
    customer: Column,
    service: Column,
    carrier: Column,
    short_marks: bool,
}

/// Puts columns one after the other.
struct Ruler {
    x: u16,
}

impl Ruler {
    fn add(&mut self, columns: u16, wanted: bool) -> Column {
        let at = self.x;
        if wanted {
            self.x += columns + 1;
        }
        wanted.then_some((at, columns))
    }
}

fn columns(room: u16, ready: bool) -> Columns {
    let short_marks = room < 130;
    let customer = if room >= 100 { 22 } else { 16 };
    let carrier = if room >= 100 { 34 } else { 16 };
    let (with_customer, with_service) = (room >= 76, room >= 140);
    let with_carrier = !ready && room >= 60;
    let mut ruler = Ruler { x: 3 };
    let due = ruler.add(11, true);
    let number = ruler.add(12, true);
    let units = ruler.add(3, room >= 34);
    let marks = ruler.add(if short_marks { 5 } else { 20 }, room >= 38);
    let tail: u16 = [
        (customer, with_customer),
        (10, with_service),
        (carrier, with_carrier),
    ]
    .iter()
    .filter(|(_, wanted)| *wanted)
    .map(|(columns, _)| columns + 1)
    .sum();
    let goods = room.saturating_sub(ruler.x + tail + 1);
    Columns {
        due,
        number,
        units,
        marks,
        goods: ruler.add(goods, goods > 7),
        customer: ruler.add(customer, with_customer),
        service: ruler.add(10, with_service),
        carrier: ruler.add(carrier, with_carrier),
        short_marks,
    }
}

impl Pickings {
    /// Draws the tab.
    pub fn draw(&self, pen: &mut Pen, facts: &Facts, now: Moment) {
        let parts = self.parts();
        if let Some(area) = parts.list {
            self.draw_list(pen, area, facts, now);
        }
        if let (Some(open), Some(area)) = (&self.open, parts.sheet) {
            if let Some(list) = parts.list {
                pen.post(list.right(), area.y, area.height, Role::LineFocus);
            }
            let undo = self.undo_line(now);
            super::sheet::draw(pen, area, open, &self.feedback, undo, now);
        }
        if let (Some(area), Some(banner)) = (parts.banner, self.feedback.banner()) {
            feedback::draw_banner(pen, area, banner);
        }
    }

    /// What can be taken back, and for how long.
    fn undo_line(&self, now: Moment) -> Option<String> {
        let last = self.last.as_ref()?;
        let (seconds, _) = undo_left(last.until?, now)?;
        Some(format!(
            "u takes {} back: {seconds} s left",
            last.packing.picking
        ))
    }

    fn draw_list(&self, pen: &mut Pen, area: Rect, facts: &Facts, now: Moment) {
        let list = &self.list;
        let ready = list.shown == Shown::Ready;
        let columns = columns(area.width, ready);
        draw_heading(pen, area, &columns, ready);
        let focus = self.open.is_none();
        let (top, index) = list.view();
        if list.rows.is_empty() {
            return draw_empty(pen, area, list, facts);
        }
        for (row, view) in list.visible() {
            let y = area.y + HEADING + (row - top) as u16;
            let bar = Rect::new(area.x, y, area.width, 1);
            if y >= area.bottom() {
                break;
            }
            let cursor = (row == index).then_some(if focus {
                Role::Cursor
            } else {
                Role::CursorIdle
            });
            if let Some(role) = cursor {
                pen.tint(bar, role);
            }
            if list.marks.contains_key(&view.picking) {
                let sign = pen.signs().mark;
                pen.put(area.x, y, 1, sign, cursor.unwrap_or(Role::Mark));
            }
            let mine = self
                .open
                .as_ref()
                .is_some_and(|o| o.view.picking == view.picking);
            if view.state == PickingState::Ready && view.hold.is_some() {
                let sign = pen.signs().bad;
                pen.put(area.x + 1, y, 1, sign, cursor.unwrap_or(Role::Bad));
            } else if view.held_by.is_some() && !mine {
                let sign = pen.signs().pause;
                pen.put(area.x + 1, y, 1, sign, cursor.unwrap_or(Role::Accent));
            }
            draw_row(pen, bar, view, &columns, (cursor, mine), now);
        }
        let rows = area.height.saturating_sub(HEADING);
        if area.width > 0 {
            let x = area.right() - 1;
            pen.scroll_bar(
                x,
                area.y + HEADING,
                rows,
                top as u64,
                u64::from(rows),
                list.total,
            );
        }
    }

    /// Draws the line about what is shown.
    pub fn draw_status(&self, pen: &mut Pen, line: Rect, now: Moment) {
        if let Some((input, _)) = &self.list.line {
            let used = pen.put(line.x + 1, line.y, 2, "/", Role::Key);
            let room = line.width.saturating_sub(used + 2).min(40);
            draw_input(pen, line.x + 1 + used, line.y, room, input, false);
            let total = words::counted(self.list.total, "picking");
            pen.put_right(
                line.x,
                line.y,
                line.width.saturating_sub(1),
                &total,
                Role::Dim,
            );
            return;
        }
        let dot = pen.signs().dot;
        let list = &self.list;
        let more = if list.complete { "" } else { "+" };
        let (_, index) = list.view();
        let at = if list.rows.is_empty() { 0 } else { index + 1 };
        let mut left = vec![(
            format!(
                "{at} of {}{more} {}",
                words::count(list.total),
                list.shown.word()
            ),
            Role::Text,
        )];
        if !list.text.is_empty() {
            left.push((format!(" {dot} filter \"{}\"", list.text), Role::Accent));
        }
        if !list.marks.is_empty() {
            let marked = words::count(list.marks.len() as u64);
            left.push((format!(" {dot} {marked} marked"), Role::Mark));
        }
        let unknown = self.feedback.unknown().count();
        if unknown > 0 {
            let codes = words::counted(unknown as u64, "unknown barcode");
            left.push((format!(" {dot} {codes}"), Role::Warn));
        }
        let undo = self.undo_line(now).filter(|_| self.open.is_none());
        let right = undo.unwrap_or_default();
        footer::draw_status(pen, line, &left, &right);
    }
}

fn draw_heading(pen: &mut Pen, area: Rect, columns: &Columns, ready: bool) {
    let due = if ready { "Ship by" } else { "Confirmed" };
    let marks = if columns.short_marks { "" } else { "Marks" };
    for (column, title) in [
        (columns.due, due),
        (columns.number, "Picking"),
        (columns.units, "Pcs"),
        (columns.marks, marks),
        (columns.goods, "Goods"),
        (columns.customer, "Customer"),
        (columns.service, "Service"),
        (columns.carrier, "Carrier, Amazon"),
    ] {
        if let Some((x, room)) = column {
            pen.put(area.x + x, area.y, room, title, Role::Label);
        }
    }
}

fn draw_row(
    pen: &mut Pen,
    bar: Rect,
    view: &PickingView,
    columns: &Columns,
    (cursor, mine): (Option<Role>, bool),
    now: Moment,
) {
    let role = |role| cursor.unwrap_or(role);
    let y = bar.y;
    let put = |pen: &mut Pen, column: Column, text: &str, look: Role| {
        if let Some((x, room)) = column {
            pen.put(bar.x + x, y, room, text, role(look));
        }
    };
    let words = pen.look.words;
    match (view.state, view.ship_by, view.confirmed_at) {
        (PickingState::Ready, Some(at), _) => {
            let (text, urgency) = urgency::left(at, now, words);
            let text = match urgency {
                words::Urgency::Due => format!("due {text}"),
                _ => text,
            };
            put(pen, columns.due, &text, urgency::role(urgency));
        }
        (PickingState::Done, _, Some(at)) => {
            put(pen, columns.due, &words.column_time(at, now), Role::Dim);
        }
        _ => {}
    }
    put(pen, columns.number, &view.picking.to_string(), Role::Text);
    if let Some((x, room)) = columns.units {
        pen.put_right(
            bar.x + x,
            y,
            room,
            &view.units.to_string(),
            role(Role::Text),
        );
    }
    put(
        pen,
        columns.marks,
        &marks(view.flags, columns.short_marks),
        Role::Accent,
    );
    let (text, look) = goods(view, mine);
    put(pen, columns.goods, &text, look);
    put(pen, columns.customer, &view.customer, Role::Text);
    let service = view.service_level.as_deref().unwrap_or_default();
    put(pen, columns.service, &words::plain(service), Role::Dim);
    if let Some((x, room)) = columns.carrier {
        let (word, look) = sync_word(view.sync);
        let carrier = view.carrier.as_deref().unwrap_or_default();
        let gap = if carrier.is_empty() { "" } else { "  " };
        let word_room = width(word) + width(gap);
        let used = pen.put(
            bar.x + x,
            y,
            room.saturating_sub(word_room),
            carrier,
            role(Role::Dim),
        );
        pen.put(
            bar.x + x + used,
            y,
            room - used,
            &format!("{gap}{word}"),
            role(look),
        );
    }
}

/// What is in it, or what stands in its way.
fn goods(view: &PickingView, mine: bool) -> (String, Role) {
    if let (Some(name), PickingState::Ready, false) = (&view.held_by, view.state, mine) {
        return (format!("{name} has it open"), Role::Accent);
    }
    match view.hold.filter(|_| view.state == PickingState::Ready) {
        Some(Hold::CancelRequested) => {
            return ("held: buyer wants to cancel".to_owned(), Role::Bad);
        }
        Some(Hold::AddressIncomplete) => return ("held: address incomplete".to_owned(), Role::Bad),
        None => {}
    }
    if let Some(error) = &view.error {
        return (error.meaning.clone(), Role::Bad);
    }
    let names: Vec<String> = view
        .lines
        .iter()
        .map(|line| {
            let name = line.sku.as_deref().unwrap_or(&line.title);
            match line.demand {
                1 => name.to_owned(),
                pieces => format!("{pieces}× {name}"),
            }
        })
        .collect();
    (names.join(", "), Role::Text)
}

fn draw_empty(pen: &mut Pen, area: Rect, list: &List, facts: &Facts) {
    let (title, text) = if !list.read {
        ("Reading the pickings …", "")
    } else if !list.text.is_empty() {
        (
            "No picking has these words.",
            "Esc shows all of them again.",
        )
    } else if list.shown != Shown::Ready {
        ("There is none of these now.", "s shows others.")
    } else if facts.accounts.as_ref().is_some_and(Vec::is_empty) {
        (
            "Nothing to pack yet.",
            "Register an account on the Accounts tab; its FBM orders come here by themselves.",
        )
    } else {
        (
            "Everything is packed.",
            "New FBM orders come here by themselves, the most urgent first.",
        )
    };
    let y = area.y + area.height / 3;
    let x = area.x + 2;
    let room = area.width.saturating_sub(3);
    if y < area.bottom() {
        pen.put(x, y, room, title, Role::Title);
    }
    for (line, y) in crate::screen::pen::wrapped(text, room)
        .iter()
        .zip(y + 1..area.bottom())
    {
        pen.put(x, y, room, line, Role::Dim);
    }
}

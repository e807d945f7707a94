//! Drawing the open picking: what goes into the parcel, who takes it, where it goes, what was scanned.

use super::feedback::{Feedback, sign};
use super::open::{Claim, Open};
use super::scans::next_words;
use super::table::{marks, sync_word};
use super::urgency;
use crate::domain::moment::Moment;
use crate::domain::packing::Step;
use crate::domain::picking::PickingState;
use crate::protocol::pickings::RestOf;
use crate::screen::order_cancel;
use crate::screen::overlay::first_visible;
use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::layout::Rect;

/// Below this width a line of goods takes two rows: a handheld's screen.
const NARROW: u16 = 60;

/// Where the goods stand.
struct Goods {
    y: u16,
    rows: u16,
    each: u16,
    top: usize,
}

fn head_rows(area: Rect) -> u16 {
    if area.width < NARROW || area.height >= 14 {
        2
    } else {
        1
    }
}

fn warnings(open: &Open, room: u16) -> Vec<String> {
    let mut said = Vec::new();
    if open.view.state == PickingState::Ready
        && let Some(why) = open.why_not()
    {
        said.extend(wrapped(&why, room.saturating_sub(2)));
    }
    if open.in_spite {
        said.push("It is packed in spite of what held it.".to_owned());
    }
    said.truncate(3);
    said
}

fn ship_rows(area: Rect) -> u16 {
    if area.width < NARROW { 2 } else { 1 }
}

fn goods(open: &Open, area: Rect) -> Goods {
    let room = area.width.saturating_sub(2);
    let each = if area.width < NARROW { 2 } else { 1 };
    let above = head_rows(area) + warnings(open, room).len() as u16 + 1;
    let below = ship_rows(area) + 2;
    let free = area.height.saturating_sub(above + below).max(each);
    let lines = open.view.lines.len();
    let wanted = u16::try_from(lines)
        .unwrap_or(u16::MAX)
        .saturating_mul(each);
    let rows = wanted.min(free) / each;
    Goods {
        y: area.y + above,
        rows,
        each,
        top: first_visible(open.at, lines, usize::from(rows)),
    }
}

/// The line of goods at a row of the screen.
pub fn line_at(open: &Open, area: Rect, y: u16) -> Option<usize> {
    let goods = goods(open, area);
    let row = y.checked_sub(goods.y)? / goods.each;
    let line = goods.top + usize::from(row);
    (row < goods.rows && line < open.view.lines.len()).then_some(line)
}

/// Draws it all.
pub fn draw(
    pen: &mut Pen,
    area: Rect,
    open: &Open,
    feedback: &Feedback,
    undo: Option<String>,
    now: Moment,
) {
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    draw_head(pen, area, open, now);
    let top = area.y + head_rows(area);
    let bad = pen.signs().bad;
    let said = warnings(open, room);
    for ((index, line), y) in said.iter().enumerate().zip(top..area.bottom()) {
        let lead = if index == 0 { bad } else { " " };
        pen.put(x, y, room, &format!("{lead} {line}"), Role::Bad);
    }
    let goods = goods(open, area);
    draw_goods_heading(pen, area, goods.y.saturating_sub(1));
    draw_goods(pen, area, open, &goods);
    let mut y = goods.y + goods.rows * goods.each;
    if y < area.bottom() {
        pen.rule(area.x, y, area.width, Role::Line);
    }
    y += 1;
    y = draw_shipping(pen, area, open, y);
    if y < area.bottom() {
        draw_step(pen, Rect::new(x, y, room, 1), open, undo);
    }
    y += 2;
    if y < area.bottom() {
        let rest = Rect::new(area.x, y, area.width, area.bottom() - y);
        draw_rest(pen, rest, open, feedback);
    }
}

fn draw_head(pen: &mut Pen, area: Rect, open: &Open, now: Moment) {
    let view = &open.view;
    let (x, room) = (area.x + 1, area.width.saturating_sub(2));
    let (state, role) = match (view.state, view.ship_by) {
        (PickingState::Ready, Some(at)) => {
            let (text, urgency) = urgency::left(at, now, pen.look.words);
            let text = match urgency {
                words::Urgency::Due => format!("due in {text}"),
                words::Urgency::Late => text,
                words::Urgency::Later => format!("by {text}"),
            };
            (text, urgency::role(urgency))
        }
        (PickingState::Ready, None) => (String::new(), Role::Dim),
        (PickingState::Done, _) => {
            let (word, role) = sync_word(view.sync);
            (format!("confirmed  {word}"), role)
        }
        (PickingState::Cancelled, _) => ("cancelled".to_owned(), Role::Warn),
    };
    let left = room.saturating_sub(width(&state) + 1);
    let number = view.picking.to_string();
    let reference = view.amazon_order_ref.to_string();
    let narrow = area.width < NARROW;
    let mut pieces = vec![(number.as_str(), Role::Title)];
    let back = view
        .backorder_of
        .map(|of| format!("  rest of {of}"))
        .unwrap_or_default();
    if !narrow {
        pieces.extend([
            ("  ", Role::Text),
            (reference.as_str(), Role::Accent),
            (back.as_str(), Role::Dim),
        ]);
    }
    pen.run(x, area.y, left, &pieces);
    pen.put_right(x, area.y, room, &state, role);
    if head_rows(area) < 2 {
        return;
    }
    let marks = marks(view.flags, narrow);
    let service = words::plain(view.service_level.as_deref().unwrap_or_default());
    let mut parts: Vec<(String, Role)> = Vec::new();
    if narrow {
        parts.push((reference, Role::Accent));
    } else {
        parts.push((view.customer.clone(), Role::Text));
        parts.push((service, Role::Dim));
        parts.push((view.account.clone(), Role::Dim));
    }
    parts.insert(usize::from(!narrow), (marks, Role::Accent));
    if let (Claim::Ours(_) | Claim::Asked, Some(po)) = (&open.claim, &view.po_number) {
        parts.push((format!("PO {po}"), Role::Dim));
    }
    let dot = format!(" {} ", pen.signs().dot);
    let mut pieces: Vec<(&str, Role)> = Vec::new();
    for (text, role) in parts.iter().filter(|(text, _)| !text.is_empty()) {
        if !pieces.is_empty() {
            pieces.push((dot.as_str(), Role::Dim));
        }
        pieces.push((text.as_str(), *role));
    }
    pen.run(x, area.y + 1, room, &pieces);
}

/// Where the columns of the goods begin: SKU, bin, title.
fn places(area: Rect) -> [u16; 3] {
    match area.width {
        0..NARROW => [12, area.width.saturating_sub(11), 12],
        60..100 => [13, 38, 50],
        _ => [13, 40, 54],
    }
}

fn draw_goods_heading(pen: &mut Pen, area: Rect, y: u16) {
    if y >= area.bottom() {
        return;
    }
    pen.rule(area.x, y, area.width, Role::Line);
    let [sku, bin, title] = places(area);
    pen.put(area.x + 2, y, 9, " Packed ", Role::Label);
    pen.put(area.x + sku - 1, y, 6, " SKU ", Role::Label);
    pen.put(area.x + bin - 1, y, 6, " Bin ", Role::Label);
    if area.width >= NARROW {
        pen.put(area.x + title - 1, y, 9, " Article ", Role::Label);
    }
}

fn draw_goods(pen: &mut Pen, area: Rect, open: &Open, goods: &Goods) {
    let [sku, bin, title] = places(area);
    let lines = open.view.lines.iter().zip(open.packing.lines());
    for (index, (view, packed)) in lines
        .enumerate()
        .skip(goods.top)
        .take(usize::from(goods.rows))
    {
        let y = goods.y + (index - goods.top) as u16 * goods.each;
        if y >= area.bottom() {
            break;
        }
        let on = index == open.at;
        let role = |role| if on { Role::Cursor } else { role };
        if on {
            pen.tint(Rect::new(area.x, y, area.width, goods.each), Role::Cursor);
        }
        let full = packed.packed >= packed.asked;
        let (lead, look) = match (full, packed.packed) {
            (true, _) => (pen.signs().good, Role::Good),
            (false, 0) => (" ", Role::Text),
            (false, _) => (pen.signs().work, Role::Accent),
        };
        pen.put(area.x + 1, y, 1, lead, role(look));
        let count = format!("{} / {}", packed.packed, packed.asked);
        pen.put_right(area.x + 2, y, 9, &count, role(look));
        let name = view.sku.as_deref().unwrap_or("(no SKU)");
        pen.put(
            area.x + sku,
            y,
            bin.saturating_sub(sku + 1),
            name,
            role(Role::Title),
        );
        let bin_room = if area.width < NARROW {
            10
        } else {
            title.saturating_sub(bin + 1)
        };
        pen.put(area.x + bin, y, bin_room, &view.bin, role(Role::Accent));
        let below = u16::from(goods.each > 1);
        let at = if below > 0 {
            area.x + 2
        } else {
            area.x + title
        };
        let room = area.right().saturating_sub(at + 1);
        pen.put(at, y + below, room, &view.title, role(Role::Dim));
    }
}

fn draw_shipping(pen: &mut Pen, area: Rect, open: &Open, y: u16) -> u16 {
    let x = area.x + 1;
    let room = area.width.saturating_sub(2);
    let view = &open.view;
    let (carrier, tracking) = match view.state {
        PickingState::Ready => (
            open.packing.carrier.as_str(),
            open.packing.tracking.as_str(),
        ),
        _ => (
            view.carrier.as_deref().unwrap_or_default(),
            view.tracking.as_deref().unwrap_or_default(),
        ),
    };
    let half = if area.width < NARROW { room } else { room / 2 };
    let mut y = y;
    for (index, (label, value)) in [("Carrier", carrier), ("Tracking", tracking)]
        .iter()
        .enumerate()
    {
        if y >= area.bottom() {
            return y;
        }
        let at = if area.width < NARROW {
            x
        } else {
            x + index as u16 * half
        };
        let used = pen.put(at, y, 10, &format!("{label:<10}"), Role::Dim);
        let (text, role) = match value.is_empty() {
            true => (pen.signs().dash, Role::Dim),
            false => (*value, Role::Title),
        };
        pen.put(at + used, y, half.saturating_sub(used + 1), text, role);
        y += u16::from(area.width < NARROW);
    }
    if area.width < NARROW { y } else { y + 1 }
}

/// What comes next; at the right what can still be taken back.
fn draw_step(pen: &mut Pen, line: Rect, open: &Open, undo: Option<String>) {
    let packing = &open.packing;
    let (text, role) = match open.view.state {
        PickingState::Ready if open.confirming => ("Confirming …".to_owned(), Role::Accent),
        PickingState::Ready => {
            let missing = packing.missing();
            let rest = match open.rest {
                Some(RestOf::NoBackorder(reason)) if missing > 0 => {
                    format!(
                        "{missing} will be cancelled ({}). ",
                        order_cancel::in_words(reason)
                    )
                }
                _ if packing.rest_goes_later() => format!("{missing} later. "),
                _ => String::new(),
            };
            let text = match packing.step() {
                Step::Goods => format!(
                    "{} of {} packed. Scan the goods.",
                    packing.packed(),
                    packing.asked()
                ),
                Step::Carrier => format!("{rest}Scan the carrier."),
                Step::Tracking => format!("{rest}Scan the tracking number."),
                Step::Confirm => format!("{rest}{}", next_words(Step::Confirm)),
            };
            (text, Role::Accent)
        }
        _ => (open.view.sync_note.clone().unwrap_or_default(), Role::Dim),
    };
    let right = undo.unwrap_or_default();
    let taken = if right.is_empty() {
        0
    } else {
        width(&right) + 2
    };
    let mut text = text;
    if width(&text) + taken > line.width {
        // Narrow screens: what comes next matters more.
        text = text.split(". ").last().unwrap_or_default().to_owned();
    }
    let used = pen.put(line.x, line.y, line.width, &text, role);
    if used + taken <= line.width {
        pen.put_right(line.x, line.y, line.width, &right, Role::Warn);
    }
}

fn draw_rest(pen: &mut Pen, area: Rect, open: &Open, feedback: &Feedback) {
    let beside = area.width >= 76;
    let half = if beside { area.width / 2 } else { area.width };
    let recent: Vec<(String, Role)> = recent_lines(pen, feedback);
    let parcel = parcel_lines(open, half.saturating_sub(2));
    let put = |pen: &mut Pen, x: u16, y: u16, room: u16, lines: &[(String, Role)]| -> u16 {
        for ((text, role), y) in lines.iter().zip(y..area.bottom()) {
            pen.put(x, y, room, text, *role);
        }
        y + lines.len() as u16
    };
    let (x, room) = (area.x + 1, half.saturating_sub(2));
    if beside {
        put(pen, x, area.y, room, &parcel);
        put(pen, x + half, area.y, room, &recent);
    } else {
        // What was scanned last matters most while packing.
        let y = put(pen, x, area.y, room, &recent);
        put(pen, x, y + u16::from(!recent.is_empty()), room, &parcel);
    }
}

fn recent_lines(pen: &Pen, feedback: &Feedback) -> Vec<(String, Role)> {
    let mut lines: Vec<(String, Role)> = feedback
        .recent()
        .map(|scan| {
            let (sign, role) = sign(pen, scan.tone);
            (format!("{sign} {}  {}", scan.code, scan.meant), role)
        })
        .collect();
    if !lines.is_empty() {
        lines.insert(0, ("Last scans".to_owned(), Role::Label));
    }
    lines
}

/// The gift message and where it goes.
fn parcel_lines(open: &Open, room: u16) -> Vec<(String, Role)> {
    let view = &open.view;
    let mut lines = Vec::new();
    if let Some(message) = &view.gift_message {
        lines.push(("Gift message".to_owned(), Role::Label));
        let text = wrapped(message, room);
        lines.extend(text.into_iter().map(|line| (line, Role::Accent)));
    }
    if let Some(address) = &view.delivery_address {
        lines.push(("Goes to".to_owned(), Role::Label));
        let place: Vec<&str> = [
            &address.postal_code,
            &address.city,
            &address.state,
            &address.country,
        ]
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
        let name = address.name.iter().map(String::as_str);
        let street = address.lines.iter().map(String::as_str);
        let place = place.join(" ");
        for part in name.chain(street).chain([place.as_str()]) {
            if !part.is_empty() {
                lines.push((part.to_owned(), Role::Text));
            }
        }
    }
    lines
}

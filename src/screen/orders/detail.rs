//! The details of an order, as lines.

use super::columns::FLAGS;
use super::{Orders, delivery_word, status_word};
use crate::domain::amazon_status::Channel;
use crate::domain::marketplace;
use crate::domain::moment::Moment;
use crate::domain::order::{Delivery, Flags, LineKind, OrderState};
use crate::domain::picking::{Hold, NoticeState, PickingState};
use crate::protocol::orders::{AddressView, OrderView, PackageView};
use crate::protocol::pickings::PickingView;
use crate::screen::pen::{Look, Pen, wrapped};
use crate::screen::theme::Role;
use crate::screen::words::{self, Urgency};
use ratatui::layout::Rect;

/// A line: pieces from the left, one piece at the right.
#[derive(Clone, Debug, Default)]
struct Line {
    left: Vec<(String, Role)>,
    right: Option<(String, Role)>,
}

/// Lines while they are put together.
struct Sheet<'a> {
    lines: Vec<Line>,
    width: u16,
    look: &'a Look,
    now: Moment,
}

impl Sheet<'_> {
    fn add(&mut self, left: Vec<(String, Role)>, right: Option<(String, Role)>) {
        self.lines.push(Line { left, right });
    }

    fn text(&mut self, indent: usize, text: &str, role: Role) {
        let room = self.width.saturating_sub(indent as u16);
        for line in wrapped(text, room) {
            self.add(vec![(" ".repeat(indent), Role::Text), (line, role)], None);
        }
    }

    fn blank(&mut self) {
        if self.lines.last().is_some_and(|l| !l.left.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    fn heading(&mut self, title: &str) {
        self.blank();
        self.add(vec![(title.to_owned(), Role::Title)], None);
    }

    /// A label and its value, wrapped under itself.
    fn field(&mut self, label: &str, value: &str, role: Role) {
        if value.is_empty() {
            return;
        }
        const LABEL: usize = 11;
        let room = self.width.saturating_sub(LABEL as u16);
        for (index, line) in wrapped(value, room).into_iter().enumerate() {
            let label = if index == 0 { label } else { "" };
            self.add(
                vec![(format!("{label:<LABEL$}"), Role::Dim), (line, role)],
                None,
            );
        }
    }

    fn money(&mut self, label: &str, value: String, role: Role) {
        let lead = (format!("  {label}"), Role::Dim);
        self.add(vec![lead], Some((value, role)));
    }
}

/// The details in lines of so many columns.
fn lines(order: &OrderView, width: u16, look: &Look, now: Moment) -> Vec<Line> {
    let mut sheet = Sheet {
        lines: Vec::new(),
        width,
        look,
        now,
    };
    head(&mut sheet, order);
    goods(&mut sheet, order);
    people(&mut sheet, order);
    deliveries(&mut sheet, order);
    history(&mut sheet, order);
    sheet.lines
}

fn head(sheet: &mut Sheet, order: &OrderView) {
    let words = sheet.look.words;
    let state = if order.state == OrderState::Cancelled {
        ("cancelled", Role::Warn)
    } else {
        (delivery_word(order.delivery), Role::Text)
    };
    sheet.add(
        vec![
            (format!("{}  ", order.number), Role::Title),
            (order.amazon_order_ref.to_string(), Role::Accent),
        ],
        Some((state.0.to_owned(), state.1)),
    );
    for flag in FLAGS.iter().filter(|f| order.flags.has(f.flag)) {
        let (sign, role) = if flag.pressing {
            (sheet.look.signs.warn, Role::Warn)
        } else {
            (sheet.look.signs.dot, Role::Dim)
        };
        sheet.text(0, &format!("{sign} {}", flag.long), role);
    }
    sheet.blank();
    let channel = match order.channel {
        Channel::Fbm => "FBM, our warehouse ships",
        Channel::Fba => "FBA, Amazon ships",
    };
    let place = marketplace::code_of(&order.marketplace);
    sheet.field(
        "Sold on",
        &format!("{place} {} {}", sheet.look.signs.dot, order.account),
        Role::Text,
    );
    sheet.field("Channel", channel, Role::Text);
    sheet.field("Amazon", &status_word(&order.amazon_status), Role::Text);
    sheet.field("Purchased", &words.full(order.purchased_at), Role::Text);
    sheet.field("Updated", &words.full(order.updated_at), Role::Text);
    if let Some(at) = order.ship_by {
        let open = order.channel == Channel::Fbm
            && order.state == OrderState::Confirmed
            && matches!(order.delivery, Delivery::ToShip | Delivery::PartlyShipped);
        let phrase = words.due(at, sheet.now);
        let (text, role) = match (open, phrase.urgency) {
            (true, Urgency::Late) => (format!("{} ({})", words.full(at), phrase.text), Role::Bad),
            (true, Urgency::Due) => (format!("{} ({})", words.full(at), phrase.text), Role::Warn),
            _ => (words.full(at), Role::Text),
        };
        sheet.field("Ship by", &text, role);
    }
    if !order.invoices.is_empty() {
        sheet.field("Invoices", &order.invoices.join(", "), Role::Text);
    }
    if let Some(at) = order.deliver_by {
        sheet.field("Arrives by", &words.full(at), Role::Text);
    }
    let service: Vec<String> = order
        .service_level
        .iter()
        .chain(&order.programs)
        .map(|w| words::plain(w))
        .collect();
    sheet.field("Service", &service.join(", "), Role::Text);
    if let Some(other) = order.replaces {
        sheet.field("Replaces", &other.to_string(), Role::Text);
    }
}

fn goods(sheet: &mut Sheet, order: &OrderView) {
    let amount = |a| words::amount(a, order.currency);
    sheet.heading("Lines");
    for line in &order.lines {
        if line.kind == LineKind::Note {
            sheet.text(2, &line.text, Role::Dim);
            continue;
        }
        let total = amount(line.total);
        let room = sheet.width.saturating_sub(total.len() as u16 + 2);
        let lead = if line.kind == LineKind::Product {
            format!("{} × ", line.quantity)
        } else {
            "  ".to_owned()
        };
        let indent = lead.chars().count().max(2);
        let texts = wrapped(&line.text, room.saturating_sub(indent as u16).max(8));
        for (index, text) in texts.into_iter().enumerate() {
            let first = index == 0;
            let lead = if first {
                lead.clone()
            } else {
                " ".repeat(indent)
            };
            let right = first.then(|| (total.clone(), Role::Text));
            sheet.add(vec![(lead, Role::Dim), (text, Role::Text)], right);
        }
        let mut notes = Vec::new();
        if line.kind == LineKind::Product && line.delivered > 0 {
            notes.push(format!("{} delivered", line.delivered));
        }
        if line.cancelled > 0 {
            notes.push(format!("{} cancelled", line.cancelled));
        }
        if !line.tax.is_zero() {
            notes.push(format!(
                "{} + tax {}",
                amount(line.untaxed),
                amount(line.tax)
            ));
        }
        if !notes.is_empty() {
            sheet.text(indent, &notes.join(" · "), Role::Dim);
        }
    }
    sheet.money("Untaxed", amount(order.untaxed), Role::Text);
    sheet.money("Tax", amount(order.tax), Role::Text);
    if !order.facilitator_tax.is_zero() {
        let label = "of that, collected by Amazon";
        sheet.money(label, amount(order.facilitator_tax), Role::Dim);
    }
    let total = words::money(order.total, order.currency);
    sheet.add(
        vec![("  Total".to_owned(), Role::Title)],
        Some((total, Role::Title)),
    );
    if let Some(amazon) = order.amazon_total.filter(|a| *a != order.total) {
        let label = format!("{} Amazon says", sheet.look.signs.warn);
        sheet.add(
            vec![(label, Role::Warn)],
            Some((words::money(amazon, order.currency), Role::Warn)),
        );
    }
    if let Some(gift) = &order.gift_message {
        sheet.heading("Gift message");
        sheet.text(2, gift, Role::Text);
    }
}

fn people(sheet: &mut Sheet, order: &OrderView) {
    sheet.heading("Customer");
    let customer = &order.customer;
    sheet.field("Name", &customer.name, Role::Text);
    for (label, value) in [
        ("Company", &customer.company),
        ("VAT number", &customer.vat_number),
        ("PO number", &customer.po_number),
        ("E-mail", &customer.email),
    ] {
        sheet.field(label, value.as_deref().unwrap_or(""), Role::Text);
    }
    let team = match &order.salesperson {
        Some(person) => format!("{}, {person}", order.team),
        None => order.team.clone(),
    };
    sheet.field("Team", &team, Role::Text);
    let incomplete = order.flags.has(Flags::ADDRESS_INCOMPLETE);
    sheet.heading(if incomplete {
        "Delivery address (incomplete)"
    } else {
        "Delivery address"
    });
    let written = address(&order.delivery_address);
    if written.is_empty() {
        let told = if order.channel == Channel::Fba {
            "Amazon tells none for what it ships itself."
        } else {
            "Amazon told none."
        };
        sheet.text(2, told, if incomplete { Role::Warn } else { Role::Dim });
    }
    for line in written {
        sheet.text(2, &line, Role::Text);
    }
}

fn address(a: &AddressView) -> Vec<String> {
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let city = [word(&a.postal_code), word(&a.city), word(&a.state)];
    let city: Vec<&str> = city
        .iter()
        .map(String::as_str)
        .filter(|t| !t.is_empty())
        .collect();
    let mut lines = vec![word(&a.name)];
    lines.extend(a.lines.iter().cloned());
    lines.push(city.join(" "));
    lines.push(word(&a.country));
    lines.push(word(&a.phone));
    lines.retain(|line| !line.trim().is_empty());
    lines
}

fn deliveries(sheet: &mut Sheet, order: &OrderView) {
    for picking in &order.pickings {
        delivery(sheet, picking);
    }
    for package in &order.packages {
        parcel(sheet, package);
    }
    if !order.moves.is_empty() {
        sheet.heading("Stock moves");
    }
    let words = sheet.look.words;
    for moved in &order.moves {
        let text = format!(
            "{} × {}  {} → {}",
            moved.quantity, moved.sku, moved.from, moved.to
        );
        sheet.text(2, &text, Role::Text);
        let note = format!("{} · {}", moved.reference, words.full(moved.at));
        sheet.text(4, &note, Role::Dim);
    }
}

/// A parcel that Amazon knows of.
fn parcel(sheet: &mut Sheet, package: &PackageView) {
    sheet.heading("Parcel known to Amazon");
    let words = sheet.look.words;
    for (label, value) in [
        ("Carrier", package.carrier.clone()),
        ("Tracking", package.tracking.clone()),
        ("Shipped", package.shipped_at.map(|at| words.full(at))),
        ("Status", package.status.clone()),
    ] {
        if let Some(value) = value {
            sheet.field(label, &value, Role::Text);
        }
    }
    for line in &package.lines {
        let sku = line.sku.as_deref().unwrap_or("-");
        let text = format!("{} × [{sku}] {}", line.quantity, line.title);
        sheet.text(2, &text, Role::Text);
    }
}

fn delivery(sheet: &mut Sheet, picking: &PickingView) {
    sheet.heading(&format!("Picking {}", picking.picking));
    let state = match picking.state {
        PickingState::Ready => "ready to pack",
        PickingState::Done => "done",
        PickingState::Cancelled => "cancelled",
    };
    sheet.field("State", state, Role::Text);
    let (told, role) = match picking.sync {
        NoticeState::None => ("nothing yet", Role::Dim),
        NoticeState::Pending => ("to be told", Role::Text),
        NoticeState::Processing => ("told, not yet accepted", Role::Text),
        NoticeState::Synchronized => ("synchronized with Amazon", Role::Good),
        NoticeState::Failed => ("synchronization with Amazon failed", Role::Bad),
    };
    sheet.field("Amazon", told, role);
    match picking.hold {
        Some(Hold::CancelRequested) => {
            sheet.field("Held", "the buyer asks to cancel", Role::Warn);
        }
        Some(Hold::AddressIncomplete) => {
            sheet.field("Held", "the address is incomplete", Role::Warn);
        }
        None => {}
    }
    for (label, value) in [
        ("Carrier", &picking.carrier),
        ("Tracking", &picking.tracking),
    ] {
        sheet.field(label, value.as_deref().unwrap_or(""), Role::Text);
    }
    if let Some(first) = picking.backorder_of {
        sheet.field("Rest of", &first.to_string(), Role::Text);
    }
    for line in &picking.lines {
        let sku = line.sku.as_deref().unwrap_or("");
        let text = format!("{} of {}  {sku}  {}", line.done, line.demand, line.title);
        sheet.text(2, &text, Role::Dim);
    }
}

fn history(sheet: &mut Sheet, order: &OrderView) {
    if order.history.is_empty() {
        return;
    }
    sheet.heading("History");
    let words = sheet.look.words;
    for entry in order.history.iter().rev() {
        let when = words.day_time(entry.at, sheet.now);
        sheet.text(2, &format!("{when} · {}", entry.who), Role::Dim);
        sheet.text(4, &entry.what, Role::Text);
    }
}

/// The inside of the details: a column free at the left, one for the scroll bar at the right.
fn inside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(3),
        ..area
    }
}

impl Orders {
    /// How far the details can be scrolled; to be told after every change of them or of their area.
    pub fn measure(&mut self, look: &Look, now: Moment) {
        let Some(area) = self.split().detail else {
            return;
        };
        let inside = inside(area);
        let rows = self
            .pane
            .view()
            .map_or(0, |view| lines(view, inside.width, look, now).len());
        let longest = rows.saturating_sub(usize::from(inside.height));
        self.pane
            .set_longest(u16::try_from(longest).unwrap_or(u16::MAX));
    }

    /// Draws the details.
    pub(super) fn draw_detail(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let inside = inside(area);
        let Some(view) = self.pane.view() else {
            let text = self.pane.problem().unwrap_or("Reading …");
            pen.put(inside.x, inside.y, inside.width, text, Role::Dim);
            return;
        };
        let lines = lines(view, inside.width, pen.look, now);
        let top = self.pane.scrolled();
        let visible = lines.iter().skip(usize::from(top));
        for (line, y) in visible.zip(inside.y..inside.bottom()) {
            let taken = line
                .right
                .as_ref()
                .map_or(0, |(text, _)| crate::screen::pen::width(text) + 1);
            let room = inside.width.saturating_sub(taken);
            let pieces: Vec<(&str, Role)> =
                line.left.iter().map(|(t, r)| (t.as_str(), *r)).collect();
            pen.run(inside.x, y, room, &pieces);
            if let Some((text, role)) = &line.right {
                pen.put_right(inside.x, y, inside.width, text, *role);
            }
        }
        if area.width > 0 {
            pen.scroll_bar(
                area.right() - 1,
                area.y,
                area.height,
                u64::from(top),
                u64::from(area.height),
                lines.len() as u64,
            );
        }
    }
}

//! Drawing an invoice whole.

use super::list::{InvoiceList, status_word};
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::protocol::books::invoices::{InvoiceLineView, InvoiceView};
use crate::screen::listing::split::{DetailLine, draw_lines};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{amount, money};
use ratatui::layout::Rect;

impl InvoiceList {
    /// Draws the invoice under the cursor.
    pub fn draw_detail(&self, pen: &mut Pen, area: Rect, now: Moment) {
        let Some(row) = self.list.rows.current() else {
            return;
        };
        let lines = match self.whole() {
            Some(view) => lines(pen, view, now),
            None => vec![
                DetailLine::text(row.reference().to_string(), Role::Title),
                DetailLine::text("Reading …", Role::Dim),
            ],
        };
        draw_lines(pen, area, &lines, self.scroll);
    }
}

fn lines(pen: &Pen, view: &InvoiceView, now: Moment) -> Vec<DetailLine> {
    let row = &view.row;
    let kind = if row.credit_note {
        "Credit note"
    } else {
        "Invoice"
    };
    let mut lines = vec![
        DetailLine::text(
            format!("{kind} {}  {}", row.reference(), status_word(row)),
            Role::Title,
        ),
        DetailLine::text(
            format!("{}  {}  {}", row.order, row.amazon_order_ref, row.account),
            Role::Dim,
        ),
    ];
    let mut say = |label: &str, text: Option<String>| {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            lines.push(DetailLine::text(format!("{label} {text}"), Role::Text));
        }
    };
    say("Customer", Some(row.customer.clone()));
    say("Company", view.company.clone());
    say("VAT number", view.vat_number.clone());
    say("Date", row.date.map(|day| day.to_string()));
    say("Made", Some(pen.look.words.day_time(view.made_at, now)));
    say("Takes back", view.credits.map(|of| of.to_string()));
    say("Reason", view.reason.clone());
    let credited: Vec<String> = view.credited_by.iter().map(ToString::to_string).collect();
    say("Taken back by", Some(credited.join(", ")));
    if row.vat_number_missing {
        let text = "A business without a VAT number: t types it.";
        lines.push(DetailLine::text(text, Role::Warn));
    }
    lines.push(DetailLine::default());
    for line in &view.lines {
        lines.push(DetailLine::figure(
            line_text(line),
            amount(line.total, row.currency),
        ));
    }
    lines.push(DetailLine::default());
    let figure = |text: String, value: Amount| DetailLine::figure(text, money(value, row.currency));
    lines.push(figure("Without tax".to_owned(), row.untaxed));
    for tax in &view.taxes {
        let rate = tax.rate.map_or(String::new(), |rate| format!(" {rate}"));
        let of = amount(tax.untaxed, row.currency);
        lines.push(figure(format!("Tax{rate} on {of}"), tax.tax));
    }
    lines.push(figure("Total".to_owned(), row.total));
    if !view.facilitator_tax.is_zero() {
        lines.push(figure(
            "Tax that Amazon collects, on top".to_owned(),
            view.facilitator_tax,
        ));
    }
    for payment in &view.payments {
        let day = payment.date.map_or(String::new(), |day| format!(" {day}"));
        lines.push(figure(format!("{}{day}", payment.number), payment.amount));
    }
    if row.number.is_some() {
        lines.push(figure("Open".to_owned(), row.due));
    }
    lines
}

fn line_text(line: &InvoiceLineView) -> String {
    let rate = line.rate.map_or(String::new(), |rate| format!("  {rate}"));
    let sku = line
        .sku
        .as_ref()
        .map_or(String::new(), |s| format!("[{s}] "));
    match line.sku {
        Some(_) => format!("{} x {sku}{}{rate}", line.quantity, line.title),
        None => format!("{}{rate}", line.title),
    }
}

//! What there is to say of the row under the cursor.

use super::Money;
use super::rows::BillRow;
use super::views::View;
use crate::domain::money::Currency;
use crate::protocol::books::bills::{BillProposalView, BillView, TypedBillLine};
use crate::protocol::books::journal::EntryView;
use crate::protocol::books::payments::{BatchView, PaymentView};
use crate::protocol::books::statements::StatementLineView;
use crate::screen::listing::split::{DetailLine, draw_lines};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{amount, counted, money};
use ratatui::layout::Rect;

impl Money {
    /// Draws the details of the row under the cursor.
    pub(super) fn draw_detail(&self, pen: &mut Pen, area: Rect) {
        let lines = match self.view {
            View::Entries => self.entries.rows.current().map(entry),
            View::Open => Some(self.sums()),
            View::Payments => self.payments.rows.current().map(payment),
            View::Batches => self.batches.rows.current().map(|row| {
                let whole = self.batch.as_deref().filter(|b| b.number == row.number);
                batch(row, whole)
            }),
            View::Bills => self.bills.rows.current().map(|row| match row {
                BillRow::Proposed(of) => proposal(of),
                BillRow::Posted(posted) => bill(posted),
            }),
            View::Bank => self.bank.rows.current().map(bank_line),
            View::Balances => self.balances.rows.current().map(|row| {
                vec![
                    DetailLine::text(format!("{} {}", row.code, row.name), Role::Title),
                    DetailLine::text("Enter shows the entries on it.", Role::Dim),
                ]
            }),
        };
        draw_lines(pen, area, &lines.unwrap_or_default(), self.scroll);
    }

    /// What the open items add up to by reason: in the currency of the row under the cursor, then in the others.
    fn sums(&self) -> Vec<DetailLine> {
        let mut lines = Vec::new();
        let here = self.open.rows.current().map(|row| row.currency);
        let (first, others): (Vec<_>, Vec<_>) = self
            .explained
            .iter()
            .partition(|of| Some(of.currency) == here);
        for of in first.into_iter().chain(others) {
            let balance = money(of.balance, of.currency);
            lines.push(DetailLine {
                text: format!("Open in {}", of.currency),
                role: Some(Role::Title),
                figure: balance,
            });
            for of_reason in &of.sums {
                let sum = amount(of_reason.amount, of.currency);
                lines.push(DetailLine::figure(of_reason.reason.sentence(), sum));
            }
            if let Some(told) = of.at_amazon {
                for (what, figure) in [
                    ("Fees in no bill yet", told.unbilled_fees),
                    ("Held by Amazon until later", told.held),
                    ("In Amazon's reserve", told.reserve),
                ] {
                    let shown = amount(figure, of.currency);
                    lines.push(DetailLine::figure(what, shown));
                }
            }
        }
        lines
    }
}

fn entry(row: &EntryView) -> Vec<DetailLine> {
    let mut lines = vec![
        DetailLine::text(format!("{}  {}", row.number, row.text), Role::Title),
        DetailLine::text(
            format!("{}  {}  by {}", row.date, row.journal, row.posted_by),
            Role::Dim,
        ),
    ];
    if let Some(by) = row.reversed_by {
        lines.push(DetailLine::text(format!("Taken back by {by}"), Role::Warn));
    }
    for line in &row.lines {
        let (side, value) = match (line.debit, line.credit) {
            (Some(debit), _) => ("", debit),
            (None, credit) => ("    ", credit.unwrap_or_default()),
        };
        let still = match line.open.filter(|open| !open.is_zero()) {
            Some(open) => format!("  open {}", amount(open, row.currency)),
            None => String::new(),
        };
        let text = match line.text.is_empty() {
            true => String::new(),
            false => format!("  {}", line.text),
        };
        let word = if line.debit.is_some() { "Dr" } else { "Cr" };
        lines.push(DetailLine::figure(
            format!("{side}{word} {} {}{text}{still}", line.account, line.name),
            amount(value, row.currency),
        ));
    }
    lines
}

fn payment(row: &PaymentView) -> Vec<DetailLine> {
    let mut lines = vec![DetailLine {
        text: format!("{} pays {}", row.number, row.of),
        role: Some(Role::Title),
        figure: money(row.amount, row.currency),
    }];
    let mut say = |text: String| lines.push(DetailLine::text(text, Role::Text));
    say(format!("Date {}", row.date));
    if let Some(order) = row.order {
        say(format!("Order {order}"));
    }
    match row.batch {
        Some(batch) => say(format!("In {batch}")),
        None => say("In no batch".to_owned()),
    }
    match row.undone {
        Some(by) => say(format!("Taken back by {by}")),
        None if row.open.is_zero() => say("A payout settled it.".to_owned()),
        None => say(format!("{} are not settled", money(row.open, row.currency))),
    }
    lines
}

fn batch(row: &BatchView, whole: Option<&BatchView>) -> Vec<DetailLine> {
    let mut lines = vec![DetailLine {
        text: format!("{}  {}", row.number, row.state.as_str()),
        role: Some(Role::Title),
        figure: money(row.total, row.currency),
    }];
    let many = counted(row.count, "payment");
    let text = format!("{many} in {} of {}", row.journal, row.date);
    lines.push(DetailLine::text(text, Role::Dim));
    match whole {
        Some(whole) => lines.extend(whole.payments.iter().map(|payment| {
            DetailLine::figure(
                format!("{}  {}  {}", payment.number, payment.date, payment.of),
                amount(payment.amount, payment.currency),
            )
        })),
        None => lines.push(DetailLine::text("Reading …", Role::Dim)),
    }
    lines
}

fn charges(lines: &[TypedBillLine], currency: Currency) -> impl Iterator<Item = DetailLine> + '_ {
    lines.iter().map(move |line| {
        let tax = match line.tax.is_zero() {
            true => String::new(),
            false => format!("  + tax {}", amount(line.tax, currency)),
        };
        DetailLine::figure(
            format!("{}  {}{tax}", line.kind.as_str(), line.text),
            amount(line.untaxed, currency),
        )
    })
}

fn proposal(row: &BillProposalView) -> Vec<DetailLine> {
    let mut lines = vec![DetailLine::text(
        format!("Fees of {} {}", row.account, row.month),
        Role::Title,
    )];
    let many = counted(row.transactions, "transaction");
    let text = match row.complete {
        true => format!("{many}; a posts them as a bill."),
        false => format!("{many}; more can still come."),
    };
    lines.push(DetailLine::text(text, Role::Dim));
    lines.extend(charges(&row.lines, row.currency));
    lines.push(DetailLine::figure("Total", money(row.total, row.currency)));
    lines
}

fn bill(row: &BillView) -> Vec<DetailLine> {
    let mut lines = vec![
        DetailLine::text(
            format!("{}  {} {}", row.number, row.vendor, row.reference),
            Role::Title,
        ),
        DetailLine::text(
            format!("{}  {}", row.date, row.account.as_deref().unwrap_or("")),
            Role::Dim,
        ),
    ];
    if let Some(by) = row.reversed {
        lines.push(DetailLine::text(format!("Taken back by {by}"), Role::Warn));
    }
    lines.extend(charges(&row.lines, row.currency));
    lines.push(DetailLine::figure("Total", money(row.total, row.currency)));
    lines.push(DetailLine::figure("Due", money(row.due, row.currency)));
    lines
}

fn bank_line(row: &StatementLineView) -> Vec<DetailLine> {
    let mut lines = vec![
        DetailLine {
            text: format!("{}  {}  {}", row.line, row.date, row.bank),
            role: Some(Role::Title),
            figure: money(row.amount, row.currency),
        },
        DetailLine::text(format!("{}  {}", row.reference, row.text), Role::Text),
        DetailLine::text(format!("Entry {}", row.entry), Role::Dim),
    ];
    let matched: Vec<String> = row.matched.iter().map(ToString::to_string).collect();
    if !matched.is_empty() {
        let text = format!("Matched by {}", matched.join(", "));
        lines.push(DetailLine::text(text, Role::Text));
    }
    if !row.open.is_zero() {
        lines.push(DetailLine::figure(
            "Not matched",
            money(row.open, row.currency),
        ));
    }
    lines
}

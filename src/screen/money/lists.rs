//! Drawing the lists of the tab.

use super::Money;
use super::columns::{BALANCES, BANK, BATCHES, BILLS, Column, ENTRIES, OPEN, PAYMENTS};
use super::rows::{BalanceRow, BillRow, OpenRow, reason_word};
use crate::domain::books::payment::BatchState;
use crate::domain::money::Amount;
use crate::protocol::books::bills::{BillProposalView, BillView};
use crate::protocol::books::journal::EntryView;
use crate::protocol::books::payments::{BatchView, PaymentView};
use crate::protocol::books::statements::StatementLineView;
use crate::screen::listing::draw;
use crate::screen::listing::filtered::{Filtered, Searched};
use crate::screen::listing::table::{self, Spec};
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words::{amount, count, counted};
use ratatui::layout::Rect;

/// A day, an order, a number that may be missing.
fn maybe(value: Option<impl ToString>) -> (String, Role) {
    let text = value.map_or_else(String::new, |value| value.to_string());
    (text, Role::Dim)
}

fn proposal_cell(row: &BillProposalView, column: Column) -> (String, Role) {
    match column {
        Column::Number => ("proposed".to_owned(), Role::Accent),
        Column::Date if row.complete => (row.month.to_string(), Role::Text),
        Column::Date => (format!("{} …", row.month), Role::Dim),
        Column::Vendor => ("Amazon".to_owned(), Role::Text),
        Column::Of => (counted(row.transactions, "transaction"), Role::Dim),
        Column::Amount => (amount(row.total, row.currency), Role::Text),
        Column::Currency => (row.currency.to_string(), Role::Dim),
        Column::Account => (row.account.clone(), Role::Dim),
        _ => (String::new(), Role::Dim),
    }
}

fn bill_cell(row: &BillView, column: Column) -> (String, Role) {
    match column {
        Column::Number => {
            let taken_back = row.reversed.is_some();
            let role = if taken_back { Role::Dim } else { Role::Title };
            (row.number.to_string(), role)
        }
        Column::Date => (row.date.to_string(), Role::Text),
        Column::Vendor => (row.vendor.clone(), Role::Text),
        Column::Of => (row.reference.clone(), Role::Text),
        Column::Amount => (amount(row.total, row.currency), Role::Text),
        Column::Open if row.reversed.is_some() => ("taken back".to_owned(), Role::Dim),
        Column::Open => open(row.due, row.currency),
        Column::Currency => (row.currency.to_string(), Role::Dim),
        Column::Account => (row.account.clone().unwrap_or_default(), Role::Dim),
        _ => (String::new(), Role::Dim),
    }
}

/// What is open, or nothing.
fn open(value: Amount, currency: crate::domain::money::Currency) -> (String, Role) {
    match value.is_zero() {
        true => (String::new(), Role::Dim),
        false => (amount(value, currency), Role::Accent),
    }
}

fn list<R: Searched>(
    pen: &mut Pen,
    area: Rect,
    list: &Filtered<R>,
    specs: &'static [Spec<Column>],
    (title, text): (&str, &str),
    cell: impl Fn(&R, Column) -> (String, Role),
) {
    if list.rows.all().is_empty() {
        let (title, text) = match (list.rows.is_read(), list.words.is_empty()) {
            (false, _) => ("Reading …", ""),
            (true, false) => ("Nothing has these words.", "Esc shows all again."),
            (true, true) => (title, text),
        };
        return table::empty(pen, area, title, text);
    }
    let lead = |row: &R| (list.is_marked(row), false);
    draw::rows(pen, area, &list.rows, specs.iter(), lead, cell);
}

impl Money {
    pub(super) fn draw_entries(&self, pen: &mut Pen, area: Rect) {
        let none = (
            "There are no entries.",
            "Invoices, payments, bills and the bank make them.",
        );
        let cell = |row: &EntryView, column| match column {
            Column::Number => {
                let taken_back = row.reversed_by.is_some();
                let role = if taken_back { Role::Dim } else { Role::Title };
                (row.number.to_string(), role)
            }
            Column::Date => (row.date.to_string(), Role::Text),
            Column::Text => (row.text.clone(), Role::Text),
            Column::Amount => {
                let debits = Amount::sum(row.lines.iter().filter_map(|line| line.debit));
                let shown = debits.map(|sum| amount(sum, row.currency));
                (shown.unwrap_or_default(), Role::Text)
            }
            Column::Currency => (row.currency.to_string(), Role::Dim),
            Column::Order => maybe(row.order),
            Column::By => (row.posted_by.clone(), Role::Dim),
            _ => (String::new(), Role::Dim),
        };
        list(pen, area, &self.entries, &ENTRIES, none, cell);
    }

    pub(super) fn draw_balances(&self, pen: &mut Pen, area: Rect) {
        let cell = |row: &BalanceRow, column| {
            let figure = |of: fn(&crate::protocol::books::journal::BalanceView) -> Amount| {
                let shown = row.balance.as_ref().map(|b| amount(of(b), b.currency));
                (shown.unwrap_or_default(), Role::Text)
            };
            match column {
                Column::Code => (row.code.clone(), Role::Dim),
                Column::Name => (row.name.clone(), Role::Title),
                Column::Kind => (row.kind.to_owned(), Role::Dim),
                Column::Debit => figure(|b| b.debit),
                Column::Credit => figure(|b| b.credit),
                Column::Amount => figure(|b| b.balance),
                Column::Currency => maybe(row.balance.as_ref().map(|b| b.currency)),
                _ => (String::new(), Role::Dim),
            }
        };
        let none = ("There are no accounts.", "");
        list(pen, area, &self.balances, &BALANCES, none, cell);
    }

    pub(super) fn draw_open(&self, pen: &mut Pen, area: Rect) {
        let none = (
            "Nothing is open.",
            "What customers paid is settled by Amazon's payouts, to the last cent.",
        );
        let cell = |row: &OpenRow, column| match column {
            Column::Kind => (reason_word(row.reason).to_owned(), Role::Text),
            Column::Number => (row.entry.to_string(), Role::Title),
            Column::Date => (row.day.to_string(), Role::Dim),
            Column::Order => maybe(row.order),
            Column::Open => (amount(row.open, row.currency), Role::Text),
            Column::Currency => (row.currency.to_string(), Role::Dim),
            Column::Text => (row.text.clone(), Role::Dim),
            _ => (String::new(), Role::Dim),
        };
        list(pen, area, &self.open, &OPEN, none, cell);
    }

    pub(super) fn draw_payments(&self, pen: &mut Pen, area: Rect) {
        let none = (
            "There are no payments.",
            "r on the Invoices tab registers them.",
        );
        let cell = |row: &PaymentView, column| match column {
            Column::Number => {
                let role = if row.undone.is_some() {
                    Role::Dim
                } else {
                    Role::Title
                };
                (row.number.to_string(), role)
            }
            Column::Date => (row.date.to_string(), Role::Text),
            Column::Of => (row.of.clone(), Role::Text),
            Column::Amount => (amount(row.amount, row.currency), Role::Text),
            Column::Open if row.undone.is_some() => ("taken back".to_owned(), Role::Dim),
            Column::Open => open(row.open, row.currency),
            Column::Currency => (row.currency.to_string(), Role::Dim),
            Column::Batch => maybe(row.batch),
            Column::Order => maybe(row.order),
            _ => (String::new(), Role::Dim),
        };
        list(pen, area, &self.payments, &PAYMENTS, none, cell);
    }

    pub(super) fn draw_batches(&self, pen: &mut Pen, area: Rect) {
        let none = (
            "There are no batch payments.",
            "a among the payments makes them: what arrives at the bank as one.",
        );
        let cell = |row: &BatchView, column| match column {
            Column::Number => (row.number.to_string(), Role::Title),
            Column::State => {
                let role = match row.state {
                    BatchState::Draft => Role::Warn,
                    BatchState::Validated => Role::Accent,
                    BatchState::Reconciled => Role::Good,
                    BatchState::Undone => Role::Dim,
                };
                (row.state.as_str().to_owned(), role)
            }
            Column::Date => (row.date.to_string(), Role::Text),
            Column::Many => (count(row.count), Role::Text),
            Column::Amount => (amount(row.total, row.currency), Role::Text),
            Column::Open => open(row.open, row.currency),
            Column::Currency => (row.currency.to_string(), Role::Dim),
            Column::Journal => (row.journal.to_string(), Role::Dim),
            _ => (String::new(), Role::Dim),
        };
        list(pen, area, &self.batches, &BATCHES, none, cell);
    }

    pub(super) fn draw_bills(&self, pen: &mut Pen, area: Rect) {
        let none = (
            "There are no bills.",
            "i enters one by hand, o takes in a file; s asks Amazon what it charged, which proposes them.",
        );
        let cell = |row: &BillRow, column| match row {
            BillRow::Proposed(of) => proposal_cell(of, column),
            BillRow::Posted(bill) => bill_cell(bill, column),
        };
        list(pen, area, &self.bills, &BILLS, none, cell);
    }

    pub(super) fn draw_bank(&self, pen: &mut Pen, area: Rect) {
        let none = match self.all_lines {
            true => (
                "There are no lines of statements.",
                "i takes in a file of the bank, a enters a line by hand.",
            ),
            false => (
                "Every line is matched.",
                "s shows all lines, i takes in a file of the bank.",
            ),
        };
        let cell = |row: &StatementLineView, column| match column {
            Column::Number => (row.line.to_string(), Role::Title),
            Column::Date => (row.date.to_string(), Role::Text),
            Column::Amount => (amount(row.amount, row.currency), Role::Text),
            Column::Open => open(row.open, row.currency),
            Column::Currency => (row.currency.to_string(), Role::Dim),
            Column::Of => (row.reference.clone(), Role::Text),
            Column::Bank => (row.bank.clone(), Role::Dim),
            Column::Text => (row.text.clone(), Role::Dim),
            _ => (String::new(), Role::Dim),
        };
        list(pen, area, &self.bank, &BANK, none, cell);
    }
}

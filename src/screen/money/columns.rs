//! The columns of the lists.

use crate::screen::listing::table::{self, Spec};

/// A column of any of the lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Number,
    Date,
    Text,
    Amount,
    Currency,
    Order,
    By,
    Code,
    Name,
    Kind,
    Debit,
    Credit,
    Open,
    Of,
    Batch,
    State,
    Many,
    Journal,
    Vendor,
    Account,
    Bank,
}

/// Of the entries.
pub static ENTRIES: [Spec<Column>; 7] = [
    table::words(Column::Number, "Number", 14, 0, 0),
    table::words(Column::Date, "Date", 10, 0, 2),
    table::words(Column::Text, "What", 12, 30, 4),
    table::figures(Column::Amount, "Amount", 10, 1),
    table::words(Column::Currency, "Cur", 3, 0, 3),
    table::words(Column::Order, "Order", 7, 0, 5),
    table::words(Column::By, "By", 8, 6, 6),
];

/// Of the balances.
pub static BALANCES: [Spec<Column>; 7] = [
    table::words(Column::Code, "Code", 5, 0, 2),
    table::words(Column::Name, "Account", 13, 16, 0),
    table::words(Column::Kind, "Kind", 9, 0, 6),
    table::figures(Column::Debit, "Debit", 11, 4),
    table::figures(Column::Credit, "Credit", 11, 5),
    table::figures(Column::Amount, "Balance", 11, 1),
    table::words(Column::Currency, "Cur", 3, 0, 3),
];

/// Of what is open.
pub static OPEN: [Spec<Column>; 7] = [
    table::words(Column::Kind, "Why", 12, 0, 2),
    table::words(Column::Number, "Entry", 14, 0, 3),
    table::words(Column::Date, "Date", 10, 0, 5),
    table::words(Column::Order, "Order", 8, 0, 4),
    table::figures(Column::Open, "Open", 10, 0),
    table::words(Column::Currency, "Cur", 3, 0, 1),
    table::words(Column::Text, "What", 10, 40, 6),
];

/// Of the payments.
pub static PAYMENTS: [Spec<Column>; 8] = [
    table::words(Column::Number, "Number", 14, 0, 0),
    table::words(Column::Date, "Date", 10, 0, 4),
    table::words(Column::Of, "Pays", 14, 2, 3),
    table::figures(Column::Amount, "Amount", 9, 1),
    table::figures(Column::Open, "Open", 9, 5),
    table::words(Column::Currency, "Cur", 3, 0, 2),
    table::words(Column::Batch, "Batch", 10, 0, 6),
    table::words(Column::Order, "Order", 8, 0, 7),
];

/// Of the batch payments.
pub static BATCHES: [Spec<Column>; 8] = [
    table::words(Column::Number, "Batch", 10, 0, 0),
    table::words(Column::State, "State", 10, 0, 2),
    table::words(Column::Date, "Date", 10, 0, 5),
    table::figures(Column::Many, "Many", 5, 6),
    table::figures(Column::Amount, "Total", 10, 1),
    table::figures(Column::Open, "Open", 10, 4),
    table::words(Column::Currency, "Cur", 3, 0, 3),
    table::words(Column::Journal, "Journal", 15, 0, 7),
];

/// Of the bills.
pub static BILLS: [Spec<Column>; 8] = [
    table::words(Column::Number, "Number", 15, 0, 0),
    table::words(Column::Date, "Date", 10, 0, 5),
    table::words(Column::Vendor, "Vendor", 8, 10, 4),
    table::words(Column::Of, "Their number", 12, 12, 6),
    table::figures(Column::Amount, "Total", 9, 1),
    table::figures(Column::Open, "Due", 9, 3),
    table::words(Column::Currency, "Cur", 3, 0, 2),
    table::words(Column::Account, "Account", 10, 10, 7),
];

/// Of the lines of statements.
pub static BANK: [Spec<Column>; 8] = [
    table::words(Column::Number, "Line", 7, 0, 4),
    table::words(Column::Date, "Date", 10, 0, 2),
    table::figures(Column::Amount, "Amount", 10, 0),
    table::figures(Column::Open, "Open", 10, 3),
    table::words(Column::Currency, "Cur", 3, 0, 1),
    table::words(Column::Of, "Reference", 10, 14, 5),
    table::words(Column::Bank, "Bank", 8, 8, 6),
    table::words(Column::Text, "Text", 12, 30, 7),
];

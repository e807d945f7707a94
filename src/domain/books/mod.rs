//! The books: double entry in journals, invoices, payments, vendor bills and bank statements (product rules I1 to I6).
//!
//! Everything that is posted is an entry that balances, in one currency, and never changes; what was wrong is corrected by a
//! new entry. Amounts that wait for their counterpart (an unpaid invoice, a payment that Amazon has not paid out) are open
//! items, which are matched one against another.

pub mod bill;
pub mod bill_csv;
pub mod chart;
pub mod entry;
pub mod explain;
pub mod export;
pub mod invoice;
pub mod journal;
pub mod open_item;
pub mod payment;
pub mod statement;
pub mod statement_csv;
pub mod tax_rate;

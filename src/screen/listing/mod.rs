//! Lists of several views: tables, rows that are here as a whole, the strip that says which view is shown, filter lines.

pub mod draw;
pub mod filtered;
pub mod line;
pub mod rows;
pub mod split;
pub mod status;
pub mod strip;
pub mod table;
pub mod views;

//! The vocabulary and the rules of the business: plain types and pure functions.
//!
//! Nothing in here knows a clock, a disk, a network or a terminal. Time and randomness are passed in.

pub mod account;
pub mod address;
pub mod allocation;
pub mod amazon_order;
pub mod amazon_status;
pub mod barcode;
pub mod cancellation;
pub mod carrier;
pub mod control_code;
pub mod customer;
mod delivery_update;
pub mod failed_order;
pub mod feed;
pub mod ids;
pub mod intake;
pub mod marketplace;
pub mod moment;
pub mod money;
pub mod notice;
pub mod order;
pub mod order_cancel;
pub mod order_lines;
pub mod order_query;
pub mod order_update;
pub mod own_carrier;
pub mod packing;
pub mod page_run;
pub mod paper;
pub mod picking;
pub mod picking_confirm;
pub mod picking_undo;
pub mod product;
pub mod rate_bucket;
pub mod reference;
pub mod refusal_advice;
pub mod retry;
pub mod seen_order;
pub mod shipment;
pub mod stock_move;
pub mod text;

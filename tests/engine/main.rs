//! The engine from outside: the real client and store against the simulator over HTTP, asked through the client handle.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod accounts;
mod amazon_figures;
mod backup;
mod bookkeeping;
mod books;
mod budget;
mod damaged;
mod deliveries;
mod documents;
mod failed_orders;
mod faults;
mod finances;
mod house;
mod known_orders;
mod listing;
mod made_orders;
mod products;
mod recover;
mod reports;
mod stock;
mod stopping;
mod stuck;
mod warehouse;
mod whole_shop;
mod why;

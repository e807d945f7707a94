//! The client of Amazon's Selling Partner API.
//!
//! [`client::AmazonClient`] asks, [`login`] keeps the access tokens, [`budget`] the call limits, [`transport`] is the
//! way to the network; [`problem`] says what went wrong, [`orders`] reads orders. [`notice`] says what came of telling
//! Amazon something: shipments by [`shipments`], and by the documents of [`feeds`]. [`stock`] reads what lies there,
//! [`finances`] what was paid and charged.

pub mod access;
pub mod budget;
pub mod client;
pub mod feeds;
pub mod finances;
pub mod https;
pub mod login;
pub mod notice;
pub mod operations;
pub mod orders;
pub mod participation;
pub mod problem;
pub mod search;
pub mod shipments;
pub mod stock;
pub mod transport;

mod exchange;
mod header;
mod redact;
mod sendable;
mod told;

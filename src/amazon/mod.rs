//! The client of Amazon's Selling Partner API.
//!
//! [`client::AmazonClient`] asks, [`login`] keeps the access tokens, [`budget`] the call limits, [`transport`] is the
//! way to the network; [`problem`] says what went wrong, [`orders`] reads orders.

pub mod access;
pub mod budget;
pub mod client;
pub mod https;
pub mod login;
pub mod operations;
pub mod orders;
pub mod participation;
pub mod problem;
pub mod search;
pub mod transport;

mod header;
mod redact;

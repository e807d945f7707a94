//! What the screen, the command line and other terminals say to the engine, and what it answers.
//!
//! Everything that can be known or done is a [`Request`]; each has one [`Reply`] or a [`Failure`]. [`Event`]s tell
//! what changed. Replies serialise to the JSON that the command line prints, so there is one contract, not two.

pub mod accounts;
pub mod amazon_stock;
pub mod books;
pub mod documents;
pub mod event;
pub mod failure;
pub mod finances;
pub mod frame;
pub mod mail;
pub mod orders;
pub mod pickings;
pub mod products;
pub mod reply;
pub mod reports;
pub mod request;
pub mod status;
pub mod stock;
pub mod upkeep;

pub use event::Event;
pub use failure::{Failure, FailureCode};
pub use reply::Reply;
pub use request::Request;

/// Changes when a terminal and an engine of different builds would misunderstand each other.
pub const PROTOCOL: u32 = 1;

//! The frames on the socket: one line of JSON each.

use super::{Event, Failure, Reply, Request};
use serde::{Deserialize, Serialize};

/// Longest line that an engine takes from a client, in bytes.
pub const LONGEST_REQUEST: usize = 24 << 20;
/// Longest line that a client takes from an engine, in bytes.
pub const LONGEST_REPLY: usize = 32 << 20;

/// What either end says first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// Always `orderdeck`.
    pub product: String,
    /// Version of the program.
    pub version: String,
    /// See [`super::PROTOCOL`].
    pub protocol: u32,
    /// Process id.
    pub pid: u32,
}

impl Hello {
    /// The greeting of this process.
    pub fn ours() -> Hello {
        Hello {
            product: "orderdeck".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            protocol: super::PROTOCOL,
            pid: std::process::id(),
        }
    }
}

/// From a client to the engine.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// Returned with the answer.
    pub ticket: u64,
    /// What is asked.
    pub request: Request,
}

/// From the engine to a client.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tell {
    /// The answer to a request.
    Answer {
        /// The request's ticket.
        ticket: u64,
        /// How it went.
        result: Result<Reply, Failure>,
    },
    /// Something happened.
    Event(Event),
}

//! The greeting that either end sends first.

use crate::protocol::frame::Hello;
use crate::protocol::{Failure, FailureCode, PROTOCOL};

/// Reads the other end's greeting, and says whether the two understand each other.
pub fn understood(line: &[u8]) -> Result<Hello, Failure> {
    let hello: Hello = serde_json::from_slice(line).map_err(|_| stranger())?;
    if hello.product != "orderdeck" {
        return Err(stranger());
    }
    if hello.protocol != PROTOCOL {
        return Err(Failure::new(
            FailureCode::Connection,
            format!(
                "The other end is orderdeck {} and speaks protocol {}; this is {} and speaks protocol {PROTOCOL}.",
                crate::domain::text::clean_short(&hello.version, 20),
                hello.protocol,
                env!("CARGO_PKG_VERSION"),
            ),
        )
        .hint(format!(
            "Stop the engine (process {}) and start it again with this version.",
            hello.pid
        )));
    }
    Ok(hello)
}

fn stranger() -> Failure {
    Failure::new(
        FailureCode::Connection,
        "What answers at the socket is no orderdeck.",
    )
}

/// A connection that broke, or never came about.
pub fn broken(message: impl Into<String>) -> Failure {
    Failure::new(FailureCode::Connection, message)
}

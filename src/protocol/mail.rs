//! E-mail, as answered.

use serde::{Deserialize, Serialize};

/// An e-mail that was delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDelivered {
    /// Where it went, as a sentence.
    pub message: String,
    /// Whom it is to.
    pub to: Vec<String>,
    /// The file in the outbox folder; none if a server took it.
    pub file: Option<String>,
}

//! Why a request was not done.

use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A request that was refused or failed: a code for scripts, a sentence for people, a hint what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What kind it is.
    pub code: FailureCode,
    /// What happened, as a sentence.
    pub message: String,
    /// What to do about it, as a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Not before this moment, when waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_at: Option<Moment>,
}

/// The kinds of failures. Their words are part of the command line's contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// A reference that is not 3-7-7.
    BadReference,
    /// Amazon does not know the order.
    UnknownToAmazon,
    /// The order's marketplace is not synchronised by the account.
    MarketplaceNotSynchronised,
    /// The order's status and channel make no sales order.
    NotEligible,
    /// No such account, order, record.
    NotFound,
    /// It exists already, or two things would be in each other's way.
    Conflict,
    /// A value that can't be taken.
    Invalid,
    /// A picking that must not be confirmed now: held, taken, or not ready.
    Held,
    /// Less is packed than asked for, and nobody said what becomes of the rest.
    RestUndecided,
    /// No such carrier.
    UnknownCarrier,
    /// The credentials were refused by Amazon.
    Credentials,
    /// Amazon denies access: role, region or account.
    AccessDenied,
    /// The call budget is used up for now.
    Throttled,
    /// Amazon could not be reached, or answered with trouble.
    Amazon,
    /// An e-mail could not be delivered.
    Mail,
    /// A printer's command failed.
    Printer,
    /// The store can't be read or written.
    Store,
    /// Another process owns the store and does not answer.
    Busy,
    /// The two ends of a connection don't understand each other, or it broke.
    Connection,
    /// The person at the other end may not do this.
    Forbidden,
    /// A defect of ours.
    Internal,
}

impl FailureCode {
    /// The word for scripts.
    pub fn as_str(self) -> &'static str {
        match self {
            FailureCode::BadReference => "bad_reference",
            FailureCode::UnknownToAmazon => "unknown_to_amazon",
            FailureCode::MarketplaceNotSynchronised => "marketplace_not_synchronised",
            FailureCode::NotEligible => "not_eligible",
            FailureCode::NotFound => "not_found",
            FailureCode::Conflict => "conflict",
            FailureCode::Invalid => "invalid",
            FailureCode::Held => "held",
            FailureCode::RestUndecided => "rest_undecided",
            FailureCode::UnknownCarrier => "unknown_carrier",
            FailureCode::Credentials => "credentials",
            FailureCode::AccessDenied => "access_denied",
            FailureCode::Throttled => "throttled",
            FailureCode::Amazon => "amazon",
            FailureCode::Mail => "mail",
            FailureCode::Printer => "printer",
            FailureCode::Store => "store",
            FailureCode::Busy => "busy",
            FailureCode::Connection => "connection",
            FailureCode::Forbidden => "forbidden",
            FailureCode::Internal => "internal",
        }
    }
}

impl Failure {
    /// A failure with a sentence.
    pub fn new(code: FailureCode, message: impl Into<String>) -> Failure {
        Failure {
            code,
            message: message.into(),
            hint: None,
            retry_at: None,
        }
    }

    /// With a hint what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// With the moment from which on trying again makes sense.
    pub fn retry_at(mut self, at: Moment) -> Failure {
        self.retry_at = Some(at);
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

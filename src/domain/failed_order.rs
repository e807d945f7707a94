//! Failed orders: what Amazon showed and we could not process. Kept, tried again, never lost.

use super::ids::AccountId;
use super::moment::Moment;
use serde::{Deserialize, Serialize};

/// An order that could not be processed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedOrder {
    /// Amazon's reference as text, since it may be what is wrong with it.
    pub reference: String,
    /// The account it was shown to.
    pub account: AccountId,
    /// Why it could not be processed; no personal data.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it failed first.
    pub first_failed: Moment,
    /// When it is tried again; `None` once it was dismissed.
    pub next_try: Option<Moment>,
    /// Why a person dismissed it.
    pub dismissed: Option<String>,
}

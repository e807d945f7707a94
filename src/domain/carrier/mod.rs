//! Carriers: Amazon's list of codes, and carriers of one's own.

mod codes;
mod search;
pub mod tracking;

pub use codes::CarrierCode;
pub use search::{Found, find};

use serde::{Deserialize, Serialize};
use std::fmt;

/// Who carries a parcel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Carrier {
    /// A carrier of Amazon's list (`Self Delivery` is one of them).
    Listed(CarrierCode),
    /// A carrier that Amazon's list does not have, by its name: Amazon is told `Other` and that name.
    Own(String),
}

impl Carrier {
    /// What Amazon is told as the carrier's code.
    pub fn code(&self) -> &'static str {
        match self {
            Carrier::Listed(code) => code.as_str(),
            Carrier::Own(_) => CarrierCode::OTHER,
        }
    }

    /// What Amazon is told as the carrier's name; nothing for those of its list.
    pub fn own_name(&self) -> Option<&str> {
        match self {
            Carrier::Listed(_) => None,
            Carrier::Own(name) => Some(name),
        }
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.own_name().unwrap_or(self.code()))
    }
}

/// What two spellings of a carrier have in common: letters and digits, in lower case.
pub fn key(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

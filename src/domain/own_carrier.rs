//! Carriers that were made here.

use super::carrier::{Carrier, CarrierCode};
use serde::{Deserialize, Serialize};

/// A carrier that was made here on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCarrier {
    /// Its name.
    pub name: String,
    /// Amazon's code for it; without one Amazon is told `Other` and the name.
    pub code: Option<CarrierCode>,
    /// What its tracking references look like, as a regular expression.
    pub tracking_format: Option<String>,
}

impl OwnCarrier {
    /// What Amazon is told.
    pub fn carrier(&self) -> Carrier {
        match self.code {
            Some(code) => Carrier::Listed(code),
            None => Carrier::Own(self.name.clone()),
        }
    }
}

//! What is asked of the sales.

use super::conversion::Conversion;
use super::dimension::By;
use super::period::Days;
use crate::domain::amazon_status::Channel;
use serde::{Deserialize, Serialize};

/// A report on sales. Every part that is set must match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SalesQuery {
    /// What sales are told apart by.
    pub by: By,
    /// Which days.
    pub days: Days,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only this account, by name.
    pub account: Option<String>,
    /// Only this marketplace, by id or country code.
    pub marketplace: Option<String>,
    /// With the figures of the period before.
    pub compare: bool,
    /// Into one currency, at given rates.
    pub conversion: Option<Conversion>,
}

impl SalesQuery {
    /// Everything there is, by these dimensions.
    pub fn by(by: By) -> SalesQuery {
        SalesQuery {
            by,
            days: Days::default(),
            channel: None,
            account: None,
            marketplace: None,
            compare: false,
            conversion: None,
        }
    }
}

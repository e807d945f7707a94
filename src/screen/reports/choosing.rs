//! What is chosen: what sales are told apart by, which days, which orders, what is measured.

use super::measure::Measure;
use crate::domain::amazon_status::Channel;
use crate::domain::ids::MarketplaceId;
use crate::domain::marketplace::code_of;
use crate::domain::money::Currency;
use crate::domain::sales_report::{By, Conversion, Days, Dimension, Preset, SalesQuery};

/// Which currencies are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// All; only the one with most orders where the same word would stand in rows of several.
    #[default]
    Fitting,
    /// All of them.
    All,
    /// This one.
    One(Currency),
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choosing {
    /// What sales are told apart by.
    pub first: Dimension,
    /// And by what, within each of those.
    pub second: Option<Dimension>,
    /// Which days.
    pub days: Days,
    /// Only this channel.
    pub channel: Option<Channel>,
    /// Only this account.
    pub account: Option<String>,
    /// Only this marketplace, by its id.
    pub marketplace: Option<String>,
    /// With the period before.
    pub compare: bool,
    /// Into one currency; only a kept report says that.
    pub conversion: Option<Conversion>,
    /// What the pictures show.
    pub measure: Measure,
    /// Which currencies are listed.
    pub shown: Shown,
}

impl Default for Choosing {
    fn default() -> Self {
        Choosing {
            first: Dimension::Day,
            second: None,
            days: Days::Preset(Preset::Last30Days),
            channel: None,
            account: None,
            marketplace: None,
            compare: false,
            conversion: None,
            measure: Measure::default(),
            shown: Shown::default(),
        }
    }
}

impl Choosing {
    /// The report by the first dimension alone: its rows are what is listed.
    pub fn main(&self) -> SalesQuery {
        self.query(By::one(self.first))
    }

    /// The report by both, whose rows lie within those of the first.
    pub fn parts(&self) -> Option<SalesQuery> {
        self.second
            .map(|second| self.query(By::two(self.first, second)))
    }

    /// The report as it is kept and exported.
    pub fn whole(&self) -> SalesQuery {
        self.parts().unwrap_or_else(|| self.main())
    }

    fn query(&self, by: By) -> SalesQuery {
        SalesQuery {
            days: self.days,
            channel: self.channel,
            account: self.account.clone(),
            marketplace: self.marketplace.clone(),
            compare: self.compare,
            conversion: self.conversion.clone(),
            ..SalesQuery::by(by)
        }
    }

    /// Takes over a kept report.
    pub fn open(&mut self, query: &SalesQuery) {
        *self = Choosing {
            first: query.by.first(),
            second: query.by.second(),
            days: query.days,
            channel: query.channel,
            account: query.account.clone(),
            marketplace: query.marketplace.clone(),
            compare: query.compare,
            conversion: query.conversion.clone(),
            measure: self.measure,
            shown: Shown::default(),
        };
    }

    /// The next channel: both, FBM, FBA.
    pub fn next_channel(&mut self) {
        self.channel = match self.channel {
            None => Some(Channel::Fbm),
            Some(Channel::Fbm) => Some(Channel::Fba),
            Some(Channel::Fba) => None,
        };
    }

    /// Which account or marketplace alone, in a word; none if all.
    pub fn only(&self) -> Option<String> {
        let marketplace = self
            .marketplace
            .as_deref()
            .map(|id| code_of(&MarketplaceId::from(id)).to_owned());
        match (&self.account, marketplace) {
            (Some(account), Some(marketplace)) => Some(format!("{account} {marketplace}")),
            (Some(account), None) => Some(account.clone()),
            (None, marketplace) => marketplace,
        }
    }
}

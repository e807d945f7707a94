//! What a report asks for, looked up: accounts, marketplaces and days by their numbers.

use super::invalid;
use crate::domain::ids::{AccountId, MarketplaceId};
use crate::domain::marketplace;
use crate::domain::moment::Moment;
use crate::domain::sales_report::period::day_of;
use crate::domain::sales_report::{Period, SalesQuery};
use crate::engine::core::Core;
use crate::engine::sales::{Sales, Wanted};
use crate::protocol::Failure;
use std::sync::Arc;

/// The parts of a report that are names.
pub(super) struct Names {
    account: Option<AccountId>,
    marketplace: Option<MarketplaceId>,
    now: Moment,
}

/// Which orders a report looks at, and which it compares them with; none if no order can match.
pub(super) struct Asked {
    /// Those of the period.
    pub(super) wanted: Wanted,
    /// The period.
    pub(super) period: Period,
    /// The period before, and its orders.
    pub(super) before: Option<(Period, Wanted)>,
}

/// Looks up the names in a report; one that nobody has is a mistake, not an empty report.
pub(super) async fn names(core: &Arc<Core>, query: &SalesQuery) -> Result<Names, Failure> {
    let account = match &query.account {
        Some(name) => Some(core.account_named(name).await?.id),
        None => None,
    };
    let marketplace = match query.marketplace.as_deref() {
        Some(text) => Some(marketplace_of(core, text).await?),
        None => None,
    };
    if let Some(fault) = query.conversion.as_ref().and_then(|c| c.fault()) {
        return Err(invalid(fault));
    }
    let ends = query.days.ends(Moment::default().to_utc().date_naive());
    if let (Some(from), Some(to)) = ends
        && from > to
    {
        return Err(invalid(format!("{to} is before {from}.")));
    }
    Ok(Names {
        account,
        marketplace,
        now: core.now(),
    })
}

async fn marketplace_of(core: &Arc<Core>, text: &str) -> Result<MarketplaceId, Failure> {
    if let Some(known) = marketplace::by_code(text) {
        return Ok(MarketplaceId::from(known.id));
    }
    let accounts = core.read(|r| r.all_accounts()).await?;
    let id = MarketplaceId::from(text.trim());
    let known = accounts.iter().any(|a| a.marketplace(&id).is_some());
    known.then_some(id).ok_or_else(|| {
        invalid(format!("There is no marketplace {text:?}."))
            .hint("Name it by its country, such as DE, or by Amazon's id.")
    })
}

/// Which orders are meant.
pub(super) fn asked(sales: &Sales, query: &SalesQuery, names: &Names) -> Option<Asked> {
    let mut wanted = Wanted {
        channel: query.channel,
        ..Wanted::default()
    };
    if let Some(account) = names.account {
        wanted.account = Some(sales.account(account)?);
    }
    if let Some(marketplace) = &names.marketplace {
        wanted.marketplace = Some(sales.marketplace(marketplace)?);
    }
    let own = names.marketplace.as_ref().or(sales.busiest_marketplace())?;
    let today = day_of(names.now, own);
    let period = match query.days.ends(today) {
        (Some(from), Some(to)) => Period::new(from, to)?,
        (from, to) => {
            let (first, last) = sales.ends(&wanted.on(from, to))?;
            let end = to.unwrap_or_else(|| match from {
                Some(_) => last.max(today),
                None => last,
            });
            Period::new(from.unwrap_or(first), end)?
        }
    };
    let on = |period: Period| wanted.on(Some(period.from), Some(period.to));
    let before = query
        .compare
        .then(|| query.days.before(period, today))
        .flatten();
    Some(Asked {
        wanted: on(period),
        period,
        before: before.map(|before| (before, on(before))),
    })
}

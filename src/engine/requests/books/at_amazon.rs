//! What Amazon's transactions say of the intermediary account: fees in no bill yet, money held, the reserve (product rule I5).

use crate::domain::bill_proposal::Proposer;
use crate::domain::books::explain::AtAmazon;
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::settlement::{Settlement, TooLarge};
use crate::store::{Reading, StoreError};
use std::collections::BTreeMap;

/// By currency, over all accounts; nothing where no transactions are here.
pub(super) fn at_amazon(
    reading: &Reading<'_>,
    now: Moment,
) -> Result<BTreeMap<Currency, AtAmazon>, StoreError> {
    let mut all: BTreeMap<Currency, AtAmazon> = BTreeMap::new();
    for account in reading.all_accounts()? {
        let mut proposer = Proposer::default();
        let mut settlement = Settlement::of(Moment::from_millis(0), now);
        let mut added = Ok(());
        reading.newest_transactions(account.id, None, None, |kept| {
            let (told, counted) = (&kept.transaction, kept.counted());
            added = proposer
                .add(told, counted, kept.billed.is_some())
                .and_then(|()| settlement.add(told, counted));
            added.is_ok()
        })?;
        added
            .and_then(|()| add(&mut all, proposer, &settlement))
            .map_err(|TooLarge| StoreError::Exhausted("a sum is too large"))?;
    }
    Ok(all)
}

fn add(
    all: &mut BTreeMap<Currency, AtAmazon>,
    proposer: Proposer,
    settlement: &Settlement,
) -> Result<(), TooLarge> {
    for (currency, sums) in &settlement.currencies {
        let known = all.entry(*currency).or_default();
        known.held = known.held.plus(sums.held).ok_or(TooLarge)?;
        known.reserve = known.reserve.plus(sums.reserve).ok_or(TooLarge)?;
    }
    for bill in proposer.bills()? {
        let known = all.entry(bill.currency).or_default();
        known.unbilled_fees = known.unbilled_fees.plus(bill.total).ok_or(TooLarge)?;
    }
    Ok(())
}

//! The self-check of financial transactions: each is found under its id, explains its total, and meets what released it.

use super::finances::{KeptTransaction, account_of};
use super::verify::Findings;
use super::{Store, StoreError, codec, keys, tables};
use crate::domain::ids::TransactionId;
use crate::domain::moment::Moment;
use crate::domain::money::Amount;

impl Store {
    pub(super) fn verify_transactions(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        self.walk(tables::TRANSACTIONS, &mut |reading, key, bytes| {
            let kept: KeptTransaction = codec::decode("transactions", key, bytes)?;
            let account = account_of(key)?;
            let told = &kept.transaction;
            let found = reading.finance_transaction(account, &told.id)?;
            if found.as_ref() != Some(&kept) {
                wrong.add(|| format!("the transaction {} is not found under its id", told.id));
            }
            let leaves = told.leaves.iter().map(|leaf| leaf.amount);
            if Amount::sum(leaves.chain([told.unexplained])) != Some(told.total) {
                wrong.add(|| format!("the transaction {} does not add up to its total", told.id));
            }
            let named = keys::offer(account, told.id.as_str());
            let releases = reading
                .transaction
                .open_table(tables::TRANSACTION_RELEASES)?;
            let release = releases.get(named.as_slice())?;
            let release: Option<TransactionId> = release
                .map(|bytes| codec::decode("transaction_releases", &named, bytes.value()))
                .transpose()?;
            if release != kept.superseded_by {
                wrong.add(|| format!("the transaction {} does not meet its release", told.id));
            }
            if let Some(release) = &kept.superseded_by {
                let other = reading.finance_transaction(account, release)?;
                let meets =
                    other.is_some_and(|o| o.transaction.releases.as_ref() == Some(&told.id));
                if !meets {
                    wrong.add(|| format!("the release of the transaction {} is missing", told.id));
                }
            }
            if let Some(bill) = kept.billed
                && reading.bill(bill)?.is_none()
            {
                wrong.add(|| format!("the bill of the transaction {} is missing", told.id));
            }
            Ok(())
        })?;
        self.walk(tables::TRANSACTION_IDS, &mut |reading, key, bytes| {
            let posted: Moment = codec::decode("transaction_ids", key, bytes)?;
            let account = account_of(key)?;
            let id = std::str::from_utf8(key.get(2..).unwrap_or_default()).unwrap_or_default();
            let place = keys::posted(account, posted, &TransactionId::from(id));
            let table = reading.transaction.open_table(tables::TRANSACTIONS)?;
            if table.get(place.as_slice())?.is_none() {
                wrong.add(|| format!("the transaction {id} is listed and missing"));
            }
            Ok(())
        })?;
        Ok(wrong.done())
    }
}

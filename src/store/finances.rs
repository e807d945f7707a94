//! Amazon's financial transactions, each once, and how far they have been fetched.

use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::amazon_transaction::{AmazonTransaction, Counted};
use crate::domain::books::bill::BillId;
use crate::domain::finance_run::FinanceRun;
use crate::domain::ids::{AccountId, TransactionId};
use crate::domain::moment::Moment;
use redb::ReadableTable;
use serde::{Deserialize, Serialize};
use std::ops::Bound;

/// A transaction as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTransaction {
    /// As Amazon showed it last.
    pub transaction: AmazonTransaction,
    /// The transaction that released its money, once that is here too.
    pub superseded_by: Option<TransactionId>,
    /// The bill in which its fees are.
    pub billed: Option<BillId>,
}

impl KeptTransaction {
    /// How it counts.
    pub fn counted(&self) -> Counted {
        self.transaction.counted(self.superseded_by.is_some())
    }
}

/// What writing a transaction did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransactionPut {
    /// It was not here.
    New,
    /// It was, and Amazon shows it otherwise now.
    Changed,
    /// It was, just so.
    Unchanged,
}

/// How fetching an account's transactions stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinanceSync {
    /// Everything posted from here on ...
    pub fetched_from: Option<Moment>,
    /// ... up to here was fetched once.
    pub fetched_until: Option<Moment>,
    /// The run that goes on.
    pub run: Option<FinanceRun>,
    /// When a run ended well last.
    pub last_good: Option<Moment>,
    /// When one was tried last.
    pub last_try: Option<Moment>,
    /// Why the last try brought nothing; none if it did.
    pub problem: Option<FinanceProblem>,
    /// Transactions that can't be read: id and reason, the latest last.
    pub unreadable: Vec<(String, String)>,
}

/// Why transactions could not be fetched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinanceProblem {
    /// As a sentence.
    pub message: String,
    /// Amazon refused the access: trying again does not help until a person acts.
    pub refused: bool,
}

/// Unreadable transactions of an account that are remembered.
const MOST_UNREADABLE: usize = 50;

impl FinanceSync {
    /// Remembers a transaction that can't be read.
    pub fn note_unreadable(&mut self, id: &str, reason: &str) {
        self.unreadable.retain(|known| known.0 != id);
        self.unreadable.push((id.to_owned(), reason.to_owned()));
        let beyond = self.unreadable.len().saturating_sub(MOST_UNREADABLE);
        self.unreadable.drain(..beyond);
    }
}

impl Writing<'_> {
    /// A transaction.
    pub fn transaction(
        &self,
        account: AccountId,
        id: &TransactionId,
    ) -> Result<Option<KeptTransaction>, StoreError> {
        let named = keys::offer(account, id.as_str());
        match self.transaction_ids.get::<Moment>(&named)? {
            Some(posted) => self.transactions.get(&keys::posted(account, posted, id)),
            None => Ok(None),
        }
    }

    /// Writes a transaction as Amazon shows it; marks of ours stay. What it releases, and what released it, find each
    /// other in whichever order they come.
    pub fn put_transaction(
        &mut self,
        account: AccountId,
        transaction: AmazonTransaction,
    ) -> Result<TransactionPut, StoreError> {
        let id = transaction.id.clone();
        let known = self.transaction(account, &id)?;
        if let Some(held) = &transaction.releases {
            self.supersede(account, held, &id)?;
        }
        let put = match &known {
            None => TransactionPut::New,
            Some(known) if known.transaction == transaction => {
                return Ok(TransactionPut::Unchanged);
            }
            Some(_) => TransactionPut::Changed,
        };
        let named = keys::offer(account, id.as_str());
        if let Some(known) = &known
            && known.transaction.posted != transaction.posted
        {
            let place = keys::posted(account, known.transaction.posted, &id);
            self.transactions.remove(&place)?;
        }
        let kept = KeptTransaction {
            superseded_by: self.transaction_releases.get(&named)?,
            billed: known.and_then(|known| known.billed),
            transaction,
        };
        self.transaction_ids.put(&named, &kept.transaction.posted)?;
        self.write_transaction(account, &kept)?;
        Ok(put)
    }

    fn supersede(
        &mut self,
        account: AccountId,
        held: &TransactionId,
        release: &TransactionId,
    ) -> Result<(), StoreError> {
        let key = keys::offer(account, held.as_str());
        if self
            .transaction_releases
            .get::<TransactionId>(&key)?
            .as_ref()
            == Some(release)
        {
            return Ok(());
        }
        self.transaction_releases.put(&key, release)?;
        if let Some(mut kept) = self.transaction(account, held)? {
            kept.superseded_by = Some(release.clone());
            self.write_transaction(account, &kept)?;
        }
        Ok(())
    }

    /// Marks transactions as billed, or with none as not billed any more. False, and nothing is written, if one of them
    /// is not here, is superseded, or is in another bill.
    pub fn mark_billed(
        &mut self,
        account: AccountId,
        ids: &[TransactionId],
        bill: Option<BillId>,
    ) -> Result<bool, StoreError> {
        let mut marked = Vec::with_capacity(ids.len());
        for id in ids {
            match self.transaction(account, id)? {
                Some(kept)
                    if bill.is_none()
                        || (kept.billed.is_none() && kept.superseded_by.is_none()) =>
                {
                    marked.push(KeptTransaction {
                        billed: bill,
                        ..kept
                    });
                }
                _ => return Ok(false),
            }
        }
        for kept in &marked {
            self.write_transaction(account, kept)?;
        }
        Ok(true)
    }

    /// The transactions in a bill, of all accounts.
    pub fn billed_in(&self, bill: BillId) -> Result<Vec<(AccountId, TransactionId)>, StoreError> {
        let mut found = Vec::new();
        for entry in self.transactions.table().iter()? {
            let (key, value) = entry?;
            let kept: KeptTransaction = decode(key.value(), value.value())?;
            if kept.billed == Some(bill) {
                found.push((account_of(key.value())?, kept.transaction.id));
            }
        }
        Ok(found)
    }

    fn write_transaction(
        &mut self,
        account: AccountId,
        kept: &KeptTransaction,
    ) -> Result<(), StoreError> {
        self.changes.books = true;
        let place = keys::posted(account, kept.transaction.posted, &kept.transaction.id);
        self.transactions.put(&place, kept).map(|_| ())
    }

    /// The account's transactions posted from `from` until before `until`, oldest first, as long as `each` wants more.
    pub fn walk_transactions(
        &self,
        account: AccountId,
        from: Option<Moment>,
        until: Option<Moment>,
        each: impl FnMut(KeptTransaction) -> bool,
    ) -> Result<(), StoreError> {
        walk(
            self.transactions.table(),
            account,
            (from, until),
            false,
            each,
        )
    }

    /// How fetching an account's transactions stands.
    pub fn finance_sync(&self, account: AccountId) -> Result<FinanceSync, StoreError> {
        let state = self.finance_syncs.get(&account.0.to_be_bytes())?;
        Ok(state.unwrap_or_default())
    }

    /// Writes it.
    pub fn put_finance_sync(
        &mut self,
        account: AccountId,
        state: &FinanceSync,
    ) -> Result<(), StoreError> {
        let key = account.0.to_be_bytes();
        self.finance_syncs.put(&key, state).map(|_| ())
    }
}

impl Reading<'_> {
    /// A transaction.
    pub fn finance_transaction(
        &self,
        account: AccountId,
        id: &TransactionId,
    ) -> Result<Option<KeptTransaction>, StoreError> {
        let named = keys::offer(account, id.as_str());
        let ids = self.transaction.open_table(tables::TRANSACTION_IDS)?;
        let Some(bytes) = ids.get(named.as_slice())? else {
            return Ok(None);
        };
        let posted: Moment = codec::decode("transaction_ids", &named, bytes.value())?;
        let place = keys::posted(account, posted, id);
        let table = self.transaction.open_table(tables::TRANSACTIONS)?;
        let found = table.get(place.as_slice())?;
        found.map(|bytes| decode(&place, bytes.value())).transpose()
    }

    /// The account's transactions posted from `from` until before `until`, newest first, as long as `each` wants more.
    pub fn newest_transactions(
        &self,
        account: AccountId,
        from: Option<Moment>,
        until: Option<Moment>,
        each: impl FnMut(KeptTransaction) -> bool,
    ) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::TRANSACTIONS)?;
        walk(&table, account, (from, until), true, each)
    }

    /// How fetching an account's transactions stands.
    pub fn finance_sync(&self, account: AccountId) -> Result<FinanceSync, StoreError> {
        let key = account.0.to_be_bytes();
        let table = self.transaction.open_table(tables::FINANCE_SYNCS)?;
        match table.get(key.as_slice())? {
            Some(bytes) => codec::decode("finance_syncs", &key, bytes.value()),
            None => Ok(FinanceSync::default()),
        }
    }
}

fn decode(key: &[u8], bytes: &[u8]) -> Result<KeptTransaction, StoreError> {
    codec::decode("transactions", key, bytes)
}

/// The account of a transaction's place.
pub(super) fn account_of(key: &[u8]) -> Result<AccountId, StoreError> {
    let first = key.first_chunk::<2>();
    first
        .map(|bytes| AccountId(u16::from_be_bytes(*bytes)))
        .ok_or(StoreError::Damaged {
            table: "transactions",
        })
}

fn walk(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    account: AccountId,
    (from, until): (Option<Moment>, Option<Moment>),
    newest_first: bool,
    mut each: impl FnMut(KeptTransaction) -> bool,
) -> Result<(), StoreError> {
    let first = keys::posted_from(account, from);
    let end = keys::posted_until(account, until);
    let bounds = (
        Bound::Included(first.as_slice()),
        Bound::Excluded(end.as_slice()),
    );
    if first >= end {
        return Ok(());
    }
    let range = table.range::<&[u8]>(bounds)?;
    let entries: Box<dyn Iterator<Item = _>> = match newest_first {
        true => Box::new(range.rev()),
        false => Box::new(range),
    };
    for entry in entries {
        let (key, value) = entry?;
        if !each(decode(key.value(), value.value())?) {
            break;
        }
    }
    Ok(())
}

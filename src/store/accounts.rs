//! Accounts, their secrets, their syncs and their call budgets.

use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::account::Account;
use crate::domain::ids::AccountId;
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::page_run::PageRun;
use crate::domain::rate_bucket::RateBucket;
use crate::domain::sales_report::Team;
use crate::vault::Vault;
use redb::ReadableTable;
use serde::{Deserialize, Serialize};

/// How an account's order sync stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSyncState {
    /// Everything that Amazon changed up to here is done or kept as failed.
    pub watermark: Option<Moment>,
    /// When a run ended well last.
    pub last_success: Option<Moment>,
    /// The run that goes on.
    pub run: Option<PageRun>,
    /// New orders, polled beside a back-fill that goes on.
    pub beside: Option<Beside>,
    /// Why the last try failed; none after a success.
    pub problem: Option<SyncProblem>,
    /// Orders a day that Amazon showed lately, to estimate what a back-fill costs.
    pub orders_per_day: Option<u32>,
}

/// While a back-fill reads the past, new orders are polled beside it, so that they do not wait for its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Everything that changed between the back-fill's upper bound and here is done or kept as failed.
    pub watermark: Moment,
    /// The run that goes on.
    pub run: Option<PageRun>,
    /// When a run of it ended last.
    pub polled: Moment,
}

/// Why an account's order sync failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncProblem {
    /// When.
    pub at: Moment,
    /// As a sentence.
    pub message: String,
    /// Amazon refused the credentials or the access: trying again does not help until a person acts.
    pub refused: bool,
    /// Failures in a row.
    pub in_a_row: u32,
}

/// Secrets as stored: sealed bytes of this.
#[derive(Clone, Serialize, Deserialize)]
pub struct Secrets {
    /// Login with Amazon client id.
    pub client_id: String,
    /// Login with Amazon client secret.
    pub client_secret: String,
    /// Refresh token.
    pub refresh_token: String,
}

fn open_secrets(vault: &Vault, key: &[u8], sealed: &[u8]) -> Result<Secrets, StoreError> {
    let plain = vault.open_secret(&super::keys_place("secrets", key), sealed)?;
    postcard::from_bytes(&plain).map_err(|_| StoreError::Damaged { table: "secrets" })
}

impl Writing<'_> {
    /// All accounts.
    pub fn all_accounts(&self) -> Result<Vec<Account>, StoreError> {
        collect(self.accounts.table(), "accounts")
    }

    /// An account.
    pub fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        self.accounts.get(&id.0.to_be_bytes())
    }

    /// The id for a new account.
    pub fn next_account_id(&self) -> Result<AccountId, StoreError> {
        let last = self
            .all_accounts()?
            .iter()
            .map(|a| a.id.0)
            .max()
            .unwrap_or(0);
        last.checked_add(1)
            .map(AccountId)
            .ok_or(StoreError::Exhausted("there are no account numbers left"))
    }

    /// Writes an account. Its Amazon location and its sales team are made if there is none of that name.
    pub fn put_account(&mut self, account: &Account) -> Result<(), StoreError> {
        self.changes.accounts = true;
        self.accounts.put(&account.id.0.to_be_bytes(), account)?;
        if self.location_kind(&account.location)?.is_none() {
            self.put_location(&account.location, LocationKind::Amazon)?;
        }
        if self.team(&account.team)?.is_none() {
            self.put_team(&Team::named(&account.team))?;
        }
        Ok(())
    }

    /// Writes an account's secrets, sealed.
    pub fn put_secrets(&mut self, id: AccountId, secrets: &Secrets) -> Result<(), StoreError> {
        let key = id.0.to_be_bytes();
        let plain =
            postcard::to_stdvec(secrets).map_err(|_| StoreError::Damaged { table: "secrets" })?;
        let sealed = self
            .vault
            .seal_secret(&super::keys_place("secrets", &key), &plain)?;
        self.secrets.put_raw(&key, &sealed)
    }

    /// An account's secrets.
    pub fn secrets(&self, id: AccountId) -> Result<Option<Secrets>, StoreError> {
        let key = id.0.to_be_bytes();
        let sealed = self.secrets.get_raw(&key)?;
        sealed
            .map(|sealed| open_secrets(self.vault, &key, &sealed))
            .transpose()
    }

    /// How an account's sync stands.
    pub fn sync_state(&self, id: AccountId) -> Result<AccountSyncState, StoreError> {
        Ok(self.syncs.get(&id.0.to_be_bytes())?.unwrap_or_default())
    }

    /// Writes how an account's sync stands.
    pub fn put_sync_state(
        &mut self,
        id: AccountId,
        state: &AccountSyncState,
    ) -> Result<(), StoreError> {
        self.changes.accounts = true;
        self.syncs.put(&id.0.to_be_bytes(), state).map(|_| ())
    }

    /// Writes a token bucket.
    pub fn put_budget(
        &mut self,
        id: AccountId,
        operation: &str,
        bucket: &RateBucket,
    ) -> Result<(), StoreError> {
        self.changes.accounts = true;
        self.budgets
            .put(&keys::budget(id, operation), bucket)
            .map(|_| ())
    }
}

impl Reading<'_> {
    /// All accounts.
    pub fn all_accounts(&self) -> Result<Vec<Account>, StoreError> {
        collect(&self.transaction.open_table(tables::ACCOUNTS)?, "accounts")
    }

    /// An account's secrets.
    pub fn secrets(&self, id: AccountId) -> Result<Option<Secrets>, StoreError> {
        let key = id.0.to_be_bytes();
        let Some(sealed) = self
            .transaction
            .open_table(tables::SECRETS)?
            .get(key.as_slice())?
            .map(|b| b.value().to_vec())
        else {
            return Ok(None);
        };
        open_secrets(self.vault, &key, &sealed).map(Some)
    }

    /// How an account's sync stands.
    pub fn sync_state(&self, id: AccountId) -> Result<AccountSyncState, StoreError> {
        let key = id.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::SYNCS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("syncs", &key, bytes.value()),
            None => Ok(AccountSyncState::default()),
        }
    }

    /// All token buckets of an account, by operation.
    pub fn account_budgets(&self, id: AccountId) -> Result<Vec<(String, RateBucket)>, StoreError> {
        let first = id.0.to_be_bytes();
        let mut budgets = Vec::new();
        for entry in self
            .transaction
            .open_table(tables::BUDGETS)?
            .range(first.as_slice()..)?
        {
            let (key, value) = entry?;
            let Some(operation) = key.value().strip_prefix(first.as_slice()) else {
                break;
            };
            budgets.push((
                String::from_utf8_lossy(operation).into_owned(),
                codec::decode("budgets", key.value(), value.value())?,
            ));
        }
        Ok(budgets)
    }
}

fn collect<T: serde::de::DeserializeOwned>(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    name: &'static str,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        all.push(codec::decode(name, key.value(), value.value())?);
    }
    Ok(all)
}

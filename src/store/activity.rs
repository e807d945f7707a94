//! The activity log: who did what when, and what happened.

use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, tables};
use crate::domain::ids::AccountId;
use crate::domain::moment::Moment;
use serde::{Deserialize, Serialize};

/// How many entries are kept.
const KEPT: u64 = 100_000;

/// An entry of the activity log. No personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Growing number.
    pub id: u64,
    /// When.
    pub at: Moment,
    /// Who: `engine` or a person's user name.
    pub who: String,
    /// How it went: 0 well, 1 worth a look, 2 failed.
    pub level: u8,
    /// The account it is about.
    pub account: Option<AccountId>,
    /// The record it is about.
    pub record: Option<String>,
    /// What, as a sentence.
    pub what: String,
}

impl Writing<'_> {
    /// Adds an entry; its number is given here.
    pub fn note(&mut self, mut entry: Activity) -> Result<(), StoreError> {
        entry.id = self.take(Sequence::Activity, 1)?;
        self.activity.put(&entry.id.to_be_bytes(), &entry)?;
        if entry.id.is_multiple_of(1_000) {
            self.activity.keep_newest(KEPT)?;
        }
        self.changes.activity.push(entry);
        Ok(())
    }
}

impl Reading<'_> {
    /// Entries before this number (all, if none), newest first.
    pub fn activity_before(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<Activity>, StoreError> {
        let table = self.transaction.open_table(tables::ACTIVITY)?;
        let end = before.unwrap_or(u64::MAX).to_be_bytes();
        let mut entries = Vec::new();
        for entry in table.range::<&[u8]>(..end.as_slice())?.rev().take(limit) {
            let (key, value) = entry?;
            entries.push(codec::decode("activity", key.value(), value.value())?);
        }
        Ok(entries)
    }
}

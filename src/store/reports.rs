//! Sales teams, and reports that are kept under a name.

use super::{Reading, StoreError, Writing, codec, tables};
use crate::domain::sales_report::{SalesQuery, Team};
use redb::ReadableTable;
use serde::de::DeserializeOwned;

impl Writing<'_> {
    /// A sales team.
    pub fn team(&self, name: &str) -> Result<Option<Team>, StoreError> {
        self.teams.get(name.as_bytes())
    }

    /// All sales teams, by name.
    pub fn all_teams(&self) -> Result<Vec<Team>, StoreError> {
        collect(self.teams.table(), "teams", |_, team| team)
    }

    /// Writes a sales team.
    pub fn put_team(&mut self, team: &Team) -> Result<(), StoreError> {
        self.changes.reports = true;
        self.teams.put(team.name.as_bytes(), team).map(|_| ())
    }

    /// Takes a sales team away; says whether there was one.
    pub fn remove_team(&mut self, name: &str) -> Result<bool, StoreError> {
        self.changes.reports = true;
        self.teams.remove(name.as_bytes())
    }

    /// Keeps a report under a name; says whether there was one before.
    pub fn put_favourite(&mut self, name: &str, query: &SalesQuery) -> Result<bool, StoreError> {
        self.changes.reports = true;
        self.favourites.put(name.as_bytes(), query)
    }

    /// Forgets a report that was kept under a name; says whether there was one.
    pub fn remove_favourite(&mut self, name: &str) -> Result<bool, StoreError> {
        self.changes.reports = true;
        self.favourites.remove(name.as_bytes())
    }
}

impl Reading<'_> {
    /// All sales teams, by name.
    pub fn all_teams(&self) -> Result<Vec<Team>, StoreError> {
        let table = self.transaction.open_table(tables::TEAMS)?;
        collect(&table, "teams", |_, team| team)
    }

    /// The reports that are kept under a name, by name.
    pub fn favourites(&self) -> Result<Vec<(String, SalesQuery)>, StoreError> {
        let table = self.transaction.open_table(tables::FAVOURITES)?;
        collect(&table, "favourites", |name, query| (name, query))
    }
}

fn collect<T: DeserializeOwned, R>(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    name: &'static str,
    of: impl Fn(String, T) -> R,
) -> Result<Vec<R>, StoreError> {
    let mut all = Vec::new();
    for entry in table.iter()? {
        let (key, value) = entry?;
        let record = codec::decode(name, key.value(), value.value())?;
        all.push(of(
            String::from_utf8_lossy(key.value()).into_owned(),
            record,
        ));
    }
    Ok(all)
}

//! What the user chose for the books.

use super::super::{Reading, StoreError, Writing, tables};
use super::record;
use crate::domain::books::chart::Chart;
use crate::domain::books::invoice::Rounding;
use crate::domain::day::Day;
use serde::{Deserialize, Serialize};

const KEY: &[u8] = b"settings";

/// What the user chose for the books.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BooksSettings {
    /// Codes and names of the accounts.
    pub chart: Chart,
    /// The last day of the closed period: nothing is posted up to it.
    pub closed: Option<Day>,
    /// How the tax of parts is rounded.
    pub rounding: Rounding,
}

impl Writing<'_> {
    /// What the user chose.
    pub fn books_settings(&self) -> Result<BooksSettings, StoreError> {
        Ok(self.books.get(KEY)?.unwrap_or_default())
    }

    /// Writes what the user chose.
    pub fn put_books_settings(&mut self, settings: &BooksSettings) -> Result<(), StoreError> {
        self.changes.books = true;
        self.books.put(KEY, settings).map(|_| ())
    }
}

impl Reading<'_> {
    /// What the user chose.
    pub fn books_settings(&self) -> Result<BooksSettings, StoreError> {
        Ok(record(self, tables::BOOKS, "books", KEY)?.unwrap_or_default())
    }
}

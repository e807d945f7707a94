//! Lines of bank statements.

use super::super::writing::Sequence;
use super::super::{Reading, StoreError, Writing, codec, tables};
use super::{PeriodClosed, record};
use crate::domain::books::entry::NewEntry;
use crate::domain::books::statement::{NewStatementLine, StatementLine, StatementLineId};
use crate::domain::moment::Moment;
use redb::ReadableTable;

impl Writing<'_> {
    /// A line of a bank statement.
    pub fn statement_line(&self, id: StatementLineId) -> Result<Option<StatementLine>, StoreError> {
        self.statement_lines.get(&id.0.to_be_bytes())
    }

    /// Whether this line, the so-manieth of its like, is here already.
    pub fn has_statement_line(
        &self,
        line: &NewStatementLine,
        ordinal: u32,
    ) -> Result<bool, StoreError> {
        let key = line.key(ordinal);
        Ok(self.statement_keys.get_raw(key.as_bytes())?.is_some())
    }

    /// The next identity of a line, without taking it.
    pub fn next_statement_line(&mut self) -> Result<StatementLineId, StoreError> {
        let next = self.peek(Sequence::StatementLine)?;
        Ok(crate::domain::ids::StatementLineNumber(next as u32))
    }

    /// Posts a line under the identity that was peeked for its entry.
    pub fn post_statement_line(
        &mut self,
        says: NewStatementLine,
        ordinal: u32,
        entry: NewEntry,
        now: Moment,
        who: &str,
    ) -> Result<Result<StatementLine, PeriodClosed>, StoreError> {
        let entry = match self.post(entry, now, who)? {
            Ok(entry) => entry,
            Err(closed) => return Ok(Err(closed)),
        };
        let id = self.next_statement_line()?;
        self.take(Sequence::StatementLine, 1)?;
        self.statement_keys.put(says.key(ordinal).as_bytes(), &id)?;
        let line = StatementLine {
            id,
            says,
            ordinal,
            entry: entry.number,
            matchings: Vec::new(),
            reversed: None,
            at: now,
        };
        self.put_statement_line(&line)?;
        Ok(Ok(line))
    }

    /// Gives free what a line is known by, so that it can be entered anew.
    pub fn forget_statement_key(&mut self, line: &StatementLine) -> Result<(), StoreError> {
        let key = line.says.key(line.ordinal);
        self.statement_keys.remove(key.as_bytes()).map(|_| ())
    }

    /// Writes a line.
    pub fn put_statement_line(&mut self, line: &StatementLine) -> Result<(), StoreError> {
        self.changes.books = true;
        self.statement_lines
            .put(&line.id.0.to_be_bytes(), line)
            .map(|_| ())
    }
}

impl Reading<'_> {
    /// A line of a bank statement.
    pub fn statement_line(&self, id: StatementLineId) -> Result<Option<StatementLine>, StoreError> {
        let key = id.0.to_be_bytes();
        record(self, tables::STATEMENT_LINES, "statement_lines", &key)
    }

    /// Lines of bank statements, those that came last first, as long as `each` wants more.
    pub fn walk_statement_lines(
        &self,
        mut each: impl FnMut(StatementLine) -> bool,
    ) -> Result<(), StoreError> {
        let table = self.transaction.open_table(tables::STATEMENT_LINES)?;
        for entry in table.iter()?.rev() {
            let (key, bytes) = entry?;
            if !each(codec::decode(
                "statement_lines",
                key.value(),
                bytes.value(),
            )?) {
                break;
            }
        }
        Ok(())
    }
}

//! Transfers and reordering rules.

use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, keys, tables};
use crate::domain::ids::{Location, ProductId, TransferNumber};
use crate::domain::reordering::ReorderingRule;
use crate::domain::transfer::{Transfer, Transferred};
use redb::ReadableTable;

impl Writing<'_> {
    /// A transfer.
    pub fn transfer(&self, number: TransferNumber) -> Result<Option<Transfer>, StoreError> {
        self.transfers.get(&number.0.to_be_bytes())
    }

    /// The transfers with something still to happen.
    pub fn open_transfers(&self) -> Result<Vec<Transfer>, StoreError> {
        let damaged = || StoreError::Damaged { table: "transfers" };
        let mut open = Vec::new();
        for entry in self.open_transfers.table().iter()? {
            let (key, _) = entry?;
            open.push(self.transfers.get(key.value())?.ok_or_else(damaged)?);
        }
        Ok(open)
    }

    /// Writes a transfer with its place among the open ones.
    pub fn put_transfer(&mut self, transfer: &Transfer) -> Result<(), StoreError> {
        let key = transfer.number.0.to_be_bytes();
        self.changes.stock = true;
        self.transfers.put(&key, transfer)?;
        if transfer.state.is_open() {
            self.open_transfers.put_raw(&key, &[])
        } else {
            self.open_transfers.remove(&key).map(|_| ())
        }
    }

    /// Writes what happened to a transfer; the numbers of its moves, which were peeked before, are taken.
    pub fn write_transferred(&mut self, transferred: &Transferred) -> Result<(), StoreError> {
        self.take(Sequence::Move, transferred.moves.len() as u64)?;
        for stock_move in &transferred.moves {
            self.record_move(stock_move)?;
        }
        self.put_transfer(&transferred.transfer)
    }

    /// The reordering rule of a product at a location.
    pub fn rule(
        &self,
        location: &Location,
        product: ProductId,
    ) -> Result<Option<ReorderingRule>, StoreError> {
        self.rules.get(&keys::level(location.as_str(), product.0))
    }

    /// All reordering rules.
    pub fn rules(&self) -> Result<Vec<ReorderingRule>, StoreError> {
        rules_in(self.rules.table())
    }

    /// Writes a reordering rule in the place of the one for the same product and location.
    pub fn put_rule(&mut self, rule: &ReorderingRule) -> Result<(), StoreError> {
        self.changes.stock = true;
        let key = keys::level(rule.location.as_str(), rule.product.0);
        self.rules.put(&key, rule).map(|_| ())
    }

    /// Takes a reordering rule away; says whether there was one.
    pub fn remove_rule(
        &mut self,
        location: &Location,
        product: ProductId,
    ) -> Result<bool, StoreError> {
        self.changes.stock = true;
        self.rules
            .remove(&keys::level(location.as_str(), product.0))
    }
}

fn rules_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
) -> Result<Vec<ReorderingRule>, StoreError> {
    table
        .iter()?
        .map(|entry| {
            let (key, value) = entry?;
            codec::decode("rules", key.value(), value.value())
        })
        .collect()
}

impl Reading<'_> {
    /// A transfer.
    pub fn transfer(&self, number: TransferNumber) -> Result<Option<Transfer>, StoreError> {
        let key = number.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::TRANSFERS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("transfers", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// Transfers, newest first, as long as `each` wants more.
    pub fn newest_transfers(
        &self,
        mut each: impl FnMut(Transfer) -> bool,
    ) -> Result<(), StoreError> {
        for entry in self
            .transaction
            .open_table(tables::TRANSFERS)?
            .iter()?
            .rev()
        {
            let (key, value) = entry?;
            if !each(codec::decode("transfers", key.value(), value.value())?) {
                break;
            }
        }
        Ok(())
    }

    /// The transfers with something still to happen, oldest first.
    pub fn open_transfers(&self) -> Result<Vec<Transfer>, StoreError> {
        let damaged = || StoreError::Damaged { table: "transfers" };
        let transfers = self.transaction.open_table(tables::TRANSFERS)?;
        let mut open = Vec::new();
        for entry in self
            .transaction
            .open_table(tables::OPEN_TRANSFERS)?
            .iter()?
        {
            let (key, _) = entry?;
            let bytes = transfers.get(key.value())?.ok_or_else(damaged)?;
            open.push(codec::decode("transfers", key.value(), bytes.value())?);
        }
        Ok(open)
    }

    /// All reordering rules, by location and product.
    pub fn rules(&self) -> Result<Vec<ReorderingRule>, StoreError> {
        rules_in(&self.transaction.open_table(tables::RULES)?)
    }
}

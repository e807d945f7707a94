//! Open items and matches.

use super::super::{Reading, StoreError, Writing, codec, tables};
use super::entries::balance_key;
use super::record;
use crate::domain::books::chart::LedgerAccount;
use crate::domain::books::entry::Document;
use crate::domain::books::open_item::{ItemId, Match, MatchError, OpenItem, settle, unsettle};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use redb::ReadableTable;

const LOST: StoreError = StoreError::Damaged { table: "items" };

fn open_key(item: &OpenItem) -> [u8; 13] {
    let mut key = [0; 13];
    let (account, id) = key.split_at_mut(4);
    account.copy_from_slice(&balance_key(item.account, item.currency));
    id.copy_from_slice(&item.id.key());
    key
}

fn pair(first: ItemId, second: ItemId) -> [u8; 18] {
    let mut key = [0; 18];
    let (one, other) = key.split_at_mut(9);
    one.copy_from_slice(&first.key());
    other.copy_from_slice(&second.key());
    key
}

/// The other item of each pair that begins with this one.
fn others_in(
    table: &impl ReadableTable<&'static [u8], &'static [u8]>,
    id: ItemId,
) -> Result<Vec<ItemId>, StoreError> {
    let (from, to) = (id.key(), next_line(id));
    let mut others = Vec::new();
    for entry in table.range::<&[u8]>(from.as_slice()..to.as_slice())? {
        let (key, _) = entry?;
        let other = key.value().get(9..).and_then(ItemId::of_key);
        others.push(other.ok_or(StoreError::Damaged { table: "matches" })?);
    }
    Ok(others)
}

/// The key right behind all keys that begin with this item's.
fn next_line(id: ItemId) -> Vec<u8> {
    let mut key = id.key().to_vec();
    key.extend([0xff; 10]);
    key
}

fn open_in(
    open: &impl ReadableTable<&'static [u8], &'static [u8]>,
    items: &impl ReadableTable<&'static [u8], &'static [u8]>,
    account: LedgerAccount,
    currency: Option<Currency>,
) -> Result<Vec<OpenItem>, StoreError> {
    let (from, to) = match currency {
        Some(currency) => {
            let key = balance_key(account, currency).to_vec();
            let mut to = key.clone();
            to.extend([0xff; 10]);
            (key, to)
        }
        None => (
            vec![account.number()],
            vec![account.number().saturating_add(1)],
        ),
    };
    let mut found = Vec::new();
    for entry in open.range::<&[u8]>(from.as_slice()..to.as_slice())? {
        let (key, _) = entry?;
        let id = key.value().get(4..).ok_or(LOST)?;
        let bytes = items.get(id)?.ok_or(LOST)?;
        found.push(codec::decode("items", id, bytes.value())?);
    }
    Ok(found)
}

impl Writing<'_> {
    /// An item.
    pub fn item(&self, id: ItemId) -> Result<Option<OpenItem>, StoreError> {
        self.items.get(&id.key())
    }

    /// The items of an account that are not settled, in one currency.
    pub fn open_items(
        &self,
        account: LedgerAccount,
        currency: Currency,
    ) -> Result<Vec<OpenItem>, StoreError> {
        open_in(
            self.open_items.table(),
            self.items.table(),
            account,
            Some(currency),
        )
    }

    /// Writes an item with its place among the open ones, and carries what is left of it to the invoice or bill.
    pub(super) fn put_item(&mut self, item: &OpenItem) -> Result<(), StoreError> {
        self.changes.books = true;
        self.items.put(&item.id.key(), item)?;
        if item.is_open() {
            self.open_items.put_raw(&open_key(item), &[])?;
        } else {
            self.open_items.remove(&open_key(item))?;
        }
        match (item.account, item.document) {
            (LedgerAccount::Receivable, Document::Invoice(invoice)) => {
                self.follow_due(invoice, item.residual)
            }
            (LedgerAccount::Payable, Document::Bill(bill)) => {
                self.follow_bill(bill, item.residual.turned())
            }
            _ => Ok(()),
        }
    }

    /// Matches so much of two items; as much as both have open, if no amount is given.
    pub fn match_items(
        &mut self,
        debit: ItemId,
        credit: ItemId,
        amount: Option<Amount>,
        now: Moment,
    ) -> Result<Result<Amount, MatchError>, StoreError> {
        let mut one = self.item(debit)?.ok_or(LOST)?;
        let mut other = self.item(credit)?.ok_or(LOST)?;
        let amount = match settle(&mut one, &mut other, amount) {
            Ok(amount) => amount,
            Err(refused) => return Ok(Err(refused)),
        };
        let key = pair(debit, credit);
        let before: Option<Match> = self.matches.get(&key)?;
        let sum = before.map_or(Some(amount), |m| m.amount.plus(amount));
        let made = Match {
            debit,
            credit,
            amount: sum.ok_or(StoreError::Exhausted("an amount is too large"))?,
            at: now,
        };
        self.matches.put(&key, &made)?;
        self.match_credits.put_raw(&pair(credit, debit), &[])?;
        self.put_item(&one)?;
        self.put_item(&other)?;
        Ok(Ok(amount))
    }

    /// What an item is matched with.
    pub fn matches_of(&self, id: ItemId) -> Result<Vec<Match>, StoreError> {
        let mut found = Vec::new();
        for credit in others_in(self.matches.table(), id)? {
            found.extend(self.matches.get(&pair(id, credit))?);
        }
        for debit in others_in(self.match_credits.table(), id)? {
            found.extend(self.matches.get(&pair(debit, id))?);
        }
        Ok(found)
    }

    /// Takes a match back, or so much of it as was matched by `made`.
    pub fn unmatch(&mut self, made: &Match) -> Result<(), StoreError> {
        let key = pair(made.debit, made.credit);
        let Some(known) = self.matches.get::<Match>(&key)? else {
            return Ok(());
        };
        let amount = made.amount.min(known.amount);
        let left = known.amount.minus(amount).unwrap_or_default();
        let mut debit = self.item(made.debit)?.ok_or(LOST)?;
        let mut credit = self.item(made.credit)?.ok_or(LOST)?;
        unsettle(&mut debit, &mut credit, amount);
        if left.is_zero() {
            self.matches.remove(&key)?;
            self.match_credits.remove(&pair(made.credit, made.debit))?;
        } else {
            let rest = Match {
                amount: left,
                ..known
            };
            self.matches.put(&key, &rest)?;
        }
        self.put_item(&debit)?;
        self.put_item(&credit)
    }
}

impl Reading<'_> {
    /// An item.
    pub fn item(&self, id: ItemId) -> Result<Option<OpenItem>, StoreError> {
        record(self, tables::ITEMS, "items", &id.key())
    }

    /// The items of an account that are not settled, in one or all currencies.
    pub fn open_items(
        &self,
        account: LedgerAccount,
        currency: Option<Currency>,
    ) -> Result<Vec<OpenItem>, StoreError> {
        let open = self.transaction.open_table(tables::OPEN_ITEMS)?;
        let items = self.transaction.open_table(tables::ITEMS)?;
        open_in(&open, &items, account, currency)
    }

    /// What an item is matched with.
    pub fn matches_of(&self, id: ItemId) -> Result<Vec<Match>, StoreError> {
        let matches = self.transaction.open_table(tables::MATCHES)?;
        let credits = self.transaction.open_table(tables::MATCH_CREDITS)?;
        let mut keys: Vec<[u8; 18]> = Vec::new();
        keys.extend(
            others_in(&matches, id)?
                .into_iter()
                .map(|credit| pair(id, credit)),
        );
        keys.extend(
            others_in(&credits, id)?
                .into_iter()
                .map(|debit| pair(debit, id)),
        );
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            let lost = StoreError::Damaged { table: "matches" };
            let bytes = matches.get(key.as_slice())?.ok_or(lost)?;
            found.push(codec::decode("matches", &key, bytes.value())?);
        }
        Ok(found)
    }
}

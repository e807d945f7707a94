//! The inside of a write transaction: all tables open, counters collected, what changed noted for the screens.

use super::counters::{self, COUNT, Counter, Counts};
use super::layered_index::{CUSTOMER_INDEX, LayeredIndex, SEEN_INDEX};
use super::levels::Levels;
use super::{StoreError, codec, tables};
use crate::domain::ids::{Location, OrderNumber};
use crate::domain::location::LocationKind;
use crate::domain::money::Amount;
use crate::domain::order::OrderHead;
use crate::domain::sales_report::Sale;
use crate::domain::stock_move::StockMove;
use crate::vault::Vault;
use redb::{ReadableTable, Table, WriteTransaction};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::ops::Bound;

/// The key and the bytes of a record, as they lie there.
pub(crate) type RawRecord = (Vec<u8>, Vec<u8>);

/// An open table with its name.
pub struct Opened<'t> {
    name: &'static str,
    table: Table<'t, &'static [u8], &'static [u8]>,
}

impl Opened<'_> {
    /// A record.
    pub fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        match self.table.get(key)? {
            Some(bytes) => codec::decode(self.name, key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// Writes a record; says whether there was one before.
    pub fn put<T: Serialize>(&mut self, key: &[u8], record: &T) -> Result<bool, StoreError> {
        let bytes = codec::encode(self.name, key, record)?;
        Ok(self.table.insert(key, bytes.as_slice())?.is_some())
    }

    /// Takes a record away; says whether there was one.
    pub fn remove(&mut self, key: &[u8]) -> Result<bool, StoreError> {
        Ok(self.table.remove(key)?.is_some())
    }

    /// The bytes of a key, for values that bring their own check (sealed ones).
    pub fn get_raw(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.table.get(key)?.map(|bytes| bytes.value().to_vec()))
    }

    /// Writes bytes that bring their own check.
    pub fn put_raw(&mut self, key: &[u8], bytes: &[u8]) -> Result<(), StoreError> {
        self.table.insert(key, bytes)?;
        Ok(())
    }

    /// Its name.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The first record behind this key, or of all, as it lies there.
    pub(crate) fn next_raw(&self, after: Option<&[u8]>) -> Result<Option<RawRecord>, StoreError> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let mut behind = self.table.range::<&[u8]>((from, Bound::Unbounded))?;
        Ok(behind
            .next()
            .transpose()?
            .map(|(key, bytes)| (key.value().to_vec(), bytes.value().to_vec())))
    }

    /// The table itself, for walks.
    pub(crate) fn table(&self) -> &impl ReadableTable<&'static [u8], &'static [u8]> {
        &self.table
    }

    /// Takes away the oldest records beyond `keep`.
    pub fn keep_newest(&mut self, keep: u64) -> Result<(), StoreError> {
        use redb::ReadableTableMetadata;
        while self.table.len()? > keep {
            if self.table.pop_first()?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// An order that was written, for whoever keeps a list of orders.
#[derive(Clone, Debug)]
pub struct WrittenOrder {
    /// Its head now.
    pub head: OrderHead,
    /// Whether it is new.
    pub created: bool,
    /// What a text filter searches in; personal, so it stays in memory.
    pub text: String,
    /// What it adds to the sales figures.
    pub sale: Sale,
}

/// What a write transaction changed.
#[derive(Debug, Default)]
pub struct Changes {
    /// Orders.
    pub orders: Vec<WrittenOrder>,
    /// An account, its sync or its budgets.
    pub accounts: bool,
    /// Pickings, notices or feeds.
    pub deliveries: bool,
    /// Stock moves that were recorded.
    pub moves: Vec<StockMove>,
    /// Quantities, locations, transfers or reordering rules.
    pub stock: bool,
    /// Products, or what SKUs mean.
    pub products: bool,
    /// Invoices, payments, bills, statements or entries.
    pub books: bool,
    /// Orders whose invoices changed, with what their posted ones add up to now, without tax.
    pub invoiced: Vec<(OrderNumber, Amount)>,
    /// Sales teams, or reports that are kept under a name.
    pub reports: bool,
    /// Failed orders.
    pub failed: bool,
    /// New activity.
    pub activity: Vec<super::activity::Activity>,
}

/// The inside of a write transaction.
pub struct Writing<'t> {
    pub(crate) vault: &'t Vault,
    pub(crate) transaction: &'t WriteTransaction,
    pub(crate) meta: Opened<'t>,
    pub(crate) accounts: Opened<'t>,
    pub(crate) secrets: Opened<'t>,
    pub(crate) syncs: Opened<'t>,
    pub(crate) budgets: Opened<'t>,
    pub(crate) orders: Opened<'t>,
    pub(crate) bodies: Opened<'t>,
    pub(crate) personal: Opened<'t>,
    pub(crate) numbers: Opened<'t>,
    pub(crate) seen: Opened<'t>,
    pub(crate) customers: Opened<'t>,
    pub(crate) seen_index: LayeredIndex<'t>,
    pub(crate) customer_index: LayeredIndex<'t>,
    pub(crate) products: Opened<'t>,
    pub(crate) product_references: Opened<'t>,
    pub(crate) offers: Opened<'t>,
    pub(crate) barcodes: Opened<'t>,
    pub(crate) carriers: Opened<'t>,
    pub(crate) pickings: Opened<'t>,
    pub(crate) open_pickings: Opened<'t>,
    pub(crate) notices: Opened<'t>,
    pub(crate) notice_places: Opened<'t>,
    pub(crate) feed_attempts: Opened<'t>,
    pub(crate) moves: Opened<'t>,
    pub(crate) levels: Levels<'t>,
    pub(crate) locations: Opened<'t>,
    pub(crate) kinds: Option<BTreeMap<Location, LocationKind>>,
    pub(crate) reserved: Levels<'t>,
    pub(crate) amazon_stock: Opened<'t>,
    pub(crate) transfers: Opened<'t>,
    pub(crate) open_transfers: Opened<'t>,
    pub(crate) rules: Opened<'t>,
    pub(crate) teams: Opened<'t>,
    pub(crate) favourites: Opened<'t>,
    pub(crate) failed: Opened<'t>,
    pub(crate) activity: Opened<'t>,
    pub(crate) transactions: Opened<'t>,
    pub(crate) transaction_ids: Opened<'t>,
    pub(crate) transaction_releases: Opened<'t>,
    pub(crate) finance_syncs: Opened<'t>,
    pub(crate) books: Opened<'t>,
    pub(crate) entries: Opened<'t>,
    pub(crate) entry_days: Opened<'t>,
    pub(crate) entry_numbers: Opened<'t>,
    pub(crate) reversals: Opened<'t>,
    pub(crate) balances: Opened<'t>,
    pub(crate) items: Opened<'t>,
    pub(crate) open_items: Opened<'t>,
    pub(crate) matches: Opened<'t>,
    pub(crate) match_credits: Opened<'t>,
    pub(crate) invoices: Opened<'t>,
    pub(crate) invoice_places: Opened<'t>,
    pub(crate) order_invoices: Opened<'t>,
    pub(crate) to_invoice: Opened<'t>,
    pub(crate) payments: Opened<'t>,
    pub(crate) batches: Opened<'t>,
    pub(crate) bills: Opened<'t>,
    pub(crate) bill_references: Opened<'t>,
    pub(crate) statement_lines: Opened<'t>,
    pub(crate) statement_keys: Opened<'t>,
    counters: Opened<'t>,
    sequences: [Option<u64>; SEQUENCES],
    counted: Counts,
    /// What this transaction changed so far.
    pub changes: Changes,
}

/// Our running numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Sequence {
    /// Sales orders.
    Order,
    /// Pickings.
    Picking,
    /// Customers.
    Customer,
    /// Products; 0 is the placeholder.
    Product,
    /// Stock moves.
    Move,
    /// Activity entries.
    Activity,
    /// Seen orders.
    Seen,
    /// Notices to Amazon.
    Notice,
    /// Tries to hand in a feed.
    FeedAttempt,
    /// Transfers.
    Transfer,
    /// Invoices and credit notes, posted or not.
    Invoice,
    /// Vendor bills.
    Bill,
    /// Batch payments.
    Batch,
    /// Lines of bank statements.
    StatementLine,
}

/// How many running numbers there are.
const SEQUENCES: usize = Sequence::StatementLine as usize + 1;

impl<'t> Writing<'t> {
    pub(crate) fn open(
        transaction: &'t WriteTransaction,
        vault: &'t Vault,
    ) -> Result<Writing<'t>, StoreError> {
        let open = |definition: tables::TableOf| -> Result<Opened<'t>, StoreError> {
            let name = tables::ALL
                .iter()
                .find(|(_, d)| redb::TableHandle::name(d) == redb::TableHandle::name(&definition))
                .map_or("?", |(n, _)| *n);
            Ok(Opened {
                name,
                table: transaction.open_table(definition)?,
            })
        };
        Ok(Writing {
            vault,
            transaction,
            meta: open(tables::META)?,
            accounts: open(tables::ACCOUNTS)?,
            secrets: open(tables::SECRETS)?,
            syncs: open(tables::SYNCS)?,
            budgets: open(tables::BUDGETS)?,
            orders: open(tables::ORDERS)?,
            bodies: open(tables::BODIES)?,
            personal: open(tables::PERSONAL)?,
            numbers: open(tables::NUMBERS)?,
            seen: open(tables::SEEN)?,
            customers: open(tables::CUSTOMERS)?,
            seen_index: LayeredIndex::open(transaction, SEEN_INDEX)?,
            customer_index: LayeredIndex::open(transaction, CUSTOMER_INDEX)?,
            products: open(tables::PRODUCTS)?,
            product_references: open(tables::PRODUCT_REFERENCES)?,
            offers: open(tables::OFFERS)?,
            barcodes: open(tables::BARCODES)?,
            carriers: open(tables::CARRIERS)?,
            pickings: open(tables::PICKINGS)?,
            open_pickings: open(tables::OPEN_PICKINGS)?,
            notices: open(tables::NOTICES)?,
            notice_places: open(tables::NOTICE_PLACES)?,
            feed_attempts: open(tables::FEED_ATTEMPTS)?,
            moves: open(tables::MOVES)?,
            levels: Levels::of(open(tables::LEVELS)?),
            locations: open(tables::LOCATIONS)?,
            kinds: None,
            reserved: Levels::of(open(tables::RESERVED)?),
            amazon_stock: open(tables::AMAZON_STOCK)?,
            transfers: open(tables::TRANSFERS)?,
            open_transfers: open(tables::OPEN_TRANSFERS)?,
            rules: open(tables::RULES)?,
            teams: open(tables::TEAMS)?,
            favourites: open(tables::FAVOURITES)?,
            failed: open(tables::FAILED)?,
            activity: open(tables::ACTIVITY)?,
            transactions: open(tables::TRANSACTIONS)?,
            transaction_ids: open(tables::TRANSACTION_IDS)?,
            transaction_releases: open(tables::TRANSACTION_RELEASES)?,
            finance_syncs: open(tables::FINANCE_SYNCS)?,
            books: open(tables::BOOKS)?,
            entries: open(tables::ENTRIES)?,
            entry_days: open(tables::ENTRY_DAYS)?,
            entry_numbers: open(tables::ENTRY_NUMBERS)?,
            reversals: open(tables::REVERSALS)?,
            balances: open(tables::BALANCES)?,
            items: open(tables::ITEMS)?,
            open_items: open(tables::OPEN_ITEMS)?,
            matches: open(tables::MATCHES)?,
            match_credits: open(tables::MATCH_CREDITS)?,
            invoices: open(tables::INVOICES)?,
            invoice_places: open(tables::INVOICE_PLACES)?,
            order_invoices: open(tables::ORDER_INVOICES)?,
            to_invoice: open(tables::TO_INVOICE)?,
            payments: open(tables::PAYMENTS)?,
            batches: open(tables::BATCHES)?,
            bills: open(tables::BILLS)?,
            bill_references: open(tables::BILL_REFERENCES)?,
            statement_lines: open(tables::STATEMENT_LINES)?,
            statement_keys: open(tables::STATEMENT_KEYS)?,
            counters: open(tables::COUNTERS)?,
            sequences: [None; SEQUENCES],
            counted: [0; COUNT],
            changes: Changes::default(),
        })
    }

    /// Adds to a counter.
    pub fn count(&mut self, counter: Counter, change: i64) {
        self.counted[counter as usize] += change;
    }

    /// Lets a record's old and new state speak for the counters.
    pub(crate) fn recount(&mut self, work: impl FnOnce(&mut Counts)) {
        work(&mut self.counted);
    }

    /// The next free number, without taking it.
    pub fn peek(&mut self, sequence: Sequence) -> Result<u64, StoreError> {
        let slot = sequence as usize;
        if let Some(next) = self.sequences[slot] {
            return Ok(next);
        }
        let next = self.meta.get::<u64>(&[b's', sequence as u8])?.unwrap_or(1);
        self.sequences[slot] = Some(next);
        Ok(next)
    }

    /// Takes so many numbers and returns the first.
    pub fn take(&mut self, sequence: Sequence, many: u64) -> Result<u64, StoreError> {
        let first = self.peek(sequence)?;
        let next = first
            .checked_add(many)
            .ok_or(StoreError::Exhausted("there are no numbers left"))?;
        let narrow = matches!(
            sequence,
            Sequence::Order
                | Sequence::Picking
                | Sequence::Customer
                | Sequence::Product
                | Sequence::Transfer
                | Sequence::Invoice
                | Sequence::Bill
                | Sequence::Batch
                | Sequence::StatementLine
        );
        if narrow && next > u64::from(u32::MAX) {
            return Err(StoreError::Exhausted("there are no numbers left"));
        }
        self.sequences[sequence as usize] = Some(next);
        Ok(first)
    }

    /// Writes what was collected and hands out what changed.
    pub(crate) fn finish(mut self) -> Result<Changes, StoreError> {
        self.seen_index.settle()?;
        self.customer_index.settle()?;
        self.levels.settle()?;
        self.reserved.settle()?;
        for (slot, next) in self.sequences.iter().enumerate() {
            if let Some(next) = next {
                self.meta.put(&[b's', slot as u8], next)?;
            }
        }
        for counter in Counter::ALL {
            let change = self.counted[*counter as usize];
            if change != 0 {
                let key = [*counter as u8];
                let count = self.counters.get::<i64>(&key)?.unwrap_or(0) + change;
                self.counters.put(&key, &count)?;
            }
        }
        Ok(self.changes)
    }

    /// All counters as they are now, with what this transaction added.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        let mut counts = counters::read_all(self.counters.table())?;
        for (count, change) in counts.iter_mut().zip(self.counted) {
            *count += change;
        }
        Ok(counts)
    }
}

//! The self-check: recomputes what must always hold (product section 16) from the records themselves.

use super::counters::{self, Counter, Counts};
use super::{Reading, StoreError, codec, keys, tables};
use crate::domain::ids::AccountId;
use crate::domain::order::{LineKind, OrderBody, OrderHead};
use crate::domain::picking::{Picking, PickingState};
use crate::domain::product::Product;
use crate::domain::seen_order::{Decision, SeenOrder};
use crate::domain::stock_move::StockMove;
use redb::ReadableTable;
use std::collections::{BTreeMap, HashMap};

/// What a self-check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Records looked at.
    pub records: u64,
    /// For each check its name, and what is wrong; nothing if all is well.
    pub checks: Vec<(&'static str, Vec<String>)>,
}

/// At most so many examples of one kind of trouble.
const EXAMPLES: usize = 10;

struct Findings {
    wrong: Vec<String>,
    more: usize,
}

impl Findings {
    fn new() -> Findings {
        Findings {
            wrong: Vec::new(),
            more: 0,
        }
    }
    fn add(&mut self, what: impl FnOnce() -> String) {
        if self.wrong.len() < EXAMPLES {
            self.wrong.push(what());
        } else {
            self.more += 1;
        }
    }
    fn done(mut self) -> Vec<String> {
        if self.more > 0 {
            self.wrong.push(format!("and {} more", self.more));
        }
        self.wrong
    }
}

impl Reading<'_> {
    /// Checks the whole store.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let mut damaged = Findings::new();
        verified.records = self.check_all_checksums(|table| {
            damaged.add(|| format!("a record in {table} does not read back"))
        })?;
        let damaged = damaged.done();
        let intact = damaged.is_empty();
        verified.checks.push(("checksums", damaged));
        if !intact {
            return Ok(verified);
        }
        let mut counts: Counts = [0; counters::COUNT];
        let personal = self.verify_personal(&mut verified.records, &mut counts)?;
        verified.checks.push(("personal data", personal));
        let (orders, lines) = self.verify_orders(&mut counts)?;
        verified.checks.push(("orders once", orders));
        verified
            .checks
            .push(("delivered + open + cancelled = ordered", lines));
        verified
            .checks
            .push(("seen orders", self.verify_seen(&mut counts)?));
        verified
            .checks
            .push(("pickings", self.verify_pickings(&mut counts)?));
        verified.checks.push((
            "stock is the sum of its moves",
            self.verify_stock(&mut counts)?,
        ));
        self.count_rest(&mut counts)?;
        let kept = self.counts()?;
        let mut wrong = Findings::new();
        for counter in Counter::ALL {
            let (kept, counted) = (kept[*counter as usize], counts[*counter as usize]);
            if kept != counted {
                wrong.add(|| format!("{counter:?} is kept as {kept} and counts {counted}"));
            }
        }
        verified.checks.push(("counters", wrong.done()));
        Ok(verified)
    }

    fn verify_personal(
        &self,
        records: &mut u64,
        counts: &mut Counts,
    ) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        for (name, table) in [
            ("personal", tables::PERSONAL),
            ("customers", tables::CUSTOMERS),
        ] {
            for entry in self.transaction.open_table(table)?.iter()? {
                let (key, value) = entry?;
                *records += 1;
                if name == "customers" {
                    counts[Counter::Customers as usize] += 1;
                }
                if let Err(error) = self
                    .vault
                    .open(&super::keys_place(name, key.value()), value.value())
                {
                    wrong.add(|| format!("a record in {name}: {error}"));
                }
            }
        }
        Ok(wrong.done())
    }

    fn verify_orders(&self, counts: &mut Counts) -> Result<(Vec<String>, Vec<String>), StoreError> {
        let bodies = self.transaction.open_table(tables::BODIES)?;
        let (mut once, mut balance) = (Findings::new(), Findings::new());
        for entry in self.transaction.open_table(tables::ORDERS)?.iter()? {
            let (key, value) = entry?;
            let head: OrderHead = codec::decode("orders", key.value(), value.value())?;
            counters::of_order(&head, 1, counts);
            if keys::order_of(key.value()) != Some(head.key())
                || self.key_of_number(head.number)? != Some(head.key())
            {
                once.add(|| format!("{} is not found under its number", head.number));
            }
            if self.seen(head.reference)?.and_then(|s| s.order) != Some(head.key()) {
                once.add(|| format!("{} is not the order of {}", head.number, head.reference));
            }
            let Some(body) = bodies.get(key.value())? else {
                once.add(|| format!("{} has no lines", head.number));
                continue;
            };
            let body: OrderBody = codec::decode("bodies", key.value(), body.value())?;
            for line in &body.lines {
                if u64::from(line.delivered) + u64::from(line.open()) + u64::from(line.cancelled)
                    != u64::from(line.quantity)
                    && line.kind == LineKind::Product
                {
                    balance.add(|| {
                        format!(
                            "{}: a line of {} has {} delivered and {} cancelled",
                            head.number, line.quantity, line.delivered, line.cancelled
                        )
                    });
                }
                if line.untaxed.plus(line.tax) != Some(line.total) {
                    balance.add(|| format!("{}: a line's tax does not add up", head.number));
                }
            }
        }
        Ok((once.done(), balance.done()))
    }

    fn verify_seen(&self, counts: &mut Counts) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        for entry in self.transaction.open_table(tables::SEEN)?.iter()? {
            let (key, value) = entry?;
            let seen: SeenOrder = codec::decode("seen", key.value(), value.value())?;
            counters::of_seen(&seen, 1, counts);
            match seen.order {
                Some(order) if self.order_head(order)?.is_none() => {
                    wrong.add(|| format!("the order of {} is missing", seen.reference))
                }
                None if seen.decision == Decision::Imported => {
                    wrong.add(|| format!("{} has no order", seen.reference))
                }
                _ => {}
            }
        }
        Ok(wrong.done())
    }

    fn verify_pickings(&self, counts: &mut Counts) -> Result<Vec<String>, StoreError> {
        let open_table = self.transaction.open_table(tables::OPEN_PICKINGS)?;
        let mut open: u64 = 0;
        let mut wrong = Findings::new();
        for entry in self.transaction.open_table(tables::PICKINGS)?.iter()? {
            let (key, value) = entry?;
            let picking: Picking = codec::decode("pickings", key.value(), value.value())?;
            super::stock::count(&picking, counts);
            let listed = open_table
                .get(keys::open_picking(picking.ship_by, picking.number).as_slice())?
                .is_some();
            open += u64::from(listed);
            if listed != (picking.state == PickingState::Ready) {
                wrong.add(|| {
                    format!(
                        "{} is not where it should be among the open ones",
                        picking.number
                    )
                });
            }
        }
        let listed = redb::ReadableTableMetadata::len(&open_table)?;
        if listed != open {
            wrong.add(|| format!("{listed} open pickings are listed and {open} exist"));
        }
        Ok(wrong.done())
    }

    fn verify_stock(&self, counts: &mut Counts) -> Result<Vec<String>, StoreError> {
        let mut sums: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        let mut wrong = Findings::new();
        for entry in self.transaction.open_table(tables::MOVES)?.iter()? {
            let (key, value) = entry?;
            let stock_move: StockMove = codec::decode("moves", key.value(), value.value())?;
            counts[Counter::Moves as usize] += 1;
            let quantity = i64::from(stock_move.quantity);
            *sums
                .entry(keys::level(stock_move.from.as_str(), stock_move.product.0))
                .or_default() -= quantity;
            *sums
                .entry(keys::level(stock_move.to.as_str(), stock_move.product.0))
                .or_default() += quantity;
        }
        let mut locations: HashMap<AccountId, String> = HashMap::new();
        for account in self.all_accounts()? {
            locations.insert(account.id, account.location.as_str().to_owned());
        }
        let at_amazon = |location: &[u8]| {
            location == b"Amazon" || locations.values().any(|l| l.as_bytes() == location)
        };
        let mut levels = 0;
        for entry in self.transaction.open_table(tables::LEVELS)?.iter()? {
            let (key, value) = entry?;
            levels += 1;
            let quantity: i64 = codec::decode("levels", key.value(), value.value())?;
            let sum = sums.get(key.value()).copied();
            let location = key.value().split(|b| *b == 0).next().unwrap_or_default();
            if sum != Some(quantity) {
                wrong.add(|| {
                    format!(
                        "a quantity at {} is kept as {quantity} and its moves add up to {}",
                        String::from_utf8_lossy(location),
                        sum.unwrap_or(0)
                    )
                });
            }
            counts[Counter::NegativeAtAmazon as usize] +=
                i64::from(quantity < 0 && at_amazon(location));
        }
        if levels != sums.len() {
            wrong.add(|| format!("{levels} quantities are kept and {} moved", sums.len()));
        }
        Ok(wrong.done())
    }

    fn count_rest(&self, counts: &mut Counts) -> Result<(), StoreError> {
        for entry in self.transaction.open_table(tables::PRODUCTS)?.iter()? {
            let (key, value) = entry?;
            let product: Product = codec::decode("products", key.value(), value.value())?;
            counts[Counter::Products as usize] += 1;
            counts[Counter::ProductsUnreviewed as usize] += i64::from(!product.reviewed);
        }
        counts[Counter::Failed as usize] = self.failed_orders()?.len() as i64;
        Ok(())
    }
}

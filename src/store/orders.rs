//! Sales orders and seen orders.

use super::counters;
use super::layered_index::SEEN_INDEX;
use super::writing::{Sequence, WrittenOrder};
use super::{Reading, StoreError, Writing, codec, keys, keys_place, tables};
use crate::domain::amazon_status::Channel;
use crate::domain::ids::{AccountId, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::order::{
    Flags, LineKind, OrderBody, OrderHead, OrderKey, OrderPersonal, SalesOrder,
};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::sales_report::Sale;
use crate::domain::seen_order::SeenOrder;
use crate::domain::text::folded;
use crate::vault::{Vault, VaultError};
use redb::ReadableTable;

/// What a text filter searches in, in folded case: a line with reference, number and customer, and one for each product
/// with SKU and title.
pub fn search_text(order: &SalesOrder) -> String {
    let mut text = folded(&format!(
        "{} {} {} {}",
        order.head.reference, order.head.number, order.personal.name, order.personal.company
    ));
    for line in order
        .body
        .lines
        .iter()
        .filter(|l| l.kind == LineKind::Product)
    {
        let sku = line.sku.as_ref().map_or("", |sku| sku.as_str());
        let title: String = line.title.chars().take(48).collect();
        text.push('\n');
        text.push_str(&folded(&format!("{sku} {title}")));
    }
    text
}

pub(super) fn open_personal(
    vault: &Vault,
    key: &[u8],
    sealed: &[u8],
) -> Result<OrderPersonal, StoreError> {
    let plain = match vault.open(&keys_place("personal", key), sealed) {
        // Erased on purpose: nothing is left to show, and nothing is wrong.
        Err(VaultError::Erased { .. }) => return Ok(OrderPersonal::default()),
        opened => opened?,
    };
    postcard::from_bytes(&plain).map_err(|_| StoreError::Damaged { table: "personal" })
}

/// The name alone, which stands first in what is sealed: a row of the list needs no more.
fn open_name(vault: &Vault, key: &[u8], sealed: &[u8]) -> Result<String, StoreError> {
    let plain = match vault.open(&keys_place("personal", key), sealed) {
        // Erased on purpose.
        Err(VaultError::Erased { .. }) => return Ok(String::new()),
        opened => opened?,
    };
    postcard::take_from_bytes(&plain)
        .map(|(name, _)| name)
        .map_err(|_| StoreError::Damaged { table: "personal" })
}

/// An order in a list. One damaged record does not keep the others from being shown.
#[derive(Clone, Debug)]
pub struct ListedOrder {
    /// Where it stands.
    pub key: OrderKey,
    /// Its head; none if that is damaged.
    pub head: Option<OrderHead>,
    /// Its customer's name; none if that is damaged.
    pub name: Option<String>,
}

/// An order of a walk over all of them.
#[derive(Clone, Debug)]
pub struct WalkedOrder {
    /// Where it stands.
    pub key: OrderKey,
    /// The order; none if its body or its personal side is damaged.
    pub order: Option<SalesOrder>,
    /// Whether its head is a stand-in of which only the key is true.
    pub head_damaged: bool,
}

/// What was read; none if its record is damaged. Any other trouble stays one.
fn unless_damaged<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StoreError::Damaged { table }) => {
            tracing::error!("a record in {table} is damaged");
            Ok(None)
        }
        Err(StoreError::Vault(VaultError::Damaged | VaultError::NoEpochKey { .. })) => {
            tracing::error!("a record in personal can't be opened");
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// The head of an order, or a stand-in of which only the key is true, so that what is damaged still has its place in a
/// list; says which.
fn head_or_stand_in(key: &[u8], bytes: &[u8]) -> Result<(OrderHead, bool), StoreError> {
    if let Some(head) = unless_damaged(codec::decode("orders", key, bytes))? {
        return Ok((head, false));
    }
    let key = keys::order_of(key).ok_or(StoreError::Damaged { table: "orders" })?;
    Ok((OrderHead::stand_in(key), true))
}

impl Writing<'_> {
    /// A sales order.
    pub fn order(&self, key: OrderKey) -> Result<Option<SalesOrder>, StoreError> {
        let key = keys::order(key);
        let Some(head) = self.orders.get(&key)? else {
            return Ok(None);
        };
        let damaged = || StoreError::Damaged { table: "bodies" };
        let body = self.bodies.get(&key)?.ok_or_else(damaged)?;
        let personal = match self.personal.get_raw(&key)? {
            Some(sealed) => open_personal(self.vault, &key, &sealed)?,
            None => OrderPersonal::default(),
        };
        Ok(Some(SalesOrder {
            head,
            body,
            personal,
        }))
    }

    /// The place of a sales order by its number.
    pub fn key_of(&self, number: OrderNumber) -> Result<Option<OrderKey>, StoreError> {
        self.numbers.get(&number.0.to_be_bytes())
    }

    /// The head of a sales order.
    pub fn order_head(&self, key: OrderKey) -> Result<Option<OrderHead>, StoreError> {
        self.orders.get(&keys::order(key))
    }

    /// Writes a sales order; `before` is what it was, for the counters and to leave alone what did not change.
    pub fn put_order(
        &mut self,
        order: &SalesOrder,
        before: Option<&SalesOrder>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let key = keys::order(order.head.key());
        if let Some(before) = before {
            self.recount(|counts| counters::of_order(&before.head, -1, counts));
        } else {
            self.numbers
                .put(&order.head.number.0.to_be_bytes(), &order.head.key())?;
        }
        self.recount(|counts| counters::of_order(&order.head, 1, counts));
        self.orders.put(&key, &order.head)?;
        if before.is_none_or(|b| b.body != order.body) {
            self.bodies.put(&key, &order.body)?;
        }
        if before.is_none_or(|b| b.personal != order.personal) {
            let plain = postcard::to_stdvec(&order.personal)
                .map_err(|_| StoreError::Damaged { table: "personal" })?;
            let epoch = self.vault.epoch_for(now)?;
            let sealed = self
                .vault
                .seal(&keys_place("personal", &key), epoch, &plain)?;
            self.personal.put_raw(&key, &sealed)?;
        }
        self.follow_order(order, before, now)?;
        self.changes.orders.push(WrittenOrder {
            head: order.head.clone(),
            created: before.is_none(),
            text: search_text(order),
            sale: Sale::of(order),
        });
        Ok(())
    }

    /// What we remember of an order that Amazon showed.
    pub fn seen(&self, reference: AmazonOrderRef) -> Result<Option<SeenOrder>, StoreError> {
        match self.seen_index.get(reference.packed())? {
            Some(number) => self.seen.get(&number.to_be_bytes()),
            None => Ok(None),
        }
    }

    /// Remembers an order that Amazon showed.
    pub fn put_seen(
        &mut self,
        seen: &SeenOrder,
        before: Option<&SeenOrder>,
    ) -> Result<(), StoreError> {
        let mut count = |seen: &SeenOrder, sign: i64| {
            self.recount(|counts| counters::of_seen(seen, sign, counts));
        };
        if let Some(before) = before {
            count(before, -1);
        }
        count(seen, 1);
        let reference = seen.reference.packed();
        let number = match before {
            Some(_) => self.seen_index.get(reference)?,
            None => None,
        };
        let number = match number {
            Some(number) => number,
            None => {
                let number = self.take(Sequence::Seen, 1)? as u32;
                self.seen_index.put(reference, number)?;
                number
            }
        };
        self.seen.put(&number.to_be_bytes(), seen).map(|_| ())
    }
}

impl Reading<'_> {
    /// The place of a sales order by its number.
    pub fn key_of_number(&self, number: OrderNumber) -> Result<Option<OrderKey>, StoreError> {
        let key = number.0.to_be_bytes();
        match self
            .transaction
            .open_table(tables::NUMBERS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("numbers", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// What we remember of an order that Amazon showed.
    pub fn seen(&self, reference: AmazonOrderRef) -> Result<Option<SeenOrder>, StoreError> {
        let Some(number) = SEEN_INDEX.look_up(&self.transaction, reference.packed())? else {
            return Ok(None);
        };
        let key = number.to_be_bytes();
        match self
            .transaction
            .open_table(tables::SEEN)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("seen_orders", &key, bytes.value()).map(Some),
            None => Err(StoreError::Damaged {
                table: "seen_orders",
            }),
        }
    }

    /// A sales order, whole.
    pub fn order(&self, key: OrderKey) -> Result<Option<SalesOrder>, StoreError> {
        let bytes = keys::order(key);
        let Some(head) = self.order_head(key)? else {
            return Ok(None);
        };
        let body: OrderBody = match self
            .transaction
            .open_table(tables::BODIES)?
            .get(bytes.as_slice())?
        {
            Some(value) => codec::decode("bodies", &bytes, value.value())?,
            None => return Err(StoreError::Damaged { table: "bodies" }),
        };
        let personal = match self
            .transaction
            .open_table(tables::PERSONAL)?
            .get(bytes.as_slice())?
        {
            Some(sealed) => open_personal(self.vault, &bytes, sealed.value())?,
            None => OrderPersonal::default(),
        };
        Ok(Some(SalesOrder {
            head,
            body,
            personal,
        }))
    }

    /// The head of an order.
    pub fn order_head(&self, key: OrderKey) -> Result<Option<OrderHead>, StoreError> {
        let key = keys::order(key);
        match self
            .transaction
            .open_table(tables::ORDERS)?
            .get(key.as_slice())?
        {
            Some(bytes) => codec::decode("orders", &key, bytes.value()).map(Some),
            None => Ok(None),
        }
    }

    /// These orders for a list, in the order asked; what is not there is left out.
    pub fn order_rows(&self, wanted: &[OrderKey]) -> Result<Vec<ListedOrder>, StoreError> {
        let heads = self.transaction.open_table(tables::ORDERS)?;
        let personal = self.transaction.open_table(tables::PERSONAL)?;
        let mut rows = Vec::with_capacity(wanted.len());
        for key in wanted {
            let key = keys::order(*key);
            let Some(bytes) = heads.get(key.as_slice())? else {
                continue;
            };
            let (head, damaged) = head_or_stand_in(&key, bytes.value())?;
            rows.push(self.listed(head, damaged, &personal, &key)?);
        }
        Ok(rows)
    }

    /// Orders for a list, newest or oldest first, strictly behind `after`, that `matches` wants; at most `limit`, out of the
    /// first `looked_at` orders.
    pub fn walk_orders(
        &self,
        after: Option<OrderKey>,
        newest_first: bool,
        limit: usize,
        looked_at: usize,
        mut matches: impl FnMut(&OrderHead) -> bool,
    ) -> Result<Vec<ListedOrder>, StoreError> {
        use std::ops::Bound;
        let heads = self.transaction.open_table(tables::ORDERS)?;
        let personal = self.transaction.open_table(tables::PERSONAL)?;
        let edge = after.map(keys::order);
        let bound = edge
            .as_ref()
            .map_or(Bound::Unbounded, |key| Bound::Excluded(key.as_slice()));
        let range = if newest_first {
            heads.range::<&[u8]>((Bound::Unbounded, bound))?
        } else {
            heads.range::<&[u8]>((bound, Bound::Unbounded))?
        };
        let entries: Box<dyn Iterator<Item = _>> = if newest_first {
            Box::new(range.rev())
        } else {
            Box::new(range)
        };
        let mut rows = Vec::new();
        for entry in entries.take(looked_at) {
            let (key, value) = entry?;
            let (head, damaged) = head_or_stand_in(key.value(), value.value())?;
            if matches(&head) {
                rows.push(self.listed(head, damaged, &personal, key.value())?);
                if rows.len() >= limit {
                    break;
                }
            }
        }
        Ok(rows)
    }

    /// The heads of all orders purchased from `from` until before `until`, oldest first.
    pub fn walk_heads_between(
        &self,
        from: Moment,
        until: Moment,
        mut each: impl FnMut(OrderHead),
    ) -> Result<(), StoreError> {
        let (from, until) = (keys::moment(from), keys::moment(until));
        if from >= until {
            return Ok(());
        }
        let heads = self.transaction.open_table(tables::ORDERS)?;
        for entry in heads.range::<&[u8]>(from.as_slice()..until.as_slice())? {
            let (key, value) = entry?;
            each(codec::decode("orders", key.value(), value.value())?);
        }
        Ok(())
    }

    /// Walks all orders, oldest first, from behind `after` on, at most `limit`; what is damaged has a stand-in. Returns the
    /// place to go on behind; none at the end.
    pub fn walk_heads(
        &self,
        after: Option<OrderKey>,
        limit: usize,
        mut each: impl FnMut(OrderHead),
    ) -> Result<Option<OrderKey>, StoreError> {
        self.walk(after, limit, |_, head, _| {
            each(head);
            Ok(())
        })
    }

    /// The same with the orders whole, for what is kept of each in memory.
    pub fn walk_whole(
        &self,
        after: Option<OrderKey>,
        limit: usize,
        mut each: impl FnMut(WalkedOrder),
    ) -> Result<Option<OrderKey>, StoreError> {
        let bodies = self.transaction.open_table(tables::BODIES)?;
        let personal = self.transaction.open_table(tables::PERSONAL)?;
        self.walk(after, limit, |bytes, head, damaged| {
            let key = head.key();
            let body = match bodies.get(bytes)? {
                Some(body) => codec::decode("bodies", bytes, body.value()),
                None => Err(StoreError::Damaged { table: "bodies" }),
            };
            let personal = match personal.get(bytes)? {
                Some(sealed) => open_personal(self.vault, bytes, sealed.value()),
                None => Ok(OrderPersonal::default()),
            };
            let order = body.and_then(|body| {
                Ok(SalesOrder {
                    head,
                    body,
                    personal: personal?,
                })
            });
            each(WalkedOrder {
                key,
                order: unless_damaged(order)?,
                head_damaged: damaged,
            });
            Ok(())
        })
    }

    fn walk(
        &self,
        after: Option<OrderKey>,
        limit: usize,
        mut each: impl FnMut(&[u8], OrderHead, bool) -> Result<(), StoreError>,
    ) -> Result<Option<OrderKey>, StoreError> {
        use std::ops::Bound;
        let heads = self.transaction.open_table(tables::ORDERS)?;
        let edge = after.map(keys::order);
        let bound = edge
            .as_ref()
            .map_or(Bound::Unbounded, |key| Bound::Excluded(key.as_slice()));
        let mut last = None;
        for (count, entry) in heads.range::<&[u8]>((bound, Bound::Unbounded))?.enumerate() {
            if count == limit {
                return Ok(last);
            }
            let (key, value) = entry?;
            let (head, damaged) = head_or_stand_in(key.value(), value.value())?;
            last = Some(head.key());
            each(key.value(), head, damaged)?;
        }
        Ok(None)
    }

    fn listed(
        &self,
        head: OrderHead,
        damaged: bool,
        personal: &impl ReadableTable<&'static [u8], &'static [u8]>,
        key: &[u8],
    ) -> Result<ListedOrder, StoreError> {
        let name = match personal.get(key)? {
            Some(sealed) => unless_damaged(open_name(self.vault, key, sealed.value()))?,
            None => Some(String::new()),
        };
        Ok(ListedOrder {
            head: (!damaged).then_some(head.clone()),
            key: head.key(),
            name,
        })
    }

    /// Of the newest FBM orders of an account: how many came with a complete address, and of how many. For a look at the
    /// roles of the application; nothing if there is none.
    pub fn personal_data_share(
        &self,
        account: AccountId,
    ) -> Result<Option<(usize, usize)>, StoreError> {
        const LOOK_AT: usize = 50;
        let newest = self.walk_orders(None, true, LOOK_AT, usize::MAX, |head| {
            head.account == account && head.channel == Channel::Fbm
        })?;
        let with = newest
            .iter()
            .filter_map(|listed| listed.head.as_ref())
            .filter(|head| !head.flags.has(Flags::ADDRESS_INCOMPLETE))
            .count();
        Ok((!newest.is_empty()).then_some((with, newest.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_stands_first_in_what_is_sealed() -> Result<(), postcard::Error> {
        let personal = OrderPersonal {
            name: "Anna".to_owned(),
            email: "a@example.com".to_owned(),
            ..OrderPersonal::default()
        };
        let plain = postcard::to_stdvec(&personal)?;
        let (name, _): (String, _) = postcard::take_from_bytes(&plain)?;
        assert_eq!(name, personal.name);
        Ok(())
    }
}

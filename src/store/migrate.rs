//! Formats of the store, and the way from an older one to today's.

use super::writing::{Opened, Sequence};
use super::{Reading, Store, StoreError, Writing, codec, tables};
use crate::domain::ids::{CustomerId, Location, MoveId, OrderNumber, PickingNumber, ProductId};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::picking::Picking;
use crate::domain::product::Product;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::SeenOrder;
use crate::domain::stock_move::{MoveKind, StockMove};
use redb::ReadableTable;
use serde::Deserialize;

/// Format of the whole store that this build writes.
pub const STORE_FORMAT: u32 = 3;

const FORMAT_KEY: &[u8] = b"format";

/// A step from one format to the next, in the transaction that also writes the new format number.
struct Step {
    /// Records with a new layout, by table: each is read as it was written before, and given back as it is to be now.
    records: &'static [(TableIn, Rewrite)],
    /// What else there is to do, once all records have their new layout.
    work: fn(&mut Writing<'_>) -> Result<(), StoreError>,
}

/// A table among those of a write transaction.
type TableIn = for<'w, 't> fn(&'w mut Writing<'t>) -> &'w mut Opened<'t>;

/// From a record's bytes in the layout before to those in the new one; `None` if they make no sense.
type Rewrite = fn(&[u8]) -> Option<Vec<u8>>;

/// The steps in order: the first makes format 1 out of an empty file, each next one format more.
const STEPS: &[Step] = &[
    Step {
        records: &[],
        work: make_empty_store,
    },
    Step {
        records: &[],
        work: index_in_layers,
    },
    Step {
        records: &[(|writing| &mut writing.moves, move_of_format_2)],
        work: know_locations,
    },
];

/// Brings the store to today's format, step by step; refuses one that a newer build wrote.
pub(super) fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    let found = store.read(format_of)?;
    refuse_newer(found)?;
    take_steps(store, found, STEPS)
}

fn take_steps(store: &Store, found: u32, steps: &[Step]) -> Result<(), StoreError> {
    for (format, step) in (1u8..).zip(steps).skip(found as usize) {
        store.write(|writing| {
            for (table, rewrite) in step.records {
                rewrite_all(table(writing), format, *rewrite)?;
            }
            (step.work)(writing)?;
            writing.meta.put(FORMAT_KEY, &u32::from(format)).map(|_| ())
        })?;
    }
    Ok(())
}

/// Gives every record of a table the layout of this format. A damaged one stops the step, and with it the start: what
/// can't be read can't be brought over.
fn rewrite_all(table: &mut Opened<'_>, format: u8, rewrite: Rewrite) -> Result<(), StoreError> {
    let name = table.name();
    let damaged = || StoreError::Damaged { table: name };
    let mut after: Option<Vec<u8>> = None;
    while let Some((key, bytes)) = table.next_raw(after.as_deref())? {
        let (layout, record) = codec::decode_raw(name, &key, &bytes)?;
        if layout < format {
            let record = rewrite(record).ok_or_else(damaged)?;
            table.put_raw(&key, &codec::encode_raw(name, &key, format, &record))?;
        }
        after = Some(key);
    }
    Ok(())
}

/// Fails unless the store has today's format.
pub(super) fn check(reading: &Reading<'_>) -> Result<(), StoreError> {
    match format_of(reading)? {
        0 => Err(StoreError::Absent),
        found => refuse_newer(found),
    }
}

fn refuse_newer(found: u32) -> Result<(), StoreError> {
    if found > STORE_FORMAT {
        return Err(StoreError::TooNew {
            found,
            known: STORE_FORMAT,
        });
    }
    Ok(())
}

fn format_of(reading: &Reading<'_>) -> Result<u32, StoreError> {
    let table = match reading.transaction.open_table(tables::META) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(0),
        Err(error) => return Err(error.into()),
    };
    match table.get(FORMAT_KEY)? {
        Some(bytes) => codec::decode("meta", FORMAT_KEY, bytes.value()),
        None => Ok(0),
    }
}

fn make_empty_store(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    let placeholder = Product::placeholder();
    writing
        .products
        .put(&placeholder.id.0.to_be_bytes(), &placeholder)?;
    writing
        .product_references
        .put(placeholder.reference.as_bytes(), &placeholder.id)?;
    writing.count(super::counters::Counter::Products, 1);
    Ok(())
}

/// A stock move as format 2 kept it.
#[derive(Deserialize)]
struct MoveOfFormat2 {
    id: MoveId,
    at: Moment,
    product: ProductId,
    from: Location,
    to: Location,
    quantity: u32,
    reference: Option<AmazonOrderRef>,
    order: Option<OrderNumber>,
    picking: Option<PickingNumber>,
    kind: MoveKind,
}

/// The account of a move comes with [`know_locations`], which can look it up.
fn move_of_format_2(record: &[u8]) -> Option<Vec<u8>> {
    let old: MoveOfFormat2 = postcard::from_bytes(record).ok()?;
    let now = StockMove {
        id: old.id,
        at: old.at,
        product: old.product,
        from: old.from,
        to: old.to,
        quantity: old.quantity,
        reference: old.reference,
        order: old.order,
        picking: old.picking,
        kind: old.kind,
        account: None,
        transfer: None,
        reason: String::new(),
    };
    postcard::to_stdvec(&now).ok()
}

/// Format 2 took locations from the accounts, did not keep what pickings need, and had no account with a move.
fn know_locations(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    for (name, kind) in Location::FIXED {
        writing.put_location(&Location::from(name), kind)?;
    }
    for account in writing.all_accounts()? {
        if writing.location_kind(&account.location)?.is_none() {
            writing.put_location(&account.location, LocationKind::Amazon)?;
        }
    }
    writing.recount_negative()?;
    let mut after: Option<Vec<u8>> = None;
    while let Some((key, bytes)) = writing.pickings.next_raw(after.as_deref())? {
        let picking: Picking = codec::decode("pickings", &key, &bytes)?;
        writing.reserve(&picking, 1)?;
        after = Some(key);
    }
    after = None;
    while let Some((key, bytes)) = writing.moves.next_raw(after.as_deref())? {
        let mut stock_move: StockMove = codec::decode("moves", &key, &bytes)?;
        if let Some(reference) = stock_move.reference {
            stock_move.account = writing.seen(reference)?.map(|seen| seen.account);
            writing.moves.put(&key, &stock_move)?;
        }
        after = Some(key);
    }
    Ok(())
}

/// Format 1 kept seen orders under their references, and customers under twelve bytes of their index.
fn index_in_layers(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    let old_seen = tables::TableOf::new("seen");
    for entry in writing.transaction.open_table(old_seen)?.iter()? {
        let (key, value) = entry?;
        let seen: SeenOrder = codec::decode("seen", key.value(), value.value())?;
        let number = writing.take(Sequence::Seen, 1)? as u32;
        writing.seen.put(&number.to_be_bytes(), &seen)?;
        writing.seen_index.put(seen.reference.packed(), number)?;
    }
    let old_customers = tables::TableOf::new("customer_index");
    for entry in writing.transaction.open_table(old_customers)?.iter()? {
        let (key, value) = entry?;
        let id: CustomerId = codec::decode("customer_index", key.value(), value.value())?;
        if let Some(index) = key.value().first_chunk() {
            writing
                .customer_index
                .put(u64::from_be_bytes(*index), id.0)?;
        }
    }
    writing.transaction.delete_table(old_seen)?;
    writing.transaction.delete_table(old_customers)?;
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::clock::SeededEntropy;
    use crate::domain::failed_order::FailedOrder;
    use crate::domain::ids::AccountId;
    use crate::domain::seen_order::Decision;
    use crate::store::StorePlace;
    use crate::store::layered_index::CUSTOMER_INDEX;
    use crate::vault::Vault;
    use redb::backends::InMemoryBackend;
    use std::sync::Arc;

    /// A failed order as a build before the first might have kept it.
    type Before = (String, u16, String);

    fn bring_over(record: &[u8]) -> Option<Vec<u8>> {
        let (reference, account, reason): Before = postcard::from_bytes(record).ok()?;
        let now = FailedOrder {
            reference,
            account: AccountId(account),
            reason,
            attempts: 1,
            first_failed: Moment::from_seconds(0),
            next_try: None,
            dismissed: None,
        };
        postcard::to_stdvec(&now).ok()
    }

    const STEP: &[Step] = &[Step {
        records: &[(|writing| &mut writing.failed, bring_over)],
        work: |_| Ok(()),
    }];

    /// A store of format 0 with these records among the failed orders.
    fn old_store(records: &[(&str, Vec<u8>)]) -> Store {
        let vault = Vault::ephemeral(Arc::new(SeededEntropy::new(5))).unwrap();
        let store = Store::on_backend(InMemoryBackend::new(), vault).unwrap();
        let put = store.write(|writing| {
            for (key, bytes) in records {
                writing.failed.put_raw(key.as_bytes(), bytes)?;
            }
            writing.meta.put(FORMAT_KEY, &0u32)
        });
        put.unwrap();
        store
    }

    fn old_record(key: &str) -> Vec<u8> {
        let record: Before = (key.to_owned(), 3, "it has no items".to_owned());
        let record = postcard::to_stdvec(&record).unwrap();
        codec::encode_raw("failed", key.as_bytes(), 0, &record)
    }

    #[test]
    fn a_step_reads_what_an_older_build_wrote() {
        let keys = ["302-1111111-1111111", "302-2222222-2222222"];
        let store = old_store(&keys.map(|key| (key, old_record(key))));
        assert!(
            store.read(|r| r.failed_orders()).is_err(),
            "not without the step"
        );
        take_steps(&store, store.read(format_of).unwrap(), STEP).unwrap();
        let failed = store.read(|r| r.failed_orders()).unwrap();
        let found: Vec<&str> = failed.iter().map(|f| f.reference.as_str()).collect();
        assert_eq!(found, keys);
        assert_eq!(failed[0].account, AccountId(3));
        assert_eq!(store.read(format_of).unwrap(), 1);
    }

    #[test]
    fn a_step_that_finds_a_damaged_record_changes_nothing() {
        let mut damaged = old_record("302-2222222-2222222");
        damaged[5] ^= 1;
        let store = old_store(&[
            ("302-1111111-1111111", old_record("302-1111111-1111111")),
            ("302-2222222-2222222", damaged),
        ]);
        assert!(matches!(
            take_steps(&store, 0, STEP),
            Err(StoreError::Damaged { table: "failed" })
        ));
        assert_eq!(store.read(format_of).unwrap(), 0);
        let first = store.write(|writing| writing.failed.get_raw(b"302-1111111-1111111"));
        assert_eq!(first.unwrap().0, Some(old_record("302-1111111-1111111")));
    }

    #[test]
    fn a_store_of_a_newer_build_is_refused() {
        let store = old_store(&[]);
        store
            .write(|writing| writing.meta.put(FORMAT_KEY, &(STORE_FORMAT + 1)))
            .unwrap();
        assert!(matches!(
            bring_up_to_date(&store),
            Err(StoreError::TooNew { .. })
        ));
    }

    #[test]
    fn a_store_of_format_1_keeps_what_it_has_seen() {
        let folder = tempfile::tempdir().unwrap();
        let place = StorePlace::of(folder.path());
        let open = || {
            let entropy = Arc::new(SeededEntropy::new(1));
            Store::open(place.clone(), Moment::from_seconds(1), entropy).unwrap()
        };
        let seen = SeenOrder {
            reference: "302-1234567-7654321".parse().unwrap(),
            account: AccountId(1),
            marketplace: None,
            channel: None,
            status: None,
            updated: Moment::from_seconds(5),
            last_seen: Moment::from_seconds(6),
            decision: Decision::Incoming,
            order: None,
        };
        let customer = [9u8; 12];
        open()
            .write(|writing| {
                let put = |name, key: &[u8], bytes: Vec<u8>| -> Result<(), StoreError> {
                    let definition = tables::TableOf::new(name);
                    let mut table = writing.transaction.open_table(definition)?;
                    table.insert(key, bytes.as_slice())?;
                    Ok(())
                };
                let key = seen.reference.packed().to_be_bytes();
                put("seen", &key, codec::encode("seen", &key, &seen)?)?;
                let id = codec::encode("customer_index", &customer, &CustomerId(7))?;
                put("customer_index", &customer, id)?;
                writing.meta.put(FORMAT_KEY, &1u32).map(|_| ())
            })
            .unwrap();
        let store = open();
        let (known, id) = store
            .read(|reading| {
                let index = u64::from_be_bytes([9; 8]);
                Ok((
                    reading.seen(seen.reference)?,
                    CUSTOMER_INDEX.look_up(&reading.transaction, index)?,
                ))
            })
            .unwrap();
        assert_eq!((known, id), (Some(seen), Some(7)));
        assert_eq!(store.read(format_of).unwrap(), STORE_FORMAT);
    }
}

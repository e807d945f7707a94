use super::*;
use crate::clock::SeededEntropy;
use crate::domain::account::Account;
use crate::domain::amazon_order::Window;
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::AccountId;
use crate::domain::ids::{Location, MoveId, OrderItemId, OrderNumber, PickingNumber, ProductId};
use crate::domain::marketplace::Region;
use crate::domain::moment::{Moment, Span};
use crate::domain::money::Amount;
use crate::domain::order::{LineKind, OrderKey, OrderLine, OrderPersonal, SalesOrder};
use crate::domain::picking::Picking;
use crate::domain::picking::{NoticeState, PickingLine, PickingState};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::Decision;
use crate::domain::stock_move::MoveKind;
use crate::store::StorePlace;
use crate::store::counters::Counter;
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

/// A product and a stock move in the layout of format 2.
type OldProduct = (u32, String, String, bool, Vec<(String, u32)>, String, bool);
type OldMove = (
    u64,
    i64,
    u32,
    String,
    String,
    u32,
    Option<u64>,
    Option<u32>,
    Option<u32>,
    u8,
);

fn ready(number: u32, product: u32, pieces: u32) -> Picking {
    Picking {
        number: PickingNumber(number),
        order: OrderNumber(1),
        purchased: Moment::from_seconds(1),
        reference: "302-1234567-7654321".parse().unwrap(),
        account: AccountId(1),
        state: PickingState::Ready,
        sync: NoticeState::None,
        hold: None,
        carrier: String::new(),
        tracking: String::new(),
        ship_by: None,
        backorder_of: None,
        lines: vec![PickingLine {
            item: OrderItemId::from("1"),
            sku: None,
            title: "Mug".to_owned(),
            product: ProductId(product),
            demand: pieces,
            done: 0,
        }],
    }
}

#[test]
fn a_store_of_format_2_keeps_its_products_and_moves_and_reckons_anew() {
    let vault = Vault::ephemeral(Arc::new(SeededEntropy::new(5))).unwrap();
    let store = Store::on_backend(InMemoryBackend::new(), vault).unwrap();
    let reference: AmazonOrderRef = "302-1234567-7654321".parse().unwrap();
    store
        .write(|writing| {
            // As if format 3 had never been.
            for (name, _) in Location::FIXED {
                writing.locations.remove(name.as_bytes())?;
            }
            let product: OldProduct = (
                7,
                "MUG".to_owned(),
                "Mug".to_owned(),
                true,
                vec![("400".to_owned(), 6)],
                "A-1".to_owned(),
                true,
            );
            let mut old = |key: &[u8], record: Vec<u8>| {
                let bytes = codec::encode_raw("products", key, 1, &record);
                writing.products.put_raw(key, &bytes)
            };
            old(&7u32.to_be_bytes(), postcard::to_stdvec(&product).unwrap())?;
            let placeholder = Product::placeholder();
            let placeholder: OldProduct = (
                0,
                placeholder.reference,
                placeholder.name,
                false,
                Vec::new(),
                String::new(),
                true,
            );
            old(
                &0u32.to_be_bytes(),
                postcard::to_stdvec(&placeholder).unwrap(),
            )?;
            let sold: OldMove = (
                1,
                5_000,
                7,
                "Amazon EU".to_owned(),
                "Customers".to_owned(),
                2,
                Some(reference.packed()),
                Some(1),
                None,
                0,
            );
            let key = 1u64.to_be_bytes();
            let record = postcard::to_stdvec(&sold).unwrap();
            let bytes = codec::encode_raw("moves", &key, 1, &record);
            writing.moves.put_raw(&key, &bytes)?;
            let account = Account {
                location: Location::from("Amazon EU"),
                ..account()
            };
            writing
                .accounts
                .put(&account.id.0.to_be_bytes(), &account)?;
            writing
                .levels
                .set(crate::store::keys::level("Amazon EU", 7), -2);
            writing
                .levels
                .set(crate::store::keys::level("Customers", 7), 2);
            let seen = SeenOrder {
                reference,
                account: AccountId(1),
                marketplace: None,
                channel: None,
                status: None,
                updated: Moment::from_seconds(5),
                last_seen: Moment::from_seconds(6),
                decision: Decision::StockMoved,
                order: None,
            };
            writing.seen.put(&1u32.to_be_bytes(), &seen)?;
            writing.seen_index.put(reference.packed(), 1)?;
            let picking = ready(3, 7, 4);
            writing.pickings.put(&3u32.to_be_bytes(), &picking)?;
            writing.meta.put(FORMAT_KEY, &2u32).map(|_| ())
        })
        .unwrap();
    bring_up_to_date(&store).unwrap();
    let (product, moved, counts, reserved, locations) = store
        .read(|reading| {
            Ok((
                reading.product(ProductId(7))?.unwrap(),
                reading.stock_move(MoveId(1))?.unwrap(),
                reading.counts()?,
                reading.reserved_of(ProductId(7))?,
                reading.locations()?,
            ))
        })
        .unwrap();
    assert_eq!((product.bin.as_str(), product.weight), ("A-1", None));
    assert_eq!(product.barcodes[0].pieces, 6);
    assert_eq!((moved.quantity, moved.account), (2, Some(AccountId(1))));
    assert_eq!(moved.kind, MoveKind::FbaShipment);
    assert_eq!(reserved, 4);
    let negative = counts[crate::store::counters::Counter::NegativeAtAmazon as usize];
    assert_eq!((negative, locations.len()), (1, 7));
}

/// An order in the form that it has had since the first format, shipped by Amazon or not.
fn sales_order(number: u32, delivered: u32) -> SalesOrder {
    let total: Amount = "10.00".parse().unwrap();
    let at = Moment::from_seconds(1_760_000_000);
    SalesOrder {
        head: OrderHead {
            number: OrderNumber(number),
            total,
            units: 1,
            ..OrderHead::stand_in(OrderKey {
                purchased: at,
                number: OrderNumber(number),
            })
        },
        body: OrderBody {
            team: "Amazon".to_owned(),
            salesperson: None,
            location: Location::from(Location::AMAZON),
            service_level: None,
            programs: Vec::new(),
            replaces: None,
            ship_window: Window::default(),
            deliver_window: Window::default(),
            lines: vec![OrderLine {
                kind: LineKind::Product,
                item: Some(OrderItemId::from("1")),
                sku: None,
                asin: String::new(),
                title: "Mug".to_owned(),
                product: None,
                quantity: 1,
                delivered,
                cancelled: 0,
                untaxed: total,
                tax: Amount::ZERO,
                total,
            }],
            facilitator_tax: Amount::ZERO,
            packages: Vec::new(),
            pickings: Vec::new(),
            moves: Vec::new(),
            notices: Vec::new(),
            history: Vec::new(),
        },
        personal: OrderPersonal::default(),
    }
}

#[test]
fn what_a_store_of_format_3_has_delivered_waits_for_an_invoice() {
    let vault = Vault::ephemeral(Arc::new(SeededEntropy::new(5))).unwrap();
    let store = Store::on_backend(InMemoryBackend::new(), vault).unwrap();
    store
        .write(|writing| {
            for (number, delivered) in [(1, 1), (2, 0), (3, 1)] {
                let order = sales_order(number, delivered);
                writing.put_order(&order, None, Moment::from_seconds(5))?;
                // As if format 4 had never been.
                writing.to_invoice.remove(&number.to_be_bytes())?;
            }
            writing.count(Counter::OrdersToInvoice, -2);
            writing.meta.put(FORMAT_KEY, &3u32).map(|_| ())
        })
        .unwrap();
    bring_up_to_date(&store).unwrap();
    let (waiting, counts) = store
        .read(|reading| Ok((reading.orders_to_invoice(None, 10)?, reading.counts()?)))
        .unwrap();
    assert_eq!(waiting, [OrderNumber(1), OrderNumber(3)]);
    assert_eq!(counts[Counter::OrdersToInvoice as usize], 2);
}

fn account() -> Account {
    Account {
        id: AccountId(1),
        name: "EU".to_owned(),
        region: Region::Eu,
        seller_id: "A1".to_owned(),
        marketplaces: Vec::new(),
        team: "Amazon".to_owned(),
        salesperson: None,
        location: Location::from(Location::AMAZON),
        endpoint: None,
        lwa_endpoint: None,
        archived: false,
        import_shipped_elsewhere: false,
        other_channels_are_sales: false,
        sync_interval: Span::minutes(5),
        registered: Moment::from_seconds(1),
        secret_entered: Moment::from_seconds(1),
        authorised: Moment::from_seconds(1),
    }
}

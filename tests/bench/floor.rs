//! The floor of the intake: fetch a page, parse it into typed structs, commit it in one redb layout with four indexes.

use super::amazon;
use redb::{Database, ReadableDatabase, TableDefinition};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::time::{Duration, Instant};

type Table = TableDefinition<'static, &'static [u8], &'static [u8]>;
const ORDERS: Table = TableDefinition::new("orders");
const INDEXES: [Table; 4] = [
    TableDefinition::new("by_reference"),
    TableDefinition::new("by_update"),
    TableDefinition::new("by_status"),
    TableDefinition::new("by_ship_by"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    orders: Vec<Order>,
    pagination: Option<Next>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Next {
    next_token: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: String,
    created_time: String,
    last_updated_time: String,
    sales_channel: Channel,
    #[serde(default)]
    programs: Vec<String>,
    buyer: Option<Buyer>,
    recipient: Option<Recipient>,
    proceeds: Option<Proceeds>,
    fulfillment: Fulfillment,
    #[serde(default)]
    packages: Vec<Package>,
    order_items: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    channel_name: String,
    marketplace_id: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Buyer {
    buyer_name: Option<String>,
    buyer_email: Option<String>,
    buyer_company_name: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    delivery_address: Address,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Address {
    name: String,
    company_name: String,
    address_line1: String,
    address_line2: String,
    city: String,
    state_or_region: String,
    postal_code: String,
    country_code: String,
    phone: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Amount {
    amount: String,
    currency_code: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Proceeds {
    grand_total: Option<Amount>,
    proceeds_total: Option<Amount>,
    #[serde(default)]
    breakdowns: Vec<Breakdown>,
}

#[derive(Serialize, Deserialize)]
struct Breakdown {
    r#type: String,
    subtotal: Option<Amount>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fulfillment {
    fulfillment_status: String,
    fulfilled_by: String,
    ship_by_window: Option<Window>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Window {
    latest_date_time: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Package {
    package_reference_id: String,
    carrier: String,
    tracking_number: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    order_item_id: String,
    quantity_ordered: u32,
    product: Product,
    proceeds: Option<Proceeds>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    asin: Option<String>,
    seller_sku: Option<String>,
    title: Option<String>,
}

/// What the floor took.
pub struct Floor {
    /// Fetching and parsing alone.
    pub fetch: Duration,
    /// Everything.
    pub whole: Duration,
    /// Orders.
    pub orders: usize,
    /// Bytes of JSON.
    pub wire: usize,
    /// The file.
    pub bytes: u64,
}

/// Takes in so many pages of the bench's server, one after the other.
pub fn intake(folder: &Path, pages: usize) -> Floor {
    let file = folder.join("floor.redb");
    let mut builder = Database::builder();
    builder.set_cache_size(64 << 20);
    let database = builder.create(&file).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let client = runtime.block_on(async { reqwest::Client::builder().no_proxy().build().unwrap() });
    let begun = Instant::now();
    let (mut fetch, mut orders, mut wire) = (Duration::ZERO, 0usize, 0);
    let mut token = String::new();
    for _ in 0..pages {
        let asked = Instant::now();
        let url = format!("{}/orders/2026-01-01/orders?x=y{token}", amazon::url());
        let body = runtime
            .block_on(async { client.get(url).send().await?.bytes().await })
            .unwrap();
        let page: Page = serde_json::from_slice(&body).unwrap();
        fetch += asked.elapsed();
        wire += body.len();
        commit(&database, &page.orders, orders as u32);
        orders += page.orders.len();
        match page.pagination {
            Some(next) => token = format!("&paginationToken={}", next.next_token),
            None => break,
        }
    }
    let whole = begun.elapsed();
    assert!(database.begin_read().is_ok());
    drop(database);
    let bytes = super::stock::bytes_on_disk(&file);
    Floor {
        fetch,
        whole,
        orders,
        wire,
        bytes,
    }
}

fn commit(database: &Database, orders: &[Order], first: u32) {
    let mut transaction = database.begin_write().unwrap();
    transaction.set_quick_repair(true);
    {
        let mut table = transaction.open_table(ORDERS).unwrap();
        let mut indexes = INDEXES.map(|index| transaction.open_table(index).unwrap());
        for (order, number) in orders.iter().zip(first..) {
            let keyed = |text: &str| [text.as_bytes(), &number.to_be_bytes()].concat();
            let key = keyed(&order.created_time);
            table
                .insert(
                    key.as_slice(),
                    postcard::to_stdvec(order).unwrap().as_slice(),
                )
                .unwrap();
            let ship_by = order
                .fulfillment
                .ship_by_window
                .as_ref()
                .map_or("", |w| &w.latest_date_time);
            let entries = [
                order.order_id.as_bytes().to_vec(),
                keyed(&order.last_updated_time),
                keyed(&order.fulfillment.fulfillment_status),
                keyed(ship_by),
            ];
            for (index, entry) in indexes.iter_mut().zip(&entries) {
                index.insert(entry.as_slice(), key.as_slice()).unwrap();
            }
        }
    }
    transaction.commit().unwrap();
}

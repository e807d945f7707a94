//! Single records that do not read back: what is whole is shown and goes on.

use super::house::House;
use super::made_orders::{REF, order, put};
use orderdeck::protocol::{FailureCode, Reply, Request};
use orderdeck::store::tables::{self, TableOf};
use redb::{ReadableDatabase, ReadableTable};

const SECOND: &str = "302-1111111-3333333";

async fn house_with_two_orders() -> House {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    put(&house, &order(&house, REF, 30)).await;
    put(&house, &order(&house, SECOND, 4)).await;
    house
}

/// A bit in the middle of a table's first record flips while nobody has the store open.
async fn with_damage(house: House, table: TableOf) -> House {
    house
        .while_closed(|file| {
            let database = redb::Database::open(file).unwrap();
            let (key, mut bytes) = {
                let reading = database.begin_read().unwrap();
                let table = reading.open_table(table).unwrap();
                let (key, value) = table.first().unwrap().unwrap();
                (key.value().to_vec(), value.value().to_vec())
            };
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x10;
            let writing = database.begin_write().unwrap();
            writing
                .open_table(table)
                .unwrap()
                .insert(key.as_slice(), bytes.as_slice())
                .unwrap();
            writing.commit().unwrap();
        })
        .await
}

async fn is_found_by_verify(house: &House) {
    let Reply::Verify(report) = house.client.call(Request::Verify).await.unwrap() else {
        panic!()
    };
    assert!(!report.ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_order_is_a_marked_row_among_the_others() {
    let house = with_damage(house_with_two_orders().await, tables::ORDERS).await;
    let page = house.all_rows().await;
    assert_eq!((page.rows.len(), page.total), (2, 2));
    let [whole, damaged] = page.rows.as_slice() else {
        panic!()
    };
    assert_eq!(
        (whole.amazon_order_ref.to_string().as_str(), whole.damaged),
        (SECOND, false)
    );
    assert_eq!(
        (damaged.number.to_string().as_str(), damaged.damaged),
        ("S00001", true)
    );
    assert!(damaged.customer.contains("run verify"));
    // The rest of it is not made up.
    assert_eq!(
        house.show("S00001").await.unwrap_err().code,
        FailureCode::Store
    );
    assert!(house.show(SECOND).await.is_ok());
    is_found_by_verify(&house).await;
    // And with the list in memory.
    let house = house.by_schedule().await;
    loop {
        let page = house.all_rows().await;
        assert_eq!(page.rows.iter().filter(|row| row.damaged).count(), 1);
        if page.complete {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_name_leaves_the_rest_of_its_row() {
    let house = with_damage(house_with_two_orders().await, tables::PERSONAL).await;
    let page = house.all_rows().await;
    let damaged = &page.rows[1];
    assert_eq!(damaged.amazon_order_ref.to_string(), REF);
    assert_eq!(damaged.total.to_string(), "30.00");
    assert!(damaged.damaged && damaged.customer.contains("run verify"));
    assert!(!page.rows[0].damaged);
    is_found_by_verify(&house).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_customer_gets_no_twin() {
    let house = with_damage(house_with_two_orders().await, tables::CUSTOMERS).await;
    assert_eq!(house.status().await.counts.customers, 1);
    let third = "302-1111111-4444444";
    put(&house, &order(&house, third, 4)).await;
    assert_eq!(house.status().await.counts.customers, 1);
    let view = house.show(third).await.unwrap();
    assert_eq!(view.customer.name, "Ana Beispiel", "the order itself knows");
    is_found_by_verify(&house).await;
}

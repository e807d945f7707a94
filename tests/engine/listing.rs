//! The order list: every page from the list in memory equals what a plain walk over all rows gives.

use super::house::{House, TestClock, shop, who};
use orderdeck::clock::{SeededEntropy, SharedClock};
use orderdeck::domain::order_query::{OrderFilter, Sort, SortColumn};
use orderdeck::engine::{Engine, EngineSettings};
use orderdeck::protocol::orders::{OrderPage, OrderPageRequest, OrderRow, PageStart};
use orderdeck::protocol::{Reply, Request};
use std::sync::Arc;

/// An engine with its list filled: by schedule, on a clock that stands still.
async fn filled() -> House {
    let clock = TestClock::start();
    let house = House::with(shop(1_200, &clock), clock).await;
    house.register("eu").await;
    house.register("na").await;
    house.sync("eu").await;
    house.sync("na").await;
    let House {
        folder,
        clock,
        simulator,
        engine,
        client,
    } = house;
    drop(client);
    engine.stop().await;
    let settings = EngineSettings {
        data_dir: folder.path().join("data"),
        schedule: true,
        deliveries: Default::default(),
        mail: Default::default(),
        documents: Default::default(),
        clock: Arc::new(Frozen(clock.clone())) as SharedClock,
        entropy: Arc::new(SeededEntropy::new(2)),
    };
    let engine = Engine::start(settings).await.unwrap();
    let client = engine.client(who());
    let house = House {
        folder,
        clock,
        simulator,
        engine,
        client,
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let filter = OrderFilter::parse("s000").unwrap();
        if house
            .page(OrderPageRequest {
                filter,
                limit: 1,
                ..OrderPageRequest::default()
            })
            .await
            .complete
        {
            break;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "the list is not filled"
        );
        tokio::task::yield_now().await;
    }
    house
}

/// The same time, but nobody who sleeps on it wakes up.
struct Frozen(Arc<TestClock>);

impl orderdeck::clock::Clock for Frozen {
    fn now(&self) -> orderdeck::domain::moment::Moment {
        orderdeck::clock::Clock::now(&*self.0)
    }
    fn sleep(
        &self,
        _: orderdeck::domain::moment::Span,
    ) -> futures_util::future::BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}

fn fits(row: &OrderRow, filter: &OrderFilter) -> bool {
    filter
        .status
        .as_ref()
        .is_none_or(|s| row.amazon_status.as_str() == s)
        && filter.channel.is_none_or(|c| row.channel == c)
        && filter.account.as_ref().is_none_or(|a| row.account == *a)
        && filter.delivery.is_none_or(|d| row.delivery == d)
        && filter.state.is_none_or(|s| row.state == s)
        && filter
            .flag
            .as_ref()
            .is_none_or(|f| row.flags.words().any(|w| w == f))
        && filter
            .marketplace
            .as_ref()
            .is_none_or(|m| orderdeck::domain::marketplace::code_of(&row.marketplace) == m)
        && filter.words.iter().all(|w| {
            format!("{} {} {}", row.amazon_order_ref, row.number, row.customer)
                .to_lowercase()
                .contains(w)
        })
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_equal_a_plain_walk() {
    let house = filled().await;
    let all = house.all_rows().await;
    assert!(all.rows.len() > 300 && all.complete && all.total == all.of);
    for typed in [
        "",
        "channel:fbm",
        "channel:fba status:shipped",
        "status:unshipped account:eu",
        "marketplace:DE",
        "is:prime",
        "delivery:to_ship",
        "state:cancelled",
        "s001",
    ] {
        let filter = OrderFilter::parse(typed).unwrap();
        for column in SortColumn::ALL {
            for descending in [true, false] {
                let sort = Sort { column, descending };
                let ask = |start, limit| {
                    house.page(OrderPageRequest {
                        filter: filter.clone(),
                        sort,
                        start,
                        limit,
                    })
                };
                let whole: OrderPage = ask(PageStart::Top, 1_000).await;
                let expected: Vec<&OrderRow> =
                    all.rows.iter().filter(|r| fits(r, &filter)).collect();
                assert_eq!(whole.total as usize, expected.len(), "{typed} {column:?}");
                let value = |r: &OrderRow| match column {
                    SortColumn::Purchased => r.purchased_at.as_millis(),
                    SortColumn::ShipBy => r
                        .ship_by
                        .map_or(if descending { i64::MIN } else { i64::MAX }, |s| {
                            s.as_seconds()
                        }),
                    SortColumn::Updated => r.updated_at.as_seconds(),
                    SortColumn::Total => r.total.in_minor_units(r.currency),
                };
                let sorted = whole.rows.windows(2).all(|w| {
                    if descending {
                        value(&w[0]) >= value(&w[1])
                    } else {
                        value(&w[0]) <= value(&w[1])
                    }
                });
                assert!(sorted, "{typed} {sort:?}");
                if whole.rows.len() > 20 {
                    let middle = &whole.rows[10];
                    let around = ask(
                        PageStart::Around {
                            key: middle.key,
                            before: 3,
                        },
                        7,
                    )
                    .await;
                    assert_eq!((around.first, around.rows[3].key), (7, middle.key));
                    let row = ask(PageStart::Row(10), 5).await;
                    assert_eq!(row.rows[0].key, middle.key);
                    let bottom = ask(PageStart::Bottom, 5).await;
                    assert_eq!(
                        bottom.rows.last().unwrap().key,
                        whole.rows.last().unwrap().key
                    );
                    assert_eq!(bottom.first + 5, whole.total);
                }
            }
        }
        if let Some(last) = all.rows.iter().rfind(|r| fits(r, &filter)) {
            let after = OrderPageRequest {
                filter: filter.clone(),
                start: PageStart::After(last.key),
                limit: 10,
                ..OrderPageRequest::default()
            };
            assert!(house.page(after).await.rows.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_show_up_in_the_list() {
    let house = filled().await;
    let before = house.all_rows().await;
    let open = before
        .rows
        .iter()
        .find(|r| r.amazon_status.as_str() == "UNSHIPPED")
        .unwrap()
        .clone();
    house
        .simulator
        .shop()
        .cancel_order(&open.amazon_order_ref.to_string())
        .unwrap();
    house
        .clock
        .advance(orderdeck::domain::moment::Span::minutes(3));
    let Reply::Sync(report) = house
        .client
        .call(Request::SyncOrders {
            account: Some(open.account.clone()),
        })
        .await
        .unwrap()
    else {
        panic!()
    };
    assert_eq!(report.accounts[0].cancelled, 1, "{report:?}");
    let filter = OrderFilter::parse("state:cancelled").unwrap();
    let page = house
        .page(OrderPageRequest {
            filter,
            limit: 100,
            ..OrderPageRequest::default()
        })
        .await;
    assert!(page.rows.iter().any(|r| r.key == open.key));
    assert!(page.revision > before.revision);
}

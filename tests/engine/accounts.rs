//! Accounts: registered, refused, moved in time, archived.

use super::house::House;
use orderdeck::clock::Clock;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::accounts::{AccountChange, SyncState};
use orderdeck::protocol::{FailureCode, Reply, Request};

#[tokio::test(flavor = "multi_thread")]
async fn pseudo_marketplaces_are_dropped_and_currencies_come_from_amazon() {
    let house = House::with_orders(10).await;
    house.register("na").await;
    let account = house.sync_state("na").await;
    let mut codes: Vec<_> = account
        .marketplaces
        .iter()
        .map(|m| format!("{} {}", m.code, m.currency))
        .collect();
    codes.sort();
    assert_eq!(codes, ["CA CAD", "MX MXN", "US USD"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_never_follow_the_same_marketplace_of_a_seller() {
    let house = House::with_orders(10).await;
    let mut first = house.new_account("most", "eu");
    first.marketplaces = vec!["DE".into(), "FR".into()];
    house.client.call(Request::AccountAdd(first)).await.unwrap();
    let mut second = house.new_account("apart", "eu");
    second.marketplaces = vec!["FR".into(), "IT".into()];
    let refused = house
        .client
        .call(Request::AccountAdd(second.clone()))
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    assert!(
        refused.message.contains("most") && refused.message.contains("FR"),
        "{refused}"
    );
    second.marketplaces = vec!["IT".into()];
    second.location = Some("Amazon IT".into());
    house
        .client
        .call(Request::AccountAdd(second))
        .await
        .unwrap();
    let change = AccountChange {
        marketplaces: Some(vec!["IT".into(), "DE".into()]),
        ..AccountChange::default()
    };
    let refused = house
        .client
        .call(Request::AccountSet {
            name: "apart".into(),
            change,
        })
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    house
        .client
        .call(Request::AccountArchive {
            name: "most".into(),
            archived: true,
        })
        .await
        .unwrap();
    let change = AccountChange {
        marketplaces: Some(vec!["IT".into(), "DE".into()]),
        ..AccountChange::default()
    };
    house
        .client
        .call(Request::AccountSet {
            name: "apart".into(),
            change,
        })
        .await
        .unwrap();
    let refused = house
        .client
        .call(Request::AccountArchive {
            name: "most".into(),
            archived: false,
        })
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_register_nothing() {
    let house = House::with_orders(10).await;
    let mut account = house.new_account("eu", "eu");
    account.login.credentials.client_secret = "wrong".into();
    let refused = house
        .client
        .call(Request::AccountAdd(account))
        .await
        .unwrap_err();
    assert_eq!(refused.code, FailureCode::Credentials);
    assert!(!refused.to_string().contains("wrong\""));
    let Reply::Accounts(accounts) = house.client.call(Request::AccountList).await.unwrap() else {
        panic!()
    };
    assert!(accounts.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_watermark_moved_back_reads_again_and_into_the_future_warns() {
    let house = House::with_orders(400).await;
    house.register("eu").await;
    let first = house.sync("eu").await;
    assert!(first.created > 0);
    let now = house.clock.now();
    let set = |at| {
        let change = AccountChange {
            last_order_sync: Some(at),
            ..AccountChange::default()
        };
        house.client.call(Request::AccountSet {
            name: "eu".into(),
            change,
        })
    };
    let Reply::AccountChanged(changed) = set(now.minus(Span::days(10))).await.unwrap() else {
        panic!()
    };
    let cost = changed.backfill.unwrap();
    assert!(
        (9.9..10.1).contains(&cost.days) && cost.calls >= Some(1) && !cost.in_future,
        "{cost:?}"
    );
    assert_eq!(
        changed.account.last_order_sync,
        Some(now.minus(Span::days(10)))
    );
    let again = house.sync("eu").await;
    assert!(again.fetched > 0 && again.created == 0 && again.unchanged > 0);
    let Reply::AccountChanged(changed) = set(now.plus(Span::days(1))).await.unwrap() else {
        panic!()
    };
    let cost = changed.backfill.unwrap();
    assert!(cost.in_future && cost.message.contains("never come"));
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cost_that_is_not_known_is_not_made_up() {
    let house = House::with_orders(50).await;
    house.register("eu").await;
    let from = house.clock.now().minus(Span::days(10));
    let request = Request::BackfillCost {
        name: "eu".into(),
        from,
    };
    let Reply::Backfill(cost) = house.client.call(request).await.unwrap() else {
        panic!()
    };
    assert_eq!((cost.orders, cost.calls, cost.seconds), (None, None, None));
    assert!(cost.message.contains("unknown"), "{}", cost.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tax_flag_of_a_marketplace_decides_where_the_sums_do_not_tell() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let set = |code: &str, included: bool| {
        let change = AccountChange {
            tax_included: Some(vec![(code.to_owned(), included)]),
            ..AccountChange::default()
        };
        house.client.call(Request::AccountSet {
            name: "eu".into(),
            change,
        })
    };
    let refused = set("US", true).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Invalid);
    for (reference, included, untaxed, total) in [
        ("302-1111111-2222222", true, "16.81", "20.00"),
        ("302-1111111-3333333", false, "20.00", "23.19"),
    ] {
        set("de", included).await.unwrap();
        let mut order = super::made_orders::order(&house, reference, 4);
        order.as_object_mut().unwrap().remove("proceeds");
        let item = &mut order["orderItems"][0];
        // An item's price and its tax, and no total that would tell how they belong together.
        item["proceeds"] = serde_json::json!({"breakdowns": [
            {"type": "ITEM", "subtotal": {"amount": "20.00", "currencyCode": "EUR"}},
            {"type": "TAX", "subtotal": {"amount": "3.19", "currencyCode": "EUR"}},
        ]});
        super::made_orders::put(&house, &order).await;
        let line = house.show(reference).await.unwrap().lines.remove(0);
        assert_eq!(
            (line.untaxed.to_string(), line.total.to_string()),
            (untaxed.to_owned(), total.to_owned())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_account_fetches_nothing() {
    let house = House::with_orders(100).await;
    house.register("eu").await;
    house
        .client
        .call(Request::AccountArchive {
            name: "eu".into(),
            archived: true,
        })
        .await
        .unwrap();
    let calls = house.simulator.shop().tally().calls_of("searchOrders");
    assert_eq!(
        house
            .client
            .call(Request::SyncOrders {
                account: Some("eu".into())
            })
            .await
            .unwrap_err()
            .code,
        FailureCode::Conflict
    );
    let Reply::Sync(report) = house
        .client
        .call(Request::SyncOrders { account: None })
        .await
        .unwrap()
    else {
        panic!()
    };
    assert!(report.accounts.is_empty());
    assert_eq!(
        house.simulator.shop().tally().calls_of("searchOrders"),
        calls
    );
    assert_eq!(house.sync_state("eu").await.state, SyncState::Archived);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_in_the_store_and_no_name() {
    let house = House::with_orders(300).await;
    house.register("eu").await;
    house.sync("eu").await;
    let rows = house.all_rows().await;
    let names: Vec<String> = rows
        .rows
        .iter()
        .map(|r| r.customer.clone())
        .filter(|n| n.len() > 8 && !n.starts_with("Amazon Customer"))
        .collect();
    assert!(names.len() > 3, "{names:?}");
    let seller = house.seller("eu");
    let house = house.restart().await;
    let bytes = std::fs::read(house.folder.path().join("data/store.redb")).unwrap();
    let found = |needle: &str| memchr::memmem::find(&bytes, needle.as_bytes()).is_some();
    assert!(
        found("Nordlicht") || found("A2NORDLICHT9EU"),
        "the check itself finds what is not hidden"
    );
    for secret in [&seller.client_secret, &seller.refresh_token]
        .into_iter()
        .chain(&names)
    {
        assert!(!found(secret), "{secret:?} lies readable in the store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_registrations_of_a_seller_share_amazons_budget() {
    let house = House::with_orders(200).await;
    for (name, marketplace) in [("one", "DE"), ("two", "FR")] {
        let mut account = house.new_account(name, "eu");
        account.marketplaces = vec![marketplace.into()];
        house
            .client
            .call(Request::AccountAdd(account))
            .await
            .unwrap();
    }
    let mut calls = 0;
    for _ in 0..30 {
        for name in ["one", "two"] {
            calls += house.sync(name).await.calls;
        }
    }
    assert_eq!(calls, 20, "the burst of one seller");
    let tally = house.simulator.shop().tally();
    assert_eq!(tally.throttled_of("searchOrders"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_location_leaves_the_figures_true() {
    let house = House::with_orders(400).await;
    house.register("eu").await;
    let set = |location: &str| {
        let change = AccountChange {
            location: Some(location.to_owned()),
            ..AccountChange::default()
        };
        house.client.call(Request::AccountSet {
            name: "eu".into(),
            change,
        })
    };
    set("FBA-DE").await.unwrap();
    house.sync("eu").await;
    assert!(
        house
            .status()
            .await
            .problems
            .iter()
            .any(|p| p.code == "negative_stock")
    );
    house.verify().await;
    set("Amazon").await.unwrap();
    house.verify().await;
    assert!(set(" ").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_mends_nothing_leaves_the_problem() {
    let house = House::with_orders(50).await;
    house.register("eu").await;
    let seller = house.seller("eu").name;
    house.simulator.shop().revoke(&seller);
    house.sync("eu").await;
    assert!(house.sync_state("eu").await.problem.is_some());
    let change = AccountChange {
        team: Some("T2".into()),
        ..AccountChange::default()
    };
    house
        .client
        .call(Request::AccountSet {
            name: "eu".into(),
            change,
        })
        .await
        .unwrap();
    assert!(house.sync_state("eu").await.problem.is_some());
}

//! Products: made by unknown SKUs, matched, changed, taken in from CSV.

use super::house::House;
use super::made_orders::{REF, changed, order, put};
use orderdeck::domain::product::Barcode;
use orderdeck::protocol::pickings::PickingView;
use orderdeck::protocol::products::*;
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};

impl House {
    async fn product(&self, request: ProductRequest) -> Result<ProductReply, Failure> {
        match self.client.call(Request::Product(request)).await? {
            Reply::Product(reply) => Ok(reply),
            other => panic!("{other:?}"),
        }
    }

    async fn add_product(&self, reference: &str, code: &str, bin: &str) -> Result<(), Failure> {
        let change = ProductChange {
            name: Some(format!("The {reference}")),
            bin: Some(bin.to_owned()),
            add_barcodes: vec![Barcode {
                code: code.to_owned(),
                pieces: 1,
            }],
            ..ProductChange::default()
        };
        let reference = reference.to_owned();
        let add = ProductRequest::Add { reference, change };
        self.product(add).await.map(|_| ())
    }

    async fn unmatched(&self) -> Vec<UnmatchedView> {
        match self.product(ProductRequest::Unmatched).await.unwrap() {
            ProductReply::Unmatched(skus) => skus,
            other => panic!("{other:?}"),
        }
    }

    async fn match_sku(
        &self,
        sku: &str,
        product: &str,
        rematch: Option<bool>,
    ) -> Result<Matched, Failure> {
        let request = ProductRequest::Match {
            sku: sku.to_owned(),
            product: product.to_owned(),
            account: None,
            rematch,
        };
        match self.product(request).await? {
            ProductReply::Matched(done) => Ok(done),
            other => panic!("{other:?}"),
        }
    }

    async fn import(&self, csv: &str) -> Result<Imported, Failure> {
        let csv = csv.to_owned();
        match self.product(ProductRequest::Import { csv }).await? {
            ProductReply::Imported(done) => Ok(done),
            other => panic!("{other:?}"),
        }
    }

    async fn export(&self) -> String {
        match self.product(ProductRequest::Export).await.unwrap() {
            ProductReply::Exported { csv } => csv,
            other => panic!("{other:?}"),
        }
    }

    async fn find(&self, code: &str) -> PickingView {
        let code = code.to_owned();
        match self.client.call(Request::PickingFind { code }).await {
            Ok(Reply::Picking(view)) => *view,
            other => panic!("{other:?}"),
        }
    }
}

/// An FBM order of one line, A-1, whose SKU nobody knows.
async fn unknown_sku() -> House {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let mut made = order(&house, REF, 20);
    made["orderItems"].as_array_mut().unwrap().truncate(1);
    put(&house, &made).await;
    house
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_sku_is_matched_and_its_open_order_follows() {
    let house = unknown_sku().await;
    let skus = house.unmatched().await;
    let seen: Vec<(&str, &str, u64)> = skus
        .iter()
        .map(|s| (s.sku.as_str(), s.account.as_str(), s.open_orders))
        .collect();
    assert_eq!(seen, [("A-1", "eu", 1)]);
    house
        .add_product("MUG", "4006381333931", "B-7")
        .await
        .unwrap();
    // Somebody gave the product that made itself a barcode.
    let change = ProductChange {
        add_barcodes: vec![Barcode {
            code: "OWN-1".to_owned(),
            pieces: 1,
        }],
        ..ProductChange::default()
    };
    let product = "A-1".to_owned();
    house
        .product(ProductRequest::Set { product, change })
        .await
        .unwrap();
    house.count("MUG", "WH/Stock", 10).await.unwrap();
    let undecided = house.match_sku("A-1", "MUG", None).await.unwrap_err();
    assert_eq!(undecided.code, FailureCode::Conflict);
    assert!(undecided.message.contains("1 open order"), "{undecided}");
    let done = house.match_sku("A-1", "MUG", Some(true)).await.unwrap();
    assert_eq!((done.rematched, done.merged), (1, true));
    let picking = house.find("4006381333931").await;
    let line = &picking.lines[0];
    assert_eq!((line.bin.as_str(), line.demand), ("B-7", 2));
    let codes: Vec<&str> = line.barcodes.iter().map(|b| b.code.as_str()).collect();
    assert_eq!(codes, ["4006381333931", "OWN-1"]);
    assert!(house.unmatched().await.is_empty());
    let shelf = house.level("MUG", "WH/Stock").await;
    assert_eq!(shelf, 10);
    // What comes later means the other product at once, and an order that is read again stays with it.
    let mut later = order(&house, "302-1111111-4444444", 2);
    later["orderItems"].as_array_mut().unwrap().truncate(1);
    put(&house, &later).await;
    put(&house, &changed(&house, later, |_| {})).await;
    assert!(house.unmatched().await.is_empty());
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_rematch_open_orders_keep_what_they_have() {
    let house = unknown_sku().await;
    house.add_product("MUG", "400", "B-7").await.unwrap();
    let done = house.match_sku("A-1", "MUG", Some(false)).await.unwrap();
    assert_eq!(done.rematched, 0);
    let picking = house.find("A-1").await;
    assert_eq!(picking.lines[0].bin, "");
    for (sku, product, code) in [
        ("NEVER-SOLD", "MUG", FailureCode::NotFound),
        ("A-1", "NO-SUCH", FailureCode::NotFound),
        ("A-1", "Amazon Sale", FailureCode::Invalid),
    ] {
        let refused = house.match_sku(sku, product, Some(true)).await.unwrap_err();
        assert_eq!(refused.code, code, "{sku} {product}");
    }
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_done_whole_or_not_at_all() {
    let house = unknown_sku().await;
    house.add_product("MUG", "400", "B-7").await.unwrap();
    house.add_product("CUP", "500", "").await.unwrap();
    let twice = house.add_product("MUG", "600", "").await.unwrap_err();
    assert_eq!(twice.code, FailureCode::Conflict);
    let change = ProductChange {
        bin: Some("C-1".to_owned()),
        weight: Some(Some("0.35".parse().unwrap())),
        add_barcodes: vec![Barcode {
            code: "500".to_owned(),
            pieces: 1,
        }],
        ..ProductChange::default()
    };
    let set = |change: ProductChange| ProductRequest::Set {
        product: "MUG".to_owned(),
        change,
    };
    let refused = house.product(set(change.clone())).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Conflict);
    assert!(refused.message.contains("belongs to CUP"), "{refused}");
    let show = ProductRequest::Show {
        product: "400".to_owned(),
    };
    let ProductReply::Product(kept) = house.product(show).await.unwrap() else {
        panic!("no product");
    };
    assert_eq!((kept.bin.as_str(), kept.weight), ("B-7", None));
    let change = ProductChange {
        add_barcodes: Vec::new(),
        remove_barcodes: vec!["400".to_owned()],
        ..change
    };
    let ProductReply::Product(now) = house.product(set(change)).await.unwrap() else {
        panic!("no product");
    };
    assert_eq!((now.bin.as_str(), now.barcodes.len()), ("C-1", 0));
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_taken_in_again_changes_nothing_and_a_bad_line_refuses_all() {
    let house = unknown_sku().await;
    house.add_product("=SUM(A1)", "400", "B-7").await.unwrap();
    house.add_product("CUP", "500", "-1").await.unwrap();
    let csv = house.export().await;
    assert!(csv.contains("'=SUM(A1)"), "{csv}");
    let again = house.import(&csv).await.unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 3));
    assert_eq!(
        house.unmatched().await.len(),
        1,
        "nobody has looked at it yet"
    );
    // Two products change their barcodes, and one is new.
    let header = "reference,name,barcodes,bin,weight\n";
    let swapped = format!("{header}'=SUM(A1),Sum,500,,\nCUP,Cup,400*6,,1.5\nNEW,New,700,,\n");
    let done = house.import(&swapped).await.unwrap();
    assert_eq!((done.added, done.changed), (1, 2));
    let kept = house.export().await;
    for (rows, told) in [
        ("ANOTHER,A,,,\nTHIRD,T,700,,\n", "line 3"),
        ("ANOTHER,A,,,\n,,,,\n", "line 3"),
        ("ANOTHER,A,,,heavy\n", "line 2"),
    ] {
        let refused = house.import(&format!("{header}{rows}")).await.unwrap_err();
        assert!(refused.message.contains(told), "{refused}");
        assert_eq!(house.export().await, kept, "{rows:?}");
    }
    house.verify().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged_by_reference() {
    let house = unknown_sku().await;
    for reference in ["MUG", "CUP", "BOWL"] {
        house.add_product(reference, reference, "").await.unwrap();
    }
    let list = async |text: &str, unreviewed, after: Option<&str>, limit| {
        let request = ProductPageRequest {
            text: text.to_owned(),
            unreviewed,
            after: after.map(str::to_owned),
            limit,
        };
        match house.product(ProductRequest::List(request)).await.unwrap() {
            ProductReply::Products(page) => {
                let names: Vec<String> = page.products.into_iter().map(|p| p.reference).collect();
                (names.join(" "), page.total, page.next)
            }
            other => panic!("{other:?}"),
        }
    };
    let first = list("", false, None, 2).await;
    assert_eq!(first, ("A-1 BOWL".to_owned(), 4, Some("BOWL".to_owned())));
    let second = list("", false, Some("BOWL"), 2).await;
    assert_eq!(second, ("CUP MUG".to_owned(), 4, None));
    assert_eq!(list("mug", false, None, 9).await.0, "MUG");
    assert_eq!(list("", true, None, 9).await.0, "A-1");
}

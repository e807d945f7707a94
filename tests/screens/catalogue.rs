//! The products of the made-up shop.

use orderdeck::domain::product::Barcode;
use orderdeck::protocol::products::*;
use orderdeck::protocol::{Failure, FailureCode, Reply};

/// The products, and SKUs that made one by themselves.
pub struct Catalogue {
    pub products: Vec<ProductView>,
    pub unmatched: Vec<UnmatchedView>,
}

impl Catalogue {
    pub fn new() -> Catalogue {
        let product = |reference: &str, name: &str, bin: &str, code: &str, reviewed| ProductView {
            reference: reference.to_owned(),
            name: name.to_owned(),
            barcodes: vec![Barcode {
                code: code.to_owned(),
                pieces: 1,
            }],
            bin: bin.to_owned(),
            weight: None,
            stockable: true,
            reviewed,
        };
        let unmatched = |sku: &str, title: &str, open_orders| UnmatchedView {
            sku: sku.to_owned(),
            account: "EU shop".to_owned(),
            title: title.to_owned(),
            product: sku.to_owned(),
            open_orders,
        };
        Catalogue {
            products: vec![
                product("B0-MUG-XL", "Mug, extra large", "", "B0-MUG-XL", false),
                product("KETTLE-1L7", "Kettle, 1.7 l", "A-01-1", "73513537", true),
                product("MUG-BLUE", "Mug, blue", "B-02-4", "036000291452", true),
                product("X-山田", "Teekanne 山田 <b>", "", "X1", false),
            ],
            unmatched: vec![
                unmatched("B0-MUG-XL", "Mug, extra large", 3),
                unmatched("X-山田", "Teekanne 山田 <b>", 0),
            ],
        }
    }

    pub fn answer(&mut self, asked: &ProductRequest) -> Result<Reply, Failure> {
        let reply = match asked {
            ProductRequest::List(_) => ProductReply::Products(ProductPage {
                products: self.products.clone(),
                total: self.products.len() as u64,
                next: None,
            }),
            ProductRequest::Unmatched => ProductReply::Unmatched(self.unmatched.clone()),
            ProductRequest::Set { product, change } => {
                let taken = change.add_barcodes.iter().find(|b| b.code == "73513537");
                if taken.is_some() && product != "KETTLE-1L7" {
                    let why = "The barcode 73513537 belongs to KETTLE-1L7.";
                    return Err(Failure::new(FailureCode::Conflict, why));
                }
                let at = self.products.iter().position(|p| p.reference == *product);
                // Products that only the warehouse knows are of no interest here.
                let found = &mut self.products[at.unwrap_or(0)];
                apply(found, change);
                ProductReply::Product(found.clone())
            }
            ProductRequest::Add { reference, change } => {
                let mut made = self.products[0].clone();
                made.reference.clone_from(reference);
                made.barcodes.clear();
                apply(&mut made, change);
                self.products.push(made.clone());
                ProductReply::Product(made)
            }
            ProductRequest::Match {
                sku,
                product,
                rematch,
                ..
            } => {
                self.unmatched.retain(|s| s.sku != *sku);
                ProductReply::Matched(Matched {
                    sku: sku.clone(),
                    product: product.clone(),
                    accounts: vec!["EU shop".to_owned()],
                    rematched: if *rematch == Some(true) { 3 } else { 0 },
                    merged: true,
                })
            }
            other => panic!("{other:?}"),
        };
        Ok(Reply::Product(reply))
    }
}

fn apply(product: &mut ProductView, change: &ProductChange) {
    product.name = change.name.clone().unwrap_or(product.name.clone());
    product.bin = change.bin.clone().unwrap_or(product.bin.clone());
    product.weight = change.weight.flatten();
    let gone = |b: &Barcode| {
        change.remove_barcodes.contains(&b.code)
            || change.add_barcodes.iter().any(|new| new.code == b.code)
    };
    product.barcodes.retain(|b| !gone(b));
    product.barcodes.extend(change.add_barcodes.iter().cloned());
    product.reviewed = change.reviewed.unwrap_or(product.reviewed);
}

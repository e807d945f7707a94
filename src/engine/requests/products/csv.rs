//! Products from CSV and to CSV.

use super::{invalid, of_another};
use crate::domain::ids::ProductId;
use crate::domain::product::Product;
use crate::domain::product_csv::{self, ProductLine};
use crate::engine::Who;
use crate::engine::activity::entry;
use crate::engine::core::Core;
use crate::protocol::Failure;
use crate::protocol::products::{Imported, ProductReply};
use crate::protocol::upkeep::Level;
use crate::store::{StoreError, Writing};
use std::collections::HashMap;
use std::sync::Arc;

/// All products as CSV, by reference.
pub(super) async fn export(core: &Arc<Core>) -> Result<ProductReply, Failure> {
    let csv = core
        .read(|reading| {
            let mut products = Vec::new();
            reading.products_by_reference(|product| {
                products.push(product);
                true
            })?;
            Ok(product_csv::write(&products))
        })
        .await?;
    Ok(ProductReply::Exported { csv })
}

/// What becomes of the lines of an import.
#[derive(Default)]
struct Plan {
    known: Vec<Product>,
    new: Vec<Product>,
    unchanged: u64,
}

/// Takes in products: all of them or none.
pub(super) async fn import(
    core: &Arc<Core>,
    who: &Who,
    csv: String,
) -> Result<ProductReply, Failure> {
    let lines = product_csv::read(&csv)
        .map_err(|bad| invalid(format!("In {bad}. Nothing was taken in.")))?;
    let (who, now) = (who.name.clone(), core.now());
    let imported = core
        .writer
        .change(move |writing| {
            let mut plan = match planned(writing, &lines)? {
                Ok(plan) => plan,
                Err(refused) => return Ok(Err(refused)),
            };
            let imported = Imported {
                added: plan.new.len() as u64,
                changed: plan.known.len() as u64,
                unchanged: plan.unchanged,
            };
            for product in &mut plan.new {
                product.id = writing.next_product()?;
            }
            plan.known.append(&mut plan.new);
            if plan.known.is_empty() {
                return Ok(Ok(imported));
            }
            writing.put_products(&plan.known)?;
            let told = format!(
                "Took in products: {} new, {} changed.",
                imported.added, imported.changed
            );
            writing.note(entry(now, &who, Level::Info, None, told))?;
            Ok(Ok(imported))
        })
        .await??;
    Ok(ProductReply::Imported(imported))
}

fn planned(
    writing: &Writing<'_>,
    lines: &[ProductLine],
) -> Result<Result<Plan, Failure>, StoreError> {
    let mut plan = Plan::default();
    let mut of_file: HashMap<ProductId, &ProductLine> = HashMap::new();
    for line in lines {
        match writing.product_by_reference(&line.reference)? {
            Some(before) => {
                of_file.insert(before.id, line);
                let now = with(&before, line);
                if now == before {
                    plan.unchanged += 1;
                } else {
                    plan.known.push(Product {
                        reviewed: true,
                        ..now
                    });
                }
            }
            None => {
                let made = Product::from_sku(Product::PLACEHOLDER, &line.reference, &line.name);
                plan.new.push(Product {
                    reviewed: true,
                    ..with(&made, line)
                });
            }
        }
    }
    for line in lines {
        for barcode in &line.barcodes {
            let Some(owner) = writing.barcode_owner(&barcode.code)? else {
                continue;
            };
            // It may be this product's, or that of one that gives it up in the same file.
            let keeps = match of_file.get(&owner) {
                Some(other) => {
                    other.reference != line.reference
                        && other.barcodes.iter().any(|b| b.code == barcode.code)
                }
                None => true,
            };
            if keeps {
                let other = writing.product(owner)?;
                let mut refused = of_another(&barcode.code, other.as_ref());
                refused.message = format!(
                    "In line {}: {} Nothing was taken in.",
                    line.line, refused.message
                );
                return Ok(Err(refused));
            }
        }
    }
    Ok(Ok(plan))
}

fn with(before: &Product, line: &ProductLine) -> Product {
    Product {
        name: line.name.clone(),
        barcodes: line.barcodes.clone(),
        bin: line.bin.clone(),
        weight: line.weight,
        ..before.clone()
    }
}

//! `orderdeck product`.

use super::args_warehouse::{ProductCommand, ProductSetArguments};
use super::output::Done;
use super::session::{Context, unexpected, with_engine};
use crate::domain::product::Barcode;
use crate::domain::text::clean;
use crate::protocol::{Reply, Request};
use serde_json::json;

/// Runs a command on products.
pub async fn run(command: ProductCommand, context: &Context) -> Done {
    match command {
        ProductCommand::Set(arguments) => set(arguments, context).await,
    }
}

/// Each barcode is a change of its own: one that is refused leaves those before it set.
async fn set(arguments: ProductSetArguments, context: &Context) -> Done {
    let ProductSetArguments {
        product,
        bin,
        barcodes,
    } = arguments;
    let barcodes: Vec<Barcode> = barcodes.into_iter().map(|text| text.0).collect();
    let changes: Vec<(Option<String>, Option<Barcode>)> = bin
        .clone()
        .map(|bin| (Some(bin), None))
        .into_iter()
        .chain(
            barcodes
                .iter()
                .cloned()
                .map(|barcode| (None, Some(barcode))),
        )
        .collect();
    with_engine(context, async |client| {
        for (bin, barcode) in changes {
            let product = product.clone();
            let set = Request::ProductSet {
                product,
                bin,
                barcode,
            };
            match client.call(set).await? {
                Reply::Done => {}
                _ => return Err(unexpected().into()),
            }
        }
        Ok(())
    })
    .await?;
    let set = json!({ "product": product, "bin": bin, "barcodes": barcodes });
    context
        .output
        .answer(&set, || format!("{} is changed.\n", clean(&product)))?;
    Ok(0)
}

//! `orderdeck product`.

use super::args_product::{ProductCommand, ProductListArguments, ProductSetArguments};
use super::files;
use super::output::{Done, Output, Trouble};
use super::session::{Context, ask, reply, unexpected, with_engine};
use super::table::{Facts, Set, Table};
use crate::client::Client;
use crate::domain::product::Barcode;
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::products::{
    ProductChange, ProductPage, ProductPageRequest, ProductReply, ProductRequest, ProductView,
    UnmatchedView,
};
use serde_json::json;
use std::path::Path;

/// Rows that an engine gives at once.
const PAGE: u32 = 1_000;

/// Runs a command on products.
pub async fn run(command: ProductCommand, context: &Context) -> Done {
    let request = match command {
        ProductCommand::List(arguments) => return list(arguments, context).await,
        ProductCommand::Export { file, force } => return export(&file, force, context).await,
        ProductCommand::Import { file } => ProductRequest::Import {
            csv: files::text_of(&file)?,
        },
        ProductCommand::Show { product } => ProductRequest::Show { product },
        ProductCommand::Add {
            reference,
            name,
            barcodes,
            bin,
            weight,
        } => ProductRequest::Add {
            reference,
            change: ProductChange {
                name: Some(name),
                bin,
                weight: weight.map(Some),
                add_barcodes: barcodes.into_iter().map(|text| text.0).collect(),
                ..ProductChange::default()
            },
        },
        ProductCommand::Set(arguments) => set(arguments),
        ProductCommand::Unmatched => ProductRequest::Unmatched,
        ProductCommand::Match {
            sku,
            product,
            account,
            rematch,
            no_rematch,
        } => ProductRequest::Match {
            sku,
            product,
            account,
            rematch: (rematch || no_rematch).then_some(rematch),
        },
    };
    answer(request, context).await
}

fn set(arguments: ProductSetArguments) -> ProductRequest {
    ProductRequest::Set {
        product: arguments.product,
        change: ProductChange {
            name: arguments.name,
            bin: arguments.bin,
            weight: arguments.weight.map(Some),
            add_barcodes: arguments.barcodes.into_iter().map(|text| text.0).collect(),
            remove_barcodes: arguments.no_barcodes,
            reviewed: arguments.reviewed.then_some(true),
        },
    }
}

async fn answer(request: ProductRequest, context: &Context) -> Done {
    let output = &context.output;
    match reply!(ask(context, Request::Product(request)).await?, Product)? {
        ProductReply::Product(product) => {
            output.answer(&product, || facts(&product).render(output))?;
        }
        ProductReply::Imported(done) => output.answer(&done, || {
            format!(
                "{} new, {} changed, {} as they were.\n",
                done.added, done.changed, done.unchanged
            )
        })?,
        ProductReply::Unmatched(skus) => {
            output.answer(&json!({ "unmatched": skus }), || unmatched(&skus, output))?;
        }
        ProductReply::Matched(done) => output.answer(&done, || {
            let mut text = format!(
                "{} means {} now, for {}. {} open orders took it.\n",
                clean(&done.sku),
                clean(&done.product),
                clean(&done.accounts.join(", ")),
                done.rematched
            );
            if done.merged {
                text.push_str("The product that the SKU had made is off the work list.\n");
            }
            text
        })?,
        ProductReply::Products(_) | ProductReply::Exported { .. } => {
            return Err(unexpected().into());
        }
    }
    Ok(0)
}

fn codes(barcodes: &[Barcode]) -> String {
    let codes = barcodes.iter().map(|barcode| match barcode.pieces {
        1 => barcode.code.clone(),
        pieces => format!("{}*{pieces}", barcode.code),
    });
    codes.collect::<Vec<_>>().join(" ")
}

fn weight(product: &ProductView) -> String {
    product
        .weight
        .map_or_else(String::new, |weight| format!("{weight} kg"))
}

fn facts(product: &ProductView) -> Facts {
    let mut facts = Facts::new();
    facts.add("Reference", product.reference.clone());
    facts.add("Name", product.name.clone());
    facts.add("Barcodes", codes(&product.barcodes));
    facts.add("Bin", product.bin.clone());
    facts.add("Weight", weight(product));
    if !product.reviewed {
        facts.add("Looked at", "by nobody yet");
    }
    facts
}

fn unmatched(skus: &[UnmatchedView], output: &Output) -> String {
    if skus.is_empty() {
        return "Every SKU was looked at.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("SKU", Set::Cut),
        ("Account", Set::Cut),
        ("Title", Set::Cut),
        ("Open orders", Set::Right),
    ]);
    for sku in skus {
        table.row([
            sku.sku.clone(),
            sku.account.clone(),
            sku.title.clone(),
            sku.open_orders.to_string(),
        ]);
    }
    let mut text = table.render(output);
    text.push_str("`orderdeck product match SKU REF`, or `product set SKU --reviewed`.\n");
    text
}

async fn list(arguments: ProductListArguments, context: &Context) -> Done {
    let page = with_engine(context, async |client| collect(client, arguments).await).await?;
    let output = &context.output;
    output.answer(&page, || {
        if page.products.is_empty() {
            return "No product matches.\n".to_owned();
        }
        let mut table = Table::new(&[
            ("Reference", Set::Cut),
            ("Name", Set::Cut),
            ("Bin", Set::Left),
            ("Weight", Set::Right),
            ("Barcodes", Set::Cut),
            ("", Set::Left),
        ]);
        for product in &page.products {
            table.row([
                product.reference.clone(),
                product.name.clone(),
                product.bin.clone(),
                weight(product),
                codes(&product.barcodes),
                if product.reviewed { "" } else { "new" }.to_owned(),
            ]);
        }
        let mut text = table.render(output);
        if let Some(next) = &page.next {
            text.push_str(&format!("More: --after {:?}\n", clean(next)));
        }
        text
    })?;
    Ok(0)
}

/// As many rows as wanted, in as many pages as it takes.
async fn collect(client: &Client, arguments: ProductListArguments) -> Result<ProductPage, Trouble> {
    let mut list = ProductPage {
        next: arguments.after,
        ..ProductPage::default()
    };
    loop {
        let missing = (arguments.limit as usize).saturating_sub(list.products.len());
        let wanted = ProductPageRequest {
            text: arguments.text.clone().unwrap_or_default(),
            unreviewed: arguments.unreviewed,
            after: list.next.take(),
            limit: PAGE.min(u32::try_from(missing).unwrap_or(PAGE)),
        };
        let request = Request::Product(ProductRequest::List(wanted));
        let ProductReply::Products(page) = reply!(client.call(request).await?, Product)? else {
            return Err(unexpected().into());
        };
        list.products.extend(page.products);
        (list.total, list.next) = (page.total, page.next);
        if list.next.is_none() || list.products.len() >= arguments.limit as usize {
            return Ok(list);
        }
    }
}

async fn export(file: &Path, force: bool, context: &Context) -> Done {
    let asked = Request::Product(ProductRequest::Export);
    let ProductReply::Exported { csv } = reply!(ask(context, asked).await?, Product)? else {
        return Err(unexpected().into());
    };
    if file == Path::new("-") && !context.output.json {
        context.output.text(&csv)?;
        return Ok(0);
    }
    if file == Path::new("-") {
        context.output.document(&json!({ "csv": csv }))?;
        return Ok(0);
    }
    files::write(file, csv.as_bytes(), force)?;
    let products = csv::Reader::from_reader(csv.as_bytes()).records().count();
    let written = json!({ "file": file.display().to_string(), "products": products });
    context.output.answer(&written, || {
        format!(
            "{}, {products} products.\n",
            clean(&file.display().to_string())
        )
    })?;
    Ok(0)
}

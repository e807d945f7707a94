//! From format 2 to 3: products have a weight; moves have an account, a transfer and a reason; locations are records; what
//! pickings need is kept.

use crate::domain::ids::{Location, MoveId, OrderNumber, PickingNumber, ProductId};
use crate::domain::location::LocationKind;
use crate::domain::moment::Moment;
use crate::domain::picking::Picking;
use crate::domain::product::{Barcode, Product};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::stock_move::{MoveKind, StockMove};
use crate::store::{StoreError, Writing, codec};
use serde::Deserialize;

/// A stock move as format 2 kept it.
#[derive(Deserialize)]
struct MoveOfFormat2 {
    id: MoveId,
    at: Moment,
    product: ProductId,
    from: Location,
    to: Location,
    quantity: u32,
    reference: Option<AmazonOrderRef>,
    order: Option<OrderNumber>,
    picking: Option<PickingNumber>,
    kind: MoveKind,
}

/// A product as format 2 kept it.
#[derive(Deserialize)]
struct ProductOfFormat2 {
    id: ProductId,
    reference: String,
    name: String,
    stockable: bool,
    barcodes: Vec<Barcode>,
    bin: String,
    reviewed: bool,
}

pub(super) fn product_of_format_2(record: &[u8]) -> Option<Vec<u8>> {
    let old: ProductOfFormat2 = postcard::from_bytes(record).ok()?;
    let now = Product {
        id: old.id,
        reference: old.reference,
        name: old.name,
        stockable: old.stockable,
        barcodes: old.barcodes,
        bin: old.bin,
        reviewed: old.reviewed,
        weight: None,
    };
    postcard::to_stdvec(&now).ok()
}

/// The account of a move comes with [`know_locations`], which can look it up.
pub(super) fn move_of_format_2(record: &[u8]) -> Option<Vec<u8>> {
    let old: MoveOfFormat2 = postcard::from_bytes(record).ok()?;
    let now = StockMove {
        id: old.id,
        at: old.at,
        product: old.product,
        from: old.from,
        to: old.to,
        quantity: old.quantity,
        reference: old.reference,
        order: old.order,
        picking: old.picking,
        kind: old.kind,
        account: None,
        transfer: None,
        reason: String::new(),
    };
    postcard::to_stdvec(&now).ok()
}

/// Format 2 took locations from the accounts, did not keep what pickings need, and had no account with a move.
pub(super) fn know_locations(writing: &mut Writing<'_>) -> Result<(), StoreError> {
    for (name, kind) in Location::FIXED {
        writing.put_location(&Location::from(name), kind)?;
    }
    for account in writing.all_accounts()? {
        if writing.location_kind(&account.location)?.is_none() {
            writing.put_location(&account.location, LocationKind::Amazon)?;
        }
    }
    writing.recount_negative()?;
    let mut after: Option<Vec<u8>> = None;
    while let Some((key, bytes)) = writing.pickings.next_raw(after.as_deref())? {
        let picking: Picking = codec::decode("pickings", &key, &bytes)?;
        writing.reserve(&picking, 1)?;
        after = Some(key);
    }
    after = None;
    while let Some((key, bytes)) = writing.moves.next_raw(after.as_deref())? {
        let mut stock_move: StockMove = codec::decode("moves", &key, &bytes)?;
        if let Some(reference) = stock_move.reference {
            stock_move.account = writing.seen(reference)?.map(|seen| seen.account);
            writing.moves.put(&key, &stock_move)?;
        }
        after = Some(key);
    }
    Ok(())
}

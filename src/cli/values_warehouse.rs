//! Values about packing as people type them.

use crate::domain::cancellation::CancelReason;
use crate::domain::picking::{NoticeState, PickingState};
use crate::domain::product::Barcode;
use crate::protocol::pickings::PackedPieces;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::str::FromStr;

/// Pieces of an item as typed: `SKU=N`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedText(pub PackedPieces);

impl FromStr for PackedText {
    type Err = String;

    fn from_str(text: &str) -> Result<PackedText, String> {
        // An SKU may have a = in it, a number can't.
        let (item, pieces) = text.rsplit_once('=').unwrap_or_default();
        match (item.trim(), pieces.trim().parse()) {
            (item, Ok(pieces)) if !item.is_empty() => Ok(PackedText(PackedPieces {
                item: item.to_owned(),
                pieces,
            })),
            _ => Err("not a quantity; write SKU=2".to_owned()),
        }
    }
}

/// A barcode as typed: `B`, or `B*N` for one that stands for N pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarcodeText(pub Barcode);

impl FromStr for BarcodeText {
    type Err = String;

    fn from_str(text: &str) -> Result<BarcodeText, String> {
        let (code, pieces) = match text.rsplit_once('*') {
            Some((code, pieces)) => (code, pieces.trim().parse().unwrap_or(0)),
            None => (text, 1),
        };
        match (code.trim(), pieces) {
            ("", _) | (_, 0) => Err(
                "not a barcode; write 4006381333931, or 4006381333931*6 for a pack of six"
                    .to_owned(),
            ),
            (code, pieces) => Ok(BarcodeText(Barcode {
                code: code.to_owned(),
                pieces,
            })),
        }
    }
}

/// Reads the state of a picking.
pub fn picking_state() -> impl TypedValueParser<Value = PickingState> {
    PossibleValuesParser::new(["ready", "done", "cancelled"]).map(|word| match word.as_str() {
        "done" => PickingState::Done,
        "cancelled" => PickingState::Cancelled,
        _ => PickingState::Ready,
    })
}

/// Reads what Amazon knows of a picking.
pub fn notice_state() -> impl TypedValueParser<Value = NoticeState> {
    PossibleValuesParser::new(["none", "pending", "processing", "synchronized", "failed"]).map(
        |word| match word.as_str() {
            "pending" => NoticeState::Pending,
            "processing" => NoticeState::Processing,
            "synchronized" => NoticeState::Synchronized,
            "failed" => NoticeState::Failed,
            _ => NoticeState::None,
        },
    )
}

/// Reads one of Amazon's reasons to cancel.
pub fn reason() -> impl TypedValueParser<Value = CancelReason> {
    let words = CancelReason::ALL.iter().map(|reason| reason.as_str());
    PossibleValuesParser::new(words)
        .try_map(|word| CancelReason::parse(&word).ok_or("not a reason of Amazon's"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_of_any_sku() {
        let read = |text: &str| {
            let PackedText(packed) = text.parse().ok()?;
            Some((packed.item, packed.pieces))
        };
        assert_eq!(read("A-1=2"), Some(("A-1".to_owned(), 2)));
        assert_eq!(read("A=B=0"), Some(("A=B".to_owned(), 0)));
        for wrong in [
            "",
            "A",
            "=1",
            "A=",
            "A=-1",
            "A=1.5",
            "A=two",
            "A=99999999999",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn barcodes_of_packs() {
        let read = |text: &str| {
            let BarcodeText(barcode) = text.parse().ok()?;
            Some((barcode.code, barcode.pieces))
        };
        assert_eq!(read("4006381333931"), Some(("4006381333931".to_owned(), 1)));
        assert_eq!(read("400*638*6"), Some(("400*638".to_owned(), 6)));
        for wrong in ["", " ", "*6", "400*", "400*0", "400*-1", "400*x"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}

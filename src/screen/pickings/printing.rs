//! What is printed from the Pickings tab; the engine writes it.

use super::asks::{AboutPicking, ask, over};
use crate::domain::ids::PickingNumber;
use crate::protocol::Request;
use crate::protocol::documents::{DocumentFormat, DocumentKind, DocumentRequest};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::overlay::{Choice, Overlay};
use crate::screen::words;

/// What can be printed: its word, what and in which form, and how it reads.
const PRINTS: [(&str, DocumentKind, DocumentFormat, &str); 6] = [
    (
        "list-pdf",
        DocumentKind::PickList,
        DocumentFormat::Pdf,
        "Pick list, PDF",
    ),
    (
        "slips-pdf",
        DocumentKind::PackingSlip,
        DocumentFormat::Pdf,
        "Packing slips, PDF",
    ),
    (
        "codes-pdf",
        DocumentKind::ControlCodes,
        DocumentFormat::Pdf,
        "Control barcodes, PDF",
    ),
    (
        "list-text",
        DocumentKind::PickList,
        DocumentFormat::Text,
        "Pick list, text",
    ),
    (
        "slips-text",
        DocumentKind::PackingSlip,
        DocumentFormat::Text,
        "Packing slips, text",
    ),
    (
        "codes-text",
        DocumentKind::ControlCodes,
        DocumentFormat::Text,
        "Control barcodes, text",
    ),
];
/// What is printed: of these pickings, or of none the control barcodes alone.
pub(super) fn choice(pickings: Vec<PickingNumber>) -> Overlay {
    let of = match pickings.as_slice() {
        [] => "Print".to_owned(),
        [one] => format!("Print of {one}"),
        many => format!("Print of {}", words::counted(many.len() as u64, "picking")),
    };
    let choices = PRINTS
        .iter()
        .filter(|(_, kind, _, _)| !pickings.is_empty() || *kind == DocumentKind::ControlCodes)
        .map(|(value, _, _, text)| Choice::new(*value, *text, ""))
        .collect();
    over(ask(AboutPicking::Print(pickings), of).choices(choices))
}

/// What is to be printed was chosen.
pub(super) fn told(pickings: Vec<PickingNumber>, answer: &str, hand: &mut Hand) {
    let Some((_, kind, format, _)) = PRINTS.iter().find(|(value, ..)| *value == answer) else {
        return;
    };
    let pickings = match kind {
        DocumentKind::ControlCodes => Vec::new(),
        _ => pickings,
    };
    let asked = DocumentRequest {
        kind: *kind,
        pickings,
        carriers: Vec::new(),
        format: *format,
        paper: None,
    };
    hand.desk.ask(Purpose::Print(*kind), Request::Print(asked));
}

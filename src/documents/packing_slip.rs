//! Packing slips: what is in the parcel, for whoever opens it. No prices.

use super::delivery::{Delivery, day};
use super::sheet::{Block, Column, Fact, Kind, Row, Sheet, Table};
use crate::domain::moment::Moment;
use crate::domain::text::clean;

const COLUMNS: [Column; 4] = [
    Column {
        head: "",
        share: 4,
        kind: Kind::Box,
    },
    Column {
        head: "Qty",
        share: 7,
        kind: Kind::Number,
    },
    Column {
        head: "SKU",
        share: 21,
        kind: Kind::Strong,
    },
    Column {
        head: "Article",
        share: 48,
        kind: Kind::Text,
    },
];

/// The packing slip of a picking.
pub fn packing_slip(delivery: &Delivery, sender: &[String], printed: Moment) -> Sheet {
    let mut facts = vec![
        Fact::new("Order", delivery.order),
        Fact::new("Amazon order", delivery.reference),
        Fact::new("Ordered", day(delivery.ordered)),
        Fact::new("Delivery", delivery.picking),
    ];
    let mut maybe = |label, value: &Option<String>| {
        if let Some(value) = value.as_deref().map(clean).filter(|v| !v.is_empty()) {
            facts.push(Fact::new(label, value));
        }
    };
    maybe("PO number", &delivery.po_number);
    maybe("Service", &delivery.service_level);
    let mut lines = delivery.address_lines();
    if lines.is_empty() {
        lines.push("(not known)".to_owned());
    }
    let mut blocks = vec![
        Block::Sides {
            label: "Ship to".to_owned(),
            lines,
            facts,
        },
        Block::Table(Table {
            columns: COLUMNS.to_vec(),
            rows: delivery
                .lines
                .iter()
                .map(|line| Row {
                    cells: vec![
                        String::new(),
                        line.pieces.to_string(),
                        line.shown_sku(),
                        line.shown_title(),
                    ],
                    ..Row::default()
                })
                .collect(),
        }),
    ];
    if let Some(text) = delivery.gift_text() {
        blocks.push(Block::Remark {
            label: "Gift message".to_owned(),
            text,
        });
    }
    if let Some(text) = parts(delivery) {
        blocks.push(Block::Remark {
            label: "Several parcels".to_owned(),
            text,
        });
    }
    Sheet {
        title: "Packing slip".to_owned(),
        subject: delivery.order.to_string(),
        barcode: Some(delivery.order.to_string()),
        sender: sender.to_vec(),
        blocks,
        foot: format!("Printed {}", super::delivery::minute(printed)),
        ..Sheet::default()
    }
}

/// What of the order is not in this parcel.
fn parts(delivery: &Delivery) -> Option<String> {
    let before = delivery.backorder_of.map(|first| {
        format!("This parcel brings what was missing in delivery {first}, which left before.")
    });
    let later = match delivery.to_follow {
        0 => None,
        1 => Some("1 more piece of this order follows in another parcel.".to_owned()),
        n => Some(format!(
            "{n} more pieces of this order follow in another parcel."
        )),
    };
    match (before, later) {
        (None, None) => None,
        (before, later) => Some(
            before
                .into_iter()
                .chain(later)
                .collect::<Vec<_>>()
                .join(" "),
        ),
    }
}

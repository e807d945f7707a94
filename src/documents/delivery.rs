//! What documents need to know of a picking.

use super::address::address_lines;
use crate::domain::address::Address;
use crate::domain::ids::{OrderNumber, PickingNumber, ProductId};
use crate::domain::moment::Moment;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::text::{clean_lines, clean_short};

/// Longest title that is printed, in characters.
const TITLE: usize = 200;

/// A picking, as far as documents show it. It holds personal data, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub picking: PickingNumber,
    /// The sales order.
    pub order: OrderNumber,
    /// Amazon's reference of that order.
    pub reference: AmazonOrderRef,
    /// When the order was placed.
    pub ordered: Moment,
    /// When it must leave.
    pub ship_by: Option<Moment>,
    /// Amazon's service level.
    pub service_level: Option<String>,
    /// Where it goes.
    pub address: Address,
    /// The gift messages of its items.
    pub gift_message: Option<String>,
    /// The buyer's own purchase order number.
    pub po_number: Option<String>,
    /// The picking whose rest it is.
    pub backorder_of: Option<PickingNumber>,
    /// Pieces of the same order that come in other parcels later.
    pub to_follow: u32,
    /// Its lines.
    pub lines: Vec<DeliveryLine>,
}

/// A line of a picking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryLine {
    /// What it is, whatever it is called in the marketplace where it was bought.
    pub product: ProductId,
    /// SKU.
    pub sku: Option<String>,
    /// Title.
    pub title: String,
    /// Pieces.
    pub pieces: u32,
    /// Where it lies; may be empty.
    pub bin: String,
}

impl Delivery {
    /// The address as written on a parcel.
    pub(super) fn address_lines(&self) -> Vec<String> {
        address_lines(&self.address)
    }

    /// The gift message with its lines.
    pub(super) fn gift_text(&self) -> Option<String> {
        let text = clean_lines(self.gift_message.as_deref()?);
        (!text.trim().is_empty()).then_some(text)
    }
}

impl DeliveryLine {
    /// The title, not longer than a page can bear.
    pub(super) fn shown_title(&self) -> String {
        clean_short(&self.title, TITLE)
    }

    /// The SKU.
    pub(super) fn shown_sku(&self) -> String {
        clean_short(self.sku.as_deref().unwrap_or_default(), TITLE)
    }
}

/// A moment for paper: minutes, in UTC.
pub(super) fn minute(at: Moment) -> String {
    at.to_utc().format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A day for paper, in UTC.
pub(super) fn day(at: Moment) -> String {
    at.to_utc().format("%Y-%m-%d").to_string()
}

//! An order as Amazon tells it, parsed once and cleaned, before we decide anything.

use super::address::Address;
use super::amazon_status::{AmazonStatus, Channel};
use super::ids::{MarketplaceId, OrderItemId, Sku};
use super::moment::Moment;
use super::money::Money;
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};
use std::fmt;

/// An order of the Orders API 2026-01-01, in our types.
#[derive(Clone, Debug)]
pub struct AmazonOrder {
    /// Amazon's reference.
    pub reference: AmazonOrderRef,
    /// When the buyer placed it.
    pub created: Moment,
    /// When anything of it changed last.
    pub updated: Moment,
    /// Its state; `None` when Amazon did not tell.
    pub status: Option<AmazonStatus>,
    /// Who fulfils it; `None` when Amazon did not tell or told something unknown.
    pub channel: Option<Channel>,
    /// The marketplace; `None` for some orders of other channels.
    pub marketplace: Option<MarketplaceId>,
    /// Whether it was sold on Amazon; otherwise Amazon only fulfils it (multi-channel fulfilment).
    pub sold_on_amazon: bool,
    /// Amazon's programmes, such as `PRIME`; values that we don't know are kept.
    pub programs: Vec<String>,
    /// The order that this one replaces or is exchanged for.
    pub replaces: Option<AmazonOrderRef>,
    /// Service level, such as `STANDARD`.
    pub service_level: Option<String>,
    /// When it may be shipped first, and must be shipped last.
    pub ship_by: Window,
    /// When it is to arrive.
    pub deliver_by: Window,
    /// Who bought it and where it goes.
    pub buyer: Buyer,
    /// What the buyer pays in all; absent while pending and for replacements.
    pub grand_total: Option<Money>,
    /// The order's own breakdown of that total.
    pub breakdowns: Vec<Breakdown>,
    /// The items.
    pub items: Vec<AmazonItem>,
    /// Parcels that Amazon knows of (FBM only).
    pub packages: Vec<Package>,
}

/// A window of time with open ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Not before.
    pub earliest: Option<Moment>,
    /// Not after.
    pub latest: Option<Moment>,
}

/// The personal side of an order. Never written by `Debug`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Buyer {
    /// Name; empty when Amazon does not tell.
    pub name: String,
    /// Amazon's anonymised e-mail address; empty when Amazon does not tell.
    pub email: String,
    /// Company of a business buyer.
    pub company: String,
    /// The buyer's own purchase order number.
    pub po_number: String,
    /// VAT or other tax registration number of the buyer.
    pub vat_number: String,
    /// Where the order goes.
    pub address: Address,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buyer(…)")
    }
}

/// What an amount is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BreakdownKind {
    /// Goods.
    Item,
    /// Shipping.
    Shipping,
    /// Gift wrap.
    GiftWrap,
    /// Cash on delivery fee.
    CodFee,
    /// Tax.
    Tax,
    /// Discount.
    Discount,
    /// Tip for the delivery.
    DeliveryTip,
    /// Anything else, by Amazon's word for it (`OTHER` too).
    Other(String),
}

impl BreakdownKind {
    /// Reads Amazon's text; what is unknown is kept.
    pub fn parse(text: &str) -> BreakdownKind {
        match text {
            "ITEM" => BreakdownKind::Item,
            "SHIPPING" => BreakdownKind::Shipping,
            "GIFT_WRAP" => BreakdownKind::GiftWrap,
            "COD_FEE" => BreakdownKind::CodFee,
            "TAX" => BreakdownKind::Tax,
            "DISCOUNT" => BreakdownKind::Discount,
            "DELIVERY_TIP" => BreakdownKind::DeliveryTip,
            other => BreakdownKind::Other(super::text::clean_short(other, 60)),
        }
    }
}

/// One part of what the buyer pays.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// What it is for.
    pub kind: BreakdownKind,
    /// How much, with the sign that Amazon sent.
    pub subtotal: Money,
    /// For tax and discounts: how much of it is on what.
    pub details: Vec<(BreakdownKind, Money)>,
}

/// An item of an order.
#[derive(Clone, Debug)]
pub struct AmazonItem {
    /// Amazon's id of the item.
    pub id: OrderItemId,
    /// The seller's article number; some lines have none.
    pub sku: Option<Sku>,
    /// Amazon's article number.
    pub asin: String,
    /// Title of the product.
    pub title: String,
    /// Pieces ordered.
    pub ordered: u32,
    /// Pieces shipped; `None` when Amazon did not tell.
    pub fulfilled: Option<u32>,
    /// Pieces still to ship; `None` when Amazon did not tell.
    pub unfulfilled: Option<u32>,
    /// What the buyer pays for it, by Amazon's own sum.
    pub proceeds_total: Option<Money>,
    /// The parts of that sum.
    pub breakdowns: Vec<Breakdown>,
    /// Whether Amazon collects and pays the tax itself (marketplace facilitator).
    pub facilitator_tax: bool,
    /// The message for the recipient; personal data.
    pub gift_message: String,
    /// The wrap that the buyer chose; empty for none.
    pub gift_wrap_level: String,
    /// Where to download what the buyer made of the product; personal data.
    pub customization_url: String,
    /// The buyer's wish to cancel: the reason given, maybe empty.
    pub cancel_request: Option<String>,
    /// Who cancelled it, such as `BUYER`, once that happened.
    pub cancelled_by: Option<String>,
}

impl AmazonItem {
    /// Pieces cancelled: ordered - fulfilled - unfulfilled. Nothing where Amazon does not tell both.
    pub fn cancelled(&self) -> u32 {
        match (self.fulfilled, self.unfulfilled) {
            (Some(done), Some(open)) => self.ordered.saturating_sub(done.saturating_add(open)),
            _ => 0,
        }
    }
}

/// A parcel that Amazon knows of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The seller's reference of the parcel, unique within the order.
    pub reference: String,
    /// Carrier as Amazon names it; empty when unknown.
    pub carrier: String,
    /// Tracking number; empty when unknown.
    pub tracking: String,
    /// When it left.
    pub shipped: Option<Moment>,
    /// Amazon's status of the parcel, such as `DELIVERED`.
    pub status: String,
    /// What is in it.
    pub items: Vec<(OrderItemId, u32)>,
}

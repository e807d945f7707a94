//! Orders, as asked for and answered. The field names are the command line's JSON keys.

use super::pickings::{NoticeError, PickingView};
use super::stock::MoveView;
use crate::domain::amazon_status::{AmazonStatus, Channel};
use crate::domain::ids::{Location, MarketplaceId, OrderNumber};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::order::{Delivery, Flags, HistoryEntry, LineKind, OrderKey, OrderState};
use crate::domain::order_query::{OrderFilter, Sort};
use crate::domain::picking::NoticeState;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::Decision;
use serde::{Deserialize, Serialize};

/// An order by either of its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderRef {
    /// Amazon's reference.
    Amazon(AmazonOrderRef),
    /// Our number.
    Number(OrderNumber),
}

impl OrderRef {
    /// Reads either name as typed.
    pub fn parse(text: &str) -> Option<OrderRef> {
        let text = text.trim();
        text.parse()
            .map(OrderRef::Amazon)
            .ok()
            .or_else(|| text.to_ascii_uppercase().parse().map(OrderRef::Number).ok())
    }
}

/// Which part of the order list is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPageRequest {
    /// Which orders.
    pub filter: OrderFilter,
    /// In what order.
    pub sort: Sort,
    /// Where the page begins.
    pub start: PageStart,
    /// How many rows, 1 to 1000.
    pub limit: u32,
}

/// Where a page of the order list begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageStart {
    /// At the first row.
    #[default]
    Top,
    /// So that the page ends with the last row.
    Bottom,
    /// At the row with this index, counted from 0.
    Row(u64),
    /// So many rows before the place of this order (whether or not it still matches).
    Around {
        /// The order.
        key: OrderKey,
        /// Rows before it.
        before: u32,
    },
    /// Behind the place of this order.
    After(OrderKey),
}

/// A page of the order list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OrderPage {
    /// The rows.
    pub rows: Vec<OrderRow>,
    /// Index of the first row in the whole list, counted from 0.
    pub first: u64,
    /// Rows in the whole list, as far as counted.
    pub total: u64,
    /// Orders in all, whatever the filter.
    pub of: u64,
    /// Whether every order was looked at; while the engine is still reading its store after a start it may be false.
    pub complete: bool,
    /// The engine's count of changes at this answer.
    pub revision: u64,
}

/// A row of the order list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    /// Its place in the list by purchase; an identity.
    pub key: OrderKey,
    /// Our number.
    pub number: OrderNumber,
    /// Amazon's reference.
    pub amazon_order_ref: AmazonOrderRef,
    /// Account name.
    pub account: String,
    /// Marketplace id.
    pub marketplace: MarketplaceId,
    /// Channel.
    pub channel: Channel,
    /// Our state.
    pub state: OrderState,
    /// Amazon's status.
    pub amazon_status: AmazonStatus,
    /// When it was placed.
    pub purchased_at: Moment,
    /// When Amazon changed it last.
    pub updated_at: Moment,
    /// When it must be shipped.
    pub ship_by: Option<Moment>,
    /// Customer's name.
    pub customer: String,
    /// Currency.
    pub currency: Currency,
    /// Total with tax.
    pub total: Amount,
    /// How far the delivery is.
    pub delivery: Delivery,
    /// Pieces of goods.
    pub units: u32,
    /// What is special about it.
    pub flags: Flags,
    /// Its record is damaged. Its number and the moment of purchase are true; what is not known of it is empty, and a
    /// sentence stands where the customer's name would.
    pub damaged: bool,
}

/// An order whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderView {
    /// Its place in the list by purchase.
    pub key: OrderKey,
    /// Our number.
    pub number: OrderNumber,
    /// Amazon's reference.
    pub amazon_order_ref: AmazonOrderRef,
    /// Account name.
    pub account: String,
    /// Marketplace id.
    pub marketplace: MarketplaceId,
    /// Channel.
    pub channel: Channel,
    /// Our state.
    pub state: OrderState,
    /// Amazon's status.
    pub amazon_status: AmazonStatus,
    /// How far the delivery is.
    pub delivery: Delivery,
    /// When it was placed.
    pub purchased_at: Moment,
    /// When Amazon changed it last.
    pub updated_at: Moment,
    /// When it must be shipped.
    pub ship_by: Option<Moment>,
    /// When it is to arrive at the latest.
    pub deliver_by: Option<Moment>,
    /// Amazon's service level.
    pub service_level: Option<String>,
    /// Amazon's programmes.
    pub programs: Vec<String>,
    /// The order it replaces.
    pub replaces: Option<AmazonOrderRef>,
    /// Currency of all amounts.
    pub currency: Currency,
    /// Sum of the lines without tax.
    pub untaxed: Amount,
    /// Sum of the tax, Amazon's own included.
    pub tax: Amount,
    /// Of that, what Amazon collects and pays itself.
    pub facilitator_tax: Amount,
    /// Our total: untaxed + tax.
    pub total: Amount,
    /// Amazon's grand total.
    pub amazon_total: Option<Amount>,
    /// Sales team.
    pub team: String,
    /// Salesperson.
    pub salesperson: Option<String>,
    /// Location at Amazon.
    pub location: Location,
    /// The customer.
    pub customer: CustomerView,
    /// Where it goes.
    pub delivery_address: AddressView,
    /// Its lines.
    pub lines: Vec<LineView>,
    /// All gift messages, one after the other.
    pub gift_message: Option<String>,
    /// What is special about it.
    pub flags: Flags,
    /// Its parcels, as Amazon shows them.
    pub packages: Vec<PackageView>,
    /// Its pickings.
    pub pickings: Vec<PickingView>,
    /// Its stock moves.
    pub moves: Vec<MoveView>,
    /// Its invoices and credit notes, by their numbers.
    pub invoices: Vec<String>,
    /// The cancellation that Amazon is or was to be told of.
    pub cancellation: Option<CancellationView>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// A customer as shown with an order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CustomerView {
    /// Name.
    pub name: String,
    /// Amazon's anonymised e-mail address.
    pub email: Option<String>,
    /// Company.
    pub company: Option<String>,
    /// VAT number.
    pub vat_number: Option<String>,
    /// The buyer's own purchase order number.
    pub po_number: Option<String>,
}

/// An address as shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AddressView {
    /// Recipient.
    pub name: Option<String>,
    /// Street and further lines.
    pub lines: Vec<String>,
    /// City.
    pub city: Option<String>,
    /// State or region.
    pub state: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Phone.
    pub phone: Option<String>,
}

/// A line as shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineView {
    /// What it is.
    pub kind: LineKind,
    /// SKU of goods.
    pub sku: Option<String>,
    /// ASIN of goods.
    pub asin: Option<String>,
    /// Title of goods, or what the charge is.
    pub title: String,
    /// How the line reads: goods as `[SKU] title`.
    pub text: String,
    /// Pieces.
    pub quantity: u32,
    /// Pieces delivered.
    pub delivered: u32,
    /// Pieces cancelled.
    pub cancelled: u32,
    /// Amount without tax.
    pub untaxed: Amount,
    /// Tax.
    pub tax: Amount,
    /// Amount with tax.
    pub total: Amount,
}

/// A parcel that Amazon knows of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageView {
    /// Amazon's reference of it.
    pub package: Option<String>,
    /// Carrier.
    pub carrier: Option<String>,
    /// Tracking reference.
    pub tracking: Option<String>,
    /// When it left.
    pub shipped_at: Option<Moment>,
    /// Amazon's status of it.
    pub status: Option<String>,
    /// What is in it.
    pub lines: Vec<PackageLineView>,
}

/// Goods in a parcel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageLineView {
    /// SKU.
    pub sku: Option<String>,
    /// Title; empty for an item that the order does not have.
    pub title: String,
    /// Pieces.
    pub quantity: u32,
}

/// A cancellation told to Amazon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CancellationView {
    /// What Amazon knows of it.
    pub sync: NoticeState,
    /// Amazon's reason value.
    pub reason: String,
    /// What Amazon refused.
    pub error: Option<NoticeError>,
}

/// Why an order is here or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OrderWhy {
    /// Amazon's reference; none for a number of ours that no order has.
    pub amazon_order_ref: Option<AmazonOrderRef>,
    /// Whether Amazon ever showed it.
    pub known: bool,
    /// Amazon's last status.
    pub amazon_status: Option<AmazonStatus>,
    /// Channel.
    pub channel: Option<Channel>,
    /// Marketplace id.
    pub marketplace: Option<MarketplaceId>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The same as sentences, with what can be done about it.
    pub reason: String,
    /// What could not be processed of it, and whether a person dismissed that.
    pub failure: Option<FailedView>,
    /// When Amazon showed it last.
    pub last_seen: Option<Moment>,
    /// Our number, if it is a sales order.
    pub number: Option<OrderNumber>,
}

/// The orders that could not be processed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FailedList {
    /// One each.
    pub failed: Vec<FailedView>,
}

/// An order that could not be processed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FailedView {
    /// Amazon's reference as text.
    pub amazon_order_ref: String,
    /// Account name.
    pub account: String,
    /// Why.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it failed first.
    pub first_failed: Moment,
    /// When it is tried again by itself; never, once it was dismissed.
    pub next_try: Option<Moment>,
    /// Why a person dismissed it.
    pub dismissed: Option<String>,
}

//! Sales orders: our records of Amazon orders.

use super::address::Address;
use super::amazon_order::{Package, Window};
use super::amazon_status::{AmazonStatus, Channel};
use super::ids::{
    AccountId, CustomerId, Location, MarketplaceId, MoveId, NoticeId, OrderItemId, OrderNumber,
    PickingNumber, ProductId, Sku,
};
use super::moment::Moment;
use super::money::{Amount, Currency};
use super::reference::AmazonOrderRef;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a list, a filter and a report need of a sales order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderHead {
    /// Our number.
    pub number: OrderNumber,
    /// Amazon's reference.
    pub reference: AmazonOrderRef,
    /// The account that brought it in.
    pub account: AccountId,
    /// The marketplace it was sold on.
    pub marketplace: MarketplaceId,
    /// Who fulfils it.
    pub channel: Channel,
    /// Our state of it.
    pub state: OrderState,
    /// Amazon's state of it.
    pub amazon_status: AmazonStatus,
    /// How far its delivery is.
    pub delivery: Delivery,
    /// When the buyer placed it.
    pub purchased: Moment,
    /// When Amazon changed it last, as far as we know.
    pub updated: Moment,
    /// When it must be shipped at the latest.
    pub ship_by: Option<Moment>,
    /// Currency of all its amounts.
    pub currency: Currency,
    /// Our total: the sum of its lines with tax.
    pub total: Amount,
    /// Amazon's grand total; absent for replacements.
    pub amazon_total: Option<Amount>,
    /// Pieces of goods ordered.
    pub units: u32,
    /// What is special about it.
    pub flags: Flags,
    /// Who bought it.
    pub customer: CustomerId,
}

impl OrderHead {
    /// Where it stands in the list of all orders: by purchase, then by number.
    pub fn key(&self) -> OrderKey {
        OrderKey {
            purchased: self.purchased,
            number: self.number,
        }
    }

    /// Stands where a head can't be read: only its key is true.
    pub fn stand_in(key: OrderKey) -> OrderHead {
        OrderHead {
            number: key.number,
            reference: AmazonOrderRef::UNKNOWN,
            account: AccountId(0),
            marketplace: MarketplaceId::from(""),
            channel: Channel::Fbm,
            state: OrderState::Confirmed,
            amazon_status: AmazonStatus::Other("UNKNOWN".to_owned()),
            delivery: Delivery::ToShip,
            purchased: key.purchased,
            updated: key.purchased,
            ship_by: None,
            currency: Currency::NONE,
            total: Amount::ZERO,
            amazon_total: None,
            units: 0,
            flags: Flags::default(),
            customer: CustomerId(0),
        }
    }

    /// Whether our total and Amazon's differ.
    pub fn total_mismatch(&self) -> bool {
        self.amazon_total.is_some_and(|amazon| amazon != self.total)
    }
}

/// The place of an order in the list of all orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OrderKey {
    /// When the buyer placed it.
    pub purchased: Moment,
    /// Our number, unique.
    pub number: OrderNumber,
}

/// Our state of a sales order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// It stands.
    Confirmed,
    /// It was cancelled.
    Cancelled,
}

impl OrderState {
    /// `confirmed` or `cancelled`.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderState::Confirmed => "confirmed",
            OrderState::Cancelled => "cancelled",
        }
    }
}

/// How far the delivery of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Nothing has left.
    ToShip,
    /// A part has left.
    PartlyShipped,
    /// Everything that was not cancelled has left.
    Shipped,
    /// Nothing will leave.
    Cancelled,
}

impl Delivery {
    /// `to_ship`, `partly_shipped`, `shipped` or `cancelled`.
    pub fn as_str(self) -> &'static str {
        match self {
            Delivery::ToShip => "to_ship",
            Delivery::PartlyShipped => "partly_shipped",
            Delivery::Shipped => "shipped",
            Delivery::Cancelled => "cancelled",
        }
    }

    /// What the lines of goods say.
    pub fn of_lines(lines: &[OrderLine]) -> Delivery {
        let goods = || lines.iter().filter(|l| l.kind == LineKind::Product);
        let delivered: u64 = goods().map(|l| u64::from(l.delivered)).sum();
        let open: u64 = goods().map(|l| u64::from(l.open())).sum();
        match (delivered, open) {
            (0, 0) => Delivery::Cancelled,
            (0, _) => Delivery::ToShip,
            (_, 0) => Delivery::Shipped,
            _ => Delivery::PartlyShipped,
        }
    }
}

/// What a sales order holds beyond its head; no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBody {
    /// Sales team it was created with.
    pub team: String,
    /// Salesperson it was created with.
    pub salesperson: Option<String>,
    /// The account's Amazon location when it was created.
    pub location: Location,
    /// Amazon's service level, such as `STANDARD`.
    pub service_level: Option<String>,
    /// Amazon's programmes.
    pub programs: Vec<String>,
    /// The order it replaces.
    pub replaces: Option<AmazonOrderRef>,
    /// When it may and must leave.
    pub ship_window: Window,
    /// When it is to arrive.
    pub deliver_window: Window,
    /// Its lines.
    pub lines: Vec<OrderLine>,
    /// Tax in its total that Amazon collects and pays itself; no revenue of ours.
    pub facilitator_tax: Amount,
    /// Parcels that Amazon knows of.
    pub packages: Vec<Package>,
    /// Its pickings.
    pub pickings: Vec<PickingNumber>,
    /// Its stock moves.
    pub moves: Vec<MoveId>,
    /// What Amazon was or is to be told of it.
    pub notices: Vec<NoticeId>,
    /// What happened to it, oldest first.
    pub history: Vec<HistoryEntry>,
}

/// What a line of an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Goods.
    Product,
    /// Shipping.
    Shipping,
    /// Gift wrap.
    GiftWrap,
    /// A discount; negative.
    Discount,
    /// Cash on delivery and other charges.
    Charge,
    /// A text without an amount, such as the gift message.
    Note,
}

impl LineKind {
    /// Whether it is goods, which are delivered; everything else is a charge or a text.
    pub fn is_goods(self) -> bool {
        self == LineKind::Product
    }
}

/// A line of a sales order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// What it is.
    pub kind: LineKind,
    /// The Amazon item it comes from; none for what belongs to the whole order.
    pub item: Option<OrderItemId>,
    /// The seller's article number, for goods.
    pub sku: Option<Sku>,
    /// Amazon's article number, for goods.
    pub asin: String,
    /// Title of the product, or what the charge is.
    pub title: String,
    /// The product, for goods.
    pub product: Option<ProductId>,
    /// Pieces ordered; 1 for charges, 0 for notes.
    pub quantity: u32,
    /// Pieces delivered.
    pub delivered: u32,
    /// Pieces cancelled.
    pub cancelled: u32,
    /// Amount without tax.
    pub untaxed: Amount,
    /// The tax on it.
    pub tax: Amount,
    /// Amount with tax: always `untaxed` + `tax`.
    pub total: Amount,
}

impl OrderLine {
    /// Pieces neither delivered nor cancelled.
    pub fn open(&self) -> u32 {
        self.quantity
            .saturating_sub(self.delivered.saturating_add(self.cancelled))
    }

    /// How the line reads: goods as `[SKU] title`.
    pub fn text(&self) -> String {
        match (&self.sku, self.kind) {
            (Some(sku), LineKind::Product) => format!("[{sku}] {}", self.title),
            _ => self.title.clone(),
        }
    }
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// When.
    pub at: Moment,
    /// Who: `Amazon`, `engine`, or a person's user name.
    pub who: String,
    /// What, as a sentence without personal data.
    pub what: String,
}

/// The personal side of an order; stored encrypted, never written by `Debug`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPersonal {
    /// Customer's name as shown.
    pub name: String,
    /// Amazon's anonymised e-mail address.
    pub email: String,
    /// Company of a business buyer.
    pub company: String,
    /// VAT number of a business buyer.
    pub vat_number: String,
    /// The buyer's own purchase order number.
    pub po_number: String,
    /// Where it goes.
    pub address: Address,
    /// Gift messages by item.
    pub gift_messages: Vec<(OrderItemId, String)>,
    /// Where to download what the buyer made of a product, by item.
    pub customization_urls: Vec<(OrderItemId, String)>,
}

impl fmt::Debug for OrderPersonal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OrderPersonal(…)")
    }
}

/// A sales order, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesOrder {
    /// What lists need.
    pub head: OrderHead,
    /// The rest.
    pub body: OrderBody,
    /// Names and addresses.
    pub personal: OrderPersonal,
}

macro_rules! flags {
    ($($(#[$doc:meta])* $name:ident = $bit:literal, $text:literal;)+) => {
        /// What is special about an order: a set of marks.
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct Flags(pub u32);

        impl Flags {
            $($(#[$doc])* pub const $name: Flags = Flags(1 << $bit);)+

            /// Every mark with its word.
            pub const ALL: &'static [(Flags, &'static str)] = &[$((Flags::$name, $text)),+];
        }
    };
}

flags! {
    /// Amazon cancelled it after goods had left: a return is proposed.
    CANCELLED_AFTER_SHIPMENT = 0, "cancelled_after_shipment";
    /// The buyer asked to cancel: the picking is held.
    CANCEL_REQUESTED = 1, "cancel_requested";
    /// Our total and Amazon's differ.
    TOTAL_MISMATCH = 2, "total_mismatch";
    /// The address is too incomplete to ship to.
    ADDRESS_INCOMPLETE = 3, "address_incomplete";
    /// Prime.
    PRIME = 4, "prime";
    /// Premium shipping.
    PREMIUM = 5, "premium";
    /// A business buyer.
    BUSINESS = 6, "business";
    /// It replaces another order and carries no money.
    REPLACEMENT = 7, "replacement";
    /// It has a gift message or wrap.
    GIFT = 8, "gift";
    /// Sold elsewhere, only fulfilled by Amazon; no sale unless the account says so.
    OTHER_CHANNEL = 9, "other_channel";
    /// Shipped by other means than us.
    SHIPPED_ELSEWHERE = 10, "shipped_elsewhere";
    /// Amazon told the tax as one sum and we split it over the lines.
    TAX_SPLIT = 11, "tax_split";
    /// Its goods came back after it was cancelled.
    RETURNED = 12, "returned";
}

impl Flags {
    /// It was cancelled since the buyer wanted that, as far as Amazon tells. Only figures look at it: it has no word.
    pub const BUYER_CANCELLED: Flags = Flags(1 << 13);

    /// Whether all marks of `other` are set.
    pub fn has(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }
    /// With `other` set or cleared.
    pub fn with(self, other: Flags, on: bool) -> Flags {
        Flags(if on {
            self.0 | other.0
        } else {
            self.0 & !other.0
        })
    }
    /// The words of the marks that are set.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Flags::ALL
            .iter()
            .filter(move |(flag, _)| self.has(*flag))
            .map(|(_, word)| *word)
    }
    /// The mark with this word.
    pub fn parse(word: &str) -> Option<Flags> {
        Flags::ALL
            .iter()
            .find(|(_, w)| *w == word)
            .map(|(flag, _)| *flag)
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.words()).finish()
    }
}

impl Serialize for Flags {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.words())
        } else {
            serializer.serialize_u32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Flags {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let words = Vec::<String>::deserialize(deserializer)?;
            Ok(words
                .iter()
                .filter_map(|w| Flags::parse(w))
                .fold(Flags::default(), |all, flag| all.with(flag, true)))
        } else {
            u32::deserialize(deserializer).map(Flags)
        }
    }
}

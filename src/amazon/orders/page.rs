//! A page of orders, read as fast as JSON allows: the whole page at once, and only if that fails order by order.

use super::scalar::Scalar;
use super::{ReadOrder, UnreadableOrder, convert, wire};
use crate::domain::moment::Moment;
use crate::domain::text::clean_short;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The orders of a page, and how to go on.
#[derive(Debug)]
pub struct OrdersPage {
    /// The orders; one that can't be read does not spoil the others.
    pub orders: Vec<ReadOrder>,
    /// The token of the next page; the last one has none.
    pub next_token: Option<String>,
    /// Up to when this search looked, by Amazon's clock.
    pub last_updated_before: Option<Moment>,
}

#[derive(serde::Deserialize)]
#[serde(
    rename_all = "camelCase",
    bound(deserialize = "T: Deserialize<'de>, 'de: 'a")
)]
struct Page<'a, T> {
    orders: T,
    #[serde(default)]
    pagination: Option<Pagination<'a>>,
    #[serde(default, borrow)]
    last_updated_before: Scalar<'a>,
}

#[derive(serde::Deserialize, Default)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "'de: 'a"))]
struct Pagination<'a> {
    next_token: Scalar<'a>,
}

#[derive(serde::Deserialize)]
struct Single<'a> {
    #[serde(borrow)]
    order: &'a RawValue,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct OnlyId<'a> {
    #[serde(default, borrow)]
    order_id: Scalar<'a>,
    #[serde(default, borrow)]
    last_updated_time: Scalar<'a>,
}

/// Reads the answer of `searchOrders`. The error, for the page as a whole, is a sentence without a full stop and
/// without any of the content.
pub fn read_page(body: &[u8]) -> Result<OrdersPage, String> {
    let text = text_of(body)?;
    if let Ok(page) = serde_json::from_str::<Page<'_, WellFormed>>(text) {
        let (orders, rest) = page.split();
        return rest.with(orders.0);
    }
    let page = serde_json::from_str::<Page<'_, Vec<&RawValue>>>(text)
        .map_err(|error| unreadable(&error, text))?;
    let (orders, rest) = page.split();
    rest.with(orders.iter().map(|raw| one(raw.get())).collect())
}

/// Reads the answer of `getOrder`; the error as in [`read_page`].
pub fn read_single(body: &[u8]) -> Result<ReadOrder, String> {
    let text = text_of(body)?;
    let single =
        serde_json::from_str::<Single<'_>>(text).map_err(|error| unreadable(&error, text))?;
    Ok(one(single.order.get()))
}

impl<'a, T> Page<'a, T> {
    fn split(self) -> (T, Page<'a, ()>) {
        let rest = Page {
            orders: (),
            pagination: self.pagination,
            last_updated_before: self.last_updated_before,
        };
        (self.orders, rest)
    }
}

impl Page<'_, ()> {
    fn with(self, orders: Vec<ReadOrder>) -> Result<OrdersPage, String> {
        let bound = match self.last_updated_before.is_absent() {
            true => None,
            false => Some(
                convert::moment(self.last_updated_before.text())
                    .ok_or("The upper bound of Amazon's answer is not a date and time")?,
            ),
        };
        let token = match self.pagination.map(|p| p.next_token) {
            Some(Scalar::Text(token)) if !token.is_empty() => Some(token.into_owned()),
            None | Some(Scalar::Absent | Scalar::Text(_)) => None,
            Some(Scalar::Whole(_) | Scalar::Other) => {
                return Err("The page token of Amazon's answer is not text".to_owned());
            }
        };
        Ok(OrdersPage {
            orders,
            next_token: token,
            last_updated_before: bound,
        })
    }
}

/// The orders of a page without one that has the wrong shape or no name, each converted as soon as it is read: what
/// was just read is still at hand for the processor.
struct WellFormed(Vec<ReadOrder>);

impl<'de> Deserialize<'de> for WellFormed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EachOrder)
    }
}

struct EachOrder;

impl<'de> Visitor<'de> for EachOrder {
    type Value = WellFormed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of orders")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<WellFormed, A::Error> {
        let mut orders = Vec::new();
        while let Some(told) = list.next_element::<wire::Order<'de>>()? {
            let read = match convert::order(&told) {
                Ok(order) => Ok(order),
                Err(reason) => {
                    let reference = name_of(&told.order_id)
                        .ok_or_else(|| A::Error::custom("an order without a reference"))?;
                    Err(UnreadableOrder {
                        reference,
                        reason,
                        updated: convert::moment(&told.last_updated_time.loose()),
                    })
                }
            };
            orders.push(read);
        }
        Ok(WellFormed(orders))
    }
}

fn one(raw: &str) -> ReadOrder {
    let reason = match serde_json::from_str::<wire::Order<'_>>(raw) {
        Ok(told) => match convert::order(&told) {
            Ok(order) => return Ok(order),
            Err(reason) => reason,
        },
        Err(error) => wrong_shape(&error, raw),
    };
    let only = serde_json::from_str::<OnlyId<'_>>(raw).ok();
    let name = only.as_ref().and_then(|only| name_of(&only.order_id));
    Err(UnreadableOrder {
        reference: name.unwrap_or_else(|| hashed(raw)),
        reason,
        updated: only.and_then(|only| convert::moment(&only.last_updated_time.loose())),
    })
}

fn name_of(id: &Scalar<'_>) -> Option<String> {
    let name = clean_short(id.loose().trim(), 40);
    (!name.is_empty()).then_some(name)
}

fn hashed(raw: &str) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, raw.as_bytes());
    let digits = hash
        .as_ref()
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"));
    format!("unreadable-{}", digits.collect::<String>())
}

fn text_of(body: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(body).map_err(|_| "Amazon's answer is not UTF-8 text".to_owned())
}

/// Why a whole answer can't be read. The error's own text may quote the content, so only its kind is told.
fn unreadable(error: &serde_json::Error, text: &str) -> String {
    use serde_json::error::Category;
    match error.classify() {
        _ if text.trim_start().starts_with('<') => "Amazon's answer is a web page, not orders",
        _ if text.trim().is_empty() => "Amazon's answer is empty",
        Category::Eof => "Amazon's answer is cut off",
        Category::Data => "Amazon's answer does not have the shape of an answer about orders",
        Category::Syntax | Category::Io => "Amazon's answer is not JSON",
    }
    .to_owned()
}

/// Why one order can't be read: the last field named before the place of the error.
fn wrong_shape(error: &serde_json::Error, raw: &str) -> String {
    const GROUPS: [&str; 28] = [
        "programs",
        "associatedOrders",
        "salesChannel",
        "buyer",
        "recipient",
        "deliveryAddress",
        "extendedFields",
        "proceeds",
        "grandTotal",
        "breakdowns",
        "subtotal",
        "detailedBreakdowns",
        "value",
        "taxRegistrations",
        "fulfillment",
        "shipByWindow",
        "deliverByWindow",
        "orderItems",
        "product",
        "customization",
        "proceedsTotal",
        "cancellation",
        "packing",
        "giftOption",
        "tax",
        "packages",
        "packageStatus",
        "packageItems",
    ];
    let before: String = raw
        .lines()
        .take(error.line())
        .enumerate()
        .map(|(at, line)| match at + 1 == error.line() {
            true => String::from_utf8_lossy(&line.as_bytes()[..error.column().min(line.len())])
                .into_owned(),
            false => line.to_owned(),
        })
        .collect();
    let named = GROUPS
        .iter()
        .filter_map(|name| before.rfind(&format!("\"{name}\"")).map(|at| (at, *name)))
        .max();
    match named {
        Some((_, name)) => format!("{name} does not have the shape that Amazon documents"),
        None => "it does not have the shape of an order".to_owned(),
    }
}

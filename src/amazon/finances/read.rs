//! From Amazon's transaction to ours: checked, cleaned, exact.

use super::wire::{self, Many};
use super::{FinancePage, UnreadableTransaction};
use crate::amazon::orders::scalar::Scalar;
use crate::domain::amazon_transaction::{
    AmazonTransaction, Deferral, Node, TransactionKind, TransactionStatus, Trees, leaves_of,
};
use crate::domain::ids::{MarketplaceId, Sku, TransactionId};
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::domain::text::clean_short;
use rust_decimal::Decimal;
use serde_json::value::RawValue;

/// Longest names and words, in characters.
const SHORT: usize = 100;
/// Longest description, in characters.
const LONG: usize = 200;
/// Nodes of all trees of a transaction at most; one with more is refused, not cut.
const MOST_NODES: usize = 5_000;
/// Trees are no deeper.
const DEEPEST: usize = 20;
/// Related identifiers that are kept.
const MOST_RELATED: usize = 30;

/// What is wrong with a transaction, without the full stop.
type Reason = String;

/// Reads the answer of `listTransactions`; the error, for the page as a whole, is a sentence without a full stop and
/// without any of the content.
pub fn read_page(body: &[u8]) -> Result<FinancePage, String> {
    let text =
        std::str::from_utf8(body).map_err(|_| "Amazon's answer is not UTF-8 text".to_owned())?;
    let wrong = || "Amazon's answer does not have the shape of an answer about finances".to_owned();
    let answer: wire::Answer<'_> = serde_json::from_str(text).map_err(|_| wrong())?;
    let payload = answer.payload.ok_or_else(wrong)?;
    let mut page = FinancePage::default();
    for raw in payload.transactions.into_iter().flatten().flatten() {
        match one(raw) {
            Ok(transaction) => page.transactions.push(transaction),
            Err(reason) => page.unreadable.push(UnreadableTransaction {
                id: id_of(raw),
                reason,
            }),
        }
    }
    page.next_token = match payload.next_token {
        Scalar::Absent => None,
        Scalar::Text(token) => Some(token.into_owned()).filter(|token| !token.is_empty()),
        Scalar::Whole(_) | Scalar::Other => {
            return Err("The page token of Amazon's answer is not text".to_owned());
        }
    };
    Ok(page)
}

fn id_of(raw: &RawValue) -> String {
    let only = serde_json::from_str::<wire::OnlyId<'_>>(raw.get()).ok();
    let id = only.and_then(|only| short(&only.transaction_id));
    id.unwrap_or_else(|| "without an id".to_owned())
}

fn one(raw: &RawValue) -> Result<AmazonTransaction, Reason> {
    let told: wire::Transaction<'_> = serde_json::from_str(raw.get())
        .map_err(|_| "it does not have the shape that Amazon documents")?;
    let id = short(&told.transaction_id).ok_or("transactionId is missing")?;
    let posted = moment(&told.posted_date).ok_or("postedDate is not a date and time")?;
    let total = told.total_amount.as_ref().ok_or("totalAmount is missing")?;
    let currency = Currency::parse(total.currency_code.text())
        .ok_or("totalAmount.currencyCode is not a currency code of three letters")?;
    let mut amounts = Amounts { currency, nodes: 0 };
    let total = amounts
        .read(total)
        .map_err(|what| format!("totalAmount {what}"))?
        .ok_or("totalAmount has no amount")?;
    let mut trees = Trees {
        items: Vec::new(),
        whole: amounts.nodes(told.breakdowns, 0)?,
    };
    for item in told.items.iter().flatten().flatten() {
        let sum = item.total_amount.as_ref().map(|sum| amounts.read(sum));
        let sum = sum
            .transpose()
            .map_err(|what| format!("items.totalAmount {what}"))?;
        let sku = each(&item.contexts)
            .find_map(|context| short(&context.sku))
            .map(Sku);
        trees
            .items
            .push((sku, sum.flatten(), amounts.nodes(item.breakdowns, 0)?));
    }
    let (leaves, unexplained) = leaves_of(&trees, total);
    let related = |name: &str| {
        let mut all = each(&told.related_identifiers);
        let found = all.find(|related| related.related_identifier_name.text() == name);
        found.and_then(|related| short(&related.related_identifier_value))
    };
    let links = [
        "ORDER_ID",
        "DEFERRED_TRANSACTION_ID",
        "RELEASE_TRANSACTION_ID",
    ];
    let order = related("ORDER_ID").and_then(|text| text.parse().ok());
    let others = each(&told.related_identifiers).filter_map(|related| {
        let name = short(&related.related_identifier_name)?;
        let value = short(&related.related_identifier_value)?;
        let taken = links[1..].contains(&name.as_str()) || (name == links[0] && order.is_some());
        (!taken).then_some((name, value))
    });
    let places = [&told.marketplace_details, &told.selling_partner_metadata];
    let place = places
        .into_iter()
        .flatten()
        .find_map(|p| short(&p.marketplace_id));
    Ok(AmazonTransaction {
        posted,
        kind: TransactionKind::parse(&short(&told.transaction_type).unwrap_or_default()),
        status: TransactionStatus::parse(told.transaction_status.text()),
        order,
        marketplace: place.map(MarketplaceId),
        currency,
        total,
        leaves,
        unexplained,
        description: clean_short(told.description.text(), LONG),
        releases: related(links[1])
            .map(TransactionId)
            .filter(|other| *other.0 != id),
        released_by: related(links[2])
            .map(TransactionId)
            .filter(|other| *other.0 != id),
        deferral: each(&told.contexts).find_map(deferral),
        related: others.take(MOST_RELATED).collect(),
        id: TransactionId(id),
    })
}

fn deferral(context: &wire::Context<'_>) -> Option<Deferral> {
    let named = context.context_type.text() == "DeferredContext";
    let reason = short(&context.deferral_reason);
    (named || reason.is_some()).then(|| Deferral {
        reason: reason.unwrap_or_default(),
        matures: moment(&context.maturity_date),
    })
}

fn each<T>(list: &Many<T>) -> impl Iterator<Item = &T> {
    list.iter().flatten().flatten()
}

fn short(told: &Scalar<'_>) -> Option<String> {
    let text = clean_short(told.loose().trim(), SHORT);
    (!text.is_empty()).then_some(text)
}

fn moment(told: &Scalar<'_>) -> Option<Moment> {
    Moment::parse(told.text().trim())
}

/// Reads amounts and sees to it that all of a transaction are in the same currency.
struct Amounts {
    currency: Currency,
    nodes: usize,
}

impl Amounts {
    /// One amount; nothing where Amazon wrote none.
    fn read(&self, told: &wire::Money<'_>) -> Result<Option<Amount>, Reason> {
        let Some(raw) = told.currency_amount else {
            return Ok(None);
        };
        if !told.currency_code.is_absent()
            && Currency::parse(told.currency_code.text()) != Some(self.currency)
        {
            return Err(format!("is not in {}", self.currency));
        }
        let amount = exact(raw.get(), self.currency).ok_or("is not a decimal number")?;
        Ok(Some(amount))
    }

    /// A list of breakdowns; those without an amount say nothing and are left out.
    fn nodes(&mut self, raw: Option<&RawValue>, depth: usize) -> Result<Vec<Node>, Reason> {
        let Some(raw) = raw else {
            return Ok(Vec::new());
        };
        if depth > DEEPEST {
            return Err("its breakdowns are nested too deeply".to_owned());
        }
        let shape = |_| "breakdowns do not have the shape that Amazon documents".to_owned();
        if raw.get().trim_start().starts_with('{') {
            let wrapped: wire::Wrapped<'_> = serde_json::from_str(raw.get()).map_err(shape)?;
            return self.nodes(wrapped.breakdowns, depth + 1);
        }
        let list: Vec<Option<wire::Breakdown<'_>>> =
            serde_json::from_str(raw.get()).map_err(shape)?;
        let mut nodes = Vec::with_capacity(list.len().min(MOST_NODES));
        for told in list.iter().flatten() {
            self.nodes += 1;
            if self.nodes > MOST_NODES {
                return Err("it has too many breakdowns".to_owned());
            }
            let amount = told.breakdown_amount.as_ref().map(|money| self.read(money));
            let amount = amount
                .transpose()
                .map_err(|what| format!("breakdownAmount {what}"))?;
            let below = self.nodes(told.breakdowns, depth + 1)?;
            if let Some(amount) = amount.flatten() {
                nodes.push(Node {
                    name: short(&told.breakdown_type).unwrap_or_default(),
                    amount,
                    below,
                });
            }
        }
        Ok(nodes)
    }
}

/// A number as it is written, to the last digit; with at least the digits that its currency has.
fn exact(literal: &str, currency: Currency) -> Option<Amount> {
    let text = literal.trim().trim_matches('"').trim();
    if text.is_empty() || text.len() > 40 {
        return None;
    }
    let number = match text.contains(['e', 'E']) {
        true => Decimal::from_scientific(text).ok()?,
        false => text.parse::<Amount>().ok()?.0,
    };
    let mut number = number.normalize();
    if number.scale() < currency.minor_digits() {
        number.rescale(currency.minor_digits());
    }
    Some(Amount(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_every_digit() {
        let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
        let yen = Currency::parse("JPY").unwrap_or(Currency::NONE);
        for (literal, currency, wanted) in [
            ("19.9", euro, Some("19.90")),
            ("-0.10", euro, Some("-0.10")),
            ("10", euro, Some("10.00")),
            ("9007199254740993.01", euro, Some("9007199254740993.01")),
            ("1E+2", euro, Some("100.00")),
            ("1.25e-1", euro, Some("0.125")),
            ("\"12.34\"", euro, Some("12.34")),
            ("1200.0", yen, Some("1200")),
            ("true", euro, None),
            ("[1]", euro, None),
            ("", euro, None),
            ("1e400", euro, None),
            ("0.00000000000000000000000000000000001", euro, None),
        ] {
            let read = exact(literal, currency).map(|amount| amount.to_string());
            assert_eq!(read.as_deref(), wanted, "{literal}");
        }
    }
}

//! Order lines from Amazon's amounts.
//!
//! Line totals are what Amazon states, to the last digit; nothing is corrected here. Whether an amount contains its tax
//! is read from Amazon's own sums (`tax_form`), and tax that Amazon states as one sum is shared out over the lines it
//! belongs to (`tax_share`).

mod draft;
mod stated;
mod tax_form;
mod tax_share;

pub use tax_form::TaxForm;

use super::amazon_order::{AmazonItem, AmazonOrder};
use super::money::{Amount, Currency};
use super::order::{LineKind, OrderLine};
use draft::Draft;
use rust_decimal::{Decimal, RoundingStrategy};
use stated::Stated;

/// The money of an order: its lines and what they add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderMoney {
    /// Currency of all amounts.
    pub currency: Currency,
    /// The lines: each item's goods, charges, discounts and note, then what belongs to the whole order.
    pub lines: Vec<OrderLine>,
    /// Tax within the lines that Amazon collects and pays itself: in their `tax`, never in their `untaxed`, no revenue.
    pub facilitator_tax: Amount,
    /// Sum of the line totals.
    pub total: Amount,
    /// Amazon's grand total, as stated; absent while pending and for replacements. Where it differs from `total`, both stand.
    pub amazon_total: Option<Amount>,
    /// Whether some tax was shared out over lines because Amazon did not say how much of it is on which.
    pub tax_split: bool,
    /// How Amazon's amounts relate to their tax.
    pub tax_contained: TaxForm,
}

/// Why the amounts of an order can't be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two currencies in one order.
    #[error("The order has amounts in {first} and in {other}; an order must have one currency.")]
    Currencies {
        /// The currency of the amounts before.
        first: Currency,
        /// The other one.
        other: Currency,
    },
    /// An amount is so large or so fine that sums of it could lose digits.
    #[error("The amount {amount} is too large or has too many decimals to be added up exactly.")]
    Unusable {
        /// The amount.
        amount: Amount,
    },
    /// A sum has left the range of exact figures.
    #[error("The amounts of the order are too large to be added up exactly.")]
    TooLarge,
}

/// Makes the lines of an order from Amazon's amounts.
///
/// `marketplace_tax_included` decides whether amounts contain their tax only where Amazon's sums don't tell;
/// `fallback_currency` counts only for an order without any amount. Products of the lines are left open. Fails if
/// the order mixes currencies, or with amounts that can't be added up exactly; never because sums differ.
pub fn order_lines(
    order: &AmazonOrder,
    marketplace_tax_included: bool,
    fallback_currency: Currency,
) -> Result<OrderMoney, MoneyError> {
    let currency = stated::currency(order)?.unwrap_or(fallback_currency);
    let digits = currency.minor_digits();
    let amazon_total = order.grand_total.map(|money| money.amount);

    let mut items = order
        .items
        .iter()
        .map(|item| Stated::read(&item.breakdowns, item.proceeds_total))
        .collect::<Result<Vec<Stated>, MoneyError>>()?;
    for item in &mut items {
        item.take_total_for_goods();
    }
    let whole = Stated::read(&order.breakdowns, order.grand_total)?;
    let mut rest = whole.not_in(&items);
    if let [only] = items.as_mut_slice() {
        only.charges.extend(rest.take_goods());
    }

    let facilitator: Vec<bool> = order.items.iter().map(|i| i.facilitator_tax).collect();
    let forms = tax_form::of_items(
        &items,
        &facilitator,
        &whole,
        &rest,
        marketplace_tax_included,
    )?;
    let mut tax_split = false;
    let mut drafts = Vec::new();
    for (at, (item, form)) in items.iter().zip(&forms).enumerate() {
        let mut of_item = draft::of(item, Some(at), *form, facilitator[at]);
        tax_split |= tax_share::share(&mut of_item, item, digits)?;
        drafts.extend(of_item);
    }

    let all_facilitator = !facilitator.is_empty() && facilitator.iter().all(|f| *f);
    let (keep, form) = rest_of_order(
        &drafts,
        &rest,
        &whole,
        all_facilitator,
        marketplace_tax_included,
    )?;
    if keep {
        drafts.extend(draft::of(&rest, None, TaxForm::Unknown, all_facilitator));
    }
    if !rest.tax.is_zero() {
        if !drafts.iter().any(Draft::is_charge) {
            drafts.push(draft::for_tax_only(all_facilitator));
        }
        for draft in &mut drafts {
            draft.form = form;
        }
        tax_split |= tax_share::share(&mut drafts, &rest, digits)?;
    }

    let tax_contained = TaxForm::common(drafts.iter().filter(|d| !d.tax.is_zero()).map(|d| d.form));
    let mut money = OrderMoney {
        currency,
        lines: Vec::with_capacity(drafts.len()),
        facilitator_tax: Amount::ZERO,
        total: Amount::ZERO,
        amazon_total,
        tax_split,
        tax_contained,
    };
    let mut drafts = drafts.into_iter().peekable();
    for (at, item) in order.items.iter().enumerate() {
        while let Some(draft) = drafts.next_if(|d| d.item == Some(at)) {
            money.add(draft, Some(item))?;
        }
        if !item.gift_message.is_empty() {
            money.lines.push(note(item));
        }
    }
    for draft in drafts {
        money.add(draft, None)?;
    }
    Ok(money)
}

impl OrderMoney {
    fn add(&mut self, draft: Draft, item: Option<&AmazonItem>) -> Result<(), MoneyError> {
        let (untaxed, tax, total) = draft.figures()?;
        let goods = draft.kind == LineKind::Product;
        if !goods && untaxed.is_zero() && tax.is_zero() {
            return Ok(());
        }
        self.total = self.total.plus(total).ok_or(MoneyError::TooLarge)?;
        if draft.facilitator {
            self.facilitator_tax = self.facilitator_tax.plus(tax).ok_or(MoneyError::TooLarge)?;
        }
        let mut line = OrderLine {
            kind: draft.kind,
            item: item.map(|i| i.id.clone()),
            sku: None,
            asin: String::new(),
            title: draft.title,
            product: None,
            quantity: 1,
            delivered: 0,
            cancelled: 0,
            untaxed,
            tax,
            total,
        };
        if let (true, Some(item)) = (goods, item) {
            line.sku = item.sku.clone();
            line.asin = item.asin.clone();
            line.title = item.title.clone();
            line.quantity = item.ordered;
            // Delivered + open + cancelled is what was ordered, even if Amazon counts more.
            line.delivered = item.fulfilled.unwrap_or(0).min(item.ordered);
            line.cancelled = item.cancelled();
        }
        self.lines.push(line);
        Ok(())
    }
}

/// The gift message's place; the message itself is personal and kept elsewhere.
fn note(item: &AmazonItem) -> OrderLine {
    OrderLine {
        kind: LineKind::Note,
        item: Some(item.id.clone()),
        sku: None,
        asin: String::new(),
        title: "Gift message".to_owned(),
        product: None,
        quantity: 0,
        delivered: 0,
        cancelled: 0,
        untaxed: Amount::ZERO,
        tax: Amount::ZERO,
        total: Amount::ZERO,
    }
}

/// Whether what only the order states becomes lines, and how its tax relates to the amounts: by the grand total.
///
/// Charges that are collected apart, such as a tip that is still pending, may stand in the breakdown without being in
/// the grand total. Where the items alone make up the grand total, nothing is missing.
fn rest_of_order(
    drafts: &[Draft],
    rest: &Stated,
    whole: &Stated,
    facilitator: bool,
    tax_included: bool,
) -> Result<(bool, TaxForm), MoneyError> {
    let mut items = Amount::ZERO;
    for draft in drafts {
        items = items.plus(draft.figures()?.2).ok_or(MoneyError::TooLarge)?;
    }
    let with_rest = items
        .plus(rest.without_tax()?)
        .ok_or(MoneyError::TooLarge)?;
    let fits = |sum: Amount, tax: Amount| whole.total.is_some() && sum.plus(tax) == whole.total;
    // Where the grand total has the tax in it and equals these amounts, they have it in them, too.
    let contained = match tax_form::of_order(whole)? {
        Some(true) => TaxForm::Contained,
        Some(false) | None => TaxForm::sum_without_tax(facilitator, tax_included, None),
    };
    Ok(if fits(with_rest, rest.tax) {
        (true, TaxForm::OnTop)
    } else if fits(with_rest, Amount::ZERO) {
        (true, contained)
    } else if fits(items, rest.tax) {
        (false, TaxForm::OnTop)
    } else if fits(items, Amount::ZERO) {
        (false, contained)
    } else {
        (true, TaxForm::by_marketplace(tax_included))
    })
}

/// The price of one piece without tax, for display only: rounded half up to the smallest unit of the currency.
///
/// `None` for lines without a quantity. Never to be added up; the line's own amounts are.
pub fn display_unit_price(line: &OrderLine, currency: Currency) -> Option<Amount> {
    let price = line.untaxed.0.checked_div(Decimal::from(line.quantity))?;
    let digits = currency.minor_digits();
    Some(Amount(price.round_dp_with_strategy(
        digits,
        RoundingStrategy::MidpointAwayFromZero,
    )))
}

//! Whether amounts contain their tax, read from Amazon's own sums.

use super::super::amazon_order::BreakdownKind;
use super::super::money::Amount;
use super::MoneyError;
use super::stated::Stated;

/// How amounts relate to the tax that is stated beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaxForm {
    /// No tax is stated, so there is nothing to tell.
    Unknown,
    /// The tax comes on top of the amounts.
    OnTop,
    /// The amounts contain the tax.
    Contained,
    /// Amazon collects the tax itself and leaves it out of its sums, where prices never contain it: it is on no line.
    LeftOut,
    /// Not the same for all items of the order.
    Mixed,
}

impl TaxForm {
    /// What the marketplace's flag says.
    pub(super) fn by_marketplace(tax_included: bool) -> TaxForm {
        if tax_included {
            TaxForm::Contained
        } else {
            TaxForm::OnTop
        }
    }

    /// What it means that Amazon's sum of an item is reached without the tax.
    ///
    /// As a rule that the amounts contain it. But proceeds are what the seller gets (Orders API 2026-01-01), so tax that
    /// Amazon keeps may be missing in that sum: it is on top if the order's own sum has it on top, and left out
    /// everywhere where prices never contain it.
    pub(super) fn sum_without_tax(
        facilitator: bool,
        tax_included: bool,
        order_on_top: Option<bool>,
    ) -> TaxForm {
        match (facilitator, order_on_top) {
            (true, Some(true)) => TaxForm::OnTop,
            (true, _) if !tax_included => TaxForm::LeftOut,
            _ => TaxForm::Contained,
        }
    }

    /// The one form of all, if they agree.
    pub(super) fn common(forms: impl IntoIterator<Item = TaxForm>) -> TaxForm {
        let mut forms = forms.into_iter();
        let Some(first) = forms.next() else {
            return TaxForm::Unknown;
        };
        if forms.all(|form| form == first) {
            first
        } else {
            TaxForm::Mixed
        }
    }
}

/// The form of each item: by its own sum; else as the other items tell; else by the order's breakdowns and then the
/// items' sum against the grand total; else by the marketplace.
pub(super) fn of_items(
    items: &[Stated],
    facilitator: &[bool],
    whole: &Stated,
    rest: &Stated,
    tax_included: bool,
) -> Result<Vec<TaxForm>, MoneyError> {
    let order_on_top = of_order(whole)?;
    let mut told = Vec::with_capacity(items.len());
    for (item, facilitator) in items.iter().zip(facilitator) {
        told.push(if item.tax.is_zero() {
            Some(TaxForm::Unknown)
        } else {
            by_sum(item.without_tax()?, item.tax, item.total).map(|on_top| {
                if on_top {
                    TaxForm::OnTop
                } else {
                    TaxForm::sum_without_tax(*facilitator, tax_included, order_on_top)
                }
            })
        });
    }
    let guess = if told.contains(&None) {
        guess(items, &told, whole, rest, order_on_top)?
    } else {
        None
    };
    Ok(told
        .into_iter()
        .zip(facilitator)
        .map(|(told, facilitator)| {
            told.unwrap_or(match guess {
                Some(true) => TaxForm::OnTop,
                Some(false) => TaxForm::sum_without_tax(*facilitator, tax_included, order_on_top),
                None => TaxForm::by_marketplace(tax_included),
            })
        })
        .collect())
}

/// Whether the tax of items that don't tell is on top; `None` if nothing else tells either.
fn guess(
    items: &[Stated],
    told: &[Option<TaxForm>],
    whole: &Stated,
    rest: &Stated,
    order_on_top: Option<bool>,
) -> Result<Option<bool>, MoneyError> {
    let others = told.iter().flatten().filter(|f| **f != TaxForm::Unknown);
    match TaxForm::common(others.copied()) {
        TaxForm::OnTop => return Ok(Some(true)),
        TaxForm::Contained | TaxForm::LeftOut => return Ok(Some(false)),
        TaxForm::Mixed | TaxForm::Unknown => {}
    }
    if order_on_top.is_some() {
        return Ok(order_on_top);
    }
    let mut sum = rest.without_tax()?;
    let mut open = Amount::ZERO;
    for (item, told) in items.iter().zip(told) {
        let amount = item.without_tax()?;
        let on_top = if *told == Some(TaxForm::OnTop) {
            item.tax
        } else {
            Amount::ZERO
        };
        sum = Amount::sum([sum, amount, on_top]).ok_or(MoneyError::TooLarge)?;
        if told.is_none() {
            open = open.plus(item.tax).ok_or(MoneyError::TooLarge)?;
        }
    }
    Ok(by_sum(sum, open, whole.total))
}

/// Whether the order's own breakdowns have the tax on top (`true`) or contain it (`false`); `None` if they don't tell.
///
/// A tip is collected apart and may stand in the breakdowns without being in the grand total yet.
pub(super) fn of_order(whole: &Stated) -> Result<Option<bool>, MoneyError> {
    let all = whole.without_tax()?;
    let tip = whole.charge(&BreakdownKind::DeliveryTip);
    let without_tip = all
        .minus(tip.unwrap_or(Amount::ZERO))
        .ok_or(MoneyError::TooLarge)?;
    Ok(by_sum(all, whole.tax, whole.total).or(by_sum(without_tip, whole.tax, whole.total)))
}

/// Whether a total is reached with the tax (`true`) or without (`false`); `None` if it tells neither.
fn by_sum(without: Amount, tax: Amount, total: Option<Amount>) -> Option<bool> {
    let total = total.filter(|_| !tax.is_zero())?;
    if without.plus(tax) == Some(total) {
        Some(true)
    } else if without == total {
        Some(false)
    } else {
        None
    }
}

//! Lines in the making.

use super::super::amazon_order::BreakdownKind;
use super::super::money::Amount;
use super::super::order::LineKind;
use super::stated::Stated;
use super::{MoneyError, TaxForm};

/// A line in the making: one amount as Amazon states it, and its tax.
pub(super) struct Draft {
    pub(super) kind: LineKind,
    /// What a tax detail calls it; `Discount` for discounts.
    pub(super) part: BreakdownKind,
    /// The item it comes from, by its place in the order.
    pub(super) item: Option<usize>,
    pub(super) title: String,
    pub(super) amount: Amount,
    pub(super) tax: Amount,
    /// Whether Amazon says how much tax is on it.
    pub(super) detailed: bool,
    pub(super) form: TaxForm,
    pub(super) facilitator: bool,
}

impl Draft {
    pub(super) fn is_discount(&self) -> bool {
        self.kind == LineKind::Discount
    }

    /// Everything that is no discount and may be taxed: tips are not.
    pub(super) fn is_charge(&self) -> bool {
        !self.is_discount() && self.part != BreakdownKind::DeliveryTip
    }

    /// Amount without tax, tax, amount with tax.
    pub(super) fn figures(&self) -> Result<(Amount, Amount, Amount), MoneyError> {
        match self.form {
            TaxForm::Contained => {
                let untaxed = self.amount.minus(self.tax).ok_or(MoneyError::TooLarge)?;
                Ok((untaxed, self.tax, self.amount))
            }
            TaxForm::LeftOut => Ok((self.amount, Amount::ZERO, self.amount)),
            TaxForm::OnTop | TaxForm::Mixed | TaxForm::Unknown => {
                let total = self.amount.plus(self.tax).ok_or(MoneyError::TooLarge)?;
                Ok((self.amount, self.tax, total))
            }
        }
    }
}

/// The lines of an item, or of the order as a whole, still without their tax.
pub(super) fn of(
    stated: &Stated,
    item: Option<usize>,
    form: TaxForm,
    facilitator: bool,
) -> Vec<Draft> {
    let draft = |kind, part, title, amount| Draft {
        kind,
        part,
        item,
        title,
        amount,
        tax: Amount::ZERO,
        detailed: false,
        form,
        facilitator,
    };
    let mut drafts = Vec::with_capacity(stated.charges.len() + stated.discounts.len() + 1);
    if item.is_some() {
        let goods = stated.charge(&BreakdownKind::Item).unwrap_or(Amount::ZERO);
        drafts.push(draft(
            LineKind::Product,
            BreakdownKind::Item,
            String::new(),
            goods,
        ));
    }
    for (part, amount) in &stated.charges {
        if item.is_none() || *part != BreakdownKind::Item {
            drafts.push(draft(kind_of(part), part.clone(), title_of(part), *amount));
        }
    }
    // A tax on top may be on something that costs nothing; it needs a line all the same.
    if form == TaxForm::OnTop {
        for (part, tax) in &stated.tax_details {
            if !tax.is_zero() && !drafts.iter().any(|d| d.part == *part) {
                drafts.push(draft(
                    kind_of(part),
                    part.clone(),
                    title_of(part),
                    Amount::ZERO,
                ));
            }
        }
        if !stated.discount_tax.is_zero() && stated.discounts.is_empty() {
            let part = BreakdownKind::Discount;
            drafts.push(draft(
                LineKind::Discount,
                part,
                discount_title(None),
                Amount::ZERO,
            ));
        }
    }
    for (on, amount) in &stated.discounts {
        let part = BreakdownKind::Discount;
        drafts.push(draft(
            LineKind::Discount,
            part,
            discount_title(on.as_ref()),
            *amount,
        ));
    }
    drafts
}

/// A line for a tax that has no other line to stand on.
pub(super) fn for_tax_only(facilitator: bool) -> Draft {
    Draft {
        kind: LineKind::Charge,
        part: BreakdownKind::Tax,
        item: None,
        title: "Tax".to_owned(),
        amount: Amount::ZERO,
        tax: Amount::ZERO,
        detailed: false,
        form: TaxForm::OnTop,
        facilitator,
    }
}

fn kind_of(part: &BreakdownKind) -> LineKind {
    match part {
        BreakdownKind::Shipping => LineKind::Shipping,
        BreakdownKind::GiftWrap => LineKind::GiftWrap,
        BreakdownKind::Discount => LineKind::Discount,
        BreakdownKind::Item
        | BreakdownKind::CodFee
        | BreakdownKind::Tax
        | BreakdownKind::DeliveryTip
        | BreakdownKind::Other(_) => LineKind::Charge,
    }
}

fn title_of(part: &BreakdownKind) -> String {
    match part {
        BreakdownKind::Item => "Goods".to_owned(),
        BreakdownKind::Shipping => "Shipping".to_owned(),
        BreakdownKind::GiftWrap => "Gift wrap".to_owned(),
        BreakdownKind::CodFee => "Cash on delivery".to_owned(),
        BreakdownKind::Tax => "Tax".to_owned(),
        BreakdownKind::Discount => "Discount".to_owned(),
        BreakdownKind::DeliveryTip => "Delivery tip".to_owned(),
        BreakdownKind::Other(name) if name == "OTHER" || name.is_empty() => {
            "Other charge".to_owned()
        }
        BreakdownKind::Other(name) => {
            let words = name.replace('_', " ").to_lowercase();
            let mut letters = words.chars();
            letters.next().map_or(String::new(), |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
    }
}

fn discount_title(on: Option<&BreakdownKind>) -> String {
    match on {
        None | Some(BreakdownKind::Item | BreakdownKind::Discount) => "Discount".to_owned(),
        Some(part) => format!("Discount on {}", title_of(part).to_lowercase()),
    }
}

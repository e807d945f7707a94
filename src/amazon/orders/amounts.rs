//! Money of an order: exact decimal text, and one currency within the order.

use super::MOST_ENTRIES;
use super::scalar::Scalar;
use super::wire::{self, Many, each};
use crate::domain::amazon_order::{Breakdown, BreakdownKind};
use crate::domain::money::{Amount, Currency, Money};

/// What is wrong with an amount, and where below the field that is being read.
pub(super) struct BadAmount {
    path: String,
    what: String,
}

impl BadAmount {
    fn new(path: &str, what: impl Into<String>) -> BadAmount {
        BadAmount {
            path: path.to_owned(),
            what: what.into(),
        }
    }

    /// The same, seen from the field above.
    fn below(mut self, field: &str) -> BadAmount {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.path = format!("{field}{dot}{}", self.path);
        self
    }

    /// The reason, for people.
    pub(super) fn at(self, field: &str) -> String {
        let whole = self.below(field);
        format!("{} {}", whole.path, whole.what)
    }
}

/// Reads amounts and sees to it that all of an order are in the same currency.
#[derive(Default)]
pub(super) struct OneCurrency(Option<Currency>);

impl OneCurrency {
    /// One amount; nothing where Amazon wrote neither amount nor currency.
    pub(super) fn read(&mut self, told: &wire::Money<'_>) -> Result<Option<Money>, BadAmount> {
        if told.amount.is_absent() && told.currency_code.is_absent() {
            return Ok(None);
        }
        let Scalar::Text(text) = &told.amount else {
            let what = if told.amount.is_absent() {
                "is missing"
            } else {
                "is not decimal text"
            };
            return Err(BadAmount::new("amount", what));
        };
        let amount =
            exact(text).ok_or_else(|| BadAmount::new("amount", "is not a decimal number"))?;
        let currency = Currency::parse(told.currency_code.text()).ok_or_else(|| {
            BadAmount::new("currencyCode", "is not a currency code of three letters")
        })?;
        match self.0 {
            None => self.0 = Some(currency),
            Some(first) if first != currency => {
                let what = format!("is {currency}, but the order also has amounts in {first}");
                return Err(BadAmount::new("currencyCode", what));
            }
            Some(_) => {}
        }
        Ok(Some(Money { amount, currency }))
    }

    /// An amount that may be absent as a whole.
    pub(super) fn read_optional(
        &mut self,
        told: Option<&wire::Money<'_>>,
        field: &str,
    ) -> Result<Option<Money>, BadAmount> {
        match told {
            Some(told) => self.read(told).map_err(|bad| bad.below(field)),
            None => Ok(None),
        }
    }

    /// The parts of a sum; those without an amount say nothing and are left out.
    pub(super) fn breakdowns(
        &mut self,
        told: &Many<wire::Breakdown<'_>>,
    ) -> Result<Vec<Breakdown>, BadAmount> {
        let mut list = Vec::with_capacity(told.as_ref().map_or(0, |l| l.len().min(MOST_ENTRIES)));
        for (at, part) in each(told).enumerate() {
            let name = || format!("breakdowns[{at}]");
            if at >= MOST_ENTRIES {
                return Err(BadAmount::new("breakdowns", "has too many entries"));
            }
            let subtotal = self
                .read_optional(part.subtotal.as_ref(), "subtotal")
                .map_err(|bad| bad.below(&name()))?;
            let Some(subtotal) = subtotal else { continue };
            let details = self
                .details(&part.detailed_breakdowns)
                .map_err(|bad| bad.below(&name()))?;
            list.push(Breakdown {
                kind: BreakdownKind::parse(part.r#type.text()),
                subtotal,
                details,
            });
        }
        Ok(list)
    }

    fn details(
        &mut self,
        told: &Many<wire::Detail<'_>>,
    ) -> Result<Vec<(BreakdownKind, Money)>, BadAmount> {
        let mut list = Vec::new();
        for (at, detail) in each(told).enumerate() {
            if at >= MOST_ENTRIES {
                return Err(BadAmount::new("detailedBreakdowns", "has too many entries"));
            }
            let value = self
                .read_optional(detail.value.as_ref(), "value")
                .map_err(|bad| bad.below(&format!("detailedBreakdowns[{at}]")))?;
            if let Some(value) = value {
                list.push((BreakdownKind::parse(detail.subtype.text()), value));
            }
        }
        Ok(list)
    }
}

/// Plain decimal text: a sign, digits, a point and digits.
fn exact(text: &str) -> Option<Amount> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    (plain && text.len() <= 40)
        .then(|| text.parse().ok())
        .flatten()
}

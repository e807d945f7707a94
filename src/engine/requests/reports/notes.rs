//! What is to be known about the figures of a report, as sentences.

use super::asked::Asked;
use crate::domain::money::Currency;
use crate::domain::sales_report::{Dimension, Rate, SalesQuery};
use crate::engine::sales::{MoneyClasses, Sales};

/// The notes of a report.
pub(super) fn notes(
    sales: &Sales,
    query: &SalesQuery,
    asked: Option<&Asked>,
    classes: &MoneyClasses,
) -> Vec<String> {
    let mut notes = Vec::new();
    if query.by.has(Dimension::Product) {
        notes.push(
            "By product only goods count: shipping, gift wrap, charges and discounts belong to no product."
                .to_owned(),
        );
    }
    if query.compare && asked.is_some_and(|asked| asked.before.is_none()) {
        notes.push("Without a first day there is no period before to compare with.".to_owned());
    }
    if let Some(conversion) = &query.conversion {
        let rates: Vec<String> = conversion.rates.iter().map(Rate::to_string).collect();
        notes.push(format!(
            "Amounts are turned into {} at the rates that were given: {}.",
            conversion.to,
            rates.join(", ")
        ));
        notes.extend(early(query, asked));
        let stay: Vec<String> = classes
            .unturned()
            .filter(|currency| *currency != conversion.to)
            .map(|currency: Currency| currency.to_string())
            .collect();
        if !stay.is_empty() {
            notes.push(format!(
                "There is no rate of {}: those amounts stay.",
                stay.join(", ")
            ));
        }
    }
    match sales.unreadable() {
        0 => {}
        1 => notes
            .push("1 order can't be read and is in no figure: run `orderdeck verify`.".to_owned()),
        many => notes.push(format!(
            "{many} orders can't be read and are in no figure: run `orderdeck verify`."
        )),
    }
    notes
}

/// Days before the earliest rate of a currency take that one; whoever reads the figures is to know.
fn early(query: &SalesQuery, asked: Option<&Asked>) -> Option<String> {
    let first = asked.map(|asked| asked.before.as_ref().map_or(asked.period, |(p, _)| *p).from)?;
    let conversion = query.conversion.as_ref()?;
    let late: Vec<String> = conversion
        .rates
        .iter()
        .filter(|rate| conversion.rates_of(rate.currency).first() == Some(rate))
        .filter(|rate| rate.from.is_some_and(|from| from > first))
        .map(Rate::to_string)
        .collect();
    (!late.is_empty()).then(|| {
        format!(
            "Orders before their day take the earliest rate: {}.",
            late.join(", ")
        )
    })
}

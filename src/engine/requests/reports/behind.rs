//! The orders behind a figure of a report.

use super::asked::{asked, names};
use super::invalid;
use crate::domain::ids::OrderNumber;
use crate::domain::sales_report::Dimension;
use crate::engine::core::Core;
use crate::engine::sales::{Axis, Meaning, numbers_of};
use crate::engine::{blocking, views, writer};
use crate::protocol::Failure;
use crate::protocol::reports::{FigureOrders, FigureOrdersPage, ReportReply};
use std::sync::Arc;

/// Most rows in a page.
const MOST_ROWS: u32 = 1_000;

/// A part of the orders behind a figure, the newest first.
pub(super) async fn orders(core: &Arc<Core>, wanted: FigureOrders) -> Result<ReportReply, Failure> {
    let names = names(core, &wanted.query).await?;
    if let Some(strange) = wanted.of.keys().find(|d| !wanted.query.by.has(**d)) {
        return Err(invalid(format!(
            "The report is by {}, not by {}.",
            wanted.query.by,
            strange.as_str()
        )));
    }
    let core = core.clone();
    blocking(move || {
        core.fill_sales()?;
        let Some(meanings) = meanings(&core, &wanted)? else {
            return Ok(ReportReply::Orders(FigureOrdersPage::default()));
        };
        let numbers = core.sales.read(|sales| {
            let asked = asked(sales, &wanted.query, &names)?;
            let axes: Vec<Axis> = meanings
                .iter()
                .map(|(dimension, _)| Axis::of(sales, *dimension, asked.period))
                .collect();
            let codes = axes
                .iter()
                .zip(&meanings)
                .map(|(axis, (_, meaning))| Some((axis, axis.code_of(sales, meaning)?)))
                .collect::<Option<Vec<_>>>()?;
            let goods = wanted.query.by.has(Dimension::Product);
            let currencies = currencies(&wanted);
            Some(numbers_of(
                sales,
                &asked.wanted,
                &codes,
                currencies.as_deref(),
                goods,
            ))
        });
        page(&core, &numbers.unwrap_or_default(), &wanted)
    })
    .await
}

/// The currencies whose orders are in a figure: where amounts were turned into one, all that were.
fn currencies(wanted: &FigureOrders) -> Option<Vec<crate::domain::money::Currency>> {
    let shown = wanted.currency?;
    let mut all = vec![shown];
    if let Some(conversion) = wanted.query.conversion.as_ref().filter(|c| c.to == shown) {
        all.extend(conversion.rates.iter().map(|rate| rate.currency));
    }
    Some(all)
}

/// What the words of a row stand for; none if there is no such account or product.
fn meanings(
    core: &Core,
    wanted: &FigureOrders,
) -> Result<Option<Vec<(Dimension, Meaning)>>, Failure> {
    let mut meanings = Vec::new();
    for (dimension, word) in &wanted.of {
        let meaning = match (dimension, word) {
            (Dimension::Account, Some(name)) => core.names.id_of(name).map(Meaning::Account),
            (Dimension::Product, Some(reference)) => core
                .store
                .read(|reading| reading.product_by_reference(reference))
                .map_err(|e| writer::store_failure(&e))?
                .map(|product| Meaning::Product(product.id)),
            (Dimension::Account | Dimension::Product, None) => None,
            (_, word) => Some(Meaning::Word(word.clone())),
        };
        let Some(meaning) = meaning else {
            return Ok(None);
        };
        meanings.push((*dimension, meaning));
    }
    Ok(Some(meanings))
}

fn page(
    core: &Core,
    numbers: &[OrderNumber],
    wanted: &FigureOrders,
) -> Result<ReportReply, Failure> {
    let offset = usize::try_from(wanted.offset).unwrap_or(usize::MAX);
    let limit = wanted.limit.clamp(1, MOST_ROWS) as usize;
    let first = offset.min(numbers.len());
    let rows = core
        .store
        .read(|reading| {
            let mut keys = Vec::with_capacity(limit);
            for number in numbers.iter().skip(first).take(limit) {
                keys.extend(reading.key_of_number(*number)?);
            }
            reading.order_rows(&keys)
        })
        .map_err(|e| writer::store_failure(&e))?;
    Ok(ReportReply::Orders(FigureOrdersPage {
        orders: rows
            .into_iter()
            .map(|listed| views::row(listed, &core.names))
            .collect(),
        first: first as u64,
        total: numbers.len() as u64,
    }))
}

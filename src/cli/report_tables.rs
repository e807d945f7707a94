//! Reports for people.

use super::output::Output;
use super::table::{Facts, Set, Table, heading};
use crate::domain::ids::MarketplaceId;
use crate::domain::marketplace::code_of;
use crate::domain::money::Amount;
use crate::domain::sales_report::figures::change;
use crate::domain::sales_report::{Dimension, Figures, Period, SalesQuery, SalesReport};
use crate::protocol::reports::{QualityKind, QualityRate, QualityReport};
use crate::protocol::upkeep::Level;

/// A report on sales with its sums, what it is compared with, and what is to be known about it.
pub fn sales_text(report: &SalesReport, output: &Output) -> String {
    let Some(period) = report.period else {
        return "No order matches.\n".to_owned();
    };
    let mut text = format!("{}\n", span(period));
    if let Some(before) = report.before {
        text.push_str(&format!("compared with {}\n", span(before)));
    }
    text.push_str(&table(report, output));
    for note in &report.notes {
        text.push_str(&format!("{note}\n"));
    }
    if report.left_out > 0 {
        text.push_str(&format!("{} more rows are left out.\n", report.left_out));
    }
    text
}

fn span(period: Period) -> String {
    if period.from == period.to {
        return period.from.to_string();
    }
    format!("{} to {}", period.from, period.to)
}

fn table(report: &SalesReport, output: &Output) -> String {
    let compared = report.before.is_some();
    let by_product = report.by.has(Dimension::Product);
    let mut columns: Vec<(&'static str, Set)> =
        report.by.all().map(|d| (d.title(), Set::Cut)).collect();
    columns.extend([
        ("Orders", Set::Right),
        ("Units", Set::Right),
        ("Untaxed", Set::Right),
        ("Total", Set::Right),
        ("Cur", Set::Left),
        ("Average", Set::Right),
        ("Delivered", Set::Right),
    ]);
    if !by_product {
        columns.push(("Invoiced", Set::Right));
    }
    if compared {
        columns.extend([("Before", Set::Right), ("Change", Set::Right)]);
    }
    let mut table = Table::new(&columns);
    let figures = |figures: &Figures, before: Option<Figures>, currency: String| {
        let mut cells = vec![
            figures.orders.to_string(),
            figures.units.to_string(),
            figures.untaxed.to_string(),
            figures.total.to_string(),
            currency,
            some(figures.average),
            figures.delivered.to_string(),
        ];
        if !by_product {
            cells.push(some(figures.invoiced));
        }
        if let Some(before) = before {
            cells.push(before.total.to_string());
            cells.push(change(figures.total, before.total).unwrap_or_else(|| "new".to_owned()));
        }
        cells
    };
    for row in &report.rows {
        let mut cells: Vec<String> = report
            .by
            .all()
            .map(|d| shown(d, row.of.get(&d).and_then(Option::as_deref)))
            .collect();
        cells.extend(figures(&row.figures, row.before, row.currency.to_string()));
        table.row(cells);
    }
    for total in &report.totals {
        let mut cells = vec!["Total".to_owned()];
        cells.resize(report.by.all().count(), String::new());
        cells.extend(figures(
            &total.figures,
            total.before,
            total.currency.to_string(),
        ));
        table.row(cells);
    }
    table.render(output)
}

fn some(amount: Option<Amount>) -> String {
    amount.map_or_else(String::new, |amount| amount.to_string())
}

/// How a word of a row reads.
fn shown(dimension: Dimension, word: Option<&str>) -> String {
    match (dimension, word) {
        (Dimension::Marketplace, Some(id)) => code_of(&MarketplaceId::from(id)).to_owned(),
        (_, Some(word)) => word.to_owned(),
        (Dimension::Country, None) => "unknown".to_owned(),
        (_, None) => "none".to_owned(),
    }
}

/// A report in a line.
pub fn described(query: &SalesQuery) -> String {
    let mut words = vec![format!("by {}", query.by)];
    words.push(query.days.to_string());
    if let Some(channel) = query.channel {
        words.push(channel.to_string());
    }
    words.extend(query.account.clone());
    words.extend(query.marketplace.clone());
    if query.compare {
        words.push("compared".to_owned());
    }
    if let Some(conversion) = &query.conversion {
        words.push(format!("in {}", conversion.to));
    }
    words.join(", ")
}

/// The operators' figures.
pub fn quality_text(quality: &QualityReport, output: &Output) -> String {
    let mut facts = Facts::new();
    facts
        .add("To ship", quality.to_ship.to_string())
        .add("Late", quality.late.to_string())
        .add("Due today", quality.due_today.to_string())
        .add("Failed", quality.failed.to_string());
    let mut text = facts.render(output);
    for account in &quality.accounts {
        text.push_str(&heading(output, &account.account));
        let mut table = Table::new(&[
            ("Rate", Set::Left),
            ("Days", Set::Right),
            ("Orders", Set::Right),
            ("Percent", Set::Right),
            ("Amazon wants", Set::Left),
            ("", Set::Left),
        ]);
        for rate in &account.rates {
            table.row(rate_cells(rate, output));
        }
        text.push_str(&table.render(output));
    }
    text
}

fn rate_cells(rate: &QualityRate, output: &Output) -> [String; 6] {
    let level = if rate.well { Level::Info } else { Level::Error };
    let plain = Output {
        color: false,
        ..*output
    };
    [
        match rate.kind {
            QualityKind::LateShipment => "Shipped late",
            QualityKind::OnTime => "Shipped in time",
            QualityKind::Cancelled => "Cancelled before shipment",
        }
        .to_owned(),
        rate.days.to_string(),
        format!("{} of {}", rate.counted, rate.orders),
        rate.percent.clone().unwrap_or_else(|| "-".to_owned()),
        rate.threshold
            .as_ref()
            .map_or_else(String::new, |threshold| format!("under {threshold}")),
        match rate.threshold {
            Some(_) => plain.mark(level),
            None => String::new(),
        },
    ]
}

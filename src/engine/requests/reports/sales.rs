//! A report on sales: one scan for the period, one for the period before, put together.

use super::asked::{Asked, Names, asked, names};
use super::invalid;
use crate::domain::ids::ProductId;
use crate::domain::money::{Amount, Currency};
use crate::domain::product::Product;
use crate::domain::sales_report::conversion::rounded;
use crate::domain::sales_report::{
    Dimension, Figures, Period, SalesQuery, SalesReport, SalesRow, SalesTotal,
};
use crate::engine::core::Core;
use crate::engine::sales::{Axis, Groups, Meaning, MoneyClasses, Sales, Sums, Wanted, groups};
use crate::engine::{blocking, writer};
use crate::protocol::Failure;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows beyond these are left out: nobody reads them, and an answer has its limits.
const MOST_ROWS: usize = 20_000;

/// The report.
pub(super) async fn report(core: &Arc<Core>, query: SalesQuery) -> Result<SalesReport, Failure> {
    let names = names(core, &query).await?;
    let core = core.clone();
    blocking(move || {
        core.fill_sales()?;
        let found = core.sales.read(|sales| find(sales, &query, &names))?;
        let mut report = empty(&query);
        report.notes = found.notes;
        let Some(table) = found.table else {
            return Ok(report);
        };
        report.period = Some(table.period);
        report.before = table.before;
        report.left_out = table.left_out;
        report.totals = table.totals;
        report.rows = named(&core, &query, table.rows)?;
        if let Some(conversion) = query.conversion {
            report.converted_to = Some(conversion.to);
            report.rates = conversion.rates;
        }
        Ok(report)
    })
    .await
}

fn empty(query: &SalesQuery) -> SalesReport {
    SalesReport {
        by: query.by,
        period: None,
        before: None,
        rows: Vec::new(),
        totals: Vec::new(),
        converted_to: None,
        rates: Vec::new(),
        left_out: 0,
        notes: Vec::new(),
    }
}

/// What was found in memory, without names from the store.
struct Found {
    table: Option<FoundTable>,
    notes: Vec<String>,
}

struct FoundTable {
    period: Period,
    before: Option<Period>,
    rows: Vec<FoundRow>,
    totals: Vec<SalesTotal>,
    left_out: u64,
}

struct FoundRow {
    of: Vec<Meaning>,
    currency: Currency,
    figures: Figures,
    before: Option<Figures>,
}

fn find(sales: &Sales, query: &SalesQuery, names: &Names) -> Result<Found, Failure> {
    let asked = asked(sales, query, names);
    let classes = MoneyClasses::of(sales, query.conversion.as_ref());
    let notes = super::notes::notes(sales, query, asked.as_ref(), &classes);
    let table = asked
        .map(|asked| table(sales, query, &asked, &classes))
        .transpose()?;
    Ok(Found { table, notes })
}

/// A group that may be shown: its codes, and the currency it is shown in.
type Shown = (u32, u32, Currency);

/// The figures of a group now and before.
type Both = (Option<Figures>, Option<Figures>);

fn table(
    sales: &Sales,
    query: &SalesQuery,
    asked: &Asked,
    classes: &MoneyClasses,
) -> Result<FoundTable, Failure> {
    let by_product = query.by.has(Dimension::Product);
    let adding = Adding {
        classes,
        wanted: query.conversion.as_ref().map(|c| c.to),
        invoiced: !by_product,
    };
    let axes = axes(sales, query, asked.period);
    let now = scan(sales, &asked.wanted, &axes, classes);
    let mut rows: HashMap<Shown, Both> = HashMap::new();
    for (shown, figures) in adding.rows(&now)? {
        rows.entry(shown).or_default().0 = Some(figures);
    }
    let mut totals: HashMap<Currency, Both> = HashMap::new();
    for (currency, figures) in adding.totals(&now)? {
        totals.entry(currency).or_default().0 = Some(figures);
    }
    if let Some((period, wanted)) = &asked.before {
        let before = scan(sales, wanted, &self::axes(sales, query, *period), classes);
        let before = within(before, &axes);
        for (shown, figures) in adding.rows(&before)? {
            rows.entry(shown).or_default().1 = Some(figures);
        }
        for (currency, figures) in adding.totals(&before)? {
            totals.entry(currency).or_default().1 = Some(figures);
        }
    }
    let compared = asked.before.is_some();
    let before = |before: Option<Figures>| compared.then(|| before.unwrap_or(nothing(by_product)));
    let mut totals: Vec<SalesTotal> = totals
        .into_iter()
        .map(|(currency, (now, then))| SalesTotal {
            currency,
            figures: now.unwrap_or(nothing(by_product)),
            before: before(then),
        })
        .collect();
    totals.sort_by_key(|total| (std::cmp::Reverse(total.figures.orders), total.currency));
    let main = totals.first().map(|total| total.currency);
    let mut sorted: Vec<(Shown, Both)> = rows.into_iter().collect();
    super::ranks::sort(&mut sorted, &axes, main);
    let left_out = sorted.len().saturating_sub(MOST_ROWS) as u64;
    sorted.truncate(MOST_ROWS);
    let rows = sorted
        .into_iter()
        .map(|((first, second, currency), (now, then))| FoundRow {
            of: axes
                .iter()
                .zip([first, second])
                .map(|(axis, code)| axis.meaning(sales, code))
                .collect(),
            currency,
            figures: now.unwrap_or(nothing(by_product)),
            before: before(then),
        })
        .collect();
    Ok(FoundTable {
        period: asked.period,
        before: asked.before.as_ref().map(|(period, _)| *period),
        rows,
        totals,
        left_out,
    })
}

fn axes(sales: &Sales, query: &SalesQuery, period: Period) -> Vec<Axis> {
    query
        .by
        .all()
        .map(|dimension| Axis::of(sales, dimension, period))
        .collect()
}

fn scan(sales: &Sales, wanted: &Wanted, axes: &[Axis], classes: &MoneyClasses) -> Groups {
    match axes {
        [first] => groups(sales, wanted, first, None, classes),
        [first, second, ..] => groups(sales, wanted, first, Some(second), classes),
        [] => Groups::default(),
    }
}

/// The n-th part of the period before stands against the n-th of the period; what is beyond its last, such as a 31st day,
/// with that one.
fn within(mut before: Groups, axes: &[Axis]) -> Groups {
    for ((first, second, _), _) in &mut before.of {
        for (axis, code) in axes.iter().zip([first, second]) {
            if axis.dimension().is_time() {
                *code = (*code).min(axis.last_code());
            }
        }
    }
    before
}

fn nothing(by_product: bool) -> Figures {
    Figures {
        invoiced: (!by_product).then_some(Amount::ZERO),
        ..Figures::default()
    }
}

/// How sums become figures.
struct Adding<'a> {
    classes: &'a MoneyClasses,
    wanted: Option<Currency>,
    invoiced: bool,
}

/// Sums in the currency in which they are shown, not rounded yet.
#[derive(Clone, Copy, Default)]
struct Turned {
    orders: u64,
    units: u64,
    delivered: u64,
    amounts: [Amount; 3],
}

impl Adding<'_> {
    fn rows(&self, groups: &Groups) -> Result<Vec<(Shown, Figures)>, Failure> {
        let mut rows: HashMap<Shown, Turned> = HashMap::with_capacity(groups.of.len());
        for ((first, second, class), sums) in &groups.of {
            let shown = (*first, *second, self.shown_in(*class));
            self.add(rows.entry(shown).or_default(), *class, sums)?;
        }
        let figures = |(shown, turned): (Shown, Turned)| (shown, self.figures(turned, shown.2));
        Ok(rows.into_iter().map(figures).collect())
    }

    fn totals(&self, groups: &Groups) -> Result<Vec<(Currency, Figures)>, Failure> {
        let mut totals: HashMap<Currency, Turned> = HashMap::new();
        for (class, sums) in (0u32..).zip(&groups.totals) {
            if *sums != Sums::default() {
                let turned = totals.entry(self.shown_in(class)).or_default();
                self.add(turned, class, sums)?;
            }
        }
        let figures = |(currency, turned)| (currency, self.figures(turned, currency));
        Ok(totals.into_iter().map(figures).collect())
    }

    /// The currency in which amounts of a class are shown.
    fn shown_in(&self, class: u32) -> Currency {
        match (self.classes.rate(class), self.wanted) {
            (Some(_), Some(wanted)) => wanted,
            _ => self.classes.currency(class),
        }
    }

    fn add(&self, turned: &mut Turned, class: u32, sums: &Sums) -> Result<(), Failure> {
        turned.orders += sums.orders;
        turned.units += sums.units;
        turned.delivered += sums.delivered;
        let added = sums.amounts(self.classes.currency(class));
        for (sum, added) in turned.amounts.iter_mut().zip(added) {
            let more = added.and_then(|added| self.classes.turned(class, added));
            *sum = more
                .and_then(|more| sum.plus(more))
                .ok_or_else(|| invalid("A sum is too large to be told exactly."))?;
        }
        Ok(())
    }

    fn figures(&self, turned: Turned, currency: Currency) -> Figures {
        // What was turned into another currency is rounded once, at the end; everything else is exact.
        let shown = |amount: Amount| match self.wanted {
            Some(_) => rounded(amount, currency),
            None => amount,
        };
        let [untaxed, total, invoiced] = turned.amounts;
        let average = total.0.checked_div(turned.orders.into());
        Figures {
            orders: turned.orders,
            units: turned.units,
            untaxed: shown(untaxed),
            total: shown(total),
            average: average.map(|average| rounded(Amount(average), currency)),
            delivered: turned.delivered,
            invoiced: self.invoiced.then(|| shown(invoiced)),
        }
    }
}

/// The rows with the names that are in the store.
fn named(core: &Core, query: &SalesQuery, rows: Vec<FoundRow>) -> Result<Vec<SalesRow>, Failure> {
    core.store
        .read(|reading| {
            let mut products: HashMap<ProductId, Product> = HashMap::new();
            let mut named = Vec::with_capacity(rows.len());
            for row in rows {
                let mut of = BTreeMap::new();
                let mut product_name = None;
                for (dimension, meaning) in query.by.all().zip(row.of) {
                    let word = match meaning {
                        Meaning::Word(word) => word,
                        Meaning::Account(id) => Some(core.names.of(id)),
                        Meaning::Product(id) => {
                            if let std::collections::hash_map::Entry::Vacant(free) =
                                products.entry(id)
                            {
                                let known = reading.product(id)?;
                                free.insert(known.unwrap_or_else(Product::placeholder));
                            }
                            let product = &products[&id];
                            product_name = Some(product.name.clone());
                            Some(product.reference.clone())
                        }
                    };
                    of.insert(dimension, word);
                }
                named.push(SalesRow {
                    currency: row.currency,
                    product_name,
                    figures: row.figures,
                    before: row.before,
                    of,
                });
            }
            Ok(named)
        })
        .map_err(|e| writer::store_failure(&e))
}

//! Sales made up on demand: a year of days with four marketplaces and five products; it answers reports as the engine does.

use chrono::{Days as DayCount, NaiveDate};
use orderdeck::domain::moment::Moment;
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::domain::sales_report::*;
use orderdeck::protocol::documents::Printed;
use orderdeck::protocol::orders::OrderRow;
use orderdeck::protocol::reports::*;
use orderdeck::protocol::{Failure, FailureCode, Reply};
use std::collections::BTreeMap;

/// Marketplace, currency, country, account, how much of the sales.
const MARKETS: [(&str, &str, &str, &str, u64); 4] = [
    ("A1PA6795UKMFR9", "EUR", "DE", "Juniper EU", 9),
    ("A13V1IB3VIYZZH", "EUR", "FR", "Juniper EU", 5),
    ("ATVPDKIKX0DER", "USD", "US", "Juniper NA", 7),
    ("A1VC38T7YXB528", "JPY", "JP", "Juniper JP", 3),
];

const PRODUCTS: [(&str, &str); 5] = [
    ("TEA-EARL-GREY-250", "Earl Grey loose leaf tea, 250 g tin"),
    ("MUG-BLUE", "Stoneware mug, cobalt blue, 350 ml"),
    ("KETTLE-1L7", "Electric kettle, 1.7 l"),
    ("TOWEL-SET-4", "バスタオル 4枚セット"),
    ("EVIL\u{1b}[2J", "Evil\u{1b}]0;owned\u{7}\u{202e}txt"),
];

/// The sales.
pub struct Ledger {
    today: NaiveDate,
    /// Whether anything was sold.
    pub any: bool,
    /// Reports that are kept.
    pub kept: Vec<Favourite>,
    /// Sales teams.
    pub teams: Vec<TeamView>,
    /// What was asked.
    pub asked: Vec<ReportRequest>,
    /// Orders behind every figure.
    pub behind: Vec<OrderRow>,
}

type Cell = BTreeMap<Dimension, Option<String>>;

/// Figures now and before, by the values of the dimensions and the currency.
type Groups = BTreeMap<(Vec<Option<String>>, Currency), (Figures, Figures)>;

impl Ledger {
    pub fn new(now: Moment, behind: Vec<OrderRow>) -> Ledger {
        let team = |name: &str, people: &[&str], accounts: &[&str]| TeamView {
            name: name.to_owned(),
            salespersons: people.iter().map(|p| (*p).to_owned()).collect(),
            accounts: accounts.iter().map(|a| (*a).to_owned()).collect(),
        };
        Ledger {
            today: now.to_utc().date_naive(),
            any: true,
            kept: Vec::new(),
            teams: vec![
                team("Amazon", &[], &["Juniper NA"]),
                team("Nord", &["Ana", "Bo"], &["Juniper EU"]),
            ],
            asked: Vec::new(),
            behind,
        }
    }

    pub fn answer(&mut self, request: &ReportRequest) -> Result<Reply, Failure> {
        self.asked.push(request.clone());
        Ok(Reply::Report(match request {
            ReportRequest::Sales(query) => ReportReply::Sales(Box::new(self.report(query))),
            ReportRequest::Orders(wanted) => ReportReply::Orders(self.orders(wanted)),
            ReportRequest::Export { format, .. } => ReportReply::Exported(Printed {
                file: format!("/data/documents/sales.{format:?}").to_lowercase(),
                printed: false,
            }),
            ReportRequest::Quality => ReportReply::Quality(quality()),
            ReportRequest::Teams => self.team_list(),
            ReportRequest::AddTeam { name, salespersons } => {
                if self.teams.iter().any(|t| t.name == *name) {
                    let message = format!("There is a sales team named {name} already.");
                    return Err(Failure::new(FailureCode::Conflict, message));
                }
                self.teams.push(TeamView {
                    name: name.clone(),
                    salespersons: salespersons.clone(),
                    accounts: Vec::new(),
                });
                self.team_list()
            }
            ReportRequest::SetTeam { name, change } => {
                for team in self.teams.iter_mut().filter(|t| t.name == *name) {
                    if let Some(name) = &change.name {
                        team.name.clone_from(name);
                    }
                    team.salespersons.retain(|p| !change.remove.contains(p));
                    team.salespersons.extend(change.add.clone());
                }
                self.team_list()
            }
            ReportRequest::RemoveTeam { name } => {
                let used = |t: &TeamView| t.name == *name && !t.accounts.is_empty();
                if self.teams.iter().any(used) {
                    let message = format!("{name} is the sales team of an account.");
                    return Err(Failure::new(FailureCode::Conflict, message));
                }
                self.teams.retain(|t| t.name != *name);
                self.team_list()
            }
            ReportRequest::Favourites => self.favourites(),
            ReportRequest::SaveFavourite(favourite) => {
                if favourite.name.is_empty() {
                    let message = "A kept report needs a name.";
                    return Err(Failure::new(FailureCode::Invalid, message));
                }
                self.kept.push(favourite.clone());
                self.favourites()
            }
            ReportRequest::RemoveFavourite { name } => {
                self.kept.retain(|kept| kept.name != *name);
                self.favourites()
            }
        }))
    }

    fn team_list(&self) -> ReportReply {
        ReportReply::Teams(TeamList {
            teams: self.teams.clone(),
        })
    }

    fn favourites(&self) -> ReportReply {
        ReportReply::Favourites(FavouriteList {
            favourites: self.kept.clone(),
        })
    }

    fn orders(&self, wanted: &FigureOrders) -> FigureOrdersPage {
        let rows = self.behind.iter().skip(wanted.offset as usize);
        FigureOrdersPage {
            orders: rows.take(wanted.limit as usize).cloned().collect(),
            first: wanted.offset,
            total: self.behind.len() as u64,
        }
    }

    fn report(&self, query: &SalesQuery) -> SalesReport {
        let (from, to) = query.days.ends(self.today);
        let from = from.unwrap_or(self.today - DayCount::new(500));
        let period = Period::new(from, to.unwrap_or(self.today)).unwrap();
        let before = query
            .compare
            .then(|| query.days.before(period, self.today))
            .flatten();
        let mut rows: Groups = BTreeMap::new();
        let mut totals: BTreeMap<Currency, (Figures, Figures)> = BTreeMap::new();
        for (nth, period) in [Some(period), before].into_iter().enumerate() {
            let Some(period) = period.filter(|_| self.any) else {
                continue;
            };
            for (cell, currency, figures) in self.cells(query, period) {
                let key = query.by.all().map(|d| cell[&d].clone()).collect();
                let both = rows.entry((key, currency)).or_default();
                let sums = totals.entry(currency).or_default();
                add(if nth == 0 { &mut both.0 } else { &mut both.1 }, &figures);
                add(if nth == 0 { &mut sums.0 } else { &mut sums.1 }, &figures);
            }
        }
        let product_name = |key: &[Option<String>]| {
            let at = query.by.all().position(|d| d == Dimension::Product)?;
            let sku = key.get(at)?.as_deref()?;
            let (_, name) = PRODUCTS.iter().find(|(s, _)| *s == sku)?;
            Some((*name).to_owned())
        };
        SalesReport {
            by: query.by,
            period: self.any.then_some(period),
            before,
            rows: rows
                .into_iter()
                .map(|((key, currency), (now, then))| SalesRow {
                    currency,
                    product_name: product_name(&key),
                    figures: finished(now),
                    before: before.map(|_| finished(then)),
                    of: query.by.all().zip(key).collect(),
                })
                .collect(),
            totals: totals
                .into_iter()
                .map(|(currency, (now, then))| SalesTotal {
                    currency,
                    figures: finished(now),
                    before: before.map(|_| finished(then)),
                })
                .collect(),
            converted_to: None,
            rates: Vec::new(),
            left_out: 0,
            notes: Vec::new(),
        }
    }

    /// What was sold each day on each marketplace, of each product. A part of time of the period before stands under the
    /// word of its counterpart.
    fn cells(&self, query: &SalesQuery, period: Period) -> Vec<(Cell, Currency, Figures)> {
        let (own_from, _) = query.days.ends(self.today);
        let shift = own_from.map_or(0, |own| (own - period.from).num_days()) as u64;
        let mut cells = Vec::new();
        let days = period.from.iter_days().take_while(|day| *day <= period.to);
        for day in days {
            let number = (day - NaiveDate::default()).num_days().unsigned_abs();
            let shown = day + DayCount::new(shift);
            let whole = Period::new(shown, shown).unwrap();
            for (market, (id, currency, country, account, size)) in MARKETS.iter().enumerate() {
                let channel = if market % 2 == 0 { "FBA" } else { "FBM" };
                if query.channel.is_some_and(|c| c.to_string() != channel)
                    || query.account.as_ref().is_some_and(|a| a != account)
                    || query.marketplace.as_ref().is_some_and(|m| m != id)
                {
                    continue;
                }
                for (place, (sku, _)) in PRODUCTS.iter().enumerate() {
                    let orders = (number * 7 + market as u64 * 5 + place as u64 * 11) % (2 * size)
                        * (5 - place as u64)
                        / 6;
                    if orders == 0 {
                        continue;
                    }
                    let mut cell = Cell::new();
                    for dimension in query.by.all() {
                        let word = match dimension {
                            Dimension::Team if *account == "Juniper EU" => Some("Nord"),
                            Dimension::Team => Some("Amazon"),
                            Dimension::Account => Some(*account),
                            Dimension::Marketplace => Some(*id),
                            Dimension::Channel => Some(channel),
                            Dimension::Salesperson => None,
                            Dimension::Product => Some(*sku),
                            Dimension::Country => Some(*country),
                            _ => None,
                        };
                        let word = match dimension.is_time() {
                            true => whole.parts(dimension).0.first().cloned(),
                            false => word.map(str::to_owned),
                        };
                        cell.insert(dimension, word);
                    }
                    let yen = if *currency == "JPY" { 100 } else { 1 };
                    let untaxed = Amount(rust_decimal::Decimal::new(
                        (orders * (1_795 + place as u64 * 310) * yen) as i64,
                        if yen == 1 { 2 } else { 0 },
                    ));
                    let figures = Figures {
                        orders,
                        units: orders + orders / 3,
                        untaxed,
                        total: untaxed.plus(untaxed).unwrap(),
                        average: None,
                        delivered: orders,
                        invoiced: Some(untaxed),
                    };
                    cells.push((cell, Currency::parse(currency).unwrap(), figures));
                }
            }
        }
        cells
    }
}

fn add(sum: &mut Figures, more: &Figures) {
    sum.orders += more.orders;
    sum.units += more.units;
    sum.delivered += more.delivered;
    sum.untaxed = sum.untaxed.plus(more.untaxed).unwrap();
    sum.total = sum.total.plus(more.total).unwrap();
    sum.invoiced = sum
        .invoiced
        .unwrap_or_default()
        .plus(more.invoiced.unwrap_or_default());
}

fn finished(figures: Figures) -> Figures {
    let orders = rust_decimal::Decimal::from(figures.orders);
    Figures {
        average: figures
            .total
            .0
            .checked_div(orders)
            .map(|a| Amount(a.round_dp(2))),
        ..figures
    }
}

fn quality() -> QualityReport {
    let rate =
        |kind, days, counted, orders, percent: &str, threshold: Option<&str>, well| QualityRate {
            kind,
            days,
            counted,
            orders,
            percent: Some(percent.to_owned()),
            threshold: threshold.map(str::to_owned),
            well,
        };
    let account = |name: &str, late: u64, well| AccountQuality {
        account: name.to_owned(),
        rates: vec![
            rate(
                QualityKind::LateShipment,
                10,
                late,
                240,
                "5.00",
                Some("4.00"),
                well,
            ),
            rate(
                QualityKind::LateShipment,
                30,
                late,
                711,
                "1.69",
                Some("4.00"),
                true,
            ),
            rate(
                QualityKind::OnTime,
                30,
                711 - late,
                711,
                "98.31",
                None,
                true,
            ),
            rate(
                QualityKind::Cancelled,
                7,
                1,
                163,
                "0.61",
                Some("2.50"),
                true,
            ),
        ],
    };
    QualityReport {
        as_of: Moment::parse("2026-11-22T18:45:00Z").unwrap(),
        to_ship: 41,
        late: 2,
        due_today: 7,
        failed: 1,
        accounts: vec![
            account("Juniper EU", 12, false),
            account("Juniper NA", 3, true),
        ],
    }
}

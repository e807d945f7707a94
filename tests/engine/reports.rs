//! Reports: every figure equals what adding up the orders one by one gives, at once and after a restart.

use super::house::{House, TestClock, shop};
use super::made_orders::{REF, changed, order, put};
use chrono::NaiveDate;
use orderdeck::clock::Clock;
use orderdeck::domain::amazon_status::Channel;
use orderdeck::domain::marketplace;
use orderdeck::domain::moment::Span;
use orderdeck::domain::money::{Amount, Currency};
use orderdeck::domain::order::{LineKind, OrderState};
use orderdeck::domain::sales_report::{
    By, Conversion, Days, Dimension, Period, Preset, SalesQuery, SalesReport,
};
use orderdeck::protocol::accounts::AccountChange;
use orderdeck::protocol::books::invoices::InvoiceRequest;
use orderdeck::protocol::orders::OrderView;
use orderdeck::protocol::reports::{
    ExportFormat, Favourite, FigureOrders, FigureOrdersPage, QualityKind, QualityReport,
    ReportReply, ReportRequest, TeamChange, TeamView,
};
use orderdeck::protocol::{Failure, FailureCode, Reply, Request};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

async fn ask(house: &House, request: ReportRequest) -> Result<ReportReply, Failure> {
    match house.client.call(Request::Report(request)).await? {
        Reply::Report(reply) => Ok(reply),
        other => panic!("{other:?}"),
    }
}

async fn report(house: &House, query: &SalesQuery) -> SalesReport {
    match ask(house, ReportRequest::Sales(query.clone())).await {
        Ok(ReportReply::Sales(report)) => *report,
        other => panic!("{other:?}"),
    }
}

async fn behind(house: &House, wanted: FigureOrders) -> FigureOrdersPage {
    match ask(house, ReportRequest::Orders(wanted)).await {
        Ok(ReportReply::Orders(page)) => page,
        other => panic!("{other:?}"),
    }
}

async fn quality(house: &House) -> QualityReport {
    match ask(house, ReportRequest::Quality).await {
        Ok(ReportReply::Quality(quality)) => quality,
        other => panic!("{other:?}"),
    }
}

async fn teams(house: &House, request: ReportRequest) -> Result<Vec<TeamView>, Failure> {
    match ask(house, request).await? {
        ReportReply::Teams(list) => Ok(list.teams),
        other => panic!("{other:?}"),
    }
}

fn by(text: &str) -> SalesQuery {
    SalesQuery::by(text.parse::<By>().unwrap())
}

/// A shop with two accounts and everything that it shows, taken in.
async fn filled() -> House {
    let clock = TestClock::start();
    let house = House::with(shop(700, &clock), clock).await;
    for region in ["eu", "na"] {
        house.register(region).await;
        house.sync(region).await;
    }
    house
}

async fn orders(house: &House) -> Vec<OrderView> {
    let mut all = Vec::new();
    for row in house.all_rows().await.rows {
        all.push(house.show(&row.number.to_string()).await.unwrap());
    }
    assert!(all.len() > 200, "{}", all.len());
    all
}

/// The day in the marketplace's own time zone, worked out in another way than the product does: by its offset then.
fn day(order: &OrderView) -> NaiveDate {
    use chrono::{Offset, TimeZone};
    let zone: chrono_tz::Tz = marketplace::by_id(order.marketplace.as_str())
        .unwrap()
        .time_zone
        .parse()
        .unwrap();
    let utc = order.purchased_at.to_utc().naive_utc();
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    (utc + chrono::Duration::seconds(i64::from(offset.local_minus_utc()))).date()
}

fn word(order: &OrderView, dimension: Dimension) -> Option<String> {
    let day = day(order);
    match dimension {
        Dimension::Team => Some(order.team.clone()),
        Dimension::Account => Some(order.account.clone()),
        Dimension::Marketplace => Some(order.marketplace.to_string()),
        Dimension::Channel => Some(order.channel.to_string()),
        Dimension::Salesperson => order.salesperson.clone(),
        Dimension::Country => order.delivery_address.country.clone(),
        Dimension::Day => Some(day.format("%Y-%m-%d").to_string()),
        Dimension::Week => Some(day.format("%G-W%V").to_string()),
        Dimension::Month => Some(day.format("%Y-%m").to_string()),
        Dimension::Year => Some(day.format("%Y").to_string()),
        Dimension::Quarter => {
            let month: u32 = day.format("%m").to_string().parse().unwrap();
            Some(format!("{}-Q{}", day.format("%Y"), month.div_ceil(3)))
        }
        Dimension::Product => panic!("a product is of a line"),
    }
}

#[derive(Debug, Default, PartialEq)]
struct Plain {
    orders: u64,
    units: u64,
    delivered: u64,
    untaxed: Amount,
    total: Amount,
}

type PlainRows = BTreeMap<(Vec<Option<String>>, Currency), Plain>;

/// The same report by adding up one order after the other.
fn plainly(all: &[OrderView], by: By, fits: impl Fn(&OrderView) -> bool) -> PlainRows {
    let mut rows = PlainRows::new();
    for order in all {
        if order.state == OrderState::Cancelled || !fits(order) {
            continue;
        }
        let goods = || order.lines.iter().filter(|l| l.kind == LineKind::Product);
        if !by.has(Dimension::Product) {
            let key = by.all().map(|d| word(order, d)).collect();
            let row = rows.entry((key, order.currency)).or_default();
            row.orders += 1;
            row.units += goods()
                .map(|l| u64::from(l.quantity - l.cancelled))
                .sum::<u64>();
            row.delivered += goods().map(|l| u64::from(l.delivered)).sum::<u64>();
            row.untaxed = row.untaxed.plus(order.untaxed).unwrap();
            row.total = row.total.plus(order.total).unwrap();
            continue;
        }
        let mut counted = BTreeSet::new();
        for line in goods() {
            let product = Some(line.sku.clone().unwrap_or("Amazon Sale".to_owned()));
            let key: Vec<Option<String>> = by
                .all()
                .map(|d| match d {
                    Dimension::Product => product.clone(),
                    d => word(order, d),
                })
                .collect();
            let row = rows.entry((key.clone(), order.currency)).or_default();
            row.orders += u64::from(counted.insert(key));
            row.units += u64::from(line.quantity - line.cancelled);
            row.delivered += u64::from(line.delivered);
            row.untaxed = row.untaxed.plus(line.untaxed).unwrap();
            row.total = row.total.plus(line.total).unwrap();
        }
    }
    rows
}

fn rows_of(report: &SalesReport) -> PlainRows {
    report
        .rows
        .iter()
        .map(|row| {
            let key = report.by.all().map(|d| row.of[&d].clone()).collect();
            let plain = Plain {
                orders: row.figures.orders,
                units: row.figures.units,
                delivered: row.figures.delivered,
                untaxed: row.figures.untaxed,
                total: row.figures.total,
            };
            ((key, row.currency), plain)
        })
        .collect()
}

const REPORTS: &[&str] = &[
    "team",
    "account",
    "marketplace",
    "channel",
    "salesperson",
    "country",
    "product",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "team,month",
    "marketplace,day",
    "product,channel",
    "day,product",
    "country,account",
];

#[tokio::test(flavor = "multi_thread")]
async fn figures_equal_the_orders_added_up() {
    let house = filled().await;
    let all = orders(&house).await;
    for text in REPORTS {
        let query = by(text);
        let found = report(&house, &query).await;
        assert_eq!(rows_of(&found), plainly(&all, query.by, |_| true), "{text}");
        let counted: u64 = found.totals.iter().map(|t| t.figures.orders).sum();
        let stand = all.iter().filter(|o| o.state == OrderState::Confirmed);
        assert_eq!(counted as usize, stand.count(), "{text}");
        for total in &found.totals {
            let rows = found.rows.iter().filter(|r| r.currency == total.currency);
            let sum = Amount::sum(rows.map(|r| r.figures.total)).unwrap();
            assert_eq!(sum, total.figures.total, "{text}");
        }
    }
    let wanted = SalesQuery {
        channel: Some(Channel::Fbm),
        account: Some("eu".to_owned()),
        marketplace: Some("de".to_owned()),
        ..by("day")
    };
    let found = report(&house, &wanted).await;
    let fits = |order: &OrderView| {
        order.channel == Channel::Fbm
            && order.account == "eu"
            && order.marketplace.as_str() == "A1PA6795UKMFR9"
    };
    let plain = plainly(&all, wanted.by, fits);
    assert!(plain.len() > 3);
    assert_eq!(rows_of(&found), plain);
    // Read from the store after a restart, they are the same.
    let before = report(&house, &by("product,month")).await;
    let house = house.restart().await;
    assert_eq!(report(&house, &by("product,month")).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn periods_are_days_of_the_marketplace_and_compared_with_those_before() {
    let house = filled().await;
    let all = orders(&house).await;
    let days: BTreeSet<NaiveDate> = all.iter().map(day).collect();
    let middle = *days.iter().nth(days.len() / 2).unwrap();
    let (from, to) = (middle, middle + chrono::Days::new(4));
    let query = SalesQuery {
        days: Days::Between {
            from: Some(from),
            to: Some(to),
        },
        compare: true,
        ..by("marketplace")
    };
    let found = report(&house, &query).await;
    assert_eq!(found.period, Some(Period { from, to }));
    let before = found.before.unwrap();
    assert_eq!(before.to, from.pred_opt().unwrap());
    assert_eq!((before.to - before.from).num_days(), 4);
    let within =
        |period: Period| move |order: &OrderView| (period.from..=period.to).contains(&day(order));
    let now = plainly(&all, query.by, within(Period { from, to }));
    let then = plainly(&all, query.by, within(before));
    assert!(!now.is_empty() && !then.is_empty());
    for row in &found.rows {
        let key = (vec![row.of[&Dimension::Marketplace].clone()], row.currency);
        let orders = |rows: &PlainRows| rows.get(&key).map_or(0, |row| row.orders);
        let told = (row.figures.orders, row.before.unwrap().orders);
        assert_eq!(told, (orders(&now), orders(&then)));
    }
    let backwards = SalesQuery {
        days: Days::Between {
            from: Some(to),
            to: Some(from),
        },
        ..by("day")
    };
    let refused = ask(&house, ReportRequest::Sales(backwards)).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::Invalid);
    for (account, marketplace) in [(Some("nobody"), None), (None, Some("XX"))] {
        let wrong = SalesQuery {
            account: account.map(str::to_owned),
            marketplace: marketplace.map(str::to_owned),
            ..by("day")
        };
        assert!(ask(&house, ReportRequest::Sales(wrong)).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_opens_its_orders() {
    let house = filled().await;
    for text in ["account,channel", "product", "month", "country"] {
        let query = by(text);
        let found = report(&house, &query).await;
        for row in found.rows.iter().take(8) {
            let wanted = FigureOrders {
                query: query.clone(),
                of: row.of.clone(),
                currency: Some(row.currency),
                offset: 0,
                limit: 1_000,
            };
            let page = behind(&house, wanted.clone()).await;
            assert_eq!(page.total, row.figures.orders, "{text} {:?}", row.of);
            assert_eq!(page.orders.len() as u64, page.total);
            let newest_first = |w: &[orderdeck::protocol::orders::OrderRow]| {
                w[0].purchased_at.as_seconds() >= w[1].purchased_at.as_seconds()
            };
            assert!(page.orders.windows(2).all(newest_first));
            let second = behind(
                &house,
                FigureOrders {
                    offset: 1,
                    limit: 1,
                    ..wanted
                },
            )
            .await;
            assert_eq!(second.orders.first(), page.orders.get(1));
        }
    }
    let other = FigureOrders {
        query: by("team"),
        of: [(Dimension::Month, Some("2026-11".to_owned()))].into(),
        currency: None,
        offset: 0,
        limit: 10,
    };
    let refused = ask(&house, ReportRequest::Orders(other)).await.unwrap_err();
    assert_eq!(refused.code, FailureCode::Invalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_an_order_change_the_figures() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let made = order(&house, REF, 20);
    put(&house, &made).await;
    let euro = Currency::parse("EUR").unwrap();
    let totals = async || {
        let found = report(&house, &by("channel")).await;
        let total = found.totals.first().cloned();
        total.map(|t| {
            assert_eq!(t.currency, euro);
            (
                t.figures.orders,
                t.figures.units,
                t.figures.total.to_string(),
            )
        })
    };
    assert_eq!(totals().await, Some((1, 3, "30.00".to_owned())));
    let fewer = changed(&house, made, |order| {
        order["orderItems"][0]["fulfillment"]["quantityUnfulfilled"] = json!(1);
    });
    put(&house, &fewer).await;
    assert_eq!(totals().await, Some((1, 2, "30.00".to_owned())));
    let gone = changed(&house, fewer, |order| {
        order["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
    });
    put(&house, &gone).await;
    assert_eq!(totals().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn amounts_are_turned_only_at_given_rates() {
    let house = filled().await;
    let plain = report(&house, &by("channel")).await;
    assert!(plain.totals.len() > 2, "{:?}", plain.totals);
    assert_eq!(plain.converted_to, None);
    let euro = Currency::parse("EUR").unwrap();
    let query = SalesQuery {
        conversion: Some(Conversion {
            to: euro,
            rates: vec![
                "USD=0.5".parse().unwrap(),
                "GBP=2@2020-01-01".parse().unwrap(),
            ],
        }),
        ..by("channel")
    };
    let turned = report(&house, &query).await;
    let total = |report: &SalesReport, code: &str| {
        let found = report.totals.iter().find(|t| t.currency.code() == code);
        found.map_or(Amount::ZERO, |t| t.figures.total)
    };
    let expected = total(&plain, "EUR").0
        + total(&plain, "USD").0 / rust_decimal::Decimal::TWO
        + total(&plain, "GBP").0 * rust_decimal::Decimal::TWO;
    let difference = (total(&turned, "EUR").0 - expected).abs();
    assert!(
        difference <= rust_decimal::Decimal::new(1, 2),
        "{difference}"
    );
    assert!(
        turned
            .totals
            .iter()
            .all(|t| !["USD", "GBP"].contains(&t.currency.code()))
    );
    assert_eq!(turned.converted_to, Some(euro));
    assert!(
        turned.notes.iter().any(|note| note.contains("USD=0.5")),
        "{:?}",
        turned.notes
    );
    assert_eq!(total(&turned, "JPY"), total(&plain, "JPY"));
    // The orders behind a turned figure are those of all its currencies.
    let row = &turned.rows[0];
    let wanted = FigureOrders {
        query,
        of: row.of.clone(),
        currency: Some(row.currency),
        offset: 0,
        limit: 1,
    };
    assert_eq!(behind(&house, wanted).await.total, row.figures.orders);
}

#[tokio::test(flavor = "multi_thread")]
async fn teams_reach_new_orders_and_old_ones_keep_theirs() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    put(&house, &order(&house, REF, 30)).await;
    let made = ReportRequest::AddTeam {
        name: "Nord".to_owned(),
        salespersons: vec!["Ana".to_owned(), "Ana".to_owned(), "Bo".to_owned()],
    };
    let list = teams(&house, made.clone()).await.unwrap();
    let names: Vec<&str> = list.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["Amazon", "Nord"]);
    assert_eq!((list[0].accounts.len(), list[1].salespersons.len()), (1, 2));
    let again = ReportRequest::AddTeam {
        name: "nord".to_owned(),
        salespersons: Vec::new(),
    };
    assert_eq!(
        teams(&house, again).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let change = AccountChange {
        team: Some("Nord".to_owned()),
        salesperson: Some("Ana".to_owned()),
        ..AccountChange::default()
    };
    let set = Request::AccountSet {
        name: "eu".to_owned(),
        change,
    };
    house.client.call(set).await.unwrap();
    let used = ReportRequest::RemoveTeam {
        name: "Nord".to_owned(),
    };
    assert_eq!(
        teams(&house, used).await.unwrap_err().code,
        FailureCode::Conflict
    );
    let second = order(&house, "302-1111111-3333333", 20);
    put(&house, &changed(&house, second, |_| {})).await;
    let renamed = ReportRequest::SetTeam {
        name: "Nord".to_owned(),
        change: TeamChange {
            name: Some("North".to_owned()),
            add: vec!["Cy".to_owned()],
            remove: vec!["Bo".to_owned()],
        },
    };
    let list = teams(&house, renamed).await.unwrap();
    assert_eq!(list[1].name, "North");
    assert_eq!(list[1].salespersons, ["Ana", "Cy"]);
    assert_eq!(list[1].accounts, ["eu"]);
    assert_eq!(house.sync_state("eu").await.team, "North");
    let third = order(&house, "302-1111111-4444444", 10);
    put(&house, &changed(&house, third, |_| {})).await;
    let told: Vec<(Option<String>, Option<String>)> = report(&house, &by("team,salesperson"))
        .await
        .rows
        .into_iter()
        .map(|row| {
            (
                row.of[&Dimension::Team].clone(),
                row.of[&Dimension::Salesperson].clone(),
            )
        })
        .collect();
    let some = |text: &str| Some(text.to_owned());
    let wanted = [
        (some("Amazon"), None),
        (some("Nord"), some("Ana")),
        (some("North"), some("Ana")),
    ];
    assert_eq!(BTreeSet::from_iter(told), BTreeSet::from_iter(wanted));
    let gone = ReportRequest::RemoveTeam {
        name: "Amazon".to_owned(),
    };
    assert!(teams(&house, gone).await.is_err());
    // A team that an account gets by name is a record at once.
    let change = AccountChange {
        team: Some("West".to_owned()),
        ..AccountChange::default()
    };
    let set = Request::AccountSet {
        name: "eu".to_owned(),
        change,
    };
    house.client.call(set).await.unwrap();
    let left = ReportRequest::RemoveTeam {
        name: "North".to_owned(),
    };
    let list = teams(&house, left).await.unwrap();
    assert!(
        list.iter()
            .any(|t| t.name == "West" && t.accounts == ["eu"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn kept_reports_outlive_a_restart() {
    let house = House::with_orders(0).await;
    let favourite = Favourite {
        name: "Months".to_owned(),
        query: SalesQuery {
            days: Days::Preset(Preset::Last12Months),
            compare: true,
            conversion: Some(Conversion {
                to: Currency::parse("USD").unwrap(),
                rates: vec!["EUR=1.08@2026-11-01".parse().unwrap()],
            }),
            channel: Some(Channel::Fba),
            ..by("team,month")
        },
    };
    ask(&house, ReportRequest::SaveFavourite(favourite.clone()))
        .await
        .unwrap();
    let house = house.restart().await;
    match ask(&house, ReportRequest::Favourites).await.unwrap() {
        ReportReply::Favourites(list) => assert_eq!(list.favourites, [favourite]),
        other => panic!("{other:?}"),
    }
    let remove = || ReportRequest::RemoveFavourite {
        name: "Months".to_owned(),
    };
    ask(&house, remove()).await.unwrap();
    let twice = ask(&house, remove()).await.unwrap_err();
    assert_eq!(twice.code, FailureCode::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn rates_count_late_shipments_and_the_sellers_cancellations() {
    let house = House::with_orders(0).await;
    house.register("eu").await;
    let now = house.clock.now();
    let hours_ago = |hours: i64| now.minus(Span::hours(hours)).to_rfc3339();
    let shipped = |mut order: serde_json::Value, ship_by: i64, left: i64| {
        order["fulfillment"]["shipByWindow"] = json!({"latestDateTime": hours_ago(ship_by)});
        let made = order.clone();
        order["fulfillment"]["fulfillmentStatus"] = json!("SHIPPED");
        for item in order["orderItems"].as_array_mut().unwrap() {
            item["fulfillment"]["quantityFulfilled"] = item["quantityOrdered"].clone();
            item["fulfillment"]["quantityUnfulfilled"] = json!(0);
        }
        order["packages"] = json!([{"packageReferenceId": "1", "carrier": "DHL", "trackingNumber": "T1",
            "createdTime": hours_ago(left), "shipTime": hours_ago(left), "packageItems": []}]);
        (made, order)
    };
    let days = 24 * 60;
    let reference = |nth: u32| format!("302-1111111-{nth:07}");
    // In time, late, and still open though overdue; the fourth has time.
    for (nth, ship_by, left) in [(1, 48, 50), (2, 48, 40)] {
        let (made, done) = shipped(order(&house, &reference(nth), 4 * days), ship_by, left);
        put(&house, &changed(&house, made, |_| {})).await;
        put(&house, &changed(&house, done, |_| {})).await;
    }
    let mut open = order(&house, &reference(3), 3 * days);
    open["fulfillment"]["shipByWindow"] = json!({"latestDateTime": hours_ago(1)});
    put(&house, &changed(&house, open, |_| {})).await;
    let in_time = order(&house, &reference(4), 60);
    put(&house, &changed(&house, in_time, |_| {})).await;
    // Cancelled by the seller, and for the buyer.
    for (nth, by) in [(5, "MERCHANT"), (6, "BUYER")] {
        let made = order(&house, &reference(nth), 2 * days);
        put(&house, &changed(&house, made.clone(), |_| {})).await;
        let gone = changed(&house, made, |order| {
            order["fulfillment"]["fulfillmentStatus"] = json!("CANCELLED");
            for item in order["orderItems"].as_array_mut().unwrap() {
                item["fulfillment"]["quantityUnfulfilled"] = json!(0);
                item["cancellation"] = json!({"cancellationExecution": {"cancelledBy": by}});
            }
        });
        put(&house, &gone).await;
    }
    let told = quality(&house).await;
    let rates: Vec<(QualityKind, u32, u64, u64, bool)> = told.accounts[0]
        .rates
        .iter()
        .map(|r| (r.kind, r.days, r.counted, r.orders, r.well))
        .collect();
    let wanted = [
        (QualityKind::LateShipment, 10, 2, 3, false),
        (QualityKind::LateShipment, 30, 2, 3, false),
        (QualityKind::OnTime, 30, 1, 3, true),
        (QualityKind::Cancelled, 7, 1, 6, false),
    ];
    assert_eq!(rates, wanted);
    assert_eq!((told.to_ship, told.late), (2, 1));
    let again = quality(&house.restart().await).await;
    assert_eq!(again.accounts, told.accounts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_written_where_the_engine_is() {
    let house = filled().await;
    for (format, end) in [(ExportFormat::Csv, ".csv"), (ExportFormat::Json, ".json")] {
        let query = by("month,channel");
        let asked = ReportRequest::Export {
            query: query.clone(),
            format,
        };
        let ReportReply::Exported(written) = ask(&house, asked).await.unwrap() else {
            panic!("not written");
        };
        assert!(written.file.ends_with(end), "{}", written.file);
        let text = std::fs::read_to_string(&written.file).unwrap();
        let found = report(&house, &query).await;
        match format {
            ExportFormat::Csv => assert_eq!(text.lines().count(), found.rows.len() + 1),
            ExportFormat::Json => {
                assert_eq!(serde_json::from_str::<SalesReport>(&text).unwrap(), found);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invoiced_is_what_posted_invoices_say() {
    let house = filled().await;
    let invoiced = async |house: &House| {
        let found = report(house, &by("channel")).await;
        let sums = found
            .totals
            .into_iter()
            .map(|t| (t.currency, t.figures.invoiced.unwrap()));
        BTreeMap::from_iter(sums.filter(|(_, sum)| !sum.is_zero()))
    };
    assert!(invoiced(&house).await.is_empty());
    // Drafts are no invoices yet.
    let drafts = house.invoice_all(false).await;
    assert!(drafts.invoices.len() > 50, "{}", drafts.invoices.len());
    assert!(invoiced(&house).await.is_empty());
    let posted = InvoiceRequest::Post {
        invoices: drafts.invoices.iter().map(|row| row.reference()).collect(),
        day: None,
    };
    house.invoice(posted).await.unwrap();
    let mut expected: BTreeMap<Currency, Amount> = BTreeMap::new();
    for row in &drafts.invoices {
        let sum = expected.entry(row.currency).or_default();
        *sum = sum.plus(row.untaxed).unwrap();
    }
    assert_eq!(invoiced(&house).await, expected);
    let by_product = report(&house, &by("product")).await;
    assert!(
        by_product
            .rows
            .iter()
            .all(|row| row.figures.invoiced.is_none())
    );
    let house = house.restart().await;
    assert_eq!(invoiced(&house).await, expected);
}

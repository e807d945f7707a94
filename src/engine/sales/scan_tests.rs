use super::*;
use crate::domain::amazon_status::Channel;
use crate::domain::ids::{AccountId, MarketplaceId, ProductId};
use crate::domain::moment::Moment;
use crate::domain::money::Amount;
use crate::domain::sales_report::{Period, Sale, SaleLine};
use chrono::NaiveDate;

fn amount(text: &str) -> Amount {
    text.parse().unwrap_or_default()
}

fn sale(number: u32, day: &str, currency: &str, lines: &[(u32, u32, &str)]) -> Sale {
    let sum = Amount::sum(lines.iter().map(|(_, _, text)| amount(text))).unwrap_or_default();
    let day: NaiveDate = day.parse().unwrap_or_default();
    Sale {
        number: OrderNumber(number),
        purchased: Moment::parse(&format!("{day}T12:00:00Z")).unwrap_or_default(),
        day,
        account: AccountId(1),
        marketplace: MarketplaceId::from("A1PA6795UKMFR9"),
        channel: if number.is_multiple_of(2) {
            Channel::Fba
        } else {
            Channel::Fbm
        },
        stands: true,
        team: "Amazon".to_owned(),
        salesperson: None,
        country: Some("DE".to_owned()),
        currency: Currency::parse(currency).unwrap_or(Currency::NONE),
        untaxed: sum,
        total: sum,
        lines: lines
            .iter()
            .map(|(product, pieces, text)| SaleLine {
                product: ProductId(*product),
                pieces: *pieces,
                delivered: 0,
                untaxed: amount(text),
                total: amount(text),
            })
            .collect(),
        sending: None,
    }
}

fn of(sales: &[Sale]) -> Sales {
    let mut all = Sales::default();
    for sale in sales {
        all.put(sale);
    }
    all
}

fn november() -> Period {
    Period {
        from: "2026-11-01".parse().unwrap_or_default(),
        to: "2026-11-30".parse().unwrap_or_default(),
    }
}

fn by(sales: &Sales, dimension: Dimension) -> Groups {
    let axis = Axis::of(sales, dimension, november());
    let wanted = Wanted::default().on(Some(november().from), Some(november().to));
    groups(sales, &wanted, &axis, None, &MoneyClasses::of(sales, None))
}

#[test]
fn an_order_counts_once_for_each_product() {
    let all = of(&[sale(
        1,
        "2026-11-02",
        "EUR",
        &[(3, 2, "20.00"), (3, 1, "10.00"), (4, 1, "5.005")],
    )]);
    let groups = by(&all, Dimension::Product);
    let mut told: Vec<(u32, u64, u64)> = groups
        .of
        .iter()
        .map(|((product, _, _), sums)| (*product, sums.orders, sums.units))
        .collect();
    told.sort_unstable();
    assert_eq!(told, [(3, 1, 3), (4, 1, 1)]);
    let total = &groups.totals[0];
    assert_eq!((total.orders, total.units), (1, 4));
    let euro = Currency::parse("EUR").unwrap_or(Currency::NONE);
    assert_eq!(total.amounts(euro)[0], Some(amount("35.005")));
}

#[test]
fn changes_replace_what_was_known() {
    let first = sale(5, "2026-11-02", "EUR", &[(1, 1, "9.00")]);
    let mut all = of(std::slice::from_ref(&first));
    let changed = sale(5, "2026-11-02", "EUR", &[(1, 1, "9.00"), (2, 3, "6.00")]);
    all.put(&changed);
    // What was read before the change does not come back.
    all.load(&first);
    let sums = &by(&all, Dimension::Channel).totals[0];
    assert_eq!((sums.orders, sums.units), (1, 4));
    all.put(&Sale {
        stands: false,
        ..changed
    });
    assert!(by(&all, Dimension::Channel).of.is_empty());
}

#[test]
fn currencies_are_never_added_together() {
    let all = of(&[
        sale(1, "2026-11-02", "EUR", &[(1, 1, "10.00")]),
        sale(2, "2026-11-03", "JPY", &[(1, 1, "1500")]),
        sale(3, "2026-10-31", "EUR", &[(1, 1, "99.00")]),
    ]);
    let groups = by(&all, Dimension::Month);
    assert_eq!(groups.of.len(), 2);
    let orders: Vec<u64> = groups.totals.iter().map(|sums| sums.orders).collect();
    assert_eq!(orders, [1, 1]);
}

#[test]
fn the_orders_behind_a_group_are_the_newest_first() {
    let all = of(&[
        sale(1, "2026-11-02", "EUR", &[(1, 1, "10.00")]),
        sale(3, "2026-11-09", "EUR", &[(2, 1, "10.00")]),
        sale(5, "2026-11-05", "EUR", &[(1, 1, "10.00")]),
        sale(6, "2026-11-05", "EUR", &[(1, 1, "10.00")]),
    ]);
    let axis = Axis::of(&all, Dimension::Channel, november());
    let wanted = Wanted::default().on(Some(november().from), Some(november().to));
    let found = numbers_of(&all, &wanted, &[(&axis, 0)], None, false);
    assert_eq!(found, [OrderNumber(3), OrderNumber(5), OrderNumber(1)]);
    let product = Axis::of(&all, Dimension::Product, november());
    let found = numbers_of(&all, &wanted, &[(&product, 2)], None, true);
    assert_eq!(found, [OrderNumber(3)]);
    let other = [Currency::NONE];
    assert!(numbers_of(&all, &wanted, &[], Some(&other), false).is_empty());
}

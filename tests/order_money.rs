//! Amazon's amounts and the order lines they become. All expected figures are worked out by hand.
#![allow(clippy::unwrap_used, clippy::panic)]

use orderdeck::domain::address::Address;
use orderdeck::domain::amazon_order::{
    AmazonItem, AmazonOrder, Breakdown, BreakdownKind, Buyer, Window,
};
use orderdeck::domain::ids::Sku;
use orderdeck::domain::moment::Moment;
use orderdeck::domain::money::{Amount, Currency, Money};
use orderdeck::domain::order::{LineKind, OrderLine};
use orderdeck::domain::order_lines::{
    MoneyError, OrderMoney, TaxForm, display_unit_price, order_lines,
};
use orderdeck::domain::reference::AmazonOrderRef;
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Kind, subtotal, details.
type Part<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn money(text: &str, currency: &str) -> Money {
    Money {
        amount: amount(text),
        currency: Currency::parse(currency).unwrap(),
    }
}

fn breakdowns(parts: &[Part<'_>], currency: &str) -> Vec<Breakdown> {
    let part = |(kind, subtotal, details): &Part<'_>| Breakdown {
        kind: BreakdownKind::parse(kind),
        subtotal: money(subtotal, currency),
        details: details
            .iter()
            .map(|(on, value)| (BreakdownKind::parse(on), money(value, currency)))
            .collect(),
    };
    parts.iter().map(part).collect()
}

/// An order in one currency, put together step by step.
struct Case {
    order: AmazonOrder,
    currency: &'static str,
    /// The marketplace's flag: whether its prices contain tax.
    flag: bool,
}

fn case(currency: &'static str, flag: bool) -> Case {
    let order = AmazonOrder {
        reference: "028-1234567-1234567".parse::<AmazonOrderRef>().unwrap(),
        created: Moment::from_seconds(0),
        updated: Moment::from_seconds(0),
        status: None,
        channel: None,
        marketplace: None,
        sold_on_amazon: true,
        programs: Vec::new(),
        replaces: None,
        service_level: None,
        ship_by: Window::default(),
        deliver_by: Window::default(),
        buyer: Buyer {
            address: Address::default(),
            ..Buyer::default()
        },
        grand_total: None,
        breakdowns: Vec::new(),
        items: Vec::new(),
        packages: Vec::new(),
    };
    Case {
        order,
        currency,
        flag,
    }
}

impl Case {
    /// Adds an item; an empty total means that Amazon states none.
    fn item(mut self, parts: &[Part<'_>], total: &str) -> Case {
        let id = format!("item-{}", self.order.items.len() + 1);
        self.order.items.push(AmazonItem {
            id: id.as_str().into(),
            sku: Some(Sku::from("MUG-01")),
            asin: "B000000001".to_owned(),
            title: "Mug".to_owned(),
            ordered: 1,
            fulfilled: None,
            unfulfilled: None,
            proceeds_total: (!total.is_empty()).then(|| money(total, self.currency)),
            breakdowns: breakdowns(parts, self.currency),
            facilitator_tax: false,
            gift_message: String::new(),
            gift_wrap_level: String::new(),
            customization_url: String::new(),
            cancel_request: None,
            cancelled_by: None,
        });
        self
    }

    /// Changes the item added last.
    fn with(mut self, change: impl FnOnce(&mut AmazonItem)) -> Case {
        change(self.order.items.last_mut().unwrap());
        self
    }

    fn facilitator(self) -> Case {
        self.with(|item| item.facilitator_tax = true)
    }

    fn order(mut self, parts: &[Part<'_>]) -> Case {
        self.order.breakdowns = breakdowns(parts, self.currency);
        self
    }

    fn grand(mut self, total: &str) -> Case {
        self.order.grand_total = Some(money(total, self.currency));
        self
    }

    fn read(&self) -> OrderMoney {
        let fallback = Currency::parse("XXX").unwrap();
        order_lines(&self.order, self.flag, fallback).unwrap()
    }

    /// Compares with lines of `kind title | untaxed tax total` and with
    /// `total, Amazon's total or "", facilitator tax, form, whether tax was split`.
    #[track_caller]
    fn gives(&self, lines: &[&str], sums: (&str, &str, &str, TaxForm, bool)) {
        let money = self.read();
        let got: Vec<String> = money.lines.iter().map(told).collect();
        let wanted: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        assert_eq!(got, wanted);
        let (total, grand, facilitator, form, split) = sums;
        assert_eq!(money.total, amount(total), "total");
        let grand = (!grand.is_empty()).then(|| amount(grand));
        assert_eq!(money.amazon_total, grand, "Amazon's total");
        assert_eq!(
            money.facilitator_tax,
            amount(facilitator),
            "facilitator tax"
        );
        assert_eq!(money.tax_contained, form);
        assert_eq!(money.tax_split, split, "split");
        for line in &money.lines {
            assert_eq!(line.untaxed.plus(line.tax), Some(line.total));
        }
    }
}

fn told(line: &OrderLine) -> String {
    let whose = if line.item.is_some() { "" } else { "order's " };
    format!(
        "{whose}{:?} {} | {} {} {}",
        line.kind,
        line.title,
        line.untaxed.0.normalize(),
        line.tax.0.normalize(),
        line.total.0.normalize()
    )
}

#[test]
fn germany_with_tax_contained() {
    // 119.00 + 5.95 = 124.95 = proceeds, so 19.00 and 0.95 are within; 119 - 19 = 100, 5.95 - 0.95 = 5.
    // The marketplace's flag says the opposite and must not count.
    case("EUR", false)
        .item(
            &[
                ("ITEM", "119.00", &[]),
                ("SHIPPING", "5.95", &[]),
                ("TAX", "19.95", &[("ITEM", "19.00"), ("SHIPPING", "0.95")]),
            ],
            "124.95",
        )
        .grand("124.95")
        .gives(
            &[
                "Product Mug | 100 19 119",
                "Shipping Shipping | 5 0.95 5.95",
            ],
            ("124.95", "124.95", "0", TaxForm::Contained, false),
        );
}

#[test]
fn europe_with_net_items_and_tax_on_top() {
    // 84.03 + 4.19 = 88.22; 88.22 + 16.77 = 104.99 = proceeds, so the tax is on top.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "84.03", &[]),
                ("SHIPPING", "4.19", &[]),
                ("TAX", "16.77", &[("ITEM", "15.97"), ("SHIPPING", "0.80")]),
            ],
            "104.99",
        )
        .grand("104.99")
        .gives(
            // 84.03 + 15.97 = 100.00; 4.19 + 0.80 = 4.99
            &[
                "Product Mug | 84.03 15.97 100",
                "Shipping Shipping | 4.19 0.8 4.99",
            ],
            ("104.99", "104.99", "0", TaxForm::OnTop, false),
        );
    case("GBP", true)
        .item(
            &[("ITEM", "20.00", &[]), ("TAX", "4.00", &[("ITEM", "4.00")])],
            "24.00",
        )
        .grand("24.00")
        .gives(
            &["Product Mug | 20 4 24"],
            ("24.00", "24.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn united_states_with_and_without_facilitator() {
    let parts: &[Part<'_>] = &[("ITEM", "20.00", &[]), ("TAX", "1.65", &[("ITEM", "1.65")])];
    // 20.00 + 1.65 = 21.65 = proceeds
    case("USD", false)
        .item(parts, "21.65")
        .facilitator()
        .grand("21.65")
        .gives(
            &["Product Mug | 20 1.65 21.65"],
            ("21.65", "21.65", "1.65", TaxForm::OnTop, false),
        );
    case("USD", false)
        .item(parts, "21.65")
        .grand("21.65")
        .gives(
            &["Product Mug | 20 1.65 21.65"],
            ("21.65", "21.65", "0", TaxForm::OnTop, false),
        );
    // Proceeds of 20.00 without the tax that Amazon keeps: prices there never contain tax, so nothing is taken off.
    case("USD", false)
        .item(parts, "20.00")
        .facilitator()
        .grand("20.00")
        .gives(
            &["Product Mug | 20 0 20"],
            ("20.00", "20.00", "0", TaxForm::LeftOut, false),
        );
    // As before, but the order's own sum has the tax on top: 20.00 + 1.65 = 21.65.
    case("USD", false)
        .item(parts, "20.00")
        .facilitator()
        .order(&[("ITEM", "20.00", &[]), ("TAX", "1.65", &[])])
        .grand("21.65")
        .gives(
            &["Product Mug | 20 1.65 21.65"],
            ("21.65", "21.65", "1.65", TaxForm::OnTop, false),
        );
}

#[test]
fn australia_and_britain_with_facilitator_and_tax_contained() {
    // 110.00 contains 10.00; 110 - 10 = 100.
    let australia = || {
        case("AUD", true).item(
            &[
                ("ITEM", "110.00", &[]),
                ("TAX", "10.00", &[("ITEM", "10.00")]),
            ],
            "110.00",
        )
    };
    australia().facilitator().grand("110.00").gives(
        &["Product Mug | 100 10 110"],
        ("110.00", "110.00", "10.00", TaxForm::Contained, false),
    );
    // A second item whose tax is on top and ours: 50.00 + 5.00 = 55.00; 110 + 55 = 165.
    australia()
        .facilitator()
        .item(
            &[("ITEM", "50.00", &[]), ("TAX", "5.00", &[("ITEM", "5.00")])],
            "55.00",
        )
        .grand("165.00")
        .gives(
            &["Product Mug | 100 10 110", "Product Mug | 50 5 55"],
            ("165.00", "165.00", "10.00", TaxForm::Mixed, false),
        );
}

#[test]
fn japan_without_decimals() {
    // 3300 + 330 = 3630 = proceeds; 3300 - 300 = 3000, 330 - 30 = 300.
    case("JPY", true)
        .item(
            &[
                ("ITEM", "3300", &[]),
                ("COD_FEE", "330", &[]),
                ("TAX", "330", &[("ITEM", "300"), ("COD_FEE", "30")]),
            ],
            "3630",
        )
        .grand("3630")
        .gives(
            &[
                "Product Mug | 3000 300 3300",
                "Charge Cash on delivery | 300 30 330",
            ],
            ("3630", "3630", "0", TaxForm::Contained, false),
        );
    // 136 over 1000 : 500 is 90.67 and 45.33: 90 and 45, and the one that is left goes to the larger rest: 91 and 45.
    case("JPY", true)
        .item(
            &[
                ("ITEM", "1000", &[]),
                ("SHIPPING", "500", &[]),
                ("TAX", "136", &[]),
            ],
            "1500",
        )
        .grand("1500")
        .gives(
            &[
                "Product Mug | 909 91 1000",
                "Shipping Shipping | 455 45 500",
            ],
            ("1500", "1500", "0", TaxForm::Contained, true),
        );
}

#[test]
fn canada_with_two_taxes() {
    // 5 % and 7 % of 50.00: 2.50 + 3.50 = 6.00.
    case("CAD", false)
        .item(
            &[
                ("ITEM", "50.00", &[]),
                ("TAX", "2.50", &[("ITEM", "2.50")]),
                ("TAX", "3.50", &[("ITEM", "3.50")]),
            ],
            "56.00",
        )
        .grand("56.00")
        .gives(
            &["Product Mug | 50 6 56"],
            ("56.00", "56.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn gift_wrap_with_its_tax_and_a_message() {
    // 12.00 + 3.60 = 15.60 = proceeds; 12 - 2 = 10, 3.60 - 0.60 = 3.
    let case = case("GBP", true)
        .item(
            &[
                ("ITEM", "12.00", &[]),
                ("SHIPPING", "0.00", &[]),
                ("GIFT_WRAP", "3.60", &[]),
                ("TAX", "2.60", &[("ITEM", "2.00"), ("GIFT_WRAP", "0.60")]),
            ],
            "15.60",
        )
        .with(|item| item.gift_message = "For Aunt Agatha".to_owned())
        .grand("15.60");
    case.gives(
        &[
            "Product Mug | 10 2 12",
            "GiftWrap Gift wrap | 3 0.6 3.6",
            "Note Gift message | 0 0 0",
        ],
        ("15.60", "15.60", "0", TaxForm::Contained, false),
    );
    let money = case.read();
    assert!(!format!("{money:?}").contains("Agatha"));
    let quantities: Vec<u32> = money.lines.iter().map(|l| l.quantity).collect();
    assert_eq!(quantities, [1, 1, 0]);
}

#[test]
fn discounts_in_every_sign_convention() {
    // Tax: 19.00 + 0.95 - 2.85 = 17.10. Proceeds: 100 + 5 - 15 + 17.10 = 107.10.
    // The 2.85 over 10 : 5 is 1.90 and 0.95.
    for (item, shipping, both, tax) in [
        ("10.00", "5.00", "15.00", "2.85"),
        ("10.00", "5.00", "15.00", "-2.85"),
        ("-10.00", "-5.00", "-15.00", "2.85"),
        ("-10.00", "-5.00", "-15.00", "-2.85"),
    ] {
        case("EUR", true)
            .item(
                &[
                    ("ITEM", "100.00", &[]),
                    ("SHIPPING", "5.00", &[]),
                    ("DISCOUNT", both, &[("ITEM", item), ("SHIPPING", shipping)]),
                    (
                        "TAX",
                        "17.10",
                        &[("ITEM", "19.00"), ("SHIPPING", "0.95"), ("DISCOUNT", tax)],
                    ),
                ],
                "107.10",
            )
            .grand("107.10")
            .gives(
                &[
                    "Product Mug | 100 19 119",
                    "Shipping Shipping | 5 0.95 5.95",
                    "Discount Discount | -10 -1.9 -11.9",
                    "Discount Discount on shipping | -5 -0.95 -5.95",
                ],
                ("107.10", "107.10", "0", TaxForm::OnTop, true),
            );
    }
}

#[test]
fn tax_details_that_are_after_discount_already() {
    // The item's 17.10 is the whole tax, so the discount's 1.90 is told for information: 90 + 17.10 = 107.10.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("DISCOUNT", "10.00", &[("ITEM", "10.00")]),
                ("TAX", "17.10", &[("ITEM", "17.10"), ("DISCOUNT", "1.90")]),
            ],
            "107.10",
        )
        .grand("107.10")
        .gives(
            &[
                "Product Mug | 100 17.1 117.1",
                "Discount Discount | -10 0 -10",
            ],
            ("107.10", "107.10", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn free_shipping_and_more_than_free() {
    // 25.00 + 4.99 - 4.99 + 2.00 = 27.00
    case("USD", false)
        .item(
            &[
                ("ITEM", "25.00", &[]),
                ("SHIPPING", "4.99", &[]),
                ("DISCOUNT", "-4.99", &[("SHIPPING", "-4.99")]),
                ("TAX", "2.00", &[("ITEM", "2.00")]),
            ],
            "27.00",
        )
        .grand("27.00")
        .gives(
            &[
                "Product Mug | 25 2 27",
                "Shipping Shipping | 4.99 0 4.99",
                "Discount Discount on shipping | -4.99 0 -4.99",
            ],
            ("27.00", "27.00", "0", TaxForm::OnTop, false),
        );
    // 25.00 + 3.99 - 4.99 = 24.00
    case("USD", false)
        .item(
            &[
                ("ITEM", "25.00", &[]),
                ("SHIPPING", "3.99", &[]),
                ("DISCOUNT", "4.99", &[("SHIPPING", "4.99")]),
            ],
            "24.00",
        )
        .grand("24.00")
        .gives(
            &[
                "Product Mug | 25 0 25",
                "Shipping Shipping | 3.99 0 3.99",
                "Discount Discount on shipping | -4.99 0 -4.99",
            ],
            ("24.00", "24.00", "0", TaxForm::Unknown, false),
        );
}

#[test]
fn discounts_whose_details_do_not_add_up() {
    // 4.00 of 10.00 is told, 6.00 is left: 100 - 4 - 6 = 90.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("DISCOUNT", "10.00", &[("SHIPPING", "4.00")]),
            ],
            "90.00",
        )
        .gives(
            &[
                "Product Mug | 100 0 100",
                "Discount Discount on shipping | -4 0 -4",
                "Discount Discount | -6 0 -6",
            ],
            ("90.00", "", "0", TaxForm::Unknown, false),
        );
    // Details of 12.00 say more than the 10.00 that count: 100 - 10 = 90.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("DISCOUNT", "10.00", &[("ITEM", "12.00")]),
            ],
            "90.00",
        )
        .gives(
            &["Product Mug | 100 0 100", "Discount Discount | -10 0 -10"],
            ("90.00", "", "0", TaxForm::Unknown, false),
        );
}

#[test]
fn business_order_with_net_prices() {
    // The item tells no sum; the order's does: 1000 + 190 = 1190.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "1000.00", &[]),
                ("TAX", "190.00", &[("ITEM", "190.00")]),
            ],
            "",
        )
        .with(|item| item.ordered = 10)
        .order(&[("ITEM", "1000.00", &[]), ("TAX", "190.00", &[])])
        .grand("1190.00")
        .gives(
            &["Product Mug | 1000 190 1190"],
            ("1190.00", "1190.00", "0", TaxForm::OnTop, false),
        );
    // Without the order's breakdowns the items against the grand total tell the same.
    case("EUR", true)
        .item(&[("ITEM", "1000.00", &[]), ("TAX", "190.00", &[])], "")
        .grand("1190.00")
        .gives(
            &["Product Mug | 1000 190 1190"],
            ("1190.00", "1190.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn an_item_that_does_not_tell_follows_the_others_else_the_marketplace() {
    let parts: &[Part<'_>] = &[("ITEM", "12.00", &[]), ("TAX", "2.00", &[("ITEM", "2.00")])];
    // The second item is contained (12 - 2 = 10), so the first is, too, although the flag says otherwise.
    case("GBP", false)
        .item(parts, "")
        .item(parts, "12.00")
        .gives(
            &["Product Mug | 10 2 12", "Product Mug | 10 2 12"],
            ("24.00", "", "0", TaxForm::Contained, false),
        );
    case("GBP", true).item(parts, "").gives(
        &["Product Mug | 10 2 12"],
        ("12.00", "", "0", TaxForm::Contained, false),
    );
    // Neither 12.00 nor 14.00 is 13.00.
    case("GBP", false).item(parts, "13.00").gives(
        &["Product Mug | 12 2 14"],
        ("14.00", "", "0", TaxForm::OnTop, false),
    );
}

#[test]
fn the_orders_own_sum_tells_even_where_the_items_do_not_add_up() {
    // 1001 + 190 = 1191, so the tax is on top; the item's 1000 + 190 = 1190 stays what it is.
    case("EUR", true)
        .item(&[("ITEM", "1000.00", &[]), ("TAX", "190.00", &[])], "")
        .order(&[("ITEM", "1001.00", &[]), ("TAX", "190.00", &[])])
        .grand("1191.00")
        .gives(
            &["Product Mug | 1000 190 1190"],
            ("1190.00", "1191.00", "0", TaxForm::OnTop, false),
        );
    // One item is on top (12 + 2 = 14), so the other is, too.
    let parts: &[Part<'_>] = &[("ITEM", "12.00", &[]), ("TAX", "2.00", &[("ITEM", "2.00")])];
    case("GBP", true)
        .item(parts, "14.00")
        .item(parts, "")
        .gives(
            &["Product Mug | 12 2 14", "Product Mug | 12 2 14"],
            ("28.00", "", "0", TaxForm::OnTop, false),
        );
    // 20.00 + 1.65 = 21.65 without the tip, which is still pending.
    case("USD", false)
        .item(
            &[("ITEM", "20.00", &[]), ("TAX", "1.65", &[("ITEM", "1.65")])],
            "20.00",
        )
        .facilitator()
        .order(&[
            ("ITEM", "20.00", &[]),
            ("TAX", "1.65", &[]),
            ("DELIVERY_TIP", "2.00", &[]),
        ])
        .grand("21.65")
        .gives(
            &["Product Mug | 20 1.65 21.65"],
            ("21.65", "21.65", "1.65", TaxForm::OnTop, false),
        );
}

#[test]
fn a_pending_tip_beside_items_that_tell_their_sum_only() {
    let order: &[Part<'_>] = &[
        ("ITEM", "20.00", &[]),
        ("TAX", "4.00", &[]),
        ("DELIVERY_TIP", "2.00", &[]),
    ];
    // 20 + 4 = 24
    case("GBP", true)
        .item(&[], "20.00")
        .order(order)
        .grand("24.00")
        .gives(
            &["Product Mug | 20 4 24"],
            ("24.00", "24.00", "0", TaxForm::OnTop, false),
        );
    // The item's 24 has the 4 in it: 24 - 4 = 20.
    case("GBP", true)
        .item(&[], "24.00")
        .order(order)
        .grand("24.00")
        .gives(
            &["Product Mug | 20 4 24"],
            ("24.00", "24.00", "0", TaxForm::Contained, false),
        );
}

#[test]
fn what_items_tell_is_not_taken_twice() {
    // 50 - 5 = 45; the order's discount is the item's, and no grand total says so.
    case("EUR", true)
        .item(
            &[("ITEM", "50.00", &[]), ("DISCOUNT", "5.00", &[])],
            "45.00",
        )
        .order(&[("ITEM", "50.00", &[]), ("DISCOUNT", "5.00", &[])])
        .gives(
            &["Product Mug | 50 0 50", "Discount Discount | -5 0 -5"],
            ("45.00", "", "0", TaxForm::Unknown, false),
        );
}

#[test]
fn a_discount_never_becomes_a_charge() {
    // A contained tax of -3.00 on a discount of 1.00 would make it +2.00 without tax; the 5.00 - 3.00 go to the goods.
    case("GBP", true)
        .item(
            &[
                ("ITEM", "12.00", &[]),
                ("DISCOUNT", "1.00", &[]),
                ("TAX", "2.00", &[("ITEM", "5.00"), ("DISCOUNT", "3.00")]),
            ],
            "11.00",
        )
        .gives(
            &["Product Mug | 10 2 12", "Discount Discount | -1 0 -1"],
            ("11.00", "", "0", TaxForm::Contained, true),
        );
}

#[test]
fn partly_cancelled_and_cancelled_lines() {
    let money = case("GBP", true)
        .item(
            &[("ITEM", "20.00", &[]), ("TAX", "4.00", &[("ITEM", "4.00")])],
            "24.00",
        )
        .with(|item| {
            item.ordered = 3;
            item.fulfilled = Some(1);
            item.unfulfilled = Some(1);
        })
        .item(&[], "")
        .with(|item| {
            item.ordered = 0;
            item.fulfilled = Some(1);
        })
        .read();
    // 3 - 1 - 1 = 1 cancelled; amounts stay as Amazon states them.
    let [some, none] = money.lines.as_slice() else {
        panic!("two lines expected");
    };
    assert_eq!(
        (some.quantity, some.delivered, some.cancelled, some.open()),
        (3, 1, 1, 1)
    );
    assert_eq!(some.total, amount("24.00"));
    assert_eq!(
        (none.quantity, none.delivered, none.cancelled, none.open()),
        (0, 0, 0, 0)
    );
    assert_eq!(some.text(), "[MUG-01] Mug");
    // 20.00 / 3 = 6.666…; a line without pieces has no price.
    let gbp = Currency::parse("GBP").unwrap();
    assert_eq!(display_unit_price(some, gbp), Some(amount("6.67")));
    assert_eq!(display_unit_price(none, gbp), None);
}

#[test]
fn replacement_without_money() {
    let case = case("EUR", true).item(&[], "");
    case.gives(
        &["Product Mug | 0 0 0"],
        ("0", "", "0", TaxForm::Unknown, false),
    );
    assert_eq!(case.read().currency.code(), "XXX");
}

#[test]
fn tip_of_the_whole_order() {
    let parts: &[Part<'_>] = &[("ITEM", "10.00", &[]), ("TAX", "1.00", &[("ITEM", "1.00")])];
    let order: &[Part<'_>] = &[
        ("ITEM", "10.00", &[]),
        ("TAX", "1.00", &[]),
        ("DELIVERY_TIP", "2.00", &[]),
    ];
    // 10 + 1 + 2 = 13
    case("USD", false)
        .item(parts, "11.00")
        .order(order)
        .grand("13.00")
        .gives(
            &[
                "Product Mug | 10 1 11",
                "order's Charge Delivery tip | 2 0 2",
            ],
            ("13.00", "13.00", "0", TaxForm::OnTop, false),
        );
    // Still pending: the grand total is that of the items, 10 + 1 = 11.
    case("USD", false)
        .item(parts, "11.00")
        .order(order)
        .grand("11.00")
        .gives(
            &["Product Mug | 10 1 11"],
            ("11.00", "11.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn a_mismatch_stays() {
    // 20 + 4 = 24, whatever Amazon's grand total says.
    case("GBP", true)
        .item(
            &[("ITEM", "20.00", &[]), ("TAX", "4.00", &[("ITEM", "4.00")])],
            "24.00",
        )
        .grand("30.00")
        .gives(
            &["Product Mug | 20 4 24"],
            ("24.00", "30.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn tax_without_details_is_shared_by_one_rate() {
    // Base 100 + 10 - 20 = 90, rate 17.10 / 90 = 19 %: -3.80 on the discount, 20.90 over 100 : 10 is 19.00 and 1.90.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("SHIPPING", "10.00", &[]),
                ("DISCOUNT", "20.00", &[]),
                ("TAX", "17.10", &[]),
            ],
            "107.10",
        )
        .grand("107.10")
        .gives(
            &[
                "Product Mug | 100 19 119",
                "Shipping Shipping | 10 1.9 11.9",
                "Discount Discount | -20 -3.8 -23.8",
            ],
            ("107.10", "107.10", "0", TaxForm::OnTop, true),
        );
    // Details leave 1.90 of 20.90 unexplained: that is the shipping's.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("SHIPPING", "10.00", &[]),
                ("TAX", "20.90", &[("ITEM", "19.00")]),
            ],
            "130.90",
        )
        .grand("130.90")
        .gives(
            &[
                "Product Mug | 100 19 119",
                "Shipping Shipping | 10 1.9 11.9",
            ],
            ("130.90", "130.90", "0", TaxForm::OnTop, true),
        );
    // The item's 19.00 exceeds the 17.10 by what the discount has saved: 1.90.
    case("EUR", true)
        .item(
            &[
                ("ITEM", "100.00", &[]),
                ("DISCOUNT", "10.00", &[]),
                ("TAX", "17.10", &[("ITEM", "19.00")]),
            ],
            "107.10",
        )
        .gives(
            &[
                "Product Mug | 100 19 119",
                "Discount Discount | -10 -1.9 -11.9",
            ],
            ("107.10", "", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn tax_on_something_that_costs_nothing() {
    // 20.00 + 4.00 + 0.50 = 24.50: the shipping is free, its tax is not.
    case("GBP", true)
        .item(
            &[
                ("ITEM", "20.00", &[]),
                ("TAX", "4.50", &[("ITEM", "4.00"), ("SHIPPING", "0.50")]),
            ],
            "24.50",
        )
        .gives(
            &["Product Mug | 20 4 24", "Shipping Shipping | 0 0.5 0.5"],
            ("24.50", "", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn what_only_the_order_tells() {
    let order: &[Part<'_>] = &[
        ("ITEM", "30.00", &[]),
        ("SHIPPING", "5.00", &[]),
        ("TAX", "7.00", &[]),
    ];
    // One item: the goods are its own. 30 + 5 + 7 = 42, so the tax is on top; 7 over 30 : 5 is 6 and 1.
    case("GBP", true)
        .item(&[], "")
        .facilitator()
        .order(order)
        .grand("42.00")
        .gives(
            &["Product Mug | 30 6 36", "order's Shipping Shipping | 5 1 6"],
            ("42.00", "42.00", "7.00", TaxForm::OnTop, true),
        );
    // Two items: nobody knows which of them costs how much.
    case("GBP", true)
        .item(&[], "")
        .item(&[], "")
        .order(order)
        .grand("42.00")
        .gives(
            &[
                "Product Mug | 0 0 0",
                "Product Mug | 0 0 0",
                "order's Charge Goods | 30 6 36",
                "order's Shipping Shipping | 5 1 6",
            ],
            ("42.00", "42.00", "0", TaxForm::OnTop, true),
        );
    // Contained: 30 + 5 = 35 is the grand total; 30 - 6 = 24, 5 - 1 = 4.
    case("GBP", false)
        .item(&[], "")
        .order(order)
        .grand("35.00")
        .gives(
            &["Product Mug | 24 6 30", "order's Shipping Shipping | 4 1 5"],
            ("35.00", "35.00", "0", TaxForm::Contained, true),
        );
    // The item tells only its sum, which is the grand total 20 + 3.80: it has the tax in it.
    case("EUR", false)
        .item(&[], "23.80")
        .facilitator()
        .order(&[("ITEM", "20.00", &[]), ("TAX", "3.80", &[])])
        .grand("23.80")
        .gives(
            &["Product Mug | 20 3.8 23.8"],
            ("23.80", "23.80", "3.80", TaxForm::Contained, false),
        );
    // A discount on the order: 50 - 5 = 45.
    case("EUR", true)
        .item(&[("ITEM", "50.00", &[])], "50.00")
        .order(&[("ITEM", "50.00", &[]), ("DISCOUNT", "5.00", &[])])
        .grand("45.00")
        .gives(
            &[
                "Product Mug | 50 0 50",
                "order's Discount Discount | -5 0 -5",
            ],
            ("45.00", "45.00", "0", TaxForm::Unknown, false),
        );
    // Only a tax, and nothing it could be on.
    case("EUR", true)
        .order(&[("TAX", "1.00", &[]), ("DELIVERY_TIP", "2.00", &[])])
        .grand("3.00")
        .gives(
            &[
                "order's Charge Delivery tip | 2 0 2",
                "order's Charge Tax | 0 1 1",
            ],
            ("3.00", "3.00", "0", TaxForm::OnTop, false),
        );
}

#[test]
fn unknown_kinds_are_kept_by_name() {
    // 10.00 + 1.50 + 0.25 = 11.75
    case("EUR", true)
        .item(
            &[
                ("ITEM", "10.00", &[]),
                ("RECYCLING_FEE", "1.50", &[]),
                ("OTHER", "0.25", &[]),
            ],
            "11.75",
        )
        .grand("11.75")
        .gives(
            &[
                "Product Mug | 10 0 10",
                "Charge Recycling fee | 1.5 0 1.5",
                "Charge Other charge | 0.25 0 0.25",
            ],
            ("11.75", "11.75", "0", TaxForm::Unknown, false),
        );
}

#[test]
fn what_can_not_be_added_up_is_refused() {
    let read = |case: Case| order_lines(&case.order, true, Currency::parse("EUR").unwrap());
    let mut mixed = case("EUR", true).item(&[("ITEM", "10.00", &[])], "10.00");
    mixed.order.grand_total = Some(money("10.00", "GBP"));
    let error = read(mixed).unwrap_err();
    assert!(matches!(error, MoneyError::Currencies { .. }));
    assert!(error.to_string().contains("GBP") && error.to_string().contains("EUR"));
    for huge in [
        "79228162514264337593543950335",
        "1000000000000",
        "0.000000001",
    ] {
        let error = read(case("EUR", true).item(&[("ITEM", huge, &[])], "")).unwrap_err();
        assert!(matches!(error, MoneyError::Unusable { .. }), "{huge}");
    }
    // The largest that is taken keeps every digit: 999999999999.99999999 + 0.01.
    let most = case("EUR", true)
        .item(
            &[
                ("ITEM", "999999999999.99999999", &[]),
                ("SHIPPING", "0.01", &[]),
            ],
            "",
        )
        .read();
    assert_eq!(most.total, amount("1000000000000.00999999"));
}

#[test]
fn unit_prices_are_rounded_half_up() {
    let mut line = case("EUR", true)
        .item(&[("ITEM", "0.25", &[])], "")
        .read()
        .lines
        .remove(0);
    line.quantity = 2;
    // 0.25 / 2 = 0.125
    let eur = Currency::parse("EUR").unwrap();
    assert_eq!(display_unit_price(&line, eur), Some(amount("0.13")));
    line.untaxed = amount("5");
    // 5 / 2 = 2.5
    let jpy = Currency::parse("JPY").unwrap();
    assert_eq!(display_unit_price(&line, jpy), Some(amount("3")));
}

/// An item whose figures agree with each other, in cents; percentages for the tax.
#[derive(Clone, Debug)]
struct Consistent {
    goods: i64,
    shipping: i64,
    wrap: i64,
    /// Parts of goods and shipping, in percent.
    discounts: (i64, i64),
    rate: i64,
    details: bool,
    facilitator: bool,
    states_total: bool,
}

fn consistent() -> impl Strategy<Value = Consistent> {
    (
        (1i64..100_000, 0i64..2_000, 0i64..500),
        (0i64..=100, 0i64..=100),
        0i64..28,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(amounts, discounts, rate, details, facilitator, states_total)| Consistent {
                goods: amounts.0,
                shipping: amounts.1,
                wrap: amounts.2,
                discounts,
                rate,
                details,
                facilitator,
                states_total,
            },
        )
}

fn cents(n: i64) -> Money {
    Money {
        amount: Amount(Decimal::new(n, 2)),
        currency: Currency::parse("EUR").unwrap(),
    }
}

/// An order of such items with its grand total, as an Amazon that sends discounts with these signs would tell it.
fn told_by_amazon(
    items: &[Consistent],
    contained: bool,
    sign: i64,
    tax_sign: i64,
) -> (AmazonOrder, i64) {
    let mut case = case("EUR", contained);
    let mut grand = 0;
    for item in items {
        let on_goods = item.goods * item.discounts.0 / 100;
        let on_shipping = item.shipping * item.discounts.1 / 100;
        let tax_of = |n: i64| {
            if contained {
                n * item.rate / (100 + item.rate)
            } else {
                n * item.rate / 100
            }
        };
        let taxes = [tax_of(item.goods), tax_of(item.shipping), tax_of(item.wrap)];
        let saved = tax_of(on_goods + on_shipping).min(taxes.iter().sum());
        let tax = taxes.iter().sum::<i64>() - saved;
        let net = item.goods + item.shipping + item.wrap - on_goods - on_shipping;
        let total = if contained { net } else { net + tax };
        grand += total;
        case = case.item(&[], "").with(|amazon| {
            let detail = |kind, n| (kind, cents(n));
            let part = |kind, n, details| Breakdown {
                kind,
                subtotal: cents(n),
                details,
            };
            use BreakdownKind as K;
            amazon.breakdowns = vec![
                part(K::Item, item.goods, vec![]),
                part(K::Shipping, item.shipping, vec![]),
                part(K::GiftWrap, item.wrap, vec![]),
                part(
                    K::Discount,
                    sign * (on_goods + on_shipping),
                    vec![
                        detail(K::Item, sign * on_goods),
                        detail(K::Shipping, sign * on_shipping),
                    ],
                ),
                part(
                    K::Tax,
                    tax,
                    if item.details {
                        vec![
                            detail(K::Item, taxes[0]),
                            detail(K::Shipping, taxes[1]),
                            detail(K::GiftWrap, taxes[2]),
                            detail(K::Discount, tax_sign * saved),
                        ]
                    } else {
                        vec![]
                    },
                ),
            ];
            amazon.facilitator_tax = item.facilitator;
            amazon.proceeds_total = item.states_total.then(|| cents(total));
        });
    }
    case.order.grand_total = Some(cents(grand));
    (case.order, grand)
}

proptest! {
    #[test]
    fn lines_make_up_the_grand_total(
        items in prop::collection::vec(consistent(), 1..6),
        contained in any::<bool>(),
    ) {
        let (order, grand) = told_by_amazon(&items, contained, -1, -1);
        let eur = Currency::parse("EUR").unwrap();
        let money = order_lines(&order, contained, eur).unwrap();
        prop_assert_eq!(money.total, cents(grand).amount);
        prop_assert_eq!(Some(money.total), Amount::sum(money.lines.iter().map(|l| l.total)));
        for line in &money.lines {
            prop_assert_eq!(line.untaxed.plus(line.tax), Some(line.total));
            if line.kind == LineKind::Discount {
                prop_assert!(line.total <= Amount::ZERO && line.untaxed <= Amount::ZERO);
            }
        }
        for item in &order.items {
            let of_item = money.lines.iter().filter(|l| l.item.as_ref() == Some(&item.id));
            let stated = item.breakdowns.iter().find(|b| b.kind == BreakdownKind::Tax);
            prop_assert_eq!(Amount::sum(of_item.map(|l| l.tax)), stated.map(|b| b.subtotal.amount));
        }
        let kept: Vec<Amount> = order
            .items
            .iter()
            .filter(|i| i.facilitator_tax)
            .flat_map(|i| i.breakdowns.iter().filter(|b| b.kind == BreakdownKind::Tax))
            .map(|b| b.subtotal.amount)
            .collect();
        prop_assert_eq!(Some(money.facilitator_tax), Amount::sum(kept));
    }

    #[test]
    fn the_sign_of_discounts_changes_nothing(
        items in prop::collection::vec(consistent(), 1..6),
        contained in any::<bool>(),
    ) {
        let eur = Currency::parse("EUR").unwrap();
        let all: Vec<OrderMoney> = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
            .into_iter()
            .map(|(sign, tax_sign)| {
                let (order, _) = told_by_amazon(&items, contained, sign, tax_sign);
                order_lines(&order, contained, eur).unwrap()
            })
            .collect();
        prop_assert!(all.iter().all(|money| *money == all[0]));
    }

    /// Figures that agree with nothing must still give lines, and never a panic.
    #[test]
    fn any_figures_give_lines(
        parts in prop::collection::vec((0usize..8, -100_000i64..100_000, prop::collection::vec((0usize..8, -5_000i64..5_000), 0..4)), 0..8),
        of_order in prop::collection::vec((0usize..8, -100_000i64..100_000), 0..8),
        total in prop::option::of(-1_000i64..100_000),
        grand in prop::option::of(-1_000i64..100_000),
        flags in any::<(bool, bool)>(),
    ) {
        let kinds = ["ITEM", "SHIPPING", "GIFT_WRAP", "COD_FEE", "TAX", "DISCOUNT", "DELIVERY_TIP", "ODD"];
        let kind = |n: usize| BreakdownKind::parse(kinds[n]);
        let mut case = case("EUR", flags.0).item(&[], "").with(|item| {
            item.breakdowns = parts
                .iter()
                .map(|(n, subtotal, details)| Breakdown {
                    kind: kind(*n),
                    subtotal: cents(*subtotal),
                    details: details.iter().map(|(n, v)| (kind(*n), cents(*v))).collect(),
                })
                .collect();
            item.proceeds_total = total.map(cents);
            item.facilitator_tax = flags.1;
        });
        case.order.breakdowns = of_order
            .iter()
            .map(|(n, v)| Breakdown { kind: kind(*n), subtotal: cents(*v), details: vec![] })
            .collect();
        case.order.grand_total = grand.map(cents);
        let money = case.read();
        prop_assert_eq!(Some(money.total), Amount::sum(money.lines.iter().map(|l| l.total)));
        for line in &money.lines {
            prop_assert_eq!(line.untaxed.plus(line.tax), Some(line.total));
            if line.kind == LineKind::Discount {
                prop_assert!(line.total <= Amount::ZERO && line.untaxed <= Amount::ZERO, "{line:?}");
            }
        }
        prop_assert_eq!(money.amazon_total, grand.map(|g| cents(g).amount));
    }
}

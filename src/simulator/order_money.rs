//! The amounts of an order line and of an order, consistent to the last minor unit.

use super::marketplaces::{Marketplace, TaxForm};
use super::money::share;
use super::order_life::OrderState;
use super::order_maker::{Blueprint, Line};
use super::order_vitals::{Kind, Status};

/// One breakdown: type, subtotal, and the details of TAX and DISCOUNT. Minor units, signs as sent.
#[derive(Debug, Clone)]
pub(crate) struct Breakdown {
    pub(crate) kind: &'static str,
    pub(crate) subtotal: i64,
    pub(crate) details: Vec<(&'static str, i64)>,
}

/// What the seller gets for one line.
#[derive(Debug, Clone)]
pub(crate) struct LineMoney {
    pub(crate) total: i64,
    pub(crate) breakdowns: Vec<Breakdown>,
}

/// What the seller gets for an order: total and subtotals per type. `None` where Amazon sends no money.
pub(crate) fn order_money(
    order: &Blueprint,
    lines: &[Option<LineMoney>],
) -> Option<(i64, Vec<(&'static str, i64)>)> {
    let mut total = 0;
    let mut sums: Vec<(&'static str, i64)> = Vec::new();
    for line in lines.iter().flatten() {
        total += line.total;
        for part in &line.breakdowns {
            match sums.iter_mut().find(|sum| sum.0 == part.kind) {
                Some(sum) => sum.1 += part.subtotal,
                None => sums.push((part.kind, part.subtotal)),
            }
        }
    }
    if sums.is_empty() {
        return None;
    }
    if order.tip > 0 {
        total += order.tip;
        sums.push(("DELIVERY_TIP", order.tip));
    }
    Some((total, sums))
}

/// The money of every line of an order as it stands.
pub(crate) fn line_moneys(order: &Blueprint, state: &OrderState) -> Vec<Option<LineMoney>> {
    let known = match state.status {
        Status::Cancelled | Status::Unfulfillable | Status::PendingAvailability => false,
        // Amazon promises no amounts before payment; Japan sends them all the same
        Status::Pending => order.marketplace().country == "JP",
        _ => true,
    };
    let unpaid = matches!(order.vitals.kind, Kind::Replacement | Kind::MultiChannel);
    let money = |(place, line): (usize, &Line)| {
        let cancelled = state.lines.get(place).map_or(0, |line| line.cancelled);
        let units = line.quantity - cancelled;
        (known && !unpaid && units > 0).then(|| line_money(order, line, units))
    };
    order.lines.iter().enumerate().map(money).collect()
}

/// The money of `units` of one line.
fn line_money(order: &Blueprint, line: &Line, units: i64) -> LineMoney {
    let marketplace = order.marketplace();
    let rate = if order.tax_free {
        0
    } else {
        marketplace.tax_per_mille
    };
    let charges = [
        ("ITEM", line.unit_price * units),
        ("SHIPPING", line.shipping),
        ("GIFT_WRAP", line.gift_wrap * units),
        ("COD_FEE", line.cod_fee),
        ("OTHER", line.other),
    ];
    let discounts = [
        ("ITEM", line.discount * units),
        ("SHIPPING", line.shipping_discount),
    ];
    let sign = if marketplace.positive_discounts {
        1
    } else {
        -1
    };
    let mut breakdowns = Vec::new();
    let mut taxes = Vec::new();
    let mut total = 0;
    for (kind, gross) in charges {
        if gross == 0 {
            continue;
        }
        let (sent, tax) = split(marketplace, rate, gross);
        total += sent;
        taxes.push((kind, tax));
        breakdowns.push(Breakdown {
            kind,
            subtotal: sent,
            details: Vec::new(),
        });
    }
    let mut details = Vec::new();
    let mut discount_tax = 0;
    for (kind, gross) in discounts {
        if gross == 0 {
            continue;
        }
        let (sent, tax) = split(marketplace, rate, gross);
        total -= sent;
        discount_tax += tax;
        details.push((kind, sign * sent));
    }
    if !details.is_empty() {
        let subtotal = details.iter().map(|detail| detail.1).sum();
        breakdowns.push(Breakdown {
            kind: "DISCOUNT",
            subtotal,
            details,
        });
    }
    let tax: i64 = taxes.iter().map(|tax| tax.1).sum::<i64>() - discount_tax;
    taxes.retain(|tax| tax.1 != 0);
    if discount_tax != 0 {
        taxes.push(("DISCOUNT", sign * discount_tax));
    }
    if !taxes.is_empty() {
        breakdowns.push(Breakdown {
            kind: "TAX",
            subtotal: tax,
            details: taxes,
        });
        if marketplace.tax != TaxForm::VatContained {
            total += tax;
        }
    }
    LineMoney { total, breakdowns }
}

/// The amount as sent and its tax.
fn split(marketplace: &Marketplace, rate: i64, price: i64) -> (i64, i64) {
    match marketplace.tax {
        TaxForm::SalesTax => (price, share(price, rate, 1000)),
        TaxForm::VatContained => (price, share(price, rate, 1000 + rate)),
        TaxForm::VatApart => {
            let tax = share(price, rate, 1000 + rate);
            (price - tax, tax)
        }
    }
}

//! The operators' figures, and the rates that Amazon judges a seller by (product rule R4).

use crate::domain::account::Account;
use crate::domain::ids::{AccountId, OrderNumber};
use crate::domain::moment::{Moment, Span};
use crate::domain::notice::Content;
use crate::domain::sales_report::quality::{
    CANCELLED, CANCELLED_DAYS, LATE_SHIPMENT, LATE_SHIPMENT_DAYS, Share, hundredths_text,
};
use crate::domain::sales_report::sale::Outcome;
use crate::engine::core::Core;
use crate::engine::health::end_of_day;
use crate::engine::sales::Sent;
use crate::engine::{blocking, writer};
use crate::protocol::Failure;
use crate::protocol::reports::{
    AccountQuality, QualityKind, QualityRate, QualityReport, ReportReply,
};
use crate::store::counters::{Counter, figure};
use crate::store::{Reading, StoreError};
use std::sync::Arc;

/// The longest that Amazon looks back.
const LOOK_BACK: Span = Span::days(30);

/// The figures now.
pub(super) async fn quality(core: &Arc<Core>) -> Result<ReportReply, Failure> {
    let core = core.clone();
    blocking(move || {
        core.fill_sales()?;
        let now = core.now();
        let since = now.minus(LOOK_BACK);
        let mut sent: Vec<(OrderNumber, Sent)> = core.sales.read(|sales| {
            let recent = sales.recent().orders();
            recent
                .filter(|(_, sent)| {
                    sent.ship_by.unwrap_or(sent.purchased).max(sent.purchased) >= since
                })
                .collect()
        });
        core.store
            .read(|reading| {
                for (number, sent) in &mut sent {
                    if sent.outcome == Outcome::Left(None) {
                        sent.outcome = Outcome::Left(left(reading, *number)?);
                    }
                }
                report(reading, &sent, now)
            })
            .map(ReportReply::Quality)
            .map_err(|e| writer::store_failure(&e))
    })
    .await
}

/// When the last parcel of an order left that Amazon was told of; none where that happened elsewhere.
fn left(reading: &Reading<'_>, number: OrderNumber) -> Result<Option<Moment>, StoreError> {
    let order = match reading.key_of_number(number)? {
        Some(key) => reading.order(key)?,
        None => None,
    };
    let mut last = None;
    for id in order.into_iter().flat_map(|order| order.body.notices) {
        if let Some(notice) = reading.notice(id)?
            && let Content::Shipment { shipment, .. } = notice.content
        {
            last = last.max(Some(shipment.shipped));
        }
    }
    Ok(last)
}

fn report(
    reading: &Reading<'_>,
    sent: &[(OrderNumber, Sent)],
    now: Moment,
) -> Result<QualityReport, StoreError> {
    let counts = reading.counts()?;
    let count = |counter| figure(&counts, counter);
    let accounts = reading.all_accounts()?;
    Ok(QualityReport {
        as_of: now,
        to_ship: count(Counter::OrdersToShip),
        late: reading.pickings_due(None, now)?,
        due_today: reading.pickings_due(Some(now), end_of_day(now))?,
        failed: count(Counter::ShipmentsFailed) + count(Counter::CancellationsFailed),
        accounts: accounts
            .into_iter()
            .filter(|account| !account.archived)
            .map(|account| of_account(account, sent, now))
            .collect(),
    })
}

fn of_account(account: Account, sent: &[(OrderNumber, Sent)], now: Moment) -> AccountQuality {
    let mine = || of(account.id, sent);
    let mut rates: Vec<QualityRate> = LATE_SHIPMENT_DAYS
        .into_iter()
        .map(|days| late_shipment(mine(), days, now))
        .collect();
    let [.., longest] = LATE_SHIPMENT_DAYS;
    let late = sending_share(mine(), longest, now);
    let in_time = Share {
        some: late.of - late.some,
        of: late.of,
    };
    rates.push(rate(QualityKind::OnTime, longest, in_time, None));
    rates.push(cancelled(mine(), now));
    AccountQuality {
        account: account.name,
        rates,
    }
}

fn of(account: AccountId, sent: &[(OrderNumber, Sent)]) -> impl Iterator<Item = &Sent> {
    sent.iter()
        .map(|(_, sent)| sent)
        .filter(move |sent| sent.account == account)
}

/// Of the orders that had to leave within so many days until now, those that left late or are late now. What was
/// cancelled, and what left nobody knows when, is not counted.
fn sending_share<'s>(sent: impl Iterator<Item = &'s Sent>, days: u32, now: Moment) -> Share {
    let since = now.minus(Span::days(i64::from(days)));
    let mut share = Share::default();
    for order in sent {
        let Some(ship_by) = order.ship_by.filter(|at| (since..=now).contains(at)) else {
            continue;
        };
        match order.outcome {
            Outcome::Left(Some(left)) => share.count(left > ship_by),
            Outcome::Open => share.count(now > ship_by),
            Outcome::Left(None) | Outcome::Cancelled { .. } => {}
        }
    }
    share
}

fn late_shipment<'s>(sent: impl Iterator<Item = &'s Sent>, days: u32, now: Moment) -> QualityRate {
    let share = sending_share(sent, days, now);
    rate(QualityKind::LateShipment, days, share, Some(LATE_SHIPMENT))
}

fn cancelled<'s>(sent: impl Iterator<Item = &'s Sent>, now: Moment) -> QualityRate {
    let since = now.minus(Span::days(i64::from(CANCELLED_DAYS)));
    let mut share = Share::default();
    for order in sent.filter(|order| order.purchased >= since) {
        let by_seller = order.outcome == Outcome::Cancelled { by_buyer: false };
        share.count(by_seller);
    }
    rate(
        QualityKind::Cancelled,
        CANCELLED_DAYS,
        share,
        Some(CANCELLED),
    )
}

fn rate(kind: QualityKind, days: u32, share: Share, threshold: Option<u32>) -> QualityRate {
    QualityRate {
        kind,
        days,
        counted: share.some,
        orders: share.of,
        percent: share.percent(),
        threshold: threshold.map(|t| hundredths_text(u64::from(t))),
        well: threshold.is_none_or(|threshold| share.is_below(threshold)),
    }
}

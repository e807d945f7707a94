//! From records to what is shown: account ids become names, absent values become nothing.

use super::names::AccountNames;
use super::stock_views;
use crate::amazon::problem::AmazonError;
use crate::domain::account::Account;
use crate::domain::address::Address;
use crate::domain::amazon_order::Package;
use crate::domain::failed_order::FailedOrder;
use crate::domain::ids::OrderItemId;
use crate::domain::moment::{Moment, Span};
use crate::domain::money::Amount;
use crate::domain::order::{LineKind, OrderHead, OrderLine, OrderPersonal, SalesOrder};
use crate::domain::page_run::PageRun;
use crate::domain::product::Product;
use crate::domain::seen_order::{Decision, SeenOrder};
use crate::domain::stock_move::StockMove;
use crate::protocol::accounts::RunView;
use crate::protocol::orders::{
    AddressView, CancellationView, CustomerView, FailedView, LineView, OrderRow, OrderView,
    OrderWhy, PackageLineView, PackageView,
};
use crate::protocol::pickings::PickingView;
use crate::protocol::upkeep::{ActivityEntry, Level};
use crate::protocol::{Failure, FailureCode};
use crate::store::activity::Activity;
use crate::store::orders::ListedOrder;

pub(super) fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What stands where a damaged record can't tell.
const DAMAGED: &str = "damaged record: run verify";

/// A row of the order list.
pub(super) fn row(listed: ListedOrder, names: &AccountNames) -> OrderRow {
    let ListedOrder { key, head, name } = listed;
    let damaged = head.is_none() || name.is_none();
    let account = head
        .as_ref()
        .map_or_else(String::new, |head| names.of(head.account));
    let customer = name
        .filter(|_| head.is_some())
        .unwrap_or_else(|| DAMAGED.to_owned());
    let head = head.unwrap_or_else(|| OrderHead::stand_in(key));
    OrderRow {
        key: head.key(),
        number: head.number,
        amazon_order_ref: head.reference,
        account,
        marketplace: head.marketplace,
        channel: head.channel,
        state: head.state,
        amazon_status: head.amazon_status,
        purchased_at: head.purchased,
        updated_at: head.updated,
        ship_by: head.ship_by,
        customer,
        currency: head.currency,
        total: head.total,
        delivery: head.delivery,
        units: head.units,
        flags: head.flags,
        damaged,
    }
}

/// An order whole, with its pickings and moves (each with its product's reference).
pub(super) fn order(
    order: &SalesOrder,
    pickings: Vec<PickingView>,
    cancellation: Option<CancellationView>,
    moves: Vec<(StockMove, Option<Product>)>,
    names: &AccountNames,
) -> OrderView {
    let (head, body, personal) = (&order.head, &order.body, &order.personal);
    let sum =
        |of: fn(&OrderLine) -> Amount| Amount::sum(body.lines.iter().map(of)).unwrap_or_default();
    let messages: Vec<&str> = personal
        .gift_messages
        .iter()
        .map(|(_, text)| text.as_str())
        .collect();
    OrderView {
        key: head.key(),
        number: head.number,
        amazon_order_ref: head.reference,
        account: names.of(head.account),
        marketplace: head.marketplace.clone(),
        channel: head.channel,
        state: head.state,
        amazon_status: head.amazon_status.clone(),
        delivery: head.delivery,
        purchased_at: head.purchased,
        updated_at: head.updated,
        ship_by: head.ship_by,
        deliver_by: body.deliver_window.latest,
        service_level: body.service_level.clone(),
        programs: body.programs.clone(),
        replaces: body.replaces,
        currency: head.currency,
        untaxed: sum(|l| l.untaxed),
        tax: sum(|l| l.tax),
        facilitator_tax: body.facilitator_tax,
        total: head.total,
        amazon_total: head.amazon_total,
        team: body.team.clone(),
        salesperson: body.salesperson.clone(),
        location: body.location.clone(),
        customer: customer(personal),
        delivery_address: address(&personal.address),
        lines: body.lines.iter().map(|l| line(l, personal)).collect(),
        gift_message: some(&messages.join("\n")),
        flags: head.flags,
        packages: body
            .packages
            .iter()
            .map(|p| package(p, &body.lines))
            .collect(),
        pickings,
        moves: moves
            .into_iter()
            .map(|(m, product)| stock_views::stock_move(m, product.as_ref(), names, None))
            .collect(),
        invoices: Vec::new(),
        cancellation,
        history: body.history.clone(),
    }
}

fn customer(personal: &OrderPersonal) -> CustomerView {
    CustomerView {
        name: personal.name.clone(),
        email: some(&personal.email),
        company: some(&personal.company),
        vat_number: some(&personal.vat_number),
        po_number: some(&personal.po_number),
    }
}

pub(super) fn address(address: &Address) -> AddressView {
    AddressView {
        name: some(&address.name),
        lines: address.lines.clone(),
        city: some(&address.city),
        state: some(&address.state),
        postal_code: some(&address.postal_code),
        country: some(&address.country),
        phone: some(&address.phone),
    }
}

fn line(line: &OrderLine, personal: &OrderPersonal) -> LineView {
    let message = || {
        personal
            .gift_messages
            .iter()
            .find(|(item, _)| Some(item) == line.item.as_ref())
            .map(|(_, text)| text.clone())
    };
    let text = match line.kind {
        LineKind::Note => message().unwrap_or_else(|| line.text()),
        _ => line.text(),
    };
    LineView {
        kind: line.kind,
        sku: line.sku.as_ref().map(|s| s.0.clone()),
        asin: some(&line.asin),
        title: line.title.clone(),
        text,
        quantity: line.quantity,
        delivered: line.delivered,
        cancelled: line.cancelled,
        untaxed: line.untaxed,
        tax: line.tax,
        total: line.total,
    }
}

fn package(package: &Package, lines: &[OrderLine]) -> PackageView {
    let line = |(item, quantity): &(OrderItemId, u32)| {
        let goods = lines
            .iter()
            .find(|l| l.kind == LineKind::Product && l.item.as_ref() == Some(item));
        PackageLineView {
            sku: goods.and_then(|l| l.sku.as_ref()).map(|s| s.0.clone()),
            title: goods.map_or_else(String::new, |l| l.title.clone()),
            quantity: *quantity,
        }
    };
    PackageView {
        package: some(&package.reference),
        carrier: some(&package.carrier),
        tracking: some(&package.tracking),
        shipped_at: package.shipped,
        status: some(&package.status),
        lines: package.items.iter().map(line).collect(),
    }
}

/// An entry of the activity log.
pub(super) fn activity(entry: Activity, names: &AccountNames) -> ActivityEntry {
    ActivityEntry {
        id: entry.id,
        at: entry.at,
        who: entry.who,
        level: match entry.level {
            0 => Level::Info,
            1 => Level::Warning,
            _ => Level::Error,
        },
        account: entry.account.map(|id| names.of(id)),
        record: entry.record,
        what: entry.what,
    }
}

/// An order that could not be processed.
pub(super) fn failed(failed: FailedOrder, names: &AccountNames) -> FailedView {
    FailedView {
        amazon_order_ref: failed.reference,
        account: names.of(failed.account),
        reason: failed.reason,
        attempts: failed.attempts,
        first_failed: failed.first_failed,
        next_try: failed.next_try,
        dismissed: failed.dismissed,
    }
}

/// Why an order that Amazon showed is here or not.
pub(super) fn why(seen: &SeenOrder) -> OrderWhy {
    OrderWhy {
        amazon_order_ref: Some(seen.reference),
        known: true,
        amazon_status: seen.status.clone(),
        channel: seen.channel,
        marketplace: seen.marketplace.clone(),
        decision: Some(seen.decision),
        reason: match (seen.decision, seen.order) {
            (Decision::Imported, Some(key)) => format!("It is the sales order {}.", key.number),
            (decision, _) => decision.reason().to_owned(),
        },
        failure: None,
        last_seen: Some(seen.last_seen),
        number: seen.order.map(|key| key.number),
    }
}

/// A page run; `rate` is Amazon's searches a second.
pub(super) fn run(run: &PageRun, waits_until: Option<Moment>, rate: f64, now: Moment) -> RunView {
    let pages_left = run
        .expected
        .map(|expected| expected.saturating_sub(run.fetched).div_ceil(100));
    let done_at = pages_left
        .filter(|_| rate > 0.0)
        .map(|pages| now.plus(Span::from_seconds_f64(pages as f64 / rate)));
    RunView {
        from: run.from,
        to: run.upper,
        started: run.started,
        pages: run.pages,
        fetched: run.fetched,
        expected: run.expected.map(|e| e.max(run.fetched)),
        backfill: run.backfill,
        paused: run.paused,
        waits_until,
        done_at,
    }
}

/// Amazon's refusal as a failure with a hint.
pub(super) fn amazon_failure(error: &AmazonError) -> Failure {
    let failure = |code| Failure::new(code, error.to_string());
    match error {
        AmazonError::Throttled { until, .. } => failure(FailureCode::Throttled).retry_at(*until),
        AmazonError::Credentials { .. } => failure(FailureCode::Credentials),
        AmazonError::AccessDenied { .. } => failure(FailureCode::AccessDenied),
        AmazonError::NotFound { .. } => failure(FailureCode::UnknownToAmazon),
        AmazonError::NotKept(_) => failure(FailureCode::Store),
        AmazonError::NotAllowed(_) => failure(FailureCode::Invalid),
        AmazonError::BadRequest { .. } | AmazonError::Trouble { .. } | AmazonError::TooLarge(_) => {
            failure(FailureCode::Amazon)
        }
    }
}

/// Whole days from one moment to another.
pub(super) fn days_between(from: Moment, to: Moment) -> i64 {
    to.since(from).as_seconds().div_euclid(86_400)
}

/// When secrets need attention, as a sentence: the client secret 180 days, the authorisation 365 days after it was
/// entered, from 30 days before (Amazon's credential rotation and authorisation rules).
pub(super) fn secret_warning(account: &Account, now: Moment) -> Option<String> {
    let secret = 180 - days_between(account.secret_entered, now);
    let authorisation = 365 - days_between(account.authorised, now);
    let (left, what) = if secret <= authorisation {
        (secret, "client secret of")
    } else {
        (authorisation, "authorisation of")
    };
    match left {
        31.. => None,
        0..=30 => Some(format!(
            "The {what} {} must be renewed within {left} days.",
            account.name
        )),
        _ => Some(format!(
            "The {what} {} should have been renewed {} days ago.",
            account.name, -left
        )),
    }
}

//! One order for people.

use super::ages::{distance, minute};
use super::output::Output;
use super::table::{Facts, Set, Table, heading};
use crate::domain::marketplace::code_of;
use crate::domain::moment::Moment;
use crate::domain::picking::{Hold, NoticeState, PickingState};
use crate::protocol::orders::{AddressView, OrderView, PackageView};
use crate::protocol::pickings::{NoticeError, PickingView};

/// One order as a page.
pub fn order_page(order: &OrderView, now: Moment, output: &Output) -> String {
    let mut page = head(order, now).render(output);
    page.push_str(&heading(output, "Customer"));
    page.push_str(&customer(order).render(output));
    page.push_str(&heading(output, "Lines"));
    page.push_str(&lines(order).render(output));
    page.push_str(&sums(order).render(output));
    for picking in &order.pickings {
        page.push_str(&heading(output, &format!("Delivery {}", picking.picking)));
        page.push_str(&picking_facts(picking, now).render(output));
    }
    for package in &order.packages {
        page.push_str(&heading(output, "Parcel known to Amazon"));
        page.push_str(&package_facts(package, now).render(output));
    }
    if !order.moves.is_empty() {
        page.push_str(&heading(output, "Stock moves"));
        page.push_str(&moves(order).render(output));
    }
    if !order.history.is_empty() {
        page.push_str(&heading(output, "History"));
        page.push_str(&history(order).render(output));
    }
    page
}

fn head(order: &OrderView, now: Moment) -> Facts {
    let mut facts = Facts::new();
    let at = |moment: Moment| format!("{} UTC, {}", minute(moment), distance(moment, now));
    let words: Vec<String> = order
        .flags
        .words()
        .map(|word| word.replace('_', " "))
        .collect();
    facts
        .add("Order", order.number.to_string())
        .add("Amazon reference", order.amazon_order_ref.to_string())
        .add("State", order.state.as_str())
        .add("Amazon's status", order.amazon_status.as_str())
        .add("Delivery", order.delivery.as_str().replace('_', " "))
        .add("Marks", words.join(", "))
        .add("Channel", order.channel.as_str())
        .add("Account", order.account.as_str())
        .add("Marketplace", code_of(&order.marketplace))
        .add("Team", order.team.as_str())
        .maybe("Salesperson", order.salesperson.as_ref())
        .add("Purchased", at(order.purchased_at))
        .add("Updated", at(order.updated_at))
        .maybe("Ship by", order.ship_by.map(at))
        .maybe("Deliver by", order.deliver_by.map(at))
        .maybe("Service level", order.service_level.as_ref())
        .add("Programmes", order.programs.join(", "))
        .maybe("Replaces", order.replaces)
        .maybe("Gift message", order.gift_message.as_ref());
    if let Some(cancellation) = &order.cancellation {
        facts.add(
            "Cancellation",
            format!("{}, {}", cancellation.reason, notice(cancellation.sync)),
        );
        add_error(&mut facts, cancellation.error.as_ref());
    }
    facts
}

fn customer(order: &OrderView) -> Facts {
    let mut facts = Facts::new();
    let buyer = &order.customer;
    facts
        .add("Name", buyer.name.as_str())
        .maybe("E-mail", buyer.email.as_ref())
        .maybe("Company", buyer.company.as_ref())
        .maybe("VAT number", buyer.vat_number.as_ref())
        .maybe("Their order", buyer.po_number.as_ref());
    address(&order.delivery_address, &mut facts);
    facts
}

/// An address, line by line.
pub(super) fn address(address: &AddressView, facts: &mut Facts) {
    let parts = |parts: &[&Option<String>]| -> String {
        let known: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
        known.join(" ")
    };
    facts.maybe("Delivery to", address.name.as_ref());
    for line in &address.lines {
        facts.add("", line.as_str());
    }
    facts
        .add(
            "",
            parts(&[&address.postal_code, &address.city, &address.state]),
        )
        .add("", parts(&[&address.country]))
        .maybe("Phone", address.phone.as_ref());
}

fn lines(order: &OrderView) -> Table {
    let mut table = Table::new(&[
        ("Line", Set::Cut),
        ("Qty", Set::Right),
        ("Delivered", Set::Right),
        ("Cancelled", Set::Right),
        ("Untaxed", Set::Right),
        ("Tax", Set::Right),
        ("Total", Set::Right),
    ]);
    for line in &order.lines {
        table.row([
            line.text.clone(),
            line.quantity.to_string(),
            line.delivered.to_string(),
            line.cancelled.to_string(),
            line.untaxed.to_string(),
            line.tax.to_string(),
            line.total.to_string(),
        ]);
    }
    table
}

fn sums(order: &OrderView) -> Facts {
    let mut facts = Facts::new();
    let money = |amount: crate::domain::money::Amount| format!("{amount} {}", order.currency);
    facts
        .add("Untaxed", money(order.untaxed))
        .add("Tax", money(order.tax))
        .add("Total", money(order.total));
    if !order.facilitator_tax.is_zero() {
        facts.add("Tax paid by Amazon", money(order.facilitator_tax));
    }
    if let Some(amazon) = order.amazon_total.filter(|amazon| *amazon != order.total) {
        facts.add("Amazon's total", format!("{} (differs)", money(amazon)));
    }
    facts
}

/// What Amazon refused, what it means, what to do.
pub(super) fn add_error(facts: &mut Facts, error: Option<&NoticeError>) {
    if let Some(error) = error {
        facts
            .add("Refused", format!("{} {}", error.code, error.message))
            .add("That means", error.meaning.as_str())
            .add("Advice", error.advice.as_str());
    }
}

/// A picking as a page of facts.
pub(super) fn picking_facts(picking: &PickingView, now: Moment) -> Facts {
    let mut facts = Facts::new();
    let state = match picking.state {
        PickingState::Ready => "ready",
        PickingState::Done => "done",
        PickingState::Cancelled => "cancelled",
    };
    let hold = picking.hold.map(|hold| match hold {
        Hold::CancelRequested => "the buyer asked to cancel",
        Hold::AddressIncomplete => "the address is incomplete",
    });
    facts
        .add("State", state)
        .maybe("Held", hold)
        .add(
            "Amazon knows",
            picking.sync_note.as_deref().unwrap_or(notice(picking.sync)),
        )
        .maybe("Carrier", picking.carrier.as_ref())
        .maybe("Tracking", picking.tracking.as_ref())
        .maybe("Ship by", picking.ship_by.map(|at| distance(at, now)))
        .maybe("Rest of", picking.backorder_of)
        .maybe("Taken by", picking.held_by.as_ref());
    add_error(&mut facts, picking.error.as_ref());
    for line in &picking.lines {
        let sku = line.sku.as_deref().unwrap_or("-");
        let bin = match line.bin.as_str() {
            "" => String::new(),
            bin => format!(", lies at {bin}"),
        };
        facts.add(
            "Goods",
            format!(
                "{} of {} x [{sku}] {}{bin}",
                line.done, line.demand, line.title
            ),
        );
    }
    facts
}

fn package_facts(package: &PackageView, now: Moment) -> Facts {
    let mut facts = Facts::new();
    facts
        .maybe("Reference", package.package.as_ref())
        .maybe("Carrier", package.carrier.as_ref())
        .maybe("Tracking", package.tracking.as_ref())
        .maybe(
            "Shipped",
            package
                .shipped_at
                .map(|at| format!("{} UTC, {}", minute(at), distance(at, now))),
        )
        .maybe("Status", package.status.as_ref());
    for line in &package.lines {
        let sku = line.sku.as_deref().unwrap_or("-");
        facts.add(
            "Goods",
            format!("{} x [{sku}] {}", line.quantity, line.title),
        );
    }
    facts
}

/// What Amazon knows, in words.
pub(super) fn notice(state: NoticeState) -> &'static str {
    match state {
        NoticeState::None => "nothing to tell yet",
        NoticeState::Pending => "to be told",
        NoticeState::Processing => "told, not yet accepted",
        NoticeState::Synchronized => "synchronized with Amazon",
        NoticeState::Failed => "synchronization with Amazon failed",
    }
}

fn moves(order: &OrderView) -> Table {
    let mut table = Table::new(&[
        ("At (UTC)", Set::Left),
        ("Reference", Set::Left),
        ("SKU", Set::Cut),
        ("Qty", Set::Right),
        ("From", Set::Left),
        ("To", Set::Left),
    ]);
    for step in &order.moves {
        table.row([
            minute(step.at),
            step.reference.clone(),
            step.sku.clone(),
            step.quantity.to_string(),
            step.from.clone(),
            step.to.clone(),
        ]);
    }
    table
}

fn history(order: &OrderView) -> Table {
    let mut table = Table::new(&[
        ("At (UTC)", Set::Left),
        ("Who", Set::Left),
        ("What", Set::Left),
    ]);
    for entry in &order.history {
        table.row([minute(entry.at), entry.who.clone(), entry.what.clone()]);
    }
    table
}

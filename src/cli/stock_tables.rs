//! Stock as tables for people.

use super::ages::minute;
use super::output::Output;
use super::table::{Set, Table};
use crate::protocol::stock::{
    Adjusted, Levels, LocationView, ProposalView, RuleView, StockHistory, TransferView,
};

/// Quantities.
pub fn levels(levels: &Levels, output: &Output) -> String {
    if levels.levels.is_empty() {
        return "No quantity matches.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("Location", Set::Cut),
        ("SKU", Set::Cut),
        ("Quantity", Set::Right),
        ("Reserved", Set::Right),
        ("Free", Set::Right),
        ("Coming", Set::Right),
        ("Sold 30d", Set::Right),
        ("Lasts", Set::Right),
    ]);
    for level in &levels.levels {
        table.row([
            level.location.clone(),
            level.sku.clone(),
            level.quantity.to_string(),
            some(level.reserved),
            level.free.map_or_else(String::new, |free| free.to_string()),
            some(level.incoming),
            some(level.sold_30_days),
            level
                .cover_days
                .map_or_else(String::new, |days| format!("{days} d")),
        ]);
    }
    table.render(output)
}

/// A number, or nothing for nothing.
fn some<T: Default + PartialEq + ToString>(number: T) -> String {
    if number == T::default() {
        String::new()
    } else {
        number.to_string()
    }
}

/// Day by day.
pub fn history(history: &StockHistory, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Day (UTC)", Set::Left),
        ("Came", Set::Right),
        ("Went", Set::Right),
        ("Then there", Set::Right),
    ]);
    for day in &history.days {
        let date = day.day.to_rfc3339();
        table.row([
            date.split('T').next().unwrap_or_default().to_owned(),
            some(day.came),
            some(day.went),
            day.quantity.to_string(),
        ]);
    }
    table.render(output)
}

/// What a count changed.
pub fn adjusted(done: &Adjusted, output: &Output) -> String {
    if done.adjusted.is_empty() {
        return format!("{}: everything was as we thought.\n", done.location);
    }
    let mut table = Table::new(&[
        ("SKU", Set::Cut),
        ("Before", Set::Right),
        ("Counted", Set::Right),
        ("Difference", Set::Right),
    ]);
    for line in &done.adjusted {
        table.row([
            line.sku.clone(),
            line.before.to_string(),
            line.counted.to_string(),
            format!("{:+}", line.difference),
        ]);
    }
    let mut text = table.render(output);
    if done.unchanged > 0 {
        text.push_str(&format!("{} more as we thought.\n", done.unchanged));
    }
    text
}

/// Transfers, a row for each product.
pub fn transfers(transfers: &[TransferView], output: &Output) -> String {
    if transfers.is_empty() {
        return "There is no transfer.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("Transfer", Set::Left),
        ("State", Set::Left),
        ("Planned (UTC)", Set::Left),
        ("From", Set::Cut),
        ("To", Set::Cut),
        ("SKU", Set::Cut),
        ("Qty", Set::Right),
        ("Arrived", Set::Right),
        ("Short", Set::Right),
    ]);
    for transfer in transfers {
        for line in &transfer.lines {
            table.row([
                transfer.transfer.to_string(),
                transfer.state.as_str().replace('_', " "),
                minute(transfer.created_at),
                transfer.from.clone(),
                transfer.to.clone(),
                line.sku.clone(),
                line.quantity.to_string(),
                some(line.received),
                some(line.short),
            ]);
        }
    }
    table.render(output)
}

/// Reordering rules.
pub fn rules(rules: &[RuleView], output: &Output) -> String {
    if rules.is_empty() {
        return "There is no reordering rule.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("Location", Set::Cut),
        ("SKU", Set::Cut),
        ("Min", Set::Right),
        ("Max", Set::Right),
        ("Multiple", Set::Right),
        ("From", Set::Cut),
        ("By itself", Set::Left),
        ("On hand", Set::Right),
        ("Planned", Set::Right),
    ]);
    for rule in rules {
        table.row([
            rule.location.clone(),
            rule.sku.clone(),
            rule.minimum.to_string(),
            rule.maximum.to_string(),
            rule.multiple.to_string(),
            rule.source.clone(),
            if rule.automatic { "yes" } else { "" }.to_owned(),
            rule.on_hand.to_string(),
            some(rule.planned),
        ]);
    }
    table.render(output)
}

/// What the rules propose.
pub fn proposals(proposals: &[ProposalView], output: &Output) -> String {
    if proposals.is_empty() {
        return "Nothing is below its minimum.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("To", Set::Cut),
        ("SKU", Set::Cut),
        ("On hand", Set::Right),
        ("Planned", Set::Right),
        ("Min", Set::Right),
        ("From", Set::Cut),
        ("Bring", Set::Right),
        ("Missing", Set::Right),
    ]);
    for proposal in proposals {
        let rule = &proposal.rule;
        table.row([
            rule.location.clone(),
            rule.sku.clone(),
            rule.on_hand.to_string(),
            some(rule.planned),
            rule.minimum.to_string(),
            rule.source.clone(),
            proposal.quantity.to_string(),
            some(proposal.shortfall),
        ]);
    }
    let mut text = table.render(output);
    text.push_str("`orderdeck stock replenish` makes the transfers.\n");
    text
}

/// Locations.
pub fn locations(locations: &[LocationView], output: &Output) -> String {
    let mut table = Table::new(&[
        ("Location", Set::Left),
        ("Kind", Set::Left),
        ("Accounts", Set::Cut),
    ]);
    for place in locations {
        table.row([
            place.location.clone(),
            place.kind.as_str().to_owned(),
            place.accounts.join(", "),
        ]);
    }
    table.render(output)
}

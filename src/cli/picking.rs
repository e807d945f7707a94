//! `orderdeck picking`.

use super::ages::{distance, minute};
use super::args_warehouse::PickingCommand;
use super::order::bad_reference;
use super::order_show::{address, picking_facts};
use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use super::table::{Facts, heading};
use super::{picking_confirm, picking_failed, picking_list};
use crate::domain::ids::PickingNumber;
use crate::domain::moment::Moment;
use crate::protocol::pickings::PickingView;
use crate::protocol::{Failure, Request};

/// Runs a command on pickings.
pub async fn run(command: PickingCommand, context: &Context) -> Done {
    match command {
        PickingCommand::List(arguments) => picking_list::run(arguments, context).await,
        PickingCommand::Show { picking } => {
            let picking = picking_number(&picking)?;
            show(Request::PickingShow { picking }, context).await
        }
        PickingCommand::Confirm(arguments) => picking_confirm::run(arguments, context).await,
        PickingCommand::Undo { picking } => {
            let picking = picking_number(&picking)?;
            show(Request::PickingUndo { picking }, context).await
        }
        PickingCommand::Retry(arguments) => picking_failed::retry(arguments, context).await,
        PickingCommand::Solve { which, why } => picking_failed::solve(which, why, context).await,
        PickingCommand::Failed => picking_failed::list(context).await,
    }
}

async fn show(request: Request, context: &Context) -> Done {
    let picking = reply!(ask(context, request).await?, Picking)?;
    context.output.answer(&picking, || {
        page(&picking, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

fn page(picking: &PickingView, now: Moment, output: &Output) -> String {
    let words: Vec<String> = picking
        .flags
        .words()
        .map(|word| word.replace('_', " "))
        .collect();
    let mut facts = Facts::new();
    facts
        .add("Picking", picking.picking.to_string())
        .add("Order", picking.order.to_string())
        .add("Amazon reference", picking.amazon_order_ref.to_string())
        .add("Account", picking.account.as_str())
        .add("Marks", words.join(", "))
        .maybe("Service level", picking.service_level.as_ref());
    if let Some(at) = picking.confirmed_at {
        let at = format!("{} UTC, {}", minute(at), distance(at, now));
        facts.add("Confirmed", at);
    }
    let mut page = facts.render(output);
    page.push_str(&picking_facts(picking, now).render(output));
    page.push_str(&heading(output, "Customer"));
    let mut customer = Facts::new();
    customer
        .add("Name", picking.customer.as_str())
        .maybe("Their order", picking.po_number.as_ref())
        .maybe("Gift message", picking.gift_message.as_ref());
    if let Some(to) = &picking.delivery_address {
        address(to, &mut customer);
    }
    page + &customer.render(output)
}

/// A picking by its number, or a refusal before anything is asked.
pub(super) fn picking_number(text: &str) -> Result<PickingNumber, Failure> {
    text.to_ascii_uppercase()
        .parse()
        .map_err(|()| bad_reference(text, "a picking number (WH/OUT/00001)"))
}

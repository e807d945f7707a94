//! `orderdeck picking list`.

use super::ages::distance;
use super::args_warehouse::PickingListArguments;
use super::order_show::notice;
use super::output::{Done, Output, Trouble};
use super::session::{Context, reply, with_engine};
use super::table::{Set, Table};
use crate::client::Client;
use crate::domain::moment::{Moment, Span};
use crate::domain::picking::{Hold, PickingState};
use crate::protocol::Request;
use crate::protocol::pickings::{PickingPage, PickingPageRequest, PickingView};

/// Rows that an engine gives at once.
const PAGE: u32 = 1_000;

/// Lists pickings, most urgent first.
pub async fn run(arguments: PickingListArguments, context: &Context) -> Done {
    let list = with_engine(context, async |client| collect(client, arguments).await).await?;
    context
        .output
        .answer(&list, || text(&list, context.clock.now(), &context.output))?;
    Ok(0)
}

/// As many rows as wanted, in as many pages as it takes.
async fn collect(client: &Client, arguments: PickingListArguments) -> Result<PickingPage, Trouble> {
    let mut list: Option<PickingPage> = None;
    let mut wanted = PickingPageRequest {
        state: arguments.state,
        sync: arguments.sync,
        account: arguments.account,
        text: arguments.text.unwrap_or_default(),
        start: 0,
        limit: arguments.limit.min(PAGE),
    };
    loop {
        let page = reply!(
            client.call(Request::PickingPage(wanted.clone())).await?,
            Pickings
        )?;
        let last = page.pickings.len() < wanted.limit as usize;
        let list = match &mut list {
            Some(list) => {
                list.pickings.extend(page.pickings);
                list
            }
            None => list.insert(page),
        };
        let missing = (arguments.limit as usize).saturating_sub(list.pickings.len());
        if last || missing == 0 {
            return Ok(std::mem::take(list));
        }
        wanted.start = list.pickings.len() as u64;
        wanted.limit = PAGE.min(u32::try_from(missing).unwrap_or(PAGE));
    }
}

fn text(list: &PickingPage, now: Moment, output: &Output) -> String {
    if list.pickings.is_empty() {
        return "No picking matches.\n".to_owned();
    }
    let ready = list
        .pickings
        .iter()
        .all(|picking| picking.state == PickingState::Ready);
    let mut text = if ready {
        to_pack(&list.pickings, now).render(output)
    } else {
        packed(&list.pickings).render(output)
    };
    let more = list.total.saturating_sub(list.pickings.len() as u64);
    if more > 0 {
        text.push_str(&format!("{more} more: --limit {}\n", list.total));
    }
    if !list.complete {
        text.push_str("Only the newest pickings were looked at.\n");
    }
    text
}

/// What is to be packed, with the time that is left.
fn to_pack(pickings: &[PickingView], now: Moment) -> Table {
    let mut table = Table::new(&[
        ("Picking", Set::Left),
        ("Amazon reference", Set::Left),
        ("Ship by", Set::Right),
        ("Pcs", Set::Right),
        ("Goods", Set::Cut),
        ("Customer", Set::Cut),
        ("Account", Set::Cut),
        ("Marks", Set::Cut),
    ]);
    for picking in pickings {
        table.row([
            picking.picking.to_string(),
            picking.amazon_order_ref.to_string(),
            picking
                .ship_by
                .map_or_else(String::new, |at| urgency(at, now)),
            picking.units.to_string(),
            goods(picking),
            picking.customer.clone(),
            picking.account.clone(),
            marks(picking),
        ]);
    }
    table
}

/// What left or was cancelled, with what Amazon knows of it.
fn packed(pickings: &[PickingView]) -> Table {
    let mut table = Table::new(&[
        ("Picking", Set::Left),
        ("Amazon reference", Set::Left),
        ("State", Set::Left),
        ("Amazon knows", Set::Cut),
        ("Carrier", Set::Cut),
        ("Tracking", Set::Cut),
        ("Goods", Set::Cut),
        ("Account", Set::Cut),
        ("Refused", Set::Cut),
    ]);
    for picking in pickings {
        let refused = picking.error.as_ref();
        table.row([
            picking.picking.to_string(),
            picking.amazon_order_ref.to_string(),
            state(picking.state).to_owned(),
            notice(picking.sync).to_owned(),
            picking.carrier.clone().unwrap_or_default(),
            picking.tracking.clone().unwrap_or_default(),
            goods(picking),
            picking.account.clone(),
            refused.map_or_else(String::new, |error| {
                format!("{} {}", error.code, error.message)
            }),
        ]);
    }
    table
}

fn state(state: PickingState) -> &'static str {
    match state {
        PickingState::Ready => "ready",
        PickingState::Done => "done",
        PickingState::Cancelled => "cancelled",
    }
}

/// How much time is left, in minutes on the last day.
pub(super) fn urgency(ship_by: Moment, now: Moment) -> String {
    let left = ship_by.since(now);
    match left.as_seconds() {
        ..0 => format!("late, {}", distance(ship_by, now)),
        _ if left < Span::days(1) => format!("{} min left", left.as_seconds() / 60),
        _ => distance(ship_by, now),
    }
}

/// What is in it, in short.
pub(super) fn goods(picking: &PickingView) -> String {
    let lines: Vec<String> = picking
        .lines
        .iter()
        .map(|line| {
            let sku = line.sku.as_deref().unwrap_or("-");
            format!("{} x [{sku}] {}", line.demand, line.title)
        })
        .collect();
    lines.join(", ")
}

fn marks(picking: &PickingView) -> String {
    let hold = picking.hold.map(|hold| match hold {
        Hold::CancelRequested => "held: the buyer asked to cancel".to_owned(),
        Hold::AddressIncomplete => "held: the address is incomplete".to_owned(),
    });
    let taken = picking.held_by.as_ref();
    let words = picking.flags.words().map(|word| word.replace('_', " "));
    let words: Vec<String> = hold
        .into_iter()
        .chain(taken.map(|holder| format!("taken by {holder}")))
        .chain(words)
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_counts_in_minutes() {
        let now = Moment::from_seconds(1_000_000);
        let left = |seconds| urgency(now.plus(Span::seconds(seconds)), now);
        assert_eq!(left(-90), "late, 1 m ago");
        assert_eq!(left(59), "0 min left");
        assert_eq!(left(125 * 60), "125 min left");
        assert_eq!(left(200_000), "in 2 d");
    }
}

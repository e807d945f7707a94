//! `orderdeck order list`.

use super::ages::{distance, minute};
use super::args::OrderListArguments;
use super::output::{Done, Output, Trouble};
use super::session::{Context, reply, with_engine};
use super::table::{Set, Table};
use super::values::{Cursor, StateWord};
use crate::client::Client;
use crate::domain::ids::OrderNumber;
use crate::domain::marketplace::code_of;
use crate::domain::moment::Moment;
use crate::domain::order::{Delivery, Flags};
use crate::domain::order_query::{OrderFilter, Sort};
use crate::domain::reference::AmazonOrderRef;
use crate::domain::text::folded;
use crate::protocol::Request;
use crate::protocol::orders::{OrderPageRequest, OrderRow, PageStart};
use serde::Serialize;

/// Rows that an engine gives at once.
const PAGE: u32 = 1_000;

/// What `order list` answers.
#[derive(Debug, Serialize)]
struct OrderList {
    #[serde(serialize_with = "whole_or_not")]
    orders: Vec<OrderRow>,
    next: Option<String>,
    count: usize,
}

/// What is known of an order whose record is damaged: every key is there, and what can't be told is absent.
#[derive(Serialize)]
struct DamagedRow {
    number: OrderNumber,
    amazon_order_ref: Option<()>,
    account: Option<()>,
    marketplace: Option<()>,
    channel: Option<()>,
    state: Option<()>,
    amazon_status: Option<()>,
    purchased_at: Moment,
    ship_by: Option<()>,
    customer: Option<()>,
    currency: Option<()>,
    total: Option<()>,
    delivery: Option<()>,
    damaged: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Row<'a> {
    Whole(&'a OrderRow),
    Damaged(DamagedRow),
}

/// Rows as JSON: what is not known of a damaged one is absent.
pub(super) fn whole_or_not<S: serde::Serializer>(
    rows: &[OrderRow],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_seq(rows.iter().map(|row| {
        // Where only the personal side is damaged, the rest is true.
        if !row.damaged || row.amazon_order_ref != AmazonOrderRef::UNKNOWN {
            return Row::Whole(row);
        }
        Row::Damaged(DamagedRow {
            number: row.number,
            amazon_order_ref: None,
            account: None,
            marketplace: None,
            channel: None,
            state: None,
            amazon_status: None,
            purchased_at: row.purchased_at,
            ship_by: None,
            customer: None,
            currency: None,
            total: None,
            delivery: None,
            damaged: true,
        })
    }))
}

/// Lists orders, newest first.
pub async fn run(arguments: OrderListArguments, context: &Context) -> Done {
    let filter = filter(&arguments);
    let list = with_engine(context, async |client| {
        collect(client, filter, &arguments).await
    })
    .await?;
    context
        .output
        .answer(&list, || text(&list, context.clock.now(), &context.output))?;
    Ok(0)
}

fn filter(arguments: &OrderListArguments) -> OrderFilter {
    let mut filter = OrderFilter {
        account: arguments.account.clone(),
        marketplace: arguments.marketplace.clone(),
        channel: arguments.channel,
        ..OrderFilter::default()
    };
    match arguments.state.clone() {
        Some(StateWord::Ours(state)) => filter.state = Some(state),
        Some(StateWord::Amazon(status)) => filter.status = Some(status),
        None => {}
    }
    let words = arguments
        .text
        .iter()
        .flat_map(|text| text.split_whitespace());
    filter.words = words.map(folded).collect();
    filter
}

/// As many rows as wanted, in as many pages as it takes. One more row than wanted tells whether there is a next page:
/// totals are not known while an engine still reads its store.
async fn collect(
    client: &Client,
    filter: OrderFilter,
    arguments: &OrderListArguments,
) -> Result<OrderList, Trouble> {
    let limit = arguments.limit as usize;
    let mut orders: Vec<OrderRow> = Vec::new();
    let mut after = arguments.after.map(|cursor| cursor.0);
    while orders.len() <= limit {
        let missing = arguments.limit + 1 - orders.len() as u32;
        let request = OrderPageRequest {
            filter: filter.clone(),
            sort: Sort::default(),
            start: after.map_or(PageStart::Top, PageStart::After),
            limit: missing.min(PAGE),
        };
        let asked = request.limit as usize;
        let page = reply!(client.call(Request::OrderPage(request)).await?, OrderPage)?;
        let last = page.rows.len() < asked;
        after = page.rows.last().map(|row| row.key).or(after);
        orders.extend(page.rows);
        if last {
            break;
        }
    }
    let more = orders.len() > limit;
    orders.truncate(limit);
    let behind = orders.last().filter(|_| more);
    Ok(OrderList {
        next: behind.map(|row| Cursor(row.key).to_string()),
        count: orders.len(),
        orders,
    })
}

fn text(list: &OrderList, now: Moment, output: &Output) -> String {
    if list.orders.is_empty() {
        return "No order matches.\n".to_owned();
    }
    let mut text = orders_table(&list.orders, now, output);
    if let Some(next) = &list.next {
        text.push_str(&format!("There are more: --after {next}\n"));
    }
    text
}

/// Orders as a table.
pub(super) fn orders_table(orders: &[OrderRow], now: Moment, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Number", Set::Left),
        ("Amazon reference", Set::Left),
        ("Mkt", Set::Left),
        ("Ch", Set::Left),
        ("Purchased (UTC)", Set::Left),
        ("Ship by", Set::Right),
        ("Delivery", Set::Left),
        ("Customer", Set::Cut),
        ("Total", Set::Right),
        ("Marks", Set::Cut),
    ]);
    for order in orders {
        table.row([
            order.number.to_string(),
            order.amazon_order_ref.to_string(),
            code_of(&order.marketplace).to_owned(),
            order.channel.to_string(),
            minute(order.purchased_at),
            ship_by(order, now),
            order.delivery.as_str().replace('_', " "),
            order.customer.clone(),
            format!("{} {}", order.total, order.currency),
            marks(order.flags),
        ]);
    }
    table.render(output)
}

/// When it must leave, as long as something has to.
fn ship_by(order: &OrderRow, now: Moment) -> String {
    match (order.ship_by, order.delivery) {
        (Some(at), Delivery::ToShip | Delivery::PartlyShipped) if at < now => {
            format!("late, {}", distance(at, now))
        }
        (Some(at), Delivery::ToShip | Delivery::PartlyShipped) => distance(at, now),
        _ => String::new(),
    }
}

fn marks(flags: Flags) -> String {
    let words: Vec<String> = flags.words().map(|word| word.replace('_', " ")).collect();
    words.join(", ")
}

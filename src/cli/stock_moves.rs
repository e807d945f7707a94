//! `orderdeck stock moves`.

use super::ages::minute;
use super::args_stock::StockMovesArguments;
use super::output::{Done, Output, Trouble};
use super::session::{Context, reply, unexpected, with_engine};
use super::table::{Set, Table};
use crate::client::Client;
use crate::domain::stock_query::MoveFilter;
use crate::protocol::Request;
use crate::protocol::stock::{MovePage, MovePageRequest, MoveStart, StockReply, StockRequest};

/// Rows that an engine gives at once.
const PAGE: u32 = 1_000;

/// Lists stock moves, newest first.
pub async fn run(arguments: StockMovesArguments, context: &Context) -> Done {
    let page = with_engine(context, async |client| collect(client, arguments).await).await?;
    context
        .output
        .answer(&page, || text(&page, &context.output))?;
    Ok(0)
}

/// As many rows as wanted, in as many pages as it takes.
async fn collect(client: &Client, arguments: StockMovesArguments) -> Result<MovePage, Trouble> {
    let filter = MoveFilter {
        product: arguments.product,
        location: arguments.location,
        kind: arguments.kind,
        account: arguments.account,
        document: arguments.document,
        from: arguments.from,
        until: arguments.to,
    };
    let mut start = arguments.after.map_or(MoveStart::Newest, MoveStart::Before);
    let mut list = MovePage::default();
    loop {
        let missing = (arguments.limit as usize).saturating_sub(list.moves.len());
        let wanted = MovePageRequest {
            filter: filter.clone(),
            start,
            limit: PAGE.min(u32::try_from(missing).unwrap_or(PAGE)),
        };
        let request = Request::Stock(StockRequest::Moves(wanted));
        let StockReply::Moves(page) = reply!(client.call(request).await?, Stock)? else {
            return Err(unexpected().into());
        };
        let next = page.next.as_ref().and_then(|next| next.parse().ok());
        let before = std::mem::take(&mut list.moves);
        list = MovePage {
            moves: before.into_iter().chain(page.moves).collect(),
            first: page.first.min(list.first),
            ..page
        };
        match next {
            Some(id) if list.moves.len() < arguments.limit as usize => {
                start = MoveStart::Before(id);
            }
            _ => return Ok(list),
        }
    }
}

fn text(page: &MovePage, output: &Output) -> String {
    if page.moves.is_empty() {
        return "No stock move matches.\n".to_owned();
    }
    let balanced = page.moves.iter().any(|m| m.balance.is_some());
    let mut columns = vec![
        ("At (UTC)", Set::Left),
        ("Kind", Set::Left),
        ("SKU", Set::Cut),
        ("Qty", Set::Right),
        ("From", Set::Cut),
        ("To", Set::Cut),
        ("Document", Set::Left),
    ];
    if balanced {
        columns.push(("Then there", Set::Right));
    }
    let mut table = Table::new(&columns);
    for step in &page.moves {
        let document = match (&step.picking, &step.order) {
            (Some(picking), _) => picking.to_string(),
            (None, Some(order)) => order.to_string(),
            (None, None) => step.reason.clone().unwrap_or(step.reference.clone()),
        };
        let mut cells = vec![
            minute(step.at),
            step.kind.as_str().replace('_', " "),
            step.sku.clone(),
            step.quantity.to_string(),
            step.from.clone(),
            step.to.clone(),
            document,
        ];
        if balanced {
            cells.push(step.balance.map_or_else(String::new, |b| b.to_string()));
        }
        table.row(cells);
    }
    let mut text = table.render(output);
    if let Some(next) = &page.next {
        text.push_str(&format!("More: --after {next}\n"));
    }
    text
}

//! `orderdeck stock`.

use super::args_stock::{RuleCommand, StockCommand};
use super::order::{either_name, show};
use super::output::Done;
use super::session::{Context, ask, reply, unexpected};
use super::stock_tables as tables;
use super::{stock_count, stock_moves, stock_reconcile};
use crate::domain::transfer::Rest;
use crate::protocol::stock::{
    Count, CountLine, LevelsRequest, NewRule, NewTransfer, Replenish, StockReply, StockRequest,
};
use crate::protocol::{Failure, Request};
use serde_json::json;

/// Runs a command on stock.
pub async fn run(command: StockCommand, context: &Context) -> Done {
    let request = match command {
        StockCommand::Moves(arguments) => return stock_moves::run(arguments, context).await,
        StockCommand::Reconcile(arguments) => {
            return stock_reconcile::run(arguments, context).await;
        }
        StockCommand::Return { order } => {
            let order = either_name(&order)?;
            return show(Request::GoodsReturn { order }, context).await;
        }
        StockCommand::Count {
            file,
            location,
            reason,
        } => StockRequest::Adjust(Count {
            location,
            reason,
            lines: stock_count::read(&file)?,
        }),
        StockCommand::Replenish {
            products,
            location,
            transit,
            send,
        } => StockRequest::Replenish(Replenish {
            which: chosen(products, location, context).await?,
            through_transit: transit,
            send,
        }),
        StockCommand::Proposals => StockRequest::Proposals,
        StockCommand::Rule(command) => rule(command),
        StockCommand::Levels {
            location,
            text,
            negative,
        } => StockRequest::Levels(LevelsRequest {
            location,
            text: text.unwrap_or_default(),
            negative,
        }),
        StockCommand::History {
            product,
            location,
            days,
        } => StockRequest::History {
            product,
            location,
            days,
        },
        StockCommand::Adjust {
            product,
            location,
            counted,
            reason,
            seen,
        } => StockRequest::Adjust(Count {
            location,
            reason,
            lines: vec![CountLine {
                product,
                found: counted,
                seen,
            }],
        }),
        StockCommand::Transfer(arguments) => StockRequest::Transfer(NewTransfer {
            from: arguments.from,
            to: arguments.to,
            goods: arguments.goods.into_iter().map(|text| text.0).collect(),
            through_transit: arguments.transit,
            send: !arguments.plan,
            force: arguments.force,
        }),
        StockCommand::Transfers { open, limit } => StockRequest::Transfers { open, limit },
        StockCommand::Send { transfer, force } => StockRequest::Send { transfer, force },
        StockCommand::Receive {
            transfer,
            goods,
            rest,
        } => StockRequest::Receive {
            transfer,
            arrived: (!goods.is_empty() || rest != Rest::Expected)
                .then(|| goods.into_iter().map(|text| text.0).collect()),
            rest,
        },
        StockCommand::Cancel { transfer } => StockRequest::CancelTransfer { transfer },
        StockCommand::AddLocation { name, kind } => StockRequest::AddLocation { name, kind },
        StockCommand::Locations => StockRequest::Locations,
    };
    answer(request, context).await
}

fn rule(command: RuleCommand) -> StockRequest {
    match command {
        RuleCommand::List => StockRequest::Rules,
        RuleCommand::Set {
            product,
            location,
            minimum,
            maximum,
            multiple,
            source,
            automatic,
        } => StockRequest::SetRule(NewRule {
            product,
            location,
            minimum,
            maximum,
            multiple,
            source,
            automatic,
        }),
        RuleCommand::Remove { product, location } => StockRequest::RemoveRule { product, location },
    }
}

/// The proposals that a person means: all, as long as neither products nor a location are named.
async fn chosen(
    products: Vec<String>,
    location: Option<String>,
    context: &Context,
) -> Result<Vec<(String, String)>, super::output::Trouble> {
    if products.is_empty() && location.is_none() {
        return Ok(Vec::new());
    }
    let asked = ask(context, Request::Stock(StockRequest::Proposals)).await?;
    let StockReply::Proposals(proposals) = reply!(asked, Stock)? else {
        return Err(unexpected().into());
    };
    let chosen: Vec<(String, String)> = proposals
        .into_iter()
        .map(|proposal| (proposal.rule.sku, proposal.rule.location))
        .filter(|(sku, place)| {
            (products.is_empty() || products.contains(sku))
                && location.as_ref().is_none_or(|wanted| wanted == place)
        })
        .collect();
    if chosen.is_empty() {
        return Err(Failure::new(
            crate::protocol::FailureCode::Conflict,
            "No rule proposes to bring that.",
        )
        .hint("`orderdeck stock proposals` tells what is proposed.")
        .into());
    }
    Ok(chosen)
}

async fn answer(request: StockRequest, context: &Context) -> Done {
    let reply = reply!(ask(context, Request::Stock(request)).await?, Stock)?;
    let output = &context.output;
    match reply {
        StockReply::Levels(levels) => output.answer(&levels, || tables::levels(&levels, output))?,
        StockReply::History(history) => {
            output.answer(&history, || tables::history(&history, output))?;
        }
        StockReply::Adjusted(done) => output.answer(&done, || tables::adjusted(&done, output))?,
        StockReply::Transfers(transfers) => output
            .answer(&json!({ "transfers": transfers }), || {
                tables::transfers(&transfers, output)
            })?,
        StockReply::Rules(rules) => {
            output.answer(&json!({ "rules": rules }), || tables::rules(&rules, output))?
        }
        StockReply::Proposals(proposals) => output
            .answer(&json!({ "proposals": proposals }), || {
                tables::proposals(&proposals, output)
            })?,
        StockReply::Locations(locations) => output
            .answer(&json!({ "locations": locations }), || {
                tables::locations(&locations, output)
            })?,
        StockReply::Moves(_) | StockReply::Product(_) | StockReply::Reconciliation(_) => {
            return Err(unexpected().into());
        }
    }
    Ok(0)
}

//! `orderdeck stock reconcile`, and what `orderdeck sync stock` tells.

use super::ages::minute_or_dash;
use super::output::{Done, Output, Trouble};
use super::session::{Context, ask, reply, unexpected};
use super::stock_tables;
use super::table::{Set, Table};
use crate::domain::text::clean;
use crate::protocol::amazon_stock::{FiguresOf, ReconcileApply, ReconcileRequest, Reconciliation};
use crate::protocol::stock::{StockReply, StockRequest};
use crate::protocol::upkeep::{Level, SyncReport};
use crate::protocol::{Failure, FailureCode, Request};
use clap::Args;

/// Options of `stock reconcile`.
#[derive(Debug, Args)]
pub struct StockReconcileArguments {
    /// Only where this account's stock lies.
    #[arg(long, value_name = "NAME", conflicts_with = "location")]
    pub account: Option<String>,
    /// Only this location at Amazon.
    #[arg(long, value_name = "L")]
    pub location: Option<String>,
    /// Only what differs.
    #[arg(long)]
    pub differences: bool,
    /// Set our figures of these products to Amazon's; of all that differ, if none are named.
    #[arg(long, value_name = "SKU", num_args = 0.., requires = "reason")]
    pub apply: Option<Vec<String>>,
    /// Why, for the moves history.
    #[arg(long, value_name = "T", requires = "apply")]
    pub reason: Option<String>,
    /// Figures that are held for their few rows are right: put them in force first.
    #[arg(long)]
    pub accept: bool,
}

/// Compares our figures with Amazon's, and takes them over if told to.
pub async fn run(arguments: StockReconcileArguments, context: &Context) -> Done {
    let output = &context.output;
    if arguments.accept {
        let account = arguments.account.clone();
        compared(StockRequest::AcceptHeld { account }, context).await?;
    }
    let wanted = ReconcileRequest {
        account: arguments.account,
        location: arguments.location.clone(),
        differences: arguments.differences,
    };
    let all = compared(StockRequest::Reconcile(wanted), context).await?;
    let Some(products) = arguments.apply else {
        output.answer(&all, || text(&all, output))?;
        return Ok(0);
    };
    let request = StockRequest::ReconcileApply(ReconcileApply {
        location: only_location(arguments.location, &all)?,
        products,
        reason: arguments.reason.unwrap_or_default(),
    });
    let answer = reply!(ask(context, Request::Stock(request)).await?, Stock)?;
    let StockReply::Adjusted(done) = answer else {
        return Err(unexpected().into());
    };
    output.answer(&done, || stock_tables::adjusted(&done, output))?;
    Ok(0)
}

async fn compared(request: StockRequest, context: &Context) -> Result<Reconciliation, Trouble> {
    let answer = reply!(ask(context, Request::Stock(request)).await?, Stock)?;
    match answer {
        StockReply::Reconciliation(all) => Ok(all),
        _ => Err(unexpected().into()),
    }
}

/// The location that is named, or the only one there is.
fn only_location(named: Option<String>, all: &Reconciliation) -> Result<String, Failure> {
    if let Some(named) = named {
        return Ok(named);
    }
    let mut places: Vec<&str> = all.accounts.iter().map(|of| of.location.as_str()).collect();
    places.sort_unstable();
    places.dedup();
    match places.as_slice() {
        [only] => Ok((*only).to_owned()),
        [] => Err(Failure::new(
            FailureCode::Conflict,
            "No account has stock at Amazon.",
        )),
        places => Err(Failure::new(
            FailureCode::Invalid,
            format!(
                "There are several locations at Amazon: {}.",
                places.join(", ")
            ),
        )
        .hint("Name one with --location.")),
    }
}

fn text(all: &Reconciliation, output: &Output) -> String {
    let mut text = match all.rows.is_empty() {
        true => String::new(),
        false => table(all, output),
    };
    if all.differing == 0 && all.accounts.iter().any(|of| of.as_of.is_some()) {
        text.push_str("Nothing differs.\n");
    }
    for of in &all.accounts {
        text.push_str(&remarks(of, output));
    }
    if all.accounts.is_empty() {
        text.push_str("No active account has stock there.\n");
    }
    text
}

fn table(all: &Reconciliation, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Location", Set::Cut),
        ("SKU", Set::Cut),
        ("Ours", Set::Right),
        ("Amazon", Set::Right),
        ("Differs", Set::Right),
        ("Free", Set::Right),
        ("Reserved", Set::Right),
        ("Looked for", Set::Right),
        ("Coming", Set::Right),
        ("Unsellable", Set::Right),
        ("As of (UTC)", Set::Left),
    ]);
    for row in &all.rows {
        let differs = match row.difference {
            0 => String::new(),
            difference => format!("{difference:+}"),
        };
        let mut sku = row.sku.clone();
        if !row.known {
            sku.push_str(" (unknown here)");
        }
        table.row([
            row.location.clone(),
            sku,
            row.ours.to_string(),
            row.amazon.to_string(),
            differs,
            row.fulfillable.to_string(),
            row.reserved.to_string(),
            row.researching.to_string(),
            row.inbound.to_string(),
            row.unsellable.to_string(),
            minute_or_dash(row.as_of),
        ]);
    }
    table.render(output)
}

/// What is to be known of an account's figures before they are trusted.
fn remarks(of: &FiguresOf, output: &Output) -> String {
    let mark = output.mark(Level::Warning);
    let name = clean(&of.account);
    let mut text = String::new();
    let mut remark = |what: String| text.push_str(&format!("{mark} {name}: {what}\n"));
    if of.as_of.is_none() {
        remark("Amazon's figures were never fetched: orderdeck sync stock".to_owned());
    }
    if let Some(held) = of.held {
        remark(format!(
            "the figures of {} are held, for they have {} SKUs only; if that is right: orderdeck stock reconcile --accept",
            minute_or_dash(Some(held.as_of)),
            held.rows
        ));
    }
    if let Some(problem) = &of.problem {
        remark(format!(
            "the last fetch brought nothing. {}",
            clean(problem)
        ));
    }
    if !of.unreadable.is_empty() {
        let skus: Vec<String> = of.unreadable.iter().take(5).map(|sku| clean(sku)).collect();
        remark(format!(
            "{} SKUs can't be read and are left out, such as {}",
            of.unreadable.len(),
            skus.join(", ")
        ));
    }
    text
}

/// What fetching Amazon's figures brought.
pub fn synced(report: &SyncReport, output: &Output) -> String {
    let mut table = Table::new(&[
        ("Account", Set::Cut),
        ("Calls", Set::Right),
        ("SKUs", Set::Right),
        ("As of (UTC)", Set::Left),
        ("Figures", Set::Left),
    ]);
    for account in &report.accounts {
        let stock = account.stock;
        let state = match stock {
            Some(stock) if stock.held => "held: orderdeck stock reconcile",
            Some(_) => "in force",
            None => "not fetched",
        };
        table.row([
            account.account.clone(),
            account.calls.to_string(),
            stock.map_or_else(String::new, |stock| stock.rows.to_string()),
            minute_or_dash(stock.map(|stock| stock.as_of)),
            state.to_owned(),
        ]);
    }
    table.render(output)
}

//! `orderdeck picking failed`, `retry` and `solve`: what Amazon refused, and what becomes of it.

use super::ages::distance;
use super::args_warehouse::PickingRetryArguments;
use super::order::{bad_reference, either_name};
use super::order_show::add_error;
use super::output::{Done, Output, Trouble};
use super::picking::picking_number;
use super::picking_list::goods;
use super::session::{Context, reply, with_engine};
use super::sync;
use super::table::{Facts, Set, Table, heading};
use crate::client::Client;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::moment::Moment;
use crate::protocol::orders::OrderRef;
use crate::protocol::pickings::{FailedNotices, NoticeChoice, NoticeError};
use crate::protocol::upkeep::SyncReport;
use crate::protocol::{Failure, Request};
use serde::Serialize;

/// Lists what Amazon refused.
pub async fn list(context: &Context) -> Done {
    let request = Request::FailedNotices;
    let failed = reply!(super::session::ask(context, request).await?, FailedNotices)?;
    answer(&failed, context)
}

fn answer(failed: &FailedNotices, context: &Context) -> Done {
    context.output.answer(failed, || {
        text(failed, context.clock.now(), &context.output)
    })?;
    Ok(0)
}

/// A picking whose shipment is meant, or an order whose cancellation is meant, as typed.
enum Which {
    Shipment(PickingNumber),
    Cancellation(OrderRef),
}

fn which(texts: &[String]) -> Result<Vec<Which>, Failure> {
    let read = |text: &String| {
        picking_number(text)
            .map(Which::Shipment)
            .or_else(|_| either_name(text).map(Which::Cancellation))
            .map_err(|_| {
                bad_reference(
                    text,
                    "a picking number (WH/OUT/00001), nor an order (S00001) whose cancellation failed",
                )
            })
    };
    texts.iter().map(read).collect()
}

/// All shipments together, each cancellation by itself.
async fn choices(client: &Client, wanted: &[Which]) -> Result<Vec<NoticeChoice>, Trouble> {
    let mut pickings = Vec::new();
    let mut choices = Vec::new();
    for one in wanted {
        match one {
            Which::Shipment(picking) => pickings.push(*picking),
            Which::Cancellation(OrderRef::Number(number)) => {
                choices.push(NoticeChoice::Cancellation(*number));
            }
            Which::Cancellation(order) => {
                let order = Request::OrderShow { order: *order };
                let order = reply!(client.call(order).await?, Order)?;
                choices.push(NoticeChoice::Cancellation(order.number));
            }
        }
    }
    if !pickings.is_empty() {
        choices.insert(0, NoticeChoice::Pickings(pickings));
    }
    Ok(choices)
}

/// What a retry answers: the sync that it is, and what of it Amazon refused again.
#[derive(Debug, Serialize)]
struct Retried {
    #[serde(flatten)]
    report: SyncReport,
    refused_again: Again,
}

/// What Amazon refused again.
#[derive(Debug, Default, Serialize)]
struct Again {
    pickings: Vec<PickingNumber>,
    cancellations: Vec<OrderNumber>,
}

/// Tells Amazon again; exit code 1 if an account's run failed or Amazon refused again.
pub async fn retry(arguments: PickingRetryArguments, context: &Context) -> Done {
    let wanted = which(&arguments.which)?;
    if arguments.tracking.is_some() && wanted.len() > 1 {
        return Err(Trouble::Usage(
            "A tracking reference belongs to one parcel: retry the pickings one by one.".to_owned(),
        ));
    }
    let no_parcel = wanted
        .iter()
        .any(|one| matches!(one, Which::Cancellation(_)));
    if no_parcel && (arguments.carrier.is_some() || arguments.tracking.is_some()) {
        return Err(Trouble::Usage(
            "A cancellation has no carrier and no tracking reference.".to_owned(),
        ));
    }
    let retried = with_engine(context, async |client| {
        let choices = match arguments.all {
            true => vec![NoticeChoice::All],
            false => choices(client, &wanted).await?,
        };
        let mut report = SyncReport::default();
        for choice in &choices {
            let retry = Request::NoticeRetry {
                choice: choice.clone(),
                carrier: arguments.carrier.clone(),
                tracking: arguments.tracking.clone(),
            };
            report = sync::together(report, reply!(client.call(retry).await?, Sync)?);
        }
        let failed = reply!(client.call(Request::FailedNotices).await?, FailedNotices)?;
        let refused_again = again(&choices, &failed);
        Ok(Retried {
            report,
            refused_again,
        })
    })
    .await?;
    context.output.answer(&retried, || {
        retried_text(&retried, context.clock.now(), &context.output)
    })?;
    let again = &retried.refused_again;
    let refused = !again.pickings.is_empty() || !again.cancellations.is_empty();
    Ok(sync::exit_code(&retried.report).max(u8::from(refused)))
}

fn again(choices: &[NoticeChoice], failed: &FailedNotices) -> Again {
    let picking = |number: PickingNumber| {
        choices.iter().any(|choice| match choice {
            NoticeChoice::All => true,
            NoticeChoice::Pickings(pickings) => pickings.contains(&number),
            NoticeChoice::Cancellation(_) => false,
        })
    };
    let cancellation = |number: OrderNumber| {
        choices.iter().any(|choice| {
            matches!(choice, NoticeChoice::All) || *choice == NoticeChoice::Cancellation(number)
        })
    };
    let pickings = failed.shipments.iter().map(|shipment| shipment.picking);
    let cancellations = failed.cancellations.iter().map(|failed| failed.order);
    Again {
        pickings: pickings.filter(|number| picking(*number)).collect(),
        cancellations: cancellations
            .filter(|number| cancellation(*number))
            .collect(),
    }
}

fn retried_text(retried: &Retried, now: Moment, output: &Output) -> String {
    let mut text = sync::notices_text(&retried.report, now, output);
    let again = &retried.refused_again;
    let names = again.pickings.iter().map(PickingNumber::to_string);
    let names: Vec<String> = names
        .chain(again.cancellations.iter().map(OrderNumber::to_string))
        .collect();
    if !names.is_empty() {
        text.push_str(&format!(
            "Amazon did not accept {}; `orderdeck picking failed` tells why.\n",
            names.join(", ")
        ));
    }
    text
}

/// Lays aside what Amazon refused.
pub async fn solve(texts: Vec<String>, why: String, context: &Context) -> Done {
    let wanted = which(&texts)?;
    let left = with_engine(context, async |client| {
        let mut left = FailedNotices::default();
        for choice in choices(client, &wanted).await? {
            let why = why.clone();
            let solve = Request::NoticeSolve { choice, why };
            left = reply!(client.call(solve).await?, FailedNotices)?;
        }
        Ok(left)
    })
    .await?;
    answer(&left, context)
}

fn text(failed: &FailedNotices, now: Moment, output: &Output) -> String {
    if failed.shipments.is_empty() && failed.cancellations.is_empty() {
        return "Amazon has refused nothing that is not settled.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("What", Set::Left),
        ("Amazon reference", Set::Left),
        ("Account", Set::Cut),
        ("Tries", Set::Right),
        ("Refused", Set::Right),
        ("Code", Set::Left),
        ("Amazon's text", Set::Cut),
    ]);
    let mut pages = String::new();
    let ago = |error: Option<&NoticeError>| {
        error.map_or_else(String::new, |error| distance(error.at, now))
    };
    let said = |error: Option<&NoticeError>| match error {
        Some(error) => [error.code.clone(), error.message.clone()],
        None => [String::new(), String::new()],
    };
    for picking in &failed.shipments {
        let error = picking.error.as_ref();
        let name = picking.picking.to_string();
        let [code, message] = said(error);
        table.row([
            name.clone(),
            picking.amazon_order_ref.to_string(),
            picking.account.clone(),
            picking.attempts.to_string(),
            ago(error),
            code,
            message,
        ]);
        let mut facts = Facts::new();
        facts
            .maybe("Carrier", picking.carrier.as_ref())
            .maybe("Tracking", picking.tracking.as_ref())
            .add("Goods", goods(picking));
        add_error(&mut facts, error);
        facts.add("Then", format!("orderdeck picking retry {name}"));
        pages.push_str(&heading(output, &format!("Shipment {name}")));
        pages.push_str(&facts.render(output));
    }
    for cancellation in &failed.cancellations {
        let error = cancellation.error.as_ref();
        let name = cancellation.order.to_string();
        let [code, message] = said(error);
        table.row([
            name.clone(),
            cancellation.amazon_order_ref.to_string(),
            cancellation.account.clone(),
            cancellation.attempts.to_string(),
            ago(error),
            code,
            message,
        ]);
        let mut facts = Facts::new();
        facts.add("Reason", cancellation.reason.as_str());
        add_error(&mut facts, error);
        facts.add("Then", format!("orderdeck picking retry {name}"));
        pages.push_str(&heading(output, &format!("Cancellation of {name}")));
        pages.push_str(&facts.render(output));
    }
    table.render(output) + &pages
}

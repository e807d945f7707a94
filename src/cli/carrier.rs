//! `orderdeck carrier`.

use super::args_warehouse::CarrierCommand;
use super::output::{Done, Output};
use super::session::{Context, ask, reply};
use super::table::{Set, Table};
use crate::domain::text::folded;
use crate::protocol::Request;
use crate::protocol::pickings::{CarrierView, NewCarrier};
use serde_json::json;

/// Runs a command on carriers; each answers with the carriers there are then.
pub async fn run(command: CarrierCommand, context: &Context) -> Done {
    let (request, text) = match command {
        CarrierCommand::List { text } => (Request::CarrierList, text),
        CarrierCommand::Add {
            name,
            code,
            tracking_format,
        } => {
            let wanted = Some(name.clone());
            let new = NewCarrier {
                name,
                code,
                tracking_format,
            };
            (Request::CarrierAdd(new), wanted)
        }
        CarrierCommand::Remove { name } => (Request::CarrierRemove { name }, None),
    };
    let only_own = matches!(request, Request::CarrierRemove { .. });
    let mut carriers: Vec<CarrierView> = reply!(ask(context, request).await?, Carriers)?;
    let wanted = folded(&text.unwrap_or_default());
    carriers.retain(|carrier| {
        (carrier.own || !only_own) && folded(&carrier.name).contains(wanted.trim())
    });
    context
        .output
        .answer(&json!({ "carriers": carriers }), || {
            table(&carriers, &context.output)
        })?;
    Ok(0)
}

fn table(carriers: &[CarrierView], output: &Output) -> String {
    if carriers.is_empty() {
        return "There is no such carrier.\n".to_owned();
    }
    let mut table = Table::new(&[
        ("Carrier", Set::Cut),
        ("Amazon is told", Set::Cut),
        ("Made here", Set::Left),
        ("Tracking format", Set::Cut),
    ]);
    for carrier in carriers {
        let told = match carrier.code.as_str() {
            "Other" => format!("Other, {}", carrier.name),
            code => code.to_owned(),
        };
        table.row([
            carrier.name.clone(),
            told,
            if carrier.own { "yes" } else { "" }.to_owned(),
            carrier.tracking_format.clone().unwrap_or_default(),
        ]);
    }
    table.render(output)
}

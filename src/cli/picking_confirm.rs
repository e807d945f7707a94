//! `orderdeck picking confirm`.

use super::args_warehouse::PickingConfirmArguments;
use super::output::{Done, Trouble};
use super::picking::picking_number;
use super::picking_list::goods;
use super::session::{Context, ask, reply};
use crate::client::blocking;
use crate::client::place::socket_path;
use crate::domain::moment::Moment;
use crate::domain::text::clean;
use crate::protocol::Request;
use crate::protocol::pickings::{PackedPieces, PickingConfirm, PickingConfirmed, RestOf};
use std::collections::BTreeSet;

/// Confirms a picking.
pub async fn run(arguments: PickingConfirmArguments, context: &Context) -> Done {
    let picking = picking_number(&arguments.picking)?;
    let confirm = packed(arguments)?;
    let request = Request::PickingConfirm { picking, confirm };
    let confirmed = reply!(ask(context, request).await?, PickingConfirmed)?;
    if !context.output.json {
        for warning in &confirmed.warnings {
            context.output.note(&format!("warning: {warning}"));
        }
    }
    let engine = blocking::greeting(&socket_path(&context.settings.data_dir)).is_some();
    context
        .output
        .answer(&confirmed, || text(&confirmed, engine, context.clock.now()))?;
    Ok(0)
}

fn packed(arguments: PickingConfirmArguments) -> Result<PickingConfirm, Trouble> {
    let pieces: Vec<PackedPieces> = arguments.quantities.into_iter().map(|q| q.0).collect();
    let mut items = BTreeSet::new();
    for packed in &pieces {
        if !items.insert(packed.item.as_str()) {
            let item = clean(&packed.item);
            return Err(Trouble::Usage(format!(
                "--quantity names {item} twice; say once how many pieces of it are in the parcel."
            )));
        }
    }
    let rest = match (arguments.backorder, arguments.no_backorder) {
        (true, _) => Some(RestOf::Backorder),
        (_, true) => Some(RestOf::NoBackorder(arguments.reason)),
        _ => None,
    };
    Ok(PickingConfirm {
        quantities: (!pieces.is_empty()).then_some(pieces),
        carrier: arguments.carrier,
        tracking: arguments.tracking,
        rest,
        force: arguments.force,
    })
}

fn text(confirmed: &PickingConfirmed, engine: bool, now: Moment) -> String {
    let picking = &confirmed.picking;
    let mut text = format!(
        "Confirmed {}: {}, with {} {}.\n",
        picking.picking,
        clean(&goods(picking)),
        clean(picking.carrier.as_deref().unwrap_or_default()),
        clean(picking.tracking.as_deref().unwrap_or_default()),
    );
    if let Some(rest) = &confirmed.backorder {
        text.push_str(&format!(
            "Left over, as {}: {}.\n",
            rest.picking,
            clean(&goods(rest))
        ));
    }
    if let Some(until) = picking.undo_until {
        let until = match until > now {
            true => until.to_string(),
            false => "Amazon is told".to_owned(),
        };
        text.push_str(&format!(
            "Until {until} it can be taken back: orderdeck picking undo {}\n",
            picking.picking
        ));
    }
    text.push_str(if engine {
        "Then Amazon is told; `orderdeck sync deliveries` does it at once.\n"
    } else {
        "No engine is running: Amazon is told once one runs, or by `orderdeck sync deliveries`.\n"
    });
    text
}

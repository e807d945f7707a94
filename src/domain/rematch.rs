//! Open orders take the product that their SKU means now (product rule P1).

use super::ids::{ProductId, Sku};
use super::moment::Moment;
use super::order::{HistoryEntry, LineKind, SalesOrder};
use super::picking::{Picking, PickingState};

/// An order whose lines took another product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rematched {
    /// The order now.
    pub order: SalesOrder,
    /// Its pickings that changed.
    pub pickings: Vec<Picking>,
}

/// Whether an order may take another product: nothing of it is delivered, and something is to be packed.
pub fn may_rematch(order: &SalesOrder, pickings: &[Picking]) -> bool {
    let untouched = order
        .body
        .lines
        .iter()
        .all(|l| l.kind != LineKind::Product || l.delivered == 0);
    untouched && pickings.iter().any(|p| p.state == PickingState::Ready)
}

/// Gives the lines of an SKU another product, in the order and in what is to be packed. `None` if nothing changes.
pub fn rematch(
    order: &SalesOrder,
    pickings: &[Picking],
    sku: &Sku,
    product: ProductId,
    reference: &str,
    who: &str,
    now: Moment,
) -> Option<Rematched> {
    if !may_rematch(order, pickings) {
        return None;
    }
    let mut order = order.clone();
    let mut changed = false;
    for line in &mut order.body.lines {
        if line.kind == LineKind::Product
            && line.sku.as_ref() == Some(sku)
            && line.product != Some(product)
        {
            line.product = Some(product);
            changed = true;
        }
    }
    if !changed {
        return None;
    }
    let mut taken = Vec::new();
    for picking in pickings.iter().filter(|p| p.state == PickingState::Ready) {
        let mut picking = picking.clone();
        let lines = picking.lines.iter_mut();
        for line in lines.filter(|l| l.sku.as_ref() == Some(sku)) {
            line.product = product;
        }
        taken.push(picking);
    }
    order.body.history.push(HistoryEntry {
        at: now,
        who: who.to_owned(),
        what: format!("{sku} is {reference} now."),
    });
    Some(Rematched {
        order,
        pickings: taken,
    })
}

//! Stock as shown: product references instead of numbers, names of accounts and places.

use super::names::AccountNames;
use crate::domain::ids::{Location, ProductId};
use crate::domain::product::Product;
use crate::domain::reordering::{Proposal, ReorderingRule, Standing};
use crate::domain::stock_move::StockMove;
use crate::domain::transfer::Transfer;
use crate::protocol::stock::{MoveView, ProposalView, RuleView, TransferLineView, TransferView};
use crate::store::{Reading, StoreError};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Products, each read once.
pub(super) struct Products<'r, 't> {
    reading: &'r Reading<'t>,
    known: HashMap<ProductId, Product>,
}

impl<'r, 't> Products<'r, 't> {
    pub(super) fn of(reading: &'r Reading<'t>) -> Products<'r, 't> {
        Products {
            reading,
            known: HashMap::new(),
        }
    }

    /// A product; one that is not there has no name and its number as reference.
    pub(super) fn get(&mut self, id: ProductId) -> Result<&Product, StoreError> {
        Ok(match self.known.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let product = self.reading.product(id)?;
                place.insert(
                    product
                        .unwrap_or_else(|| Product::from_sku(id, &format!("product {}", id.0), "")),
                )
            }
        })
    }
}

/// A stock move.
pub(super) fn stock_move(
    stock_move: StockMove,
    product: Option<&Product>,
    names: &AccountNames,
    balance: Option<i64>,
) -> MoveView {
    let reference = match (stock_move.reference, stock_move.transfer) {
        (Some(reference), _) => reference.to_string(),
        (None, Some(transfer)) => transfer.to_string(),
        (None, None) => format!("move {}", stock_move.id.0),
    };
    MoveView {
        id: stock_move.id.0,
        at: stock_move.at,
        reference,
        sku: product.map_or_else(String::new, |p| p.reference.clone()),
        name: product.map_or_else(String::new, |p| p.name.clone()),
        from: stock_move.from.0,
        to: stock_move.to.0,
        quantity: stock_move.quantity,
        amazon_order_ref: stock_move.reference,
        order: stock_move.order,
        picking: stock_move.picking,
        transfer: stock_move.transfer,
        kind: stock_move.kind,
        reason: Some(stock_move.reason).filter(|reason| !reason.is_empty()),
        account: stock_move.account.map(|id| names.of(id)),
        balance,
    }
}

/// A transfer.
pub(super) fn transfer(
    transfer: &Transfer,
    products: &mut Products<'_, '_>,
) -> Result<TransferView, StoreError> {
    let mut lines = Vec::with_capacity(transfer.lines.len());
    for line in &transfer.lines {
        let product = products.get(line.product)?;
        lines.push(TransferLineView {
            sku: product.reference.clone(),
            name: product.name.clone(),
            bin: product.bin.clone(),
            quantity: line.quantity,
            received: line.received,
            short: line.short,
            open: line.open(),
        });
    }
    Ok(TransferView {
        transfer: transfer.number,
        state: transfer.state,
        from: transfer.from.0.clone(),
        to: transfer.to.0.clone(),
        through: transfer.through.as_ref().map(Location::to_string),
        created_at: transfer.created,
        by: transfer.by.clone(),
        lines,
    })
}

/// A reordering rule.
pub(super) fn rule(
    rule: &ReorderingRule,
    standing: Standing,
    products: &mut Products<'_, '_>,
) -> Result<RuleView, StoreError> {
    let product = products.get(rule.product)?;
    Ok(RuleView {
        sku: product.reference.clone(),
        name: product.name.clone(),
        location: rule.location.0.clone(),
        minimum: rule.minimum,
        maximum: rule.maximum,
        multiple: rule.multiple,
        source: rule.source.0.clone(),
        automatic: rule.automatic,
        on_hand: standing.on_hand,
        planned: standing.planned,
    })
}

/// What a rule proposes.
pub(super) fn proposal(
    proposal: &Proposal,
    products: &mut Products<'_, '_>,
) -> Result<ProposalView, StoreError> {
    Ok(ProposalView {
        rule: rule(&proposal.rule, proposal.standing, products)?,
        wanted: proposal.wanted,
        quantity: proposal.quantity,
        shortfall: proposal.shortfall(),
    })
}

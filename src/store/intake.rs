//! Taking in an order that Amazon shows: decision, sales order, customer, products, pickings, moves and memory, all in the
//! transaction of its page.

use super::writing::Sequence;
use super::{StoreError, Writing};
use crate::domain::account::Account;
use crate::domain::amazon_order::AmazonOrder;
use crate::domain::ids::{AccountId, MoveId, OrderNumber, PickingNumber};
use crate::domain::intake::{
    Effect, ItemProduct, Placing, effect, marketplace_of, new_order, shipped_moves,
};
use crate::domain::marketplace;
use crate::domain::moment::{Moment, Span};
use crate::domain::money::Currency;
use crate::domain::notice::Notice;
use crate::domain::order::{LineKind, OrderKey, SalesOrder};
use crate::domain::order_lines::{OrderMoney, order_lines};
use crate::domain::order_update::{Followed, Known, Numbers, Update, follow};
use crate::domain::picking::Picking;
use crate::domain::reference::AmazonOrderRef;
use crate::domain::seen_order::{Decision, SeenOrder};
use crate::domain::stock_move::StockMove;

/// What taking in needs to know beside the order.
pub struct IntakeContext<'a> {
    /// The account that Amazon showed the order to.
    pub account: &'a Account,
    /// The time.
    pub now: Moment,
    /// How long an order that failed so many times waits for its next try.
    pub pause: &'a (dyn Fn(u32) -> Span + Sync),
}

/// What became of an order that Amazon showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TakenIn {
    /// A sales order was made.
    Created(OrderKey),
    /// A sales order changed.
    Updated(OrderKey),
    /// A sales order was cancelled.
    Cancelled(OrderKey),
    /// A sales order stayed as it was.
    Unchanged(OrderKey),
    /// It makes no sales order.
    Ignored(Decision),
    /// It could not be processed, for this reason.
    Failed(String),
}

impl Writing<'_> {
    /// Takes in an order. Reading the same order twice changes nothing.
    pub fn take_in(
        &mut self,
        order: &AmazonOrder,
        context: &IntakeContext<'_>,
    ) -> Result<TakenIn, StoreError> {
        let seen = self.seen(order.reference)?;
        let taken = match seen.as_ref().and_then(|s| s.order) {
            Some(key) => self.take_in_known(key, order, context)?,
            None => match &seen {
                Some(seen) if seen.updated > order.updated && seen.decision != Decision::Failed => {
                    TakenIn::Ignored(seen.decision)
                }
                Some(seen) if seen.decision == Decision::StockMoved => {
                    TakenIn::Ignored(Decision::StockMoved)
                }
                _ => self.take_in_new(order, context)?,
            },
        };
        self.remember(order, seen.as_ref(), &taken, context)?;
        let text = order.reference.to_string();
        match &taken {
            TakenIn::Failed(reason) => self.keep_failed(
                &text,
                context.account.id,
                reason,
                seen.as_ref().is_none_or(|s| s.updated < order.updated),
                context.pause,
                context.now,
            )?,
            _ => {
                self.forget_failed(&text)?;
            }
        }
        Ok(taken)
    }

    /// Keeps an order that could not even be read; `updated` says when Amazon changed it last, where that could be read.
    pub fn take_in_unreadable(
        &mut self,
        reference: &str,
        reason: &str,
        updated: Option<Moment>,
        context: &IntakeContext<'_>,
    ) -> Result<(), StoreError> {
        let parsed = reference.parse::<AmazonOrderRef>().ok();
        let before = parsed.map(|r| self.seen(r)).transpose()?.flatten();
        let newer = before
            .as_ref()
            .zip(updated)
            .is_some_and(|(before, updated)| before.updated < updated);
        self.keep_failed(
            reference,
            context.account.id,
            reason,
            newer,
            context.pause,
            context.now,
        )?;
        let Some(reference) = parsed else {
            return Ok(());
        };
        let seen = match &before {
            // What was decided stands: only its newest state can't be read.
            Some(before) => SeenOrder {
                updated: updated.map_or(before.updated, |at| at.max(before.updated)),
                last_seen: context.now,
                ..before.clone()
            },
            None => SeenOrder {
                reference,
                account: context.account.id,
                marketplace: None,
                channel: None,
                status: None,
                updated: updated.unwrap_or_default(),
                last_seen: context.now,
                decision: Decision::Failed,
                order: None,
            },
        };
        self.put_seen(&seen, before.as_ref())
    }

    fn take_in_new(
        &mut self,
        order: &AmazonOrder,
        context: &IntakeContext<'_>,
    ) -> Result<TakenIn, StoreError> {
        let account = context.account;
        match effect(order, account) {
            Err(reason) => Ok(TakenIn::Failed(reason.to_string())),
            Ok(Effect::Remember(decision)) => Ok(TakenIn::Ignored(decision)),
            Ok(Effect::MoveStock) => {
                let placing = self.placing(order, account.id, None)?;
                let moves = shipped_moves(order, account, &placing, None);
                self.record_moves(&moves)?;
                Ok(TakenIn::Ignored(Decision::StockMoved))
            }
            Ok(Effect::Import) => {
                let Some(marketplace) = marketplace_of(order, account).cloned() else {
                    return Ok(TakenIn::Failed(
                        "the account synchronises no marketplace".to_owned(),
                    ));
                };
                let fallback = self
                    .currency_of_replaced(order)?
                    .unwrap_or(marketplace.currency);
                let money = match order_lines(order, marketplace.tax_included, fallback) {
                    Ok(money) => money,
                    Err(reason) => return Ok(TakenIn::Failed(reason.to_string())),
                };
                let customer = self.customer_of(order, context.now)?;
                let mut placing = self.placing(order, account.id, Some(customer))?;
                placing.number = OrderNumber(self.take(Sequence::Order, 1)? as u32);
                let id = order
                    .marketplace
                    .clone()
                    .filter(|_| order.sold_on_amazon)
                    .unwrap_or(marketplace.id);
                let made = new_order(order, account, &id, money, &placing, context.now);
                self.take(Sequence::Picking, made.pickings.len() as u64)?;
                for picking in &made.pickings {
                    self.put_picking(picking)?;
                }
                self.record_moves(&made.moves)?;
                self.put_order(&made.order, None, context.now)?;
                Ok(TakenIn::Created(made.order.head.key()))
            }
        }
    }

    fn take_in_known(
        &mut self,
        key: OrderKey,
        order: &AmazonOrder,
        context: &IntakeContext<'_>,
    ) -> Result<TakenIn, StoreError> {
        let (known, pickings, notices) = match self.known_order(key) {
            Ok(known) => known,
            // One damaged record must not stop the others of its page.
            Err(StoreError::Damaged { .. } | StoreError::Vault(_)) => {
                return Ok(TakenIn::Failed(
                    "our own record of it is damaged: run verify, and restore a backup".to_owned(),
                ));
            }
            Err(error) => return Err(error),
        };
        let included = self.tax_included(&known)?;
        // Where the amounts can't be read the rest is followed all the same: a cancellation must not wait for them.
        let (money, unreadable) = match self.follow_money(order, &known, included)? {
            Ok(money) => (Some(money), None),
            Err(reason) => (None, Some(reason)),
        };
        let numbers = Numbers {
            first_picking: PickingNumber(self.peek(Sequence::Picking)? as u32),
            first_move: MoveId(self.peek(Sequence::Move)?),
        };
        let before = Known {
            order: &known,
            pickings: &pickings,
            notices: &notices,
        };
        let update = follow(before, order, money, numbers, context.now);
        self.write_update(before, &update, context)?;
        if let Some(reason) = unreadable {
            return Ok(TakenIn::Failed(reason));
        }
        Ok(match update.followed {
            Followed::Unchanged => TakenIn::Unchanged(key),
            Followed::Updated => TakenIn::Updated(key),
            Followed::Cancelled => TakenIn::Cancelled(key),
        })
    }

    /// An order with all its pickings and notices; an error if one of them is missing.
    pub fn known_order(
        &self,
        key: OrderKey,
    ) -> Result<(SalesOrder, Vec<Picking>, Vec<Notice>), StoreError> {
        let missing = |table| StoreError::Damaged { table };
        let known = self.order(key)?.ok_or_else(|| missing("orders"))?;
        let mut pickings = Vec::with_capacity(known.body.pickings.len());
        for number in &known.body.pickings {
            pickings.push(self.picking(*number)?.ok_or_else(|| missing("pickings"))?);
        }
        let notices = self.notices_of(&known)?;
        Ok((known, pickings, notices))
    }

    /// Whether amounts contain the tax where Amazon's sums do not tell: as the order's own account says, else as it is
    /// usual in the marketplace.
    fn tax_included(&self, known: &SalesOrder) -> Result<bool, StoreError> {
        let id = &known.head.marketplace;
        let account = self.account(known.head.account)?;
        let set = account.and_then(|a| a.marketplace(id).map(|m| m.tax_included));
        let usual = marketplace::by_id(id.as_str()).is_some_and(|m| m.tax_included);
        Ok(set.unwrap_or(usual))
    }

    fn follow_money(
        &mut self,
        order: &AmazonOrder,
        known: &SalesOrder,
        included: bool,
    ) -> Result<Result<OrderMoney, String>, StoreError> {
        let mut money = match order_lines(order, included, known.head.currency) {
            Ok(money) => money,
            Err(reason) => return Ok(Err(reason.to_string())),
        };
        for line in money
            .lines
            .iter_mut()
            .filter(|l| l.kind == LineKind::Product)
        {
            if !known
                .body
                .lines
                .iter()
                .any(|k| k.kind == LineKind::Product && k.item == line.item)
            {
                line.product = Some(
                    self.product_of_line(
                        known.head.account,
                        line.sku.as_ref().map(|s| s.as_str()),
                        &line.title,
                    )?
                    .id,
                );
            }
        }
        Ok(Ok(money))
    }

    fn write_update(
        &mut self,
        before: Known<'_>,
        update: &Update,
        context: &IntakeContext<'_>,
    ) -> Result<(), StoreError> {
        let Known {
            order: known,
            pickings,
            notices,
        } = before;
        if update.order == *known && update.pickings == pickings && update.notices == notices {
            return Ok(());
        }
        self.take(
            Sequence::Picking,
            update.pickings.len().saturating_sub(pickings.len()) as u64,
        )?;
        for picking in &update.pickings {
            self.put_picking(picking)?;
        }
        for notice in &update.notices {
            self.put_notice(notice)?;
        }
        self.record_moves(&update.moves)?;
        self.put_order(&update.order, Some(known), context.now)?;
        if update.order.personal.address != known.personal.address {
            self.add_customer_address(
                update.order.head.customer,
                &update.order.personal.address,
                context.now,
            )?;
        }
        Ok(())
    }

    /// Takes move numbers and records the moves, which carry the numbers that were peeked before.
    fn record_moves(&mut self, moves: &[StockMove]) -> Result<(), StoreError> {
        self.take(Sequence::Move, moves.len() as u64)?;
        for stock_move in moves {
            self.record_move(stock_move)?;
        }
        Ok(())
    }

    fn placing(
        &mut self,
        order: &AmazonOrder,
        account: AccountId,
        customer: Option<crate::domain::ids::CustomerId>,
    ) -> Result<Placing, StoreError> {
        let mut products: Vec<ItemProduct> = Vec::with_capacity(order.items.len());
        for item in &order.items {
            products.push(self.product_of_line(
                account,
                item.sku.as_ref().map(|s| s.as_str()),
                &item.title,
            )?);
        }
        Ok(Placing {
            number: OrderNumber(0),
            customer: customer.unwrap_or(crate::domain::ids::CustomerId(0)),
            products,
            first_picking: PickingNumber(self.peek(Sequence::Picking)? as u32),
            first_move: MoveId(self.peek(Sequence::Move)?),
        })
    }

    /// Replacement orders carry no currency: they take that of the order they replace (product rule O9).
    fn currency_of_replaced(&self, order: &AmazonOrder) -> Result<Option<Currency>, StoreError> {
        let Some(replaced) = order.replaces else {
            return Ok(None);
        };
        let Some(key) = self.seen(replaced)?.and_then(|s| s.order) else {
            return Ok(None);
        };
        Ok(self.order(key)?.map(|o| o.head.currency))
    }

    fn remember(
        &mut self,
        order: &AmazonOrder,
        before: Option<&SeenOrder>,
        taken: &TakenIn,
        context: &IntakeContext<'_>,
    ) -> Result<(), StoreError> {
        let stale = before.is_some_and(|b| b.updated > order.updated);
        let (decision, key) = match taken {
            TakenIn::Created(key)
            | TakenIn::Updated(key)
            | TakenIn::Cancelled(key)
            | TakenIn::Unchanged(key) => (Decision::Imported, Some(*key)),
            TakenIn::Ignored(decision) => (*decision, None),
            TakenIn::Failed(_) => match before {
                Some(known) if known.order.is_some() => (known.decision, known.order),
                _ => (Decision::Failed, None),
            },
        };
        let seen = match before {
            Some(before) if stale => SeenOrder {
                last_seen: context.now,
                decision,
                order: key,
                ..before.clone()
            },
            _ => SeenOrder {
                reference: order.reference,
                // An order keeps the account that it came in with.
                account: before
                    .filter(|b| b.order.is_some())
                    .map_or(context.account.id, |b| b.account),
                marketplace: order.marketplace.clone(),
                channel: order.channel,
                status: order.status.clone(),
                updated: order.updated,
                last_seen: context.now,
                decision,
                order: key,
            },
        };
        self.put_seen(&seen, before)
    }
}

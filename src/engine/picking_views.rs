//! Pickings as shown: from the picking, its order, its notice and its products.

use super::names::AccountNames;
use super::taken::Taken;
use super::views;
use crate::domain::ids::ProductId;
use crate::domain::moment::Moment;
use crate::domain::notice::{Content, Notice, Refusal, Step};
use crate::domain::order::SalesOrder;
use crate::domain::picking::Picking;
use crate::domain::product::Product;
use crate::domain::refusal_advice::cause;
use crate::protocol::orders::CancellationView;
use crate::protocol::pickings::{FailedCancellation, NoticeError, PickingLineView, PickingView};
use crate::store::{Reading, StoreError};
use std::collections::HashMap;

/// Makes pickings fit for showing, out of one look at the store.
pub(super) struct PickingViews<'a> {
    reading: &'a Reading<'a>,
    names: &'a AccountNames,
    taken: &'a Taken,
    products: HashMap<ProductId, Option<Product>>,
}

impl<'a> PickingViews<'a> {
    pub(super) fn new(
        reading: &'a Reading<'a>,
        names: &'a AccountNames,
        taken: &'a Taken,
    ) -> PickingViews<'a> {
        PickingViews {
            reading,
            names,
            taken,
            products: HashMap::new(),
        }
    }

    /// A picking as a row.
    pub(super) fn row(&mut self, picking: Picking) -> Result<PickingView, StoreError> {
        let order = self.reading.order(crate::domain::order::OrderKey {
            purchased: picking.purchased,
            number: picking.order,
        })?;
        self.of_order(picking, order.as_ref())
    }

    /// A picking with its address and messages.
    pub(super) fn whole(&mut self, picking: Picking) -> Result<PickingView, StoreError> {
        let order = self.reading.order(crate::domain::order::OrderKey {
            purchased: picking.purchased,
            number: picking.order,
        })?;
        let mut view = self.of_order(picking, order.as_ref())?;
        if let Some(order) = &order {
            let personal = &order.personal;
            let messages: Vec<&str> = personal
                .gift_messages
                .iter()
                .filter(|(item, _)| view.lines.iter().any(|l| l.item == *item))
                .map(|(_, text)| text.as_str())
                .collect();
            view.delivery_address = Some(views::address(&personal.address));
            view.gift_message = views::some(&messages.join("\n"));
            view.po_number = views::some(&personal.po_number);
        }
        Ok(view)
    }

    /// A picking of a known order as a row.
    pub(super) fn of_order(
        &mut self,
        picking: Picking,
        order: Option<&SalesOrder>,
    ) -> Result<PickingView, StoreError> {
        let notice = self.notice_of(&picking, order)?;
        let mut lines = Vec::with_capacity(picking.lines.len());
        for line in picking.lines {
            let product = self.product(line.product)?;
            lines.push(PickingLineView {
                item: line.item,
                sku: line.sku.map(|sku| sku.0),
                title: line.title,
                demand: line.demand,
                done: line.done,
                bin: product.map(|p| p.bin.clone()).unwrap_or_default(),
                barcodes: product.map(|p| p.barcodes.clone()).unwrap_or_default(),
            });
        }
        let pieces = lines.iter().map(|l| l.demand).fold(0, u32::saturating_add);
        let notice = notice.as_ref();
        Ok(PickingView {
            picking: picking.number,
            order: picking.order,
            amazon_order_ref: picking.reference,
            account: self.names.of(picking.account),
            state: picking.state,
            sync: picking.sync,
            sync_note: notice.map(note_of),
            carrier: views::some(&picking.carrier),
            tracking: views::some(&picking.tracking),
            ship_by: picking.ship_by,
            backorder_of: picking.backorder_of,
            held_by: self.taken.holder(picking.number),
            hold: picking.hold,
            error: notice.and_then(|n| n.refusal.as_ref()).map(error_of),
            attempts: notice.map_or(0, |n| n.attempts),
            undo_until: notice.filter(|n| n.can_be_withdrawn()).map(|n| n.send_from),
            confirmed_at: notice.and_then(|n| n.shipment()).map(|s| s.shipped),
            flags: order.map(|o| o.head.flags).unwrap_or_default(),
            service_level: order.and_then(|o| o.body.service_level.clone()),
            customer: order.map(|o| o.personal.name.clone()).unwrap_or_default(),
            units: pieces,
            lines,
            delivery_address: None,
            gift_message: None,
            po_number: None,
        })
    }

    /// The notice of a picking that was not taken back.
    fn notice_of(
        &self,
        picking: &Picking,
        order: Option<&SalesOrder>,
    ) -> Result<Option<Notice>, StoreError> {
        for id in order.iter().flat_map(|o| o.body.notices.iter().rev()) {
            if let Some(notice) = self.reading.notice(*id)?
                && notice.picking() == Some(picking.number)
                && !matches!(notice.step, Step::Withdrawn { .. })
            {
                return Ok(Some(notice));
            }
        }
        Ok(None)
    }

    fn product(&mut self, id: ProductId) -> Result<Option<&Product>, StoreError> {
        if !self.products.contains_key(&id) {
            let product = self.reading.product(id)?;
            self.products.insert(id, product);
        }
        Ok(self.products.get(&id).and_then(Option::as_ref))
    }

    /// The cancellation of an order, if it was cancelled here.
    pub(super) fn cancellation(
        &self,
        order: &SalesOrder,
    ) -> Result<Option<CancellationView>, StoreError> {
        for id in order.body.notices.iter().rev() {
            if let Some(notice) = self.reading.notice(*id)?
                && let Content::Cancellation { cancellation, .. } = &notice.content
                && !matches!(notice.step, Step::Withdrawn { .. })
            {
                return Ok(Some(CancellationView {
                    sync: notice.state(),
                    reason: cancellation.reason.as_str().to_owned(),
                    error: notice.refusal.as_ref().map(error_of),
                }));
            }
        }
        Ok(None)
    }

    /// A cancellation that Amazon refused.
    pub(super) fn failed_cancellation(&self, notice: &Notice) -> Option<FailedCancellation> {
        let Content::Cancellation { cancellation, .. } = &notice.content else {
            return None;
        };
        Some(FailedCancellation {
            order: notice.order.number,
            amazon_order_ref: notice.reference,
            account: self.names.of(notice.account),
            reason: cancellation.reason,
            error: notice.refusal.as_ref().map(error_of),
            attempts: notice.attempts,
        })
    }
}

/// What Amazon said, with what it means and what to do.
pub(super) fn error_of(refusal: &Refusal) -> NoticeError {
    let cause = cause(&refusal.code, &refusal.text);
    NoticeError {
        code: refusal.code.clone(),
        message: refusal.text.clone(),
        meaning: cause.meaning().to_owned(),
        advice: cause.advice().to_owned(),
        at: refusal.at,
    }
}

/// How far a notice is, as a sentence.
pub(super) fn note_of(notice: &Notice) -> String {
    match &notice.step {
        Step::Pending if notice.attempts == 0 => "Waits to be sent to Amazon.".to_owned(),
        Step::Pending => "Is sent to Amazon again.".to_owned(),
        Step::Sending { .. } => "Is being sent to Amazon.".to_owned(),
        Step::InFeed { .. } => "Is in a feed that Amazon has not finished.".to_owned(),
        Step::Unknown { since, .. } => format!(
            "Amazon may have it or not (since {}): the order is read before anything is sent again.",
            clock_text(*since)
        ),
        Step::Synchronized { shown: true, .. } => "Amazon shows it.".to_owned(),
        Step::Synchronized { .. } => "Synchronized with Amazon.".to_owned(),
        Step::Failed { .. } => "Synchronization with Amazon failed.".to_owned(),
        Step::Solved { .. } => "Settled by hand.".to_owned(),
        Step::Withdrawn { .. } => "Taken back before it left.".to_owned(),
    }
}

fn clock_text(at: Moment) -> String {
    at.to_utc().format("%H:%M UTC").to_string()
}

//! What people do to deliveries: each with all that belongs to it in one transaction.

use super::writing::Sequence;
use super::{Reading, StoreError, Writing, codec, tables};
use crate::domain::ids::{MoveId, NoticeId, PickingNumber};
use crate::domain::moment::Moment;
use crate::domain::notice::Notice;
use crate::domain::order::SalesOrder;
use crate::domain::picking::Picking;
use crate::domain::picking_confirm::Numbers;
use crate::domain::stock_move::StockMove;
use redb::ReadableTable;

/// An order and what changed with it.
pub struct DeliveryChange<'a> {
    /// The order as it was.
    pub before: &'a SalesOrder,
    /// The order now.
    pub order: &'a SalesOrder,
    /// Its pickings that are new or changed.
    pub pickings: &'a [&'a Picking],
    /// New stock moves.
    pub moves: &'a [StockMove],
    /// Its notices that are new or changed.
    pub notices: &'a [Notice],
}

impl Writing<'_> {
    /// The numbers for what a confirmation makes, without taking them.
    pub fn delivery_numbers(&mut self) -> Result<Numbers, StoreError> {
        Ok(Numbers {
            picking: PickingNumber(self.peek(Sequence::Picking)? as u32),
            first_move: MoveId(self.peek(Sequence::Move)?),
            first_notice: NoticeId(self.peek(Sequence::Notice)?),
        })
    }

    /// Writes a change of a delivery; numbers that it uses are taken.
    pub fn write_delivery(
        &mut self,
        change: &DeliveryChange<'_>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let numbers = self.delivery_numbers()?;
        let new_pickings = change
            .pickings
            .iter()
            .filter(|p| p.number >= numbers.picking)
            .count();
        let new_notices = change
            .notices
            .iter()
            .filter(|n| n.id >= numbers.first_notice)
            .count();
        self.take(Sequence::Picking, new_pickings as u64)?;
        self.take(Sequence::Notice, new_notices as u64)?;
        self.take(Sequence::Move, change.moves.len() as u64)?;
        for picking in change.pickings {
            self.put_picking(picking)?;
        }
        for notice in change.notices {
            self.put_notice(notice)?;
        }
        for stock_move in change.moves {
            self.record_move(stock_move)?;
        }
        self.put_order(change.order, Some(change.before), now)
    }

    /// All stock moves of an order.
    pub fn moves_of(&self, order: &SalesOrder) -> Result<Vec<StockMove>, StoreError> {
        let damaged = || StoreError::Damaged { table: "moves" };
        order
            .body
            .moves
            .iter()
            .map(|id| self.moves.get(&id.0.to_be_bytes())?.ok_or_else(damaged))
            .collect()
    }
}

impl Reading<'_> {
    /// The ready pickings, most urgent first, as long as `each` wants more.
    pub fn ready_pickings(
        &self,
        mut each: impl FnMut(Picking) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let pickings = self.transaction.open_table(tables::PICKINGS)?;
        for entry in self.transaction.open_table(tables::OPEN_PICKINGS)?.iter()? {
            let (place, _) = entry?;
            let key = place.value().last_chunk::<4>().copied().unwrap_or_default();
            let Some(bytes) = pickings.get(key.as_slice())? else {
                continue;
            };
            if !each(codec::decode("pickings", &key, bytes.value())?)? {
                break;
            }
        }
        Ok(())
    }

    /// All pickings, newest first, as long as `each` wants more.
    pub fn newest_pickings(
        &self,
        mut each: impl FnMut(Picking) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        for entry in self.transaction.open_table(tables::PICKINGS)?.iter()?.rev() {
            let (key, value) = entry?;
            if !each(codec::decode("pickings", key.value(), value.value())?)? {
                break;
            }
        }
        Ok(())
    }
}

//! The self-check of what Amazon is told: every confirmed parcel has its notice, and every notice its place.

use super::verify::Findings;
use super::{Reading, Store, StoreError, codec, keys, notices, tables};
use crate::domain::ids::NoticeId;
use crate::domain::notice::{Notice, Step};
use crate::domain::picking::{NoticeState, Picking, PickingState};

impl Store {
    pub(super) fn verify_notices(&self) -> Result<Vec<String>, StoreError> {
        let mut wrong = Findings::new();
        self.walk(tables::NOTICES, &mut |reading, key, bytes| {
            let notice: Notice = codec::decode("notices", key, bytes)?;
            let places = reading.transaction.open_table(tables::NOTICE_PLACES)?;
            if let Some(place) = notices::place_key(&notice)
                && places.get(place.as_slice())?.is_none()
            {
                wrong.add(|| format!("a notice of {} is not listed", notice.reference));
            }
            let order = reading.order(notice.order)?;
            if !order.is_some_and(|o| o.body.notices.contains(&notice.id)) {
                wrong.add(|| format!("a notice of {} is not known to it", notice.reference));
            }
            Ok(())
        })?;
        self.walk(tables::NOTICE_PLACES, &mut |reading, key, _| {
            let id = key.last_chunk::<8>().map(|id| u64::from_be_bytes(*id));
            let notice = id.map(|id| reading.notice(NoticeId(id))).transpose()?;
            let place = notice.flatten().and_then(|n| notices::place_key(&n));
            if place.as_ref().map(|place| place.as_slice()) != Some(key) {
                wrong.add(|| "a notice is listed where it is not".to_owned());
            }
            Ok(())
        })?;
        self.walk(tables::PICKINGS, &mut |reading, key, bytes| {
            let picking: Picking = codec::decode("pickings", key, bytes)?;
            if !reading.is_told_as_shown(&picking)? {
                wrong.add(|| format!("{} shows another state than its notice", picking.number));
            }
            Ok(())
        })?;
        Ok(wrong.done())
    }
}

impl Reading<'_> {
    /// Whether a done picking shows what its notice says; one that Amazon is not told of by us has none.
    fn is_told_as_shown(&self, picking: &Picking) -> Result<bool, StoreError> {
        if picking.state != PickingState::Done {
            return Ok(true);
        }
        let order = self.order(keys::of_picking(picking))?;
        for id in order.iter().flat_map(|o| &o.body.notices) {
            let Some(notice) = self.notice(*id)? else {
                return Ok(false);
            };
            if notice.picking() == Some(picking.number)
                && !matches!(notice.step, Step::Withdrawn { .. })
            {
                return Ok(notice.state() == picking.sync);
            }
        }
        Ok(picking.sync == NoticeState::Synchronized)
    }
}

//! Who has which picking open: kept in memory, free again when the session ends (product rule D6).

use crate::domain::ids::PickingNumber;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A session of a client, for as long as the engine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SessionId(pub u64);

/// A picking that somebody has open.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Holder {
    session: SessionId,
    name: String,
}

/// All pickings that somebody has open.
#[derive(Default)]
pub(super) struct Taken {
    holders: Mutex<HashMap<PickingNumber, Holder>>,
}

impl Taken {
    fn lock(&self) -> MutexGuard<'_, HashMap<PickingNumber, Holder>> {
        self.holders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a picking, or says who has it. `force` takes it from whoever has it.
    pub(super) fn take(
        &self,
        picking: PickingNumber,
        session: SessionId,
        name: &str,
        force: bool,
    ) -> Result<(), String> {
        let mut holders = self.lock();
        match holders.get(&picking) {
            Some(holder) if holder.session != session && !force => Err(holder.name.clone()),
            _ => {
                let name = name.to_owned();
                holders.insert(picking, Holder { session, name });
                Ok(())
            }
        }
    }

    /// Gives a picking back, if this session has it.
    pub(super) fn release(&self, picking: PickingNumber, session: SessionId) {
        let mut holders = self.lock();
        if holders.get(&picking).is_some_and(|h| h.session == session) {
            holders.remove(&picking);
        }
    }

    /// Gives everything back that a session has. Says whether there was anything.
    pub(super) fn release_all(&self, session: SessionId) -> bool {
        let mut holders = self.lock();
        let before = holders.len();
        holders.retain(|_, holder| holder.session != session);
        holders.len() != before
    }

    /// Who has a picking open.
    pub(super) fn holder(&self, picking: PickingNumber) -> Option<String> {
        self.lock().get(&picking).map(|holder| holder.name.clone())
    }

    /// Who else than this session has a picking open.
    pub(super) fn other_holder(
        &self,
        picking: PickingNumber,
        session: SessionId,
    ) -> Option<String> {
        let holders = self.lock();
        let holder = holders.get(&picking)?;
        (holder.session != session).then(|| holder.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picking_has_one_holder() {
        let taken = Taken::default();
        let (anna, bert) = (SessionId(1), SessionId(2));
        let picking = PickingNumber(7);
        assert_eq!(taken.take(picking, anna, "anna", false), Ok(()));
        assert_eq!(taken.take(picking, anna, "anna", false), Ok(()));
        assert_eq!(
            taken.take(picking, bert, "bert", false),
            Err("anna".to_owned())
        );
        assert_eq!(taken.other_holder(picking, bert), Some("anna".to_owned()));
        assert_eq!(taken.other_holder(picking, anna), None);
        taken.release(picking, bert);
        assert_eq!(taken.holder(picking), Some("anna".to_owned()));
        assert_eq!(taken.take(picking, bert, "bert", true), Ok(()));
        assert!(taken.release_all(bert));
        assert!(!taken.release_all(anna));
        assert_eq!(taken.holder(picking), None);
    }
}

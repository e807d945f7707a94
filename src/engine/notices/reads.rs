//! Reading an order back, to settle what may have been done.

use super::super::page_intake::take_in_orders;
use super::run::Running;
use super::shipments::tell_failure;
use crate::amazon::budget::Priority;
use crate::amazon::problem::AmazonError;
use crate::domain::notice::{Shown, Step, shown_by};
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::Failure;
use std::sync::Arc;

impl Running<'_> {
    /// Reads an order, takes it in like any other, and settles its notices whose outcome is unknown.
    pub(super) async fn read_order(&mut self, reference: AmazonOrderRef) -> Result<(), Failure> {
        let read = self
            .core
            .amazon
            .get_order(&self.access, reference, Priority::High)
            .await;
        let read = match read {
            Ok(read) => Some(read),
            // What Amazon does not know it does not have.
            Err(AmazonError::NotFound { .. }) => None,
            Err(error) => {
                self.stop_for(&error);
                return Ok(());
            }
        };
        let (account, now, read) = (self.account.clone(), self.core.now(), Arc::new(read));
        let settled = self
            .core
            .writer
            .change(move |writing| {
                if let Some(read) = read.as_ref() {
                    take_in_orders(writing, &account, std::slice::from_ref(read), now)?;
                }
                let order = match read.as_ref() {
                    Some(Ok(order)) => Some(order),
                    // It can't be read: nothing is settled by that.
                    Some(Err(_)) => return Ok(0),
                    None => None,
                };
                let Some(key) = writing.seen(reference)?.and_then(|seen| seen.order) else {
                    return Ok(0);
                };
                let Some(known) = writing.order(key)? else {
                    return Ok(0);
                };
                let mut settled = 0;
                for mut notice in writing.notices_of(&known)? {
                    if !matches!(notice.step, Step::Unknown { .. }) {
                        continue;
                    }
                    let shown = order.map_or(Shown::Lacks, |o| shown_by(&notice.content, o));
                    notice.after_read(shown, now);
                    settled += u64::from(matches!(notice.step, Step::Synchronized { .. }));
                    writing.put_notice(&notice)?;
                    tell_failure(writing, &notice, now)?;
                }
                Ok(settled)
            })
            .await?;
        self.done.synchronized += settled;
        Ok(())
    }
}

//! The layers over the tabs: what becomes of them after a key or an answer.

use super::App;
use crate::domain::moment::Moment;
use crate::protocol::{Failure, Reply};
use crate::screen::desk::Purpose;
use crate::screen::overlay::{After, Deed, Overlay};

impl App {
    /// What becomes of the top layer.
    pub(super) fn after(&mut self, after: After, now: Moment) -> bool {
        match after {
            After::Stay => {}
            After::Ignored => return false,
            After::Close => {
                let closed = self.overlays.pop();
                if let Some(Overlay::Question(question)) = closed
                    && question.on_yes()
                    && *question.deed() == Deed::LeaveForm
                {
                    self.overlays.pop();
                }
            }
            After::Open(overlay) => self.overlays.push(*overlay),
            After::Become(overlay) => {
                self.overlays.pop();
                self.overlays.push(*overlay);
            }
            After::Run(command) => {
                self.overlays.pop();
                self.run(command, now);
            }
            After::Told(about, answer) => {
                self.overlays.pop();
                self.told(about, &answer, now);
            }
            After::Sort(column) => {
                self.overlays.pop();
                self.with_hand(now, |app, hand| app.orders.sort_by(column, hand));
            }
        }
        true
    }

    /// The layers from the top down: the first that waits for this answer takes it.
    pub(super) fn offer_to_overlays(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        now: Moment,
    ) -> bool {
        for index in (0..self.overlays.len()).rev() {
            let after = self.with_hand(now, |parts, hand| {
                parts
                    .overlays
                    .get_mut(index)
                    .map_or(After::Ignored, |o| o.answer(purpose, result, hand))
            });
            match after {
                After::Ignored => continue,
                After::Stay => {}
                After::Close => {
                    self.overlays.remove(index);
                }
                After::Become(overlay) => {
                    if let Some(place) = self.overlays.get_mut(index) {
                        *place = *overlay;
                    }
                }
                After::Open(overlay) => self.overlays.insert(index + 1, *overlay),
                other => {
                    self.after(other, now);
                }
            }
            return true;
        }
        false
    }

    /// What a layer has taken may concern others too.
    pub(super) fn after_success(
        &mut self,
        purpose: &Purpose,
        result: Result<Reply, Failure>,
        now: Moment,
    ) {
        let Ok(reply) = result else {
            return;
        };
        match (purpose, reply) {
            (Purpose::Recover(_), Reply::Order(view)) => self.open_order(view, now),
            (Purpose::AccountAdd | Purpose::AccountEdit(_), _) => self.account_list.want(now),
            (Purpose::CarrierSet(_), reply @ Reply::Carriers(_))
            | (Purpose::ProductSet, reply @ Reply::Product(_)) => {
                // The form took the answer; the list below it needs it too.
                self.offer_to_overlays(purpose, &Ok(reply), now);
            }
            (Purpose::FailedDismiss(_), reply @ Reply::Failed(_)) => {
                // The prompt took the answer; the list below it needs it too.
                self.offer_to_overlays(&Purpose::FailedList, &Ok(reply), now);
            }
            _ => {}
        }
        self.status.want(now);
    }
}

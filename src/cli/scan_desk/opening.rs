//! Which picking is open at the desk: found by a code, taken, the next one, left, taken back.

use super::super::output::Trouble;
use super::super::scan::Answer;
use super::super::scan_open::Open;
use super::super::scan_words as words;
use super::super::session::{reply, unexpected};
use super::{Desk, own_carriers};
use crate::domain::ids::PickingNumber;
use crate::domain::picking::PickingState;
use crate::protocol::pickings::PickingPageRequest;
use crate::protocol::{FailureCode, Reply, Request};

/// So many pickings are looked at together for the next one.
const PAGE: u32 = 100;

impl Desk {
    /// Opens what a code means.
    pub(super) async fn find(&mut self, code: &str) -> Result<Answer, Trouble> {
        let code = code.to_owned();
        match self.client.call(Request::PickingFind { code }).await {
            Ok(found) => {
                let view = reply!(found, Picking)?;
                match words::over(&view) {
                    Some(over) => Ok(over),
                    None => self.take(view.picking, false).await,
                }
            }
            Err(failure) => Ok(words::refused("NOT FOUND", &failure)),
        }
    }

    /// Takes a picking and opens it in place of the one that is open.
    pub(super) async fn take(
        &mut self,
        picking: PickingNumber,
        force: bool,
    ) -> Result<Answer, Trouble> {
        let view = match self
            .client
            .call(Request::PickingTake { picking, force })
            .await
        {
            Ok(taken) => reply!(taken, Picking)?,
            Err(failure) if failure.code == FailureCode::Held => {
                self.taken = Some(picking);
                let mut answer = words::refused("TAKEN", &failure);
                if self.open.is_none() {
                    answer.text.push_str(" Say force to take it over.");
                }
                return Ok(answer);
            }
            Err(failure) => return Ok(words::refused("NOT OPENED", &failure)),
        };
        if self
            .open
            .as_ref()
            .is_some_and(|o| o.view.picking != picking)
        {
            self.close().await;
        }
        self.skipped.remove(&picking);
        self.own = own_carriers(&self.client).await.unwrap_or_default();
        let open = Open::new(*view);
        let told = words::opened(&open.view, &open.packing, self.clock.now());
        let answer = match open.view.hold {
            Some(hold) => Answer::loud(format!("{} {told}", words::held(hold))),
            None => Answer::calm(told),
        };
        self.open = Some(open);
        Ok(answer)
    }

    /// Opens the most urgent picking that nobody has and nothing holds.
    pub(super) async fn next(&mut self) -> Result<Answer, Trouble> {
        let mut start = 0;
        loop {
            let page = PickingPageRequest {
                state: Some(PickingState::Ready),
                account: self.account.clone(),
                start,
                limit: PAGE,
                ..PickingPageRequest::default()
            };
            let page = match self.client.call(Request::PickingPage(page)).await {
                Ok(page) => reply!(page, Pickings)?,
                Err(failure) => return Ok(words::refused("NOTHING OPENED", &failure)),
            };
            let last = page.pickings.len() < PAGE as usize;
            for view in page.pickings {
                let free = view.hold.is_none() && view.held_by.is_none();
                if free && !self.skipped.contains(&view.picking) {
                    let answer = self.take(view.picking, false).await?;
                    // Another terminal may have been quicker.
                    if self.open.is_some() {
                        return Ok(answer);
                    }
                }
            }
            if !last {
                start += u64::from(PAGE);
                continue;
            }
            return Ok(Answer::calm(
                match std::mem::take(&mut self.skipped).len() {
                    0 => "Nothing is left to pack.".to_owned(),
                    1 => "Nothing is left but 1 picking that was skipped: say next for it."
                        .to_owned(),
                    n => format!(
                        "Nothing is left but {n} pickings that were skipped: say next for them."
                    ),
                },
            ));
        }
    }

    /// Leaves the open picking; asks first if it is begun.
    pub(super) async fn leave(&mut self, asked: bool, word: &str) -> Option<Answer> {
        let open = self.open.as_ref()?;
        if open.packing.is_begun() && !asked {
            self.leaving = true;
            return Some(Answer::loud(format!(
                "BEGUN: {} of {} pieces of {} are counted. Say {word} again to drop that.",
                open.packing.packed(),
                open.packing.asked(),
                open.view.picking
            )));
        }
        if word == "skip" {
            self.skipped.insert(open.view.picking);
        }
        self.close().await;
        None
    }

    /// Gives the open picking back.
    pub(super) async fn close(&mut self) {
        if let Some(open) = self.open.take() {
            let picking = open.view.picking;
            // An engine that is gone holds nothing for us.
            let _ = self.client.call(Request::PickingRelease { picking }).await;
        }
    }

    /// Takes the last confirmation back, and opens that picking again.
    pub(super) async fn undo_last(&mut self) -> Result<Answer, Trouble> {
        let Some(picking) = self.last else {
            return Ok(Answer::loud("There is nothing to take back."));
        };
        match self.client.call(Request::PickingUndo { picking }).await {
            Ok(Reply::Picking(_)) => {
                self.last = None;
                let opened = self.take(picking, false).await?;
                Ok(Answer {
                    text: format!("The confirmation is taken back. {}", opened.text),
                    loud: opened.loud,
                })
            }
            Ok(_) => Err(unexpected().into()),
            Err(failure) => Ok(words::refused("NOT TAKEN BACK", &failure)),
        }
    }
}

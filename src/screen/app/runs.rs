//! Pausing and giving up a run of the sync.

use super::App;
use crate::protocol::Request;
use crate::protocol::request::SyncAction;
use crate::screen::desk::Purpose;
use crate::screen::overlay::{Deed, Overlay, Question};
use crate::screen::tabs::Tab;

impl App {
    /// The run that pause and stop are about: the account's under the cursor, else the first.
    pub(super) fn run_account(&self) -> Option<(String, bool)> {
        let chosen = (self.tab == Tab::Accounts)
            .then(|| self.accounts.current(&self.facts))
            .flatten()
            .map(|a| a.name.as_str());
        let mut runs: Vec<(&str, bool)> = self
            .facts
            .running()
            .map(|(a, run)| (a.name.as_str(), run.paused))
            .collect();
        runs.sort_by_key(|(name, _)| Some(*name) != chosen);
        runs.first()
            .map(|(name, paused)| ((*name).to_owned(), *paused))
    }

    pub(super) fn pause(&mut self) {
        if let Some((account, paused)) = self.run_account() {
            let action = if paused {
                SyncAction::Resume
            } else {
                SyncAction::Pause
            };
            self.desk.ask(
                Purpose::Control(account.clone(), action),
                Request::SyncControl { account, action },
            );
        }
    }

    pub(super) fn ask_stop(&mut self) {
        if let Some((account, _)) = self.run_account() {
            let text = format!(
                "{account}: what was read stays. After a back-fill the rest of the past is left out and new orders go on coming; reading again from a date brings it back."
            );
            self.overlays.push(Overlay::Question(Question::new(
                "Give up this run?",
                text,
                "Give up",
                Deed::StopRun(account),
            )));
        }
    }
}

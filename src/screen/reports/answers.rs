//! What the engine answered about reports.

use super::{Reports, Wanted, asks, team_asks};
use crate::protocol::reports::ReportReply;
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, FailureCode, Reply};
use crate::screen::context::Hand;

impl Reports {
    /// Takes in an answer; `false` if it is for the person to read.
    pub fn answer(
        &mut self,
        wanted: &Wanted,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> bool {
        match result {
            Ok(Reply::Report(reply)) => self.take(wanted, reply, hand),
            Ok(_) => {}
            Err(failure) => return self.refused(wanted, failure, hand),
        }
        true
    }

    fn take(&mut self, wanted: &Wanted, reply: &ReportReply, hand: &mut Hand) {
        match (wanted, reply) {
            (Wanted::Main, ReportReply::Sales(report)) => {
                self.refused = None;
                self.main = Some((**report).clone());
                self.arrange();
            }
            (Wanted::Parts, ReportReply::Sales(report)) => {
                self.parts = Some((**report).clone());
                self.arrange();
            }
            (Wanted::Behind, ReportReply::Orders(page)) => self.behind.take(page, hand),
            (Wanted::Quality, ReportReply::Quality(quality)) => {
                self.quality = Some(quality.clone());
            }
            (Wanted::Kept { .. }, ReportReply::Favourites(list)) if list.favourites.is_empty() => {
                hand.say(
                    Level::Info,
                    "No report is kept yet; s keeps the one that is shown.",
                );
            }
            (Wanted::Kept { forget }, ReportReply::Favourites(list)) => {
                hand.open(asks::kept(list.clone(), *forget));
            }
            (Wanted::Save(name), _) => hand.say(Level::Info, format!("Kept as {name}.")),
            (Wanted::Forget(name), _) => hand.say(Level::Info, format!("{name} is forgotten.")),
            (Wanted::Export, ReportReply::Exported(written)) => {
                hand.say(Level::Info, format!("Written to {}.", written.file));
            }
            (Wanted::Teams, ReportReply::Teams(list)) => hand.open(team_asks::teams(list.clone())),
            (Wanted::TeamChanged(said), ReportReply::Teams(list)) => {
                hand.say(Level::Info, said.clone());
                hand.open(team_asks::teams(list.clone()));
                self.outdated(hand.now);
            }
            _ => {}
        }
    }

    fn refused(&mut self, wanted: &Wanted, failure: &Failure, hand: &mut Hand) -> bool {
        if failure.code == FailureCode::Connection {
            return false;
        }
        match wanted {
            Wanted::Main => self.refused = Some(failure.to_string()),
            // The report of the first dimension says the same.
            Wanted::Parts => {}
            Wanted::Save(name) => hand.open(asks::save(name, Some(failure.message.clone()))),
            _ => return false,
        }
        true
    }
}

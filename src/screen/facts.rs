//! What is known of the engine: figures, accounts, and whether it is there at all.

use crate::domain::moment::{Moment, Span};
use crate::protocol::accounts::{AccountView, RunView};
use crate::protocol::status::{RunFigures, StatusReport};

/// Whether the engine answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// It has not answered yet.
    #[default]
    Opening,
    /// It answers.
    Up,
    /// It is gone.
    Lost {
        /// Since when.
        since: Moment,
        /// When it is asked again.
        retry: Moment,
        /// How often it was asked in vain.
        tries: u32,
    },
}

impl Link {
    /// Whether it is gone.
    pub fn is_lost(self) -> bool {
        matches!(self, Link::Lost { .. })
    }

    /// One more failure at this moment: 1, 2, 4, then every 5 seconds it is asked again.
    pub fn lost_at(self, now: Moment) -> Link {
        let (since, tries) = match self {
            Link::Lost { since, tries, .. } => (since, tries.saturating_add(1)),
            _ => (now, 0),
        };
        let pause = match tries {
            0 => 1,
            1 => 2,
            2 => 4,
            _ => 5,
        };
        Link::Lost {
            since,
            retry: now.plus(Span::seconds(pause)),
            tries,
        }
    }
}

/// What every part of the screen may know.
#[derive(Debug, Default)]
pub struct Facts {
    /// The figures, once told.
    pub status: Option<StatusReport>,
    /// The accounts, once told.
    pub accounts: Option<Vec<AccountView>>,
    /// After a start of the engine: orders read into its list, and orders in all.
    pub listing: Option<(u64, u64)>,
    /// Whether the engine answers.
    pub link: Link,
}

impl Facts {
    /// The accounts that are not archived.
    pub fn active(&self) -> impl Iterator<Item = &AccountView> {
        self.accounts.iter().flatten().filter(|a| a.active)
    }

    /// The account with this name.
    pub fn account(&self, name: &str) -> Option<&AccountView> {
        self.accounts.iter().flatten().find(|a| a.name == name)
    }

    /// A run went on or ended.
    pub fn run_changed(&mut self, account: &str, run: Option<RunView>) {
        if let Some(status) = &mut self.status
            && let Some(figures) = status.accounts.iter_mut().find(|a| a.name == account)
        {
            figures.run = run.as_ref().map(|r| RunFigures {
                pages: r.pages,
                fetched: r.fetched,
                expected: r.expected,
            });
        }
        if let Some(view) = self
            .accounts
            .iter_mut()
            .flatten()
            .find(|a| a.name == account)
        {
            view.run = run;
        }
    }

    /// The accounts with a run that is going on or waits to go on.
    pub fn running(&self) -> impl Iterator<Item = (&AccountView, &RunView)> {
        self.accounts
            .iter()
            .flatten()
            .filter_map(|a| a.run.as_ref().map(|run| (a, run)))
    }
}

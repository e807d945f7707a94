//! The Accounts tab: the registrations of sellers, how their syncs are, and what can be done with them.

pub mod drawing;

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::Purpose;
use super::facts::Facts;
use super::overlay::{self, AccountForm, Deed, Overlay, Prompt, PromptKind, Question};
use crate::protocol::Request;
use crate::protocol::accounts::AccountView;
use crate::protocol::upkeep::Level;

/// The Accounts tab.
#[derive(Debug, Default)]
pub struct Accounts {
    at: Option<String>,
}

impl Accounts {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> Vec<Context> {
        vec![Context::Accounts, Context::List, Context::Global]
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        &[
            Command::AccountAdd,
            Command::AccountEdit,
            Command::AccountSync,
            Command::AccountCheck,
            Command::AccountFrom,
            Command::Help,
        ]
    }

    fn index(&self, facts: &Facts) -> usize {
        let list = facts.accounts.as_deref().unwrap_or(&[]);
        list.iter()
            .position(|a| Some(&a.name) == self.at.as_ref())
            .unwrap_or(0)
    }

    /// The account under the cursor.
    pub fn current<'a>(&self, facts: &'a Facts) -> Option<&'a AccountView> {
        facts.accounts.as_ref()?.get(self.index(facts))
    }

    /// Puts the cursor on a row.
    pub fn go(&mut self, row: usize, facts: &Facts) {
        let list = facts.accounts.as_deref().unwrap_or(&[]);
        if let Some(account) = list.get(row) {
            self.at = Some(account.name.clone());
        }
    }

    /// Does what a key says; the layer that it opens, if it opens one. `Err` if the key means nothing here.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> Result<Option<Overlay>, ()> {
        let facts = hand.facts;
        let len = facts.accounts.as_ref().map_or(0, Vec::len);
        if let Some(to) = overlay::moved(self.index(facts), len, 6, command) {
            self.go(to, facts);
            return Ok(None);
        }
        if command == Command::AccountAdd {
            return Ok(Some(Overlay::Account(Box::new(AccountForm::add()))));
        }
        if !matches!(
            command,
            Command::AccountEdit
                | Command::AccountSync
                | Command::AccountCheck
                | Command::AccountFrom
                | Command::AccountArchive
        ) {
            return Err(());
        }
        let Some(account) = self.current(facts) else {
            hand.say(Level::Warning, "There is no account yet: a adds one.");
            return Ok(None);
        };
        let name = account.name.clone();
        Ok(match command {
            Command::AccountEdit => Some(Overlay::Account(Box::new(AccountForm::edit_account(
                account,
            )))),
            Command::AccountSync => {
                sync(Some(name), hand);
                None
            }
            Command::AccountCheck => {
                hand.say(Level::Info, format!("Checking {name} with Amazon …"));
                hand.desk
                    .ask(Purpose::Check(name.clone()), Request::AccountCheck { name });
                None
            }
            Command::AccountFrom => {
                let text = account
                    .last_order_sync
                    .map(|at| hand.words.typed(at))
                    .unwrap_or_default();
                let prompt = Prompt::new(PromptKind::From, vec![name], &text);
                Some(Overlay::Prompt(prompt))
            }
            _ => Some(Overlay::Question(archive_question(account))),
        })
    }
}

fn archive_question(account: &AccountView) -> Question {
    let name = account.name.clone();
    if account.active {
        let text = format!(
            "{name} then fetches no orders and tells Amazon nothing. Its orders stay here; what waits for Amazon is held."
        );
        Question::new(
            "Archive this account?",
            text,
            "Archive",
            Deed::Archive(name, true),
        )
    } else {
        let text = format!("{name} then syncs again from where it stopped.");
        Question::new(
            "Take this account out of the archive?",
            text,
            "Take out",
            Deed::Archive(name, false),
        )
    }
}

/// Syncs one account now, or all.
pub fn sync(account: Option<String>, hand: &mut Hand) {
    let purpose = Purpose::Sync(account.clone());
    if hand.desk.waits_for(&purpose) {
        hand.say(Level::Info, "That sync is on its way already.");
        return;
    }
    let what = match &account {
        Some(name) => format!("Syncing {name} …"),
        None => "Syncing all accounts …".to_owned(),
    };
    hand.say(Level::Info, what);
    hand.desk.ask(purpose, Request::SyncOrders { account });
}

//! What keys and the palette do, wherever the screen stands.

use super::App;
use crate::domain::ids::OrderNumber;
use crate::domain::moment::Moment;
use crate::protocol::Request;
use crate::protocol::orders::OrderRef;
use crate::protocol::request::SyncAction;
use crate::protocol::upkeep::Level;
use crate::screen::accounts::sync;
use crate::screen::command::{Command, Context, VERBS};
use crate::screen::desk::Purpose;
use crate::screen::footer;
use crate::screen::message::Effect;
use crate::screen::overlay::{
    CarrierList, Deed, FailedOrders, Finder, FinderEntry, Overlay, ProductList, Prompt, PromptKind,
    Question, Reader, SortChoice,
};
use crate::screen::pen::Pen;
use crate::screen::stock::Opened;
use crate::screen::tabs::Tab;
use crate::screen::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl App {
    /// Does a command: the top layer first, then the tab, then the screen as a whole.
    pub(super) fn run(&mut self, command: Command, now: Moment) {
        self.dirty = true;
        if self.run_everywhere(command) {
            return;
        }
        if !self.overlays.is_empty() {
            if command == Command::Help {
                return self.show_help();
            }
            let after = self.with_hand(now, |parts, hand| {
                parts.overlays.last_mut().map(|o| o.command(command, hand))
            });
            if let Some(after) = after {
                self.after(after, now);
            }
            return;
        }
        if let Err(reason) = self.enabled(command) {
            self.toasts.say(Level::Warning, reason, now);
            return;
        }
        if self.run_in_tab(command, now) {
            return;
        }
        if let Some(tab) = Tab::of(command) {
            return self.show(tab, now);
        }
        self.run_here(command, now);
    }

    fn run_everywhere(&mut self, command: Command) -> bool {
        let effect = match command {
            Command::QuitNow => Effect::Quit,
            Command::Suspend => Effect::Suspend,
            Command::Repaint => Effect::Repaint,
            _ => return false,
        };
        self.desk.want(effect);
        true
    }

    fn run_in_tab(&mut self, command: Command, now: Moment) -> bool {
        let tab = self.tab;
        if tab == Tab::Failed {
            let done = self.with_hand(now, |parts, hand| parts.failed.command(command, hand));
            if let Ok(Some(order)) = done {
                self.show_order(order, now);
            }
            return done.is_ok();
        }
        if tab == Tab::Moves {
            let done = self.with_hand(now, |parts, hand| parts.stock.command(command, hand));
            match done {
                Ok(Some(Opened::Order(order))) => self.show_order(order, now),
                Ok(Some(Opened::Picking(picking))) => {
                    self.show(Tab::Pickings, now);
                    let code = picking.to_string();
                    self.with_hand(now, |parts, hand| parts.pickings.scan(&code, hand));
                }
                _ => {}
            }
            return done.is_ok();
        }
        if tab == Tab::Orders && command == Command::SortPick {
            let choice = SortChoice::new(self.orders.sort());
            self.overlays.push(Overlay::Sort(choice));
            return true;
        }
        self.with_hand(now, |parts, hand| match tab {
            Tab::Orders => parts.orders.command(command, hand),
            Tab::Pickings => parts.pickings.command(command, hand),
            Tab::Activity => parts.activity.command(command, hand),
            Tab::Accounts => match parts.accounts.command(command, hand) {
                Ok(overlay) => {
                    parts.overlays.extend(overlay);
                    true
                }
                Err(()) => false,
            },
            _ => false,
        })
    }

    fn run_here(&mut self, command: Command, now: Moment) {
        match command {
            Command::NextTab => self.show(self.tab.beside(1), now),
            Command::PreviousTab => self.show(self.tab.beside(Tab::ALL.len() - 1), now),
            Command::Help => self.show_help(),
            Command::Palette => {
                let palette = Finder::palette(self.palette_entries());
                self.overlays.push(Overlay::Finder(palette));
            }
            Command::SyncDeliveries | Command::SyncCancellations | Command::SyncFeeds => {
                self.sync_notices(command, now);
            }
            Command::SyncAll => self.with_hand(now, |_, hand| sync(None, hand)),
            Command::Recover => {
                let mut names: Vec<String> = self.facts.active().map(|a| a.name.clone()).collect();
                names.sort();
                self.ask_for(PromptKind::Recover, names);
            }
            Command::Why => self.ask_for(PromptKind::Why, Vec::new()),
            Command::Carriers => {
                let list = self.with_hand(now, |_, hand| CarrierList::open(hand));
                self.overlays.push(Overlay::Carriers(list));
            }
            Command::Products => {
                let list = self.with_hand(now, |_, hand| ProductList::open(hand));
                self.overlays.push(Overlay::Products(list));
            }
            Command::FailedList => {
                let list = self.with_hand(now, |_, hand| FailedOrders::open(hand));
                self.overlays.push(Overlay::Failed(list));
            }
            Command::RunPause => self.pause(),
            Command::RunStop => self.ask_stop(),
            Command::Messages => self.show_messages(),
            Command::Problems => self.show_problems(),
            Command::Mouse => {
                self.mouse = !self.mouse;
                self.desk.want(Effect::Mouse(self.mouse));
                let text = if self.mouse {
                    "The mouse works here now; % leaves it to the terminal."
                } else {
                    "The mouse belongs to the terminal again."
                };
                self.toasts.say(Level::Info, text, now);
            }
            Command::Back => {
                self.toasts.dismiss();
            }
            Command::Quit => self.desk.want(Effect::Quit),
            // A verb of another tab, from the palette: go there and do it.
            other => {
                if let Some(tab) = home(other)
                    && tab != self.tab
                {
                    self.show(tab, now);
                    self.run(other, now);
                }
            }
        }
    }

    fn ask_for(&mut self, kind: PromptKind, accounts: Vec<String>) {
        let prompt = Prompt::new(kind, accounts, "");
        self.overlays.push(Overlay::Prompt(prompt));
    }

    /// Shows an order in its details.
    fn show_order(&mut self, order: OrderNumber, now: Moment) {
        self.show(Tab::Orders, now);
        let order = OrderRef::Number(order);
        self.desk
            .ask(Purpose::OrderOpen, Request::OrderShow { order });
    }

    /// Shows a tab.
    pub(super) fn show(&mut self, tab: Tab, now: Moment) {
        self.tab = tab;
        self.with_hand(now, |parts, hand| match tab {
            Tab::Activity => parts.activity.open(hand),
            Tab::Pickings => parts.pickings.show(hand),
            Tab::Failed => parts.failed.show(hand),
            Tab::Moves => parts.stock.show(hand),
            _ => {}
        });
    }

    /// The run that pause and stop are about: the account's under the cursor, else the first.
    fn run_account(&self) -> Option<(String, bool)> {
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

    fn pause(&mut self) {
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

    fn ask_stop(&mut self) {
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

    fn show_messages(&mut self) {
        let mut frame = Buffer::empty(Rect::ZERO);
        let pen = Pen::new(&mut frame, &self.look);
        let lines = self
            .toasts
            .history()
            .iter()
            .rev()
            .map(|toast| {
                let (sign, role) = footer::level_sign(&pen, toast.level);
                let role = if role == Role::Good { Role::Text } else { role };
                let time = self.look.words.time(toast.at);
                (format!("{time} {sign} {}", toast.text), role)
            })
            .collect::<Vec<_>>();
        let lines = if lines.is_empty() {
            vec![("No messages yet.".to_owned(), Role::Dim)]
        } else {
            lines
        };
        self.toasts.dismiss();
        self.overlays
            .push(Overlay::Reader(Reader::new("Messages", lines)));
    }

    fn show_problems(&mut self) {
        let mut lines: Vec<(String, Role)> = Vec::new();
        let warn = self.look.signs.warn;
        if let Some(status) = &self.facts.status {
            let problems = status.problems.iter();
            lines.extend(problems.map(|p| (format!("{warn} {}", p.message), Role::Warn)));
        }
        for account in self.facts.active() {
            if let Some(problem) = &account.problem {
                lines.push((format!("{warn} {}: {problem}", account.name), Role::Bad));
            }
        }
        if lines.is_empty() {
            lines.push(("Nothing needs attention.".to_owned(), Role::Good));
        }
        self.overlays
            .push(Overlay::Reader(Reader::new("What needs attention", lines)));
    }

    /// Whether a command can be done now, and if not why.
    pub(super) fn enabled(&self, command: Command) -> Result<(), &'static str> {
        let asks = matches!(
            command,
            Command::SyncAll
                | Command::SyncDeliveries
                | Command::SyncCancellations
                | Command::SyncFeeds
                | Command::OrderCancel
                | Command::OrderReturn
                | Command::SheetApply
                | Command::ReplenishCreate
                | Command::ReplenishSend
                | Command::TransferSend
                | Command::TransferReceive
                | Command::TransferCancel
                | Command::LevelBring
                | Command::RuleSet
                | Command::RuleRemove
                | Command::FiguresTake
                | Command::FiguresTakeAll
                | Command::FiguresFetch
                | Command::FiguresAccept
                | Command::NoticeRetry
                | Command::NoticeRetryAll
                | Command::NoticeCarrier
                | Command::NoticeTracking
                | Command::NoticeSolve
                | Command::Recover
                | Command::Carriers
                | Command::Products
                | Command::PickingPrint
                | Command::Why
                | Command::AccountAdd
                | Command::AccountEdit
                | Command::AccountSync
                | Command::AccountCheck
                | Command::AccountFrom
                | Command::AccountArchive
        );
        if asks && self.facts.link.is_lost() {
            return Err("The engine is gone; this works again when it is back.");
        }
        let accounts = self.facts.accounts.as_deref().unwrap_or(&[]);
        match command {
            Command::SyncAll | Command::Recover if self.facts.active().next().is_none() => {
                Err("There is no active account: add one on the Accounts tab.")
            }
            Command::AccountEdit
            | Command::AccountSync
            | Command::AccountCheck
            | Command::AccountFrom
            | Command::AccountArchive
                if accounts.is_empty() =>
            {
                Err("There is no account yet.")
            }
            Command::AccountSync | Command::AccountFrom
                if self
                    .accounts
                    .current(&self.facts)
                    .is_some_and(|a| !a.active) =>
            {
                Err("This account is archived.")
            }
            Command::RunPause | Command::RunStop if self.facts.running().next().is_none() => {
                Err("No sync is running.")
            }
            _ => Ok(()),
        }
    }

    fn show_help(&mut self) {
        let help = Finder::help(self.help_entries());
        self.overlays.push(Overlay::Finder(help));
    }

    fn help_entries(&self) -> Vec<FinderEntry> {
        let mut entries = Vec::new();
        for context in self.contexts() {
            let commands = self.keymap.commands(context);
            if commands.is_empty() {
                continue;
            }
            entries.push(FinderEntry {
                command: None,
                keys: String::new(),
                text: context.title().to_owned(),
                reason: None,
            });
            entries.extend(
                commands
                    .into_iter()
                    .map(|command| self.entry(context, command)),
            );
        }
        entries
    }

    fn palette_entries(&self) -> Vec<FinderEntry> {
        VERBS
            .iter()
            .filter(|v| !matches!(v.command, Command::Palette | Command::Back))
            .filter(|v| {
                matches!(
                    v.context,
                    Context::Global
                        | Context::Orders
                        | Context::Pickings
                        | Context::Packing
                        | Context::Shipments
                        | Context::Stock
                        | Context::StockMoves
                        | Context::StockLevels
                        | Context::StockCount
                        | Context::StockReplenish
                        | Context::StockTransfers
                        | Context::StockRules
                        | Context::StockFigures
                        | Context::Accounts
                        | Context::Activity
                ) || v.context == Context::Everywhere
            })
            .map(|v| self.entry(v.context, v.command))
            .collect()
    }

    fn entry(&self, context: Context, command: Command) -> FinderEntry {
        FinderEntry {
            command: Some(command),
            keys: self.keymap.keys_of(context, command).join(" "),
            text: command.verb().map_or("", |v| v.doc).to_owned(),
            reason: self.enabled(command).err().map(str::to_owned),
        }
    }

    /// What the line of hints offers: keys and words.
    pub(super) fn hints(&self) -> Vec<(String, String)> {
        let contexts = self.contexts();
        if !self.typed.is_empty() {
            let lead: String = self.typed.iter().map(ToString::to_string).collect();
            let mut hints = vec![(lead, "…".to_owned())];
            for (keys, command) in self.keymap.continuations(&contexts, &self.typed) {
                hints.push((keys, command.verb().map_or("", |v| v.short).to_owned()));
            }
            return hints;
        }
        let commands = match self.overlays.last() {
            Some(overlay) => overlay.hints(),
            None => match self.tab {
                Tab::Orders => self.orders.hints(),
                Tab::Pickings => self.pickings.hints(),
                Tab::Failed => self.failed.hints(),
                Tab::Moves => self.stock.hints(),
                Tab::Accounts => self.accounts.hints(),
                Tab::Activity => self.activity.hints(),
                _ => &[
                    Command::NextTab,
                    Command::SyncAll,
                    Command::Palette,
                    Command::Help,
                    Command::Quit,
                ],
            },
        };
        commands
            .iter()
            .filter_map(|command| {
                let key = self.keymap.hint(&contexts, *command)?;
                Some((key, command.verb()?.short.to_owned()))
            })
            .collect()
    }
}

/// The tab where a verb belongs.
fn home(command: Command) -> Option<Tab> {
    match command.verb()?.context {
        Context::Orders | Context::Detail => Some(Tab::Orders),
        Context::Pickings | Context::Packing => Some(Tab::Pickings),
        Context::Shipments => Some(Tab::Failed),
        Context::Stock
        | Context::StockMoves
        | Context::StockLevels
        | Context::StockCount
        | Context::StockReplenish
        | Context::StockTransfers
        | Context::StockRules
        | Context::StockFigures => Some(Tab::Moves),
        Context::Accounts => Some(Tab::Accounts),
        Context::Activity => Some(Tab::Activity),
        _ => None,
    }
}

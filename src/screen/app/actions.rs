//! What keys and the palette do, wherever the screen stands.

use super::App;
use crate::domain::moment::Moment;
use crate::protocol::upkeep::Level;
use crate::screen::accounts::sync;
use crate::screen::command::Command;
use crate::screen::message::Effect;
use crate::screen::overlay::{
    CarrierList, FailedOrders, Finder, Overlay, ProductList, Prompt, PromptKind,
};
use crate::screen::tabs::Tab;

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
                if let Some(tab) = Tab::home(other)
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
}

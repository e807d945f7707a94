//! Which keys and commands are offered: help, the palette, the line of hints.

use super::App;
use crate::screen::command::{Command, Context, VERBS};
use crate::screen::overlay::{Finder, FinderEntry, Overlay};
use crate::screen::tabs::Tab;

impl App {
    pub(super) fn show_help(&mut self) {
        let help = Finder::help(self.help_entries());
        self.overlays.push(Overlay::Finder(help));
    }

    pub(super) fn help_entries(&self) -> Vec<FinderEntry> {
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

    pub(super) fn palette_entries(&self) -> Vec<FinderEntry> {
        VERBS
            .iter()
            .filter(|v| !matches!(v.command, Command::Palette | Command::Back))
            .filter(|v| match v.context {
                Context::Global | Context::Everywhere => true,
                Context::Detail => false,
                _ => Tab::home(v.command).is_some(),
            })
            .map(|v| self.entry(v.context, v.command))
            .collect()
    }

    pub(super) fn entry(&self, context: Context, command: Command) -> FinderEntry {
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
            None => self.tab_hints(),
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

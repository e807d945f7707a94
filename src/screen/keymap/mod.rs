//! Which key does what: a file that comes with the program, and a file of the user's own on top of it.

mod key;

pub use key::Key;

use super::command::{Command, Context};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

const DEFAULT: &str = include_str!("default.toml");

/// Which key does what, where.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// One key sequence and its command.
#[derive(Clone, Debug)]
struct Binding {
    context: Context,
    keys: Vec<Key>,
    command: Command,
}

/// What keys typed so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// A command.
    Command(Command),
    /// The beginning of a longer sequence.
    Prefix,
    /// Nothing.
    Nothing,
}

/// What is wrong with a key map file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadKeymap {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, as a sentence.
    pub message: String,
}

impl fmt::Display for BadKeymap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key map, line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for BadKeymap {}

impl Default for Keymap {
    /// The key map that comes with the program.
    fn default() -> Self {
        let mut map = Keymap {
            bindings: Vec::new(),
        };
        // A test proves that the file reads; without it there would be no keys, but Ctrl-C below.
        if map.add(DEFAULT).is_err() || map.bindings.is_empty() {
            map.bindings.push(Binding {
                context: Context::Everywhere,
                keys: Key::parse_sequence("<c-c>").unwrap_or_default(),
                command: Command::QuitNow,
            });
        }
        map
    }
}

type Table = BTreeMap<toml::Spanned<String>, toml::Spanned<String>>;

impl Keymap {
    /// The default key map with the user's own file on top.
    pub fn with(text: &str) -> Result<Keymap, BadKeymap> {
        let mut map = Keymap::default();
        map.add(text)?;
        Ok(map)
    }

    fn add(&mut self, text: &str) -> Result<(), BadKeymap> {
        let line_of = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let bad = |at: usize, message: String| BadKeymap {
            line: line_of(at),
            message,
        };
        let tables: BTreeMap<toml::Spanned<String>, Table> =
            toml::from_str(text).map_err(|error| {
                let at = error.span().map_or(0, |s| s.start);
                bad(at, error.message().to_owned())
            })?;
        let mut seen: HashMap<(Context, Vec<Key>), usize> = HashMap::new();
        for (name, table) in tables {
            let context = Context::parse(name.get_ref()).ok_or_else(|| {
                let known = Context::ALL.map(|(_, id, _)| id).join(", ");
                bad(
                    name.span().start,
                    format!("[{}] is no context; there are {known}", name.get_ref()),
                )
            })?;
            for (typed, id) in table {
                let at = typed.span().start;
                let keys = Key::parse_sequence(typed.get_ref()).ok_or_else(|| {
                    bad(
                        at,
                        format!("{:?} is no key or sequence of keys", typed.get_ref()),
                    )
                })?;
                if let Some(other) = seen.insert((context, keys.clone()), at) {
                    let message = format!(
                        "{:?} is bound twice in [{}], also in line {}",
                        typed.get_ref(),
                        context.id(),
                        line_of(other)
                    );
                    return Err(bad(at, message));
                }
                let command = match id.get_ref().as_str() {
                    "" => None,
                    word => Some(Command::parse(word).ok_or_else(|| {
                        bad(id.span().start, format!("there is no command {word:?}"))
                    })?),
                };
                self.bind(context, keys, command);
            }
        }
        self.clashes().map_or(Ok(()), |(context, short, long)| {
            let at = text.find(&format!("\"{short}\"")).unwrap_or(0);
            let message = format!(
                "{short:?} in [{}] hides the sequence {long:?}",
                context.id()
            );
            Err(bad(at, message))
        })
    }

    fn bind(&mut self, context: Context, keys: Vec<Key>, command: Option<Command>) {
        self.bindings
            .retain(|b| b.context != context || b.keys != keys);
        if let Some(command) = command {
            self.bindings.push(Binding {
                context,
                keys,
                command,
            });
        }
    }

    /// A key that is the beginning of a longer sequence in the same context.
    fn clashes(&self) -> Option<(Context, String, String)> {
        let text = |keys: &[Key]| {
            let words: Vec<String> = keys.iter().map(ToString::to_string).collect();
            words.join(" ")
        };
        self.bindings.iter().find_map(|short| {
            self.bindings
                .iter()
                .find(|long| {
                    long.context == short.context
                        && long.keys.len() > short.keys.len()
                        && long.keys.starts_with(&short.keys)
                })
                .map(|long| (short.context, text(&short.keys), text(&long.keys)))
        })
    }

    /// What these keys mean where these contexts hold, the nearest first.
    pub fn find(&self, contexts: &[Context], keys: &[Key]) -> Found {
        for context in contexts {
            let here = || self.bindings.iter().filter(|b| b.context == *context);
            if let Some(binding) = here().find(|b| b.keys == keys) {
                return Found::Command(binding.command);
            }
            if here().any(|b| b.keys.len() > keys.len() && b.keys.starts_with(keys)) {
                return Found::Prefix;
            }
        }
        Found::Nothing
    }

    /// How the keys typed so far may go on: the rest of the keys, and the command.
    pub fn continuations(&self, contexts: &[Context], keys: &[Key]) -> Vec<(String, Command)> {
        self.bindings
            .iter()
            .filter(|b| contexts.contains(&b.context))
            .filter(|b| b.keys.len() > keys.len() && b.keys.starts_with(keys))
            .map(|b| {
                (
                    b.keys[keys.len()..].iter().map(Key::to_string).collect(),
                    b.command,
                )
            })
            .collect()
    }

    /// The keys of a command in a context, for people.
    pub fn keys_of(&self, context: Context, command: Command) -> Vec<String> {
        let mut all: Vec<String> = self
            .bindings
            .iter()
            .filter(|b| b.context == context && b.command == command)
            .map(|b| b.keys.iter().map(Key::to_string).collect::<Vec<_>>())
            .map(|keys| {
                let short = keys.iter().all(|k| k.chars().count() == 1);
                keys.join(if short { "" } else { " " })
            })
            .collect();
        all.sort_by_key(|keys| keys.chars().count());
        all
    }

    /// The shortest key of a command where these contexts hold, for a hint.
    pub fn hint(&self, contexts: &[Context], command: Command) -> Option<String> {
        contexts.iter().find_map(|context| {
            self.keys_of(*context, command)
                .into_iter()
                // Going back is Esc to everyone, whatever else does it too.
                .min_by_key(|k| (k != "Esc", k.chars().count()))
        })
    }

    /// Every command that has a key in this context, in the order of the table of verbs.
    pub fn commands(&self, context: Context) -> Vec<Command> {
        super::command::VERBS
            .iter()
            .map(|verb| verb.command)
            .filter(|command| {
                self.bindings
                    .iter()
                    .any(|b| b.context == context && b.command == *command)
            })
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        Key::parse_sequence(text).unwrap()
    }

    #[test]
    fn the_default_reads() {
        let mut map = Keymap {
            bindings: Vec::new(),
        };
        assert_eq!(map.add(DEFAULT), Ok(()));
        let here = [Context::Orders, Context::List, Context::Global];
        assert_eq!(map.find(&here, &keys("g")), Found::Prefix);
        assert_eq!(
            map.find(&here, &keys("g g")),
            Found::Command(Command::First)
        );
        assert_eq!(map.find(&here, &keys("g x")), Found::Nothing);
    }

    #[test]
    fn every_verb_can_be_found_by_key_or_palette() {
        for verb in super::super::command::VERBS {
            assert_eq!(Command::parse(verb.id), Some(verb.command), "{}", verb.id);
            assert!(verb.doc.ends_with('.'), "{}", verb.doc);
        }
    }

    #[test]
    fn mistakes_name_their_line() {
        let line = |text: &str| Keymap::with(text).map(|_| ()).unwrap_err();
        let bad = line("[orders]\n\"x\" = \"fly\"\n");
        assert_eq!((bad.line, bad.message.contains("fly")), (2, true));
        assert_eq!(line("[nowhere]\n\"x\" = \"down\"\n").line, 1);
        assert_eq!(line("[list]\n\n\"<oops>\" = \"down\"\n").line, 3);
        assert!(line("[list]\n\"g\" = \"down\"\n").message.contains("hides"));
    }

    #[test]
    fn own_keys_replace_and_free() {
        let map = Keymap::with("[orders]\n\"s\" = \"copy\"\n[global]\n\"q\" = \"\"\n").unwrap();
        assert_eq!(
            map.find(&[Context::Orders], &keys("s")),
            Found::Command(Command::CopyRefs)
        );
        assert_eq!(map.find(&[Context::Global], &keys("q")), Found::Nothing);
    }
}

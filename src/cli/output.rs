//! How answers reach people and scripts: colours, width, JSON, and pipes that close early.

use crate::domain::text;
use crate::protocol::Failure;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};

/// Why a command did not end with its answer.
#[derive(Debug)]
pub enum Trouble {
    /// Refused or failed: exit code 1.
    Failure(Failure),
    /// Wrong usage that the definitions alone can't catch: exit code 2.
    Usage(String),
    /// Standard output can't be written.
    Output(io::Error),
    /// The person pressed Ctrl-C, or the system wants us to end.
    Interrupted,
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Trouble {
        Trouble::Failure(failure)
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        Trouble::Output(error)
    }
}

/// How a command ended: its exit code, or trouble.
pub type Done = Result<u8, Trouble>;

/// How to write for this terminal, or for a pipe.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// One JSON document instead of text for people.
    pub json: bool,
    /// Colours may be used.
    pub color: bool,
    /// Letters beyond ASCII may be used for marks.
    pub utf8: bool,
    /// Standard output is a terminal.
    pub terminal: bool,
    /// Cells in a row; none when nothing must be cut.
    pub width: Option<usize>,
}

impl Output {
    /// What suits standard output.
    pub fn detect(json: bool, no_color: bool) -> Output {
        let terminal = io::stdout().is_terminal();
        let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Output {
            json,
            color: terminal && !no_color && !set("NO_COLOR") && !dumb,
            utf8: locale_is_utf8(),
            terminal,
            width: terminal.then(terminal_width),
        }
    }

    /// Writes text as it is. It must be clean already.
    pub fn text(&self, text: &str) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Writes a value as one JSON document: indented on a terminal, on one line otherwise.
    pub fn document(&self, value: &impl Serialize) -> io::Result<()> {
        self.text(&self.json_line(value)?)
    }

    /// A value as JSON text, its last line ended.
    pub fn json_line(&self, value: &impl Serialize) -> io::Result<String> {
        let json = if self.terminal {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        let mut line = harmless_json(&json.map_err(io::Error::other)?);
        line.push('\n');
        Ok(line)
    }

    /// Writes the JSON document, or the text for people.
    pub fn answer(
        &self,
        value: &impl Serialize,
        people: impl FnOnce() -> String,
    ) -> io::Result<()> {
        if self.json {
            self.document(value)
        } else {
            self.text(&people())
        }
    }

    /// A message beside the answer, on standard error.
    pub fn note(&self, message: &str) {
        // Nobody can be told when standard error itself is gone.
        let _ = writeln!(io::stderr(), "{}", text::clean_lines(message));
    }

    /// A text in a colour, by its ANSI number; plain where colours are off.
    pub fn paint(&self, ansi: &str, text: &str) -> String {
        if self.color {
            format!("\x1b[{ansi}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }

    /// The mark for something that is well, worth a look, or wrong.
    pub fn mark(&self, level: crate::protocol::upkeep::Level) -> String {
        use crate::protocol::upkeep::Level;
        let (ansi, mark, ascii) = match level {
            Level::Info => ("32", "✓", "ok"),
            Level::Warning => ("33", "!", "!"),
            Level::Error => ("31", "✗", "x"),
        };
        self.paint(ansi, if self.utf8 { mark } else { ascii })
    }
}

/// Tells of a failure: as JSON on standard output if that is wanted, for people on standard error.
pub fn tell_failure(output: &Output, failure: &Failure) -> io::Result<()> {
    if output.json {
        return output.document(&serde_json::json!({ "error": failure }));
    }
    output.note(&format!("error: {}", text::clean(&failure.message)));
    if let Some(hint) = &failure.hint {
        output.note(&format!("hint: {}", text::clean(hint)));
    }
    if let Some(at) = failure.retry_at {
        output.note(&format!("hint: try again after {at}."));
    }
    Ok(())
}

/// JSON says what it says, but no character in it can steer the terminal that shows it.
///
/// Only strings hold anything beyond ASCII, so the escape can stand wherever such a character does.
fn harmless_json(json: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        let harmless = c.is_ascii() && c != '\x7f'
            || c.is_alphanumeric()
            || !text::clean(c.encode_utf8(&mut [0; 4])).is_empty();
        if harmless {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a text can't fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}

fn locale_is_utf8() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .is_none_or(|value| {
            let value = value.to_string_lossy().to_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
}

fn terminal_width() -> usize {
    let columns = || std::env::var("COLUMNS").ok()?.parse::<usize>().ok();
    let told = rustix::termios::tcgetwinsize(io::stdout())
        .map(|size| usize::from(size.ws_col))
        .ok()
        .filter(|width| *width > 0);
    told.or_else(columns).unwrap_or(80).max(20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_steer_a_terminal() {
        let hostile = "a\u{9b}31m\u{202e}b\u{7f}\u{e0041} müller 東京 👩‍👩‍👧";
        let json = serde_json::to_string(hostile).unwrap_or_default();
        let safe = harmless_json(&json);
        assert!(!safe.contains(['\u{9b}', '\u{202e}', '\u{7f}', '\u{e0041}']));
        assert!(safe.contains("müller 東京"));
        let back: String = serde_json::from_str(&safe).unwrap_or_default();
        assert_eq!(back, hostile);
    }
}

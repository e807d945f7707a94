//! What was meant: options, else the environment, else the configuration file, else defaults.

use super::args::Global;
use super::paths;
use crate::domain::moment::Span;
use crate::domain::notice::Rules;
use crate::domain::paper::Paper;
use crate::engine::{DeliverySettings, DocumentSettings, MailSettings};
use crate::protocol::{Failure, FailureCode};
use serde::Deserialize;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The configuration file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// Folder of the store and the socket.
    pub data_dir: Option<PathBuf>,
    /// Name of the screen's theme.
    pub theme: Option<String>,
    /// What the screen draws its frames with.
    #[serde(default)]
    pub borders: Borders,
    /// Whether the screen takes the mouse from the start.
    #[serde(default)]
    pub mouse: bool,
    /// In which time zone the screen shows moments.
    #[serde(default)]
    pub time_zone: TimeZone,
    /// When and how Amazon is told of deliveries.
    #[serde(default)]
    pub deliveries: Deliveries,
    /// How e-mail is delivered.
    #[serde(default)]
    pub mail: MailSettings,
    /// How documents look.
    #[serde(default)]
    pub documents: Documents,
    /// Keys of the screen, in the form of its own key map. The screen checks them.
    #[serde(default)]
    pub keymap: toml::Table,
}

/// When and how Amazon is told of deliveries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deliveries {
    /// Seconds in which a confirmation can be taken back.
    pub grace_seconds: Option<u32>,
    /// More shipments than this wait: they go by feed.
    pub feed_from: Option<u32>,
}

impl Deliveries {
    /// For an engine; what is not set is as usual.
    pub fn settings(self) -> DeliverySettings {
        let usual = DeliverySettings::default();
        DeliverySettings {
            grace: self
                .grace_seconds
                .map_or(usual.grace, |s| Span::seconds(i64::from(s))),
            rules: Rules {
                bulk_from: self.feed_from.map_or(usual.rules.bulk_from, |n| n as usize),
                ..usual.rules
            },
        }
    }
}

/// How documents look.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Documents {
    /// The paper, unless another is asked for.
    pub paper: Paper,
    /// Who sends parcels and invoices: the name, then further lines.
    pub sender: Vec<String>,
    /// The seller's tax numbers on invoices, each with its name.
    pub tax_numbers: Vec<String>,
    /// At the foot of invoices: bank, register, how to reach the seller.
    pub invoice_foot: Vec<String>,
    /// Font files for letters that the built-in font does not have.
    pub fonts: Vec<PathBuf>,
    /// Where the engine writes documents that are printed from the screen.
    pub folder: Option<PathBuf>,
    /// The printer's command and its arguments; the file comes behind them.
    pub print_command: Vec<String>,
    /// So many days a document that the engine wrote is kept.
    pub keep_days: Option<u32>,
}

impl Documents {
    /// For an engine.
    pub fn settings(&self) -> DocumentSettings {
        DocumentSettings {
            paper: self.paper,
            sender: self.sender.clone(),
            tax_numbers: self.tax_numbers.clone(),
            invoice_foot: self.invoice_foot.clone(),
            fonts: self.fonts.clone(),
            folder: self.folder.clone(),
            print_command: self.print_command.clone(),
            keep_days: self.keep_days.unwrap_or(DocumentSettings::KEEP_DAYS),
        }
    }
}

/// What frames are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Borders {
    /// Line-drawing characters.
    #[default]
    Unicode,
    /// ASCII.
    Ascii,
}

/// In which time zone moments are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeZone {
    /// The terminal's own.
    #[default]
    Local,
    /// UTC.
    Utc,
}

/// What was meant.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the store and the socket, absolute.
    pub data_dir: PathBuf,
    /// Whether `--data-dir` itself was given.
    pub data_dir_typed: bool,
    /// What the configuration file says.
    pub file: ConfigFile,
}

impl Settings {
    /// From what was typed, the environment and the configuration file.
    pub fn load(global: &Global) -> Result<Settings, Failure> {
        let file = config(global)?;
        Settings::with_file(global, file)
    }

    /// As [`Settings::load`], with the configuration file already read.
    pub fn with_file(global: &Global, file: ConfigFile) -> Result<Settings, Failure> {
        let data_dir = match global
            .data_dir
            .clone()
            .or_else(|| variable("ORDERDECK_DATA_DIR"))
            .or_else(|| file.data_dir.clone())
        {
            Some(dir) => dir,
            None => paths::data_dir()?,
        };
        Ok(Settings {
            data_dir: paths::absolute(&data_dir)?,
            data_dir_typed: global.data_dir.is_some(),
            file,
        })
    }
}

/// The configuration file that counts: its path, and whether it was asked for by name.
pub fn config_path(global: &Global) -> Result<(PathBuf, bool), Failure> {
    match global
        .config
        .clone()
        .or_else(|| variable("ORDERDECK_CONFIG"))
    {
        Some(path) => Ok((path, true)),
        None => Ok((paths::config_file()?, false)),
    }
}

/// Reads the configuration file; one that was not asked for need not exist.
pub fn config(global: &Global) -> Result<ConfigFile, Failure> {
    let (path, asked) = match config_path(global) {
        Ok(found) => found,
        // Without a home folder there is no configuration file, and that alone is no reason to stop.
        Err(_) if global.data_dir.is_some() => return Ok(ConfigFile::default()),
        Err(failure) => return Err(failure),
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !asked => {
            return Ok(ConfigFile::default());
        }
        Err(error) => {
            return Err(invalid(format!(
                "The configuration file {} can't be read: {error}.",
                path.display()
            )));
        }
    };
    parse(&text, &path)
}

fn parse(text: &str, path: &Path) -> Result<ConfigFile, Failure> {
    toml::from_str(text).map_err(|error| {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        let message = error.message().trim_end_matches('.');
        invalid(format!("{}, line {line}: {message}.", path.display()))
    })
}

/// The line, counted from 1, that a place in a text is on.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.bytes().take(at).filter(|b| *b == b'\n').count()
}

fn variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name)
        .filter(|value: &OsString| !value.is_empty())
        .map(PathBuf::from)
}

fn invalid(message: String) -> Failure {
    Failure::new(FailureCode::Invalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_errors_with_their_line() {
        let wrong = parse("theme = \"dark\"\n\ncolour = 1\n", Path::new("c.toml"));
        let message = wrong.map_err(|f| f.message).err().unwrap_or_default();
        assert!(
            message.starts_with("c.toml, line 3: unknown field `colour`"),
            "{message}"
        );
    }

    #[test]
    fn everything_that_exists_is_read() {
        let file = parse(
            "data_dir = \"/x\"\nborders = \"ascii\"\n[keymap]\nquit = \"q\"\n",
            Path::new("c.toml"),
        )
        .unwrap_or_default();
        assert_eq!(file.borders, Borders::Ascii);
        assert_eq!(file.data_dir, Some(PathBuf::from("/x")));
        assert_eq!(file.keymap.len(), 1);
    }
}

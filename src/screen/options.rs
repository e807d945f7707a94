//! How the screen looks and behaves, decided before it starts.

use super::keymap::Keymap;
use std::env;

/// The colour themes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeName {
    /// For dark terminals.
    #[default]
    Dark,
    /// For light terminals.
    Light,
    /// Strong contrasts on black.
    Contrast,
    /// No colours: bold, dim, underlined and reversed text only.
    Mono,
}

impl ThemeName {
    /// All themes.
    pub const ALL: [ThemeName; 4] = [
        ThemeName::Dark,
        ThemeName::Light,
        ThemeName::Contrast,
        ThemeName::Mono,
    ];

    /// Its word in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            ThemeName::Dark => "dark",
            ThemeName::Light => "light",
            ThemeName::Contrast => "contrast",
            ThemeName::Mono => "mono",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<ThemeName> {
        Self::ALL.into_iter().find(|t| t.as_str() == text)
    }
}

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColourDepth {
    /// None: text attributes only.
    None,
    /// The sixteen of the terminal's own palette.
    Ansi16,
    /// 256 fixed colours.
    Ansi256,
    /// 24 bits.
    True,
}

impl ColourDepth {
    /// What the environment says: `NO_COLOR` and `CLICOLOR=0` win, then `COLORTERM`, then `TERM`.
    pub fn detect() -> ColourDepth {
        ColourDepth::from_environment(|name| env::var(name).ok())
    }

    /// As [`Self::detect`], with the variables looked up by the caller.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> ColourDepth {
        let word = |name: &str| variable(name).unwrap_or_default().to_lowercase();
        let term = word("TERM");
        if !word("NO_COLOR").is_empty() || word("CLICOLOR") == "0" || term == "dumb" {
            ColourDepth::None
        } else if matches!(word("COLORTERM").as_str(), "truecolor" | "24bit")
            || term.contains("direct")
        {
            ColourDepth::True
        } else if term.contains("256") || term.contains("kitty") || term.contains("alacritty") {
            ColourDepth::Ansi256
        } else if term.starts_with("vt") {
            ColourDepth::None
        } else {
            ColourDepth::Ansi16
        }
    }
}

/// In which time zone moments are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zone {
    /// The terminal's own.
    #[default]
    Local,
    /// UTC, the same everywhere.
    Utc,
}

/// What the screen is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Colour theme.
    pub theme: ThemeName,
    /// Lines and symbols from plain ASCII.
    pub ascii_borders: bool,
    /// How many colours.
    pub colour: ColourDepth,
    /// Whether the mouse is taken from the start.
    pub mouse: bool,
    /// Which key does what.
    pub keymap: Keymap,
    /// What the demo says of itself at the top.
    pub demo: Option<String>,
    /// Time zone of what is shown.
    pub zone: Zone,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            theme: ThemeName::Dark,
            ascii_borders: false,
            colour: ColourDepth::detect(),
            mouse: false,
            keymap: Keymap::default(),
            demo: None,
            zone: Zone::Local,
        }
    }
}

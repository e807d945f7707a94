//! Colours by role: what a text means decides how it looks.

use super::options::{ColourDepth, Options, ThemeName};
use ratatui::style::{Color, Modifier, Style};

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Plain text.
    Text,
    /// Less important text.
    Dim,
    /// Labels and column headings.
    Label,
    /// A title.
    Title,
    /// What stands out without being good or bad.
    Accent,
    /// All well.
    Good,
    /// Worth a look.
    Warn,
    /// Needs a person.
    Bad,
    /// The row under the cursor.
    Cursor,
    /// The row under the cursor where the keys go elsewhere.
    CursorIdle,
    /// A marked row's sign.
    Mark,
    /// What changed a moment ago.
    Changed,
    /// Lines of a frame.
    Line,
    /// Lines of the frame that has the keys.
    LineFocus,
    /// The tab that is shown.
    TabOn,
    /// Other tabs.
    TabOff,
    /// A key in a hint.
    Key,
    /// What the key does.
    Hint,
    /// A line of news across the screen.
    Banner,
    /// Typed text.
    Input,
    /// Full part of a gauge.
    Gauge,
    /// Empty part of a gauge.
    GaugeOff,
    /// A line across the screen: a scan was accepted.
    Accepted,
    /// A line across the screen: a scan was refused.
    Refused,
}

impl Role {
    /// All roles, in order.
    pub const ALL: [Role; 24] = [
        Role::Text,
        Role::Dim,
        Role::Label,
        Role::Title,
        Role::Accent,
        Role::Good,
        Role::Warn,
        Role::Bad,
        Role::Cursor,
        Role::CursorIdle,
        Role::Mark,
        Role::Changed,
        Role::Line,
        Role::LineFocus,
        Role::TabOn,
        Role::TabOff,
        Role::Key,
        Role::Hint,
        Role::Banner,
        Role::Input,
        Role::Gauge,
        Role::GaugeOff,
        Role::Accepted,
        Role::Refused,
    ];
}

/// A colour for people (24 bits) with its stand-in among the sixteen.
type Paint = (u32, Color);

struct Palette {
    dim: Paint,
    accent: Paint,
    good: Paint,
    warn: Paint,
    bad: Paint,
    mark: Paint,
    line: Paint,
    cursor: Paint,
    cursor_idle: Paint,
    on_accent: Paint,
}

const DARK: Palette = Palette {
    dim: (0x8b94a7, Color::DarkGray),
    accent: (0x74b3f0, Color::LightBlue),
    good: (0x7fc98f, Color::LightGreen),
    warn: (0xe3b464, Color::LightYellow),
    bad: (0xf07f7f, Color::LightRed),
    mark: (0xc79bf0, Color::LightMagenta),
    line: (0x4d5566, Color::DarkGray),
    cursor: (0x2c4468, Color::Blue),
    cursor_idle: (0x2a303c, Color::DarkGray),
    on_accent: (0x10151d, Color::Black),
};

const LIGHT: Palette = Palette {
    dim: (0x667080, Color::DarkGray),
    accent: (0x1d5fae, Color::Blue),
    good: (0x1f7a38, Color::Green),
    warn: (0x8f5b00, Color::Yellow),
    bad: (0xb3261e, Color::Red),
    mark: (0x7b2fb5, Color::Magenta),
    line: (0xb3bac6, Color::Gray),
    cursor: (0xcfe1f7, Color::Cyan),
    cursor_idle: (0xe6e9ee, Color::Gray),
    on_accent: (0xffffff, Color::White),
};

const CONTRAST: Palette = Palette {
    dim: (0xd0d0d0, Color::Gray),
    accent: (0x5fd7ff, Color::LightCyan),
    good: (0x5fff5f, Color::LightGreen),
    warn: (0xffff5f, Color::LightYellow),
    bad: (0xff6f6f, Color::LightRed),
    mark: (0xff87ff, Color::LightMagenta),
    line: (0xffffff, Color::White),
    cursor: (0xffffff, Color::White),
    cursor_idle: (0x444444, Color::DarkGray),
    on_accent: (0x000000, Color::Black),
};

/// How each role looks.
#[derive(Clone, Debug)]
pub struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    /// The theme of these options, in as many colours as the terminal shows.
    pub fn new(options: &Options) -> Theme {
        let depth = options.colour;
        let palette = match options.theme {
            ThemeName::Dark => &DARK,
            ThemeName::Light => &LIGHT,
            ThemeName::Contrast => &CONTRAST,
            ThemeName::Mono => return Theme::build(plain),
        };
        if depth == ColourDepth::None {
            return Theme::build(plain);
        }
        let contrast = options.theme == ThemeName::Contrast;
        Theme::build(|role| coloured(role, palette, depth, contrast))
    }

    /// A theme in which every role has a colour number of its own, for tests that look at roles.
    pub fn of_roles() -> Theme {
        Theme::build(|role| Style::new().fg(Color::Indexed(role as u8)))
    }

    fn build(style: impl Fn(Role) -> Style) -> Theme {
        Theme {
            styles: Role::ALL.map(style),
        }
    }

    /// How this role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}

/// Without colours: never a foreground or a background, so that nothing resets the attributes. Bold and dim exclude each other,
/// as they do on terminals: there the one that was told last wins.
fn plain(role: Role) -> Style {
    let style = Style::new();
    let bold = style
        .add_modifier(Modifier::BOLD)
        .remove_modifier(Modifier::DIM);
    let dim = style
        .add_modifier(Modifier::DIM)
        .remove_modifier(Modifier::BOLD);
    match role {
        Role::Cursor | Role::TabOn | Role::Banner => style.add_modifier(Modifier::REVERSED),
        Role::Refused => bold.add_modifier(Modifier::REVERSED),
        Role::Accepted => bold.add_modifier(Modifier::UNDERLINED),
        Role::CursorIdle | Role::Input => style.add_modifier(Modifier::UNDERLINED),
        Role::Label | Role::Title | Role::Bad | Role::Warn | Role::Changed | Role::Mark => bold,
        Role::Key | Role::Gauge | Role::LineFocus => bold,
        Role::Dim | Role::GaugeOff => dim,
        _ => style,
    }
}

fn coloured(role: Role, p: &Palette, depth: ColourDepth, contrast: bool) -> Style {
    let colour = |paint: Paint| colour(paint, depth);
    let fg = |paint: Paint| Style::new().fg(colour(paint));
    let bold = |style: Style| style.add_modifier(Modifier::BOLD);
    match role {
        Role::Text | Role::TabOff | Role::Input => Style::new(),
        Role::Dim | Role::Hint => fg(p.dim),
        Role::Label => fg(p.dim),
        Role::Title | Role::Changed => bold(Style::new()),
        Role::Accent | Role::Key | Role::Gauge | Role::LineFocus => fg(p.accent),
        Role::Good => fg(p.good),
        Role::Warn => fg(p.warn),
        Role::Bad => bold(fg(p.bad)),
        Role::Mark => bold(fg(p.mark)),
        Role::Line | Role::GaugeOff => fg(p.line),
        Role::Cursor if contrast => bold(fg(p.on_accent).bg(colour(p.cursor))),
        // Sixteen colours differ too much from terminal to terminal for a coloured bar.
        Role::Cursor if depth == ColourDepth::Ansi16 => {
            Style::new().add_modifier(Modifier::REVERSED)
        }
        Role::Cursor => Style::new().bg(colour(p.cursor)),
        Role::CursorIdle if depth == ColourDepth::Ansi16 => {
            Style::new().add_modifier(Modifier::UNDERLINED)
        }
        Role::CursorIdle => Style::new().bg(colour(p.cursor_idle)),
        Role::TabOn => bold(fg(p.on_accent).bg(colour(p.accent))),
        Role::Banner => bold(fg(p.on_accent).bg(colour(p.warn))),
        Role::Accepted => bold(fg(p.on_accent).bg(colour(p.good))),
        Role::Refused => bold(fg(p.on_accent).bg(colour(p.bad))),
    }
}

fn colour((rgb, ansi): Paint, depth: ColourDepth) -> Color {
    let [_, r, g, b] = rgb.to_be_bytes();
    match depth {
        ColourDepth::True => Color::Rgb(r, g, b),
        ColourDepth::Ansi256 => Color::Indexed(nearest_of_256(r, g, b)),
        ColourDepth::Ansi16 => ansi,
        ColourDepth::None => Color::Reset,
    }
}

/// The closest of the 6x6x6 cube and the 24 greys.
fn nearest_of_256(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |v: u8| {
        (0u8..6)
            .min_by_key(|i| STEPS[usize::from(*i)].abs_diff(v))
            .unwrap_or(0)
    };
    let far = |r2: u8, g2: u8, b2: u8| {
        [(r, r2), (g, g2), (b, b2)]
            .iter()
            .map(|(x, y)| u32::from(x.abs_diff(*y)).pow(2))
            .sum::<u32>()
    };
    let cube = [step(r), step(g), step(b)];
    let [cr, cg, cb] = cube.map(|i| STEPS[usize::from(i)]);
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = (mean.saturating_sub(3) / 10).min(23) as u8;
    let level = 8 + grey * 10;
    if far(level, level, level) < far(cr, cg, cb) {
        232 + grey
    } else {
        16 + 36 * cube[0] + 6 * cube[1] + cube[2]
    }
}

/// The signs that the screen draws with.
#[derive(Clone, Debug)]
pub struct Signs {
    /// All well.
    pub good: &'static str,
    /// Worth a look.
    pub warn: &'static str,
    /// Failed.
    pub bad: &'static str,
    /// Something goes on.
    pub work: &'static str,
    /// Paused.
    pub pause: &'static str,
    /// A marked row.
    pub mark: &'static str,
    /// Between parts of a sentence.
    pub dot: &'static str,
    /// Where text is cut.
    pub cut: &'static str,
    /// Largest first.
    pub down: &'static str,
    /// Smallest first.
    pub up: &'static str,
    /// A row that is not here yet.
    pub missing: &'static str,
    /// Full and empty part of a gauge.
    pub gauge: [&'static str; 2],
    /// Frame: horizontal, vertical, four corners from the upper left, clockwise.
    pub frame: [&'static str; 6],
    /// Columns of a chart, from the lowest to a full one.
    pub bars: &'static [&'static str],
    /// Thumb of a scroll bar.
    pub thumb: &'static str,
    /// Between a dash's sides.
    pub dash: &'static str,
    /// Stand-ins for signs inside of sentences, each as wide as the sign.
    pub stand_ins: &'static [(char, &'static str)],
}

const UNICODE: Signs = Signs {
    good: "✓",
    warn: "!",
    bad: "✗",
    work: "↻",
    pause: "‖",
    mark: "●",
    dot: "·",
    cut: "…",
    down: "↓",
    up: "↑",
    missing: "·",
    gauge: ["━", "─"],
    frame: ["─", "│", "╭", "╮", "╯", "╰"],
    bars: &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    thumb: "█",
    dash: "–",
    stand_ins: &[],
};

const ASCII: Signs = Signs {
    good: "+",
    warn: "!",
    bad: "x",
    work: "~",
    pause: "=",
    mark: "*",
    dot: "-",
    cut: "~",
    down: "v",
    up: "^",
    missing: ".",
    gauge: ["#", "-"],
    frame: ["-", "|", "+", "+", "+", "+"],
    bars: &[".", ":", "|", "#"],
    thumb: "#",
    dash: "-",
    stand_ins: &[
        ('×', "x"),
        ('·', "-"),
        ('→', ">"),
        ('…', "."),
        ('–', "-"),
        ('─', "-"),
    ],
};

impl Signs {
    /// From plain ASCII, or not.
    pub fn new(ascii: bool) -> Signs {
        if ascii { ASCII } else { UNICODE }
    }
}

//! What is painted bit by bit is what painting everything afresh gives, whatever happened in between.

use crate::harness::{Harness, noon, options};
use crate::shop::Shop;
use crate::terminal::Terminal;
use fastrand::Rng;
use orderdeck::domain::moment::Span;
use orderdeck::protocol::Event;
use orderdeck::screen::{ColourDepth, Mouse, Msg, Surface, ThemeName};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier, Style};

const SIZES: [(u16, u16); 9] = [
    (80, 24),
    (120, 40),
    (200, 60),
    (200, 50),
    (40, 20),
    (20, 5),
    (1, 1),
    (300, 90),
    (61, 13),
];
const KEYS: [&str; 44] = [
    "j",
    "j",
    "j",
    "j",
    "k",
    "k",
    "k",
    "G",
    "gg",
    "<c-f>",
    "<c-b>",
    "<c-d>",
    "<c-u>",
    "<enter>",
    "<esc>",
    "<esc>",
    "<esc>",
    "<esc>",
    "h",
    "l",
    "s",
    "S",
    "<space>",
    "v",
    "\\",
    "1",
    "1",
    "1",
    "2",
    "8",
    "9",
    "?",
    ":",
    "/",
    "a",
    "x",
    "<tab>",
    "<s-tab>",
    "!",
    "@",
    ".",
    "R",
    "f",
    "<backspace>",
];

fn is_right(h: &mut Harness, terminal: &Terminal, story: &[String]) {
    let mut fresh = Terminal::new(h.size);
    let mut surface = Surface::new();
    let caret = h.app.draw(surface.frame(h.size.0, h.size.1), h.now);
    fresh.take(&surface.render(caret));
    let wrong = terminal
        .differs_from(&fresh)
        .or_else(|| fresh.misses(&h.frame()));
    if let Some(wrong) = wrong {
        let last = &story[story.len().saturating_sub(8)..];
        panic!("{:?} after {last:?}\n{wrong}", h.size);
    }
}

fn something_happens(h: &mut Harness, terminal: &mut Terminal, rng: &mut Rng) -> String {
    match rng.u32(0..100) {
        0..6 => {
            let size = SIZES[rng.usize(..SIZES.len())];
            terminal.resize(size);
            h.resize(size.0, size.1);
            format!("{size:?}")
        }
        6..9 => {
            // To another size and back before the screen has looked: it hears of the last one only.
            terminal.resize(SIZES[rng.usize(..SIZES.len())]);
            terminal.resize(h.size);
            h.resize(h.size.0, h.size.1);
            "there and back".to_owned()
        }
        9..15 => {
            let created = rng.u64(0..4);
            h.shop.orders += created;
            h.shop.revision += 1;
            let revision = h.shop.revision;
            h.event(Event::Orders { revision, created });
            format!("{created} come")
        }
        15..18 => {
            h.event(Event::Accounts);
            "accounts".to_owned()
        }
        18..28 => {
            let span = Span::millis(rng.i64(1..400_000));
            h.wait(span);
            format!("{span:?}")
        }
        28..31 => {
            let mouse = match rng.u32(..3) {
                0 => Mouse::WheelDown,
                1 => Mouse::WheelUp,
                _ => Mouse::Press(rng.u16(..h.size.0), rng.u16(..h.size.1)),
            };
            h.happens(Msg::Mouse(mouse));
            format!("{mouse:?}")
        }
        _ => {
            let key = KEYS[rng.usize(..KEYS.len())];
            h.keys(key);
            key.to_owned()
        }
    }
}

fn live(seed: u64, steps: u32) {
    let mut rng = Rng::with_seed(seed);
    let mut options = options();
    options.theme = ThemeName::ALL[rng.usize(..ThemeName::ALL.len())];
    options.colour = [ColourDepth::None, ColourDepth::Ansi16, ColourDepth::True][rng.usize(..3)];
    options.ascii_borders = rng.bool();
    let orders = [0, 7, 500, 1_000_000][rng.usize(..4)];
    let size = SIZES[rng.usize(..3)];
    let mut h = Harness::with(size, Shop::new(orders, noon()), &options);
    let mut terminal = Terminal::new(size);
    let mut story = vec![format!("seed {seed}")];
    for _ in 0..steps {
        for _ in 0..rng.u32(1..4) {
            story.push(something_happens(&mut h, &mut terminal, &mut rng));
        }
        terminal.take(&h.bytes());
        is_right(&mut h, &terminal, &story);
    }
}

#[test]
fn whatever_happens_the_terminal_shows_the_frame() {
    for seed in 0..6 {
        live(seed, 40);
    }
}

/// Signs that terminals like to disagree about.
const SIGNS: [&str; 14] = [
    "a",
    "7",
    "-",
    "·",
    "█",
    "é",
    "e\u{301}",
    "山",
    "太",
    "ק",
    "ש\u{200e}",
    "👩",
    "Ω",
    "…",
];

fn style(rng: &mut Rng) -> Style {
    let style = Style::new();
    match rng.u32(..8) {
        0 => style.fg(Color::Rgb(1, 2, 3)),
        1 => style.bg(Color::Rgb(40, 50, 60)),
        2 => style.add_modifier(Modifier::REVERSED),
        3 => style.add_modifier(Modifier::UNDERLINED),
        4 => style.add_modifier(Modifier::BOLD).fg(Color::Red),
        5 => style.fg(Color::Indexed(9)).bg(Color::Indexed(4)),
        _ => style,
    }
}

fn scribble(frame: &mut Buffer, rng: &mut Rng, y: u16) {
    let mut x = rng.u16(..frame.area.width);
    let look = style(rng);
    for _ in 0..rng.u32(1..40) {
        let sign = if rng.u32(..3) == 0 {
            " "
        } else {
            SIGNS[rng.usize(..SIGNS.len())]
        };
        let columns = unicode_width::UnicodeWidthStr::width(sign) as u16;
        if x + columns > frame.area.width {
            return;
        }
        // What stood half under it goes as a whole.
        if x > 0
            && frame
                .cell((x - 1, y))
                .is_some_and(|c| unicode_width::UnicodeWidthStr::width(c.symbol()) == 2)
        {
            frame.cell_mut((x - 1, y)).unwrap().set_symbol(" ");
        }
        frame
            .cell_mut((x, y))
            .unwrap()
            .set_symbol(sign)
            .set_style(look);
        if columns == 2 {
            frame
                .cell_mut((x + 1, y))
                .unwrap()
                .set_symbol(" ")
                .set_style(look);
        }
        x += columns;
    }
}

fn move_rows(frame: &mut Buffer, rng: &mut Rng) {
    let height = i32::from(frame.area.height);
    let (top, bottom) = (rng.i32(0..height / 2), rng.i32(height / 2..=height));
    let by = rng.i32(-4..=4);
    let before = frame.clone();
    for y in top..bottom {
        for x in 0..frame.area.width {
            let from = (y + by).clamp(0, height - 1) as u16;
            frame[(x, y as u16)] = before[(x, from)].clone();
        }
    }
}

#[test]
fn any_frame_follows_any_other() {
    for seed in 0..12 {
        let mut rng = Rng::with_seed(seed);
        let size = (rng.u16(1..130), rng.u16(1..45));
        let area = Rect::new(0, 0, size.0, size.1);
        let (mut surface, mut terminal) = (Surface::new(), Terminal::new(size));
        let mut frame = Buffer::empty(area);
        for step in 0..40 {
            for _ in 0..rng.u32(..12) {
                let y = rng.u16(..size.1);
                scribble(&mut frame, &mut rng, y);
            }
            if rng.u32(..3) == 0 && size.1 > 4 {
                move_rows(&mut frame, &mut rng);
            }
            let caret = rng
                .bool()
                .then(|| Position::new(rng.u16(..size.0), rng.u16(..size.1)));
            surface.frame(size.0, size.1).clone_from(&frame);
            terminal.take(&surface.render(caret));
            let (mut other, mut fresh) = (Surface::new(), Terminal::new(size));
            other.frame(size.0, size.1).clone_from(&frame);
            fresh.take(&other.render(caret));
            let wrong = terminal
                .differs_from(&fresh)
                .or_else(|| fresh.misses(&frame));
            assert_eq!(wrong, None, "seed {seed}, step {step}, {size:?}");
        }
    }
}

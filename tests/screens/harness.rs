//! Drives the screen without a terminal: keys as text in, frames out, a made-up shop instead of an engine.

use crate::shop::Shop;
use orderdeck::domain::moment::{Moment, Span};
use orderdeck::protocol::Event;
use orderdeck::screen::{App, ColourDepth, Effect, Key, Msg, Options, Role, Surface, Theme, Zone};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

/// The screen with a clock that only moves when told.
pub struct Harness {
    pub app: App,
    pub shop: Shop,
    pub now: Moment,
    pub size: (u16, u16),
    pub surface: Surface,
    pub copied: Vec<String>,
    pub left: bool,
    pub mouse: Vec<bool>,
    pub bells: usize,
    /// Files of the person's machine: path and text.
    pub files: Vec<(&'static str, &'static str)>,
    waiting: Vec<Effect>,
}

/// When all tests happen.
pub fn noon() -> Moment {
    Moment::parse("2026-11-22T18:45:00Z").unwrap()
}

/// Options that do not depend on where the test runs.
pub fn options() -> Options {
    Options {
        colour: ColourDepth::True,
        zone: Zone::Utc,
        ..Options::default()
    }
}

impl Harness {
    /// A screen of this size over a shop of a million orders, all answers taken in.
    pub fn new(size: (u16, u16)) -> Harness {
        Harness::with(size, Shop::new(1_000_000, noon()), &options())
    }

    pub fn with(size: (u16, u16), shop: Shop, options: &Options) -> Harness {
        let mut harness = Harness::opening(size, shop, options);
        harness.settle();
        harness
    }

    /// A screen that has asked and heard nothing yet.
    pub fn opening(size: (u16, u16), shop: Shop, options: &Options) -> Harness {
        let now = noon();
        let mut app = App::new(options, size, now);
        let waiting = app.begin(now);
        Harness {
            app,
            shop,
            now,
            size,
            surface: Surface::new(),
            copied: Vec::new(),
            left: false,
            mouse: Vec::new(),
            bells: 0,
            files: Vec::new(),
            waiting,
        }
    }

    fn send(&mut self, msg: Msg) {
        let effects = self.app.update(msg, self.now);
        self.waiting.extend(effects);
    }

    /// Does what the screen wanted at a moment when nothing was answered, and all that follows from it.
    pub fn perform(&mut self, effects: Vec<Effect>) {
        self.waiting.extend(effects);
        self.settle();
    }

    /// Answers what was asked, until nothing is asked any more.
    pub fn settle(&mut self) {
        for _ in 0..200 {
            let effects = std::mem::take(&mut self.waiting);
            if effects.is_empty() {
                assert!(self.app.is_settled(), "an answer is still awaited");
                return;
            }
            for effect in effects {
                match effect {
                    Effect::Call { ticket, request } => {
                        let result = Box::new(self.shop.answer(*request));
                        self.send(Msg::Answer { ticket, result });
                    }
                    Effect::Read { path, purpose } => {
                        let read = self.files.iter().find(|(name, _)| *name == path);
                        let read = read.map(|(_, text)| (*text).to_owned());
                        let read = read.ok_or_else(|| format!("{path} can't be read: not found."));
                        self.send(Msg::File {
                            purpose,
                            path,
                            read,
                        });
                    }
                    Effect::Copy(text) => self.copied.push(text),
                    Effect::Quit => self.left = true,
                    Effect::Repaint => self.surface.forget(),
                    Effect::Bell => self.bells += 1,
                    Effect::Mouse(on) => self.mouse.push(on),
                    Effect::Suspend => {}
                }
            }
        }
        panic!("the screen never stops asking");
    }

    /// Presses keys, each after everything has settled: `j j <space> /status:uns<enter>`.
    pub fn keys(&mut self, text: &str) -> &mut Harness {
        for word in text.split_whitespace() {
            for key in read(word) {
                self.press(key);
            }
        }
        self
    }

    /// Types text with its blanks.
    pub fn text(&mut self, text: &str) -> &mut Harness {
        for letter in text.chars() {
            let key = Key::parse(&letter.to_string()).or(Key::parse("<space>"));
            let key = if letter == ' ' {
                Key::parse("<space>")
            } else {
                key
            };
            self.press(key.unwrap());
        }
        self
    }

    /// A key of a person: slowly enough not to be taken for a scanner.
    fn press(&mut self, key: Key) {
        self.send(Msg::Key(key));
        self.settle();
        let pause = Span::millis(40);
        if self
            .app
            .next_due(self.now)
            .is_some_and(|due| due <= self.now.plus(pause))
        {
            self.wait(pause);
        }
    }

    /// A scanner: its letters and Enter within a few milliseconds, a second after whatever came before.
    pub fn scan(&mut self, code: &str) -> &mut Harness {
        self.wait(Span::seconds(1));
        self.scan_unanswered(code);
        self.settle();
        self
    }

    /// A scan right now, and no answer of the engine yet.
    pub fn scan_unanswered(&mut self, code: &str) {
        for letter in code.chars() {
            let name = match letter {
                ' ' => "<space>".to_owned(),
                letter => letter.to_string(),
            };
            self.now = self.now.plus(Span::millis(3));
            self.send(Msg::Key(Key::parse(&name).unwrap()));
        }
        self.now = self.now.plus(Span::millis(3));
        self.shop.now = self.now;
        self.send(Msg::Key(Key::parse("<enter>").unwrap()));
    }

    pub fn paste(&mut self, text: &str) {
        self.send(Msg::Paste(text.to_owned()));
        self.settle();
    }

    pub fn happens(&mut self, msg: Msg) {
        self.send(msg);
        self.settle();
    }

    pub fn event(&mut self, event: Event) {
        self.happens(Msg::Engine(event));
    }

    /// Lets time pass, with everything that comes due on the way.
    pub fn wait(&mut self, span: Span) -> usize {
        let end = self.now.plus(span);
        let mut woken = 0;
        while let Some(due) = self.app.next_due(self.now).filter(|due| *due <= end) {
            self.now = due.max(self.now.plus(Span::millis(1)));
            self.shop.now = self.now;
            self.send(Msg::Due);
            self.settle();
            woken += 1;
            assert!(woken < 10_000, "never idle");
        }
        self.now = end;
        woken
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.send(Msg::Resize(columns, rows));
        self.settle();
    }

    pub fn frame(&self) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        self.app.draw(&mut frame, self.now);
        frame
    }

    /// The frame as text, without blanks at the ends of lines.
    pub fn screen(&self) -> String {
        let frame = self.frame();
        let mut out = String::new();
        for y in 0..self.size.1 {
            let mut line = String::new();
            let mut x = 0;
            while x < self.size.0 {
                let symbol = frame.cell((x, y)).unwrap().symbol();
                line.push_str(symbol);
                x += unicode_width::UnicodeWidthStr::width(symbol).clamp(1, 2) as u16;
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// The frame as letters for roles, so that a lost highlight is seen and a new colour is not.
    pub fn roles(&mut self) -> String {
        self.app.set_theme(Theme::of_roles());
        let frame = self.frame();
        let mut out = String::new();
        for y in 0..self.size.1 {
            let line: String = (0..self.size.0)
                .map(|x| match frame.cell((x, y)).unwrap().fg {
                    Color::Indexed(n) if n as usize == Role::Text as usize => '.',
                    Color::Indexed(n) => char::from(b'a' + n),
                    _ => ' ',
                })
                .collect();
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Draws as the loop would: the bytes for the terminal.
    pub fn bytes(&mut self) -> Vec<u8> {
        if !self.app.take_dirty() {
            return Vec::new();
        }
        self.bytes_drawn()
    }

    /// The bytes of a frame that is drawn whether or not anything changed.
    pub fn bytes_drawn(&mut self) -> Vec<u8> {
        let frame = self.surface.frame(self.size.0, self.size.1);
        let caret = self.app.draw(frame, self.now);
        self.surface.render(caret)
    }
}

/// A word of keys: one key by its name, or several letters and names in a row.
fn read(word: &str) -> Vec<Key> {
    if let Some(key) = Key::parse(word) {
        return vec![key];
    }
    let mut keys = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let end = match rest.find('>') {
            Some(end) if first == '<' => end + 1,
            _ => first.len_utf8(),
        };
        keys.push(Key::parse(&rest[..end]).unwrap());
        rest = &rest[end..];
    }
    keys
}

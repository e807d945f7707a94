//! W5, W6: what a frame takes, and how many bytes a key sends to the terminal. The screen's own state over a real engine.

use super::stock;
use super::table::{Samples, Table};
use super::{Plan, list};
use orderdeck::client::Client;
use orderdeck::domain::moment::Moment;
use orderdeck::screen::{App, ColourDepth, Effect, Key, Msg, Options, Surface, Zone};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::widgets::{Row, Table as Rows};
use std::time::Duration;
use tokio::runtime::Runtime;

/// A screen that is answered at once.
struct Desk<'r> {
    app: App,
    surface: Surface,
    size: (u16, u16),
    now: Moment,
    client: Client,
    runtime: &'r Runtime,
}

impl Desk<'_> {
    fn answer(&mut self, effects: Vec<Effect>) {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            if let Effect::Call { ticket, request } = effect {
                let result = Box::new(self.runtime.block_on(self.client.call(*request)));
                waiting.extend(self.app.update(Msg::Answer { ticket, result }, self.now));
            }
        }
    }

    fn key(&mut self, text: &str) {
        let key = Key::parse(text).unwrap();
        let effects = self.app.update(Msg::Key(key), self.now);
        self.answer(effects);
    }

    fn draw(&mut self) -> usize {
        let frame = self.surface.frame(self.size.0, self.size.1);
        let caret = self.app.draw(frame, self.now);
        self.surface.render(caret).len()
    }

    /// Bytes of the frame after a key, at the median of some.
    fn bytes(&mut self, text: &str, times: usize) -> f64 {
        let mut all: Vec<usize> = (0..times)
            .map(|_| {
                self.key(text);
                self.draw()
            })
            .collect();
        all.sort_unstable();
        all[all.len() / 2] as f64
    }
}

/// Runs all of it.
pub fn run(plan: &Plan) -> Table {
    let kept = stock::kept(plan);
    let runtime = stock::runtime();
    let _inside = runtime.enter();
    let engine = runtime.block_on(list::engine(&kept));
    let client = engine.client(stock::who());
    runtime.block_on(list::filled(&client));
    let mut table = Table::default();
    for (size, cursor_floor, page_floor) in
        [((200, 60), 506.0, 11_600.0), ((80, 24), 266.0, 1_700.0)]
    {
        let options = Options {
            colour: ColourDepth::Ansi256,
            zone: Zone::Utc,
            ..Options::default()
        };
        let now = kept.now;
        let app = App::new(&options, size, now);
        let mut desk = Desk {
            app,
            surface: Surface::new(),
            size,
            now,
            client: client.clone(),
            runtime: &runtime,
        };
        let first = desk.draw();
        let effects = desk.app.begin(now);
        desk.answer(effects);
        let shown = desk.draw();
        let (columns, rows) = size;
        let at = format!("{columns}x{rows}");
        table.at_most(
            &format!("{at}: bytes of the first frame and of the orders"),
            (first + shown) as f64,
            None,
            None,
        );
        desk.key("<down>");
        desk.draw();
        let mut down = true;
        let whole = Samples::of(200, || {
            desk.key(if down { "<down>" } else { "<up>" });
            down = !down;
            desk.draw();
        });
        let floor = frame_floor(columns, rows);
        let only = Samples::of(200, || {
            let frame = desk.surface.frame(columns, rows);
            desk.app.draw(frame, now);
        });
        table.time(
            &format!("{at}: frame (W5)"),
            only.p50(),
            Some(floor),
            Some(Duration::from_micros(1_500)),
        );
        table.time(
            &format!("{at}: key, frame and bytes"),
            whole.p50(),
            Some(floor),
            None,
        );
        desk.draw();
        let cursor = desk.bytes("<down>", 5);
        table.at_most(
            &format!("{at}: bytes, cursor key (W6)"),
            cursor,
            Some(cursor_floor),
            Some(cursor_floor * 1.2),
        );
        let page = desk.bytes("<pgdn>", 5);
        table.at_most(
            &format!("{at}: bytes, page key (W6)"),
            page,
            Some(page_floor),
            None,
        );
        // The cursor at the last row: each further step moves all rows by one.
        for _ in 0..rows {
            desk.key("<down>");
            desk.draw();
        }
        let scroll = desk.bytes("<down>", 9);
        table.at_most(
            &format!("{at}: bytes, one row of scrolling (W6)"),
            scroll,
            Some(284.0),
            Some(400.0),
        );
        let unchanged = desk.draw();
        table.at_most(
            &format!("{at}: bytes, nothing changed (W6)"),
            unchanged as f64,
            None,
            Some(0.0),
        );
    }
    drop(client);
    runtime.block_on(engine.stop());
    table
}

/// A plain table of the same size by ratatui.
fn frame_floor(columns: u16, rows: u16) -> Duration {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let texts: Vec<Vec<String>> = (0..rows)
        .map(|row| {
            (0..10)
                .map(|column| format!("cell {row} {column}"))
                .collect()
        })
        .collect();
    Samples::of(100, || {
        terminal
            .draw(|frame| {
                let rows = texts
                    .iter()
                    .map(|cells| Row::new(cells.iter().map(String::as_str)));
                frame.render_widget(Rows::new(rows, [columns / 10; 10]), frame.area());
            })
            .unwrap();
    })
    .p50()
}

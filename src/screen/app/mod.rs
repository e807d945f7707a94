//! The screen as a whole: routes what happens to the part that it concerns. Knows no terminal and never waits.

mod actions;
mod answers;
mod deliveries;
mod drawing;
mod scanning;

use super::accounts::Accounts;
use super::activity::Activity;
use super::command::{Command, Context};
use super::context::Hand;
use super::desk::{Desk, Purpose, Soon};
use super::facts::{Facts, Link};
use super::failed_shipments::FailedShipments;
use super::keymap::{Found, Key, Keymap};
use super::message::{Effect, Mouse, Msg};
use super::options::Options;
use super::orders::Orders;
use super::overlay::{After, Deed, Overlay};
use super::pen::Look;
use super::pickings::Pickings;
use super::scanner::Scanner;
use super::stock::Stock;
use super::tabs::Tab;
use super::theme::{Signs, Theme};
use super::toasts::Toasts;
use super::words::Words;
use crate::domain::moment::{Moment, Span};
use crate::protocol::{Event, Request};
use crossterm::event::KeyCode;
use ratatui::layout::Rect;
use tui_input::InputRequest;

/// Between two looks at the figures where nothing else calls for one: late and due change by time alone.
const POLL: Span = Span::seconds(60);

/// The screen: state in, messages in, effects out.
pub struct App {
    look: Look,
    keymap: Keymap,
    demo: Option<String>,
    mouse: bool,
    size: (u16, u16),
    tab: Tab,
    orders: Orders,
    pickings: Pickings,
    failed: FailedShipments,
    stock: Stock,
    accounts: Accounts,
    activity: Activity,
    overlays: Vec<Overlay>,
    scanner: Scanner,
    facts: Facts,
    desk: Desk,
    toasts: Toasts,
    typed: Vec<Key>,
    status: Soon,
    account_list: Soon,
    poll: Moment,
    dirty: bool,
}

/// Where the parts of the screen stand.
#[derive(Clone, Copy, Debug)]
struct Areas {
    header: Rect,
    body: Rect,
    status: Rect,
    hints: Rect,
}

impl App {
    /// A screen of this size that has asked nothing yet.
    pub fn new(options: &Options, size: (u16, u16), now: Moment) -> App {
        let mut app = App {
            look: Look {
                theme: Theme::new(options),
                signs: Signs::new(options.ascii_borders),
                words: Words { zone: options.zone },
            },
            keymap: options.keymap.clone(),
            demo: options.demo.clone(),
            mouse: options.mouse,
            size,
            tab: Tab::default(),
            orders: Orders::default(),
            pickings: Pickings::default(),
            failed: FailedShipments::default(),
            stock: Stock::default(),
            accounts: Accounts::default(),
            activity: Activity::default(),
            overlays: Vec::new(),
            scanner: Scanner::default(),
            facts: Facts::default(),
            desk: Desk::default(),
            toasts: Toasts::default(),
            typed: Vec::new(),
            status: Soon::every(Span::millis(300)),
            account_list: Soon::every(Span::millis(300)),
            poll: now.plus(POLL),
            dirty: true,
        };
        app.lay_out(now);
        app
    }

    /// Draws with a theme of the caller's, for tests that look at roles.
    pub fn set_theme(&mut self, theme: Theme) {
        self.look.theme = theme;
    }

    /// Asks for everything that the screen shows; to be done once, after the first frame.
    pub fn begin(&mut self, now: Moment) -> Vec<Effect> {
        self.with_hand(now, |app, hand| app.orders.reload(hand));
        self.desk.ask(Purpose::Status, Request::Status);
        self.desk.ask(Purpose::Accounts, Request::AccountList);
        self.desk.take()
    }

    /// Takes in what happened; says what is to be done.
    pub fn update(&mut self, msg: Msg, now: Moment) -> Vec<Effect> {
        match msg {
            Msg::Key(key) => self.heard_key(key, now),
            Msg::Paste(text) => self.paste(&text, now),
            Msg::Mouse(mouse) => self.mouse(mouse, now),
            Msg::Resize(columns, rows) => {
                self.size = (columns, rows);
                self.dirty = true;
                // It may have been another size in between: what the terminal kept of the frame is its own affair.
                self.desk.want(Effect::Repaint);
            }
            Msg::Engine(event) => self.event(event, now),
            Msg::Answer { ticket, result } => {
                if let Some(purpose) = self.desk.answered(ticket) {
                    self.answer(purpose, *result, now);
                }
            }
            Msg::Due => self.due(now),
        }
        self.lay_out(now);
        self.desk.take()
    }

    /// Whether anything was taken in since the last time that may show.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Whether no answer is awaited and nothing is to be done.
    pub fn is_settled(&self) -> bool {
        self.desk.is_clear()
    }

    /// When [`Msg::Due`] is to come, if nothing else happens before.
    pub fn next_due(&self, now: Moment) -> Option<Moment> {
        let link = match self.facts.link {
            Link::Lost { retry, .. } => Some(retry),
            _ => Some(self.poll),
        };
        let words = match self.tab {
            Tab::Orders => self.orders.next_due(&self.look, now),
            Tab::Pickings => self.pickings.next_due(now),
            Tab::Failed => self.failed.next_due(),
            Tab::Moves => self.stock.next_due(),
            Tab::Activity => self.activity.next_due(),
            _ => None,
        };
        [
            link,
            words,
            self.toasts.due(),
            self.status.due(),
            self.account_list.due(),
            self.scanner.next_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn due(&mut self, now: Moment) {
        // Toasts that went and times in words that changed show by themselves.
        self.toasts.expire(now);
        self.dirty = true;
        let heard = self.scanner.due(now);
        self.heard(heard, now);
        if let Link::Lost { retry, .. } = self.facts.link {
            if retry <= now && !self.desk.waits_for(&Purpose::Status) {
                self.desk.ask(Purpose::Status, Request::Status);
            }
            return;
        }
        if self.poll <= now {
            self.poll = now.plus(POLL);
            self.status.want(now);
        }
        if self.status.take(now) {
            self.poll = now.plus(POLL);
            self.desk.ask(Purpose::Status, Request::Status);
        }
        if self.account_list.take(now) {
            self.desk.ask(Purpose::Accounts, Request::AccountList);
        }
        self.with_hand(now, |app, hand| {
            app.orders.due(hand);
            app.activity.due(hand);
            app.pickings.due(hand);
            app.failed.due(hand);
            app.stock.due(hand);
        });
    }

    fn event(&mut self, event: Event, now: Moment) {
        match event {
            Event::Deliveries => {
                self.pickings.outdated(now);
                self.failed.outdated(now);
                self.orders.outdated(now);
                self.status.want(now);
            }
            Event::Orders { .. } => {
                self.orders.outdated(now);
                self.pickings.outdated(now);
                self.status.want(now);
            }
            Event::Stock => {
                self.stock_changed(now);
                self.status.want(now);
            }
            Event::Products => {
                self.status.want(now);
                let list = self.overlays.iter().find_map(|overlay| match overlay {
                    Overlay::Products(list) => Some(list),
                    _ => None,
                });
                if let Some(list) = list {
                    list.ask(&mut self.desk);
                }
            }
            Event::Accounts => {
                self.account_list.want(now);
                self.status.want(now);
            }
            Event::Run { account, run } => {
                let ended = run.is_none();
                self.facts.run_changed(&account, run);
                self.dirty = true;
                if ended {
                    self.account_list.want(now);
                    self.status.want(now);
                }
            }
            Event::Activity(entry) => {
                let shows = self.activity.add(entry);
                self.dirty |= shows && self.tab == Tab::Activity;
            }
            Event::Failed => {
                self.status.want(now);
                if self
                    .overlays
                    .iter()
                    .any(|o| matches!(o, Overlay::Failed(_)))
                {
                    self.desk.ask(Purpose::FailedList, Request::FailedList);
                }
            }
            Event::Listing { read, of } => {
                self.facts.listing = (read < of).then_some((read, of));
                self.orders.outdated(now);
                self.dirty = true;
            }
            Event::Lagged => self.reload(now),
            Event::Stopping => self.lose(now),
        }
    }

    /// Asks again for everything that is shown.
    fn reload(&mut self, now: Moment) {
        self.orders.outdated(now);
        self.pickings.outdated(now);
        self.failed.outdated(now);
        self.stock_changed(now);
        self.activity.outdated(now);
        self.status.want(now);
        self.account_list.want(now);
        if self
            .overlays
            .iter()
            .any(|o| matches!(o, Overlay::Failed(_)))
        {
            self.desk.ask(Purpose::FailedList, Request::FailedList);
        }
    }

    /// Stock is read again where it is shown; elsewhere it is read when it is shown next.
    fn stock_changed(&mut self, now: Moment) {
        if self.tab == Tab::Moves {
            self.stock.outdated(now);
        }
    }

    /// The engine is gone: what is shown stays.
    fn lose(&mut self, now: Moment) {
        self.facts.link = self.facts.link.lost_at(now);
        self.pickings.lost();
        self.dirty = true;
    }

    fn contexts(&self) -> Vec<Context> {
        let mut contexts = match self.overlays.last() {
            Some(overlay) => overlay.contexts().to_vec(),
            None => self.tab_contexts(),
        };
        contexts.push(Context::Everywhere);
        contexts
    }

    fn tab_contexts(&self) -> Vec<Context> {
        match self.tab {
            Tab::Orders => self.orders.contexts(),
            Tab::Pickings => self.pickings.contexts(),
            Tab::Failed => self.failed.contexts(),
            Tab::Moves => self.stock.contexts(),
            Tab::Accounts => self.accounts.contexts(),
            Tab::Activity => self.activity.contexts(),
            _ => vec![Context::Global],
        }
    }

    fn takes_text(&self) -> bool {
        match self.overlays.last() {
            Some(overlay) => overlay.takes_text(),
            None => self.tab_contexts() == [Context::Text],
        }
    }

    /// Whether digits are figures now and no commands.
    fn takes_figures(&self) -> bool {
        self.overlays.is_empty() && self.tab == Tab::Moves && self.stock.takes_figures()
    }

    fn key(&mut self, key: Key, now: Moment) {
        self.dirty = true;
        let figure = self.takes_figures() && is_figure(key);
        if figure || self.takes_text() && key.letter().is_some() {
            self.typed.clear();
            return self.edit(key, now);
        }
        self.typed.push(key);
        match self.keymap.find(&self.contexts(), &self.typed) {
            Found::Command(command) => {
                self.typed.clear();
                self.run(command, now);
            }
            Found::Prefix => {}
            Found::Nothing => {
                self.typed.clear();
                if self.takes_text() {
                    self.edit(key, now);
                } else if let (Some(letter), Some(overlay)) =
                    (key.letter(), self.overlays.last_mut())
                {
                    let after = overlay.letter(letter);
                    self.after(after, now);
                }
            }
        }
    }

    /// A key that is typed into a line.
    fn edit(&mut self, key: Key, now: Moment) {
        if let Some(request) = edit_request(key) {
            self.edit_with(request, now);
        }
    }

    fn edit_with(&mut self, request: InputRequest, now: Moment) {
        match self.overlays.last_mut() {
            Some(overlay) => overlay.edit(request),
            None => {
                let tab = self.tab;
                self.with_hand(now, |app, hand| match tab {
                    Tab::Pickings => app.pickings.edit(request, hand),
                    Tab::Moves => app.stock.edit(request, hand),
                    _ => app.orders.edit(request, hand),
                });
            }
        }
    }

    /// Pasted text goes into a line that is being typed, and is never taken for keys.
    fn paste(&mut self, text: &str, now: Moment) {
        self.dirty = true;
        if !self.paste_as_scan(text, now) && self.takes_text() {
            self.type_in(text, now);
        }
    }

    /// Types a text into the line that takes text.
    fn type_in(&mut self, text: &str, now: Moment) {
        let line = crate::domain::text::clean_short(text.trim(), 500);
        for letter in line.chars() {
            self.edit_with(InputRequest::InsertChar(letter), now);
        }
    }

    fn mouse(&mut self, mouse: Mouse, now: Moment) {
        self.dirty = true;
        match mouse {
            Mouse::WheelDown => (0..3).for_each(|_| self.run(Command::Down, now)),
            Mouse::WheelUp => (0..3).for_each(|_| self.run(Command::Up, now)),
            Mouse::Press(x, y) => {
                let areas = self.areas();
                if !self.overlays.is_empty() {
                    return;
                }
                if y == areas.header.y {
                    if let Some(tab) = super::header::tab_at(self.tab, areas.header.width, x) {
                        self.show(tab, now);
                    }
                } else if areas.body.contains((x, y).into()) {
                    match self.tab {
                        Tab::Orders => {
                            self.with_hand(now, |app, hand| app.orders.press(x, y, hand));
                        }
                        Tab::Pickings => self.pickings.press(x, y),
                        Tab::Failed => self.failed.press(y),
                        Tab::Moves => {
                            self.with_hand(now, |app, hand| app.stock.press(x, y, hand));
                        }
                        Tab::Accounts => {
                            let row = usize::from((y - areas.body.y).saturating_sub(1));
                            self.accounts.go(row, &self.facts);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// What becomes of the top layer.
    fn after(&mut self, after: After, now: Moment) -> bool {
        match after {
            After::Stay => {}
            After::Ignored => return false,
            After::Close => {
                let closed = self.overlays.pop();
                if let Some(Overlay::Question(question)) = closed
                    && question.on_yes()
                    && *question.deed() == Deed::LeaveForm
                {
                    self.overlays.pop();
                }
            }
            After::Open(overlay) => self.overlays.push(*overlay),
            After::Become(overlay) => {
                self.overlays.pop();
                self.overlays.push(*overlay);
            }
            After::Run(command) => {
                self.overlays.pop();
                self.run(command, now);
            }
            After::Told(about, answer) => {
                self.overlays.pop();
                self.told(about, &answer, now);
            }
            After::Sort(column) => {
                self.overlays.pop();
                self.with_hand(now, |app, hand| app.orders.sort_by(column, hand));
            }
        }
        true
    }

    /// Hands a part of the screen what it may use.
    fn with_hand<T>(&mut self, now: Moment, act: impl FnOnce(&mut Parts, &mut Hand) -> T) -> T {
        let mut parts = Parts {
            orders: &mut self.orders,
            pickings: &mut self.pickings,
            failed: &mut self.failed,
            stock: &mut self.stock,
            accounts: &mut self.accounts,
            activity: &mut self.activity,
            overlays: &mut self.overlays,
        };
        let mut hand = Hand {
            now,
            desk: &mut self.desk,
            toasts: &mut self.toasts,
            facts: &self.facts,
            words: self.look.words,
            opened: Vec::new(),
        };
        let done = act(&mut parts, &mut hand);
        let opened = hand.opened;
        self.overlays.extend(opened);
        done
    }
}

/// The parts of the screen that handle things by themselves.
struct Parts<'a> {
    orders: &'a mut Orders,
    pickings: &'a mut Pickings,
    failed: &'a mut FailedShipments,
    stock: &'a mut Stock,
    accounts: &'a mut Accounts,
    activity: &'a mut Activity,
    overlays: &'a mut Vec<Overlay>,
}

/// Whether a key belongs to a figure: a digit, or rubbing one out.
fn is_figure(key: Key) -> bool {
    let digit = key.letter().is_some_and(|letter| letter.is_ascii_digit());
    digit || (key.code == KeyCode::Backspace && !key.ctrl)
}

/// What a key does to a line of text.
fn edit_request(key: Key) -> Option<InputRequest> {
    if let Some(letter) = key.letter() {
        return Some(InputRequest::InsertChar(letter));
    }
    match (key.code, key.ctrl) {
        (KeyCode::Backspace, false) => Some(InputRequest::DeletePrevChar),
        (KeyCode::Char('h'), true) => Some(InputRequest::DeletePrevChar),
        (KeyCode::Backspace, true) | (KeyCode::Char('w'), true) => {
            Some(InputRequest::DeletePrevWord)
        }
        (KeyCode::Delete, false) => Some(InputRequest::DeleteNextChar),
        (KeyCode::Left, false) => Some(InputRequest::GoToPrevChar),
        (KeyCode::Right, false) => Some(InputRequest::GoToNextChar),
        (KeyCode::Left, true) => Some(InputRequest::GoToPrevWord),
        (KeyCode::Right, true) => Some(InputRequest::GoToNextWord),
        (KeyCode::Home, _) | (KeyCode::Char('a'), true) => Some(InputRequest::GoToStart),
        (KeyCode::End, _) | (KeyCode::Char('e'), true) => Some(InputRequest::GoToEnd),
        (KeyCode::Char('u'), true) => Some(InputRequest::DeleteLine),
        (KeyCode::Char('k'), true) => Some(InputRequest::DeleteTillEnd),
        _ => None,
    }
}

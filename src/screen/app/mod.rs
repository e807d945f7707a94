//! The screen as a whole: routes what happens to the part that it concerns. Knows no terminal and never waits.

mod actions;
mod answers;
mod by_tab;
mod deliveries;
mod drawing;
mod enabled;
mod events;
mod help;
mod layers;
mod mouse;
mod parts;
mod reading;
mod runs;
mod scanning;
mod typing;

use super::accounts::Accounts;
use super::activity::Activity;
use super::command::Context;
use super::desk::{Desk, Purpose, Soon};
use super::facts::{Facts, Link};
use super::failed_shipments::FailedShipments;
use super::invoices::Invoices;
use super::keymap::{Key, Keymap};
use super::message::{Effect, Msg};
use super::money::Money;
use super::options::Options;
use super::orders::Orders;
use super::overlay::Overlay;
use super::pen::Look;
use super::pickings::Pickings;
use super::reports::Reports;
use super::scanner::Scanner;
use super::stock::Stock;
use super::tabs::Tab;
use super::theme::{Signs, Theme};
use super::toasts::Toasts;
use super::words::Words;
use crate::domain::moment::{Moment, Span};
use crate::protocol::Request;
use ratatui::layout::Rect;

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
    reports: Reports,
    invoices: Invoices,
    money: Money,
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
            reports: Reports::default(),
            invoices: Invoices::default(),
            money: Money::default(),
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
            Msg::File {
                purpose,
                path,
                read,
            } => {
                self.dirty = true;
                self.with_hand(now, |parts, hand| {
                    parts.money.file(purpose, &path, read, hand);
                });
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
            Tab::Reports => self.reports.next_due(),
            // Without the engine nothing of them can be read again.
            Tab::Invoices | Tab::Money if self.facts.link.is_lost() => None,
            Tab::Invoices => self.invoices.next_due(),
            Tab::Money => self.money.next_due(),
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
            app.reports.due(hand);
            app.invoices.due(hand);
            app.money.due(hand);
        });
    }

    fn contexts(&self) -> Vec<Context> {
        let mut contexts = match self.overlays.last() {
            Some(overlay) => overlay.contexts().to_vec(),
            None => self.tab_contexts(),
        };
        contexts.push(Context::Everywhere);
        contexts
    }
}

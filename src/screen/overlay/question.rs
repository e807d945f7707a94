//! Yes or no, with the harmless answer chosen.

use super::{After, middle};
use crate::domain::moment::Moment;
use crate::protocol::Request;
use crate::protocol::accounts::AccountChange;
use crate::protocol::request::SyncAction;
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;

/// What is done after a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// An account goes into the archive or out of it.
    Archive(String, bool),
    /// A back-fill is given up.
    StopRun(String),
    /// An account reads its orders again from a moment on.
    ReadFrom(String, Moment),
    /// A carrier made here is taken away.
    RemoveCarrier(String),
    /// A form is left with what was typed.
    LeaveForm,
}

/// The question.
#[derive(Debug)]
pub struct Question {
    title: String,
    text: String,
    yes: String,
    no: &'static str,
    deed: Deed,
    on_yes: bool,
}

impl Question {
    /// Asks before doing something.
    pub fn new(
        title: impl Into<String>,
        text: impl Into<String>,
        yes: impl Into<String>,
        deed: Deed,
    ) -> Question {
        let no = match deed {
            Deed::LeaveForm => "Go on typing",
            _ => "Cancel",
        };
        Question {
            title: title.into(),
            text: text.into(),
            yes: yes.into(),
            no,
            deed,
            on_yes: false,
        }
    }

    /// What is done after a yes.
    pub fn deed(&self) -> &Deed {
        &self.deed
    }

    /// Whether yes is chosen.
    pub fn on_yes(&self) -> bool {
        self.on_yes
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        match command {
            Command::OtherButton => self.on_yes = !self.on_yes,
            Command::Accept => {
                if self.on_yes {
                    self.deed.clone().ask(hand);
                }
                return After::Close;
            }
            Command::Cancel => return After::Close,
            _ => return After::Ignored,
        }
        After::Stay
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let room = 60.min(body.width.saturating_sub(4));
        let lines = wrapped(&self.text, room);
        let area = middle(body, room + 4, lines.len() as u16 + 4);
        let inner = pen.boxed(area, &self.title, Role::LineFocus);
        let buttons = inner.bottom().saturating_sub(1);
        for (line, y) in lines.iter().zip(inner.y..buttons) {
            pen.put(inner.x + 1, y, room, line, Role::Text);
        }
        let mut x = inner.x + 1;
        for (text, on) in [(self.no, !self.on_yes), (self.yes.as_str(), self.on_yes)] {
            let text = if on {
                format!("[ {text} ]")
            } else {
                format!("  {text}  ")
            };
            let role = if on { Role::Cursor } else { Role::Text };
            if buttons >= inner.y && inner.height > 0 {
                x += pen.put(x, buttons, inner.right().saturating_sub(x), &text, role) + 1;
            }
        }
    }
}

impl Deed {
    /// Asks the engine to do it.
    fn ask(self, hand: &mut Hand) {
        let (purpose, request) = match self {
            Deed::Archive(name, archived) => (
                Purpose::Archive(name.clone(), archived),
                Request::AccountArchive { name, archived },
            ),
            Deed::StopRun(account) => {
                let action = SyncAction::Stop;
                (
                    Purpose::Control(account.clone(), action),
                    Request::SyncControl { account, action },
                )
            }
            Deed::ReadFrom(name, at) => {
                let change = AccountChange {
                    last_order_sync: Some(at),
                    ..AccountChange::default()
                };
                (
                    Purpose::From(name.clone()),
                    Request::AccountSet { name, change },
                )
            }
            Deed::RemoveCarrier(name) => (
                Purpose::CarrierRemove(name.clone()),
                Request::CarrierRemove { name },
            ),
            Deed::LeaveForm => return,
        };
        hand.desk.ask(purpose, request);
    }
}

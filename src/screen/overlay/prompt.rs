//! One line to type: a reference, a date, a reason.

use super::{After, Deed, Overlay, Question, Reader, form_fields, middle};
use crate::domain::reference::AmazonOrderRef;
use crate::protocol::orders::{OrderRef, OrderWhy};
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::orders::status_word;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use crate::screen::words::Words;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// The reference of an order to fetch.
    Recover,
    /// The reference of an order to explain.
    Why,
    /// The date from which an account reads again.
    From,
    /// Why a failed order is dismissed.
    Dismiss(String),
}

/// The line.
#[derive(Debug)]
pub struct Prompt {
    kind: PromptKind,
    input: Input,
    accounts: Vec<String>,
    account: usize,
    problem: Option<String>,
    busy: bool,
}

impl Prompt {
    /// Asks; with a choice among these accounts where one is needed.
    pub fn new(kind: PromptKind, accounts: Vec<String>, text: &str) -> Prompt {
        Prompt {
            kind,
            input: Input::new(text.to_owned()),
            accounts,
            account: 0,
            problem: None,
            busy: false,
        }
    }

    /// Whether an account can be chosen.
    pub fn has_choice(&self) -> bool {
        self.accounts.len() > 1
    }

    fn account(&self) -> String {
        self.accounts.get(self.account).cloned().unwrap_or_default()
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        if !self.busy {
            self.input.handle(request);
            self.problem = None;
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        match command {
            Command::Cancel => return After::Close,
            Command::Accept if !self.busy => self.accept(hand),
            Command::Complete | Command::NextLine if self.has_choice() && !self.busy => {
                self.account = (self.account + 1) % self.accounts.len();
            }
            Command::PreviousLine if self.has_choice() && !self.busy => {
                let all = self.accounts.len();
                self.account = (self.account + all - 1) % all;
            }
            _ => return After::Ignored,
        }
        After::Stay
    }

    fn accept(&mut self, hand: &mut Hand) {
        let typed = self.input.value().trim().to_owned();
        match self.request(&typed, hand) {
            Ok((purpose, request)) => {
                self.busy = true;
                self.problem = None;
                hand.desk.ask(purpose, request);
            }
            Err(why) => self.problem = Some(why),
        }
    }

    /// What is asked of the engine; what can be refused without asking is refused here.
    fn request(&self, typed: &str, hand: &Hand) -> Result<(Purpose, Request), String> {
        let account = self.account();
        Ok(match &self.kind {
            PromptKind::Recover => {
                typed
                    .parse::<AmazonOrderRef>()
                    .map_err(|bad| format!("{bad}."))?;
                let reference = typed.to_owned();
                (
                    Purpose::Recover(reference.clone()),
                    Request::OrderRecover { account, reference },
                )
            }
            PromptKind::Why => {
                if OrderRef::parse(typed).is_none() {
                    return Err(format!(
                        "{typed:?} is neither an Amazon reference (302-1234567-7654321) nor a number of ours (S00001)."
                    ));
                }
                let reference = typed.to_owned();
                (Purpose::Why, Request::OrderWhy { reference })
            }
            PromptKind::From => {
                let from = hand.words.parse_moment(typed, hand.now).ok_or_else(|| {
                    format!("{typed:?} is no date. Try 2026-11-01, 2026-11-01 08:30, or 30d for thirty days back.")
                })?;
                (
                    Purpose::Cost(account.clone()),
                    Request::BackfillCost {
                        name: account,
                        from,
                    },
                )
            }
            PromptKind::Dismiss(reference) => {
                if typed.is_empty() {
                    return Err("Say why, so that others understand it later.".to_owned());
                }
                let reference = reference.clone();
                (
                    Purpose::FailedDismiss(reference.clone()),
                    Request::FailedDismiss {
                        reference,
                        why: typed.to_owned(),
                    },
                )
            }
        })
    }

    /// An answer came that it may wait for.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        let ours = matches!(
            (&self.kind, purpose),
            (PromptKind::Recover, Purpose::Recover(_))
                | (PromptKind::Why, Purpose::Why)
                | (PromptKind::From, Purpose::Cost(_))
                | (PromptKind::Dismiss(_), Purpose::FailedDismiss(_))
        );
        if !ours || !self.busy {
            return After::Ignored;
        }
        self.busy = false;
        match result {
            Err(failure) => {
                self.problem = Some(failure.to_string());
                After::Stay
            }
            Ok(Reply::Why(why)) => After::Become(Box::new(why_text(why, hand.words))),
            Ok(Reply::Backfill(cost)) => {
                let name = self.account();
                let when = hand.words.full(cost.from);
                let (title, yes) = if cost.in_future {
                    ("That lies in the future", "Set it all the same")
                } else {
                    ("Read again", "Read again")
                };
                let text = format!("{name}: from {when}.\n{}", cost.message);
                After::Become(Box::new(Overlay::Question(Question::new(
                    title,
                    text,
                    yes,
                    Deed::ReadFrom(name, cost.from),
                ))))
            }
            Ok(_) => After::Close,
        }
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let (title, label) = match &self.kind {
            PromptKind::Recover => ("Recover an order", "Amazon reference"),
            PromptKind::Why => ("Why is an order not here?", "Reference or number"),
            PromptKind::From => ("Read orders again", "From (date, or 30d)"),
            PromptKind::Dismiss(_) => ("Dismiss a failed order", "Why"),
        };
        let room = 64.min(body.width.saturating_sub(4));
        let note = match (&self.problem, self.busy, &self.kind) {
            (Some(problem), ..) => Some((problem.clone(), Role::Bad)),
            (None, true, PromptKind::From) => Some(("Reckoning …".to_owned(), Role::Dim)),
            (None, true, _) => Some(("Asking …".to_owned(), Role::Dim)),
            (None, false, PromptKind::Dismiss(reference)) => Some((
                format!("{reference} will not be tried again by itself."),
                Role::Dim,
            )),
            _ => None,
        };
        let notes = note
            .as_ref()
            .map(|(text, _)| wrapped(text, room))
            .unwrap_or_default();
        let with_account = matches!(self.kind, PromptKind::Recover | PromptKind::From);
        let rows = 2 + u16::from(with_account) + notes.len().max(1) as u16;
        let inner = pen.boxed(middle(body, room + 4, rows + 2), title, Role::LineFocus);
        let mut y = inner.y;
        let x = inner.x + 1;
        let labels = 21.min(room / 2);
        let field = room.saturating_sub(labels);
        if with_account {
            let tail = if self.has_choice() {
                "  (Tab: another)"
            } else {
                ""
            };
            pen.put(x, y, labels, "Account", Role::Dim);
            let used = pen.put(x + labels, y, field, &self.account(), Role::Text);
            pen.put(
                x + labels + used,
                y,
                field.saturating_sub(used),
                tail,
                Role::Dim,
            );
            y += 1;
        }
        if y < inner.bottom() {
            pen.put(x, y, labels, label, Role::Dim);
            form_fields::draw_input(pen, x + labels, y, field, &self.input, false);
        }
        if let Some((_, role)) = note {
            for (line, y) in notes.iter().zip(y + 2..inner.bottom()) {
                pen.put(x, y, room, line, role);
            }
        }
    }
}

/// What is known of an order, to read.
pub fn why_text(why: &OrderWhy, words: Words) -> Overlay {
    let mut lines = vec![
        (why.reason.clone(), Role::Text),
        (String::new(), Role::Text),
    ];
    let mut fact = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push((format!("{label:<12}{value}"), Role::Dim));
        }
    };
    fact("Our number", why.number.map(|n| n.to_string()));
    fact("Status", why.amazon_status.as_ref().map(status_word));
    fact("Channel", why.channel.map(|c| c.to_string()));
    fact(
        "Sold on",
        why.marketplace
            .as_ref()
            .map(|m| crate::domain::marketplace::code_of(m).to_owned()),
    );
    fact("Last seen", why.last_seen.map(|at| words.full(at)));
    if !why.known {
        lines.push(("Amazon never showed it here.".to_owned(), Role::Dim));
    }
    Overlay::Reader(Reader::new(
        match why.amazon_order_ref {
            Some(reference) => format!("Order {reference}"),
            None => "No such order".to_owned(),
        },
        lines,
    ))
}

//! The orders that could not be processed.

use super::{After, Overlay, Prompt, PromptKind, first_visible, middle, moved, prompt};
use crate::domain::moment::Moment;
use crate::protocol::orders::FailedView;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use crate::screen::words;
use ratatui::layout::Rect;

/// The list.
#[derive(Debug, Default)]
pub struct FailedOrders {
    list: Option<Vec<FailedView>>,
    at: Option<String>,
    problem: Option<String>,
}

impl FailedOrders {
    /// Asks for the list.
    pub fn open(hand: &mut Hand) -> FailedOrders {
        hand.desk.ask(Purpose::FailedList, Request::FailedList);
        FailedOrders::default()
    }

    fn index(&self) -> usize {
        let list = self.list.as_deref().unwrap_or(&[]);
        list.iter()
            .position(|f| Some(&f.amazon_order_ref) == self.at.as_ref())
            .unwrap_or(0)
    }

    fn current(&self) -> Option<&FailedView> {
        self.list.as_ref()?.get(self.index())
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        let len = self.list.as_ref().map_or(0, Vec::len);
        if let Some(to) = moved(self.index(), len, 8, command) {
            let list = self.list.as_deref().unwrap_or(&[]);
            self.at = list.get(to).map(|f| f.amazon_order_ref.clone());
            return After::Stay;
        }
        if command == Command::Cancel {
            return After::Close;
        }
        let Some(reference) = self.current().map(|f| f.amazon_order_ref.clone()) else {
            return After::Ignored;
        };
        match command {
            Command::FailedRetry => {
                self.problem = None;
                hand.desk.ask(
                    Purpose::FailedRetry(reference.clone()),
                    Request::FailedRetry { reference },
                );
                After::Stay
            }
            Command::FailedDismiss => {
                let kind = PromptKind::Dismiss(reference);
                After::Open(Box::new(Overlay::Prompt(Prompt::new(kind, Vec::new(), ""))))
            }
            Command::FailedWhy => {
                hand.desk.ask(Purpose::Why, Request::OrderWhy { reference });
                After::Stay
            }
            _ => After::Ignored,
        }
    }

    /// An answer came that it may wait for.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        let reference = match purpose {
            Purpose::FailedList | Purpose::Why => None,
            Purpose::FailedRetry(reference) | Purpose::FailedDismiss(reference) => Some(reference),
            _ => return After::Ignored,
        };
        match result {
            Ok(Reply::Failed(list)) => {
                let gone = |r: &String| !list.failed.iter().any(|f| f.amazon_order_ref == *r);
                if let (Purpose::FailedRetry(r), true) = (purpose, reference.is_some_and(gone)) {
                    let text = format!("{r} is no longer among the failed orders.");
                    hand.say(crate::protocol::upkeep::Level::Info, text);
                }
                // The cursor stays on its order, or on what took its place.
                let at = self.index();
                self.list = Some(list.failed.clone());
                if self.current().is_none() || self.at.as_ref().is_some_and(gone) {
                    let to = list.failed.get(at).or(list.failed.last());
                    self.at = to.map(|f| f.amazon_order_ref.clone());
                }
            }
            Ok(Reply::Why(why)) => {
                return After::Open(Box::new(prompt::why_text(why, hand.words)));
            }
            Ok(_) => {}
            Err(failure) => self.problem = Some(failure.to_string()),
        }
        After::Stay
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect, now: Moment) {
        let inner = pen.boxed(
            middle(body, 100, body.height),
            "Failed orders",
            Role::LineFocus,
        );
        let x = inner.x + 1;
        let room = inner.width.saturating_sub(2);
        let mut bottom = inner.bottom();
        if let Some(problem) = &self.problem
            && bottom > inner.y
        {
            bottom -= 1;
            pen.put(x, bottom, room, problem, Role::Bad);
        }
        let Some(list) = &self.list else {
            pen.put(x, inner.y, room, "Reading …", Role::Dim);
            return;
        };
        if list.is_empty() {
            let text = "No order has failed. All that Amazon showed is processed.";
            pen.put(x, inner.y, room, text, Role::Dim);
            return;
        }
        // Two lines each: what and where, then why.
        let rows = usize::from(bottom.saturating_sub(inner.y) / 2);
        let at = self.index();
        let top = first_visible(at, list.len(), rows);
        for (index, failed) in list.iter().enumerate().skip(top).take(rows) {
            let y = inner.y + 2 * (index - top) as u16;
            let on = index == at;
            if on {
                pen.tint(Rect::new(inner.x, y, inner.width, 1), Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            let tries = words::counted(u64::from(failed.attempts), "attempt");
            let next = match failed.next_try {
                Some(when) => format!("again {}", pen.look.words.day_time(when, now)),
                None => "dismissed".to_owned(),
            };
            let since = pen.look.words.day_time(failed.first_failed, now);
            let dot = pen.signs().dot;
            let tail = format!(
                "{} {dot} since {since} {dot} {tries} {dot} {next}",
                failed.account
            );
            pen.put(x, y, 20, &failed.amazon_order_ref, role(Role::Title));
            pen.put(x + 21, y, room.saturating_sub(21), &tail, role(Role::Dim));
            pen.put(
                x + 2,
                y + 1,
                room.saturating_sub(2),
                &failed.reason,
                Role::Text,
            );
        }
    }
}

//! The mouse.

use super::App;
use crate::domain::moment::Moment;
use crate::screen::command::Command;
use crate::screen::header;
use crate::screen::message::Mouse;
use crate::screen::tabs::Tab;

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse, now: Moment) {
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
                    if let Some(tab) = header::tab_at(self.tab, areas.header.width, x) {
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
                        Tab::Reports => {
                            self.with_hand(now, |app, hand| app.reports.press(x, y, hand));
                        }
                        Tab::Invoices => {
                            self.with_hand(now, |app, hand| app.invoices.press(x, y, hand));
                        }
                        Tab::Money => {
                            self.with_hand(now, |app, hand| app.money.press(x, y, hand));
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
}

//! The carriers: Amazon's list, and those made here, which can be made, changed and taken away.

use super::{
    After, CarrierForm, Deed, Overlay, Question, first_visible, form_fields, middle, moved,
};
use crate::domain::carrier;
use crate::protocol::pickings::CarrierView;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::{Command, Context};
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::Pen;
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// The list.
#[derive(Debug, Default)]
pub struct CarrierList {
    carriers: Option<Vec<CarrierView>>,
    at: Option<String>,
    text: String,
    line: Option<Input>,
    problem: Option<String>,
}

impl CarrierList {
    /// Asks for the list.
    pub fn open(hand: &mut Hand) -> CarrierList {
        hand.desk.ask(Purpose::Carriers, Request::CarrierList);
        CarrierList::default()
    }

    /// Where keys mean something here.
    pub fn contexts(&self) -> &'static [Context] {
        match self.line {
            Some(_) => &[Context::Text],
            None => &[Context::Carriers, Context::List],
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self.line {
            Some(_) => &[Command::Accept, Command::NextLine, Command::Cancel],
            None => &[
                Command::CarrierAdd,
                Command::CarrierEdit,
                Command::CarrierRemove,
                Command::CarrierFilter,
                Command::Cancel,
                Command::Help,
            ],
        }
    }

    /// Whether letters are typed.
    pub fn takes_text(&self) -> bool {
        self.line.is_some()
    }

    /// Text is typed into the filter.
    pub fn edit(&mut self, request: InputRequest) {
        if let Some(input) = &mut self.line {
            input.handle(request);
            self.text = input.value().trim().to_owned();
        }
    }

    /// Those with what was typed in their name or code: the ones made here first, as the engine gives them.
    fn found(&self) -> Vec<&CarrierView> {
        let wanted = carrier::key(&self.text);
        let all = self.carriers.iter().flatten();
        all.filter(|c| {
            carrier::key(&c.name).contains(&wanted) || carrier::key(&c.code).contains(&wanted)
        })
        .collect()
    }

    /// Names of those made here.
    fn own(&self) -> Vec<String> {
        let own = self.carriers.iter().flatten().filter(|c| c.own);
        own.map(|c| c.name.clone()).collect()
    }

    fn index(&self, found: &[&CarrierView]) -> usize {
        found
            .iter()
            .position(|c| Some(&c.name) == self.at.as_ref())
            .unwrap_or(0)
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command) -> After {
        let found = self.found();
        let index = self.index(&found);
        if let Some(to) = moved(index, found.len(), 10, command) {
            self.at = found.get(to).map(|c| c.name.clone());
            return After::Stay;
        }
        if self.line.is_some() {
            return self.line_command(command);
        }
        let current = found.get(index).map(|c| (*c).clone());
        match command {
            Command::Cancel if !self.text.is_empty() => self.text.clear(),
            Command::Cancel => return After::Close,
            Command::CarrierFilter => self.line = Some(Input::new(self.text.clone())),
            Command::CarrierAdd => {
                let form = CarrierForm::add(&self.text, self.own());
                return After::Open(Box::new(Overlay::Carrier(form)));
            }
            Command::CarrierEdit => match current {
                Some(own) if own.own => {
                    return After::Open(Box::new(Overlay::Carrier(CarrierForm::change(&own))));
                }
                Some(listed) => {
                    self.problem = Some(format!(
                        "{} is of Amazon's list and stays as it is. a makes one of your own.",
                        listed.name
                    ));
                }
                None => {}
            },
            Command::CarrierRemove => match current {
                Some(own) if own.own => return After::Open(Box::new(remove(own.name))),
                Some(listed) => {
                    self.problem = Some(format!("{} is of Amazon's list.", listed.name));
                }
                None => {}
            },
            _ => return After::Ignored,
        }
        After::Stay
    }

    fn line_command(&mut self, command: Command) -> After {
        match command {
            Command::Accept => self.line = None,
            Command::Cancel => {
                self.line = None;
                self.text.clear();
            }
            _ => return After::Ignored,
        }
        After::Stay
    }

    /// An answer came that it may wait for. The tabs that show carriers want it too, so it is never kept for itself.
    pub fn answer(&mut self, purpose: &Purpose, result: &Result<Reply, Failure>) -> After {
        if !matches!(
            purpose,
            Purpose::Carriers | Purpose::CarrierSet(_) | Purpose::CarrierRemove(_)
        ) {
            return After::Ignored;
        }
        match result {
            Ok(Reply::Carriers(carriers)) => {
                self.carriers = Some(carriers.clone());
                self.problem = None;
                if let Purpose::CarrierSet(name) = purpose {
                    self.at = Some(name.clone());
                    self.text.clear();
                }
            }
            Ok(_) => {}
            Err(failure) => self.problem = Some(failure.to_string()),
        }
        After::Stay
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let inner = pen.boxed(middle(body, 84, body.height), "Carriers", Role::LineFocus);
        let (x, room) = (inner.x + 1, inner.width.saturating_sub(2));
        let mut list = inner;
        if let Some(input) = &self.line {
            pen.put(x, inner.y, 8, "Filter", Role::Dim);
            form_fields::draw_input(pen, x + 8, inner.y, room.saturating_sub(8), input, false);
            list.y += 1;
            list.height = list.height.saturating_sub(1);
        } else if !self.text.is_empty() {
            let text = format!("Filter: {}", self.text);
            pen.put(x, inner.y, room, &text, Role::Dim);
            list.y += 1;
            list.height = list.height.saturating_sub(1);
        }
        if let Some(problem) = &self.problem {
            let lines = crate::screen::pen::wrapped(problem, room);
            let rows = (lines.len() as u16).min(list.height.saturating_sub(1));
            list.height -= rows;
            for (line, y) in lines.iter().zip(list.bottom()..list.bottom() + rows) {
                pen.put(x, y, room, line, Role::Bad);
            }
        }
        if self.carriers.is_none() {
            pen.put(x, list.y, room, "Reading …", Role::Dim);
            return;
        }
        let found = self.found();
        if found.is_empty() {
            pen.put(x, list.y, room, "No carrier is called that.", Role::Dim);
            return;
        }
        self.draw_rows(pen, list, &found);
    }

    fn draw_rows(&self, pen: &mut Pen, list: Rect, found: &[&CarrierView]) {
        let (x, room) = (list.x + 1, list.width.saturating_sub(2));
        let rows = usize::from(list.height);
        let at = self.index(found);
        let top = first_visible(at, found.len(), rows);
        for (index, carrier) in found.iter().enumerate().skip(top).take(rows) {
            let y = list.y + (index - top) as u16;
            let on = index == at;
            if on {
                pen.tint(Rect::new(list.x, y, list.width, 1), Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            let used = pen.put(x, y, room, &carrier.name, role(Role::Text));
            let note = note(carrier);
            if !note.is_empty() && used + 2 < room {
                let note = format!("  {note}");
                pen.put(x + used, y, room - used, &note, role(Role::Dim));
            }
        }
        let (top, shown, all) = (top as u64, rows as u64, found.len() as u64);
        pen.scroll_bar(list.right(), list.y, list.height, top, shown, all);
    }
}

/// What there is to say of a carrier.
fn note(carrier: &CarrierView) -> String {
    if !carrier.own {
        return String::new();
    }
    let format = match &carrier.tracking_format {
        Some(format) => format!(", tracking {format}"),
        None => String::new(),
    };
    format!("made here, sent as {}{format}", carrier.code)
}

fn remove(name: String) -> Overlay {
    Overlay::Question(Question::new(
        format!("Take {name} away?"),
        "Pickings that name it stay as they are; it can no longer be chosen.",
        "Take away",
        Deed::RemoveCarrier(name),
    ))
}

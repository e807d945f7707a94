//! The form that makes a carrier of our own, or changes one.

use super::{After, Deed, Overlay, Question, form_fields, middle};
use crate::domain::carrier;
use crate::protocol::pickings::{CarrierView, NewCarrier};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// Columns for the labels.
const LABELS: u16 = 17;
const NAME: usize = 0;
const CODE: usize = 1;
const FORMAT: usize = 2;

/// The form.
#[derive(Debug)]
pub struct CarrierForm {
    /// The carrier that is changed; its name stays.
    changed: Option<String>,
    /// Names that are taken: a new carrier would replace the one that has it.
    taken: Vec<String>,
    inputs: [Input; 3],
    at: usize,
    touched: bool,
    busy: bool,
    problem: Option<String>,
}

impl CarrierForm {
    /// For a new carrier beside those made here before; what was looked for may be its name.
    pub fn add(name: &str, taken: Vec<String>) -> CarrierForm {
        CarrierForm {
            changed: None,
            taken,
            inputs: [name, "", ""].map(|text| Input::new(text.to_owned())),
            at: NAME,
            touched: false,
            busy: false,
            problem: None,
        }
    }

    /// For changing one that was made here.
    pub fn change(carrier: &CarrierView) -> CarrierForm {
        let code = match carrier.code.as_str() {
            "Other" => "",
            code => code,
        };
        let format = carrier.tracking_format.as_deref().unwrap_or("");
        CarrierForm {
            changed: Some(carrier.name.clone()),
            taken: Vec::new(),
            inputs: [&carrier.name, code, format].map(|text| Input::new(text.to_owned())),
            at: CODE,
            touched: false,
            busy: false,
            problem: None,
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        &[Command::Accept, Command::NextField, Command::Cancel]
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        if let Some(input) = self.inputs.get_mut(self.at)
            && !self.busy
        {
            input.handle(request);
            self.touched = true;
            self.problem = None;
        }
    }

    fn first(&self) -> usize {
        if self.changed.is_some() { CODE } else { NAME }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        let first = self.first();
        match command {
            Command::NextField => {
                self.at = if self.at >= FORMAT {
                    first
                } else {
                    self.at + 1
                };
            }
            Command::PreviousField => {
                self.at = if self.at <= first {
                    FORMAT
                } else {
                    self.at - 1
                };
            }
            Command::Accept if self.busy => {}
            Command::Accept => self.accept(hand),
            Command::Cancel if !self.touched => return After::Close,
            Command::Cancel => {
                return After::Open(Box::new(Overlay::Question(Question::new(
                    "Leave the form?",
                    "What was typed is lost then.",
                    "Leave",
                    Deed::LeaveForm,
                ))));
            }
            _ => return After::Ignored,
        }
        After::Stay
    }

    fn typed(&self, field: usize) -> Option<String> {
        let text = self.inputs.get(field)?.value().trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn accept(&mut self, hand: &mut Hand) {
        let Some(name) = self.typed(NAME) else {
            self.at = NAME;
            self.problem = Some("A carrier needs a name.".to_owned());
            return;
        };
        let wanted = carrier::key(&name);
        if let Some(there) = self.taken.iter().find(|t| carrier::key(t) == wanted) {
            self.at = NAME;
            self.problem = Some(format!(
                "{there} was made here before. Change it in the list, or take another name."
            ));
            return;
        }
        self.busy = true;
        self.problem = None;
        let new = NewCarrier {
            name: name.clone(),
            code: self.typed(CODE),
            tracking_format: self.typed(FORMAT),
        };
        hand.desk
            .ask(Purpose::CarrierSet(name), Request::CarrierAdd(new));
    }

    /// An answer came that it may wait for; the list below it needs it as well.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        let Purpose::CarrierSet(name) = purpose else {
            return After::Ignored;
        };
        self.busy = false;
        match result {
            Ok(_) => {
                hand.say(Level::Info, format!("{name} can be chosen now."));
                After::Close
            }
            Err(failure) => {
                self.problem = Some(failure.to_string());
                After::Stay
            }
        }
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let title = match &self.changed {
            Some(name) => format!("Change {name}"),
            None => "A carrier of your own".to_owned(),
        };
        let room = 64.min(body.width.saturating_sub(4));
        let (note, role) = match (&self.problem, self.busy) {
            (Some(problem), _) => (problem.as_str(), Role::Bad),
            (None, true) => ("Saving …", Role::Accent),
            (None, false) => (
                "Amazon is told Other and the name, unless a code of its list stands for it. A tracking format is a regular expression; what does not fit is warned of.",
                Role::Dim,
            ),
        };
        let notes = wrapped(note, room);
        let area = middle(body, room + 4, notes.len() as u16 + 6);
        let inner = pen.boxed(area, &title, Role::LineFocus);
        let x = inner.x + 1;
        let labels = LABELS.min(room / 2);
        for (field, label) in ["Name", "Amazon's code", "Tracking format"]
            .into_iter()
            .enumerate()
        {
            let y = inner.y + field as u16;
            if y >= inner.bottom() {
                return;
            }
            let on = field == self.at;
            let role = if on { Role::Key } else { Role::Dim };
            pen.put(x, y, labels.saturating_sub(1), label, role);
            let Some(input) = self.inputs.get(field) else {
                continue;
            };
            let (at, left) = (x + labels, room.saturating_sub(labels));
            if field == NAME && self.changed.is_some() {
                pen.put(at, y, left, input.value(), Role::Text);
                continue;
            }
            let caret = pen.caret;
            form_fields::draw_input(pen, at, y, left, input, false);
            if !on {
                pen.caret = caret;
            }
        }
        for (line, y) in notes.iter().zip(inner.y + 4..inner.bottom()) {
            pen.put(x, y, room, line, role);
        }
    }
}

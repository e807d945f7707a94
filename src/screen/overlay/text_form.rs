//! What short forms have in common: labelled lines, the keys between them, saving, and what is wrong.

use super::{After, Deed, Overlay, Question, form_fields, middle};
use crate::protocol::Failure;
use crate::screen::command::Command;
use crate::screen::pen::{Pen, wrapped};
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// Lines that are typed.
#[derive(Debug)]
pub struct TextForm {
    labels: &'static [&'static str],
    inputs: Vec<Input>,
    /// The first field that can be typed into; those before it only tell.
    first: usize,
    at: usize,
    touched: bool,
    busy: bool,
    problem: Option<String>,
}

/// What a key means to the form around it.
#[derive(Debug)]
pub enum FormKey {
    /// Nothing further.
    Done(After),
    /// What was typed is to be saved.
    Accept,
}

/// How a form looks around its lines.
#[derive(Clone, Copy, Debug)]
pub struct FormLook<'a> {
    /// On the frame.
    pub title: &'a str,
    /// Below the lines while nothing is wrong.
    pub note: &'a str,
    /// Columns of the lines.
    pub width: u16,
    /// Columns of the labels.
    pub labels: u16,
}

impl TextForm {
    /// Lines with these labels and texts. Those before `first` stay as they are.
    pub fn new<const N: usize>(
        labels: &'static [&'static str; N],
        texts: [&str; N],
        first: usize,
    ) -> TextForm {
        TextForm {
            labels,
            inputs: texts.map(|text| Input::new(text.to_owned())).into(),
            first,
            at: first,
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

    /// What was typed into a line.
    pub fn typed(&self, field: usize) -> &str {
        self.inputs
            .get(field)
            .map_or("", |input| input.value().trim())
    }

    /// Something is wrong with a line.
    pub fn refuse(&mut self, field: usize, problem: impl Into<String>) {
        self.at = field;
        self.problem = Some(problem.into());
    }

    /// What was typed is on its way.
    pub fn send(&mut self) {
        self.busy = true;
        self.problem = None;
    }

    /// It was refused.
    pub fn refused(&mut self, failure: &Failure) {
        self.busy = false;
        self.problem = Some(failure.to_string());
    }

    /// Goes between the lines, or away; says when all is to be saved.
    pub fn command(&mut self, command: Command) -> FormKey {
        let last = self.inputs.len().saturating_sub(1);
        match command {
            Command::NextField if self.at >= last => self.at = self.first,
            Command::NextField => self.at += 1,
            Command::PreviousField if self.at <= self.first => self.at = last,
            Command::PreviousField => self.at -= 1,
            Command::Accept if self.busy => {}
            Command::Accept => return FormKey::Accept,
            Command::Cancel if !self.touched => return FormKey::Done(After::Close),
            Command::Cancel => {
                let question = Question::new(
                    "Leave the form?",
                    "What was typed is lost then.",
                    "Leave",
                    Deed::LeaveForm,
                );
                return FormKey::Done(After::Open(Box::new(Overlay::Question(question))));
            }
            _ => return FormKey::Done(After::Ignored),
        }
        FormKey::Done(After::Stay)
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect, look: FormLook) {
        let room = look.width.min(body.width.saturating_sub(4));
        let (note, role) = match (&self.problem, self.busy) {
            (Some(problem), _) => (problem.as_str(), Role::Bad),
            (None, true) => ("Saving …", Role::Accent),
            (None, false) => (look.note, Role::Dim),
        };
        let notes = wrapped(note, room);
        let rows = self.inputs.len() as u16;
        let area = middle(body, room + 4, notes.len() as u16 + rows + 3);
        let inner = pen.boxed(area, look.title, Role::LineFocus);
        let labels = look.labels.min(room / 2);
        for (field, (label, input)) in self.labels.iter().zip(&self.inputs).enumerate() {
            let y = inner.y + field as u16;
            if y >= inner.bottom() {
                return;
            }
            let on = field == self.at;
            let role = if on { Role::Key } else { Role::Dim };
            pen.put(inner.x + 1, y, labels.saturating_sub(1), label, role);
            let (at, left) = (inner.x + 1 + labels, room.saturating_sub(labels));
            if field < self.first {
                pen.put(at, y, left, input.value(), Role::Text);
                continue;
            }
            let caret = pen.caret;
            form_fields::draw_input(pen, at, y, left, input, false);
            if !on {
                pen.caret = caret;
            }
        }
        for (line, y) in notes.iter().zip(inner.y + rows + 1..inner.bottom()) {
            pen.put(inner.x + 1, y, room, line, role);
        }
    }
}

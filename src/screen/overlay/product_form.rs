//! The form that makes a product, or changes one.

use super::{After, Deed, Overlay, Question, form_fields, middle};
use crate::domain::product::Barcode;
use crate::domain::weight::Weight;
use crate::protocol::products::{ProductChange, ProductRequest, ProductView};
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
const LABELS: u16 = 12;
const LABEL_TEXTS: [&str; 5] = ["Reference", "Name", "Bin", "Barcodes", "Weight, kg"];
const REFERENCE: usize = 0;
const NAME: usize = 1;
const BIN: usize = 2;
const CODES: usize = 3;
const WEIGHT: usize = 4;

/// The form.
#[derive(Debug)]
pub struct ProductForm {
    /// The product as it was; its reference stays.
    before: Option<ProductView>,
    inputs: [Input; 5],
    at: usize,
    touched: bool,
    busy: bool,
    problem: Option<String>,
}

impl ProductForm {
    /// For a new product; what was looked for may be its reference.
    pub fn add(reference: &str) -> ProductForm {
        ProductForm {
            before: None,
            inputs: [reference, "", "", "", ""].map(|text| Input::new(text.to_owned())),
            at: REFERENCE,
            touched: false,
            busy: false,
            problem: None,
        }
    }

    /// For changing one. Saved, it counts as looked at.
    pub fn change(product: &ProductView) -> ProductForm {
        let codes: Vec<String> = product
            .barcodes
            .iter()
            .map(|b| match b.pieces {
                1 => b.code.clone(),
                pieces => format!("{}*{pieces}", b.code),
            })
            .collect();
        let weight = product.weight.map_or_else(String::new, |w| w.to_string());
        let texts = [
            product.reference.clone(),
            product.name.clone(),
            product.bin.clone(),
            codes.join(" "),
            weight,
        ];
        ProductForm {
            before: Some(product.clone()),
            inputs: texts.map(Input::new),
            at: NAME,
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

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        let first = if self.before.is_some() {
            NAME
        } else {
            REFERENCE
        };
        match command {
            Command::NextField => {
                self.at = if self.at >= WEIGHT {
                    first
                } else {
                    self.at + 1
                };
            }
            Command::PreviousField => {
                self.at = if self.at <= first {
                    WEIGHT
                } else {
                    self.at - 1
                };
            }
            Command::Accept if self.busy => {}
            Command::Accept => match self.request() {
                Ok(request) => {
                    self.busy = true;
                    self.problem = None;
                    hand.desk
                        .ask(Purpose::ProductSet, Request::Product(request));
                }
                Err((at, problem)) => {
                    self.at = at;
                    self.problem = Some(problem);
                }
            },
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

    fn typed(&self, field: usize) -> &str {
        self.inputs
            .get(field)
            .map_or("", |input| input.value().trim())
    }

    /// What the engine is asked for, or which field is wrong.
    fn request(&self) -> Result<ProductRequest, (usize, String)> {
        for (field, label) in [(REFERENCE, "reference"), (NAME, "name")] {
            if self.typed(field).is_empty() {
                return Err((field, format!("A product needs a {label}.")));
            }
        }
        let weight: Option<Weight> = match self.typed(WEIGHT) {
            "" => None,
            text => {
                let wrong = |why| (WEIGHT, format!("{text:?} is {why}."));
                Some(text.parse().map_err(wrong)?)
            }
        };
        let mut codes = Vec::new();
        for word in self.typed(CODES).split_whitespace() {
            codes.push(barcode(word).ok_or_else(|| {
                let why = format!("{word:?} is no barcode; write 400, or 400*6 for six pieces.");
                (CODES, why)
            })?);
        }
        let had = self.before.iter().flat_map(|before| &before.barcodes);
        let gone = had.filter(|b| !codes.iter().any(|code| code.code == b.code));
        let change = ProductChange {
            name: Some(self.typed(NAME).to_owned()),
            bin: Some(self.typed(BIN).to_owned()),
            weight: Some(weight),
            remove_barcodes: gone.map(|b| b.code.clone()).collect(),
            add_barcodes: codes,
            reviewed: Some(true),
        };
        Ok(match &self.before {
            Some(before) => ProductRequest::Set {
                product: before.reference.clone(),
                change,
            },
            None => ProductRequest::Add {
                reference: self.typed(REFERENCE).to_owned(),
                change,
            },
        })
    }

    /// An answer came that it may wait for; the list below it needs it as well.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        if *purpose != Purpose::ProductSet {
            return After::Ignored;
        }
        self.busy = false;
        match result {
            Ok(_) => {
                hand.say(Level::Info, format!("{} is saved.", self.typed(REFERENCE)));
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
        let title = match &self.before {
            Some(before) => format!("Change {}", before.reference),
            None => "A new product".to_owned(),
        };
        let room = 66.min(body.width.saturating_sub(4));
        let (note, role) = match (&self.problem, self.busy) {
            (Some(problem), _) => (problem.as_str(), Role::Bad),
            (None, true) => ("Saving …", Role::Accent),
            (None, false) => (
                "Barcodes stand apart by blanks; 400*6 is a pack of six pieces.",
                Role::Dim,
            ),
        };
        let notes = wrapped(note, room);
        let rows = LABEL_TEXTS.len() as u16;
        let area = middle(body, room + 4, notes.len() as u16 + rows + 3);
        let inner = pen.boxed(area, &title, Role::LineFocus);
        let x = inner.x + 1;
        let labels = LABELS.min(room / 2);
        for (field, label) in LABEL_TEXTS.into_iter().enumerate() {
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
            if field == REFERENCE && self.before.is_some() {
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
            pen.put(x, y, room, line, role);
        }
    }
}

/// A barcode as typed: the code, and after a star the pieces.
fn barcode(word: &str) -> Option<Barcode> {
    let (code, pieces) = match word.rsplit_once('*') {
        Some((code, pieces)) => (code, pieces.parse().ok()?),
        None => (word, 1),
    };
    (!code.is_empty() && pieces > 0).then(|| Barcode {
        code: code.to_owned(),
        pieces,
    })
}

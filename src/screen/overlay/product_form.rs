//! The form that makes a product, or changes one.

use super::After;
use super::text_form::{FormKey, FormLook, TextForm};
use crate::domain::product::Barcode;
use crate::domain::weight::Weight;
use crate::protocol::products::{ProductChange, ProductRequest, ProductView};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::Pen;
use ratatui::layout::Rect;
use tui_input::InputRequest;

const LABELS: [&str; 5] = ["Reference", "Name", "Bin", "Barcodes", "Weight, kg"];
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
    form: TextForm,
}

impl ProductForm {
    /// For a new product; what was looked for may be its reference.
    pub fn add(reference: &str) -> ProductForm {
        ProductForm {
            before: None,
            form: TextForm::new(&LABELS, [reference, "", "", "", ""], REFERENCE),
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
            product.reference.as_str(),
            &product.name,
            &product.bin,
            &codes.join(" "),
            &weight,
        ];
        ProductForm {
            before: Some(product.clone()),
            form: TextForm::new(&LABELS, texts, NAME),
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        self.form.hints()
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        self.form.edit(request);
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        match self.form.command(command) {
            FormKey::Done(after) => return after,
            FormKey::Accept => match self.request() {
                Ok(request) => {
                    self.form.send();
                    hand.desk
                        .ask(Purpose::ProductSet, Request::Product(request));
                }
                Err((at, problem)) => self.form.refuse(at, problem),
            },
        }
        After::Stay
    }

    fn typed(&self, field: usize) -> &str {
        self.form.typed(field)
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
        match result {
            Ok(_) => {
                hand.say(Level::Info, format!("{} is saved.", self.typed(REFERENCE)));
                After::Close
            }
            Err(failure) => {
                self.form.refused(failure);
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
        let look = FormLook {
            title: &title,
            note: "Barcodes stand apart by blanks; 400*6 is a pack of six pieces.",
            width: 66,
            labels: 12,
        };
        self.form.draw(pen, body, look);
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

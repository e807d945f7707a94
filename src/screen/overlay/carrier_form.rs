//! The form that makes a carrier of our own, or changes one.

use super::After;
use super::text_form::{FormKey, FormLook, TextForm};
use crate::domain::carrier;
use crate::protocol::pickings::{CarrierView, NewCarrier};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::pen::Pen;
use ratatui::layout::Rect;
use tui_input::InputRequest;

const LABELS: [&str; 3] = ["Name", "Amazon's code", "Tracking format"];
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
    form: TextForm,
}

impl CarrierForm {
    /// For a new carrier beside those made here before; what was looked for may be its name.
    pub fn add(name: &str, taken: Vec<String>) -> CarrierForm {
        CarrierForm {
            changed: None,
            taken,
            form: TextForm::new(&LABELS, [name, "", ""], NAME),
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
            form: TextForm::new(&LABELS, [&carrier.name, code, format], CODE),
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
            FormKey::Done(after) => after,
            FormKey::Accept => {
                self.accept(hand);
                After::Stay
            }
        }
    }

    fn typed(&self, field: usize) -> Option<String> {
        Some(self.form.typed(field).to_owned()).filter(|text| !text.is_empty())
    }

    fn accept(&mut self, hand: &mut Hand) {
        let Some(name) = self.typed(NAME) else {
            return self.form.refuse(NAME, "A carrier needs a name.");
        };
        let wanted = carrier::key(&name);
        if let Some(there) = self.taken.iter().find(|t| carrier::key(t) == wanted) {
            let problem = format!(
                "{there} was made here before. Change it in the list, or take another name."
            );
            return self.form.refuse(NAME, problem);
        }
        self.form.send();
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
        match result {
            Ok(_) => {
                hand.say(Level::Info, format!("{name} can be chosen now."));
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
        let title = match &self.changed {
            Some(name) => format!("Change {name}"),
            None => "A carrier of your own".to_owned(),
        };
        let look = FormLook {
            title: &title,
            note: "Amazon is told Other and the name, unless a code of its list stands for it. A tracking format is a regular expression; what does not fit is warned of.",
            width: 64,
            labels: 17,
        };
        self.form.draw(pen, body, look);
    }
}

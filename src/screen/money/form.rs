//! Forms for what is entered by hand: a bill, a line of a bank statement.

use super::wanted::Wanted;
use crate::domain::books::bill::FeeKind;
use crate::domain::day::Day;
use crate::domain::moment::Moment;
use crate::domain::money::{Amount, Currency};
use crate::protocol::books::BooksRequest;
use crate::protocol::books::bills::{BillRequest, TypedBill, TypedBillLine};
use crate::protocol::books::statements::{StatementRequest, TypedStatementLine};
use crate::protocol::upkeep::Level;
use crate::protocol::{Failure, Reply, Request};
use crate::screen::command::Command;
use crate::screen::context::Hand;
use crate::screen::desk::Purpose;
use crate::screen::overlay::{After, FormKey, FormLook, TextForm};
use crate::screen::pen::Pen;
use ratatui::layout::Rect;
use tui_input::InputRequest;

const BILL: [&str; 8] = [
    "Vendor", "Number", "Date", "Currency", "Kind", "Net", "Tax", "Text",
];
const LINE: [&str; 6] = ["Bank", "Date", "Amount", "Currency", "Reference", "Text"];

/// What a form is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Bill,
    BankLine,
}

/// The form.
#[derive(Debug)]
pub struct MoneyForm {
    of: Of,
    form: TextForm,
}

type Refused = (usize, String);

impl MoneyForm {
    /// For a bill with one charge.
    pub fn bill(now: Moment) -> MoneyForm {
        let today = Day::of(now).to_string();
        let texts = ["Amazon", "", &today, "EUR", "commission", "", "0", ""];
        MoneyForm {
            of: Of::Bill,
            form: TextForm::new(&BILL, texts, 0),
        }
    }

    /// For a line of a bank statement.
    pub fn bank_line(bank: &str, now: Moment) -> MoneyForm {
        let today = Day::of(now).to_string();
        MoneyForm {
            of: Of::BankLine,
            form: TextForm::new(&LINE, [bank, &today, "", "EUR", "", ""], 0),
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
                    hand.desk.ask(Wanted::Form.into(), Request::Books(request));
                }
                Err((field, why)) => self.form.refuse(field, why),
            },
        }
        After::Stay
    }

    fn request(&self) -> Result<BooksRequest, Refused> {
        match self.of {
            Of::Bill => self.typed_bill(),
            Of::BankLine => self.typed_line(),
        }
    }

    fn day(&self, field: usize) -> Result<Option<Day>, Refused> {
        match self.form.typed(field) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|why| (field, format!("{why}."))),
        }
    }

    fn amount(&self, field: usize) -> Result<Amount, Refused> {
        let text = self.form.typed(field);
        text.parse()
            .map_err(|_| (field, format!("{text:?} is no amount like 12.50.")))
    }

    fn currency(&self, field: usize) -> Result<Currency, Refused> {
        let text = self.form.typed(field);
        Currency::parse(text).ok_or_else(|| (field, format!("{text:?} is no currency like EUR.")))
    }

    fn typed_bill(&self) -> Result<BooksRequest, Refused> {
        let kind = self.form.typed(4);
        let kind = FeeKind::parse(kind).ok_or_else(|| {
            let words = FeeKind::ALL.map(FeeKind::as_str).join(", ");
            (4, format!("{kind:?} is none of {words}."))
        })?;
        let line = TypedBillLine {
            kind,
            text: self.form.typed(7).to_owned(),
            untaxed: self.amount(5)?,
            tax: self.amount(6)?,
        };
        Ok(BooksRequest::Bill(BillRequest::Add(TypedBill {
            vendor: self.form.typed(0).to_owned(),
            reference: self.form.typed(1).to_owned(),
            account: None,
            day: self.day(2)?,
            currency: self.currency(3)?,
            lines: vec![line],
        })))
    }

    fn typed_line(&self) -> Result<BooksRequest, Refused> {
        Ok(BooksRequest::Statement(StatementRequest::Add(
            TypedStatementLine {
                bank: self.form.typed(0).to_owned(),
                day: self.day(1)?,
                amount: self.amount(2)?,
                currency: self.currency(3)?,
                reference: self.form.typed(4).to_owned(),
                text: self.form.typed(5).to_owned(),
            },
        )))
    }

    /// An answer came that it may wait for.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        if *purpose != Purpose::from(Wanted::Form) {
            return After::Ignored;
        }
        match result {
            Ok(_) => {
                let text = match self.of {
                    Of::Bill => "The bill is posted.",
                    Of::BankLine => "The line is taken in.",
                };
                hand.say(Level::Info, text);
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
        let (title, note) = match self.of {
            Of::Bill => (
                "A bill",
                "The vendor's own number keeps it from being entered twice. Kinds: commission, fulfilment, advertising, other.",
            ),
            Of::BankLine => (
                "A line of a bank statement",
                "What came in is positive, what went out negative.",
            ),
        };
        let look = FormLook {
            title,
            note,
            width: 60,
            labels: 11,
        };
        self.form.draw(pen, body, look);
    }
}

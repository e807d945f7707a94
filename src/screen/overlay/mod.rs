//! What lies over the tabs: a stack of questions, choices and things to read.

mod account_form;
mod ask;
mod carrier_form;
mod carriers;
mod choice;
mod failed;
mod finder;
mod form_fields;
mod product_form;
mod products;
mod products_drawing;
mod prompt;
mod question;
mod reader;
mod text_form;

pub use account_form::AccountForm;
pub use ask::{About, Ask, Choice};
pub use carrier_form::CarrierForm;
pub use carriers::CarrierList;
pub use choice::SortChoice;
pub use failed::FailedOrders;
pub use finder::{Entry as FinderEntry, Finder};
pub use form_fields::draw_input;
pub use product_form::ProductForm;
pub use products::{ProductList, told as told_product};
pub use prompt::{Prompt, PromptKind};
pub use question::{Deed, Question};
pub use reader::Reader;
pub use text_form::{FormKey, FormLook, TextForm};

use super::command::{Command, Context};
use super::context::Hand;
use super::desk::Purpose;
use super::money::MoneyForm;
use super::pen::Pen;
use crate::domain::moment::Moment;
use crate::domain::order_query::SortColumn;
use crate::protocol::{Failure, Reply};
use ratatui::layout::Rect;
use tui_input::InputRequest;

/// One layer.
#[derive(Debug)]
pub enum Overlay {
    /// The keys that work here, or all commands.
    Finder(Finder),
    /// What to sort by.
    Sort(SortChoice),
    /// A line to type.
    Prompt(Prompt),
    /// Yes or no.
    Question(Question),
    /// Something to read.
    Reader(Reader),
    /// The failed orders.
    Failed(FailedOrders),
    /// The carriers.
    Carriers(CarrierList),
    /// A carrier to make or change.
    Carrier(CarrierForm),
    /// The products.
    Products(ProductList),
    /// A product to make or change.
    Product(Box<ProductForm>),
    /// A bill or a line of a bank statement to enter.
    Money(Box<MoneyForm>),
    /// An account to register or change.
    Account(Box<AccountForm>),
    /// A question whose answer goes to whoever asked.
    Ask(Box<Ask>),
}

/// What becomes of a layer after a key.
#[derive(Debug)]
pub enum After {
    /// It stays.
    Stay,
    /// It goes.
    Close,
    /// Another one comes on top.
    Open(Box<Overlay>),
    /// Another one takes its place.
    Become(Box<Overlay>),
    /// It goes, and a command is done.
    Run(Command),
    /// It goes, and the list is sorted.
    Sort(SortColumn),
    /// It goes, and whoever asked is told the answer.
    Told(About, String),
    /// The key means nothing to it.
    Ignored,
}

impl Overlay {
    /// Where keys mean something here, the nearest first.
    pub fn contexts(&self) -> &'static [Context] {
        match self {
            Overlay::Finder(_) | Overlay::Prompt(_) => &[Context::Text],
            Overlay::Sort(_) => &[Context::Choice, Context::List],
            Overlay::Question(_) => &[Context::Question],
            Overlay::Reader(_) => &[Context::Reader, Context::List],
            Overlay::Failed(_) => &[Context::Failed, Context::List],
            Overlay::Carriers(list) => list.contexts(),
            Overlay::Products(list) => list.contexts(),
            Overlay::Carrier(_) | Overlay::Product(_) | Overlay::Money(_) => &[Context::Form],
            Overlay::Account(form) => form.contexts(),
            Overlay::Ask(ask) => ask.contexts(),
        }
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match self {
            Overlay::Finder(_) => &[Command::Accept, Command::NextLine, Command::Cancel],
            Overlay::Prompt(prompt) if prompt.has_choice() => {
                &[Command::Accept, Command::Complete, Command::Cancel]
            }
            Overlay::Prompt(_) => &[Command::Accept, Command::Cancel],
            Overlay::Sort(_) => &[Command::Accept, Command::Down, Command::Cancel],
            Overlay::Question(_) => &[Command::Accept, Command::OtherButton, Command::Cancel],
            Overlay::Reader(_) => &[Command::Down, Command::HalfDown, Command::Cancel],
            Overlay::Failed(_) => &[
                Command::FailedRetry,
                Command::FailedDismiss,
                Command::FailedWhy,
                Command::Down,
                Command::Cancel,
            ],
            Overlay::Carriers(list) => list.hints(),
            Overlay::Carrier(form) => form.hints(),
            Overlay::Products(list) => list.hints(),
            Overlay::Product(form) => form.hints(),
            Overlay::Money(form) => form.hints(),
            Overlay::Account(form) => form.hints(),
            Overlay::Ask(ask) => ask.hints(),
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command, hand: &mut Hand) -> After {
        match self {
            Overlay::Finder(finder) => finder.command(command),
            Overlay::Sort(choice) => choice.command(command),
            Overlay::Prompt(prompt) => prompt.command(command, hand),
            Overlay::Question(question) => question.command(command, hand),
            Overlay::Reader(reader) => reader.command(command),
            Overlay::Failed(failed) => failed.command(command, hand),
            Overlay::Carriers(list) => list.command(command),
            Overlay::Carrier(form) => form.command(command, hand),
            Overlay::Products(list) => list.command(command, hand),
            Overlay::Product(form) => form.command(command, hand),
            Overlay::Money(form) => form.command(command, hand),
            Overlay::Account(form) => form.command(command, hand),
            Overlay::Ask(ask) => ask.command(command),
        }
    }

    /// Whether letters are typed into it now.
    pub fn takes_text(&self) -> bool {
        match self {
            Overlay::Finder(_)
            | Overlay::Prompt(_)
            | Overlay::Carrier(_)
            | Overlay::Product(_)
            | Overlay::Money(_) => true,
            Overlay::Products(list) => list.takes_text(),
            Overlay::Carriers(list) => list.takes_text(),
            Overlay::Account(form) => form.takes_text(),
            Overlay::Ask(ask) => ask.takes_text(),
            _ => false,
        }
    }

    /// Text is typed into it.
    pub fn edit(&mut self, request: InputRequest) {
        match self {
            Overlay::Finder(finder) => finder.edit(request),
            Overlay::Prompt(prompt) => prompt.edit(request),
            Overlay::Carriers(list) => list.edit(request),
            Overlay::Carrier(form) => form.edit(request),
            Overlay::Products(list) => list.edit(request),
            Overlay::Product(form) => form.edit(request),
            Overlay::Money(form) => form.edit(request),
            Overlay::Account(form) => form.edit(request),
            Overlay::Ask(ask) => ask.edit(request),
            _ => {}
        }
    }

    /// A letter that is no command.
    pub fn letter(&mut self, letter: char) -> After {
        match self {
            Overlay::Sort(choice) => choice.letter(letter),
            Overlay::Ask(ask) => ask.letter(letter),
            _ => After::Ignored,
        }
    }

    /// An answer came that it may wait for; the answer is given back if it does not.
    pub fn answer(
        &mut self,
        purpose: &Purpose,
        result: &Result<Reply, Failure>,
        hand: &mut Hand,
    ) -> After {
        match self {
            Overlay::Prompt(prompt) => prompt.answer(purpose, result, hand),
            Overlay::Failed(failed) => failed.answer(purpose, result, hand),
            Overlay::Carriers(list) => list.answer(purpose, result),
            Overlay::Carrier(form) => form.answer(purpose, result, hand),
            Overlay::Products(list) => list.answer(purpose, result, hand),
            Overlay::Product(form) => form.answer(purpose, result, hand),
            Overlay::Money(form) => form.answer(purpose, result, hand),
            Overlay::Account(form) => form.answer(purpose, result, hand),
            _ => After::Ignored,
        }
    }

    /// Draws it over the body of the screen.
    pub fn draw(&self, pen: &mut Pen, body: Rect, now: Moment) {
        match self {
            Overlay::Finder(finder) => finder.draw(pen, body),
            Overlay::Sort(choice) => choice.draw(pen, body),
            Overlay::Prompt(prompt) => prompt.draw(pen, body),
            Overlay::Question(question) => question.draw(pen, body),
            Overlay::Reader(reader) => reader.draw(pen, body),
            Overlay::Failed(failed) => failed.draw(pen, body, now),
            Overlay::Carriers(list) => list.draw(pen, body),
            Overlay::Carrier(form) => form.draw(pen, body),
            Overlay::Products(list) => list.draw(pen, body),
            Overlay::Product(form) => form.draw(pen, body),
            Overlay::Money(form) => form.draw(pen, body),
            Overlay::Account(form) => form.draw(pen, body),
            Overlay::Ask(ask) => ask.draw(pen, body),
        }
    }
}

/// A box of at most so many columns and rows in the middle of an area.
pub fn middle(body: Rect, width: u16, height: u16) -> Rect {
    let width = width.min(body.width);
    let height = height.min(body.height);
    Rect::new(
        body.x + (body.width - width) / 2,
        body.y + (body.height - height) / 3,
        width,
        height,
    )
}

/// A list's cursor moved by a command: its new place, or nothing if the command is no movement.
pub fn moved(at: usize, len: usize, page: usize, command: Command) -> Option<usize> {
    let last = len.saturating_sub(1);
    let page = page.max(1);
    let to = match command {
        Command::Down | Command::NextLine => at + 1,
        Command::Up | Command::PreviousLine => at.saturating_sub(1),
        Command::HalfDown => at + page.div_ceil(2),
        Command::HalfUp => at.saturating_sub(page.div_ceil(2)),
        Command::PageDown | Command::NextPage => at + page,
        Command::PageUp | Command::PreviousPage => at.saturating_sub(page),
        Command::First => 0,
        Command::Last => last,
        _ => return None,
    };
    Some(to.min(last))
}

/// The first visible row of a list so that the cursor is in view, near the middle where it can be.
pub fn first_visible(at: usize, len: usize, rows: usize) -> usize {
    at.saturating_sub(rows / 2).min(len.saturating_sub(rows))
}

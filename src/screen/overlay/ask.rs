//! A question with a list of answers, a line to type, or both: the answer goes to whoever asked.

use super::products::AboutProduct;
use super::{After, first_visible, form_fields, middle, moved};
use crate::domain::carrier;
use crate::screen::command::{Command, Context};
use crate::screen::failed_shipments::AboutNotice;
use crate::screen::goods_return::AboutReturn;
use crate::screen::invoices::AboutInvoice;
use crate::screen::money::AboutMoney;
use crate::screen::order_cancel::AboutCancel;
use crate::screen::pen::{Pen, width, wrapped};
use crate::screen::pickings::AboutPicking;
use crate::screen::reports::AboutReport;
use crate::screen::stock::AboutStock;
use crate::screen::theme::Role;
use ratatui::layout::Rect;
use tui_input::{Input, InputRequest};

/// Who asks, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// The Pickings tab.
    Picking(AboutPicking),
    /// The Failed shipments tab.
    Notice(AboutNotice),
    /// Cancelling an order.
    Cancel(AboutCancel),
    /// The products.
    Product(AboutProduct),
    /// Taking back the goods of an order.
    Return(AboutReturn),
    /// The Stock moves tab.
    Stock(AboutStock),
    /// The Reports tab.
    Report(AboutReport),
    /// The Invoices tab.
    Invoice(AboutInvoice),
    /// The Money tab.
    Money(AboutMoney),
}

/// An answer of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What it stands for; never shown.
    pub value: String,
    /// What it says.
    pub text: String,
    /// What there is to add.
    pub note: String,
}

impl Choice {
    /// An answer that stands for `value`.
    pub fn new(
        value: impl Into<String>,
        text: impl Into<String>,
        note: impl Into<String>,
    ) -> Choice {
        Choice {
            value: value.into(),
            text: text.into(),
            note: note.into(),
        }
    }
}

/// How typing narrows the list down.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Narrowed {
    /// It does not.
    Never,
    /// As carriers are found; these were made here.
    Carriers(Vec<String>),
}

/// The question.
#[derive(Debug)]
pub struct Ask {
    about: About,
    title: String,
    text: Vec<(String, Role)>,
    line: Option<(&'static str, Input)>,
    choices: Vec<Choice>,
    narrowed: Narrowed,
    at: usize,
    problem: Option<String>,
}

impl Ask {
    /// A question without any answers yet.
    pub fn new(about: About, title: impl Into<String>) -> Ask {
        Ask {
            about,
            title: title.into(),
            text: Vec::new(),
            line: None,
            choices: Vec::new(),
            narrowed: Narrowed::Never,
            at: 0,
            problem: None,
        }
    }

    /// With something to read first.
    pub fn say(mut self, text: impl Into<String>, role: Role) -> Ask {
        self.text.push((text.into(), role));
        self
    }

    /// With a list of answers; the first is chosen.
    pub fn choices(mut self, choices: Vec<Choice>) -> Ask {
        self.choices = choices;
        self
    }

    /// With a line to type.
    pub fn line(mut self, label: &'static str, text: &str) -> Ask {
        self.line = Some((label, Input::new(text.to_owned())));
        self
    }

    /// The list is one of carriers, narrowed down by what is typed.
    pub fn carriers(mut self, own: Vec<String>) -> Ask {
        self.narrowed = Narrowed::Carriers(own);
        self
    }

    /// What was answered before would not do.
    pub fn problem(mut self, why: impl Into<String>) -> Ask {
        self.problem = Some(why.into());
        self
    }

    /// Who asks, and what.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Where keys mean something here.
    pub fn contexts(&self) -> &'static [Context] {
        match self.line {
            Some(_) => &[Context::Text],
            None => &[Context::Choice, Context::List],
        }
    }

    /// Whether letters are typed.
    pub fn takes_text(&self) -> bool {
        self.line.is_some()
    }

    /// What the line of hints offers.
    pub fn hints(&self) -> &'static [Command] {
        match (&self.line, self.choices.is_empty()) {
            (Some(_), true) => &[Command::Accept, Command::Cancel],
            (Some(_), false) => &[Command::Accept, Command::NextLine, Command::Cancel],
            (None, _) => &[Command::Accept, Command::Down, Command::Cancel],
        }
    }

    /// Text is typed.
    pub fn edit(&mut self, request: InputRequest) {
        if let Some((_, input)) = &mut self.line {
            input.handle(request);
            self.at = 0;
            self.problem = None;
        }
    }

    fn typed(&self) -> &str {
        self.line
            .as_ref()
            .map_or("", |(_, input)| input.value().trim())
    }

    fn found(&self) -> Vec<&Choice> {
        let typed = self.typed();
        match &self.narrowed {
            Narrowed::Carriers(own) if !typed.is_empty() => {
                let by_name = |name: &str| self.choices.iter().find(|c| c.value == name);
                let meant = match carrier::find(typed, own) {
                    carrier::Found::Carrier(meant) => vec![meant],
                    carrier::Found::Unknown { near } => near,
                    carrier::Found::NeedsName => Vec::new(),
                };
                let first: Vec<&Choice> = meant
                    .iter()
                    .filter_map(|carrier| by_name(&carrier.to_string()))
                    .collect();
                let wanted = carrier::key(typed);
                let others = self.choices.iter().filter(|c| {
                    carrier::key(&c.value).contains(&wanted)
                        && !first.iter().any(|f| f.value == c.value)
                });
                first.iter().copied().chain(others).collect()
            }
            _ => self.choices.iter().collect(),
        }
    }

    /// Does what a key says.
    pub fn command(&mut self, command: Command) -> After {
        let found = self.found();
        if let Some(at) = moved(self.at, found.len(), 8, command) {
            self.at = at;
            return After::Stay;
        }
        match command {
            Command::Cancel => After::Close,
            Command::Accept | Command::Toggle => {
                let answer = found.get(self.at).map(|c| c.value.clone());
                match answer.or(self.line.is_some().then(|| self.typed().to_owned())) {
                    Some(answer) => After::Told(self.about.clone(), answer),
                    None => After::Close,
                }
            }
            _ => After::Ignored,
        }
    }

    /// A letter goes to the next answer that begins with it.
    pub fn letter(&mut self, letter: char) -> After {
        let begins = |c: &&Choice| {
            let first = c.text.chars().next();
            first.is_some_and(|f| f.to_lowercase().eq(letter.to_lowercase()))
        };
        let found = self.found();
        let all = found.len();
        let next = (1..=all)
            .map(|step| (self.at + step) % all.max(1))
            .find(|at| found.get(*at).is_some_and(begins));
        match next {
            Some(at) => {
                self.at = at;
                After::Stay
            }
            None => After::Ignored,
        }
    }

    /// Draws it.
    pub fn draw(&self, pen: &mut Pen, body: Rect) {
        let room = 72.min(body.width.saturating_sub(4));
        let mut lines: Vec<(String, Role)> = Vec::new();
        for (text, role) in &self.text {
            lines.extend(wrapped(text, room).into_iter().map(|l| (l, *role)));
        }
        if let Some(problem) = &self.problem {
            lines.extend(wrapped(problem, room).into_iter().map(|l| (l, Role::Bad)));
        }
        let found = self.found();
        let typed = u16::from(self.line.is_some());
        let gap = u16::from(!lines.is_empty());
        let list = u16::try_from(found.len()).unwrap_or(u16::MAX).min(12);
        let list = if self.narrowed == Narrowed::Never {
            list
        } else {
            8
        };
        let rows = lines.len() as u16 + gap + typed + u16::from(typed > 0 && list > 0) + list;
        let inner = pen.boxed(
            middle(body, room + 4, rows + 2),
            &self.title,
            Role::LineFocus,
        );
        let x = inner.x + 1;
        // The question may be cut where there is no room; the answers never are.
        let answers = (typed + u16::from(list > 0)).min(inner.height);
        let told = (lines.len() as u16).min(inner.height.saturating_sub(answers));
        for ((text, role), y) in lines.iter().zip(inner.y..inner.y + told) {
            pen.put(x, y, room, text, *role);
        }
        let mut y = inner.y + told;
        if inner.bottom().saturating_sub(y) > typed + list {
            y += gap;
        }
        if let Some((label, input)) = &self.line
            && y < inner.bottom()
        {
            let labels = (width(label) + 2).min(room / 2);
            pen.put(x, y, labels, label, Role::Dim);
            form_fields::draw_input(pen, x + labels, y, room - labels, input, false);
            y += 1;
            if inner.bottom().saturating_sub(y) > list {
                y += 1;
            }
        }
        self.draw_list(
            pen,
            Rect::new(inner.x, y, inner.width, inner.bottom().saturating_sub(y)),
            &found,
        );
    }

    fn draw_list(&self, pen: &mut Pen, area: Rect, found: &[&Choice]) {
        let rows = usize::from(area.height);
        let room = area.width.saturating_sub(2);
        let top = first_visible(self.at, found.len(), rows);
        if found.is_empty() && self.narrowed != Narrowed::Never && rows > 0 {
            let text = "No carrier is called that. Enter tries it all the same.";
            pen.put(area.x + 1, area.y, room, text, Role::Warn);
        }
        for (index, choice) in found.iter().enumerate().skip(top).take(rows) {
            let y = area.y + (index - top) as u16;
            let on = index == self.at;
            if on {
                pen.tint(Rect::new(area.x, y, area.width, 1), Role::Cursor);
            }
            let role = |role| if on { Role::Cursor } else { role };
            let used = pen.put(area.x + 1, y, room, &choice.text, role(Role::Text));
            if !choice.note.is_empty() && used + 2 < room {
                let note = format!("  {}", choice.note);
                pen.put(area.x + 1 + used, y, room - used, &note, role(Role::Dim));
            }
        }
        let (top, shown, all) = (top as u64, rows as u64, found.len() as u64);
        pen.scroll_bar(area.right(), area.y, area.height, top, shown, all);
    }
}

//! Rows with marks, narrowed down by words that are typed.

use super::line::Line;
use super::rows::{Row, Rows};
use crate::screen::command::Command;
use tui_input::InputRequest;

/// Something that is found by its words.
pub trait Searched: Row + Clone {
    /// All that may be looked for, in any case.
    fn text(&self) -> String;
}

/// The rows that are here, of which those are shown that have all the words.
#[derive(Debug)]
pub struct Filtered<R: Searched> {
    read: Vec<R>,
    /// Those that are shown.
    pub rows: Rows<R>,
    /// The words in force.
    pub words: String,
    /// While they are typed.
    pub line: Option<Line>,
    marks: Vec<R::Key>,
}

impl<R: Searched> Default for Filtered<R> {
    fn default() -> Self {
        Filtered {
            read: Vec::new(),
            rows: Rows::default(),
            words: String::new(),
            line: None,
            marks: Vec::new(),
        }
    }
}

impl<R: Searched> Filtered<R> {
    /// Everything that is here, shown or not.
    pub fn read(&self) -> &[R] {
        &self.read
    }

    /// The list came anew.
    pub fn set(&mut self, read: Vec<R>) {
        self.read = read;
        self.narrow();
    }

    /// The newest rows came again: those behind them stay, as `behind` says.
    pub fn renew(&mut self, mut fresh: Vec<R>, behind: impl Fn(&R) -> bool) {
        fresh.extend(std::mem::take(&mut self.read).into_iter().filter(behind));
        self.set(fresh);
    }

    /// Further rows came, to stand behind those that are here.
    pub fn add(&mut self, more: Vec<R>) {
        let known: Vec<R::Key> = self.read.iter().map(Row::key).collect();
        self.read
            .extend(more.into_iter().filter(|row| !known.contains(&row.key())));
        self.narrow();
    }

    /// These rows are another way now; `stays` says whether one still belongs into the list.
    pub fn change(&mut self, changed: &[R], stays: impl Fn(&R) -> bool) {
        for row in &mut self.read {
            if let Some(new) = changed.iter().find(|new| new.key() == row.key()) {
                *row = new.clone();
            }
        }
        self.read.retain(stays);
        self.narrow();
    }

    /// Another list is wanted: from its top, without marks.
    pub fn restart(&mut self) {
        self.read.clear();
        self.marks.clear();
        self.rows.restart();
    }

    fn narrow(&mut self) {
        let words: Vec<String> = self
            .words
            .split_whitespace()
            .map(str::to_lowercase)
            .collect();
        let fits = |row: &&R| {
            words.is_empty() || {
                let text = row.text().to_lowercase();
                words.iter().all(|word| text.contains(word.as_str()))
            }
        };
        let shown = self.read.iter().filter(fits).cloned().collect();
        self.rows.set(shown);
        if !self.marks.is_empty() {
            let here: Vec<R::Key> = self.read.iter().map(Row::key).collect();
            self.marks.retain(|key| here.contains(key));
        }
    }

    fn set_words(&mut self, words: &str) {
        if words != self.words {
            self.words = words.to_owned();
            self.rows.restart();
            self.narrow();
        }
    }

    /// Text goes into the filter line.
    pub fn edit(&mut self, request: InputRequest) {
        if let Some(line) = &mut self.line {
            line.input.handle(request);
            let words = line.text().trim().to_owned();
            self.set_words(&words);
        }
    }

    /// A key while the filter is typed; `false` if it means nothing there.
    pub fn filter_command(&mut self, command: Command) -> bool {
        match command {
            Command::Accept => self.line = None,
            Command::Cancel => {
                if let Some(line) = self.line.take() {
                    self.set_words(&line.before);
                }
            }
            command => return self.rows.moved(command),
        }
        true
    }

    /// A key of the list; `false` if it means nothing to it.
    pub fn command(&mut self, command: Command) -> bool {
        match command {
            Command::Filter => self.line = Some(Line::begin(&self.words)),
            Command::Mark => self.mark(),
            Command::MarkAll => self.mark_all(),
            Command::MarkClear => self.marks.clear(),
            Command::Back if !self.words.is_empty() => self.set_words(""),
            Command::Back if !self.marks.is_empty() => self.marks.clear(),
            command => return self.rows.moved(command),
        }
        true
    }

    fn mark(&mut self) {
        let Some(key) = self.rows.current().map(Row::key) else {
            return;
        };
        match self.marks.iter().position(|marked| *marked == key) {
            Some(at) => {
                self.marks.remove(at);
            }
            None => self.marks.push(key),
        }
        self.rows.moved(Command::Down);
    }

    /// Marks all rows that are shown.
    pub fn mark_all(&mut self) {
        let before = std::mem::take(&mut self.marks);
        self.marks = self.rows.all().iter().map(Row::key).collect();
        // Without words everything is shown.
        if !self.words.is_empty() {
            let hidden = before.into_iter().filter(|key| !self.marks.contains(key));
            let hidden: Vec<R::Key> = hidden.collect();
            self.marks.extend(hidden);
        }
    }

    /// Takes all marks away.
    pub fn unmark(&mut self) {
        self.marks.clear();
    }

    /// How many are marked.
    pub fn marked(&self) -> u64 {
        self.marks.len() as u64
    }

    /// Whether a row is marked.
    pub fn is_marked(&self, row: &R) -> bool {
        self.marks.contains(&row.key())
    }

    /// The marked rows, or else the one under the cursor.
    pub fn chosen(&self) -> Vec<R> {
        if self.marks.is_empty() {
            return self.rows.current().cloned().into_iter().collect();
        }
        let marked = |row: &&R| self.marks.contains(&row.key());
        self.read.iter().filter(marked).cloned().collect()
    }
}

/// A list of any rows, as keys and the mouse see it.
pub trait AnyList {
    /// Whether words are being typed.
    fn is_typed(&self) -> bool;
    /// Text goes into the filter line.
    fn edit(&mut self, request: InputRequest);
    /// A key while the filter is typed; `false` if it means nothing there.
    fn filter_command(&mut self, command: Command) -> bool;
    /// A key of the list; `false` if it means nothing to it.
    fn command(&mut self, command: Command) -> bool;
    /// So many rows fit.
    fn set_height(&mut self, rows: u16);
    /// Puts the cursor on a row of the screen.
    fn go_visible(&mut self, row: u16);
    /// Index of the row under the cursor.
    fn index(&self) -> usize;
}

impl<R: Searched> AnyList for Filtered<R> {
    fn is_typed(&self) -> bool {
        self.line.is_some()
    }
    fn edit(&mut self, request: InputRequest) {
        Filtered::edit(self, request);
    }
    fn filter_command(&mut self, command: Command) -> bool {
        Filtered::filter_command(self, command)
    }
    fn command(&mut self, command: Command) -> bool {
        Filtered::command(self, command)
    }
    fn set_height(&mut self, rows: u16) {
        self.rows.set_height(rows);
    }
    fn go_visible(&mut self, row: u16) {
        self.rows.go_visible(row);
    }
    fn index(&self) -> usize {
        self.rows.index()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Searched for u32 {
        fn text(&self) -> String {
            format!("Number {self}")
        }
    }

    fn typed(list: &mut Filtered<u32>, words: &str) {
        list.command(Command::Filter);
        for letter in words.chars() {
            Filtered::edit(list, InputRequest::InsertChar(letter));
        }
    }

    #[test]
    fn words_narrow_the_list_down_and_marks_stay() {
        let mut list = Filtered::default();
        list.set((1u32..=30).collect());
        list.command(Command::Mark);
        typed(&mut list, "NUMBER 2");
        assert_eq!(list.rows.all().len(), 12);
        assert_eq!(
            list.chosen(),
            [1],
            "the mark stands though its row is hidden"
        );
        list.filter_command(Command::Accept);
        list.command(Command::MarkAll);
        assert_eq!(list.marked(), 13);
        list.command(Command::Back);
        assert_eq!(list.rows.all().len(), 30);
        list.command(Command::Back);
        assert_eq!(list.marked(), 0);
        assert!(!list.command(Command::Back));
    }

    #[test]
    fn leaving_the_filter_line_brings_back_what_was_shown() {
        let mut list = Filtered::default();
        list.set(vec![1u32, 2, 3]);
        typed(&mut list, "3");
        assert_eq!(list.rows.all(), [3]);
        list.filter_command(Command::Cancel);
        assert_eq!(list.rows.all(), [1, 2, 3]);
    }

    #[test]
    fn what_was_read_behind_new_rows_stays_and_gone_rows_lose_their_marks() {
        let mut list = Filtered::default();
        list.set(vec![5u32, 4, 3]);
        list.add(vec![3, 2, 1]);
        assert_eq!(list.read(), [5, 4, 3, 2, 1]);
        list.command(Command::MarkAll);
        list.renew(vec![6, 5], |row| *row < 5);
        assert_eq!(list.read(), [6, 5, 4, 3, 2, 1]);
        list.change(&[], |row| row % 2 == 0);
        assert_eq!(list.read(), [6, 4, 2]);
        assert_eq!(list.marked(), 2);
    }
}

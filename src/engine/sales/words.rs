//! Words that many orders share, by number.

use std::collections::HashMap;
use std::hash::Hash;

/// Words that occur in many orders, each with a number.
pub(super) struct Words<T> {
    all: Vec<T>,
    numbers: HashMap<T, u16>,
}

impl<T> Default for Words<T> {
    fn default() -> Self {
        Words {
            all: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Words<T> {
    /// The number of a word; words beyond the 65,536th share the last number.
    pub(super) fn number_of(&mut self, word: &T) -> u16 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        if number < u16::MAX || self.all.len() == usize::from(u16::MAX) {
            self.all.push(word.clone());
            self.numbers.insert(word.clone(), number);
        }
        number
    }

    pub(super) fn all(&self) -> &[T] {
        &self.all
    }

    pub(super) fn known(&self, word: &T) -> Option<u16> {
        self.numbers.get(word).copied()
    }
}

//! Work on many things that goes to the engine in pieces, one after the other. Each piece is done as a whole or not at all,
//! so it can be stopped between two of them and nothing is left half done.

use super::pen::{Pen, width};
use super::theme::Role;
use super::words::{count, counted};
use ratatui::layout::Rect;
use std::collections::VecDeque;

/// Something that was left out, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What.
    pub what: String,
    /// Why, as a sentence or a part of one.
    pub why: String,
}

/// The work. `R` is what the engine is asked for.
#[derive(Debug)]
pub struct Batch<R> {
    /// What is being done, such as `Posting`.
    doing: &'static str,
    /// What was done, such as `posted`.
    did: &'static str,
    /// With what, in the singular.
    thing: &'static str,
    waiting: VecDeque<R>,
    /// Things in all, where that is known.
    of: Option<u64>,
    done: u64,
    left_out: Vec<LeftOut>,
    stopping: bool,
}

/// How the work is called.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// While it goes on: `Posting`.
    pub doing: &'static str,
    /// When it is over: `posted`.
    pub did: &'static str,
    /// The things, in the singular: `invoice`.
    pub thing: &'static str,
}

impl<R> Batch<R> {
    /// Work with so many things in these pieces.
    pub fn new(verb: Verb, of: Option<u64>, pieces: impl IntoIterator<Item = R>) -> Batch<R> {
        Batch {
            doing: verb.doing,
            did: verb.did,
            thing: verb.thing,
            waiting: pieces.into_iter().collect(),
            of,
            done: 0,
            left_out: Vec::new(),
            stopping: false,
        }
    }

    /// What is to be asked now; nothing when it is over or was stopped.
    pub fn next(&mut self) -> Option<R> {
        if self.stopping {
            return None;
        }
        self.waiting.pop_front()
    }

    /// A piece is done; there may be more of it than was known.
    pub fn piece(&mut self, done: u64, left_out: Vec<LeftOut>, more: Option<R>) {
        self.done += done;
        self.left_out.extend(left_out);
        if let Some(more) = more {
            self.waiting.push_front(more);
        }
    }

    /// No further piece is begun.
    pub fn stop(&mut self) {
        self.stopping = true;
    }

    /// What was left out.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// How it went, as a sentence.
    pub fn summary(&self) -> String {
        let mut text = format!("{} {}.", counted(self.done, self.thing), self.did);
        if !self.left_out.is_empty() {
            let many = count(self.left_out.len() as u64);
            text.push_str(&format!(" {many} left out."));
        }
        if self.stopping && !self.waiting.is_empty() {
            text.push_str(" Stopped; the rest is as it was.");
        }
        text
    }

    /// Draws how far it is, with the key that stops it.
    pub fn draw(&self, pen: &mut Pen, line: Rect, key: Option<&str>) {
        let seen = self.done + self.left_out.len() as u64;
        let mut text = match self.of {
            Some(of) => format!(
                "{} {} of {}",
                self.doing,
                count(seen),
                counted(of, self.thing)
            ),
            None => format!("{} {}", self.doing, counted(seen, self.thing)),
        };
        if self.stopping {
            text.push_str(", stopping");
        }
        let mut x = line.x + 1;
        x += pen.put(x, line.y, line.width, &text, Role::Accent) + 2;
        if let Some(of) = self.of
            && of > 0
        {
            let room = line.right().saturating_sub(x).min(20);
            pen.gauge(x, line.y, room, seen as f64 / of as f64);
            x += room + 2;
        }
        if let Some(key) = key.filter(|_| !self.stopping) {
            let text = format!("{key} stops");
            if x + width(&text) <= line.right() {
                pen.put(x, line.y, line.right() - x, &text, Role::Hint);
            }
        }
    }
}

/// Cuts things into pieces of at most so many.
pub fn pieces<T: Clone>(things: &[T], most: usize) -> impl Iterator<Item = Vec<T>> {
    things.chunks(most.max(1)).map(<[T]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERB: Verb = Verb {
        doing: "Posting",
        did: "posted",
        thing: "invoice",
    };

    #[test]
    fn pieces_go_one_after_the_other_and_a_stop_leaves_the_rest() {
        let mut batch = Batch::new(VERB, Some(5), pieces(&[1, 2, 3, 4, 5], 2));
        assert_eq!(batch.next(), Some(vec![1, 2]));
        batch.piece(2, Vec::new(), None);
        assert_eq!(batch.next(), Some(vec![3, 4]));
        batch.stop();
        let out = LeftOut {
            what: "INV".to_owned(),
            why: "it is posted".to_owned(),
        };
        batch.piece(1, vec![out], None);
        assert_eq!(batch.next(), None);
        assert_eq!(
            batch.summary(),
            "3 invoices posted. 1 left out. Stopped; the rest is as it was."
        );
    }

    #[test]
    fn what_goes_on_goes_on_until_there_is_no_more() {
        let mut batch = Batch::new(VERB, None, [0]);
        assert_eq!(batch.next(), Some(0));
        batch.piece(100, Vec::new(), Some(100));
        assert_eq!(batch.next(), Some(100));
        batch.piece(1, Vec::new(), None);
        assert_eq!(batch.next(), None);
        assert_eq!(batch.summary(), "101 invoices posted.");
    }
}

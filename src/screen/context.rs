//! What a part of the screen may use while it handles something.

use super::desk::Desk;
use super::facts::Facts;
use super::overlay::Overlay;
use super::toasts::Toasts;
use super::words::Words;
use crate::domain::ids::{OrderNumber, PickingNumber};
use crate::domain::moment::Moment;
use crate::protocol::upkeep::Level;

/// What another tab is to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// A sales order.
    Order(OrderNumber),
    /// A picking.
    Picking(PickingNumber),
}

/// Handed to a part for the time of one message.
pub struct Hand<'a> {
    /// The time.
    pub now: Moment,
    /// Requests and effects.
    pub desk: &'a mut Desk,
    /// Messages for the person.
    pub toasts: &'a mut Toasts,
    /// What is known.
    pub facts: &'a Facts,
    /// Times and figures in words.
    pub words: Words,
    /// Layers to put on top afterwards.
    pub opened: Vec<Overlay>,
}

impl Hand<'_> {
    /// Puts a layer on top.
    pub fn open(&mut self, overlay: Overlay) {
        self.opened.push(overlay);
    }

    /// Tells the person something.
    pub fn say(&mut self, level: Level, text: impl Into<String>) {
        self.toasts.say(level, text, self.now);
    }
}

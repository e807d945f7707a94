//! Everything that reaches the screen, and everything it wants done.

use super::desk::Ticket;
use super::keymap::Key;
use crate::protocol::{Event, Failure, Reply, Request};

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Msg {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(Mouse),
    /// The terminal has so many columns and rows now.
    Resize(u16, u16),
    /// The engine tells something.
    Engine(Event),
    /// The engine answers, or can't.
    Answer {
        /// What was asked.
        ticket: Ticket,
        /// How it went.
        result: Box<Result<Reply, Failure>>,
    },
    /// A file was read, or not.
    File {
        /// What for.
        purpose: FileFor,
        /// Its path as typed.
        path: String,
        /// Its text, or why there is none.
        read: Result<String, String>,
    },
    /// A moment that the screen waited for has come.
    Due,
}

/// What a file is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFor {
    /// Vendor bills.
    Bills,
    /// A bank statement.
    Statement,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// Pressed at column and row.
    Press(u16, u16),
    /// Wheel towards the user.
    WheelDown,
    /// Wheel away from the user.
    WheelUp,
}

/// Something to be done for the screen.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Ask the engine.
    Call {
        /// Comes back with the answer.
        ticket: Ticket,
        /// What to ask.
        request: Box<Request>,
    },
    /// Read a text file of the person's machine.
    Read {
        /// Its path as typed; `~/` is the home folder.
        path: String,
        /// What for; comes back with it.
        purpose: FileFor,
    },
    /// Put text into the clipboard of the person's terminal.
    Copy(String),
    /// Take the mouse, or leave it.
    Mouse(bool),
    /// Ring the terminal's bell.
    Bell,
    /// Give the terminal back and stop until resumed.
    Suspend,
    /// Forget what the terminal shows and draw everything.
    Repaint,
    /// Leave.
    Quit,
}
